// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"

#include "app/commandlinemoney.h"
#include "app/commandlinemove.h"
#include "app/commandlinereport.h"
#include "app/commandlinesources.h"
#include "app/commandspec.h"
#include "app/console.h"
#include "app/optionvalues.h"
#include "app/suggest.h"
#include "app/version.h"
#include "config/cacheconfig.h"

#include <QtCore/QCommandLineParser>

#include <cstring>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static Error usageError(const QString& message, const QString& hint = {})
{
    return Error{ErrorCode::InvalidArgument, message, hint};
}

static QString seeHelp(const QString& command)
{
    return command.isEmpty() ? Cli::tr("See cacheledger --help.") : Cli::tr("See cacheledger %1 --help.").arg(command);
}

static Error unknownOption(const QString& name, std::span<const OptionSpec> options, const QString& command)
{
    const QString message = Cli::tr("Unknown option --%1.").arg(name);
    QStringList names;
    for (const OptionSpec& option : options)
        names << QLatin1String(option.name);
    if (!command.isEmpty()) {
        for (const OptionSpec& option : globalOptionSpecs()) {
            if (name == QLatin1String(option.name))
                return usageError(message,
                                  Cli::tr("It stands before the command: cacheledger --%1 ... %2.").arg(name, command));
        }
    }
    const QString nearest = nearestWord(name, names);
    return usageError(message, nearest.isEmpty() ? seeHelp(command) : Cli::tr("Did you mean --%1?").arg(nearest));
}

/// Feeds words to a parser made from a table; says what is wrong with them.
static Result<void> parseWords(QCommandLineParser& parser, const QStringList& words,
                               std::span<const OptionSpec> options, const QString& command)
{
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    for (const OptionSpec& option : options) {
        QStringList names{QLatin1String(option.name)};
        if (names.first() == u"help"_s)
            names << u"h"_s;
        parser.addOption(option.value ? QCommandLineOption(names, {}, QLatin1String(option.value))
                                      : QCommandLineOption(names));
    }
    if (parser.parse(QStringList{u"cacheledger"_s} + words))
        return {};
    if (!parser.unknownOptionNames().isEmpty())
        return unknownOption(parser.unknownOptionNames().constFirst(), options, command);
    QString what = parser.errorText();
    if (!what.endsWith(u'.'))
        what += u'.';
    return usageError(what, seeHelp(command));
}

static Result<std::optional<ScreenshotOptions>> screenshotOptions(const QCommandLineParser& parser)
{
    using Options = std::optional<ScreenshotOptions>;
    if (!parser.isSet(u"screenshot"_s)) {
        for (const QString& name : {u"page"_s, u"theme"_s, u"size"_s, u"scale"_s, u"after"_s}) {
            if (parser.isSet(name))
                return usageError(Cli::tr("--%1 belongs to --screenshot FILE, which is missing.").arg(name),
                                  Cli::tr("Add --screenshot FILE."));
        }
        return Options{};
    }
    ScreenshotOptions options;
    options.file = parser.value(u"screenshot"_s);
    options.page = parser.value(u"page"_s);
    if (options.file.isEmpty())
        return usageError(Cli::tr("--screenshot needs the name of a file."));
    if (parser.isSet(u"theme"_s)) {
        const auto theme = choiceValue(u"theme"_s, parser.value(u"theme"_s), {u"light"_s, u"dark"_s});
        if (!theme)
            return theme.error();
        options.theme = *theme;
    }
    if (parser.isSet(u"size"_s)) {
        const auto size = sizeValue(u"size"_s, parser.value(u"size"_s));
        if (!size)
            return size.error();
        options.size = *size;
    }
    if (parser.isSet(u"scale"_s)) {
        const auto scale = numberValue(u"scale"_s, parser.value(u"scale"_s), 0.5, 4);
        if (!scale)
            return scale.error();
        options.scale = *scale;
    }
    if (parser.isSet(u"after"_s)) {
        const auto after = numberValue(u"after"_s, parser.value(u"after"_s), 0, 3600);
        if (!after)
            return after.error();
        options.afterMs = qRound64(*after * 1000);
    }
    return Options{options};
}

