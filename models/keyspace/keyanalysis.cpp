// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keyanalysis.h"

#include "keyspace/keyname.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

static constexpr std::size_t namesForDetection = 1000;
static constexpr std::size_t longestShortHex = 16;

static bool isBigger(const BigKey& a, const BigKey& b)
{
    return a.bytes != b.bytes ? a.bytes > b.bytes : a.name < b.name;
}

static bool isHotter(const HotKey& a, const HotKey& b)
{
    return a.frequency != b.frequency ? a.frequency > b.frequency : a.name < b.name;
}

/// Into a heap of the `most` first ones, the last of them at its front.
template <typename T>
static void keepFirst(std::vector<T>& heap, T value, std::size_t most, bool (*isBefore)(const T&, const T&))
{
    if (heap.size() >= most) {
        if (most == 0 || !isBefore(value, heap.front()))
            return;
        std::pop_heap(heap.begin(), heap.end(), isBefore);
        heap.pop_back();
    }
    heap.push_back(std::move(value));
    std::push_heap(heap.begin(), heap.end(), isBefore);
}

KeyAnalysis::KeyAnalysis(KeyAnalysisOptions options) : m_options(options), m_settled(options.delimiter.has_value()) {}

void KeyAnalysis::add(const KeyFacts& key)
{
    keepIfBig(key);
    keepIfHot(key);
    if (m_settled)
        return sum(key);
    m_first.push_back(key);
    if (m_first.size() >= namesForDetection)
        settleDelimiter();
}

void KeyAnalysis::settleDelimiter()
{
    std::vector<QByteArray> names;
    for (const KeyFacts& key : m_first)
        names.push_back(key.name);
    m_options.delimiter = detectDelimiter(names);
    m_settled = true;
    for (const KeyFacts& key : m_first)
        sum(key);
    m_first.clear();
    m_first.shrink_to_fit();
}

void KeyAnalysis::sum(const KeyFacts& key)
{
    QByteArray prefix;
    int hexDigits = 0;
    if (m_options.delimiter) {
        prefix = keyPrefix(key.name, *m_options.delimiter, m_options.depth);
        hexDigits = hexIdLength(key.name, *m_options.delimiter);
    }
    m_prefixes[prefix].add(key, hexDigits);
    if (key.type == KeyType::Set)
        keepSomeSets(prefix, key);
    if (m_prefixes.size() > 2 * m_options.mostPrefixes)
        fold();
}

void KeyAnalysis::keepIfBig(const KeyFacts& key)
{
    if (!key.bytes || m_options.biggest == 0)
        return;
    keepFirst(m_biggest, BigKey{key.name, key.type, *key.bytes, key.isEstimate}, m_options.biggest, &isBigger);
}

void KeyAnalysis::keepIfHot(const KeyFacts& key)
{
    if (key.frequency)
        keepFirst(m_hottest, HotKey{key.name, key.type, *key.frequency}, m_options.biggest, &isHotter);
}

/// The first that come: SCAN goes by the hash of the name, which is as good as chance.
void KeyAnalysis::keepSomeSets(const QByteArray& prefix, const KeyFacts& key)
{
    static constexpr std::size_t mostPrefixes = 20;
    static constexpr std::size_t mostSets = 20;
    if (m_someSets.size() >= mostPrefixes && !m_someSets.contains(prefix))
        return;
    if (std::vector<QByteArray>& sets = m_someSets[prefix]; sets.size() < mostSets)
        sets.push_back(key.name);
}

void KeyAnalysis::fold()
{
    std::vector<double> sizes;
    for (const auto& [prefix, stat] : m_prefixes)
        sizes.push_back(stat.bytes);
    const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(m_options.mostPrefixes);
    std::nth_element(sizes.begin(), middle, sizes.end(), std::greater<>());
    const double limit = *middle;
    for (auto it = m_prefixes.begin(); it != m_prefixes.end();) {
        // Ties go until the bound holds.
        if (it->second.bytes <= limit && m_prefixes.size() > m_options.mostPrefixes) {
            m_folded.add(it->second);
            it = m_prefixes.erase(it);
        } else {
            ++it;
        }
    }
}

