// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QProcess>
#include <QtCore/QProcessEnvironment>
#include <QtCore/QStringList>
#include <QtCore/QTemporaryDir>

#include <memory>

namespace cacheledger
{

/// What a run of the binary left behind.
struct CliResult {
    int exitCode = -1; ///< -1: crashed or did not end in time
    QByteArray out;
    QByteArray err;
};

/// The binary with a profile of its own.
class CliRunner
{
public:
    CliRunner();

    QString profileDir() const { return m_folder.filePath(QStringLiteral("profile")); }
    QString path(const QString& name) const { return m_folder.filePath(name); }
    void setVariable(const QString& name, const QString& value) { m_environment.insert(name, value); }
    void removeVariable(const QString& name) { m_environment.remove(name); }

    /// Runs to the end, with --profile before the arguments.
    CliResult run(const QStringList& arguments, int timeoutMs = 60000) const;
    /// Likewise, with a standard output whose reader has gone: every write fails with EPIPE.
    CliResult runUnread(const QStringList& arguments) const;
    /// Starts and returns at once.
    std::unique_ptr<QProcess> start(const QStringList& arguments) const;
    /// Waits for the end of a started one.
    static CliResult wait(QProcess& process, int timeoutMs = 60000);

    /// Writes a file under this folder and returns its path.
    QString writeFile(const QString& name, const QByteArray& text) const;

private:
    std::unique_ptr<QProcess> prepare(const QStringList& arguments) const;

    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
};

} // namespace cacheledger
