// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandlinemove.h"

#include "app/console.h"
#include "app/optionvalues.h"
#include "history/annotationspool.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QRegularExpression>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static Error moveUsageError(const QString& message, const QString& hint)
{
    return Error{ErrorCode::InvalidArgument, message, hint};
}

static Result<QString> neededCache(const QCommandLineParser& parser, const QString& command)
{
    const QString cache = parser.value(u"cache"_s);
    if (cache.isEmpty())
        return moveUsageError(Cli::tr("%1 needs --cache.").arg(command),
                              Cli::tr("See cacheledger %1 --help.").arg(command));
    return cache;
}

Result<CommandVariant> parseAnnotate(const QCommandLineParser& parser, TimeMs nowMs)
{
    constexpr qint64 dayMs = 86'400'000;
    const auto cache = neededCache(parser, u"annotate"_s);
    if (!cache)
        return cache.error();
    AnnotateCommand command{*cache, nowMs, EventKind::Note, annotationText(parser.positionalArguments().join(u' '))};
    if (parser.isSet(u"at"_s)) {
        const auto at = timeValue(u"at"_s, parser.value(u"at"_s), nowMs);
        if (!at)
            return at.error();
        if (*at > nowMs + dayMs)
            return moveUsageError(Cli::tr("--at lies in the future: %1.").arg(parser.value(u"at"_s)),
                                  Cli::tr("Give the moment at which it happened."));
        command.timeMs = *at;
    }
    if (parser.isSet(u"kind"_s)) {
        const auto kind = choiceValue(u"kind"_s, parser.value(u"kind"_s), {u"note"_s, u"deploy"_s});
        if (!kind)
            return kind.error();
        command.kind = *kind == u"deploy"_s ? EventKind::Deploy : EventKind::Note;
    }
    if (command.text.isEmpty() || command.text.size() > longestAnnotation)
        return moveUsageError(Cli::tr("The text must have 1 to %1 characters.").arg(longestAnnotation),
                              Cli::tr("For example: cacheledger annotate --cache shop --kind deploy \"shop 2.4.1\"."));
    return CommandVariant{command};
}

static Result<std::map<std::string, std::string>> columnNames(const QStringList& maps)
{
    std::map<std::string, std::string> names;
    for (const QString& map : maps) {
        // The last one: a metric's id has none, a foreign column may.
        const qsizetype equals = map.lastIndexOf(u'=');
        if (equals <= 0)
            return moveUsageError(Cli::tr("--map cannot be \"%1\".").arg(map.left(100)),
                                  Cli::tr("Give COLUMN=METRIC, like --map Memory=used_memory."));
        names[map.left(equals).toStdString()] = map.mid(equals + 1).toStdString();
    }
    return names;
}

Result<CommandVariant> parseImport(const QCommandLineParser& parser)
{
    const auto cache = neededCache(parser, u"import"_s);
    if (!cache)
        return cache.error();
    ImportCommand command;
    command.files = parser.positionalArguments();
    command.cache = *cache;
    command.node = parser.value(u"node"_s);
    command.bucketsAsSamples = parser.isSet(u"as-samples"_s);
    const QStringList formats{u"auto"_s, u"csv"_s, u"json"_s, u"openmetrics"_s};
    if (parser.isSet(u"format"_s)) {
        const auto format = choiceValue(u"format"_s, parser.value(u"format"_s), formats);
        if (!format)
            return format.error();
        command.format = static_cast<ImportFormat>(formats.indexOf(*format));
    }
    if (parser.isSet(u"interval"_s)) {
        constexpr int weekMs = 7 * 86'400'000;
        const auto interval = integerValue(u"interval"_s, parser.value(u"interval"_s), 1, weekMs);
        if (!interval)
            return interval.error();
        command.intervalMs = *interval;
    }
    auto names = columnNames(parser.values(u"map"_s));
    if (!names)
        return names.error();
    command.names = std::move(*names);
    return CommandVariant{command};
}

Result<CommandVariant> parseBackfill(const QCommandLineParser& parser)
{
    const auto cache = neededCache(parser, u"backfill"_s);
    if (!cache)
        return cache.error();
    const QString pattern = parser.value(u"date-pattern"_s);
    if (const QRegularExpression expression(pattern); !expression.isValid())
        return moveUsageError(Cli::tr("--date-pattern is no regular expression: %1.").arg(expression.errorString()),
                              Cli::tr("For example: --date-pattern 'info-(.*)\\.txt'."));
    return CommandVariant{BackfillCommand{parser.positionalArguments(), *cache, parser.value(u"node"_s), pattern,
                                          parser.isSet(u"use-mtime"_s)}};
}

} // namespace cacheledger
