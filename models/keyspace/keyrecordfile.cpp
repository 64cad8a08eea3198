// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keyrecordfile.h"

#include <QtCore/QCoreApplication>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

namespace
{

using Json = nlohmann::ordered_json;

std::string encoded(const QByteArray& name)
{
    return name.toPercentEncoding(" !#$&()*+,-./:;<=>?@[]^_{|}~").toStdString();
}

/// Fields of an object of a file that anything may have written: what is not there, or of another type, is its default.
class Fields
{
public:
    explicit Fields(const Json& object) : m_object(object) {}

    const Json* find(const char* key) const
    {
        const auto found = m_object.is_object() ? m_object.find(key) : m_object.end();
        return m_object.is_object() && found != m_object.end() ? &*found : nullptr;
    }
    double number(const char* key) const
    {
        const Json* value = find(key);
        return value && value->is_number() ? value->get<double>() : 0;
    }
    std::optional<double> known(const char* key) const
    {
        const Json* value = find(key);
        return value && value->is_number() ? std::optional(value->get<double>()) : std::nullopt;
    }
    /// Of counts and bytes; beyond what a double holds exactly there is nothing to count.
    qint64 integer(const char* key) const { return static_cast<qint64>(std::clamp(number(key), 0.0, 9e15)); }
    bool flag(const char* key) const
    {
        const Json* value = find(key);
        return value && value->is_boolean() && value->get<bool>();
    }
    QByteArray text(const char* key) const
    {
        const Json* value = find(key);
        return value && value->is_string() ? QByteArray::fromStdString(value->get<std::string>()) : QByteArray();
    }
    QByteArray name(const char* key) const { return QByteArray::fromPercentEncoding(text(key)); }
    template <std::size_t N>
    void counts(const char* key, std::array<double, N>& into) const
    {
        const Json* list = find(key);
        for (std::size_t i = 0; list && list->is_array() && i < std::min(N, list->size()); ++i)
            into[i] = (*list)[i].is_number() ? (*list)[i].get<double>() : 0;
    }

private:
    const Json& m_object;
};

Json prefixToJson(const PrefixShare& share)
{
    Json json{{"prefix", encoded(share.prefix)},
              {"keys", share.keys},
              {"bytes", share.bytes},
              {"keyShare", share.keyShare},
              {"keyShareError", share.keyShareError},
              {"byteShare", share.byteShare},
              {"byteShareError", share.byteShareError},
              {"types", share.stat.types},
              {"ttls", share.stat.ttls},
              {"idles", share.stat.idles}};
    if (share.withoutTtlShare)
        json["withoutTtlShare"] = *share.withoutTtlShare;
    if (share.bytesWithoutTtl)
        json["bytesWithoutTtl"] = *share.bytesWithoutTtl;
    if (share.bytesUnusedForADay)
        json["bytesUnusedForADay"] = *share.bytesUnusedForADay;
    if (share.shortHexDigits > 0) {
        json["shortHexDigits"] = share.shortHexDigits;
        json["collisionProbability"] = share.collisionProbability;
    }
    if (share.references > 0) {
        json["references"] = share.references;
        json["staleReferences"] = share.staleReferences;
    }
    return json;
}

PrefixShare prefixFrom(const Json& json)
{
    const Fields in(json);
    PrefixShare share;
    share.prefix = in.name("prefix");
    share.keys = in.number("keys");
    share.bytes = in.number("bytes");
    share.keyShare = in.number("keyShare");
    share.keyShareError = in.number("keyShareError");
    share.byteShare = in.number("byteShare");
    share.byteShareError = in.number("byteShareError");
    share.withoutTtlShare = in.known("withoutTtlShare");
    share.bytesWithoutTtl = in.known("bytesWithoutTtl");
    share.bytesUnusedForADay = in.known("bytesUnusedForADay");
    share.shortHexDigits = static_cast<int>(std::clamp(in.number("shortHexDigits"), 0.0, 32.0));
    share.collisionProbability = in.number("collisionProbability");
    share.references = std::max(0.0, in.number("references"));
    share.staleReferences = std::clamp(in.number("staleReferences"), 0.0, share.references);
    in.counts("types", share.stat.types);
    in.counts("ttls", share.stat.ttls);
    in.counts("idles", share.stat.idles);
    return share;
}

/// Shares add up; of their errors the sum is the most that it can be.
void addTo(PrefixShare& sum, const PrefixShare& share)
{
    sum.stat.add(share.stat);
    sum.keys += share.keys;
    sum.bytes += share.bytes;
    sum.keyShare += share.keyShare;
    sum.keyShareError += share.keyShareError;
    sum.byteShare += share.byteShare;
    sum.byteShareError += share.byteShareError;
}

Json reportToJson(const KeyReport& report)
{
    Json json{{"keysLookedAt", report.keysLookedAt}, {"keys", report.keys}, {"bytes", report.bytes}};
    if (report.delimiter)
        json["delimiter"] = encoded(QByteArray(1, *report.delimiter));
    json["prefixes"] = Json::array();
    std::optional<PrefixShare> folded = report.folded;
    for (std::size_t i = 0; i < report.prefixes.size(); ++i) {
        if (i < keyrecordfile::mostPrefixes) {
            json["prefixes"].push_back(prefixToJson(report.prefixes[i]));
            continue;
        }
        if (!folded)
            folded.emplace();
        addTo(*folded, report.prefixes[i]);
        folded->withoutTtlShare.reset(); // of how many is not known any more
        folded->bytesWithoutTtl.reset();
        folded->bytesUnusedForADay.reset();
    }
    if (folded)
        json["others"] = prefixToJson(*folded);
    json["biggest"] = Json::array();
    for (const BigKey& key : report.biggest) {
        Json each{{"key", encoded(key.name)}, {"type", keyTypeName(key.type)}, {"bytes", key.bytes}};
        if (key.isEstimate)
            each["estimated"] = true;
        json["biggest"].push_back(std::move(each));
    }
    json["hottest"] = Json::array();
    for (const HotKey& key : report.hottest)
        json["hottest"].push_back(
            {{"key", encoded(key.name)}, {"type", keyTypeName(key.type)}, {"frequency", key.frequency}});
    return json;
}

Json trackedToJson(const TrackedKeys& tracked)
{
    Json json{{"state", trackingName(tracked.state)},
              {"active", tracked.isActive},
              {"from", tracked.fromMs},
              {"durationMs", tracked.durationMs},
              {"sampledOf", tracked.sampledOf}};
    json["keys"] = Json::array();
    for (const TrackedKey& key : tracked.keys) {
        Json each{{"key", encoded(key.name)}};
        if (key.cpuUs)
            each["cpuUs"] = *key.cpuUs;
        if (key.netBytes)
            each["netBytes"] = *key.netBytes;
        if (key.perSecond)
            each["perSecond"] = *key.perSecond;
        json["keys"].push_back(std::move(each));
    }
    return json;
}

TrackedKeys trackedFrom(const Json& json)
{
    const Fields in(json);
    TrackedKeys tracked;
    tracked.state = trackingFromName(in.text("state")).value_or(TrackedKeys::State::NotOffered);
    tracked.isActive = in.flag("active");
    tracked.fromMs = in.integer("from");
    tracked.durationMs = in.integer("durationMs");
    tracked.sampledOf = std::max<qint64>(1, in.integer("sampledOf"));
    const Json* keys = in.find("keys");
    for (std::size_t i = 0; keys && keys->is_array() && i < std::min(TrackedKeys::most, keys->size()); ++i) {
        const Fields key((*keys)[i]);
        const auto known = [&key](const char* name) {
            return key.known(name) ? std::optional(key.integer(name)) : std::nullopt;
        };
        tracked.keys.push_back({key.name("key"), known("cpuUs"), known("netBytes"), known("perSecond")});
    }
    return tracked;
}

KeyReport reportFrom(const Json& json)
{
    const Fields in(json);
    KeyReport report;
    report.keysLookedAt = in.number("keysLookedAt");
    report.keys = in.number("keys");
    report.bytes = in.number("bytes");
    if (const QByteArray delimiter = in.name("delimiter"); delimiter.size() == 1)
        report.delimiter = delimiter.front();
    if (const Json* prefixes = in.find("prefixes"); prefixes && prefixes->is_array())
        for (const Json& each : *prefixes)
            report.prefixes.push_back(prefixFrom(each));
    if (const Json* others = in.find("others"))
        report.folded = prefixFrom(*others);
    if (const Json* biggest = in.find("biggest"); biggest && biggest->is_array())
        for (const Json& each : *biggest) {
            const Fields key(each);
            report.biggest.push_back({key.name("key"), keyTypeFrom(key.text("type")).value_or(KeyType::Other),
                                      key.integer("bytes"), key.flag("estimated")});
        }
    if (const Json* hottest = in.find("hottest"); hottest && hottest->is_array())
        for (const Json& each : *hottest) {
            const Fields key(each);
            report.hottest.push_back({key.name("key"), keyTypeFrom(key.text("type")).value_or(KeyType::Other),
                                      static_cast<int>(std::clamp(key.number("frequency"), 0.0, 255.0))});
        }
    return report;
}

} // namespace

