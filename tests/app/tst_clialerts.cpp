// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include "alerts/alertlog.h"
#include "history/historyfile.h"
#include "redis/localredis.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>

using namespace cacheledger;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

/// Alerts end to end: `collect` judges a real server, keeps the log, and `alerts list` reads it.
class TestCliAlerts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nothingIsListedWithoutALog();
    void aServerThatDiesIsToldAndItsReturnToo();
    void anAlertIsAcknowledgedBesideWhatCollects();
    void anAlertThatIsNotThereCannotBeAcknowledged_data();
    void anAlertThatIsNotThereCannotBeAcknowledged();
    void aRestartGoesOnWithTheSameAlert_data();
    void aRestartGoesOnWithTheSameAlert();
    void editedRulesHoldAtOnce();
    void aDamagedLogIsKeptAside();
    void aLogThatCannotBeReadIsAnError();

private:
    QString logFile() const { return m_cli->profileDir() + u"/data/alerts.sqlite"_s; }
    std::unique_ptr<QProcess> collect();
    /// What a running collector said so far has these words.
    bool says(QProcess& process, const char* words)
    {
        m_said += process.readAllStandardError();
        return m_said.contains(words);
    }
    Json listed(const QStringList& options = {}) const;
    std::vector<Alert> lasting() const;
    bool isPolled() const;
    void writeRules(const QByteArray& rules) const;

    std::unique_ptr<CliRunner> m_cli;
    std::unique_ptr<LocalRedis> m_redis;
    QByteArray m_said;
};

static constexpr int patienceMs = 90'000;

void TestCliAlerts::init()
{
    m_cli = std::make_unique<CliRunner>();
    m_redis = std::make_unique<LocalRedis>();
    m_said.clear();
    QVERIFY(m_redis->start().ok());
    QVERIFY(QDir().mkpath(m_cli->profileDir() + u"/config"_s));
    QVERIFY(QDir().mkpath(m_cli->profileDir() + u"/data"_s));
}

std::unique_ptr<QProcess> TestCliAlerts::collect()
{
    return m_cli->start({u"collect"_s, u"--cache"_s, m_redis->endpoint().url(), u"--interval"_s, u"250"_s});
}

Json TestCliAlerts::listed(const QStringList& options) const
{
    const CliResult result = m_cli->run(QStringList{u"alerts"_s, u"list"_s, u"--json"_s} + options);
    return result.exitCode == 0 ? Json::parse(result.out.toStdString(), nullptr, false) : Json();
}

std::vector<Alert> TestCliAlerts::lasting() const
{
    if (!QFile::exists(logFile()))
        return {};
    const auto log = AlertLog::open(logFile(), Database::Mode::Read);
    const auto alerts = log ? (*log)->lasting() : Result<std::vector<Alert>>(std::vector<Alert>());
    return alerts ? *alerts : std::vector<Alert>();
}

bool TestCliAlerts::isPolled() const
{
    const auto history = HistoryFile::open(m_cli->profileDir() + u"/data/history.sqlite"_s);
    const auto nodes = history ? (*history)->nodes() : Result<std::vector<KnownNode>>(std::vector<KnownNode>());
    return nodes && !nodes->empty() && (*history)->newestSample(nodes->front().node);
}

void TestCliAlerts::writeRules(const QByteArray& rules) const
{
    QFile file(m_cli->profileDir() + u"/config/rules.json"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"version\": 1, \"rules\": [" + rules + "]}");
}

void TestCliAlerts::nothingIsListedWithoutALog()
{
    QCOMPARE(m_cli->run({u"alerts"_s, u"list"_s}).out, QByteArray());
    QVERIFY(listed() == Json::array());
}

