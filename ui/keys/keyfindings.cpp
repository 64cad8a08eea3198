// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/keyfindings.h"

#include "keyspace/keyname.h"
#include "metrics/format.h"
#include "ui/keys/keytables.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr double largeShare = 0.1;
static constexpr double mostlyWithoutTtl = 0.5;
static constexpr double likelyCollision = 1e-3;
static constexpr double manyStale = 0.1;
static constexpr double enoughReferences = 10;
static constexpr qint64 bigKeyBytes = 1 << 20; // long enough to serve to hold others up

static QString findingText(const char* text)
{
    return QCoreApplication::translate("Keys", text);
}

static void addOfPrefix(const PrefixShare& share, std::vector<KeyFinding>& findings)
{
    const QString name = keytables::prefixName(share.prefix);
    const double withoutTtl = share.withoutTtlShare.value_or(0);
    if (share.byteShare >= largeShare && withoutTtl > mostlyWithoutTtl)
        findings.push_back(
            {Severity::Warning,
             findingText(QT_TRANSLATE_NOOP("Keys", "%1 takes %2 of the memory (%3), and %4 of its keys have no time to "
                                                   "live: they stay until they are evicted or deleted."))
                 .arg(name, keytables::shareText(share.byteShare, share.byteShareError),
                      format::value(share.bytes, Unit::Bytes).joined(),
                      format::value(withoutTtl, Unit::Ratio).joined())});
    if (share.shortHexDigits > 0)
        findings.push_back(
            {share.collisionProbability >= likelyCollision ? Severity::Critical : Severity::Warning,
             findingText(QT_TRANSLATE_NOOP("Keys",
                                           "The ids of %1 have only %2 hexadecimal digits: of %3 of them two are "
                                           "the same with a probability of %4, and one gets the other's answer. "
                                           "Use a full SHA-256."))
                 .arg(name)
                 .arg(share.shortHexDigits)
                 .arg(format::value(share.keys, Unit::Count).joined(),
                      share.collisionProbability >= 0.001
                          ? format::value(share.collisionProbability, Unit::Ratio).joined()
                          : QLocale().toString(share.collisionProbability, 'g', 2))});
}

static void addStaleReferences(const PrefixShare& share, std::vector<KeyFinding>& findings)
{
    if (share.references < enoughReferences || share.staleReferences < manyStale * share.references)
        return;
    findings.push_back(
        {Severity::Warning,
         findingText(QT_TRANSLATE_NOOP("Keys",
                                       "The sets of %1 keep references to keys that are gone: %2 of %3 that were "
                                       "looked for (%4). They grow without an end, and what follows them works in "
                                       "vain: give the sets a time to live, or take members out with their keys."))
             .arg(keytables::prefixName(share.prefix), format::value(share.staleReferences, Unit::Count).joined(),
                  format::value(share.references, Unit::Count).joined(),
                  format::value(share.staleReferences / share.references, Unit::Ratio).joined())});
}

std::vector<KeyFinding> keyFindings(const KeyRecord& record)
{
    std::vector<KeyFinding> findings;
    const KeyReport& report = record.result.report;
    for (const PrefixShare& share : report.prefixes) {
        addOfPrefix(share, findings);
        addStaleReferences(share, findings);
    }
    if (!report.biggest.empty() && report.biggest.front().bytes >= bigKeyBytes)
        findings.push_back(
            {Severity::Warning,
             findingText(QT_TRANSLATE_NOOP("Keys", "One key, %1, takes %2: to read or delete it holds all others up."))
                 .arg(shownKey(report.biggest.front().name, 40),
                      format::value(static_cast<double>(report.biggest.front().bytes), Unit::Bytes).joined())});
    for (const QString& words : record.result.notTold)
        findings.push_back(
            {Severity::Unknown,
             findingText(QT_TRANSLATE_NOOP("Keys", "%1 is not permitted: what it tells is missing.")).arg(words)});
    std::ranges::stable_sort(findings, {}, [](const KeyFinding& finding) {
        return finding.severity == Severity::Critical ? 0 : finding.severity == Severity::Warning ? 1 : 2;
    });
    return findings;
}

} // namespace cacheledger
