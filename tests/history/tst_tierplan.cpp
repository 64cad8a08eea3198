// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/tierplan.h"

#include <QtTest/QTest>

#include <algorithm>
#include <map>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{
/// Times in seconds; what a tier holds, from its oldest to its end.
struct Holdings {
    TimeMs fromS, toS;
};

QString planText(const std::map<Tier, Holdings>& tiers, Tier tier, TimeMs fromS, TimeMs toS)
{
    TierFacts facts;
    facts.end = [&](Tier of) -> std::optional<TimeMs> {
        const auto it = tiers.find(of);
        return it == tiers.end() ? std::nullopt : std::optional(it->second.toS * 1000);
    };
    facts.oldest = [&](Tier of, TimeMs fromMs, TimeMs toMs) -> std::optional<TimeMs> {
        const auto it = tiers.find(of);
        if (it == tiers.end() || it->second.fromS * 1000 >= toMs || it->second.toS * 1000 <= fromMs)
            return std::nullopt;
        return std::max(it->second.fromS * 1000, fromMs);
    };
    QStringList pieces;
    for (const TierPiece& piece : planTiers(facts, tier, fromS * 1000, toS * 1000))
        pieces += u"%1:%2-%3"_s.arg(tierName(piece.tier)).arg(piece.fromMs / 1000).arg(piece.toMs / 1000);
    return pieces.join(u' ');
}

const std::map<Tier, Holdings> everything{
    {Tier::Raw, {0, 20'000}}, {Tier::Minute, {0, 19'980}}, {Tier::Hour, {0, 18'000}}};
const std::map<Tier, Holdings> rawOnly{{Tier::Raw, {0, 50}}};
const std::map<Tier, Holdings> rawDropped{
    {Tier::Raw, {14'400, 20'000}}, {Tier::Minute, {7200, 19'980}}, {Tier::Hour, {0, 18'000}}};
} // namespace

class TestTierPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStretchIsReadOnce_data();
    void everyStretchIsReadOnce();
};

void TestTierPlan::everyStretchIsReadOnce_data()
{
    QTest::addColumn<QString>("plan");
    QTest::addColumn<QString>("expected");
    QTest::newRow("raw") << planText(everything, Tier::Raw, 100, 20'000) << u"raw:100-20000"_s;
    QTest::newRow("whole minutes") << planText(everything, Tier::Minute, 120, 600) << u"1m:120-600"_s;
    QTest::newRow("parts of minutes at both ends")
        << planText(everything, Tier::Minute, 100, 650) << u"raw:100-120 1m:120-600 raw:600-650"_s;
    QTest::newRow("less than a minute") << planText(everything, Tier::Minute, 130, 170) << u"raw:130-170"_s;
    QTest::newRow("the newest is only raw yet")
        << planText(everything, Tier::Minute, 19'800, 20'000) << u"1m:19800-19980 raw:19980-20000"_s;
    QTest::newRow("hours, minutes, samples")
        << planText(everything, Tier::Hour, 3500, 20'000)
        << u"raw:3500-3540 1m:3540-3600 1h:3600-18000 1m:18000-19980 raw:19980-20000"_s;
    QTest::newRow("nothing but samples yet") << planText(rawOnly, Tier::Hour, 0, 7200) << u"raw:0-7200"_s;
    QTest::newRow("no data") << planText({}, Tier::Minute, 0, 600) << u"raw:0-600"_s;
    QTest::newRow("samples were dropped")
        << planText(rawDropped, Tier::Raw, 10'000, 20'000) << u"1m:10000-14400 raw:14400-20000"_s;
    QTest::newRow("minutes were dropped too")
        << planText(rawDropped, Tier::Raw, 3600, 20'000) << u"1h:3600-7200 1m:7200-14400 raw:14400-20000"_s;
    QTest::newRow("minutes were dropped, minutes are asked")
        << planText(rawDropped, Tier::Minute, 3600, 19'200) << u"1h:3600-7200 1m:7200-19200"_s;
    QTest::newRow("only hours are left") << planText(rawDropped, Tier::Minute, 0, 7200) << u"1h:0-7200"_s;
    QTest::newRow("history begins within a bucket")
        << planText({{Tier::Raw, {130, 900}}, {Tier::Minute, {120, 900}}}, Tier::Raw, 0, 900) << u"raw:0-900"_s;
}

void TestTierPlan::everyStretchIsReadOnce()
{
    QFETCH(QString, plan);
    QTEST(plan, "expected");
}

QTEST_APPLESS_MAIN(TestTierPlan)
#include "tst_tierplan.moc"
