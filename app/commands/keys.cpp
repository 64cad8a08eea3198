// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/keys.h"

#include "app/healthreport.h"
#include "app/targets.h"
#include "app/unixsignals.h"
#include "keyspace/keyname.h"
#include "keyspace/keyrecordstore.h"
#include "metrics/format.h"

#include <QtCore/QEventLoop>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr const char* timeBucketNames[timeBucketCount] = {"under_1m", "under_1h",  "under_1d",
                                                                 "under_7d", "under_30d", "over_30d"};

/// Runs until it ends or a signal ends it; the survey keeps where it was.
static Result<KeyScanResult> runSurvey(KeySurvey& survey, std::optional<KeySurveyState> from)
{
    std::optional<Result<KeyScanResult>> found;
    QEventLoop loop;
    UnixSignals unixSignals;
    QObject::connect(&unixSignals, &UnixSignals::received, &survey, &KeySurvey::cancel);
    QObject::connect(
        &survey, &KeySurvey::finished, &loop,
        [&](const Result<KeyScanResult>& result) {
            found = result;
            loop.quit();
        },
        Qt::QueuedConnection);
    if (from)
        survey.start(std::move(*from));
    else
        survey.start();
    loop.exec();
    return *found;
}

template <std::size_t N>
static OrderedJson histogramJson(const std::array<double, N>& counts)
{
    OrderedJson json = OrderedJson::object();
    for (std::size_t i = 0; i < N; ++i)
        json[timeBucketNames[i]] = counts[i];
    return json;
}

static OrderedJson prefixJson(const PrefixShare& share)
{
    OrderedJson json{{"prefix", shownKey(share.prefix).toStdString()},
                     {"keys", share.keys},
                     {"bytes", share.bytes},
                     {"meanBytes", share.keys > 0 ? OrderedJson(share.bytes / share.keys) : OrderedJson(nullptr)},
                     {"keyShare", share.keyShare},
                     {"keyShareError", share.keyShareError},
                     {"byteShare", share.byteShare},
                     {"byteShareError", share.byteShareError}};
    json["withoutTtlShare"] = share.withoutTtlShare ? OrderedJson(*share.withoutTtlShare) : OrderedJson(nullptr);
    json["types"] = OrderedJson::object();
    for (std::size_t i = 0; i < keyTypeCount; ++i) {
        if (share.stat.types[i] > 0)
            json["types"][keyTypeName(static_cast<KeyType>(i))] = share.stat.types[i];
    }
    json["ttl"] = histogramJson(share.stat.ttls);
    json["idle"] = histogramJson(share.stat.idles);
    json["shortHexIds"] = nullptr;
    if (share.shortHexDigits > 0)
        json["shortHexIds"] =
            OrderedJson{{"digits", share.shortHexDigits}, {"collisionProbability", share.collisionProbability}};
    json["references"] = nullptr;
    if (share.references > 0)
        json["references"] = OrderedJson{{"looked", share.references}, {"stale", share.staleReferences}};
    return json;
}

static OrderedJson trackedJson(const TrackedKeys& tracked)
{
    OrderedJson json{{"state", trackingName(tracked.state)}, {"active", tracked.isActive}};
    json["from"] =
        tracked.fromMs > 0 ? OrderedJson(format::isoUtc(tracked.fromMs).toStdString()) : OrderedJson(nullptr);
    json["seconds"] = tracked.durationMs > 0 ? OrderedJson(double(tracked.durationMs) / 1000) : OrderedJson(nullptr);
    json["sampledOf"] = tracked.sampledOf;
    json["keys"] = OrderedJson::array();
    const auto known = [](std::optional<qint64> value) { return value ? OrderedJson(*value) : OrderedJson(nullptr); };
    for (const TrackedKey& key : tracked.keys)
        json["keys"].push_back(OrderedJson{{"key", shownKey(key.name).toStdString()},
                                           {"cpuMicroseconds", known(key.cpuUs)},
                                           {"netBytes", known(key.netBytes)},
                                           {"usesPerSecond", known(key.perSecond)}});
    return json;
}

