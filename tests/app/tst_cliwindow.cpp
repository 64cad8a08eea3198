// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include "redis/localredis.h"
#include "support/fakeserver.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtGui/QImage>
#include <QtTest/QTest>

#include <csignal>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// The window as a process: screenshots, the demo, a second start, ends of all kinds.
class TestCliWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_cli = std::make_unique<CliRunner>(); }
    void aScreenshotHasItsSize_data();
    void aScreenshotHasItsSize();
    void aScreenshotThatCannotBeSavedIsIo();
    void anUnknownPageIsNamed();
    void aScreenshotBesideACollectorOnlyReads();
    void theDemoIsShownAndLeavesNothingBehind();
    void aKilledDemoLeavesNothingBehind();
    void aSecondDemoOnTheSameProfileIsRefused();
    void aScreenshotBesideADemoLeavesItsCacheAlone();
    void aSecondStartEndsAndTheFirstStays();
    void sigtermEndsTheWindowCleanly();
    void anEndLosesNoAnswer_data();
    void anEndLosesNoAnswer();
    void aBrokenConfigurationStillOpensTheWindow();

private:
    std::unique_ptr<CliRunner> m_cli;
};

void TestCliWindow::aScreenshotHasItsSize_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QSize>("size");
    QTest::newRow("as it comes") << QStringList() << QSize(1366, 768);
    QTest::newRow("another size") << QStringList{u"--size"_s, u"1000x700"_s} << QSize(1000, 700);
    QTest::newRow("twice the scale") << QStringList{u"--scale"_s, u"2"_s, u"--theme"_s, u"dark"_s} << QSize(2732, 1536);
}

void TestCliWindow::aScreenshotHasItsSize()
{
    QFETCH(QStringList, options);
    QFETCH(QSize, size);
    const QString file = m_cli->path(u"shot.png"_s);
    const CliResult result = m_cli->run(QStringList{u"--screenshot"_s, file} + options);
    QVERIFY2(result.exitCode == 0, result.err);
    QCOMPARE(QImage(file).size(), size);
}

void TestCliWindow::aScreenshotThatCannotBeSavedIsIo()
{
    FakeServer server;
    QCOMPARE(m_cli->run({u"caches"_s, u"add"_s, u"shop"_s, server.endpoint().url()}).exitCode, 0);
    m_cli->removeVariable(u"XDG_RUNTIME_DIR"_s);
    const CliResult result = m_cli->run({u"--screenshot"_s, u"/nonexistent/folder/shot.png"_s});
    QCOMPARE(result.exitCode, 74);
    QTest::qWait(0);
    QVERIFY2(server.connectionCount() == 0, "said at once, not when data has been waited for");
    QCOMPARE(result.err.count('\n'), 1);
    QVERIFY2(result.err.contains("/nonexistent/folder/shot.png"), result.err.constData());
}

void TestCliWindow::anUnknownPageIsNamed()
{
    const CliResult result = m_cli->run({u"--screenshot"_s, m_cli->path(u"shot.png"_s), u"--page"_s, u"dashbord"_s});
    QCOMPARE(result.exitCode, 64);
    QVERIFY2(result.err.contains("Did you mean dashboard?"), result.err.constData());
}

void TestCliWindow::aScreenshotBesideACollectorOnlyReads()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    QCOMPARE(m_cli->run({u"caches"_s, u"add"_s, u"shop"_s, redis.endpoint().url(), u"--interval"_s, u"250"_s}).exitCode,
             0);
    const auto collector = m_cli->start({u"collect"_s});
    QTRY_VERIFY(QFile::exists(m_cli->profileDir() + u"/data/history.sqlite"_s));
    const QString file = m_cli->path(u"shot.png"_s);
    const CliResult result = m_cli->run({u"--screenshot"_s, file, u"--page"_s, u"dashboard"_s});
    QVERIFY2(result.exitCode == 0, result.err);
    QVERIFY(!QImage(file).isNull());
    QCOMPARE(collector->state(), QProcess::Running);
    collector->terminate();
    QCOMPARE(CliRunner::wait(*collector).exitCode, 0);
}

