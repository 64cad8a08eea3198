// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/drill.h"

#include "app/drills/drillrun.h"
#include "app/healthreport.h"

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static OrderedJson drillJson(const Drill& drill, const DrillOutcome& outcome)
{
    return OrderedJson{{"drill", drill.id.toStdString()},
                       {"passed", outcome.passed(drill)},
                       {"expectedRule", drill.rule.toStdString()},
                       {"expectedPlaybook", drill.playbook.toStdString()},
                       {"raised", outcome.raised},
                       {"secondsToCondition", outcome.raised ? OrderedJson(outcome.conditionSeconds) : OrderedJson()},
                       {"secondsHeld", outcome.raised ? OrderedJson(outcome.holdSeconds) : OrderedJson()},
                       {"secondsAllowed", outcome.allowedHoldSeconds},
                       {"message", outcome.message.toStdString()},
                       {"playbook", outcome.playbook.toStdString()},
                       {"symptoms", jsonList(outcome.symptoms)},
                       {"unexpected", jsonList(outcome.unexpected)}};
}

static QString drillText(const Drill& drill, const DrillOutcome& outcome)
{
    QStringList lines;
    lines << Cli::tr("Expected: the alert %1, and the playbook %2.").arg(drill.rule, drill.playbook);
    if (outcome.raised)
        lines << Cli::tr("Raised: %1 s after the failure could be seen (allowed: %2 s), which was %3 s after it began.")
                     .arg(outcome.holdSeconds, 0, 'f', 1)
                     .arg(outcome.allowedHoldSeconds, 0, 'f', 1)
                     .arg(outcome.conditionSeconds, 0, 'f', 1)
              << outcome.message;
    else
        lines << Cli::tr("The alert was not raised.");
    lines << (outcome.playbook.isEmpty() ? Cli::tr("No playbook was opened.")
                                         : Cli::tr("Opened: the playbook %1.").arg(outcome.playbook));
    for (const QString& symptom : outcome.symptoms)
        lines << u"  "_s + symptom;
    if (!outcome.unexpected.isEmpty())
        lines << Cli::tr("Raised besides, and should not: %1.").arg(outcome.unexpected.join(u", "_s));
    lines << (outcome.passed(drill) ? Cli::tr("The drill passed.") : Cli::tr("The drill failed."));
    return lines.join(u'\n');
}

int reportDrill(const DrillCommand& command, const Drill& drill, const DrillOutcome& outcome, Console& console)
{
    console.writeLine(command.json ? QString::fromStdString(drillJson(drill, outcome).dump(2))
                                   : drillText(drill, outcome));
    return console.finish(outcome.passed(drill) ? ExitCode::Ok : ExitCode::ThresholdBreached);
}

int runDrill(const DrillCommand& command, const CommandContext& context)
{
    const auto drill = wantedDrill(command.drill);
    if (!drill)
        return context.console.fail(drill.error());
    DrillRun run(**drill, command.factor, context.clock);
    QObject::connect(&run, &DrillRun::told, &run, [&context](const QString& text) { context.console.note(text); });
    const auto outcome = run.run();
    return outcome ? reportDrill(command, **drill, *outcome, context.console) : context.console.fail(outcome.error());
}

} // namespace cacheledger
