// SPDX-License-Identifier: GPL-3.0-or-later
// The demo runs for real: servers, workload, and all four ways of publishing metrics.
#include "app/demo/demo.h"
#include "app/demo/demoredis.h"
#include "app/demo/zipf.h"
#include "app/sourceaccess.h"
#include "sources/sourceprobe.h"

#include <QtNetwork/QTcpSocket>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

#include <map>
#include <set>

using namespace cacheledger;

namespace
{

/// What a plain HTTP client gets for a path.
QByteArray httpGet(const QString& baseUrl, const QByteArray& path)
{
    QTcpSocket socket;
    socket.connectToHost("127.0.0.1", quint16(baseUrl.section(':', 2).toInt()));
    if (!socket.waitForConnected(5000))
        return "not connected";
    socket.write("GET " + path + " HTTP/1.1\r\nHost: demo\r\n");
    socket.flush();
    socket.write("\r\n"); // the head comes in two pieces
    QByteArray answer;
    if (!QTest::qWaitFor([&] {
            answer += socket.readAll();
            return socket.state() == QAbstractSocket::UnconnectedState;
        }))
        return "no answer";
    return answer;
}

nlohmann::json bodyOf(const QByteArray& answer)
{
    return nlohmann::json::parse(answer.mid(answer.indexOf("\r\n\r\n") + 4).toStdString(), nullptr, false);
}

/// A command's reply as redis-cli would send it, over a plain socket.
QByteArray ask(const Endpoint& endpoint, const QByteArray& inlineCommand)
{
    QTcpSocket socket;
    socket.connectToHost(endpoint.host, endpoint.port);
    if (!socket.waitForConnected(5000))
        return {};
    socket.write(inlineCommand + "\r\n");
    return socket.waitForReadyRead(5000) ? socket.readAll() : QByteArray();
}

} // namespace

namespace
{
SourceReport lookedAt(const SourceAccess& access)
{
    SourceProbe probe(access);
    QSignalSpy finished(&probe, &SourceProbe::finished);
    probe.start();
    if (finished.isEmpty() && !finished.wait(10'000)) {
        SourceReport none;
        none.error = Error{ErrorCode::Cancelled, QStringLiteral("no answer"), {}};
        return none;
    }
    return finished.front().front().value<SourceReport>();
}
} // namespace

class TestDemo : public QObject
{
    Q_OBJECT

    Demo m_demo;

private Q_SLOTS:
    void initTestCase()
    {
        const Result<void> started = m_demo.start();
        QVERIFY2(started.ok(), started ? "" : qPrintable(started.error().text()));
        QTRY_VERIFY_WITH_TIMEOUT(m_demo.totals().questions > 200, 30'000);
    }

    void theCacheIsMarkedAsDemoAndHasAReplica()
    {
        const CacheConfig cache = m_demo.cache();
        QVERIFY(cache.demo);
        QCOMPARE(cache.nodes.size(), 2u);
        QTRY_VERIFY(ask(cache.nodes[1].endpoint, "INFO replication").contains("master_link_status:up"));
        QVERIFY(ask(cache.nodes[0].endpoint, "CONFIG GET maxmemory-policy").contains("allkeys-lru"));
    }

    void everyLayerSeesLookUpsAndTheFunnelNarrows()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_demo.totals().context.hits > 0 && m_demo.totals().response.hits > 0, 30'000);
        const Demo::Totals totals = m_demo.totals();
        for (const Demo::Totals::Layer& layer : {totals.response, totals.semantic, totals.embedding, totals.context})
            QCOMPARE(layer.hits + layer.misses, layer.requests);
        QVERIFY(totals.response.requests >= totals.questions);
        QVERIFY(totals.embedding.requests <= totals.response.misses);
        QVERIFY(totals.context.requests <= totals.semantic.misses);
        QVERIFY(totals.semantic.hits > 0);
        QVERIFY(totals.embedding.hits > 0);
    }

    void theServerCountsTheSameKindOfHits()
    {
        QTRY_VERIFY(ask(m_demo.cache().nodes[0].endpoint, "INFO stats").contains("keyspace_hits:"));
        QVERIFY(!ask(m_demo.cache().nodes[0].endpoint, "INFO stats").contains("keyspace_hits:0\r"));
    }

    void listsAndCountersArePublished()
    {
        const Endpoint server = m_demo.cache().nodes[0].endpoint;
        QTRY_VERIFY(ask(server, "LLEN latencies:query").startsWith(":") &&
                    ask(server, "LLEN latencies:query") != ":0\r\n");
        QVERIFY(ask(server, "LLEN cache_latencies").mid(1).toInt() <= 1000);
        QVERIFY(ask(server, "GET success_count:query").startsWith("$"));
        QVERIFY(ask(server, "GET error_count:query").startsWith("$"));
    }

    void theHashIsPublished()
    {
        const Endpoint server = m_demo.cache().nodes[0].endpoint;
        QTRY_VERIFY(ask(server, "HGET rag:cache_stats response_hits").startsWith("$"));
        QVERIFY(ask(server, "HEXISTS rag:cache_stats context_misses").startsWith(":1"));
    }

