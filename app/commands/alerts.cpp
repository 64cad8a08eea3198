// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/alerts.h"

#include "alerts/alertlog.h"
#include "alerts/alertmessage.h"
#include "alerts/alertrequest.h"
#include "alerts/rulewords.h"
#include "app/healthreport.h"
#include "metrics/format.h"

#include <QtCore/QFileInfo>

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int alertsListedAtMost = 500;

static OrderedJson alertTimeJson(std::optional<TimeMs> timeMs)
{
    return timeMs ? OrderedJson(format::isoUtc(*timeMs).toStdString()) : OrderedJson();
}

static OrderedJson alertValueJson(std::optional<double> value)
{
    return value ? OrderedJson(*value) : OrderedJson();
}

static OrderedJson alertJson(const Alert& alert)
{
    return OrderedJson{{"id", alert.id},
                       {"rule", alert.key.rule.toStdString()},
                       {"name", alert.ruleName.toStdString()},
                       {"tier", rulewords::tier(alert.tier).toStdString()},
                       {"cache", alert.cacheName.toStdString()},
                       {"node", alert.address.toStdString()},
                       {"state", alertStateName(alert.state)},
                       {"noData", alert.noData},
                       {"since", alertTimeJson(alert.sinceMs)},
                       {"fired", alertTimeJson(alert.firedMs)},
                       {"ended", alertTimeJson(alert.endedMs)},
                       {"metric", alert.metric},
                       {"value", alertValueJson(alert.firedValue)},
                       {"newestValue", alertValueJson(alert.newestValue)},
                       {"threshold", alert.threshold},
                       {"message", alert.message.toStdString()},
                       {"notified", alert.told},
                       {"acknowledged", alertTimeJson(alert.acknowledgedMs)},
                       {"snoozedUntil", alertTimeJson(alert.snoozedUntilMs)},
                       {"falsePositive", alert.falsePositive},
                       {"silence", alert.silence.toStdString()},
                       {"inhibitedBy", alert.inhibitedBy.toStdString()},
                       {"playbook", alert.playbook.toStdString()},
                       {"incident", alert.incident.toStdString()}};
}

static QString alertText(const Alert& alert)
{
    const QString what = alert.message.isEmpty() ? filledMessage({}, alert) : alert.message;
    return QString::number(alert.id).leftJustified(6) +
           QString::fromLatin1(alertStateName(alert.state)).leftJustified(9) +
           rulewords::tier(alert.tier).leftJustified(12) + format::isoUtc(alert.firedMs.value_or(alert.sinceMs)) +
           u"  "_s + what;
}

static Result<std::vector<Alert>> alertsFor(const AlertsListCommand& command, const CommandContext& context)
{
    const QString path = context.profile.alertsFile();
    if (!QFileInfo::exists(path))
        return std::vector<Alert>(); // nothing was ever judged
    const auto log = AlertLog::open(path, Database::Mode::Read);
    if (!log)
        return log.error();
    if (command.active)
        return (*log)->lasting();
    AlertQuery query;
    query.toMs = context.clock->nowMs();
    query.limit = alertsListedAtMost;
    return (*log)->read(query);
}

int runAlertsList(const AlertsListCommand& command, const CommandContext& context)
{
    const auto alerts = alertsFor(command, context);
    if (!alerts)
        return context.console.fail(alerts.error());
    OrderedJson list = OrderedJson::array();
    for (const Alert& alert : *alerts) {
        if (command.json)
            list.push_back(alertJson(alert));
        else
            context.console.writeLine(alertText(alert));
    }
    if (command.json)
        context.console.writeLine(QString::fromStdString(list.dump(2)));
    const auto flushed = context.console.flush();
    return flushed ? static_cast<int>(ExitCode::Ok) : context.console.fail(flushed.error());
}

int runAlertsAcknowledge(const AlertsAcknowledgeCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    const QString path = context.profile.alertsFile();
    const auto log = AlertLog::open(path, Database::Mode::Read);
    if (!log)
        return console.fail(log.error());
    const auto alert = (*log)->find(command.alert);
    if (!alert)
        return console.fail(alert.error());
    if (!*alert)
        return console.fail(Error{ErrorCode::InvalidArgument, Cli::tr("There is no alert %1.").arg(command.alert),
                                  Cli::tr("See cacheledger alerts list.")});
    if ((*alert)->acknowledgedMs) {
        console.writeLine(
            Cli::tr("It is acknowledged since %1 already.").arg(format::isoUtc(*(*alert)->acknowledgedMs)));
        return console.finish(ExitCode::Ok);
    }
    if (const auto asked = alertrequests::ask(path, {AlertAction::Acknowledge, command.alert}); !asked)
        return console.fail(asked.error());
    console.writeLine(Cli::tr("Kept: whatever collects acknowledges it within a second, or at its next start."));
    return console.finish(ExitCode::Ok);
}

} // namespace cacheledger
