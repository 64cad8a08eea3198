// SPDX-License-Identifier: GPL-3.0-or-later
// An analysis as bytes, so that another process can go on with it.
#include "keyspace/keyanalysis.h"

#include <QtCore/QByteArrayList>
#include <QtCore/QDataStream>

namespace cacheledger
{

static constexpr quint32 mostStored = 1'000'000; // of anything; what claims more was not written by us

template <std::size_t N>
static void saveEach(QDataStream& to, const std::array<double, N>& values)
{
    for (const double value : values)
        to << value;
}

template <std::size_t N>
static void loadEach(QDataStream& from, std::array<double, N>& values)
{
    for (double& value : values)
        from >> value;
}

static void saveStat(QDataStream& to, const PrefixStat& stat)
{
    to << stat.keys << stat.bytes << stat.bytesSquared << stat.withoutTtl << stat.ttlKnown << stat.bytesWithoutTtl
       << stat.idleKnownBytes << stat.dayIdleBytes;
    saveEach(to, stat.types);
    saveEach(to, stat.ttls);
    saveEach(to, stat.idles);
    saveEach(to, stat.hexIds);
}

static PrefixStat loadStat(QDataStream& from)
{
    PrefixStat stat;
    from >> stat.keys >> stat.bytes >> stat.bytesSquared >> stat.withoutTtl >> stat.ttlKnown >> stat.bytesWithoutTtl >>
        stat.idleKnownBytes >> stat.dayIdleBytes;
    loadEach(from, stat.types);
    loadEach(from, stat.ttls);
    loadEach(from, stat.idles);
    loadEach(from, stat.hexIds);
    return stat;
}

static void saveKnown(QDataStream& to, std::optional<qint64> value)
{
    to << value.has_value() << value.value_or(0);
}

static std::optional<qint64> loadKnown(QDataStream& from)
{
    bool isKnown = false;
    qint64 value = 0;
    from >> isKnown >> value;
    return isKnown ? std::optional(value) : std::nullopt;
}

static void saveFacts(QDataStream& to, const KeyFacts& key)
{
    to << key.name << QByteArray(keyTypeName(key.type));
    saveKnown(to, key.bytes);
    saveKnown(to, key.ttlMs);
    saveKnown(to, key.idleS);
    to << key.isEstimate;
    saveKnown(to, key.frequency ? std::optional<qint64>(*key.frequency) : std::nullopt);
}

static KeyType loadType(QDataStream& from)
{
    QByteArray type;
    from >> type;
    return keyTypeFrom(type).value_or(KeyType::Other);
}

static KeyFacts loadFacts(QDataStream& from)
{
    KeyFacts key;
    from >> key.name;
    key.type = loadType(from);
    key.bytes = loadKnown(from);
    key.ttlMs = loadKnown(from);
    key.idleS = loadKnown(from);
    from >> key.isEstimate;
    if (const auto frequency = loadKnown(from))
        key.frequency = static_cast<int>(*frequency);
    return key;
}

/// A count, and so many things; `load` takes one from the stream.
template <typename Load>
static void loadMany(QDataStream& from, Load load)
{
    quint32 count = 0;
    from >> count;
    if (count > mostStored)
        from.setStatus(QDataStream::ReadCorruptData);
    for (quint32 i = 0; i < count && from.status() == QDataStream::Ok; ++i)
        load();
}

static void saveName(QDataStream& to, std::optional<char> delimiter)
{
    to << (delimiter ? QByteArray(1, *delimiter) : QByteArray());
}

void KeyAnalysis::save(QDataStream& to) const
{
    saveName(to, m_options.delimiter);
    to << qint32(m_options.depth) << quint32(m_options.mostPrefixes) << quint32(m_options.biggest) << m_options.sampled
       << m_settled;
    to << quint32(m_first.size());
    for (const KeyFacts& key : m_first)
        saveFacts(to, key);
    to << quint32(m_prefixes.size());
    for (const auto& [prefix, stat] : m_prefixes) {
        to << prefix;
        saveStat(to, stat);
    }
    saveStat(to, m_folded);
    to << quint32(m_biggest.size());
    for (const BigKey& key : m_biggest)
        to << key.name << QByteArray(keyTypeName(key.type)) << key.bytes << key.isEstimate;
    to << quint32(m_hottest.size());
    for (const HotKey& key : m_hottest)
        to << key.name << QByteArray(keyTypeName(key.type)) << qint32(key.frequency);
    to << quint32(m_someSets.size());
    for (const auto& [prefix, sets] : m_someSets)
        to << prefix << QByteArrayList(sets.begin(), sets.end());
}

bool KeyAnalysis::load(QDataStream& from)
{
    KeyAnalysis read{KeyAnalysisOptions()};
    QByteArray delimiter;
    qint32 depth = 0;
    quint32 mostPrefixes = 0, biggest = 0;
    from >> delimiter >> depth >> mostPrefixes >> biggest >> read.m_options.sampled >> read.m_settled;
    if (delimiter.size() == 1)
        read.m_options.delimiter = delimiter.front();
    read.m_options.depth = depth;
    read.m_options.mostPrefixes = mostPrefixes;
    read.m_options.biggest = biggest;
    loadMany(from, [&] { read.m_first.push_back(loadFacts(from)); });
    loadMany(from, [&] {
        QByteArray prefix;
        from >> prefix;
        read.m_prefixes[prefix] = loadStat(from);
    });
    read.m_folded = loadStat(from);
    // Both are heaps, and were written in the order of their places.
    loadMany(from, [&] {
        BigKey& key = read.m_biggest.emplace_back();
        from >> key.name;
        key.type = loadType(from);
        from >> key.bytes >> key.isEstimate;
    });
    loadMany(from, [&] {
        HotKey& key = read.m_hottest.emplace_back();
        from >> key.name;
        key.type = loadType(from);
        qint32 frequency = 0;
        from >> frequency;
        key.frequency = frequency;
    });
    loadMany(from, [&] {
        QByteArray prefix;
        QByteArrayList sets;
        from >> prefix >> sets;
        read.m_someSets[prefix].assign(sets.begin(), sets.end());
    });
    const KeyAnalysisOptions& options = read.m_options;
    if (from.status() != QDataStream::Ok || !(options.sampled > 0 && options.sampled <= 1) || options.depth < 1 ||
        options.mostPrefixes < 1 || options.mostPrefixes > mostStored || options.biggest > mostStored ||
        read.m_prefixes.size() > 2 * options.mostPrefixes)
        return false;
    *this = std::move(read);
    return true;
}

} // namespace cacheledger