void TestCliAlerts::aServerThatDiesIsToldAndItsReturnToo()
{
    const auto process = collect();
    QTRY_VERIFY_WITH_TIMEOUT(says(*process, "Collecting"), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(isPolled(), patienceMs); // an outage, not a server that never was
    QElapsedTimer timer;
    timer.start();
    m_redis->kill();
    QTRY_VERIFY_WITH_TIMEOUT(says(*process, "Critical: "), patienceMs);
    qInfo("node unavailable: told %.2f s after the server was killed", static_cast<double>(timer.elapsed()) / 1000);
    QTRY_COMPARE_WITH_TIMEOUT(listed({u"--active"_s}).size(), std::size_t(1), patienceMs);
    const Json alert = listed({u"--active"_s})[0];
    QVERIFY(alert["rule"] == "node-unavailable" && alert["state"] == "firing" && alert["notified"] == true);
    QVERIFY(alert["ended"].is_null() && alert["fired"].is_string());
    QVERIFY(m_redis->restart().ok());
    QTRY_VERIFY_WITH_TIMEOUT(says(*process, "Ended after "), 2 * patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(listed({u"--active"_s}).size(), std::size_t(0), patienceMs);
    QVERIFY(listed()[0]["state"] == "resolved");
    const CliResult text = m_cli->run({u"alerts"_s, u"list"_s});
    QVERIFY2(text.out.contains("resolved critical") && text.out.contains("does not answer"), text.out.constData());
    process->terminate();
    QCOMPARE(CliRunner::wait(*process).exitCode, 0);

    const auto history = HistoryFile::open(m_cli->profileDir() + u"/data/history.sqlite"_s);
    const auto nodes = (*history)->nodes();
    const std::vector<NodeId> ids{nodes->front().node};
    const auto events = (*history)->events(ids, 0, SystemClock().nowMs() + 60'000);
    QCOMPARE(std::ranges::count(*events, EventKind::Alert, &Event::kind), 2);
}

void TestCliAlerts::anAlertIsAcknowledgedBesideWhatCollects()
{
    const auto process = collect();
    QTRY_VERIFY_WITH_TIMEOUT(isPolled(), patienceMs);
    m_redis->kill();
    QTRY_COMPARE_WITH_TIMEOUT(listed({u"--active"_s}).size(), std::size_t(1), patienceMs);
    const QByteArray number = m_cli->run({u"alerts"_s, u"list"_s, u"--active"_s}).out.split(' ').front();
    const QStringList acknowledge{u"alerts"_s, u"acknowledge"_s, QString::fromLatin1(number)};
    const CliResult asked = m_cli->run(acknowledge);
    QVERIFY2(asked.exitCode == 0 && asked.out.startsWith("Kept"), asked.err.constData());
    QTRY_VERIFY_WITH_TIMEOUT(listed()[0]["acknowledged"].is_string(), patienceMs);
    const CliResult again = m_cli->run(acknowledge);
    QVERIFY(again.exitCode == 0 && again.out.contains("already"));
    process->terminate();
    QCOMPARE(CliRunner::wait(*process).exitCode, 0);
}

void TestCliAlerts::anAlertThatIsNotThereCannotBeAcknowledged_data()
{
    QTest::addColumn<QString>("number");
    QTest::addColumn<bool>("hasLog");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("unknown") << u"99"_s << true << QByteArray("There is no alert 99.");
    QTest::newRow("no number") << u"-x"_s << true << QByteArray();
    QTest::newRow("zero") << u"0"_s << true << QByteArray("is no number of an alert");
    QTest::newRow("nothing was ever judged") << u"1"_s << false << QByteArray("There is no alert log");
}

void TestCliAlerts::anAlertThatIsNotThereCannotBeAcknowledged()
{
    QFETCH(QString, number);
    QFETCH(bool, hasLog);
    QFETCH(QByteArray, says);
    if (hasLog)
        QVERIFY(AlertLog::open(logFile(), Database::Mode::Write).ok());
    const CliResult result = m_cli->run({u"alerts"_s, u"acknowledge"_s, number});
    QVERIFY(result.exitCode != 0);
    QVERIFY2(result.err.contains(says), result.err.constData());
}

void TestCliAlerts::aRestartGoesOnWithTheSameAlert_data()
{
    QTest::addColumn<QByteArray>("holdTime");
    QTest::addColumn<int>("signal");
    QTest::newRow("firing, after an end") << QByteArray("0s") << SIGTERM;
    QTest::newRow("firing, after a kill") << QByteArray("0s") << SIGKILL;
    QTest::newRow("pending, after a kill") << QByteArray("1h") << SIGKILL;
}

void TestCliAlerts::aRestartGoesOnWithTheSameAlert()
{
    QFETCH(QByteArray, holdTime);
    QFETCH(int, signal);
    writeRules("{\"id\": \"node-unavailable\", \"metric\": \"up\", \"comparison\": \"<\", \"threshold\": 1, "
               "\"for\": \"" +
               holdTime + "\"}");
    const auto first = collect();
    QTRY_VERIFY_WITH_TIMEOUT(says(*first, "Collecting"), patienceMs);
    m_redis->kill();
    QTRY_COMPARE_WITH_TIMEOUT(lasting().size(), std::size_t(1), patienceMs);
    const Alert before = lasting().front();
    ::kill(static_cast<pid_t>(first->processId()), signal);
    QVERIFY(first->waitForFinished(patienceMs));
    QCOMPARE(lasting().size(), std::size_t(1));

    m_said.clear();
    const auto second = collect();
    // It looked at the node again: the first answer is that there is none.
    QTRY_VERIFY_WITH_TIMEOUT(says(*second, "Nothing accepts connections"), patienceMs);
    QCOMPARE(lasting().size(), std::size_t(1));
    QCOMPARE(lasting().front().id, before.id);
    QCOMPARE(lasting().front().sinceMs, before.sinceMs);
    QVERIFY(lasting().front().state == before.state);
    QVERIFY(m_redis->restart().ok());
    QTRY_VERIFY_WITH_TIMEOUT(lasting().empty(), 2 * patienceMs);
    const auto log = AlertLog::open(logFile(), Database::Mode::Read);
    const Alert after = (*log)->find(before.id)->value();
    QVERIFY(after.state == (before.state == AlertState::Firing ? AlertState::Resolved : AlertState::Inactive));
    const auto entries = (*log)->entries(before.id);
    QCOMPARE(entries->size(), std::size_t(2)); // it did not begin twice
    second->terminate();
    QCOMPARE(CliRunner::wait(*second).exitCode, 0);
}

void TestCliAlerts::editedRulesHoldAtOnce()
{
    const auto process = collect();
    QTRY_VERIFY_WITH_TIMEOUT(says(*process, "Collecting"), patienceMs);
    writeRules("{\"id\": \"mine\", \"metric\": \"connected_clients\", \"comparison\": \">\", \"threshold\": 0, "
               "\"message\": \"%value clients at %cache\"}");
    QTRY_VERIFY_WITH_TIMEOUT(says(*process, "Warning: 1 clients at "), patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(lasting().size(), std::size_t(1), patienceMs); // stored beside being said
    writeRules("{\"id\": ");
    QTRY_VERIFY_WITH_TIMEOUT(says(*process, "The rules stay as they were."), patienceMs);
    QCOMPARE(lasting().size(), std::size_t(1));
    writeRules({});
    QTRY_VERIFY_WITH_TIMEOUT(lasting().empty(), patienceMs);
    process->terminate();
    QCOMPARE(CliRunner::wait(*process).exitCode, 0);
}

void TestCliAlerts::aDamagedLogIsKeptAside()
{
    QFile file(logFile());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(5000, 'x'));
    file.close();
    const auto process = collect();
    QTRY_VERIFY_WITH_TIMEOUT(says(*process, "The alert log was damaged."), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(AlertLog::open(logFile(), Database::Mode::Read).ok(), patienceMs);
    const QDir data(m_cli->profileDir() + u"/data"_s);
    const QStringList kept = data.entryList({u"alerts-damaged-*.sqlite"_s});
    QCOMPARE(kept.size(), 1);
    QCOMPARE(QFileInfo(data.filePath(kept.front())).size(), 5000);
    process->terminate();
    QCOMPARE(CliRunner::wait(*process).exitCode, 0);
}

void TestCliAlerts::aLogThatCannotBeReadIsAnError()
{
    QFile file(logFile());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(5000, 'x'));
    file.close();
    const CliResult result = m_cli->run({u"alerts"_s, u"list"_s});
    QCOMPARE(result.exitCode, 74);
    QVERIFY2(result.err.contains("is not a CacheLedger alert log"), result.err.constData());
}

QTEST_GUILESS_MAIN(TestCliAlerts)
#include "tst_clialerts.moc"
