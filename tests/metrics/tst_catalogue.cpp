// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/catalogue.h"
#include "metrics/infoparser.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QFile>
#include <QtCore/QObject>
#include <QtCore/QProcess>
#include <QtCore/QSet>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <string>

using namespace cacheledger;

namespace
{

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

std::string withStarsAs(std::string_view family, const std::string& part)
{
    std::string id;
    for (char c : family)
        id += c == '*' ? part : std::string(1, c);
    return id;
}

/// The numeric fields of an INFO text that the catalogue lacks.
QString unknownNumbers(const QByteArray& info)
{
    const InfoValues values = InfoParser().parse({info.constData(), static_cast<std::size_t>(info.size())});
    QStringList unknown;
    for (const std::string& name : values.layout->names())
        if (!catalogue::find(name))
            unknown << QString::fromStdString(name);
    if (values.layout->size() < 10)
        unknown << QStringLiteral("(hardly any field)");
    return unknown.join(QLatin1Char(' '));
}

/// With its line end; "$-1" has neither.
int bodySize(int announced)
{
    return announced < 0 ? 0 : announced + 2;
}

/// One command to a server; everything it answers until the bulk reply's announced length is there.
QByteArray answer(QTcpSocket& socket, const QByteArray& command)
{
    socket.write(command + "\r\n");
    QByteArray reply;
    while (socket.waitForReadyRead(5000)) {
        reply += socket.readAll();
        const auto lineEnd = reply.indexOf("\r\n");
        if (lineEnd >= 0 &&
            (reply[0] != '$' || reply.size() >= lineEnd + 2 + bodySize(reply.mid(1, lineEnd - 1).toInt())))
            break;
    }
    return reply.mid(reply.indexOf("\r\n") + 2);
}

/// INFO everything of a server that has done a little of everything; empty when there is no redis-server.
QByteArray infoOfARunningServer()
{
    if (QStandardPaths::findExecutable(QStringLiteral("redis-server")).isEmpty())
        return {};
    QTemporaryDir folder;
    QTcpServer free;
    free.listen(QHostAddress::LocalHost);
    const quint16 port = free.serverPort();
    free.close();
    QProcess server;
    server.setWorkingDirectory(folder.path());
    server.start(QStringLiteral("redis-server"),
                 {QStringLiteral("--port"), QString::number(port), QStringLiteral("--bind"),
                  QStringLiteral("127.0.0.1"), QStringLiteral("--save"), QString(), QStringLiteral("--appendonly"),
                  QStringLiteral("yes")});
    QTcpSocket socket;
    for (QDeadlineTimer limit(10'000); socket.state() != QTcpSocket::ConnectedState && !limit.hasExpired();) {
        socket.connectToHost(QHostAddress::LocalHost, port);
        if (!socket.waitForConnected(100))
            server.waitForReadyRead(50);
    }
    for (const char* command : {"SET a 1 EX 1000", "GET a", "GET b", "LPUSH a x", "nonsense", "CLIENT GETNAME",
                                "EVAL return(1) 0", "SELECT 3", "SADD s x y"})
        answer(socket, command);
    const QByteArray info = answer(socket, "INFO everything");
    socket.abort();
    server.terminate();
    if (!server.waitForFinished(5000))
        server.kill();
    return info;
}

} // namespace

class TestCatalogue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyEntryIsFoundUnderItsOwnIdAndOnlyThere()
    {
        QSet<QString> seen;
        for (const MetricInfo& info : catalogue::all()) {
            QVERIFY2(!seen.contains(text(info.id)), info.name);
            seen.insert(text(info.id));
            const MetricInfo* found = catalogue::find(withStarsAs(info.id, "7"));
            QVERIFY2(found, info.name);
            QCOMPARE(text(found->id), text(info.id));
        }
        QVERIFY(seen.size() > 400);
    }

    void everyEntryTeaches()
    {
        for (const MetricInfo& info : catalogue::all()) {
            const QString id = text(info.id);
            const QString name = QString::fromUtf8(info.name);
            const QString description = QString::fromUtf8(info.description);
            QVERIFY2(!name.isEmpty() && name.size() <= 48, qPrintable(id));
            QVERIFY2(name.front().isUpper() || name.front() == QLatin1Char('%'), qPrintable(id));
            QVERIFY2(description.endsWith(QLatin1Char('.')) || description.endsWith(QLatin1Char(')')), qPrintable(id));
            QVERIFY2(description.size() > 15 && description.size() <= 200, qPrintable(id));
            QVERIFY2(description.compare(name + QLatin1Char('.'), Qt::CaseInsensitive) != 0, qPrintable(id));
            QCOMPARE(id.count(QLatin1Char('*')) > 0, name.contains(QStringLiteral("%1")));
        }
    }

