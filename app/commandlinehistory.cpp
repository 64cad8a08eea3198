// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandlinehistory.h"

#include "app/commandlineusage.h"
#include "app/console.h"
#include "app/optionvalues.h"

#include <QtCore/QCommandLineParser>

namespace cacheledger
{

using namespace Qt::StringLiterals;

Result<CommandVariant> parseExport(const QCommandLineParser& parser, TimeMs nowMs)
{
    if (const auto needed = needOptions(parser, {u"cache"_s, u"metric"_s, u"from"_s}, u"export"_s); !needed)
        return needed.error();
    ExportCommand command;
    command.cache = parser.value(u"cache"_s);
    for (const QString& value : parser.values(u"metric"_s))
        command.metrics << value.split(u',', Qt::SkipEmptyParts);
    const auto span = timeSpanOf(parser, nowMs, u"export"_s);
    if (!span)
        return span.error();
    command.fromMs = span->fromMs;
    command.toMs = span->toMs;
    if (parser.isSet(u"resolution"_s)) {
        const auto tier =
            choiceValue(u"resolution"_s, parser.value(u"resolution"_s), {u"auto"_s, u"raw"_s, u"1m"_s, u"1h"_s});
        if (!tier)
            return tier.error();
        command.tier = tierFromName(*tier);
    }
    if (parser.isSet(u"format"_s)) {
        const QStringList formats{u"csv"_s, u"json"_s, u"openmetrics"_s};
        const auto format = choiceValue(u"format"_s, parser.value(u"format"_s), formats);
        if (!format)
            return format.error();
        command.format = static_cast<ExportFormat>(formats.indexOf(*format));
    }
    return CommandVariant{command};
}

Result<CommandVariant> parseAudit(const QCommandLineParser& parser, TimeMs nowMs)
{
    AuditCommand command{parser.value(u"cache"_s), {}, {}, parser.isSet(u"json"_s)};
    for (const auto& [option, time] : {std::pair(u"from"_s, &command.fromMs), std::pair(u"to"_s, &command.toMs)}) {
        if (!parser.isSet(option))
            continue;
        const auto value = timeValue(option, parser.value(option), nowMs);
        if (!value)
            return value.error();
        *time = *value;
    }
    return CommandVariant{command};
}

Result<CommandVariant> parseLedger(const QCommandLineParser& parser, TimeMs nowMs)
{
    if (const auto needed = needOptions(parser, {u"cache"_s, u"from"_s}, u"ledger"_s); !needed)
        return needed.error();
    const auto span = typedSpanOf(parser, nowMs);
    if (!span)
        return span.error();
    LedgerCommand command{parser.value(u"cache"_s), *span, LedgerStep::Day, parser.value(u"zone"_s).toUtf8(),
                          parser.isSet(u"json"_s)};
    if (parser.isSet(u"by"_s)) {
        const QStringList steps{u"hour"_s, u"day"_s, u"month"_s};
        const auto by = choiceValue(u"by"_s, parser.value(u"by"_s), steps);
        if (!by)
            return by.error();
        command.by = static_cast<LedgerStep>(steps.indexOf(*by));
    }
    if (parser.isSet(u"distinct"_s)) {
        const auto percent = numberValue(u"distinct"_s, parser.value(u"distinct"_s), 0, 100);
        if (!percent)
            return percent.error();
        command.traffic.distinctShare = *percent / 100;
    }
    if (parser.isSet(u"answer-age"_s)) {
        const auto age = durationValue(u"answer-age"_s, parser.value(u"answer-age"_s));
        if (!age)
            return age.error();
        command.traffic.answerAgeMs = *age;
    }
    return CommandVariant{command};
}

} // namespace cacheledger