static OrderedJson resultJson(const QString& address, const KeyScanResult& result)
{
    const KeyReport& report = result.report;
    OrderedJson json{{"node", address.toStdString()}, {"keys", report.keys},
                     {"bytes", report.bytes},         {"keysLookedAt", report.keysLookedAt},
                     {"scanned", result.scanned},     {"vanished", result.vanished},
                     {"complete", !result.cancelled}, {"seconds", double(result.durationMs) / 1000}};
    json["delimiter"] = report.delimiter ? OrderedJson(std::string(1, *report.delimiter)) : OrderedJson(nullptr);
    json["notTold"] = jsonList(result.notTold);
    json["servers"] = result.servers;
    json["missing"] = OrderedJson::array();
    for (const MissingKeys& each : result.missing)
        json["missing"].push_back(
            OrderedJson{{"node", each.node.toStdString()}, {"scanned", each.scanned}, {"why", each.why.toStdString()}});
    json["slotsMoved"] = result.slotsMoved;
    json["referencesUnknown"] = result.referencesUnknown;
    json["estimated"] = result.estimated;
    json["prefixes"] = OrderedJson::array();
    for (const PrefixShare& share : report.prefixes)
        json["prefixes"].push_back(prefixJson(share));
    json["others"] = report.folded ? prefixJson(*report.folded) : OrderedJson(nullptr);
    json["biggest"] = OrderedJson::array();
    for (const BigKey& key : report.biggest)
        json["biggest"].push_back(OrderedJson{{"key", shownKey(key.name).toStdString()},
                                              {"type", keyTypeName(key.type)},
                                              {"bytes", key.bytes},
                                              {"estimated", key.isEstimate}});
    json["hottest"] = OrderedJson::array();
    for (const HotKey& key : report.hottest)
        json["hottest"].push_back(OrderedJson{
            {"key", shownKey(key.name).toStdString()}, {"type", keyTypeName(key.type)}, {"frequency", key.frequency}});
    json["tracked"] = trackedJson(result.tracked);
    return json;
}

static QString shareText(double share, double error)
{
    const QString text = format::value(share, Unit::Ratio).joined();
    return error > 0 ? text + u" \u00b1 "_s + format::value(error, Unit::Ratio).joined() : text;
}

static QString prefixLine(const QString& name, const PrefixShare& share)
{
    QString line = name.leftJustified(28) + format::value(share.keys, Unit::Count).joined().rightJustified(14) +
                   format::value(share.bytes, Unit::Bytes).joined().rightJustified(14) +
                   shareText(share.byteShare, share.byteShareError).rightJustified(18);
    if (share.withoutTtlShare)
        line += u"  "_s + Cli::tr("without TTL %1").arg(format::value(*share.withoutTtlShare, Unit::Ratio).joined());
    if (share.shortHexDigits > 0)
        line += u"  "_s + Cli::tr("ids of %1 hexadecimal digits: two are the same with a probability of %2")
                              .arg(share.shortHexDigits)
                              .arg(share.collisionProbability, 0, 'g', 2);
    if (share.staleReferences > 0)
        line += u"  "_s + Cli::tr("references to keys that are gone: %1 of %2 looked at")
                              .arg(share.staleReferences)
                              .arg(share.references);
    return line;
}

static void printHotKeys(const KeyScanResult& result, Console& console)
{
    const auto shown = [](std::optional<qint64> value, Unit unit) {
        return value ? format::value(double(*value), unit).joined() : u"\u2013"_s;
    };
    for (const TrackedKey& key : result.tracked.keys)
        console.writeLine(Cli::tr("  used: time %1  traffic %2  a second %3  %4")
                              .arg(shown(key.cpuUs, Unit::Microseconds), shown(key.netBytes, Unit::Bytes),
                                   shown(key.perSecond, Unit::Count), shownKey(key.name)));
    for (const HotKey& key : result.report.hottest)
        console.writeLine(Cli::tr("  hot: %1  %2  %3")
                              .arg(key.frequency)
                              .arg(QLatin1String(keyTypeName(key.type)), shownKey(key.name)));
    console.note(whereHotKeysComeFrom(result.tracked, !result.report.hottest.empty()));
}

static void printResult(const QString& address, const KeyScanResult& result, int top, Console& console)
{
    const KeyReport& report = result.report;
    console.writeLine(Cli::tr("%1: %2 keys, %3; looked at %4 in %5")
                          .arg(address, format::value(report.keys, Unit::Count).joined(),
                               format::value(report.bytes, Unit::Bytes).joined(),
                               format::value(report.keysLookedAt, Unit::Count).joined(),
                               format::duration(result.durationMs)));
    const auto shown = std::min(report.prefixes.size(), static_cast<std::size_t>(top));
    for (std::size_t i = 0; i < shown; ++i) {
        const PrefixShare& share = report.prefixes[i];
        console.writeLine(
            u"  "_s + prefixLine(share.prefix.isEmpty() ? Cli::tr("(no prefix)") : shownKey(share.prefix, 26), share));
    }
    if (shown < report.prefixes.size())
        console.writeLine(Cli::tr("  and %1 smaller prefixes").arg(report.prefixes.size() - shown));
    if (report.folded)
        console.writeLine(u"  "_s + prefixLine(Cli::tr("(many small ones)"), *report.folded));
    for (const BigKey& key : report.biggest)
        console.writeLine((key.isEstimate ? Cli::tr("  big: about %1  %2  %3") : Cli::tr("  big: %1  %2  %3"))
                              .arg(format::value(double(key.bytes), Unit::Bytes).joined(),
                                   QLatin1String(keyTypeName(key.type)), shownKey(key.name)));
    printHotKeys(result, console);
}

