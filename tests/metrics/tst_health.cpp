// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/health.h"

#include <QtCore/QLocale>
#include <QtCore/QObject>
#include <QtTest/QTest>

using namespace cacheledger;

namespace
{

using Values = std::map<std::string, double>;

SnapshotPtr sample(TimeMs timeMs, const Values& values, const std::string& role = "master")
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->timeMs = timeMs;
    snapshot->intervalMs = 10'000;
    std::vector<std::string> names;
    for (const auto& [name, value] : values) {
        names.push_back(name);
        snapshot->values.push_back(value);
    }
    snapshot->layout = std::make_shared<SeriesLayout>(names);
    snapshot->texts = std::make_shared<TextFields>(TextFields{{"role", role}});
    return snapshot;
}

/// Two samples 10 s apart; what is in both is a gauge or a counter at rest.
LiveWindow windowOf(const Values& before, const Values& after, const std::string& role = "master")
{
    LiveWindow window(60'000);
    window.add(sample(0, before, role));
    window.add(sample(10'000, after, role));
    return window;
}

/// A healthy primary with one replica.
const Values healthy{{"keyspace_hits", 0},
                     {"keyspace_misses", 0},
                     {"used_memory", 50},
                     {"maxmemory", 100},
                     {"evicted_keys", 0},
                     {"connected_clients", 10},
                     {"maxclients", 100},
                     {"probe.p95", 300},
                     {"probe.p99", 400},
                     {"connected_slaves", 1},
                     {"slave0.lag", 1},
                     {"total_error_replies", 0},
                     {"total_commands_processed", 0},
                     {"mem_fragmentation_ratio", 1.1}};

LiveWindow healthyExcept(const Values& changed)
{
    Values after = healthy;
    after["keyspace_hits"] = 95;
    after["keyspace_misses"] = 5;
    after["total_commands_processed"] = 1000;
    for (const auto& [name, value] : changed)
        after[name] = value;
    return windowOf(healthy, after);
}

Finding findingOf(const LiveWindow& window, const std::string& metric)
{
    for (const Finding& finding : assess(window))
        if (finding.metric == metric)
            return finding;
    return {"missing", {}, Severity::Unknown, QStringLiteral("missing")};
}

QString plain(QString text)
{
    return text.replace(QChar(QChar::Nbsp), QLatin1Char(' '));
}

} // namespace

class TestHealth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void judgement_data()
    {
        QTest::addColumn<QString>("metric");
        QTest::addColumn<double>("value");
        QTest::addColumn<Severity>("expected");
        const auto row = [](const char* name, const char* metric, double value, Severity expected) {
            QTest::newRow(name) << QString::fromLatin1(metric) << value << expected;
        };
        row("good hit ratio", "hit_ratio", 0.9, Severity::Normal);
        row("hit ratio at the limit", "hit_ratio", 0.85, Severity::Normal);
        row("hit ratio below 85 %", "hit_ratio", 0.849, Severity::Warning);
        row("hit ratio below 80 %", "hit_ratio", 0.79, Severity::Critical);
        row("hit ratio 0", "hit_ratio", 0, Severity::Critical);
        row("memory 81 %", "memory_used_ratio", 0.81, Severity::Warning);
        row("memory over the limit", "memory_used_ratio", 1.2, Severity::Critical);
        row("evictions 1,000 a minute", "evictions_per_second", 1000.0 / 60, Severity::Normal);
        row("evictions 1,020 a minute", "evictions_per_second", 17, Severity::Warning);
        row("connections 81 %", "clients_used_ratio", 0.81, Severity::Warning);
        row("p99 above 10 ms", "probe.p99", 10'001, Severity::Warning);
        row("p99 is never critical", "probe.p99", 1e9, Severity::Warning);
        row("p95 at 99 ms", "probe.p95", 99'000, Severity::Normal);
        row("p95 above 100 ms", "probe.p95", 100'001, Severity::Critical);
        row("lag 6 s", "replication_lag_seconds", 6, Severity::Warning);
        row("errors 6 %", "error_ratio", 0.06, Severity::Warning);
        row("no limit is set for it", "used_memory", 1e300, Severity::Normal);
        row("not a number", "hit_ratio", WindowStat::nan, Severity::Unknown);
        row("not a number without limit", "used_memory", WindowStat::nan, Severity::Unknown);
    }

    void judgement()
    {
        QFETCH(QString, metric);
        QFETCH(double, value);
        QTEST(judge(std::string_view(metric.toStdString()), value), "expected");
    }

    void absentIsUnknownNotNormal()
    {
        QCOMPARE(judge(std::string_view("hit_ratio"), std::nullopt), Severity::Unknown);
        QCOMPARE(judge(std::string_view("used_memory"), std::nullopt), Severity::Unknown);
    }

    void findingsComeInDisplayOrder()
    {
        QStringList order;
        for (const Finding& finding : assess(healthyExcept({})))
            order << QString::fromStdString(finding.metric);
        QCOMPARE(order.join(QLatin1Char(' ')),
                 QStringLiteral("hit_ratio memory_used_ratio evictions_per_second clients_used_ratio probe.p95 "
                                "probe.p99 replication_lag_seconds error_ratio fragmentation_ratio "
                                "commands_per_second"));
    }

    void aHealthyCacheIsNormal()
    {
        const auto findings = assess(healthyExcept({}));
        for (const Finding& finding : findings)
            QVERIFY2(finding.severity == Severity::Normal, qPrintable(finding.text));
        QCOMPARE(worst(findings), Severity::Normal);
    }

    void sentences_data()
    {
        QTest::addColumn<QString>("metric");
        QTest::addColumn<Values>("changed");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* metric, const Values& changed, const char* expected) {
            QTest::newRow(expected) << QString::fromLatin1(metric) << changed << QString::fromUtf8(expected);
        };
        row("hit_ratio", {}, "Hit ratio 95.0 %");
        row("hit_ratio", {{"keyspace_hits", 714}, {"keyspace_misses", 286}}, "Hit ratio 71.4 % is below 80 %");
        row("hit_ratio", {{"keyspace_hits", 82}, {"keyspace_misses", 18}}, "Hit ratio 82.0 % is below 85 %");
        row("hit_ratio", {{"keyspace_hits", 79'999}, {"keyspace_misses", 20'001}},
            "Hit ratio 80.0 % is just below 80 %");
        row("hit_ratio", {{"keyspace_hits", 0}, {"keyspace_misses", 0}}, "Hit ratio: no traffic");
        row("memory_used_ratio", {{"used_memory", 91}}, "Memory used of limit 91.0 % is above 90 %");
        row("memory_used_ratio", {{"used_memory", 2048}, {"maxmemory", 0}}, "Memory used 2 KiB, no limit");
        row("evictions_per_second", {{"evicted_keys", 400}}, "Evictions 2,400 a minute is above 1,000 a minute");
        row("evictions_per_second", {}, "Evictions 0 a minute");
        row("probe.p99", {{"probe.p99", 12'300}}, "Probe p99 12.3 ms is above 10 ms");
        row("probe.p95", {{"probe.p95", 250'000}}, "Probe p95 250 ms is above 100 ms");
        row("replication_lag_seconds", {{"slave0.lag", 9}}, "Replication lag 9 s is above 5 s");
        row("error_ratio", {{"total_error_replies", 100}}, "Error ratio 10.0 % is above 5 %");
        row("fragmentation_ratio", {{"mem_fragmentation_ratio", 1.37}}, "Fragmentation 1.37");
        row("commands_per_second", {}, "Operations 100 /s");
    }

    void sentences()
    {
        QFETCH(QString, metric);
        QFETCH(Values, changed);
        QTEST(plain(findingOf(healthyExcept(changed), metric.toStdString()).text), "expected");
    }

    void withoutReplicationThereIsNoLagFinding()
    {
        QCOMPARE(
            findingOf(windowOf({{"connected_slaves", 0}}, {{"connected_slaves", 0}}), "replication_lag_seconds").metric,
            std::string("missing"));
    }

    void aReplicaThatNeverLinkedHasAnUnknownLag()
    {
        const Values values{{"connected_slaves", 0}, {"master_last_io_seconds_ago", -1}};
        const Finding finding = findingOf(windowOf(values, values, "slave"), "replication_lag_seconds");
        QCOMPARE(finding.severity, Severity::Unknown);
        QCOMPARE(finding.text, QStringLiteral("Replication lag: unknown"));
    }

    void nothingKnownIsUnknown()
    {
        const auto findings = assess(LiveWindow(60'000));
        QVERIFY(!findings.empty());
        for (const Finding& finding : findings) {
            QCOMPARE(finding.severity, Severity::Unknown);
            QVERIFY(!finding.value);
            QVERIFY(finding.text.endsWith(QStringLiteral("unknown")));
        }
        QCOMPARE(worst(findings), Severity::Unknown);
        QCOMPARE(worst({}), Severity::Unknown);
    }

    void theWorstFindingRules()
    {
        QCOMPARE(worst(assess(healthyExcept({{"slave0.lag", 9}}))), Severity::Warning);
        QCOMPARE(worst(assess(healthyExcept({{"slave0.lag", 9}, {"used_memory", 99}}))), Severity::Critical);
        // What is not known neither calms nor alarms.
        QCOMPARE(worst(assess(healthyExcept({{"maxmemory", 0}}))), Severity::Normal);
    }

    void severitiesHaveStableNames()
    {
        QCOMPARE(severityName(Severity::Normal), "normal");
        QCOMPARE(severityName(Severity::Warning), "warning");
        QCOMPARE(severityName(Severity::Critical), "critical");
        QCOMPARE(severityName(Severity::Unknown), "unknown");
    }
};

QTEST_APPLESS_MAIN(TestHealth)
#include "tst_health.moc"
