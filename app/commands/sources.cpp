// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/sources.h"

#include "app/exitcodes.h"
#include "app/healthreport.h"
#include "app/routearguments.h"
#include "app/sourceaccess.h"
#include "app/suggest.h"
#include "app/targets.h"
#include "config/sourcepresets.h"
#include "config/sourcestore.h"
#include "metrics/format.h"
#include "sources/sourcemapper.h"
#include "sources/sourceprobe.h"

#include <QtCore/QEventLoop>

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
/// The stores of one command.
struct SourceStores {
    std::unique_ptr<CacheStore> caches;
    std::unique_ptr<SourceStore> sources;

    QString nameOf(const SourceConfig& source) const
    {
        const CacheConfig* cache = caches->find(source.cache);
        return sourceAddress(cache ? cache->name : source.cache.value, source.name);
    }
};
} // namespace

static Result<SourceStores> sourceStores(const CommandContext& context)
{
    auto caches = context.caches();
    if (!caches)
        return caches.error();
    auto sources = std::make_unique<SourceStore>(context.profile.sourcesFile());
    if (const auto loaded = sources->load(); !loaded)
        return loaded.error();
    return SourceStores{std::move(*caches), std::move(sources)};
}

static int sourcesDone(Console& console)
{
    const auto flushed = console.flush();
    return flushed ? static_cast<int>(ExitCode::Ok) : console.fail(flushed.error());
}

/// CACHE/SOURCE; the name alone where it is the only one.
static Result<SourceConfig> sourceNamed(const QString& text, const SourceStores& stores)
{
    QStringList known;
    std::vector<const SourceConfig*> found;
    for (const SourceConfig& source : stores.sources->sources()) {
        const QString name = stores.nameOf(source);
        known << name;
        if (name.compare(text, Qt::CaseInsensitive) == 0)
            return source;
        if (source.name.compare(text, Qt::CaseInsensitive) == 0)
            found.push_back(&source);
    }
    if (found.size() == 1)
        return *found.front();
    const QString nearest = nearestWord(text, known);
    return Error{ErrorCode::InvalidArgument,
                 found.empty() ? Cli::tr("There is no source \"%1\".").arg(text)
                               : Cli::tr("Several caches have a source \"%1\".").arg(text),
                 !nearest.isEmpty() ? Cli::tr("Did you mean %1?").arg(nearest)
                 : known.isEmpty()  ? Cli::tr("Add one with cacheledger sources add.")
                                    : Cli::tr("Known are: %1.").arg(known.join(u", "_s))};
}

static OrderedJson mappingsJson(const std::vector<FieldMapping>& fields)
{
    OrderedJson list = OrderedJson::array();
    for (const FieldMapping& field : fields)
        list.push_back({{"from", field.from.toStdString()}, {"metric", field.metric}, {"factor", field.factor}});
    return list;
}

static OrderedJson sourceJson(const SourceConfig& source, const SourceStores& stores)
{
    return {{"id", source.id.value.toStdString()},
            {"source", stores.nameOf(source).toStdString()},
            {"kind", sourceKindName(source.kind).toStdString()},
            {"address", source.address().toStdString()},
            {"viaCache", source.viaCache},
            {"auth", httpAuthName(source.auth).toStdString()},
            {"intervalMs", source.intervalMs},
            {"fields", mappingsJson(source.fields)},
            {"paused", source.paused}};
}

int runSourcesList(const SourcesListCommand& command, const CommandContext& context)
{
    const auto stores = sourceStores(context);
    if (!stores)
        return context.console.fail(stores.error());
    if (command.json) {
        OrderedJson list = OrderedJson::array();
        for (const SourceConfig& source : stores->sources->sources())
            list.push_back(sourceJson(source, *stores));
        context.console.writeLine(QString::fromStdString(list.dump(2)));
        return sourcesDone(context.console);
    }
    for (const SourceConfig& source : stores->sources->sources()) {
        QStringList words{stores->nameOf(source), sourceKindName(source.kind), source.address(),
                          Cli::tr("every %1 ms").arg(source.intervalMs),
                          Cli::tr("mapped: %1").arg(effectiveFields(source).size())};
        if (source.viaCache)
            words << Cli::tr("by the cache's way");
        if (source.paused)
            words << Cli::tr("paused");
        context.console.writeLine(words.join(u'\t'));
    }
    if (stores->sources->sources().empty())
        context.console.note(Cli::tr("No source is configured yet. Add one with cacheledger sources add."));
    return sourcesDone(context.console);
}