void TestCliWindow::theDemoIsShownAndLeavesNothingBehind()
{
    const QString file = m_cli->path(u"shot.png"_s);
    const CliResult result = m_cli->run({u"--demo"_s, u"--screenshot"_s, file, u"--page"_s, u"dashboard"_s});
    QVERIFY2(result.exitCode == 0, result.err);
    QVERIFY(!QImage(file).isNull());
    QCOMPARE(result.err, QByteArray());
}

void TestCliWindow::aKilledDemoLeavesNothingBehind()
{
    const QString temporary = m_cli->path(u"tmp"_s);
    QVERIFY(QDir().mkpath(temporary));
    const auto entries = [&temporary](const QString& pattern) {
        return QDir(temporary).entryList({pattern}, QDir::Dirs | QDir::NoDotAndDotDot).size();
    };
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"TMPDIR"_s, temporary);
    QProcess window;
    window.setProcessEnvironment(environment);
    window.start(QStringLiteral(CACHELEDGER_BINARY), {u"--demo"_s}); // no --profile: it makes one of its own
    QTRY_COMPARE_WITH_TIMEOUT(entries(u"cacheledger-redis-*"_s), 2, 30'000);
    QTRY_COMPARE(entries(u"*"_s), 3); // the two servers and the profile
    window.kill();
    QVERIFY(window.waitForFinished(10000));
    QTRY_COMPARE(entries(u"*"_s), 0);
}

void TestCliWindow::aSecondDemoOnTheSameProfileIsRefused()
{
    const auto first = m_cli->start({u"--demo"_s});
    const QStringList list{u"caches"_s, u"list"_s, u"--json"_s};
    QTRY_VERIFY_WITH_TIMEOUT(m_cli->run(list).out.contains("rag-demo"), 30'000);
    const QByteArray before = m_cli->run(list).out;
    const QString file = m_cli->path(u"shot.png"_s);
    const CliResult second = m_cli->run({u"--demo"_s, u"--screenshot"_s, file});
    QCOMPARE(second.exitCode, 69);
    QVERIFY2(second.err.contains("Another demo") && second.err.contains("--profile"), second.err.constData());
    QVERIFY(!QFile::exists(file));
    QCOMPARE(m_cli->run(list).out, before);
    QCOMPARE(first->state(), QProcess::Running);
    first->terminate();
    QCOMPARE(CliRunner::wait(*first).exitCode, 0);
}

void TestCliWindow::aScreenshotBesideADemoLeavesItsCacheAlone()
{
    const auto demo = m_cli->start({u"--demo"_s});
    const QStringList list{u"caches"_s, u"list"_s, u"--json"_s};
    QTRY_VERIFY_WITH_TIMEOUT(m_cli->run(list).out.contains("rag-demo"), 30'000);
    const CliResult shot = m_cli->run({u"--screenshot"_s, m_cli->path(u"shot.png"_s)});
    QVERIFY2(shot.exitCode == 0, shot.err);
    QVERIFY(m_cli->run(list).out.contains("rag-demo"));
    demo->kill(); // its cache stays behind, until the next start
    demo->waitForFinished();
    QCOMPARE(m_cli->run({u"--screenshot"_s, m_cli->path(u"shot.png"_s)}).exitCode, 0);
    QVERIFY(!m_cli->run(list).out.contains("rag-demo"));
}

void TestCliWindow::aSecondStartEndsAndTheFirstStays()
{
    const auto sockets = [] {
        return QDir(qEnvironmentVariable("XDG_RUNTIME_DIR")).entryList({u"cacheledger-*"_s}, QDir::System).size();
    };
    const auto before = sockets(); // a killed window leaves its own
    const auto first = m_cli->start({});
    QTRY_COMPARE(sockets(), before + 1);
    const CliResult second = m_cli->run({});
    QCOMPARE(second.exitCode, 0);
    QCOMPARE(first->state(), QProcess::Running);
    first->terminate();
    QCOMPARE(CliRunner::wait(*first).exitCode, 0);
}

void TestCliWindow::sigtermEndsTheWindowCleanly()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    QCOMPARE(m_cli->run({u"caches"_s, u"add"_s, u"shop"_s, redis.endpoint().url(), u"--interval"_s, u"250"_s}).exitCode,
             0);
    const auto window = m_cli->start({});
    const QStringList line{u"export"_s,      u"--cache"_s, u"shop"_s,  u"--metric"_s,
                           u"used_memory"_s, u"--from"_s,  u"now-1h"_s};
    QTRY_VERIFY_WITH_TIMEOUT(m_cli->run(line).out.count('\n') >= 2, 30'000);
    window->terminate();
    const CliResult result = CliRunner::wait(*window);
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.err, QByteArray());
}

void TestCliWindow::anEndLosesNoAnswer_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<QByteArray>("order");
    QTest::newRow("the process is asked to end") << SIGTERM << QByteArray();
    QTest::newRow("the terminal goes") << SIGHUP << QByteArray();
    QTest::newRow("the window is closed") << 0 << QByteArray("close\n");
    QTest::newRow("the session ends and kills what is left") << SIGKILL << QByteArray("session\n");
}

