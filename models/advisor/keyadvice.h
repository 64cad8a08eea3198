// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/adviceworth.h"
#include "keyspace/keyrecord.h"

namespace cacheledger
{

/// What advice about keys is taken from.
struct KeyAdviceInput {
    const KeyRecord* record = nullptr; ///< the newest analysis that is kept; null: none
    const KeyRecord* before = nullptr; ///< an older one; null: none. Tells a prefix that lost its TTL
    TimeMs nowMs = 0;
    CacheMoney money;
    QString howToAnalyse; ///< a sentence, translated: what to do where there is no analysis or an old one
};

/// One thing that an analysis shows of one prefix, or of one key. Its price is its share of the bytes of all keys, of
/// what the cache costs a month.
struct KeyFinding {
    const char* rule; ///< which question of keyAdvice() it answers: "keys-without-ttl"
    Severity severity = Severity::Warning;
    QByteArray name{};    ///< of the prefix or the key
    bool isKey = false;   ///< a key, not a prefix
    QString text{};       ///< translated: what is so, what follows from it, and what it is worth
    QString assumption{}; ///< translated: what the freed bytes rest on; empty: nothing is freed
    double bytes = 0;     ///< what it takes
    Money costPerMonth{}; ///< no amount: what the cache costs, or the size of keys, is not known
    double freedBytes = 0;
    std::optional<AdviceWorth> worth{}; ///< of the freed bytes
};

/// An analysis older than this is said to be old, and believed less.
inline constexpr qint64 oldAnalysisMs = 7 * 86'400'000LL;
/// What a prefix without TTLs is advised to have.
inline constexpr qint64 advisedTtlS = 86'400;

/// All that an analysis shows, the gravest first, then the largest. Nothing without an analysis.
///
/// - keys-without-ttl: a prefix with a tenth of the bytes or more, most of whose keys have no TTL. What a TTL of 24 h
///   frees is taken to be what nobody has read or written for a day: bytes of its keys without a TTL x the part (in
///   bytes) of them that was idle for a day, of those whose idle time was asked for. Where no idle time is known (LFU
///   policies), or no key at all was idle for a day (a server that started since), it is at most all of its bytes
///   without a TTL.
/// - big-keys: single keys of a MiB and more. Nothing is freed; what they cost is told.
/// - short-hash-ids: truncated hashes of which two of the prefix are the same with a probability of a millionth or
///   more. Likewise.
/// - stale-references: sets of which a tenth of the members or more lead nowhere. As many of their bytes are freed.
std::vector<KeyFinding> keyFindings(const KeyAdviceInput& input);

/// The answer of an analysis to one question.
struct KeyAdvice {
    AdviceFinding finding;
    std::vector<KeyFinding> parts; ///< of a found one
    Money costPerMonth;            ///< of the parts together
    std::optional<AdviceWorth> worth;
    QString noWorth; ///< of a found one without worth: why, a sentence
};

/// Each question in a fixed order, not checkable without an analysis or where the server refused what it takes. The
/// confidence is high for a whole analysis, medium for a sample or a part, and one less for an old one. Pure.
std::vector<KeyAdvice> keyAdvice(const KeyAdviceInput& input);

/// Puts the answers of an analysis in the place of what INFO alone tells of a node. INFO's share of keys without a TTL
/// stays where an analysis has no prefix to name.
void answerFromKeys(std::vector<AdviceFinding>& ofNode, const std::vector<KeyAdvice>& keys);

/// "From the analysis of 3 h ago: all 1,000,000 keys at 10.0.0.1:6379." With how much of a sample, and its bounds.
QString analysisText(const KeyRecord& record, TimeMs nowMs);

} // namespace cacheledger
