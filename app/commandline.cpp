// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"

#include "app/commandlinealerts.h"
#include "app/commandlinecaches.h"
#include "app/commandlinehistory.h"
#include "app/commandlinemoney.h"
#include "app/commandlinemove.h"
#include "app/commandlinereport.h"
#include "app/commandlineservers.h"
#include "app/commandlinesources.h"
#include "app/commandlineusage.h"
#include "app/commandspec.h"
#include "app/console.h"
#include "app/optionvalues.h"
#include "app/suggest.h"
#include "app/version.h"

#include <QtCore/QCommandLineParser>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <type_traits>

namespace cacheledger
{

using namespace Qt::StringLiterals;

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

/// How the options of a command are read, by its name.
struct CommandParser {
    const char* name;
    Result<CommandVariant> (*parse)(const QString& name, const QCommandLineParser& parser, TimeMs nowMs);
};

template <auto parse>
static Result<CommandVariant> by(const QString& name, const QCommandLineParser& parser, TimeMs nowMs)
{
    if constexpr (requires { parse(name, parser, nowMs); })
        return parse(name, parser, nowMs);
    else if constexpr (requires { parse(name, parser); })
        return parse(name, parser);
    else if constexpr (requires { parse(parser, nowMs); })
        return parse(parser, nowMs);
    else
        return parse(parser);
}

/// What takes nothing, or --json alone.
template <typename C>
static Result<CommandVariant> plain(const QString&, const QCommandLineParser& parser, TimeMs)
{
    if constexpr (std::is_empty_v<C>)
        return CommandVariant{C{}};
    else
        return CommandVariant{C{parser.isSet(u"json"_s)}};
}

/// What takes one word, maybe with --json.
template <typename C>
static Result<CommandVariant> word(const QString&, const QCommandLineParser& parser, TimeMs)
{
    const QString first = parser.positionalArguments().constFirst();
    if constexpr (requires(C command) { command.json; })
        return CommandVariant{C{first, parser.isSet(u"json"_s)}};
    else
        return CommandVariant{C{first}};
}

static Result<CommandVariant> parseInspect(const QCommandLineParser& parser)
{
    return CommandVariant{InspectCommand{parser.positionalArguments(), parser.isSet(u"json"_s)}};
}

static Result<CommandVariant> parseAcl(const QCommandLineParser& parser)
{
    return CommandVariant{
        AclCommand{parser.value(u"user"_s), parser.value(u"features"_s).split(u',', Qt::SkipEmptyParts)}};
}

static Result<CommandVariant> parseAlertsList(const QCommandLineParser& parser)
{
    return CommandVariant{AlertsListCommand{parser.isSet(u"active"_s), parser.isSet(u"json"_s)}};
}

static constexpr CommandParser commandParsers[] = {
    {"check", by<parseCheck>},
    {"inspect", by<parseInspect>},
    {"collect", by<parseCollect>},
    {"advise", by<parseWatching>},
    {"commands", by<parseWatching>},
    {"slowlog", by<parseAsking>},
    {"diagnose", by<parseAsking>},
    {"keys analyse", by<parseKeysAnalyse>},
    {"capabilities", word<CapabilitiesCommand>},
    {"topology", word<TopologyCommand>},
    {"acl", by<parseAcl>},
    {"drill", by<parseDrill>},
    {"audit", by<parseAudit>},
    {"export", by<parseExport>},
    {"ledger", by<parseLedger>},
    {"annotate", by<parseAnnotate>},
    {"import", by<parseImport>},
    {"backfill", by<parseBackfill>},
    {"economics", by<parseEconomics>},
    {"prices list", by<parsePrices>},
    {"prices import", by<parsePrices>},
    {"report", by<parseReport>},
    {"report schedule", by<parseReportSchedule>},
    {"alerts list", by<parseAlertsList>},
    {"alerts acknowledge", by<parseAlertsAcknowledge>},
    {"rules list", by<parseRules>},
    {"rules check", by<parseRules>},
    {"rules test", by<parseRules>},
    {"rules backtest", by<parseRules>},
    {"rules export", by<parseRules>},
    {"incidents list", by<parseIncidents>},
    {"incidents show", by<parseIncidents>},
    {"incidents export", by<parseIncidents>},
    {"playbooks list", plain<PlaybooksListCommand>},
    {"playbooks check", word<PlaybooksCheckCommand>},
    {"playbooks show", word<PlaybooksShowCommand>},
    {"channels list", plain<ChannelsListCommand>},
    {"channels test", word<ChannelsTestCommand>},
    {"sources list", by<parseSources>},
    {"sources add", by<parseSources>},
    {"sources remove", by<parseSources>},
    {"sources test", by<parseSources>},
    {"caches list", plain<CachesListCommand>},
    {"caches add", by<parseCachesAdd>},
    {"caches import", by<parseCachesImport>},
    {"caches remove", word<CachesRemoveCommand>},
    {"caches test", word<CachesTestCommand>},
    {"history info", plain<HistoryInfoCommand>},
    {"history verify", plain<HistoryVerifyCommand>},
    {"history backup", word<HistoryBackupCommand>},
    {"history compact", plain<HistoryCompactCommand>},
    {"history repair", plain<HistoryRepairCommand>},
};

static Result<CommandVariant> commandFrom(const CommandSpec& spec, const QCommandLineParser& parser, TimeMs nowMs)
{
    const QLatin1String name(spec.name);
    const auto* const found =
        std::ranges::find(commandParsers, name, [](const CommandParser& each) { return QLatin1String(each.name); });
    Q_ASSERT(found != std::end(commandParsers)); // tst_commandline parses each command of the table of specs
    return found->parse(name, parser, nowMs);
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