QByteArray keyrecordfile::toText(const KeyRecord& record)
{
    Json notTold = Json::array();
    for (const QString& words : record.result.notTold)
        notTold.push_back(words.toStdString());
    Json missing = Json::array();
    for (const MissingKeys& each : record.result.missing)
        missing.push_back(
            {{"node", each.node.toStdString()}, {"scanned", each.scanned}, {"why", each.why.toStdString()}});
    const Json json{{"version", newestVersion},
                    {"time", record.timeMs},
                    {"node", record.node.toStdString()},
                    {"replica", record.onReplica},
                    {"database", record.database},
                    {"sampled", record.sampled},
                    {"scanned", record.result.scanned},
                    {"vanished", record.result.vanished},
                    {"cancelled", record.result.cancelled},
                    {"durationMs", record.result.durationMs},
                    {"notTold", notTold},
                    {"servers", record.result.servers},
                    {"missing", missing},
                    {"slotsMoved", record.result.slotsMoved},
                    {"estimated", record.result.estimated},
                    {"tracked", trackedToJson(record.result.tracked)},
                    {"referencesUnknown", record.result.referencesUnknown},
                    {"report", reportToJson(record.result.report)}};
    return QByteArray::fromStdString(json.dump(1, ' ', false, Json::error_handler_t::replace)) + '\n';
}

