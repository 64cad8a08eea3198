// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <array>
#include <cstdint>
#include <optional>

namespace cacheledger
{

enum class KeyType { String, List, Set, SortedSet, Hash, Stream, Other };
inline constexpr std::size_t keyTypeCount = 7;
const char* keyTypeName(KeyType type); ///< "string", ..., "zset", "stream", "other"
/// From the answer to TYPE; "none" (a key that is gone) is nothing.
std::optional<KeyType> keyTypeFrom(const QByteArray& answer);

/// What one key told. Absent: the server did not say (or may not).
struct KeyFacts {
    QByteArray name;
    KeyType type = KeyType::Other;
    std::optional<qint64> bytes;
    std::optional<qint64> ttlMs; ///< -1: it has none
    std::optional<qint64> idleS;
    std::optional<int> frequency; ///< logarithmic counter of the LFU policies
    bool isEstimate = false;      ///< `bytes` is: see ValueSizes
};

/// Times that TTLs and idle times are counted by: below a minute, an hour, a day, a week, 30 days, more.
inline constexpr std::size_t timeBucketCount = 6;
std::size_t timeBucket(qint64 seconds);

/// Sums over the keys of one prefix that were looked at.
struct PrefixStat {
    double keys = 0;
    double bytes = 0;
    double bytesSquared = 0; ///< of each key: for the error of a sample
    double withoutTtl = 0;
    double ttlKnown = 0;
    std::array<double, keyTypeCount> types{};
    std::array<double, timeBucketCount> ttls{}; ///< of those that have one
    std::array<double, timeBucketCount> idles{};
    double bytesWithoutTtl = 0; ///< of the keys without a TTL
    /// Of these, bytes of the keys whose idle time is known, and of those that were idle for a day and more.
    double idleKnownBytes = 0;
    double dayIdleBytes = 0;
    std::array<double, 33> hexIds{}; ///< by the length of the id in hexadecimal digits

    void add(const KeyFacts& key, int hexDigits);
    void add(const PrefixStat& other);
};

} // namespace cacheledger
