// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include <QtCore/QFile>

#include <fcntl.h>
#include <unistd.h>

namespace cacheledger
{

CliRunner::CliRunner() : m_environment(QProcessEnvironment::systemEnvironment()) {}

std::unique_ptr<QProcess> CliRunner::prepare(const QStringList& arguments) const
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(m_environment);
    process->setProgram(qEnvironmentVariable("CACHELEDGER_BINARY", QStringLiteral(CACHELEDGER_BINARY)));
    process->setArguments(QStringList{QStringLiteral("--profile"), profileDir()} + arguments);
    return process;
}

std::unique_ptr<QProcess> CliRunner::start(const QStringList& arguments) const
{
    auto process = prepare(arguments);
    process->start();
    process->closeWriteChannel();
    process->waitForStarted();
    return process;
}

CliResult CliRunner::wait(QProcess& process, int timeoutMs)
{
    CliResult result;
    const bool ended = process.state() == QProcess::NotRunning || process.waitForFinished(timeoutMs);
    if (ended && process.exitStatus() == QProcess::NormalExit)
        result.exitCode = process.exitCode();
    result.out = process.readAllStandardOutput();
    result.err = process.readAllStandardError();
    if (!ended)
        process.kill();
    return result;
}

CliResult CliRunner::run(const QStringList& arguments, int timeoutMs) const
{
    const auto process = start(arguments);
    return wait(*process, timeoutMs);
}

CliResult CliRunner::runUnread(const QStringList& arguments) const
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        qFatal("no pipe");
    ::close(ends[0]);
    const auto process = prepare(arguments);
    process->setChildProcessModifier([output = ends[1]] { ::dup2(output, STDOUT_FILENO); });
    process->start();
    process->closeWriteChannel();
    process->waitForStarted();
    ::close(ends[1]);
    return wait(*process);
}

QString CliRunner::writeFile(const QString& name, const QByteArray& text) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName();
}

} // namespace cacheledger