static Result<CommandVariant> parseCheck(const QCommandLineParser& parser)
{
    CheckCommand command{parser.positionalArguments().constFirst(), parser.isSet(u"json"_s)};
    if (parser.isSet(u"duration"_s)) {
        const auto duration = durationValue(u"duration"_s, parser.value(u"duration"_s));
        if (!duration)
            return duration.error();
        command.durationMs = *duration;
    }
    return CommandVariant{command};
}

/// The one cache of a command that takes it as a word or as --cache.
static Result<QString> oneCache(const QString& command, const QCommandLineParser& parser)
{
    const QStringList words = parser.positionalArguments();
    const QString cache = parser.value(u"cache"_s);
    if (words.isEmpty() == cache.isEmpty())
        return usageError(Cli::tr("%1 needs one cache, as URL or with --cache.").arg(command), seeHelp(command));
    return cache.isEmpty() ? words[0] : cache;
}

/// advise and commands: they watch for some seconds.
template <typename T>
static Result<CommandVariant> parseWatching(const QString& name, const QCommandLineParser& parser)
{
    const auto cache = oneCache(name, parser);
    if (!cache)
        return cache.error();
    T command{*cache, parser.isSet(u"json"_s)};
    if (parser.isSet(u"duration"_s)) {
        const auto duration = durationValue(u"duration"_s, parser.value(u"duration"_s));
        if (!duration)
            return duration.error();
        command.durationMs = *duration;
    }
    return CommandVariant{command};
}

static Result<CommandVariant> parseKeysAnalyse(const QCommandLineParser& parser)
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

/// Of what asks the servers of a cache once.
template <typename C>
static Result<CommandVariant> parseAsking(const QString& name, const QCommandLineParser& parser)
{
    const auto cache = oneCache(name, parser);
    if (!cache)
        return cache.error();
    return CommandVariant{C{*cache, parser.isSet(u"json"_s)}};
}

static Result<std::optional<int>> intervalOf(const QCommandLineParser& parser)
{
    using Interval = std::optional<int>;
    if (!parser.isSet(u"interval"_s))
        return Interval{};
    const auto interval = integerValue(u"interval"_s, parser.value(u"interval"_s), CacheConfig::minIntervalMs,
                                       CacheConfig::maxIntervalMs);
    if (!interval)
        return interval.error();
    return Interval{*interval};
}

static Result<CommandVariant> parseCollect(const QCommandLineParser& parser)
{
    CollectCommand command{parser.values(u"cache"_s), {}, {}};
    const auto interval = intervalOf(parser);
    if (!interval)
        return interval.error();
    command.intervalMs = *interval;
    if (parser.isSet(u"duration"_s)) {
        const auto duration = durationValue(u"duration"_s, parser.value(u"duration"_s));
        if (!duration)
            return duration.error();
        command.durationMs = *duration;
    }
    return CommandVariant{command};
}

static Result<void> needOptions(const QCommandLineParser& parser, const QStringList& names, const QString& command)
{
    for (const QString& name : names) {
        if (parser.value(name).isEmpty())
            return usageError(Cli::tr("%1 needs --%2.").arg(command, name), seeHelp(command));
    }
    return {};
}

struct FromTo {
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
};

/// --from and --to, which is now unless given.
static Result<FromTo> timeSpanOf(const QCommandLineParser& parser, TimeMs nowMs, const QString& command)
{
    const auto from = timeValue(u"from"_s, parser.value(u"from"_s), nowMs);
    const auto to = parser.isSet(u"to"_s) ? timeValue(u"to"_s, parser.value(u"to"_s), nowMs) : Result<TimeMs>(nowMs);
    if (!from || !to)
        return from ? to.error() : from.error();
    if (*from >= *to)
        return usageError(Cli::tr("--from must be before --to."), seeHelp(command));
    return FromTo{*from, *to};
}

static Result<CommandVariant> parseExport(const QCommandLineParser& parser, TimeMs nowMs)
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

static Result<CommandVariant> parseAudit(const QCommandLineParser& parser, TimeMs nowMs)
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

static Result<CommandVariant> parseLedger(const QCommandLineParser& parser, TimeMs nowMs)
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

static Result<CommandVariant> parseRules(const QString& name, const QCommandLineParser& parser, TimeMs nowMs)
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

