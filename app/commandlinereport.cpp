// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandlinereport.h"

#include "app/console.h"
#include "app/optionvalues.h"
#include "cost/currency.h"

#include <QtCore/QCommandLineParser>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static Error reportUsageError(const QString& message, const QString& hint)
{
    return Error{ErrorCode::InvalidArgument, message, hint};
}

static QString helpOf(const QString& command)
{
    return Cli::tr("See cacheledger %1 --help.").arg(command);
}

static Result<void> needWords(const QCommandLineParser& parser, const QStringList& names, const QString& command)
{
    for (const QString& name : names) {
        if (parser.value(name).isEmpty())
            return reportUsageError(Cli::tr("%1 needs --%2.").arg(command, name), helpOf(command));
    }
    return {};
}

static Result<void> parseReportLooks(const QCommandLineParser& parser, ReportOrder& order)
{
    if (parser.isSet(u"format"_s)) {
        const auto form = choiceValue(u"format"_s, parser.value(u"format"_s), {u"pdf"_s, u"html"_s, u"csv"_s});
        if (!form)
            return form.error();
        order.form = *reportFormOf(*form);
    }
    if (parser.isSet(u"paper"_s)) {
        const auto paper = choiceValue(u"paper"_s, parser.value(u"paper"_s), {u"a4"_s, u"letter"_s});
        if (!paper)
            return paper.error();
        order.paper = *reportPaperOf(*paper);
    }
    if (parser.isSet(u"currency"_s)) {
        const auto currency = Currency::parse(parser.value(u"currency"_s).toUpper());
        if (!currency)
            return currency.error();
        order.currency = currency->code();
    }
    if (parser.isSet(u"locale"_s)) {
        order.locale = QLocale(parser.value(u"locale"_s));
        if (order.locale == QLocale::c() && parser.value(u"locale"_s) != "C"_L1)
            return reportUsageError(Cli::tr("There is no locale \"%1\".").arg(parser.value(u"locale"_s)),
                                    Cli::tr("Write for example --locale en_US, hi_IN or de_DE."));
    }
    order.title = parser.value(u"title"_s);
    order.logoFile = parser.value(u"logo"_s);
    return {};
}

static Result<ReportOptions> reportOptionsOf(const QCommandLineParser& parser)
{
    ReportOptions options;
    options.cache = parser.value(u"cache"_s);
    options.folder = parser.value(u"folder"_s);
    options.mail = parser.value(u"mail"_s);
    if (const auto looks = parseReportLooks(parser, options.order); !looks)
        return looks.error();
    return options;
}

Result<CommandVariant> parseReportSchedule(const QCommandLineParser& parser)
{
    if (const auto needed = needWords(parser, {u"cache"_s, u"folder"_s}, u"report schedule"_s); !needed)
        return needed.error();
    auto options = reportOptionsOf(parser);
    if (!options)
        return options.error();
    ReportScheduleCommand command{*options, ReportEvery::Month, parser.isSet(u"systemd"_s), parser.isSet(u"write"_s)};
    if (parser.isSet(u"every"_s)) {
        const auto every = choiceValue(u"every"_s, parser.value(u"every"_s), {u"week"_s, u"month"_s});
        if (!every)
            return every.error();
        command.every = *every == "week"_L1 ? ReportEvery::Week : ReportEvery::Month;
    }
    if (command.write && !command.systemd)
        return reportUsageError(Cli::tr("--write belongs to --systemd."), helpOf(u"report schedule"_s));
    return CommandVariant{command};
}

Result<CommandVariant> parseReport(const QCommandLineParser& parser, TimeMs nowMs)
{
    if (const auto needed = needWords(parser, {u"cache"_s}, u"report"_s); !needed)
        return needed.error();
    auto options = reportOptionsOf(parser);
    if (!options)
        return options.error();
    ReportCommand command{*options, parser.value(u"output"_s)};
    if (command.output.isEmpty() == command.options.folder.isEmpty())
        return reportUsageError(Cli::tr("report needs either --output or --folder."), helpOf(u"report"_s));
    if (parser.isSet(u"preset"_s) == parser.isSet(u"from"_s))
        return reportUsageError(Cli::tr("report needs either --preset or --from."), helpOf(u"report"_s));
    if (parser.isSet(u"preset"_s)) {
        const auto preset = choiceValue(u"preset"_s, parser.value(u"preset"_s), reportPresets());
        if (!preset)
            return preset.error();
        command.options.preset = *preset;
    } else {
        const auto span = typedSpanOf(parser, nowMs);
        if (!span)
            return span.error();
        command.span = *span;
    }
    if (parser.isSet(u"format"_s) || command.output.isEmpty())
        return CommandVariant{command};
    const auto form = reportFormOf(command.output.section(u'.', -1));
    if (!form)
        return reportUsageError(Cli::tr("What kind of file %1 is to be is not clear.").arg(command.output),
                                Cli::tr("Let it end with .pdf, .html or .csv, or give --format."));
    command.options.order.form = *form;
    return CommandVariant{command};
}

} // namespace cacheledger
