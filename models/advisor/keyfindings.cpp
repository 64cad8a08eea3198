// SPDX-License-Identifier: GPL-3.0-or-later
// What stands out in an analysis of keys, prefix by prefix, and what it costs.
#include "advisor/advicerules.h"
#include "advisor/keyadvice.h"
#include "cost/moneyformat.h"
#include "keyspace/keyname.h"
#include "metrics/format.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr double largeShare = 0.1;
static constexpr double mostlyWithoutTtl = 0.5;
static constexpr double possibleCollision = 1e-6;
static constexpr double likelyCollision = 1e-3;
static constexpr double manyStale = 0.1;
static constexpr double enoughReferences = 10;
static constexpr qint64 bigKeyBytes = 1 << 20; // long enough to serve to hold others up
static constexpr std::size_t mostBigKeys = 3;
static constexpr std::size_t fromADayOn = 3; // of the buckets of idle times

static QString keyBytes(double bytes)
{
    return format::value(bytes, Unit::Bytes).joined();
}

static QString keyShare(double share, double error = 0)
{
    const QString text = format::value(share, Unit::Ratio).joined();
    return error > 0 ? text + u" \u00b1 "_s + format::value(error, Unit::Ratio).joined() : text;
}

static QString keyCount(double count)
{
    return format::value(std::round(count), Unit::Count).joined();
}

static QString shownPrefix(const PrefixShare& share)
{
    return share.prefix.isEmpty() ? AdviceText::tr("(no prefix)") : shownKey(share.prefix, 40);
}

/// Its part of the cost, by bytes of all keys; no amount where either is not known.
static Money costOf(double bytes, const KeyAdviceInput& input)
{
    const double all = input.record->result.report.bytes;
    if (input.money.cost.sign() <= 0 || all <= 0)
        return {};
    const auto share = Decimal::fromDouble(std::min(1.0, bytes / all));
    return share ? input.money.cost.times(*share) : Money();
}

static KeyFinding findingOf(const char* rule, const QByteArray& name, double bytes, const KeyAdviceInput& input)
{
    KeyFinding finding{rule, Severity::Warning, name};
    finding.bytes = bytes;
    finding.costPerMonth = costOf(bytes, input);
    return finding;
}

/// "frees 2.1 GiB and is worth $310 a month": the end of a sentence, and the worth.
static QString freeing(KeyFinding& finding, double freed, bool atMost, const KeyAdviceInput& input)
{
    finding.freedBytes = freed;
    const Money worth = costOf(freed, input);
    const QString bytes = keyBytes(freed);
    if (worth.sign() <= 0)
        return atMost ? AdviceText::tr("frees at most %1").arg(bytes) : AdviceText::tr("frees %1").arg(bytes);
    finding.worth = AdviceWorth{
        worth, weakest(input.money.costConfidence, atMost ? Confidence::Assumed : Confidence::Estimated), atMost,
        AdviceText::tr("%1 of the %2 that keys take, which share the %3 that the cache costs a month")
            .arg(bytes, keyBytes(input.record->result.report.bytes),
                 formatMoney(input.money.cost, QLocale(), MinorDigits::WhenNeeded))};
    const QString amount = formatMoney(worth, QLocale(), MinorDigits::WhenNeeded);
    return atMost ? AdviceText::tr("frees at most %1 and is worth at most %2 a month").arg(bytes, amount)
                  : AdviceText::tr("frees %1 and is worth %2 a month").arg(bytes, amount);
}

/// ", which costs $310 a month": the end of a sentence; empty where it is not known.
static QString costing(const KeyFinding& finding)
{
    return finding.costPerMonth.sign() <= 0
               ? QString()
               : AdviceText::tr(", which costs %1 a month")
                     .arg(formatMoney(finding.costPerMonth, QLocale(), MinorDigits::WhenNeeded));
}

/// Whether idle times say anything of a day.
static bool anyIdleForADay(const KeyReport& report)
{
    return std::any_of(report.prefixes.begin(), report.prefixes.end(), [](const PrefixShare& share) {
        const auto& idles = share.stat.idles;
        return std::accumulate(idles.begin() + fromADayOn, idles.end(), 0.0) > 0;
    });
}

/// What a prefix was when most of its keys still had a TTL; null: it was not so.
static const PrefixShare* withTtlBefore(const PrefixShare& share, const KeyRecord* before)
{
    if (!before)
        return nullptr;
    const auto& prefixes = before->result.report.prefixes;
    const auto known = std::find_if(prefixes.begin(), prefixes.end(),
                                    [&](const PrefixShare& other) { return other.prefix == share.prefix; });
    const bool hadTtl = known != prefixes.end() && known->withoutTtlShare && *known->withoutTtlShare < mostlyWithoutTtl;
    return hadTtl ? &*known : nullptr;
}

static QString withoutTtlText(const PrefixShare& share, const KeyAdviceInput& input)
{
    const QString fills = keyShare(share.byteShare, share.byteShareError);
    const QString without = keyShare(*share.withoutTtlShare);
    if (const PrefixShare* earlier = withTtlBefore(share, input.before))
        return AdviceText::tr(
                   "Prefix %1 lost its TTL (%2 of its keys have none, %3 had none %4 earlier) and fills %5 of the "
                   "memory of all keys")
            .arg(shownPrefix(share), without, keyShare(*earlier->withoutTtlShare),
                 format::duration(std::max<qint64>(0, input.record->timeMs - input.before->timeMs)), fills);
    return AdviceText::tr("Prefix %1 has no TTL (%2 of its keys) and fills %3 of the memory of all keys")
        .arg(shownPrefix(share), without, fills);
}