static Result<CommandVariant> parseAlertsAcknowledge(const QString& word)
{
    bool isNumber = false;
    const qint64 alert = word.toLongLong(&isNumber);
    if (!isNumber || alert <= 0)
        return Error{ErrorCode::InvalidArgument, Cli::tr("\"%1\" is no number of an alert.").arg(word),
                     Cli::tr("See cacheledger alerts list.")};
    return CommandVariant{AlertsAcknowledgeCommand{alert}};
}

static Result<CommandVariant> parseIncidents(const QString& name, const QCommandLineParser& parser)
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

static Result<CommandVariant> parseDrill(const QString& drill, const QCommandLineParser& parser)
{
    DrillCommand command{drill, 60, parser.isSet(u"json"_s), parser.isSet(u"window"_s)};
    if (parser.isSet(u"factor"_s)) {
        bool isNumber = false;
        command.factor = parser.value(u"factor"_s).toDouble(&isNumber);
        if (!isNumber || !(command.factor >= 1 && command.factor <= 1000))
            return Error{ErrorCode::InvalidArgument, Cli::tr("--factor is a number from 1 to 1000."),
                         Cli::tr("Write for example --factor 60: minutes become seconds.")};
    }
    return CommandVariant{command};
}

static Result<CommandVariant> parseCachesAdd(const QCommandLineParser& parser)
{
    const QStringList words = parser.positionalArguments();
    CachesAddCommand command{
        words[0], words[1], {}, parser.value(u"environment"_s), parser.values(u"tag"_s), parser.isSet(u"production"_s)};
    const auto interval = intervalOf(parser);
    if (!interval)
        return interval.error();
    command.intervalMs = *interval;
    return CommandVariant{command};
}

static Result<CommandVariant> parseCachesImport(const QCommandLineParser& parser)
{
    CachesImportCommand command{
        parser.positionalArguments().front(), {}, parser.isSet(u"dry-run"_s), parser.isSet(u"json"_s)};
    if (parser.isSet(u"format"_s)) {
        const auto format = choiceValue(u"format"_s, parser.value(u"format"_s), {u"csv"_s, u"targets"_s, u"insight"_s});
        if (!format)
            return format.error();
        command.format = cacheListFormatFromName(*format);
    }
    return CommandVariant{command};
}

