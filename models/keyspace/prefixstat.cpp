// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/prefixstat.h"

namespace cacheledger
{

static constexpr qint64 daySeconds = 86'400;

static constexpr std::array<const char*, keyTypeCount> typeNames{"string", "list",   "set",  "zset",
                                                                 "hash",   "stream", "other"};

const char* keyTypeName(KeyType type)
{
    return typeNames[static_cast<std::size_t>(type)];
}

std::optional<KeyType> keyTypeFrom(const QByteArray& answer)
{
    if (answer == "none")
        return std::nullopt;
    for (std::size_t i = 0; i < typeNames.size(); ++i) {
        if (answer == typeNames[i])
            return static_cast<KeyType>(i);
    }
    return KeyType::Other; // a module's
}

std::size_t timeBucket(qint64 seconds)
{
    static constexpr std::array<qint64, timeBucketCount - 1> bounds{60, 3600, 86'400, 7LL * 86'400, 30LL * 86'400};
    std::size_t bucket = 0;
    while (bucket < bounds.size() && seconds >= bounds[bucket])
        ++bucket;
    return bucket;
}

void PrefixStat::add(const KeyFacts& key, int hexDigits)
{
    ++keys;
    const auto size = static_cast<double>(key.bytes.value_or(0));
    bytes += size;
    bytesSquared += size * size;
    ++types[static_cast<std::size_t>(key.type)];
    if (key.ttlMs) {
        ++ttlKnown;
        if (*key.ttlMs < 0) {
            ++withoutTtl;
            bytesWithoutTtl += size;
            idleKnownBytes += key.idleS ? size : 0;
            dayIdleBytes += key.idleS.value_or(0) >= daySeconds ? size : 0;
        } else {
            ++ttls[timeBucket(*key.ttlMs / 1000)];
        }
    }
    if (key.idleS)
        ++idles[timeBucket(*key.idleS)];
    ++hexIds[static_cast<std::size_t>(hexDigits)];
}

template <std::size_t N>
static void addEach(std::array<double, N>& sums, const std::array<double, N>& more)
{
    for (std::size_t i = 0; i < N; ++i)
        sums[i] += more[i];
}

void PrefixStat::add(const PrefixStat& other)
{
    keys += other.keys;
    bytes += other.bytes;
    bytesSquared += other.bytesSquared;
    withoutTtl += other.withoutTtl;
    ttlKnown += other.ttlKnown;
    bytesWithoutTtl += other.bytesWithoutTtl;
    idleKnownBytes += other.idleKnownBytes;
    dayIdleBytes += other.dayIdleBytes;
    addEach(types, other.types);
    addEach(ttls, other.ttls);
    addEach(idles, other.idles);
    addEach(hexIds, other.hexIds);
}

} // namespace cacheledger
