// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandlinealerts.h"

#include "app/commandlineusage.h"
#include "app/console.h"
#include "app/optionvalues.h"

#include <QtCore/QCommandLineParser>

namespace cacheledger
{

using namespace Qt::StringLiterals;

Result<CommandVariant> parseRules(const QString& name, const QCommandLineParser& parser, TimeMs nowMs)
{
    const QStringList words = parser.positionalArguments();
    if (name == "rules list"_L1)
        return CommandVariant{RulesListCommand{parser.isSet(u"json"_s)}};
    if (name == "rules check"_L1)
        return CommandVariant{RulesCheckCommand{words[0]}};
    if (name == "rules test"_L1)
        return CommandVariant{RulesTestCommand{words[0], parser.value(u"rules"_s)}};
    if (name == "rules export"_L1) {
        if (!parser.isSet(u"format"_s))
            return CommandVariant{RulesExportCommand{}};
        const auto format = choiceValue(u"format"_s, parser.value(u"format"_s), {u"prometheus"_s, u"json"_s});
        if (!format)
            return format.error();
        return CommandVariant{RulesExportCommand{*format == u"prometheus"_s}};
    }
    if (const auto needed = needOptions(parser, {u"cache"_s, u"from"_s}, name); !needed)
        return needed.error();
    const auto span = timeSpanOf(parser, nowMs, name);
    if (!span)
        return span.error();
    return CommandVariant{RulesBacktestCommand{words[0], parser.value(u"rules"_s), parser.value(u"cache"_s),
                                               span->fromMs, span->toMs, parser.isSet(u"json"_s)}};
}

Result<CommandVariant> parseAlertsAcknowledge(const QCommandLineParser& parser)
{
    const QString word = parser.positionalArguments().constFirst();
    bool isNumber = false;
    const qint64 alert = word.toLongLong(&isNumber);
    if (!isNumber || alert <= 0)
        return Error{ErrorCode::InvalidArgument, Cli::tr("\"%1\" is no number of an alert.").arg(word),
                     Cli::tr("See cacheledger alerts list.")};
    return CommandVariant{AlertsAcknowledgeCommand{alert}};
}

Result<CommandVariant> parseIncidents(const QString& name, const QCommandLineParser& parser)
{
    const QStringList words = parser.positionalArguments();
    if (name == "incidents list"_L1)
        return CommandVariant{IncidentsListCommand{parser.isSet(u"json"_s)}};
    if (name == "incidents show"_L1)
        return CommandVariant{IncidentsShowCommand{words[0], parser.isSet(u"json"_s)}};
    if (const auto needed = needOptions(parser, {u"output"_s}, name); !needed)
        return needed.error();
    return CommandVariant{IncidentsExportCommand{words[0], parser.value(u"output"_s)}};
}

} // namespace cacheledger