static void noteWhatIsMissing(const KeyScanResult& result, Console& console)
{
    for (const QString& words : result.notTold)
        console.note(Cli::tr("%1 is not permitted: what it tells is missing.").arg(words));
    for (const MissingKeys& each : result.missing)
        console.note(each.scanned > 0
                         ? Cli::tr("Of %1 only %2 keys were seen. %3")
                               .arg(each.node, format::value(double(each.scanned), Unit::Count).joined(), each.why)
                         : Cli::tr("The keys of %1 are missing. %2").arg(each.node, each.why));
    if (result.estimated > 0)
        console.note(
            Cli::tr("How much %1 large hashes, sets and sorted sets take is estimated from 20 elements of each.")
                .arg(result.estimated));
    if (result.slotsMoved)
        console.note(Cli::tr("Slots moved while it ran: keys may have been counted twice or not at all."));
}

static KeyScanOptions optionsOf(const KeysAnalyseCommand& command)
{
    KeyScanOptions options;
    options.analysis.sampled = command.samplePercent / 100;
    options.analysis.delimiter = command.delimiter;
    options.analysis.depth = command.depth;
    options.keysPerSecond = command.keysPerSecond;
    return options;
}

/// Of a configured cache it is kept, where the window and an incident find it; of an address nobody would look for it.
static Result<void> keepOutcome(const Target& target, KeySurvey& survey, const Result<KeyScanResult>& result,
                                const CommandContext& context)
{
    const auto caches = context.caches();
    if (!caches || !(*caches)->find(target.cache.id))
        return result ? Result<void>() : Result<void>(result.error());
    if (const auto created = context.profile.create(); !created) // names of keys are for the user's eyes alone
        return created.error();
    return KeyRecordStore(context.profile.keysDir())
        .keepOutcome(target.cache.id, survey, result, target.cache.nodes.front().endpoint, context.clock->nowMs());
}

int runKeysAnalyse(const KeysAnalyseCommand& command, const CommandContext& context)
{
    const auto target = resolveTarget(command.target, context);
    if (!target)
        return context.console.fail(target.error());
    const KeyRecordStore store(context.profile.keysDir());
    KeyScanOptions options = optionsOf(command);
    std::optional<KeySurveyState> from;
    if (command.resume) {
        from = store.unfinished(target->cache.id);
        if (!from)
            return context.console.fail(Error{ErrorCode::InvalidArgument,
                                              Cli::tr("There is no analysis of this cache to go on with."),
                                              Cli::tr("Leave --resume out to begin one.")});
        options.analysis = from->scan.analysis.options();
    }
    std::vector<Endpoint> servers;
    for (const NodeConfig& node : target->cache.nodes)
        servers.push_back(node.endpoint);
    KeySurvey survey(servers, target->password, options);
    const auto result = runSurvey(survey, std::move(from));
    const auto kept = keepOutcome(*target, survey, result, context);
    if (!result)
        return context.console.fail(result.error());
    if (!kept)
        context.console.note(kept.error().text());
    noteWhatIsMissing(*result, context.console);
    if (result->cancelled && store.unfinished(target->cache.id))
        context.console.note(
            Cli::tr("Go on with: cacheledger keys analyse --cache \"%1\" --resume").arg(target->cache.name));
    if (servers.size() > 1 && result->servers == 1)
        context.console.note(Cli::tr("One of %1 nodes was looked at: its replicas have the same keys, servers that do "
                                     "not know of it have others.")
                                 .arg(servers.size()));
    const QString nodes = result->nodes.isEmpty() ? servers.front().address() : result->nodes.join(u", "_s);
    if (command.json)
        context.console.writeLine(QString::fromStdString(
            resultJson(nodes, *result).dump(2, ' ', false, nlohmann::json::error_handler_t::replace)));
    else
        printResult(nodes, *result, command.top, context.console);
    return context.console.finish(ExitCode::Ok);
}

} // namespace cacheledger