int runSourcesAdd(const SourcesAddCommand& command, const CommandContext& context)
{
    const auto stores = sourceStores(context);
    if (!stores)
        return context.console.fail(stores.error());
    const CacheConfig* cache = stores->caches->findByName(command.cache);
    if (!cache) {
        QStringList known;
        for (const CacheConfig& other : stores->caches->caches())
            known << other.name;
        return context.console.fail(unknownCache(command.cache, known));
    }
    SourceConfig source = command.source;
    source.cache = cache->id;
    if (const auto added = stores->sources->add(source); !added)
        return context.console.fail(added.error());
    if (!command.stagePreset.isEmpty() && (command.replaceStages || stores->sources->planOf(cache->id).stages.empty()))
        if (const auto kept = stores->sources->setPlan({cache->id, stagePreset(command.stagePreset)}); !kept)
            return context.console.fail(kept.error());
    if (hasOwnSecret(source))
        context.console.note(Cli::tr("Its secret is not kept here: set %1, or name a file with --credentials; for the "
                                     "window, enter it there.")
                                 .arg(CredentialSource::variableForSource(cache->name, source.name)));
    return sourcesDone(context.console);
}

int runSourcesRemove(const SourcesRemoveCommand& command, const CommandContext& context)
{
    const auto stores = sourceStores(context);
    if (!stores)
        return context.console.fail(stores.error());
    const auto source = sourceNamed(command.source, *stores);
    if (!source)
        return context.console.fail(source.error());
    if (const auto removed = stores->sources->remove(source->id); !removed)
        return context.console.fail(removed.error());
    return sourcesDone(context.console);
}

static SourceReport lookOnce(const SourceAccess& access)
{
    SourceReport result;
    QEventLoop loop;
    SourceProbe probe(access);
    QObject::connect(
        &probe, &SourceProbe::finished, &loop,
        [&](const SourceReport& report) {
            result = report;
            loop.quit();
        },
        Qt::QueuedConnection);
    probe.start();
    loop.exec();
    return result;
}

static OrderedJson lookJson(const QString& name, const SourceReport& report, const std::vector<FieldMapping>& proposed)
{
    OrderedJson json{{"source", name.toStdString()}, {"usable", !report.error.has_value()}};
    if (report.error) {
        json["error"] = errorJson(*report.error);
        return json;
    }
    json["fields"] = OrderedJson::array();
    for (const SourceField& field : report.fields)
        json["fields"].push_back({{"from", field.from.toStdString()},
                                  {"value", field.value ? OrderedJson(*field.value) : OrderedJson(nullptr)},
                                  {"distribution", field.isDistribution},
                                  {"metric", field.metric.empty() ? OrderedJson(nullptr) : OrderedJson(field.metric)}});
    json["metrics"] = OrderedJson::object();
    for (const std::string& metric : report.mapped.layout->names())
        if (const auto value = report.mapped.value(metric))
            json["metrics"][metric] = *value;
    json["suggested"] = mappingsJson(proposed);
    json["problems"] = jsonList(report.problems);
    return json;
}

static void printLook(Console& console, const SourceReport& report, const std::vector<FieldMapping>& proposed)
{
    for (const SourceField& field : report.fields) {
        QStringList words{field.from, field.value ? format::raw(*field.value) : Cli::tr("unknown")};
        if (!field.metric.empty())
            words << u"-> "_s + SourceMapper::metricText(field.metric);
        console.writeLine(words.join(u'\t'));
    }
    for (const FieldMapping& mapping : proposed)
        console.writeLine(Cli::tr("perhaps: --map '%1=%2%3'")
                              .arg(mapping.from, QString::fromStdString(mapping.metric),
                                   mapping.factor == 1 ? QString() : u'*' + format::raw(mapping.factor)));
    for (const QString& problem : report.problems)
        console.note(problem);
}

int runSourcesTest(const SourcesTestCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    const auto stores = sourceStores(context);
    if (!stores)
        return console.fail(stores.error());
    const auto source = sourceNamed(command.source, *stores);
    if (!source)
        return console.fail(source.error());
    const CacheConfig* cache = stores->caches->find(source->cache);
    if (!cache)
        return console.fail(Error{ErrorCode::UnknownCache,
                                  Cli::tr("The cache of this source is not configured any "
                                          "more."),
                                  Cli::tr("Remove it with cacheledger sources remove.")});
    learnTransportSecrets(*cache, context.credentials);
    const SourceReport report =
        lookOnce(accessTo(*source, *cache, context.credentials.sourceSecret(cache->name, source->name).value_or(u""_s),
                          context.credentials.passwordFor(cache->name).value_or(u""_s)));
    const auto proposed = suggestMapping(report.fields, stores->sources->planOf(cache->id).stages);
    if (command.json)
        console.writeLine(QString::fromStdString(lookJson(stores->nameOf(*source), report, proposed).dump(2)));
    else if (!report.error)
        printLook(console, report, proposed);
    if (report.error)
        console.note(*report.error, LogTopic::Sources, LogLevel::Error);
    const int code = sourcesDone(console);
    return report.error ? static_cast<int>(exitCodeFor(report.error->code)) : code;
}

} // namespace cacheledger