static Result<CommandVariant> commandFrom(const CommandSpec& spec, const QCommandLineParser& parser, TimeMs nowMs)
{
    const QLatin1String name(spec.name);
    const QStringList words = parser.positionalArguments();
    const bool json = (name == "check"_L1 || name == "inspect"_L1 || name == "caches list"_L1 ||
                       name == "caches test"_L1 || name == "history info"_L1 || name == "history verify"_L1) &&
                      parser.isSet(u"json"_s);
    if (name == "acl"_L1)
        return CommandVariant{
            AclCommand{parser.value(u"user"_s), parser.value(u"features"_s).split(u',', Qt::SkipEmptyParts)}};
    if (name == "audit"_L1)
        return parseAudit(parser, nowMs);
    if (name == "advise"_L1)
        return parseWatching<AdviseCommand>(name, parser);
    if (name == "commands"_L1)
        return parseWatching<CommandsCommand>(name, parser);
    if (name == "keys analyse"_L1)
        return parseKeysAnalyse(parser);
    if (name == "slowlog"_L1)
        return parseAsking<SlowlogCommand>(name, parser);
    if (name == "diagnose"_L1)
        return parseAsking<DiagnoseCommand>(name, parser);
    if (name == "capabilities"_L1)
        return CommandVariant{CapabilitiesCommand{words[0], parser.isSet(u"json"_s)}};
    if (name == "topology"_L1)
        return CommandVariant{TopologyCommand{words[0], parser.isSet(u"json"_s)}};
    if (name == "economics"_L1)
        return parseEconomics(parser);
    if (name.startsWith("prices "_L1))
        return parsePrices(name, parser, nowMs);
    if (name == "alerts list"_L1)
        return CommandVariant{AlertsListCommand{parser.isSet(u"active"_s), parser.isSet(u"json"_s)}};
    if (name == "alerts acknowledge"_L1)
        return parseAlertsAcknowledge(words[0]);
    if (name.startsWith("rules "_L1))
        return parseRules(name, parser, nowMs);
    if (name.startsWith("sources "_L1))
        return parseSources(name, parser);
    if (name == "playbooks list"_L1)
        return CommandVariant{PlaybooksListCommand{parser.isSet(u"json"_s)}};
    if (name == "playbooks check"_L1)
        return CommandVariant{PlaybooksCheckCommand{words[0]}};
    if (name == "playbooks show"_L1)
        return CommandVariant{PlaybooksShowCommand{words[0]}};
    if (name == "drill"_L1)
        return parseDrill(words[0], parser);
    if (name.startsWith("incidents "_L1))
        return parseIncidents(name, parser);
    if (name == "report"_L1)
        return parseReport(parser, nowMs);
    if (name == "report schedule"_L1)
        return parseReportSchedule(parser);
    if (name == "check"_L1)
        return parseCheck(parser);
    if (name == "inspect"_L1)
        return CommandVariant{InspectCommand{words, json}};
    if (name == "collect"_L1)
        return parseCollect(parser);
    if (name == "export"_L1)
        return parseExport(parser, nowMs);
    if (name == "ledger"_L1)
        return parseLedger(parser, nowMs);
    if (name == "annotate"_L1)
        return parseAnnotate(parser, nowMs);
    if (name == "import"_L1)
        return parseImport(parser);
    if (name == "backfill"_L1)
        return parseBackfill(parser);
    if (name == "caches list"_L1)
        return CommandVariant{CachesListCommand{json}};
    if (name == "caches add"_L1)
        return parseCachesAdd(parser);
    if (name == "caches import"_L1)
        return parseCachesImport(parser);
    if (name == "caches remove"_L1)
        return CommandVariant{CachesRemoveCommand{words[0]}};
    if (name == "channels list"_L1)
        return CommandVariant{ChannelsListCommand{parser.isSet(u"json"_s)}};
    if (name == "channels test"_L1)
        return CommandVariant{ChannelsTestCommand{words[0]}};
    if (name == "history info"_L1)
        return CommandVariant{HistoryInfoCommand{json}};
    if (name == "history verify"_L1)
        return CommandVariant{HistoryVerifyCommand{json}};
    if (name == "history backup"_L1)
        return CommandVariant{HistoryBackupCommand{words[0]}};
    if (name == "history compact"_L1)
        return CommandVariant{HistoryCompactCommand{}};
    if (name == "history repair"_L1)
        return CommandVariant{HistoryRepairCommand{}};
    return CommandVariant{CachesTestCommand{words[0], json}};
}

static Result<CommandVariant> parseCommand(QStringList words, TimeMs nowMs, CommandLine& line)
{
    QString name = words.takeFirst();
    QStringList known;
    bool isGroup = false;
    for (const CommandSpec& spec : commandSpecs()) {
        const QStringList parts = QString::fromLatin1(spec.name).split(u' ');
        if (!known.contains(parts[0]))
            known << parts[0];
        isGroup = isGroup || (parts.size() > 1 && parts[0] == name);
    }
    // "report" is a command of its own, too.
    const bool isWhole = isGroup && findCommandSpec(name) && (words.isEmpty() || words.constFirst().startsWith(u'-'));
    if (isGroup && !isWhole) {
        known.clear();
        for (const CommandSpec& spec : commandSpecs()) {
            if (QLatin1String(spec.name).startsWith(name + u' '))
                known << QLatin1String(spec.name);
        }
        if (words.isEmpty())
            return usageError(Cli::tr("%1 needs one of its commands: %2.").arg(name, known.join(u", "_s)),
                              seeHelp(name));
        if (words.constFirst() == u"--help"_s || words.constFirst() == u"-h"_s)
            return CommandVariant{PrintCommand{groupHelp(name)}};
        name += u' ' + words.takeFirst();
    }
    const CommandSpec* spec = findCommandSpec(name);
    if (!spec) {
        const QString nearest = nearestWord(name, known);
        return usageError(Cli::tr("Unknown command \"%1\".").arg(name),
                          nearest.isEmpty() ? seeHelp({}) : Cli::tr("Did you mean \"%1\"?").arg(nearest));
    }
    std::vector<OptionSpec> options(spec->options.begin(), spec->options.end());
    options.push_back({"help", nullptr, ""});
    if (spec->connects)
        for (const auto& more : {followOptionSpecs(), tlsOptionSpecs(), routeOptionSpecs()})
            options.insert(options.end(), more.begin(), more.end());
    QCommandLineParser parser;
    if (const auto parsed = parseWords(parser, words, options, name); !parsed)
        return parsed.error();
    if (parser.isSet(u"help"_s))
        return CommandVariant{PrintCommand{commandHelp(*spec)}};
    const qsizetype count = parser.positionalArguments().size();
    if (count < spec->minArguments)
        return usageError(Cli::tr("%1 needs %2.").arg(name, QLatin1String(spec->arguments)), seeHelp(name));
    if (count > spec->maxArguments)
        return usageError(
            Cli::tr("%1 does not take \"%2\".").arg(name, parser.positionalArguments().at(spec->maxArguments)),
            seeHelp(name));
    if (spec->connects) {
        const auto given = tlsArguments(parser);
        if (!given)
            return given.error();
        line.tls = *given;
        const auto follow = followArguments(parser);
        if (!follow)
            return follow.error();
        line.follow = *follow;
        const auto route = routeArguments(parser);
        if (!route)
            return route.error();
        line.route = *route;
    }
    return commandFrom(*spec, parser, nowMs);
}

