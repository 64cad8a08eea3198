// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/ephemeralfolder.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

#include <unistd.h>

namespace cacheledger
{

static constexpr int watcherTimeoutMs = 5000;
static constexpr qsizetype longestBase = 80; // a Unix socket's path has at most 107 bytes

static QString ephemeralText(const char* text)
{
    return QCoreApplication::translate("EphemeralFolder", text);
}

EphemeralFolder::EphemeralFolder() = default;

EphemeralFolder::~EphemeralFolder()
{
    if (m_folder)
        m_folder->remove();
    if (!m_watcher)
        return;
    m_watcher->closeWriteChannel();
    if (!m_watcher->waitForFinished(watcherTimeoutMs)) {
        m_watcher->kill();
        m_watcher->waitForFinished(watcherTimeoutMs);
    }
}

Result<void> EphemeralFolder::create(const QString& name)
{
    if (m_folder)
        return {};
    const QString base = QDir::tempPath();
    m_folder = std::make_unique<QTemporaryDir>((base.size() > longestBase ? QStringLiteral("/tmp") : base) +
                                               QLatin1Char('/') + name + QStringLiteral("-XXXXXX"));
    if (!m_folder->isValid()) {
        const QString reason = m_folder->errorString();
        m_folder.reset();
        return Error{ErrorCode::Io, ephemeralText("No temporary folder can be made: %1.").arg(reason),
                     ephemeralText("Check that the folder for temporary files can be written.")};
    }
    return startWatcher();
}

// A shell that reads from a pipe which only we hold: when we end in whatever way, it gets end-of-file and tidies up.
Result<void> EphemeralFolder::startWatcher()
{
    m_watcher = std::make_unique<QProcess>();
    m_watcher->setStandardOutputFile(QProcess::nullDevice());
    m_watcher->setStandardErrorFile(QProcess::nullDevice());
    m_watcher->setWorkingDirectory(QStringLiteral("/"));
    m_watcher->setChildProcessModifier([] { ::setsid(); }); // survives a signal to our process group
    m_watcher->start(QStringLiteral("/bin/sh"),
                     {QStringLiteral("-c"), QStringLiteral("trap '' HUP INT TERM; read -r line; rm -rf -- \"$1\""),
                      QStringLiteral("cacheledger-watcher"), m_folder->path()});
    if (!m_watcher->waitForStarted(watcherTimeoutMs))
        return Error{ErrorCode::Io, ephemeralText("Cannot start /bin/sh: %1.").arg(m_watcher->errorString()), {}};
    return {};
}

QString EphemeralFolder::path() const
{
    return m_folder ? m_folder->path() : QString();
}

QString EphemeralFolder::filePath(const QString& file) const
{
    return m_folder ? m_folder->filePath(file) : QString();
}

} // namespace cacheledger
