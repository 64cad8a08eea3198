// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"

#include <cerrno>
#include <cstring>

namespace cacheledger
{

bool Console::write(const QByteArray& text)
{
    return std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), m_out) ==
           static_cast<std::size_t>(text.size());
}

Result<void> Console::flush()
{
    const bool failedBefore = std::ferror(m_out) != 0;
    if (std::fflush(m_out) == 0 && !failedBefore)
        return {};
    return Error{ErrorCode::Io,
                 Cli::tr("Standard output cannot be written: %1.").arg(QString::fromLocal8Bit(std::strerror(errno))),
                 Cli::tr("Check the disk or the program that reads it.")};
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
