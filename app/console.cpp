// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"

#include <cerrno>
#include <cstring>

namespace cacheledger
{

bool Console::write(const QByteArray& text)
{
    const auto size = static_cast<std::size_t>(text.size());
    const bool written = std::fwrite(text.constData(), 1, size, m_out) == size;
    if (!written && m_outError == 0)
        m_outError = errno;
    return written;
}

Result<void> Console::flush()
{
    if (std::fflush(m_out) != 0 && m_outError == 0)
        m_outError = errno;
    if (m_outError == 0 && std::ferror(m_out) == 0)
        return {};
    const int reason = m_outError != 0 ? m_outError : EIO;
    return Error{ErrorCode::Io,
                 Cli::tr("Standard output cannot be written: %1.").arg(QString::fromLocal8Bit(std::strerror(reason))),
                 Cli::tr("Check the disk or the program that reads it.")};
}

int Console::finish(ExitCode code)
{
    const auto flushed = flush();
    return flushed ? static_cast<int>(code) : fail(flushed.error());
}

void Console::note(const QString& text)
{
    const QByteArray line = "cacheledger: " + text.toUtf8() + '\n';
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), m_err);
    std::fflush(m_err);
}

void Console::note(const Error& error)
{
    Error told = error;
    if (error.code == ErrorCode::AuthRequired)
        told.hint =
            Cli::tr("Set CACHELEDGER_PASSWORD or name a file with --credentials; the user, if the server has ACL "
                    "users, belongs into the address.");
    note(told.text());
}

int Console::fail(const Error& error)
{
    note(error);
    return static_cast<int>(exitCodeFor(error.code));
}

} // namespace cacheledger
