// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/prefixstat.h"

#include <QtCore/QHashFunctions>

#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

class QDataStream;

namespace cacheledger
{

struct KeyAnalysisOptions {
    std::optional<char> delimiter; ///< nothing: detected from the first 1,000 names
    int depth = 1;                 ///< parts of a name that make its prefix
    std::size_t mostPrefixes = 2000;
    std::size_t biggest = 20;
    double sampled = 1; ///< share of the keys that is looked at, 0 to 1: for the errors
};

/// A prefix of the answer. Estimates where only a sample was looked at; the errors bound a share with 99.5 %
/// confidence (Poisson sampling, linearised ratio, score interval), 0 for a full analysis.
struct PrefixShare {
    QByteArray prefix; ///< empty: names without the delimiter
    PrefixStat stat;   ///< of the keys looked at
    double keys = 0;
    double bytes = 0;
    double keyShare = 0;
    double keyShareError = 0;
    double byteShare = 0;
    double byteShareError = 0;
    std::optional<double> withoutTtlShare; ///< nothing: TTLs are not known
    std::optional<double> bytesWithoutTtl; ///< of the keys without a TTL; likewise
    /// Of these, what nobody has read or written for a day, by the idle times of a tenth of the keys; nothing: these
    /// are not known, as under an LFU policy.
    std::optional<double> bytesUnusedForADay;
    int shortHexDigits = 0;          ///< over 90 % of the ids are hexadecimal, of so many digits (at most 16)
    double collisionProbability = 0; ///< of any two such ids
    double references = 0;           ///< members of its sets that were looked for; see ReferenceCheck
    double staleReferences = 0;      ///< of these, the keys that are gone
};

struct BigKey {
    QByteArray name;
    KeyType type = KeyType::Other;
    qint64 bytes = 0;
    bool isEstimate = false; ///< `bytes` is, from a few of its elements
};

struct HotKey {
    QByteArray name;
    KeyType type = KeyType::Other;
    int frequency = 0; ///< logarithmic counter of the LFU policies, 0 to 255
};

struct KeyReport {
    std::optional<char> delimiter; ///< nothing: names have none
    double keysLookedAt = 0;
    double keys = 0;                   ///< estimate
    double bytes = 0;                  ///< estimate
    std::vector<PrefixShare> prefixes; ///< the largest in bytes first
    std::optional<PrefixShare> folded; ///< small prefixes beyond the bound, together
    std::vector<BigKey> biggest;       ///< of the keys looked at, the biggest first
    std::vector<HotKey> hottest;       ///< the most used first; empty where the policy does not count
    std::map<QByteArray, std::vector<QByteArray>> someSets; ///< by prefix, a few keys that are sets; not kept
};

/// Sums keys up as they come, in memory that does not grow with their number: names are kept only of the biggest ones,
/// and when there are twice as many prefixes as asked for, the smaller half is folded into one. One thread.
class KeyAnalysis
{
public:
    explicit KeyAnalysis(KeyAnalysisOptions options);

    void add(const KeyFacts& key);
    KeyReport report() const;
    const KeyAnalysisOptions& options() const { return m_options; }

    /// All of it, so that another process can go on with it; in a layout of this version's own.
    void save(QDataStream& to) const;
    /// In place of what it has; false: that is no such thing, and nothing changed.
    bool load(QDataStream& from);

private:
    struct NameHash {
        std::size_t operator()(const QByteArray& name) const { return ::qHash(name); }
    };
    using Prefixes = std::unordered_map<QByteArray, PrefixStat, NameHash>;

    void settleDelimiter();
    void sum(const KeyFacts& key);
    void keepIfBig(const KeyFacts& key);
    void keepIfHot(const KeyFacts& key);
    void keepSomeSets(const QByteArray& prefix, const KeyFacts& key);
    void fold();
    PrefixShare shareOf(const QByteArray& prefix, const PrefixStat& stat, const PrefixStat& total) const;

    KeyAnalysisOptions m_options;
    bool m_settled = false;
    std::vector<KeyFacts> m_first; // until the delimiter is settled
    Prefixes m_prefixes;
    PrefixStat m_folded;
    std::vector<BigKey> m_biggest; // a heap, the smallest at its front
    std::vector<HotKey> m_hottest; // likewise
    std::map<QByteArray, std::vector<QByteArray>> m_someSets;
};

} // namespace cacheledger
