// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include <QtCore/QFile>

namespace cacheledger
{

CliRunner::CliRunner() : m_environment(QProcessEnvironment::systemEnvironment()) {}

std::unique_ptr<QProcess> CliRunner::start(const QStringList& arguments) const
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(m_environment);
    process->setProgram(QStringLiteral(CACHELEDGER_BINARY));
    process->setArguments(QStringList{QStringLiteral("--profile"), profileDir()} + arguments);
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

QString CliRunner::writeFile(const QString& name, const QByteArray& text) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName();
}

} // namespace cacheledger