/// How far part / whole may be off, where each key was looked at with probability p: the sums of squares are of the
/// keys looked at. The 99.5 % interval, so that all of a few prefixes hold at once; the farther of its two ends. The
/// variance is that of a ratio of two totals (Sarndal, Swensson, Wretman, "Model Assisted Survey Sampling"); as the
/// score interval of a share of so many equal keys as have this variance (Wilson 1927) it also holds where few keys of
/// a prefix were looked at.
static double shareError(double share, double partSquares, double restSquares, double whole, double sampled)
{
    constexpr double z = 2.807;
    const double squares = partSquares + restSquares;
    if (sampled >= 1 || whole <= 0 || squares <= 0)
        return 0;
    const double variance = (1 - share) * (1 - share) * partSquares + share * share * restSquares;
    const double ofEqualKeys = share * (1 - share) * squares; // what the variance would be if no prefix had larger keys
    const double inflated = std::max(variance, ofEqualKeys) / (whole * whole);
    const double keys = whole * whole / squares / (1 - sampled);
    const double shift = z * z / keys * std::abs(0.5 - share);
    const double half = z * std::sqrt(inflated * (1 - sampled) + z * z / (4 * keys * keys));
    return (shift + half) / (1 + z * z / keys);
}

PrefixShare KeyAnalysis::shareOf(const QByteArray& prefix, const PrefixStat& stat, const PrefixStat& total) const
{
    PrefixShare share;
    share.prefix = prefix;
    share.stat = stat;
    share.keys = stat.keys / m_options.sampled;
    share.bytes = stat.bytes / m_options.sampled;
    if (total.keys > 0)
        share.keyShare = stat.keys / total.keys;
    share.keyShareError = shareError(share.keyShare, stat.keys, total.keys - stat.keys, total.keys, m_options.sampled);
    if (total.bytes > 0)
        share.byteShare = stat.bytes / total.bytes;
    share.byteShareError = shareError(share.byteShare, stat.bytesSquared, total.bytesSquared - stat.bytesSquared,
                                      total.bytes, m_options.sampled);
    if (stat.ttlKnown > 0) {
        share.withoutTtlShare = stat.withoutTtl / stat.ttlKnown;
        share.bytesWithoutTtl = stat.bytesWithoutTtl / m_options.sampled;
        if (stat.idleKnownBytes > 0)
            share.bytesUnusedForADay = *share.bytesWithoutTtl * stat.dayIdleBytes / stat.idleKnownBytes;
    }
    for (std::size_t digits = 1; digits <= longestShortHex; ++digits) {
        if (stat.keys >= 10 && stat.hexIds[digits] > 0.9 * stat.keys) {
            share.shortHexDigits = static_cast<int>(digits);
            share.collisionProbability = collisionProbability(share.keys, share.shortHexDigits);
        }
    }
    return share;
}

KeyReport KeyAnalysis::report() const
{
    if (!m_settled) {
        KeyAnalysis settled = *this;
        settled.settleDelimiter();
        return settled.report();
    }
    PrefixStat total = m_folded;
    for (const auto& [prefix, stat] : m_prefixes)
        total.add(stat);
    KeyReport report;
    report.delimiter = m_options.delimiter;
    report.keysLookedAt = total.keys;
    report.keys = total.keys / m_options.sampled;
    report.bytes = total.bytes / m_options.sampled;
    for (const auto& [prefix, stat] : m_prefixes)
        report.prefixes.push_back(shareOf(prefix, stat, total));
    std::sort(report.prefixes.begin(), report.prefixes.end(), [](const PrefixShare& a, const PrefixShare& b) {
        return a.bytes != b.bytes ? a.bytes > b.bytes : a.prefix < b.prefix;
    });
    PrefixStat folded = m_folded;
    while (report.prefixes.size() > m_options.mostPrefixes) {
        folded.add(report.prefixes.back().stat);
        report.prefixes.pop_back();
    }
    if (folded.keys > 0)
        report.folded = shareOf({}, folded, total);
    report.biggest = m_biggest;
    std::sort(report.biggest.begin(), report.biggest.end(), isBigger);
    report.hottest = m_hottest;
    std::sort(report.hottest.begin(), report.hottest.end(), isHotter);
    report.someSets = m_someSets;
    return report;
}

} // namespace cacheledger
