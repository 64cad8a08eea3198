// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"

#include <QtCore/QLoggingCategory>

#include <array>
#include <cerrno>
#include <cstring>

#include <sys/stat.h>

namespace cacheledger
{

/// In the order of LogTopic; what follows the dot stands in the journal.
static const QLoggingCategory& categoryOf(LogTopic topic)
{
    static const std::array<QLoggingCategory, 9> categories{
        QLoggingCategory("cacheledger"),          QLoggingCategory("cacheledger.servers"),
        QLoggingCategory("cacheledger.history"),  QLoggingCategory("cacheledger.alerts"),
        QLoggingCategory("cacheledger.channels"), QLoggingCategory("cacheledger.incidents"),
        QLoggingCategory("cacheledger.sources"),  QLoggingCategory("cacheledger.savings"),
        QLoggingCategory("cacheledger.audit")};
    return categories[static_cast<std::size_t>(topic)];
}

static QtMsgType messageTypeOf(LogLevel level)
{
    switch (level) {
    case LogLevel::Error:
        return QtCriticalMsg;
    case LogLevel::Warning:
        return QtWarningMsg;
    case LogLevel::Info:
        return QtInfoMsg;
    }
    return QtInfoMsg;
}

/// systemd.exec(5): device and inode of the stream, which a child that writes elsewhere inherits just the same.
static bool isJournalStream(std::FILE* stream)
{
    const QList<QByteArray> words = qgetenv("JOURNAL_STREAM").split(':');
    struct stat of {
    };
    return words.size() == 2 && ::fstat(::fileno(stream), &of) == 0 && words[0].toULongLong() == of.st_dev &&
           words[1].toULongLong() == of.st_ino;
}

Console::Console(std::FILE* out, std::FILE* err) : m_out(out), m_err(err), m_isJournal(isJournalStream(err)) {}

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

void Console::note(const QString& text, LogTopic topic, LogLevel level)
{
    const QLoggingCategory& category = categoryOf(topic);
    if (topic != LogTopic::Program && !category.isEnabled(messageTypeOf(level)))
        return;
    QByteArray line = "cacheledger: " + text.toUtf8();
    if (m_isJournal) {
        const QByteArray name = QByteArray(category.categoryName()).replace("cacheledger.", QByteArray());
        line = '<' + QByteArray::number(static_cast<int>(level)) + '>' + name + ": " + text.toUtf8();
        line.replace('\n', ' '); // another line would be another entry, without a level
    }
    line += '\n';
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), m_err);
    std::fflush(m_err);
}

void Console::note(const Error& error, LogTopic topic, LogLevel level)
{
    Error told = error;
    if (error.code == ErrorCode::AuthRequired && topic != LogTopic::Sources) // which have secrets of their own
        told.hint =
            Cli::tr("Set CACHELEDGER_PASSWORD or name a file with --credentials; the user, if the server has ACL "
                    "users, belongs into the address.");
    note(told.text(), topic, level);
}

int Console::fail(const Error& error)
{
    note(error, LogTopic::Program, LogLevel::Error);
    return static_cast<int>(exitCodeFor(error.code));
}

} // namespace cacheledger