    void httpJsonIsPublished()
    {
        const nlohmann::json stats = bodyOf(httpGet(m_demo.metricsUrl(), "/cache/stats"));
        for (const char* key : {"hit_rate", "l1_hit_rate", "l2_hit_rate", "total_requests", "l1_size", "l1_max_size"})
            QVERIFY2(stats.contains(key), key);
        QVERIFY(stats["l1_hit_rate"] > 0.0 && stats["l1_hit_rate"] < 1.0);
        const nlohmann::json serving = bodyOf(httpGet(m_demo.metricsUrl(), "/serving/stats"));
        for (const char* key : {"total_requests", "batch_requests", "avg_latency_ms", "active_models", "pool_sizes"})
            QVERIFY2(serving.contains(key), key);
        QVERIFY(bodyOf(httpGet(m_demo.metricsUrl(), "/health"))["status"] == "healthy");
        QVERIFY(httpGet(m_demo.metricsUrl(), "/else").startsWith("HTTP/1.1 404"));
    }

    void itsOwnSourcesTellWhatItCounts()
    {
        const std::vector<SourceConfig> sources = m_demo.sources();
        QVERIFY(validate(m_demo.stages()));
        std::set<SourceKind> kinds;
        std::map<std::string, double> told;
        const Demo::Totals before = m_demo.totals();
        for (const SourceConfig& source : sources) {
            const auto valid = validate(source);
            QVERIFY2(valid, valid ? "" : qPrintable(valid.error().text()));
            kinds.insert(source.kind);
            const SourceReport report = lookedAt(accessTo(source, m_demo.cache(), {}, {}));
            QVERIFY2(!report.error, report.error ? qPrintable(source.name + report.error->text()) : "");
            QVERIFY2(report.problems.isEmpty(), qPrintable(source.name + report.problems.join(u' ')));
            for (const std::string& metric : report.mapped.layout->names()) {
                QVERIFY2(!told.contains(metric), metric.c_str()); // nothing is counted twice
                told[metric] = report.mapped.value(metric).value_or(-1);
            }
        }
        const Demo::Totals after = m_demo.totals();
        QCOMPARE(kinds.size(), std::size_t(4));
        const auto between = [&](const char* metric, quint64 first, quint64 last) {
            QVERIFY2(told.contains(metric), metric);
            QVERIFY2(told[metric] >= double(first) && told[metric] <= double(last), metric);
        };
        between("stage.response.hits", before.response.hits, after.response.hits);
        between("stage.semantic.misses", before.semantic.misses, after.semantic.misses);
        between("stage.context.requests", before.context.requests, after.context.requests);
        between("stage.response.tokens_output", before.response.tokensOutput, after.response.tokensOutput);
        between("stage.embedding.tokens_embedding", before.embedding.tokensEmbedding, after.embedding.tokensEmbedding);
        between("stage.semantic.wrong_hits", 0, after.semantic.wrongHits); // the hash is a second old
        between("app.requests", before.questions, after.questions);
        QVERIFY(told.contains("op.query.latency.p95") && told.contains("serving.pool_size.generation") &&
                told.contains("stage.response.reported_hit_ratio") && told.contains("stage.context.latency.p95"));
    }

    void openMetricsIsPublishedAndItsHistogramAddsUp()
    {
        const QByteArray answer = httpGet(m_demo.metricsUrl(), "/metrics");
        QVERIFY(answer.contains("application/openmetrics-text"));
        QVERIFY(answer.endsWith("# EOF\n"));
        QVERIFY(answer.contains("rag_cache_hits_total{layer=\"semantic\"} "));
        qlonglong last = 0, infinite = -1, count = -2;
        for (const QByteArray& line : answer.split('\n')) {
            const qlonglong value = line.mid(line.lastIndexOf(' ') + 1).toLongLong();
            if (line.startsWith("rag_request_duration_seconds_bucket")) {
                QVERIFY(value >= last);
                last = infinite = value;
            } else if (line.startsWith("rag_request_duration_seconds_count"))
                count = value;
        }
        QCOMPARE(infinite, count);
    }

    void zipfDrawsTheFirstMostAndStaysInRange()
    {
        const ZipfSampler zipf(1000, 1);
        std::mt19937_64 random(7);
        std::vector<int> drawn(1000);
        for (int i = 0; i < 100000; ++i)
            ++drawn.at(zipf(random));
        QVERIFY(drawn[0] > drawn[1] && drawn[1] > drawn[9] && drawn[9] > drawn[99]);
        QVERIFY(std::abs(drawn[0] / double(drawn[1]) - 2) < 0.2); // 1/1 against 1/2
    }

    void aWriterWithoutAServerSaysSo()
    {
        DemoRedis nobody("/nonexistent/socket");
        QVERIFY(!nobody.connected());
        QVERIFY(!nobody.get("key"));
        nobody.append({"SET", "a", "b"});
        nobody.flush();
    }
};

QTEST_GUILESS_MAIN(TestDemo)
#include "tst_demo.moc"
