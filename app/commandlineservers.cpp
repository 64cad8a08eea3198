// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandlineservers.h"

#include "app/commandlineusage.h"
#include "app/console.h"
#include "app/optionvalues.h"

#include <QtCore/QCommandLineParser>

namespace cacheledger
{

using namespace Qt::StringLiterals;

/// --duration, where it is given.
template <typename T>
static Result<void> takeDuration(const QCommandLineParser& parser, T& milliseconds)
{
    if (!parser.isSet(u"duration"_s))
        return {};
    const auto duration = durationValue(u"duration"_s, parser.value(u"duration"_s));
    if (!duration)
        return duration.error();
    milliseconds = *duration;
    return {};
}

Result<CommandVariant> parseCheck(const QCommandLineParser& parser)
{
    CheckCommand command{parser.positionalArguments().constFirst(), parser.isSet(u"json"_s)};
    if (const auto taken = takeDuration(parser, command.durationMs); !taken)
        return taken.error();
    return CommandVariant{command};
}

template <typename T>
static Result<CommandVariant> watchingCommand(const QString& name, const QCommandLineParser& parser)
{
    const auto cache = oneCache(name, parser);
    if (!cache)
        return cache.error();
    T command{*cache, parser.isSet(u"json"_s)};
    if (const auto taken = takeDuration(parser, command.durationMs); !taken)
        return taken.error();
    return CommandVariant{command};
}

Result<CommandVariant> parseWatching(const QString& name, const QCommandLineParser& parser)
{
    return name == "advise"_L1 ? watchingCommand<AdviseCommand>(name, parser)
                               : watchingCommand<CommandsCommand>(name, parser);
}

template <typename C>
static Result<CommandVariant> askingCommand(const QString& name, const QCommandLineParser& parser)
{
    const auto cache = oneCache(name, parser);
    if (!cache)
        return cache.error();
    return CommandVariant{C{*cache, parser.isSet(u"json"_s)}};
}

Result<CommandVariant> parseAsking(const QString& name, const QCommandLineParser& parser)
{
    return name == "slowlog"_L1 ? askingCommand<SlowlogCommand>(name, parser)
                                : askingCommand<DiagnoseCommand>(name, parser);
}

Result<CommandVariant> parseKeysAnalyse(const QCommandLineParser& parser)
{
    const auto cache = oneCache(u"keys analyse"_s, parser);
    if (!cache)
        return cache.error();
    KeysAnalyseCommand command;
    command.target = *cache;
    command.json = parser.isSet(u"json"_s);
    command.resume = parser.isSet(u"resume"_s);
    if (command.resume && (parser.isSet(u"sample"_s) || parser.isSet(u"delimiter"_s) || parser.isSet(u"depth"_s)))
        return usageError(Cli::tr("--resume goes on as it was begun: no --sample, --delimiter or --depth."),
                          seeHelp(u"keys analyse"_s));
    if (parser.isSet(u"sample"_s)) {
        const auto percent = numberValue(u"sample"_s, parser.value(u"sample"_s), 0.001, 100);
        if (!percent)
            return percent.error();
        command.samplePercent = *percent;
    }
    struct Number {
        QString name;
        int* value;
        int least, most;
    };
    for (const Number& number : {Number{u"budget"_s, &command.keysPerSecond, 0, 10'000'000},
                                 Number{u"depth"_s, &command.depth, 1, 10}, Number{u"top"_s, &command.top, 1, 2000}}) {
        if (!parser.isSet(number.name))
            continue;
        const auto value = integerValue(number.name, parser.value(number.name), number.least, number.most);
        if (!value)
            return value.error();
        *number.value = *value;
    }
    if (parser.isSet(u"delimiter"_s)) {
        const QByteArray delimiter = parser.value(u"delimiter"_s).toUtf8();
        if (delimiter.size() != 1)
            return usageError(Cli::tr("--delimiter is one character."), seeHelp(u"keys analyse"_s));
        command.delimiter = delimiter[0];
    }
    return CommandVariant{command};
}

Result<CommandVariant> parseCollect(const QCommandLineParser& parser)
{
    CollectCommand command{parser.values(u"cache"_s), {}, {}};
    const auto interval = intervalOf(parser);
    if (!interval)
        return interval.error();
    command.intervalMs = *interval;
    if (const auto taken = takeDuration(parser, command.durationMs); !taken)
        return taken.error();
    return CommandVariant{command};
}

Result<CommandVariant> parseDrill(const QCommandLineParser& parser)
{
    DrillCommand command{parser.positionalArguments().constFirst(), 60, parser.isSet(u"json"_s),
                         parser.isSet(u"window"_s)};
    if (parser.isSet(u"factor"_s)) {
        bool isNumber = false;
        command.factor = parser.value(u"factor"_s).toDouble(&isNumber);
        if (!isNumber || !(command.factor >= 1 && command.factor <= 1000))
            return Error{ErrorCode::InvalidArgument, Cli::tr("--factor is a number from 1 to 1000."),
                         Cli::tr("Write for example --factor 60: minutes become seconds.")};
    }
    return CommandVariant{command};
}

} // namespace cacheledger