    void kindsUnitsAndRulesFit()
    {
        for (const MetricInfo& info : catalogue::all()) {
            const QByteArray id = text(info.id).toUtf8();
            if (info.kind == MetricKind::Flag)
                QVERIFY2(info.unit == Unit::None, id.constData());
            // Nothing counts up in these units, and counters of nodes always add up.
            if (info.kind == MetricKind::Counter) {
                QVERIFY2(info.combine == Combine::Sum, id.constData());
                QVERIFY2(info.unit != Unit::Ratio && info.unit != Unit::PerSecond && info.unit != Unit::TimestampS &&
                             info.unit != Unit::Percent,
                         id.constData());
                // An amount of money is counted in the source's currency, which no unit of ours says.
                QVERIFY2(info.unit != Unit::None || id == "stage.*.avoided_cost", id.constData());
            }
            // Shares and moments of several nodes do not add up.
            if (info.unit == Unit::Ratio || info.unit == Unit::Percent || info.unit == Unit::TimestampS)
                QVERIFY2(info.combine != Combine::Sum && info.combine != Combine::SumOfPrimaries, id.constData());
        }
    }

    void knowsTheFieldsThatMatter_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<int>("unit");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* id, Unit unit, MetricKind kind) {
            QTest::newRow(id) << QString::fromLatin1(id) << static_cast<int>(unit) << static_cast<int>(kind);
        };
        row("used_memory", Unit::Bytes, MetricKind::Gauge);
        row("mem_fragmentation_ratio", Unit::None, MetricKind::Gauge);
        row("keyspace_hits", Unit::Count, MetricKind::Counter);
        row("used_cpu_sys", Unit::Seconds, MetricKind::Counter);
        row("cmdstat.get.calls", Unit::Count, MetricKind::Counter);
        row("cmdstat.config|get.usec_per_call", Unit::Microseconds, MetricKind::Gauge);
        row("cmdstat.json.get.calls", Unit::Count, MetricKind::Counter);
        row("latency.get.p50", Unit::Microseconds, MetricKind::Gauge);
        row("latency.get.p99.9", Unit::Microseconds, MetricKind::Gauge);
        row("latency.get.p99.99", Unit::Microseconds, MetricKind::Gauge);
        row("errorstat.WRONGTYPE.count", Unit::Count, MetricKind::Counter);
        row("db0.keys", Unit::Count, MetricKind::Gauge);
        row("db15.avg_ttl", Unit::Milliseconds, MetricKind::Gauge);
        row("db0_distrib_strings_sizes.16K", Unit::Count, MetricKind::Gauge);
        row("slave0.lag", Unit::Seconds, MetricKind::Gauge);
        row("io_thread_0.reads", Unit::Count, MetricKind::Counter);
        row("probe.p99", Unit::Microseconds, MetricKind::Gauge);
        row("hit_ratio", Unit::Ratio, MetricKind::Gauge);
        row("command.get.calls_per_second", Unit::PerSecond, MetricKind::Gauge);
        row("stage.response.hits", Unit::Count, MetricKind::Counter);
        row("stage.response@premium.tokens_output", Unit::Count, MetricKind::Counter);
        row("stage.l1.latency.p95", Unit::Milliseconds, MetricKind::Gauge);
        row("stage.semantic.hit_ratio", Unit::Ratio, MetricKind::Gauge);
        row("stage.semantic.reported_hit_ratio", Unit::Ratio, MetricKind::Gauge);
        row("op.vector.search.latency.median", Unit::Milliseconds, MetricKind::Gauge);
        row("op.vector.search.success", Unit::Count, MetricKind::Counter);
        row("app.requests", Unit::Count, MetricKind::Counter);
        row("serving.pool_size.ranker", Unit::Count, MetricKind::Gauge);
    }

    void knowsTheFieldsThatMatter()
    {
        QFETCH(QString, id);
        const std::string key = id.toStdString();
        const MetricInfo* info = catalogue::find(key);
        QVERIFY(info);
        QTEST(static_cast<int>(info->unit), "unit");
        QTEST(static_cast<int>(info->kind), "kind");
    }

    void everyNumberOfTheseServersIsKnown_data()
    {
        QTest::addColumn<QString>("file");
        for (const char* file : {"redis-2.8", "redis-3.2", "redis-5.0", "redis-6.2", "redis-7.0-master",
                                 "redis-7.0-replica", "redis-7.4", "redis-8.0", "sentinel-7.0", "valkey-8.0",
                                 "keydb-6.3", "elasticache-7.1", "dragonfly-1.28", "kvrocks-2.10"})
            QTest::newRow(file) << QString::fromLatin1(file);
    }

    void everyNumberOfTheseServersIsKnown()
    {
        QFETCH(QString, file);
        QFile fixture(QStringLiteral(TEST_DATA_DIR "/info/%1.txt").arg(file));
        QVERIFY(fixture.open(QIODevice::ReadOnly));
        QCOMPARE(unknownNumbers(fixture.readAll()), QString());
    }

    void everyNumberOfARunningServerIsKnown()
    {
        const QByteArray info = infoOfARunningServer();
        if (info.isEmpty())
            QSKIP("redis-server is not installed");
        QVERIFY(info.contains("# Commandstats"));
        QCOMPARE(unknownNumbers(info), QString());
    }

    void theMoreExactFamilyWins()
    {
        QCOMPARE(text(catalogue::find("latency.get.p99.9")->id), QStringLiteral("latency.*.p99.9"));
        QCOMPARE(text(catalogue::find("latency.get.p75")->id), QStringLiteral("latency.*.p*"));
        // An exact id is no member of a family that would also match.
        QCOMPARE(text(catalogue::find("cluster_stats_messages_sent")->id),
                 QStringLiteral("cluster_stats_messages_sent"));
    }

    void unknownIds_data()
    {
        QTest::addColumn<QString>("id");
        for (const char* id : {"", "no_such_metric", "cmdstat..calls", "cmdstat.calls", "db.keys", "USED_MEMORY", "*",
                               "used_memory ", "slave.lag", "latency.get."})
            QTest::newRow(id) << QString::fromLatin1(id);
    }

    void unknownIds()
    {
        QFETCH(QString, id);
        const std::string key = id.toStdString();
        QVERIFY(!catalogue::find(key));
        const MetricInfo info = catalogue::lookup(key);
        QCOMPARE(text(info.id), id);
        QCOMPARE(info.kind, MetricKind::Gauge);
        QCOMPARE(info.unit, Unit::None);
        QCOMPARE(catalogue::metricName(key), id);
        QVERIFY(catalogue::metricDescription(key).isEmpty());
    }

    void namesOfFamiliesHaveTheirPart()
    {
        QCOMPARE(catalogue::metricName("cmdstat.get.calls"), QStringLiteral("Calls of get"));
        QCOMPARE(catalogue::metricName("latency.set.p75.5"), QStringLiteral("set p75.5"));
        QCOMPARE(catalogue::metricName("db3_distrib_lists_items.2K"),
                 QStringLiteral("Database 3: lists with 2K items"));
        QCOMPARE(catalogue::metricName("hit_ratio"), QStringLiteral("Hit ratio"));
        QVERIFY(!catalogue::metricDescription("hit_ratio").isEmpty());
    }

    void nearestHelpsWithSlips_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* typed, const char* expected) {
            QTest::newRow(typed) << QString::fromLatin1(typed) << QString::fromLatin1(expected);
        };
        row("hitratio", "hit_ratio");
        row("hit_ration", "hit_ratio");
        row("used_memroy", "used_memory");
        row("evicted_key", "evicted_keys");
        row("keyspace_hit", "keyspace_hits");
        row("hits", "hits_per_second");
        row("evictions", "evictions_per_second");
        row("qwertyuiopasdfgh", "");
        row("", "");
    }

    void nearestHelpsWithSlips()
    {
        QFETCH(QString, typed);
        QTEST(catalogue::nearest(typed.toStdString()), "expected");
    }

    void nearestIsNotKeptBusyByNonsense() { QVERIFY(catalogue::nearest(std::string(1'000'000, 'x')).isEmpty()); }
};

QTEST_GUILESS_MAIN(TestCatalogue)
#include "tst_catalogue.moc"
