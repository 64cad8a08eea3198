// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/check.h"

#include <QtTest/QTest>

#include <limits>

using namespace cacheledger;

namespace
{

constexpr TimeMs startMs = 1'700'000'000'000;

/// Ten minutes of samples, one a second, of a server whose hit ratio is 70 % and whose memory is nearly full.
std::vector<SnapshotPtr> tenMinutes()
{
    const auto layout = std::make_shared<const SeriesLayout>(
        std::vector<std::string>{"keyspace_hits", "keyspace_misses", "used_memory", "maxmemory", "evicted_keys",
                                 "connected_clients", "total_error_replies", "errorstat.ERR.count"});
    const auto texts =
        std::make_shared<const TextFields>(TextFields{{"maxmemory_policy", "noeviction"}, {"role", "master"}});
    std::vector<SnapshotPtr> samples;
    for (int second = 0; second <= 600; ++second) {
        auto sample = std::make_shared<Snapshot>();
        sample->timeMs = startMs + second * 1000;
        sample->intervalMs = 1000;
        sample->layout = layout;
        sample->texts = texts;
        sample->values = {7.0 * second, 3.0 * second, 97, 100, 2.0 * second, second < 300 ? 10.0 : 40.0, 1, 1};
        samples.push_back(sample);
    }
    return samples;
}

PlaybookCheck metricCheck(const char* metric, Comparison comparison, double threshold,
                          RuleFunction function = RuleFunction::Value)
{
    PlaybookCheck check;
    check.metric = metric;
    check.comparison = comparison;
    check.threshold = threshold;
    check.function = function;
    check.met = QStringLiteral("yes");
    check.notMet = QStringLiteral("no");
    return check;
}

PlaybookCheck fieldCheck(Comparison comparison, const QStringList& texts)
{
    PlaybookCheck check;
    check.field = "maxmemory_policy";
    check.comparison = comparison;
    check.texts = texts;
    check.met = QStringLiteral("yes");
    check.notMet = QStringLiteral("no");
    return check;
}

QString said(const CheckResult& result)
{
    static const QStringList outcomes{QStringLiteral("met"), QStringLiteral("not met"),
                                      QStringLiteral("not checkable")};
    return QStringLiteral("%1|%2|%3")
        .arg(outcomes[static_cast<int>(result.outcome)], result.found, result.sentence)
        .replace(QChar(0xa0), u' ');
}

} // namespace

Q_DECLARE_METATYPE(cacheledger::PlaybookCheck)

class TestCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void checksAreJudgedFromSamples_data()
    {
        QTest::addColumn<PlaybookCheck>("check");
        QTest::addColumn<QString>("expected");
        QTest::newRow("a ratio of counters") << metricCheck("hit_ratio", Comparison::Below, 0.8) << "met|70.0 %|yes";
        QTest::newRow("a ratio of gauges")
            << metricCheck("memory_used_ratio", Comparison::AtMost, 0.9) << "not met|97.0 %|no";
        QTest::newRow("a gauge") << metricCheck("connected_clients", Comparison::AtLeast, 40) << "met|40|yes";
        QTest::newRow("smallest of a window")
            << metricCheck("connected_clients", Comparison::Equal, 40, RuleFunction::Minimum) << "met|40|yes";
        QTest::newRow("increase of a counter")
            << metricCheck("evicted_keys", Comparison::Above, 599, RuleFunction::Increase) << "met|600|yes";
        QTest::newRow("rate of a counter")
            << metricCheck("evicted_keys", Comparison::Above, 2, RuleFunction::Rate) << "not met|2 /s|no";
        QTest::newRow("up") << metricCheck("up", Comparison::Below, 1) << "not met|1|no";
        QTest::newRow("a field that is one of several")
            << fieldCheck(Comparison::Equal, {QStringLiteral("volatile-lru"), QStringLiteral("noeviction")})
            << "met|noeviction|yes";
        QTest::newRow("a field that is none of them")
            << fieldCheck(Comparison::NotEqual, {QStringLiteral("allkeys-lru")}) << "met|noeviction|yes";
        QTest::newRow("a field that should not be this")
            << fieldCheck(Comparison::NotEqual, {QStringLiteral("noeviction")}) << "not met|noeviction|no";
        QTest::newRow("a metric that the server does not say")
            << metricCheck("rejected_connections", Comparison::Above, 0)
            << "not checkable||this server does not say it";
        QTest::newRow("an error that never came")
            << metricCheck("errorstat.OOM.count", Comparison::Above, 0) << "not met|0|no";
        QTest::newRow("an error that came, but not lately")
            << metricCheck("errorstat.ERR.count", Comparison::Above, 0, RuleFunction::Increase) << "not met|0|no";
        QTest::newRow("growth without yesterday")
            << metricCheck("used_memory", Comparison::Above, 0.2, RuleFunction::GrowthPerDay)
            << "not checkable||there is no sample of a day before";
    }

    void checksAreJudgedFromSamples()
    {
        QFETCH(PlaybookCheck, check);
        const SampleValues values(tenMinutes(), true, startMs + 600'000);
        QTEST(said(judge(check, values)), "expected");
    }

    void aRatioWithoutTrafficIsNotCheckable()
    {
        std::vector<SnapshotPtr> quiet{tenMinutes().front()};
        for (int second = 1; second <= 10; ++second) {
            auto sample = std::make_shared<Snapshot>(*quiet.front());
            sample->timeMs += second * 1000;
            quiet.push_back(sample);
        }
        const SampleValues values(quiet, true, startMs + 10'000);
        QCOMPARE(said(judge(metricCheck("hit_ratio", Comparison::Below, 0.8), values)),
                 "not checkable||there is nothing to compute it from in the last 5 min");
    }

    void anOldValuePassesForNoPresentOne()
    {
        const PlaybookCheck check = metricCheck("connected_clients", Comparison::Above, 0);
        const PlaybookCheck field = fieldCheck(Comparison::Equal, {QStringLiteral("noeviction")});
        const SampleValues silent(tenMinutes(), false, startMs + 601'000);
        QCOMPARE(said(judge(check, silent)), "not checkable||the node does not answer");
        QCOMPARE(said(judge(field, silent)), "not checkable||the node does not answer");
        QCOMPARE(said(judge(metricCheck("up", Comparison::Below, 1), silent)), "met|0|yes");
        const SampleValues old(tenMinutes(), {}, startMs + 600'000 + 360'000);
        QCOMPARE(said(judge(check, old)), "not checkable||the newest sample is 6 min old");
        QCOMPARE(said(judge(metricCheck("up", Comparison::Below, 1), old)),
                 "not checkable||it is not known whether the node answers");
        const SampleValues none({nullptr}, true, startMs);
        QCOMPARE(said(judge(check, none)), "not checkable||there is no sample of the node yet");
    }

    void whatApplicationsTellComesFromTheCachesSources()
    {
        CacheValues values(std::make_unique<SampleValues>(tenMinutes(), true, startMs + 600'000));
        const PlaybookCheck check = metricCheck("app.wrong_answers", Comparison::Above, 2);
        QCOMPARE(said(judge(check, values)), "not checkable||no source of the cache says it");
        values.addSource(std::make_unique<SampleValues>(std::vector<SnapshotPtr>(), true, startMs + 600'000));
        auto told = std::make_shared<Snapshot>();
        told->timeMs = startMs + 600'000;
        told->layout = std::make_shared<SeriesLayout>(std::vector<std::string>{"app.wrong_answers"});
        told->values = {3};
        values.addSource(std::make_unique<SampleValues>(std::vector<SnapshotPtr>{told}, true, startMs + 600'000));
        QCOMPARE(said(judge(check, values)), "met|3|yes");
        QCOMPARE(said(judge(metricCheck("up", Comparison::Below, 1), values)), "not met|1|no");
    }

    void aCheckSaysWhatItAsks_data()
    {
        QTest::addColumn<PlaybookCheck>("check");
        QTest::addColumn<QString>("expected");
        QTest::newRow("a ratio") << metricCheck("memory_used_ratio", Comparison::Above, 0.9)
                                 << "Memory used of limit > 90.0 %";
        QTest::newRow("up") << metricCheck("up", Comparison::Below, 1) << "Node answers < 1";
        QTest::newRow("an increase") << metricCheck("rejected_connections", Comparison::Above, 0,
                                                    RuleFunction::Increase)
                                     << "Rejected connections, increase in 5m > 0";
        QTest::newRow("a field") << fieldCheck(Comparison::Equal,
                                               {QStringLiteral("noeviction"), QStringLiteral("volatile-lru")})
                                 << "maxmemory_policy == noeviction or volatile-lru";
    }

    void aCheckSaysWhatItAsks()
    {
        QFETCH(PlaybookCheck, check);
        QTEST(checkText(check).replace(QChar(0xa0), u' '), "expected");
    }

    void senselessChecksAreFaults_data()
    {
        QTest::addColumn<PlaybookCheck>("check");
        QTest::addColumn<QString>("fault");
        QTest::newRow("unknown metric") << metricCheck("hit_ratoi", Comparison::Above, 0) << "metric is";
        QTest::newRow("rate of a gauge") << metricCheck("used_memory", Comparison::Above, 0, RuleFunction::Rate)
                                         << "function rate is for counters";
        QTest::newRow("absence") << metricCheck("used_memory", Comparison::Above, 0, RuleFunction::Absence)
                                 << "function cannot be absence";
        QTest::newRow("per cent as ratio") << metricCheck("hit_ratio", Comparison::Above, 80) << "threshold is 80";
        QTest::newRow("no number") << metricCheck("keys", Comparison::Above, std::numeric_limits<double>::quiet_NaN())
                                   << "threshold must be a number";
        QTest::newRow("a larger text") << fieldCheck(Comparison::Above, {QStringLiteral("x")})
                                       << "comparison must be == or !=";
        QTest::newRow("no text") << fieldCheck(Comparison::Equal, {}) << "texts must have at least one";
        PlaybookCheck unknown = fieldCheck(Comparison::Equal, {QStringLiteral("x")});
        unknown.field = "polcy";
        QTest::newRow("unknown field") << unknown << "field must be one of role";
        PlaybookCheck silent = metricCheck("keys", Comparison::Above, 0);
        silent.met.clear();
        QTest::newRow("no meaning") << silent << "met must say what it means when it is met.";
        silent.notMet.swap(silent.met);
        QTest::newRow("no other meaning") << silent << "notMet must say";
    }

    void senselessChecksAreFaults()
    {
        QFETCH(PlaybookCheck, check);
        QFETCH(QString, fault);
        const auto faults = faultsOf(check);
        QCOMPARE(faults.size(), 1U);
        const QString text = faults[0].key + u' ' + faults[0].reason;
        QVERIFY2(text.startsWith(fault), qPrintable(text));
    }
};

QTEST_GUILESS_MAIN(TestCheck)
#include "tst_check.moc"
