// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandlinesources.h"

#include "app/console.h"
#include "app/optionvalues.h"
#include "config/sourcepresets.h"

#include <QtCore/QCommandLineParser>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static Error sourceUsageError(const QString& message, const QString& hint = {})
{
    return Error{ErrorCode::InvalidArgument, message,
                 hint.isEmpty() ? Cli::tr("See cacheledger sources add --help.") : hint};
}

/// FROM=METRIC[*FACTOR]; the last "=" counts, since labels have some too.
static Result<FieldMapping> mappingOf(const QString& text)
{
    const qsizetype equals = text.lastIndexOf(u'=');
    FieldMapping mapping{text.left(equals), {}, 1};
    QString metric = text.mid(equals + 1);
    bool good = equals > 0;
    if (const qsizetype star = metric.indexOf(u'*'); star >= 0) {
        mapping.factor = metric.mid(star + 1).toDouble(&good);
        metric.truncate(star);
    }
    if (!good || metric.isEmpty())
        return sourceUsageError(Cli::tr("--map cannot be \"%1\".").arg(text.left(100)),
                                Cli::tr("Give FROM=METRIC, like --map l1_hits=stage.l1.hits, and *FACTOR behind it "
                                        "where units differ."));
    mapping.metric = metric.toStdString();
    return mapping;
}

/// none, bearer, basic:USER, header:NAME.
static Result<void> readAuth(const QString& text, SourceConfig& source)
{
    const auto kind =
        choiceValue(u"auth"_s, text.section(u':', 0, 0), {u"none"_s, u"bearer"_s, u"basic"_s, u"header"_s});
    if (!kind)
        return kind.error();
    source.auth = httpAuthNamed(*kind).value_or(HttpAuth::None);
    source.authName = text.section(u':', 1);
    return {};
}

static Result<void> readPlace(const QCommandLineParser& parser, SourceConfig& source)
{
    const QString url = parser.value(u"url"_s);
    source.key = parser.value(u"key"_s);
    if (isHttp(source.kind)) {
        source.url = QUrl(url, QUrl::StrictMode);
        return {};
    }
    if (url.isEmpty())
        return {};
    const auto parsed = parseEndpointUrl(url);
    if (!parsed)
        return parsed.error();
    if (parsed->hasPassword)
        return sourceUsageError(Cli::tr("The address must not hold a password: others can read the command line."),
                                Cli::tr("Give it in the environment or the file of --credentials."));
    source.endpoint = parsed->endpoint;
    return {};
}

static Result<void> readFields(const QCommandLineParser& parser, SourcesAddCommand& command)
{
    for (const QString& text : parser.values(u"map"_s)) {
        auto mapping = mappingOf(text);
        if (!mapping)
            return mapping.error();
        command.source.fields.push_back(*mapping);
    }
    const QString preset = parser.value(u"preset"_s);
    if (preset.isEmpty())
        return {};
    const auto known = choiceValue(u"preset"_s, preset, mappingPresetNames());
    if (!known)
        return known.error();
    const MappingPreset* found = mappingPreset(preset, command.source.kind);
    if (!found)
        return sourceUsageError(
            Cli::tr("The preset \"%1\" is not for %2.").arg(preset, sourceKindName(command.source.kind)));
    // What the user maps himself goes before.
    const std::vector<FieldMapping> own = command.source.fields;
    for (const FieldMapping& field : found->fields) {
        const auto isSame = [&field](const FieldMapping& other) { return other.metric == field.metric; };
        if (std::none_of(own.begin(), own.end(), isSame))
            command.source.fields.push_back(field);
    }
    if (command.source.key.isEmpty() && !isHttp(command.source.kind))
        command.source.key = found->path;
    command.stagePreset = found->stagePreset;
    return {};
}

static Result<CommandVariant> parseSourcesAdd(const QCommandLineParser& parser)
{
    for (const char* needed : {"cache", "name", "kind"})
        if (parser.value(QLatin1String(needed)).isEmpty())
            return sourceUsageError(Cli::tr("sources add needs --%1.").arg(QLatin1String(needed)));
    SourcesAddCommand command;
    command.cache = parser.value(u"cache"_s);
    SourceConfig& source = command.source;
    source.name = parser.value(u"name"_s);
    const auto kind = choiceValue(u"kind"_s, parser.value(u"kind"_s), sourceKindNames());
    if (!kind)
        return kind.error();
    source.kind = sourceKindNamed(*kind).value_or(SourceKind::OpenMetrics);
    if (const auto read = readPlace(parser, source); !read)
        return read.error();
    if (parser.isSet(u"auth"_s))
        if (const auto read = readAuth(parser.value(u"auth"_s), source); !read)
            return read.error();
    source.caFile = parser.value(u"ca-file"_s);
    source.viaCache = parser.isSet(u"via-cache"_s);
    if (parser.isSet(u"interval"_s)) {
        const auto interval = integerValue(u"interval"_s, parser.value(u"interval"_s), SourceConfig::minIntervalMs,
                                           SourceConfig::maxIntervalMs);
        if (!interval)
            return interval.error();
        source.intervalMs = *interval;
    }
    if (const auto read = readFields(parser, command); !read)
        return read.error();
    if (parser.isSet(u"stages"_s)) {
        const auto stages = choiceValue(u"stages"_s, parser.value(u"stages"_s), stagePresetNames());
        if (!stages)
            return stages.error();
        command.stagePreset = *stages;
        command.replaceStages = true;
    }
    return CommandVariant{command};
}

Result<CommandVariant> parseSources(const QString& name, const QCommandLineParser& parser)
{
    const QStringList words = parser.positionalArguments();
    if (name == "sources list"_L1)
        return CommandVariant{SourcesListCommand{parser.isSet(u"json"_s)}};
    if (name == "sources add"_L1)
        return parseSourcesAdd(parser);
    if (name == "sources remove"_L1)
        return CommandVariant{SourcesRemoveCommand{words[0]}};
    return CommandVariant{SourcesTestCommand{words[0], parser.isSet(u"json"_s)}};
}

} // namespace cacheledger