static void addWithoutTtl(const PrefixShare& share, bool idleTimesTell, const KeyAdviceInput& input,
                          std::vector<KeyFinding>& findings)
{
    if (share.byteShare < largeShare || share.withoutTtlShare.value_or(0) <= mostlyWithoutTtl)
        return;
    KeyFinding finding = findingOf("keys-without-ttl", share.prefix, share.bytes, input);
    const QString sentence = withoutTtlText(share, input);
    const double all = share.bytesWithoutTtl.value_or(share.bytes * *share.withoutTtlShare);
    if (share.bytesUnusedForADay && idleTimesTell && *share.bytesUnusedForADay <= 0) {
        finding.text = AdviceText::tr("%1%2; all of it was used within a day, so a TTL of 24 h frees little.")
                           .arg(sentence, costing(finding));
    } else {
        const bool isKnown = share.bytesUnusedForADay && idleTimesTell;
        finding.assumption =
            isKnown ? AdviceText::tr("freed is what nobody has read or written for a day, by the idle times of a tenth "
                                     "of the keys")
            : share.bytesUnusedForADay
                ? AdviceText::tr("at most, since no key has been idle for a day yet (the server may have started "
                                 "since): what is used is counted, too")
                : AdviceText::tr("at most, since idle times are not known: what is used is counted, too");
        finding.text = AdviceText::tr("%1; setting it to 24 h %2.")
                           .arg(sentence, freeing(finding, isKnown ? *share.bytesUnusedForADay : all, !isKnown, input));
    }
    findings.push_back(std::move(finding));
}

static void addShortIds(const PrefixShare& share, const KeyAdviceInput& input, std::vector<KeyFinding>& findings)
{
    if (share.shortHexDigits == 0 || share.collisionProbability < possibleCollision)
        return;
    KeyFinding finding = findingOf("short-hash-ids", share.prefix, share.bytes, input);
    finding.severity = share.collisionProbability >= likelyCollision ? Severity::Critical : Severity::Warning;
    finding.text =
        AdviceText::tr("The ids of %1 have only %2 hexadecimal digits: of %3 of them two are the same with "
                       "a probability of %4, and one gets the other's answer. The prefix takes %5%6.")
            .arg(shownPrefix(share))
            .arg(share.shortHexDigits)
            .arg(keyCount(share.keys),
                 share.collisionProbability >= 0.001 ? keyShare(share.collisionProbability)
                                                     : QLocale().toString(share.collisionProbability, 'g', 2),
                 keyBytes(share.bytes), costing(finding));
    findings.push_back(std::move(finding));
}

static void addStaleReferences(const PrefixShare& share, const KeyAdviceInput& input, std::vector<KeyFinding>& findings)
{
    if (share.references < enoughReferences || share.staleReferences < manyStale * share.references)
        return;
    KeyFinding finding = findingOf("stale-references", share.prefix, share.bytes, input);
    const double stale = share.staleReferences / share.references;
    finding.assumption = AdviceText::tr("freed is as large a part of the sets as of the members that were looked for");
    finding.text =
        AdviceText::tr("The sets of %1 keep references to keys that are gone: %2 of %3 that were looked for (%4). They "
                       "grow without an end, and what follows them works in vain. Taking them out %5.")
            .arg(shownPrefix(share), keyCount(share.staleReferences), keyCount(share.references), keyShare(stale),
                 freeing(finding, share.bytes * stale, false, input));
    findings.push_back(std::move(finding));
}

static void addBigKeys(const KeyReport& report, const KeyAdviceInput& input, std::vector<KeyFinding>& findings)
{
    std::size_t added = 0;
    for (const BigKey& key : report.biggest) {
        if (key.bytes < bigKeyBytes || added++ >= mostBigKeys)
            return; // the biggest come first
        KeyFinding finding = findingOf("big-keys", key.name, static_cast<double>(key.bytes), input);
        finding.isKey = true;
        finding.text = AdviceText::tr("One key, %1 (%2), takes %3%4: to read or delete it holds all others up.")
                           .arg(shownKey(key.name, 40), QLatin1String(keyTypeName(key.type)),
                                keyBytes(static_cast<double>(key.bytes)), costing(finding));
        findings.push_back(std::move(finding));
    }
}

std::vector<KeyFinding> keyFindings(const KeyAdviceInput& input)
{
    std::vector<KeyFinding> findings;
    if (!input.record)
        return findings;
    const KeyReport& report = input.record->result.report;
    const bool idleTimesTell = anyIdleForADay(report);
    for (const PrefixShare& share : report.prefixes) {
        addWithoutTtl(share, idleTimesTell, input, findings);
        addShortIds(share, input, findings);
        addStaleReferences(share, input, findings);
    }
    addBigKeys(report, input, findings);
    std::stable_sort(findings.begin(), findings.end(), [](const KeyFinding& a, const KeyFinding& b) {
        const bool isCriticalA = a.severity == Severity::Critical, isCriticalB = b.severity == Severity::Critical;
        return isCriticalA != isCriticalB ? isCriticalA : a.bytes > b.bytes;
    });
    return findings;
}

} // namespace cacheledger