Result<KeyRecord> keyrecordfile::parse(const QByteArray& text, const QString& file)
{
    const auto refused = [&] {
        return Error{
            ErrorCode::BadConfiguration,
            QCoreApplication::translate("KeyRecord", "%1 is no analysis of keys that this version can read.").arg(file),
            {}};
    };
    if (text.size() > largestFile)
        return refused();
    const Json json = Json::parse(text.begin(), text.end(), nullptr, false);
    const Fields in(json);
    if (!json.is_object() || in.number("version") != newestVersion || !in.find("report"))
        return refused();
    KeyRecord record;
    record.timeMs = in.integer("time");
    record.node = QString::fromUtf8(in.text("node"));
    record.onReplica = in.flag("replica");
    record.database = static_cast<int>(std::min<qint64>(in.integer("database"), 1'000'000));
    record.sampled = std::clamp(in.number("sampled"), 0.0, 1.0);
    record.result.scanned = in.integer("scanned");
    record.result.vanished = in.integer("vanished");
    record.result.cancelled = in.flag("cancelled");
    record.result.durationMs = in.integer("durationMs");
    if (const Json* notTold = in.find("notTold"); notTold && notTold->is_array())
        for (const Json& words : *notTold)
            if (words.is_string())
                record.result.notTold << QString::fromStdString(words.get<std::string>());
    record.result.servers = static_cast<int>(std::clamp<qint64>(in.integer("servers"), 1, 100'000));
    record.result.slotsMoved = in.flag("slotsMoved");
    record.result.estimated = in.integer("estimated");
    record.result.referencesUnknown = std::max(0.0, in.number("referencesUnknown"));
    if (const Json* missing = in.find("missing"); missing && missing->is_array())
        for (const Json& each : *missing) {
            const Fields node(each);
            record.result.missing.push_back(
                {QString::fromUtf8(node.text("node")), node.integer("scanned"), QString::fromUtf8(node.text("why"))});
        }
    if (const Json* tracked = in.find("tracked"))
        record.result.tracked = trackedFrom(*tracked);
    record.result.report = reportFrom(*in.find("report"));
    if (!in.find("referencesUnknown") && record.result.servers > 1)
        record.result.referencesUnknown = 1; // written when references were not followed in clusters
    return record;
}

} // namespace cacheledger
