// SPDX-License-Identifier: GPL-3.0-or-later
// From counters in a real server over `collect` to the money that `ledger` and `report` print, each as a process.
#include "cliprocess.h"

#include "redis/localredis.h"
#include "support/redisadmin.h"

#include <QtCore/QFile>
#include <QtCore/QStandardPaths>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

#include <csignal>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestCliLedger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theLedgerIsTheKnownIncreaseTimesThePrice();
    void aCounterThatJumpsBackCostsNothing();
    void sourcesThatChangeAreCollectedWithoutARestart();

private:
    CliResult run(const QString& line) const { return m_cli->run(line.split(u' ')); }
    void mustRun(const QString& line) const
    {
        const CliResult result = run(line);
        QVERIFY2(result.exitCode == 0, result.err.constData());
    }
    void count(const QByteArray& fields) const
    {
        QVERIFY(!adminCommand(*m_redis, "HSET app:stats " + fields).startsWith('-'));
    }
    void startCollecting()
    {
        m_collector = m_cli->start({u"collect"_s, u"--cache"_s, u"shop"_s, u"--interval"_s, u"500"_s});
    }
    void stopCollecting()
    {
        ::kill(static_cast<pid_t>(m_collector->processId()), SIGTERM);
        const CliResult ended = CliRunner::wait(*m_collector);
        QVERIFY2(ended.exitCode == 0, ended.err.constData());
        m_said += ended.err;
    }
    /// Until a sample with this value was stored.
    bool waitForStored(const QString& metric, const QByteArray& value) const
    {
        return QTest::qWaitFor(
            [&] { return run(u"export --cache shop --from -1h --metric "_s + metric).out.contains(",shop/" + value); },
            30'000);
    }
    bool waitForSaid(const char* text)
    {
        return QTest::qWaitFor(
            [&] {
                m_said += m_collector->readAllStandardError();
                return m_said.contains(text);
            },
            30'000);
    }
    void writePlan(const QByteArray& perHit) const;
    nlohmann::json ledger() const
    {
        const CliResult result = run(u"ledger --cache shop --from -1h --by hour --json"_s);
        return nlohmann::json::parse(result.out.cbegin(), result.out.cend(), nullptr, false);
    }

    std::unique_ptr<CliRunner> m_cli;
    std::unique_ptr<LocalRedis> m_redis;
    std::unique_ptr<QProcess> m_collector;
    QByteArray m_said;
};

static const QString hashSource = u"sources add --cache shop --name app --kind redis-hash --key app:stats --interval "
                                  "1000 --map l1_hits=stage.l1.hits --map l1_requests=stage.l1.requests"_s;

void TestCliLedger::init()
{
    m_collector.reset();
    m_said.clear();
    m_cli = std::make_unique<CliRunner>();
    m_redis = std::make_unique<LocalRedis>();
    QVERIFY(m_redis->start().ok());
    mustRun(u"caches add shop "_s + m_redis->endpoint().url());
    count("l1_hits 1000 l1_requests 5000");
}

void TestCliLedger::writePlan(const QByteArray& perHit) const
{
    const CliResult caches = run(u"caches list --json"_s);
    const auto list = nlohmann::json::parse(caches.out.cbegin(), caches.out.cend(), nullptr, false);
    QVERIFY2(list.is_array() && list.size() == 1, caches.out.constData());
    const nlohmann::json value = {{"stage", "l1"}, {"basis", "entered-cost"}, {"costPerHit", perHit.toStdString()}};
    const nlohmann::json plan = {
        {"cache", list[0]["id"]}, {"currency", "USD"}, {"values", nlohmann::json::array({value})}};
    QFile file(m_cli->profileDir() + u"/config/costs.json"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(
        QByteArray::fromStdString(nlohmann::json{{"version", 1}, {"plans", nlohmann::json::array({plan})}}.dump()));
}

void TestCliLedger::theLedgerIsTheKnownIncreaseTimesThePrice()
{
    mustRun(hashSource);
    writePlan("0.002113001");
    startCollecting();
    QVERIFY(waitForStored(u"stage.l1.hits"_s, "app,1000"));
    count("l1_hits 8919 l1_requests 15000");
    QVERIFY(waitForStored(u"stage.l1.hits"_s, "app,8919"));
    stopCollecting();
    const auto found = ledger();
    QVERIFY2(found["total"].is_object(), m_said.constData());
    // 7,919 hits of 10,000 requests.
    QCOMPARE(found["total"]["gross"].get<std::string>(), std::string("16.732854919"));
    QCOMPARE(found["total"]["net"].get<std::string>(), std::string("16.732854919"));
    QCOMPARE(found["total"]["requests"].get<double>(), 10'000.0);
    QCOMPARE(found["entries"].back()["runningTotal"].get<std::string>(), std::string("16.732854919"));
    // Too short a time for an amount; what the user says of the traffic is judged at once.
    const auto verdictWith = [this](const QString& options) {
        const CliResult result = run(u"ledger --cache shop --from -1h --json"_s + options);
        return nlohmann::json::parse(result.out.cbegin(), result.out.cend(), nullptr, false)["verdict"];
    };
    QCOMPARE(verdictWith({})["state"].get<std::string>(), std::string("not-enough-data"));
    const auto verdict = verdictWith(u" --distinct 95 --answer-age 30s"_s);
    QCOMPARE(verdict["state"].get<std::string>(), std::string("does-not-pay"));
    QCOMPARE(verdict["reasons"][3]["rule"].get<std::string>(), std::string("distinct"));
    for (const std::size_t reason : {3U, 4U})
        QCOMPARE(verdict["reasons"][reason]["outcome"].get<std::string>(), std::string("against"));
    QVERIFY(run(u"ledger --cache shop --from -1h --distinct 95"_s).out.contains("95.0"));
    QCOMPARE(run(u"ledger --cache shop --from -1h --distinct 101"_s).exitCode, 64);
    QCOMPARE(run(u"ledger --cache shop --from -1h --answer-age fresh"_s).exitCode, 64);
    // The same cents in every form of the report.
    const QString pdf = m_cli->path(u"r.pdf"_s), csv = m_cli->path(u"r.csv"_s), html = m_cli->path(u"r.html"_s);
    for (const QString& file : {pdf, csv, html})
        mustRun(u"report --cache shop --from -1h --locale en_US --output "_s + file);
    for (const QString& name : {csv, html}) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(file.readAll().contains("16.73"), qPrintable(name));
    }
    const QString pdftotext = QStandardPaths::findExecutable(u"pdftotext"_s);
    if (pdftotext.isEmpty())
        QSKIP("pdftotext is not there");
    QProcess reader;
    reader.start(pdftotext, {u"-layout"_s, pdf, u"-"_s});
    QVERIFY(reader.waitForFinished());
    QVERIFY(reader.readAllStandardOutput().contains("$16.73"));
}

void TestCliLedger::aCounterThatJumpsBackCostsNothing()
{
    mustRun(hashSource);
    writePlan("1");
    startCollecting();
    QVERIFY(waitForStored(u"stage.l1.hits"_s, "app,1000"));
    count("l1_hits 40 l1_requests 50"); // began anew
    QVERIFY(waitForStored(u"stage.l1.hits"_s, "app,40"));
    QVERIFY(!adminCommand(*m_redis, "HSET app:stats l1_hits nan").startsWith('-'));
    QVERIFY2(waitForSaid("l1_hits is"), m_said.constData());
    count("l1_hits 45 l1_requests 60");
    QVERIFY(waitForStored(u"stage.l1.hits"_s, "app,45"));
    stopCollecting();
    const auto found = ledger();
    QVERIFY2(m_said.contains("began anew"), m_said.constData());
    QCOMPARE(found["total"]["gross"].get<std::string>(), std::string("45")); // from 0 to 40, and on to 45
    QCOMPARE(found["total"]["resets"].get<int>(), 1);
}

void TestCliLedger::sourcesThatChangeAreCollectedWithoutARestart()
{
    startCollecting();
    QVERIFY(QTest::qWaitFor(
        [this] { return run(u"export --cache shop --from -1h --metric used_memory"_s).exitCode == 0; }, 30'000));
    mustRun(hashSource);
    QVERIFY(waitForStored(u"stage.l1.hits"_s, "app,1000"));
    // A file that cannot be understood changes nothing.
    QFile file(m_cli->profileDir() + u"/config/sources.json"_s);
    QVERIFY(file.open(QIODevice::ReadWrite));
    const QByteArray good = file.readAll();
    QVERIFY(file.resize(0) && file.seek(0) && file.write("{ \"version\"") > 0);
    file.close();
    QVERIFY(waitForSaid("as they were before"));
    QVERIFY2(m_said.contains("sources.json"), m_said.constData());
    count("l1_hits 2000");
    QVERIFY(waitForStored(u"stage.l1.hits"_s, "app,2000"));
    // Mended, with another mapping.
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(good).replace("stage.l1.hits", "stage.l2.hits"));
    file.close();
    QVERIFY(waitForStored(u"stage.l2.hits"_s, "app,2000"));
    stopCollecting();
}

QTEST_GUILESS_MAIN(TestCliLedger)
#include "tst_cliledger.moc"
