// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/exportername.h"

#include "alerts/promql.h"
#include "metrics/catalogue.h"
#include "metrics/derived.h"
#include "redis/localredis.h"

#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtCore/QStandardPaths>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

using namespace cacheledger;

namespace
{

QByteArray pageOf(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    if (!socket.waitForConnected(1000))
        return {};
    socket.write("GET /metrics HTTP/1.0\r\n\r\n");
    while (socket.waitForReadyRead(5000)) {
    }
    return socket.readAll();
}

Rule ruleOf(const char* metric, RuleFunction function = RuleFunction::Value)
{
    Rule rule;
    rule.id = QStringLiteral("x");
    rule.metric = metric;
    rule.function = function;
    rule.threshold = 1;
    return rule;
}

} // namespace

class TestExporterName : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesGoBothWays_data()
    {
        QTest::addColumn<QString>("metric");
        QTest::addColumn<QString>("selector");
        QTest::addColumn<double>("factor");
        QTest::newRow("a counter") << "keyspace_hits"
                                   << "redis_keyspace_hits_total" << 1.0;
        QTest::newRow("memory") << "used_memory"
                                << "redis_memory_used_bytes" << 1.0;
        QTest::newRow("whether it answers") << "up"
                                            << "redis_up" << 1.0;
        QTest::newRow("other units") << "latest_fork_usec"
                                     << "redis_latest_fork_seconds" << 1e6;
        QTest::newRow("a database") << "db3.keys"
                                    << "redis_db_keys{db=\"db3\"}" << 1.0;
        QTest::newRow("a command") << "cmdstat.client|list.usec"
                                   << "redis_commands_duration_seconds_total{cmd=\"client|list\"}" << 1e6;
        QTest::newRow("an error") << "errorstat.OOM.count"
                                  << "redis_errors_total{err=\"OOM\"}" << 1.0;
        QTest::newRow("without a counterpart") << "probe.p95"
                                               << "cacheledger_probe_p95" << 1.0;
    }

    void namesGoBothWays()
    {
        QFETCH(QString, metric);
        QFETCH(QString, selector);
        const ExporterSeries series = exporter::seriesOf(metric.toStdString());
        QCOMPARE(series.selector, selector);
        QTEST(series.factor, "factor");
        QCOMPARE(series.isExporters, selector.startsWith("redis_"));
        SeriesLabels labels;
        const auto match = QRegularExpression(QStringLiteral("^(\\w+)\\{(\\w+)=\"(.*)\"\\}$")).match(selector);
        if (match.hasMatch())
            labels[match.captured(2)] = match.captured(3);
        const auto back = exporter::metricOf(match.hasMatch() ? match.captured(1) : selector, labels);
        QVERIFY(back);
        QCOMPARE(QString::fromStdString(*back), metric);
    }

    void replicasAreNumbered()
    {
        QCOMPARE(exporter::metricOf(QStringLiteral("redis_connected_slave_lag_seconds"), {}, 2),
                 std::optional<std::string>("slave2.lag"));
        QCOMPARE(exporter::metricOf(QStringLiteral("keyspace_hits"), {}), std::optional<std::string>("keyspace_hits"));
        QCOMPARE(exporter::metricOf(QStringLiteral("redis_nonsense"), {}), std::optional<std::string>());
        QCOMPARE(exporter::metricOf(QStringLiteral("redis_db_keys"), {}), std::optional<std::string>());
    }

    void everyDerivedMetricHasAnExpression()
    {
        for (const MetricInfo& info : catalogue::all()) {
            const std::string id(info.id);
            if (id.find('*') != std::string::npos || !derived::isDerived(id) || id.starts_with("app."))
                continue; // the exporter knows nothing of applications
            const QString expression = promql::value(ruleOf(id.c_str()));
            QVERIFY2(expression.contains(QStringLiteral("redis_")), id.c_str());
        }
    }

    void conditionsReadAsMeant_data()
    {
        QTest::addColumn<Rule>("rule");
        QTest::addColumn<QString>("expression");
        Rule ratio = ruleOf("hit_ratio");
        ratio.comparison = Comparison::Below;
        ratio.threshold = 0.8;
        QTest::newRow("hit ratio")
            << ratio
            << "(increase(redis_keyspace_hits_total[5m]) / ((increase(redis_keyspace_hits_total[5m]) "
               "+ increase(redis_keyspace_misses_total[5m])) > 0)) < 0.8";
        Rule memory = ruleOf("memory_used_ratio");
        memory.threshold = 0.9;
        memory.recovery = 0.8;
        memory.requirements = {RuleRequirement::Limit};
        QTest::newRow("with recovery and a requirement")
            << memory
            << "(\n(redis_memory_used_bytes / (redis_memory_max_bytes > 0)) > 0.9\nor\n"
               "(redis_memory_used_bytes / (redis_memory_max_bytes > 0)) > 0.8\n"
               "and on (job, instance) ALERTS{alertname=\"x\", alertstate=\"firing\"}\n)\n"
               "and on (job, instance) (redis_memory_max_bytes > 0)";
        Rule evictions = ruleOf("evicted_keys", RuleFunction::Increase);
        evictions.minimumTraffic = MinimumTraffic{100};
        QTest::newRow("with traffic") << evictions
                                      << "(\nincrease(redis_evicted_keys_total[5m]) > 1\n)\n"
                                         "and on (job, instance) (increase(redis_keyspace_hits_total[5m]) + "
                                         "increase(redis_keyspace_misses_total[5m]) >= 100)";
        QTest::newRow("percentile") << ruleOf("probe.rtt", RuleFunction::P95)
                                    << "(quantile_over_time(0.95, cacheledger_probe_rtt[5m])) > 1";
    }

    void conditionsReadAsMeant()
    {
        QFETCH(Rule, rule);
        QTEST(promql::condition(rule), "expression");
    }

    /// Of every field that INFO sends now, the exporter has the series that we say it has.
    void theExporterHasTheseSeries()
    {
        const QString binary = QStandardPaths::findExecutable(QStringLiteral("prometheus-redis-exporter"));
        if (binary.isEmpty())
            QSKIP("prometheus-redis-exporter is not installed");
        LocalRedis redis;
        QVERIFY(redis.start().ok());
        const quint16 port = freeLoopbackPort();
        QProcess exporter;
        exporter.setProcessChannelMode(QProcess::MergedChannels);
        exporter.start(binary, {QStringLiteral("-redis.addr"), redis.endpoint().url(),
                                QStringLiteral("-web.listen-address"), QStringLiteral("127.0.0.1:%1").arg(port)});
        QVERIFY(exporter.waitForStarted());
        QByteArray page;
        QTRY_VERIFY_WITH_TIMEOUT((page = pageOf(port)).contains("\nredis_up 1"), 30'000);
        int checked = 0;
        for (const MetricInfo& info : catalogue::all()) {
            const ExporterSeries series = exporter::seriesOf(info.id);
            const QByteArray name = series.selector.toUtf8();
            // What a replica alone sends.
            const bool ofReplica = name == "redis_slave_repl_offset" || name == "redis_slave_priority" ||
                                   name == "redis_master_last_io_seconds_ago" ||
                                   name == "redis_master_sync_in_progress";
            if (!series.isExporters || name.contains('{') || ofReplica)
                continue;
            QVERIFY2(page.contains('\n' + name + ' '), name.constData());
            ++checked;
        }
        QVERIFY(checked > 60);
        exporter.terminate();
        QVERIFY(exporter.waitForFinished());
    }
};

QTEST_GUILESS_MAIN(TestExporterName)
#include "tst_exportername.moc"
