// SPDX-License-Identifier: GPL-3.0-or-later
// What a kept analysis of keys says, and what that is worth, held against sums done by hand.
#include "advisor/keyadvice.h"

#include <QtTest/QTest>

#include <algorithm>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestKeyAdvice : public QObject
{
    Q_OBJECT

    static constexpr TimeMs nowMs = 1'800'000'000'000;
    static constexpr double gib = 1024.0 * 1024 * 1024;

    static PrefixShare prefix(const char* name, double bytes, double all)
    {
        PrefixShare share;
        share.prefix = name;
        share.keys = 1000;
        share.bytes = bytes;
        share.byteShare = bytes / all;
        share.withoutTtlShare = 0;
        share.bytesWithoutTtl = 0;
        return share;
    }
    /// `emb:` takes 3 of 4 GiB without a TTL, 2 of them unused for a day; `resp:` has TTLs.
    static KeyRecord embeddings()
    {
        KeyRecord record;
        record.timeMs = nowMs - 3 * 3'600'000;
        record.node = u"10.0.0.2:6379"_s;
        KeyReport& report = record.result.report;
        report.keys = report.keysLookedAt = 2000;
        report.bytes = 4 * gib;
        PrefixShare emb = prefix("emb:", 3 * gib, 4 * gib);
        emb.withoutTtlShare = 1;
        emb.bytesWithoutTtl = 3 * gib;
        emb.bytesUnusedForADay = 2 * gib;
        emb.stat.idles = {10, 10, 10, 60, 0, 0};
        report.prefixes = {emb, prefix("resp:", gib, 4 * gib)};
        return record;
    }
    static CacheMoney money()
    {
        return {*Money::parse(u"400", currencies::usd()), {}, Confidence::Measured, Confidence::Assumed};
    }
    static std::vector<KeyAdvice> adviceOf(const KeyRecord& record, const CacheMoney& cost = money(),
                                           const KeyRecord* before = nullptr)
    {
        return keyAdvice({&record, before, nowMs, cost, u"Run it."_s});
    }
    static KeyAdvice answer(const std::vector<KeyAdvice>& all, const char* id)
    {
        const auto found = std::find_if(all.begin(), all.end(), [&](const KeyAdvice& a) { return a.finding.id == id; });
        return found == all.end() ? KeyAdvice() : *found;
    }
    static QString amount(const std::optional<AdviceWorth>& worth)
    {
        return worth ? worth->perMonth.rounded().toDecimalString() : u"none"_s;
    }
    static QString plain(QString text) { return text.replace(QChar(0xa0), u' '); }

private Q_SLOTS:
    void aPrefixThatLostItsTtlIsPriced()
    {
        KeyRecord before = embeddings();
        before.timeMs -= 86'400'000;
        before.result.report.prefixes.front().withoutTtlShare = 0.01;
        const KeyRecord record = embeddings();
        const KeyAdvice advice = answer(adviceOf(record, money(), &before), "keys-without-ttl");
        QCOMPARE(advice.finding.state, AdviceState::Found);
        QCOMPARE(advice.finding.confidence, AdviceConfidence::High);
        const QString text = plain(advice.finding.evidence);
        for (
            const QString& part :
            {u"emb: lost its TTL (100.0 % of its keys have none, 1.0 % had none 1 d earlier) and fills 75.0 % of the memory"_s,
             u"setting it to 24 h frees 2 GiB and is worth $200 a month"_s,
             u"what nobody has read or written for a day"_s,
             u"From the analysis of 3 h ago: all 2,000 keys at 10.0.0.2:6379."_s})
            QVERIFY2(text.contains(part), qPrintable(text));
        QCOMPARE(amount(advice.worth), u"200"_s);
        QCOMPARE(advice.worth->confidence, Confidence::Estimated);
        QVERIFY(!advice.worth->atMost);
        QCOMPARE(advice.parts.size(), std::size_t(1));
        QCOMPARE(advice.parts.front().costPerMonth.toDecimalString(), u"300"_s);
    }

    void aPrefixThatNeverHadOneIsNotSaidToHaveLostIt()
    {
        const KeyRecord record = embeddings();
        for (const KeyRecord* before : {static_cast<const KeyRecord*>(nullptr), &record}) {
            const QString text = answer(adviceOf(record, money(), before), "keys-without-ttl").finding.evidence;
            QVERIFY2(text.contains(u"emb: has no TTL"_s), qPrintable(text));
        }
    }

    void whatIsFreedIsABoundWhereIdleTimesDoNotTell_data()
    {
        QTest::addColumn<bool>("isIdleKnown");
        QTest::addColumn<QString>("said");
        QTest::newRow("idle times are not counted") << false << u"idle times are not known"_s;
        QTest::newRow("nothing has been idle for a day") << true << u"no key has been idle for a day yet"_s;
    }
    void whatIsFreedIsABoundWhereIdleTimesDoNotTell()
    {
        QFETCH(bool, isIdleKnown);
        QFETCH(QString, said);
        KeyRecord record = embeddings();
        PrefixShare& emb = record.result.report.prefixes.front();
        emb.stat.idles = {};
        emb.bytesUnusedForADay = isIdleKnown ? std::optional(0.0) : std::nullopt;
        const KeyAdvice advice = answer(adviceOf(record), "keys-without-ttl");
        const QString text = plain(advice.finding.evidence);
        QVERIFY2(text.contains(u"frees at most 3 GiB and is worth at most $300 a month"_s) && text.contains(said),
                 qPrintable(text));
        QVERIFY(advice.worth->atMost);
        QCOMPARE(advice.worth->confidence, Confidence::Assumed);
    }

    void aPrefixThatIsUsedAllDayFreesLittle()
    {
        KeyRecord record = embeddings();
        record.result.report.prefixes.front().bytesUnusedForADay = 0;
        const KeyAdvice advice = answer(adviceOf(record), "keys-without-ttl");
        QCOMPARE(advice.finding.state, AdviceState::Found);
        QVERIFY2(advice.finding.evidence.contains(u"frees little"_s), qPrintable(advice.finding.evidence));
        QVERIFY(!advice.worth);
        QVERIFY2(plain(advice.noWorth).contains(u"costs $300.00 a month"_s), qPrintable(advice.noWorth));
    }

    void withoutACostThereIsNoPriceAndItIsSaidWhy()
    {
        const KeyAdvice advice = answer(adviceOf(embeddings(), {}), "keys-without-ttl");
        QVERIFY(!advice.worth);
        QVERIFY2(advice.noWorth.contains(u"what the cache costs is not entered"_s), qPrintable(advice.noWorth));
        const QString text = plain(advice.finding.evidence);
        QVERIFY2(text.contains(u"setting it to 24 h frees 2 GiB."_s) && !text.contains(u'$'), qPrintable(text));
    }

    void theOtherFaultsAreFoundAndPriced()
    {
        KeyRecord record = embeddings();
        KeyReport& report = record.result.report;
        PrefixShare& resp = report.prefixes.back();
        resp.shortHexDigits = 8;
        resp.keys = 500'000;
        resp.collisionProbability = 0.99;
        PrefixShare sets = prefix("doc_mapping:", 0.5 * gib, 4 * gib);
        sets.references = 100;
        sets.staleReferences = 40;
        report.prefixes.push_back(sets);
        report.biggest = {{"index", KeyType::SortedSet, qint64(gib)}, {"small", KeyType::String, 1000}};
        const std::vector<KeyAdvice> all = adviceOf(record);
        const KeyAdvice shortIds = answer(all, "short-hash-ids");
        QCOMPARE(shortIds.finding.severity, Severity::Critical);
        QVERIFY(plain(shortIds.finding.evidence).contains(u"The prefix takes 1 GiB, which costs $100 a month."_s));
        QVERIFY(plain(shortIds.noWorth).contains(u"$100.00"_s));
        const KeyAdvice stale = answer(all, "stale-references");
        QVERIFY2(plain(stale.finding.evidence).contains(u"40 of 100 that were looked for (40.0 %)"_s),
                 qPrintable(stale.finding.evidence));
        QCOMPARE(amount(stale.worth), u"20"_s); // 400 $ x 0.5 / 4 x 40 %
        const KeyAdvice big = answer(all, "big-keys");
        QCOMPARE(big.parts.size(), std::size_t(1));
        QVERIFY(
            plain(big.finding.evidence).contains(u"One key, index (zset), takes 1 GiB, which costs $100 a month"_s));
        for (const KeyAdvice& each : all) {
            QVERIFY2(!each.finding.action.isEmpty() && !each.finding.wayBack.isEmpty(), each.finding.id.c_str());
            QVERIFY2(!each.finding.threshold.isEmpty(), each.finding.id.c_str());
        }
        const auto findings = keyFindings({&record, nullptr, nowMs, money(), {}});
        QCOMPARE(findings.size(), std::size_t(4));
        QCOMPARE(findings.front().rule, "short-hash-ids"); // the gravest
        QCOMPARE(findings[1].name, QByteArray("emb:"));    // then the largest
    }

    void severalPrefixesAreAddedUp()
    {
        KeyRecord record = embeddings();
        PrefixShare& resp = record.result.report.prefixes.back();
        resp.withoutTtlShare = 0.9;
        resp.bytesWithoutTtl = 0.9 * gib;
        resp.bytesUnusedForADay = 0.5 * gib;
        const KeyAdvice advice = answer(adviceOf(record), "keys-without-ttl");
        QCOMPARE(advice.parts.size(), std::size_t(2));
        QCOMPARE(amount(advice.worth), u"250"_s);
        QCOMPARE(advice.costPerMonth.toDecimalString(), u"400"_s);
    }

    void howSureItIsGoesByTheAnalysis_data()
    {
        QTest::addColumn<double>("sampled");
        QTest::addColumn<bool>("cancelled");
        QTest::addColumn<int>("days");
        QTest::addColumn<AdviceConfidence>("confidence");
        QTest::addColumn<QString>("said");
        QTest::newRow("all keys") << 1.0 << false << 1 << AdviceConfidence::High << u"all 2,000 keys"_s;
        QTest::newRow("a sample") << 0.1 << false << 1 << AdviceConfidence::Medium << u"a sample of 2,000"_s;
        QTest::newRow("a part") << 1.0 << true << 1 << AdviceConfidence::Medium << u"which was cancelled"_s;
        QTest::newRow("long ago") << 1.0 << false << 8 << AdviceConfidence::Medium
                                  << u"long ago: it may have changed. Run it."_s;
        QTest::newRow("a sample long ago") << 0.1 << false << 30 << AdviceConfidence::Low << u"analysis of 30 d ago"_s;
    }
    void howSureItIsGoesByTheAnalysis()
    {
        QFETCH(double, sampled);
        QFETCH(bool, cancelled);
        QFETCH(int, days);
        KeyRecord record = embeddings();
        record.sampled = sampled;
        record.result.cancelled = cancelled;
        record.timeMs = nowMs - days * 86'400'000LL;
        QFETCH(QString, said);
        for (const KeyAdvice& advice : adviceOf(record)) { // whatever they found
            QTEST(advice.finding.confidence, "confidence");
            QVERIFY2(plain(advice.finding.evidence).contains(said), qPrintable(advice.finding.evidence));
        }
    }

    void withoutAnAnalysisOrPermissionNothingIsCheckable()
    {
        const std::vector<KeyAdvice> none = keyAdvice({nullptr, nullptr, nowMs, money(), u"Run it."_s});
        QCOMPARE(none.size(), std::size_t(4));
        for (const KeyAdvice& advice : none) {
            QCOMPARE(advice.finding.state, AdviceState::NotCheckable);
            QVERIFY(advice.finding.evidence.endsWith(u"Run it."_s));
        }
        KeyRecord record = embeddings();
        record.result.report.prefixes.clear();
        record.result.notTold = {u"PTTL"_s, u"MEMORY USAGE KEY SAMPLES 5"_s, u"SRANDMEMBER KEY 5"_s};
        const std::vector<KeyAdvice> refused = adviceOf(record);
        for (const char* id : {"keys-without-ttl", "big-keys", "stale-references"}) {
            const AdviceFinding finding = answer(refused, id).finding;
            QCOMPARE(finding.state, AdviceState::NotCheckable);
            QVERIFY2(finding.evidence.contains(u"acl --features keys"_s), qPrintable(finding.evidence));
        }
        QCOMPARE(answer(refused, "short-hash-ids").finding.state, AdviceState::Fine);
        record.result.notTold = {u"MEMORY USAGE KEY SAMPLES 5"_s}; // without sizes nobody knows a tenth of the memory
        QCOMPARE(answer(adviceOf(record), "keys-without-ttl").finding.state, AdviceState::NotCheckable);
    }

    void referencesThatWereNotFollowedAreNotFine()
    {
        KeyRecord record = embeddings();
        QCOMPARE(answer(adviceOf(record), "stale-references").finding.state, AdviceState::Fine);
        record.result.servers = 3; // a cluster's are followed, too
        QCOMPARE(answer(adviceOf(record), "stale-references").finding.state, AdviceState::Fine);
        record.result.referencesUnknown = 5;
        QCOMPARE(answer(adviceOf(record), "stale-references").finding.state, AdviceState::NotCheckable);
        record.result.report.prefixes[0].references = 6; // most of it is known
        QCOMPARE(answer(adviceOf(record), "stale-references").finding.state, AdviceState::Fine);
        record.result.referencesUnknown = 0;
        record.result.cancelled = true;
        QCOMPARE(answer(adviceOf(record), "stale-references").finding.state, AdviceState::NotCheckable);
    }

    void anAnalysisGoesBeforeInfo()
    {
        AdviceFinding ofInfo;
        ofInfo.id = "keys-without-ttl";
        ofInfo.state = AdviceState::Found;
        ofInfo.evidence = u"half of them"_s;
        std::vector<AdviceFinding> answers{ofInfo};
        answerFromKeys(answers, adviceOf(embeddings()));
        QCOMPARE(answers.size(), std::size_t(4));
        QVERIFY(answers.front().evidence.contains(u"emb:"_s));
        KeyRecord fine = embeddings();
        fine.result.report.prefixes.front().byteShare = 0.05; // many small prefixes: INFO knows more
        answers = {ofInfo};
        answerFromKeys(answers, adviceOf(fine));
        QCOMPARE(answers.front().evidence, u"half of them"_s);
    }
};

QTEST_GUILESS_MAIN(TestKeyAdvice)
#include "tst_keyadvice.moc"
