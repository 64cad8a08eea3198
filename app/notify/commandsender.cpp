// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/commandsender.h"

#include "alerts/notificationtext.h"
#include "alerts/rulewords.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDeadlineTimer>
#include <QtCore/QFileInfo>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>

#include <csignal>
#include <map>

#include <unistd.h>

namespace cacheledger
{

namespace
{

using namespace Qt::StringLiterals;

struct CommandTr {
    Q_DECLARE_TR_FUNCTIONS(CommandSender)
};

constexpr int lookEveryMs = 50;
constexpr qsizetype longestArgument = 64 * 1024; // Linux allows 128 KiB each

std::map<QString, QString> placeholders(const Notification& notification)
{
    std::map<QString, QString> values{{u"title"_s, notificationtext::title(notification)},
                                      {u"text"_s, notificationtext::body(notification)},
                                      {u"event"_s, notification::eventWord(notification.event)},
                                      {u"id"_s, notification.id}};
    const Alert first = notification.alerts.empty() ? Alert() : notification.alerts.front();
    values[u"tier"_s] = notification.alerts.empty() ? QString() : rulewords::tier(first.tier);
    values[u"cache"_s] = first.cacheName;
    values[u"node"_s] = first.address;
    values[u"rule"_s] = first.key.rule;
    return values;
}

/// Everything that the program started belongs to its session.
void endGroup(const QProcess& process)
{
    if (process.processId() > 0)
        ::kill(-static_cast<pid_t>(process.processId()), SIGKILL);
}

QByteArray lastLine(const QByteArray& text)
{
    return text.trimmed().split('\n').constLast().trimmed();
}

} // namespace

QStringList filledArguments(const QStringList& arguments, const Notification& notification)
{
    static const QRegularExpression placeholder(u"%(title|text|event|id|tier|cache|node|rule)\\b"_s);
    const std::map<QString, QString> values = placeholders(notification);
    QStringList filled;
    for (const QString& argument : arguments) {
        QString text;
        qsizetype at = 0;
        for (auto found = placeholder.globalMatch(argument); found.hasNext();) {
            const QRegularExpressionMatch match = found.next();
            text += argument.mid(at, match.capturedStart() - at) + values.at(match.captured(1));
            at = match.capturedEnd();
        }
        text += argument.mid(at);
        filled << text.remove(QChar(0)).left(longestArgument);
    }
    return filled;
}

SendOutcome runCommand(const CommandSettings& command, const Notification& notification, const SendLimits& limits)
{
    using Kind = SendOutcome::Kind;
    const QString name = QFileInfo(command.program).fileName();
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setChildProcessModifier([] { ::setsid(); });
    process.start(command.program, filledArguments(command.arguments, notification));
    if (!process.waitForStarted())
        return {Kind::Refused, CommandTr::tr("%1 cannot be started: %2.").arg(command.program, process.errorString())};
    process.write(notification::toJson(notification) + '\n');
    process.closeWriteChannel();
    QByteArray errors;
    const QDeadlineTimer deadline(command.timeoutMs);
    while (!process.waitForFinished(lookEveryMs) && process.state() != QProcess::NotRunning) {
        errors = (errors + process.readAllStandardError()).right(4096);
        if (!deadline.hasExpired() && !limits.isCancelled())
            continue;
        endGroup(process);
        process.waitForFinished(1000);
        return {Kind::Unclear,
                limits.isCancelled()
                    ? CommandTr::tr("%1 was ended.").arg(name)
                    : CommandTr::tr("%1 had not ended after %2 s.").arg(name).arg(command.timeoutMs / 1000.0)};
    }
    errors = (errors + process.readAllStandardError()).right(4096);
    if (process.exitStatus() == QProcess::CrashExit)
        return {Kind::Failed, CommandTr::tr("%1 crashed.").arg(name)};
    if (process.exitCode() != 0)
        return {
            Kind::Failed,
            CommandTr::tr("%1 ended with %2: %3").arg(name).arg(process.exitCode()).arg(shownAnswer(lastLine(errors)))};
    return {};
}

} // namespace cacheledger