Result<CommandLine> parseCommandLine(const QStringList& arguments, TimeMs nowMs)
{
    QCommandLineParser parser;
    parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsPositionalArguments);
    if (const auto parsed = parseWords(parser, arguments, globalOptionSpecs(), {}); !parsed)
        return parsed.error();
    CommandLine line;
    if (parser.isSet(u"help"_s)) {
        line.command = PrintCommand{generalHelp()};
        return line;
    }
    if (parser.isSet(u"version"_s)) {
        line.command = PrintCommand{u"CacheLedger "_s + QLatin1String(version())};
        return line;
    }
    for (const QString& name : {u"profile"_s, u"credentials"_s}) {
        if (parser.isSet(name) && parser.value(name).isEmpty())
            return usageError(Cli::tr("--%1 needs a value that is not empty.").arg(name));
    }
    line.global.profileDir = parser.value(u"profile"_s);
    line.global.credentialsFile = parser.value(u"credentials"_s);
    line.global.demo = parser.isSet(u"demo"_s);
    const auto screenshot = screenshotOptions(parser);
    if (!screenshot)
        return screenshot.error();
    line.global.screenshot = *screenshot;
    if (parser.positionalArguments().isEmpty())
        return line;
    const auto command = parseCommand(parser.positionalArguments(), nowMs, line);
    if (!command)
        return command.error();
    line.command = *command;
    const bool prints = std::holds_alternative<PrintCommand>(line.command);
    const auto* drill = std::get_if<DrillCommand>(&line.command);
    const bool hasWindow = drill && drill->window; // of which a picture can be taken
    if (!prints && (line.global.demo || (line.global.screenshot && !hasWindow)))
        return usageError(Cli::tr("--%1 opens a window and cannot be combined with a command.")
                              .arg(line.global.demo ? u"demo"_s : u"screenshot"_s),
                          seeHelp({}));
    return line;
}

/// Overwrites the password in "scheme://user:password@...", so that its bytes are gone from the list of processes.
static void blotPassword(char* word)
{
    char* authority = std::strstr(word, "://");
    if (!authority)
        return;
    authority += 3;
    // Up to the last "@" of the word: a password may hold "@" and "/" that should have been encoded.
    char* const end = std::strrchr(authority, '@');
    if (!end)
        return;
    char* colon = static_cast<char*>(std::memchr(authority, ':', static_cast<std::size_t>(end - authority)));
    if (colon)
        std::memset(colon + 1, '*', static_cast<std::size_t>(end - colon - 1));
}

QStringList takeArguments(int argc, char** argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i) {
        arguments << QString::fromLocal8Bit(argv[i]);
        blotPassword(argv[i]);
    }
    return arguments;
}

} // namespace cacheledger