void TestCliWindow::anEndLosesNoAnswer()
{
    QFETCH(int, signal);
    QFETCH(QByteArray, order);
    FakeServer server;
    const QByteArray info = FakeServer::bulk("uptime_in_seconds:5\r\nused_memory:1000\r\n");
    for (const char* command : {"INFO", "INFO everything"})
        server.answer(command, info);
    const auto asked = [&] { return server.countOf("INFO") + server.countOf("INFO everything"); };
    QCOMPARE(
        m_cli->run({u"caches"_s, u"add"_s, u"shop"_s, server.endpoint().url(), u"--interval"_s, u"250"_s}).exitCode, 0);
    const QString orders = m_cli->path(u"order"_s);
    m_cli->setVariable(u"QT_PLUGIN_PATH"_s, QStringLiteral(TEST_PLUGINS));
    m_cli->setVariable(u"QT_QPA_GENERIC_PLUGINS"_s, u"windowend:"_s + orders);
    const auto window = m_cli->start({});
    QTRY_VERIFY_WITH_TIMEOUT(asked() >= 12, 30'000);
    const auto before = asked();
    if (!order.isEmpty()) {
        m_cli->writeFile(u"order"_s, order);
        QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(orders), 30'000);
    }
    if (signal != 0)
        ::kill(static_cast<pid_t>(window->processId()), signal);
    QTRY_COMPARE_WITH_TIMEOUT(window->state(), QProcess::NotRunning, 30'000);
    QCOMPARE(window->exitStatus(), signal == SIGKILL ? QProcess::CrashExit : QProcess::NormalExit);
    if (signal != SIGKILL)
        QCOMPARE(window->exitCode(), 0);
    const CliResult rows = m_cli->run({u"export"_s, u"--cache"_s, u"shop"_s, u"--metric"_s, u"used_memory"_s,
                                       u"--from"_s, u"now-1h"_s, u"--resolution"_s, u"raw"_s});
    QVERIFY2(rows.exitCode == 0, rows.err);
    // Not the header; the first may only have asked what the server is, the last may not have been answered.
    const auto stored = rows.out.count('\n') - 1;
    const auto all = signal == SIGKILL ? before : asked(); // it went on asking until it was killed
    QVERIFY2(stored >= all - 2, qPrintable(u"%1 of %2"_s.arg(stored).arg(all)));
}

void TestCliWindow::aBrokenConfigurationStillOpensTheWindow()
{
    QVERIFY(QDir().mkpath(m_cli->profileDir() + u"/config"_s));
    const QByteArray broken = "{ not json";
    const QString path = m_cli->writeFile(u"profile/config/caches.json"_s, broken);
    const CliResult result = m_cli->run({u"--screenshot"_s, m_cli->path(u"shot.png"_s)});
    QVERIFY2(result.exitCode == 0, result.err);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), broken);
}

QTEST_GUILESS_MAIN(TestCliWindow)
#include "tst_cliwindow.moc"
