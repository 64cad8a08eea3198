// SPDX-License-Identifier: GPL-3.0-or-later
// What advice is worth, held against sums done by hand.
#include "advisor/adviceworth.h"
#include "metrics/infoparser.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestAdviceWorth : public QObject
{
    Q_OBJECT

    static Money dollars(QStringView text) { return *Money::parse(text, currencies::usd()); }

    /// A window of one second over two texts of INFO.
    static LiveWindow watched(const QByteArray& before, const QByteArray& after)
    {
        InfoParser parser;
        LiveWindow window(60'000);
        TimeMs timeMs = 1'000'000;
        for (const QByteArray& info : {before, after}) {
            const InfoValues values = parser.parse({info.constData(), static_cast<std::size_t>(info.size())});
            auto snapshot = std::make_shared<Snapshot>();
            snapshot->timeMs = timeMs += 1000;
            snapshot->intervalMs = 1000;
            snapshot->layout = values.layout;
            snapshot->values = values.values;
            snapshot->texts = values.texts;
            window.add(snapshot);
        }
        return window;
    }
    /// Memory in MiB of 1,024 that are allowed; 100 keys of which so many have no TTL; so many hits in 100 lookups.
    static LiveWindow server(int usedMiB, int lostMiB, int withoutTtl, int hits)
    {
        const auto info = [&](int lookups) {
            return "keyspace_hits:" + QByteArray::number(lookups * hits / 100) +
                   "\nkeyspace_misses:" + QByteArray::number(lookups - lookups * hits / 100) +
                   "\nused_memory:" + QByteArray::number(qint64(usedMiB) << 20) +
                   "\nmem_fragmentation_bytes:" + QByteArray::number(qint64(lostMiB) << 20) +
                   "\nmaxmemory:1073741824\ndb0:keys=100,expires=" + QByteArray::number(100 - withoutTtl) +
                   ",avg_ttl=0\n";
        };
        return watched(info(1000), info(2000));
    }
    static CacheMoney money() { return {dollars(u"200"), dollars(u"600"), Confidence::Measured, Confidence::Measured}; }

private Q_SLOTS:
    void whatIsKnownIsWorkedOut_data()
    {
        QTest::addColumn<QByteArray>("finding");
        QTest::addColumn<QString>("worth");
        QTest::addColumn<int>("confidence");
        QTest::addColumn<bool>("atMost");
        const int estimated = int(Confidence::Estimated), assumed = int(Confidence::Assumed);
        // The two servers have 2 GiB for 200 $, so a GiB is 100 $; the one that has it loses 256 MiB, ...
        QTest::newRow("memory") << QByteArray("fragmentation") << u"25"_s << estimated << false;
        // ... keeps half of its 512 MiB without TTL, ...
        QTest::newRow("keys") << QByteArray("keys-without-ttl") << u"25"_s << assumed << true;
        // ... and gives 50 of the 130 hits, which would be 80: 600 $ x 50/130 x (0.8/0.5 - 1).
        // What it saves is at stake, or else what it costs.
        QTest::newRow("writes") << QByteArray("noeviction-on-cache") << u"600"_s << assumed << true;
        QTest::newRow("hits") << QByteArray("hit-ratio-low") << u"138.46"_s << estimated << false;
    }

    void whatIsKnownIsWorkedOut()
    {
        QFETCH(QByteArray, finding);
        const LiveWindow good = server(300, 0, 0, 80), bad = server(512, 256, 50, 50);
        const auto worth = worthOf(finding.toStdString(), {&bad}, {&good, &bad}, money());
        QVERIFY(worth);
        QTEST(worth->perMonth.rounded().toDecimalString(), "worth");
        QTEST(int(worth->confidence), "confidence");
        QTEST(worth->atMost, "atMost");
        QVERIFY(!worth->basis.isEmpty());
    }

    void whatIsNotKnownIsAbsent_data()
    {
        QTest::addColumn<QByteArray>("finding");
        QTest::addColumn<bool>("hasCost");
        QTest::addColumn<bool>("hasSaving");
        QTest::newRow("memory without a cost") << QByteArray("fragmentation") << false << true;
        QTest::newRow("keys without a cost") << QByteArray("keys-without-ttl") << false << true;
        QTest::newRow("hits without a saving") << QByteArray("hit-ratio-low") << true << false;
        QTest::newRow("what brings no money that can be told") << QByteArray("latency-high") << true << true;
    }

    void whatIsNotKnownIsAbsent()
    {
        QFETCH(QByteArray, finding);
        QFETCH(bool, hasCost);
        QFETCH(bool, hasSaving);
        CacheMoney known = money();
        if (!hasCost)
            known.cost = {};
        if (!hasSaving)
            known.saved = {};
        const LiveWindow bad = server(512, 256, 50, 50);
        QVERIFY(!worthOf(finding.toStdString(), {&bad}, {&bad}, known));
    }

    void withoutHitsOrMemoryNothingIsTold()
    {
        const LiveWindow none = server(512, 0, 0, 0);
        for (const char* finding : {"fragmentation", "keys-without-ttl", "hit-ratio-low"})
            QVERIFY2(!worthOf(finding, {&none}, {&none}, money()), finding);
        const LiveWindow silent = watched("mem_fragmentation_bytes:500000000\n", "mem_fragmentation_bytes:500000000\n");
        QVERIFY(!worthOf("fragmentation", {&silent}, {&silent}, money()));
    }

    void theLedgerIsBroughtToAMonth()
    {
        Ledger ledger = halfAMonth();
        const CacheMoney known = cacheMoneyOf(ledger);
        QCOMPARE(known.cost.rounded(), dollars(u"80"));   // by all of the time
        QCOMPARE(known.saved.rounded(), dollars(u"380")); // by the half of it that has samples
        QCOMPARE(known.costConfidence, Confidence::Estimated);
        QCOMPARE(known.savedConfidence, Confidence::Measured);
        ledger.unpriced = {u"Half of it has no price."_s};
        QVERIFY(!cacheMoneyOf(ledger).saved.isValid());
        ledger.assumptions.clear();
        QVERIFY(!cacheMoneyOf(ledger).cost.isValid()); // nobody entered one, which is not 0
        ledger = halfAMonth();
        ledger.total.coverage = 0.0001; // minutes
        QVERIFY(!cacheMoneyOf(ledger).saved.isValid());
        QCOMPARE(cacheMoneyOf(ledger).cost.rounded(), dollars(u"80")); // which is known without any sample
    }

private:
    static Ledger halfAMonth()
    {
        Ledger ledger;
        ledger.currency = currencies::usd();
        ledger.total.toMs = qRound64(meanMonthMs / 2);
        ledger.total.coverage = 0.5;
        ledger.total.gross = dollars(u"100");
        ledger.total.embedding = dollars(u"1");
        ledger.total.wrongHits = dollars(u"5");
        ledger.total.cacheCost = dollars(u"30");
        ledger.total.otherCosts = dollars(u"10");
        LedgerStage stage;
        stage.gross = dollars(u"100");
        ledger.total.stages = {stage};
        ledger.assumptions = {{u"cost.Redis"_s, {}, {}, {}, {}, Confidence::Estimated, 0},
                              {u"price.large"_s, {}, {}, {}, {}, Confidence::Assumed, 0}};
        return ledger;
    }
};

QTEST_APPLESS_MAIN(TestAdviceWorth)
#include "tst_adviceworth.moc"
