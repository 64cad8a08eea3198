// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include "history/historyfile.h"
#include "redis/localredis.h"
#include "support/fakeserver.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtTest/QTest>

#include <csignal>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// `cacheledger collect` into a real history from real servers, and what is left after it ends in any way.
class TestCliCollect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aTimedRunStoresEverySample();
    void runsOfTheSameServerContinueTheSameHistory();
    void configuredCachesAreCollected();
    void sigtermWritesWhatIsLeft();
    void aNormalEndLosesNothing_data();
    void aNormalEndLosesNothing();
    void killLosesAtMostSeconds();
    void aSecondCollectorIsToldWhoCollects();
    void aSecondProcessTakesOver_data();
    void aSecondProcessTakesOver();
    void aFullDiskPausesAndResumes();
    void aDiskThatBecomesReadOnlyIsTold();
    void aRestartIsStoredAsAnEvent();
    void aFileSizeLimitIsAFullDisk();
    void aReaderOfMessagesThatLeavesEndsNothing();
    void linesThatAreNotUnderstoodAreToldOnce();
    void aServerThatIsNotThereIsUnavailable();
    void aWrongPasswordIsAPermission();
    void aFileThatIsNoHistoryIsLeftAlone();

private:
    QString historyFile() const { return m_cli->profileDir() + u"/data/history.sqlite"_s; }
    QStringList collectLine() const
    {
        return {u"collect"_s, u"--cache"_s, m_redis->endpoint().url(), u"--interval"_s, u"250"_s};
    }
    std::vector<TimeMs> storedTimes() const;
    std::vector<Event> storedEvents() const;
    /// Waits until the history of a running collector holds so many samples.
    bool waitForSamples(std::size_t count) const
    {
        return QTest::qWaitFor([&] { return storedTimes().size() >= count; }, 60000);
    }

    std::unique_ptr<CliRunner> m_cli;
    std::unique_ptr<LocalRedis> m_redis;
};

void TestCliCollect::init()
{
    m_cli = std::make_unique<CliRunner>();
    m_redis = std::make_unique<LocalRedis>();
    QVERIFY(m_redis->start().ok());
}

std::vector<TimeMs> TestCliCollect::storedTimes() const
{
    std::vector<TimeMs> times;
    if (!QFile::exists(historyFile()))
        return times;
    const auto file = HistoryFile::open(historyFile());
    const auto nodes = file ? (*file)->nodes() : Result<std::vector<KnownNode>>(std::vector<KnownNode>());
    if (!nodes || nodes->empty())
        return times;
    const std::vector<std::string> metrics{"used_memory"};
    const auto read = (*file)->readRaw(nodes->front().node, metrics, 0, SystemClock().nowMs() + 60'000,
                                       [&times](const SampleRun& run) {
                                           times.insert(times.end(), run.times.begin(), run.times.end());
                                           return true;
                                       });
    return read ? times : std::vector<TimeMs>();
}

std::vector<Event> TestCliCollect::storedEvents() const
{
    const auto file = HistoryFile::open(historyFile());
    const auto nodes = (*file)->nodes();
    const std::vector<NodeId> ids{nodes->front().node};
    return (*file)->events(ids, 0, SystemClock().nowMs() + 60'000).value();
}

void TestCliCollect::aTimedRunStoresEverySample()
{
    FakeServer server;
    server.answer("INFO", FakeServer::bulk("redis_version:7.0.15\r\nused_memory:1000\r\n"));
    QElapsedTimer taken;
    taken.start();
    const auto process = m_cli->start(
        {u"collect"_s, u"--cache"_s, server.endpoint().url(), u"--interval"_s, u"250"_s, u"--duration"_s, u"2"_s});
    QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 60'000);
    QVERIFY(taken.elapsed() >= 2000);
    const CliResult result = CliRunner::wait(*process);
    QVERIFY2(result.exitCode == 0, result.err);
    QCOMPARE(result.out, QByteArray());
    QVERIFY2(result.err.contains("Collecting") && result.err.contains("Nodes that answer: 1 of 1;"),
             result.err.constData());
    const auto times = storedTimes();
    const auto answered = static_cast<std::size_t>(server.countOf("INFO everything"));
    QVERIFY2(times.size() >= 2 && times.size() <= answered && times.size() + 1 >= answered,
             qPrintable(u"%1 of %2"_s.arg(times.size()).arg(answered)));
    QVERIFY(std::is_sorted(times.begin(), times.end()));
    QVERIFY2(times.back() - times.front() >= 250 * (static_cast<TimeMs>(times.size()) - 2),
             "more than one an interval");
}

void TestCliCollect::runsOfTheSameServerContinueTheSameHistory()
{
    QCOMPARE(m_cli->run(collectLine() << u"--duration"_s << u"0.6"_s).exitCode, 0);
    const auto first = storedTimes().size();
    QCOMPARE(m_cli->run(collectLine() << u"--duration"_s << u"0.6"_s).exitCode, 0);
    QVERIFY(storedTimes().size() > first);
    QCOMPARE(HistoryFile::open(historyFile()).value()->nodes()->size(), std::size_t(1));
}

void TestCliCollect::configuredCachesAreCollected()
{
    QCOMPARE(
        m_cli->run({u"caches"_s, u"add"_s, u"shop"_s, m_redis->endpoint().url(), u"--interval"_s, u"250"_s}).exitCode,
        0);
    QCOMPARE(m_cli->run({u"collect"_s, u"--duration"_s, u"0.6"_s}).exitCode, 0);
    const auto nodes = HistoryFile::open(historyFile()).value()->nodes();
    QCOMPARE(nodes->size(), std::size_t(1));
    QCOMPARE(nodes->front().cacheName, u"shop"_s);
    QVERIFY(m_cli->run({u"collect"_s, u"--cache"_s, u"shp"_s}).err.contains("Did you mean \"shop\"?"));
}

void TestCliCollect::sigtermWritesWhatIsLeft()
{
    const auto process = m_cli->start(collectLine());
    QVERIFY(waitForSamples(3));
    ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
    const CliResult result = CliRunner::wait(*process);
    QVERIFY2(result.exitCode == 0, result.err);
    QVERIFY2(!QFile::exists(historyFile() + u"-wal"_s) || QFile(historyFile() + u"-wal"_s).size() == 0, "checkpointed");
}

void TestCliCollect::aNormalEndLosesNothing_data()
{
    QTest::addColumn<QStringList>("command"); // none: a window
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("answers"); // after which it is ended
    QTest::newRow("collect, SIGTERM") << QStringList{u"collect"_s} << SIGTERM << 7;
    QTest::newRow("collect, Ctrl+C, all read and little written") << QStringList{u"collect"_s} << SIGINT << 10;
    QTest::newRow("a window, SIGTERM") << QStringList() << SIGTERM << 7;
}

/// SIGTERM closes the window as its button does, and quits as the end of a session does.
void TestCliCollect::aNormalEndLosesNothing()
{
    QFETCH(QStringList, command);
    QFETCH(int, signal);
    QFETCH(int, answers);
    FakeServer server;
    server.answer("INFO", FakeServer::bulk("redis_version:7.0.15\r\nused_memory:1000\r\n"));
    QCOMPARE(
        m_cli->run({u"caches"_s, u"add"_s, u"shop"_s, server.endpoint().url(), u"--interval"_s, u"250"_s}).exitCode, 0);
    const auto process = m_cli->start(command);
    QTRY_VERIFY_WITH_TIMEOUT(server.countOf("INFO everything") >= answers, 30000);
    ::kill(static_cast<pid_t>(process->processId()), signal);
    QCOMPARE(CliRunner::wait(*process).exitCode, 0);
    // The answer to the last one may have come too late for it.
    const auto answered = static_cast<std::size_t>(server.countOf("INFO everything"));
    const std::size_t stored = storedTimes().size();
    QVERIFY2(stored + 1 >= answered, qPrintable(u"%1 of %2"_s.arg(stored).arg(answered)));
}

void TestCliCollect::killLosesAtMostSeconds()
{
    FakeServer server;
    server.answer("INFO", FakeServer::bulk("redis_version:7.0.15\r\nused_memory:1000\r\n"));
    const QStringList line{u"collect"_s, u"--cache"_s, server.endpoint().url(), u"--interval"_s, u"250"_s};
    const auto process = m_cli->start(line);
    QVERIFY(waitForSamples(8));
    process->kill();
    CliRunner::wait(*process);
    const auto times = storedTimes();
    QVERIFY(times.size() >= 8);
    // Polls, not time: a machine that gives the collector no time loses nothing by it.
    const auto lost = server.countOf("INFO everything") - static_cast<qsizetype>(times.size());
    QVERIFY2(lost <= 5000 / 250, qPrintable(QString::number(lost)));
    const auto next = m_cli->start(QStringList(line) << u"--duration"_s << u"0.6"_s);
    QTRY_COMPARE_WITH_TIMEOUT(next->state(), QProcess::NotRunning, 60'000);
    QVERIFY2(CliRunner::wait(*next).exitCode == 0, "and it goes on from there");
    QVERIFY(storedTimes().size() > times.size());
}

void TestCliCollect::aSecondCollectorIsToldWhoCollects()
{
    const auto process = m_cli->start(collectLine());
    QVERIFY(waitForSamples(1));
    const CliResult second = m_cli->run(collectLine() << u"--duration"_s << u"1"_s);
    QCOMPARE(second.exitCode, 69);
    QVERIFY2(second.err.contains(QByteArray::number(process->processId())), second.err.constData());
    QCOMPARE(process->state(), QProcess::Running);
    process->terminate();
    QCOMPARE(CliRunner::wait(*process).exitCode, 0);
}

void TestCliCollect::aSecondProcessTakesOver_data()
{
    QTest::addColumn<QStringList>("first"); // without a command: a window
    QTest::addColumn<QStringList>("second");
    QTest::addColumn<int>("signal");
    const QStringList window;
    const QStringList collect{u"collect"_s};
    QTest::newRow("collect from collect that ends") << collect << collect << SIGTERM;
    QTest::newRow("collect from collect that is killed") << collect << collect << SIGKILL;
    QTest::newRow("a window from collect that ends") << collect << window << SIGTERM;
    QTest::newRow("a window from collect that is killed") << collect << window << SIGKILL;
    QTest::newRow("collect from a window that ends") << window << collect << SIGTERM;
    QTest::newRow("collect from a window that is killed") << window << collect << SIGKILL;
}

void TestCliCollect::aSecondProcessTakesOver()
{
    QFETCH(QStringList, first);
    QFETCH(QStringList, second);
    QFETCH(int, signal);
    QCOMPARE(
        m_cli->run({u"caches"_s, u"add"_s, u"shop"_s, m_redis->endpoint().url(), u"--interval"_s, u"250"_s}).exitCode,
        0);
    const auto holder = [this] {
        QFile lock(historyFile() + u".lock"_s);
        return lock.open(QIODevice::ReadOnly) ? lock.readAll().trimmed().toLongLong() : 0;
    };
    const auto one = m_cli->start(first);
    QVERIFY(waitForSamples(1));
    QCOMPARE(holder(), one->processId());
    const auto two = m_cli->start(second);
    QByteArray said;
    const auto says = [&](const char* words) { return (said += two->readAllStandardError()).contains(words); };
    if (!second.isEmpty()) {
        QTRY_VERIFY_WITH_TIMEOUT(says("waits, and collects when that one ends"), 30'000);
        QVERIFY2(said.contains(QByteArray::number(one->processId())), said.constData());
    }
    ::kill(static_cast<pid_t>(one->processId()), signal);
    QVERIFY(one->waitForFinished());
    const auto stored = storedTimes();
    const TimeMs endedMs = SystemClock().nowMs();
    QTRY_COMPARE_WITH_TIMEOUT(holder(), two->processId(), 30'000);
    QVERIFY(waitForSamples(stored.size() + 2));
    const auto times = storedTimes();
    QVERIFY2(std::equal(stored.begin(), stored.end(), times.begin()), "what the first stored is still there");
    QVERIFY2(times[stored.size()] - endedMs <= 8000, qPrintable(QString::number(times[stored.size()] - endedMs)));
    two->terminate();
    QCOMPARE(CliRunner::wait(*two).exitCode, 0);
}

void TestCliCollect::aRestartIsStoredAsAnEvent()
{
    const auto process = m_cli->start(collectLine());
    QVERIFY(waitForSamples(3));
    m_redis->kill();
    QTRY_VERIFY_WITH_TIMEOUT(!storedEvents().empty(), 30'000);
    QVERIFY(m_redis->restart().ok());
    const auto saw = [this](EventKind kind) {
        const auto events = storedEvents();
        return std::any_of(events.begin(), events.end(), [kind](const Event& event) { return event.kind == kind; });
    };
    QTRY_VERIFY_WITH_TIMEOUT(saw(EventKind::Restart), 30'000);
    QVERIFY(saw(EventKind::Unreachable));
    QVERIFY(saw(EventKind::Reachable));
    process->terminate();
    const CliResult result = CliRunner::wait(*process);
    QCOMPARE(result.exitCode, 0);
    const QByteArray address = m_redis->endpoint().address().toUtf8();
    QVERIFY2(result.err.contains("cacheledger: " + address + " answers again."), result.err.constData());
    QVERIFY2(result.err.contains("cacheledger: " + address + ": The server restarted."), result.err.constData());
    const CliResult exported = m_cli->run({u"export"_s, u"--cache"_s, m_redis->endpoint().address(), u"--metric"_s,
                                           u"commands_per_second"_s, u"--from"_s, u"now-10m"_s});
    QVERIFY2(exported.exitCode == 0, exported.err);
    for (const QByteArray& line : exported.out.trimmed().split('\n').mid(1))
        QVERIFY2(!line.contains(",-"), line.constData());
}

void TestCliCollect::aFileSizeLimitIsAFullDisk()
{
    QProcess shell;
    QStringList line{u"-c"_s,        u"ulimit -f 200; exec \"$@\""_s,
                     u"sh"_s,        QStringLiteral(CACHELEDGER_BINARY),
                     u"--profile"_s, m_cli->profileDir()};
    shell.start(u"bash"_s, line + collectLine());
    QByteArray err;
    QTRY_VERIFY_WITH_TIMEOUT((err += shell.readAllStandardError()).contains("history.sqlite cannot grow"), 30'000);
    QCOMPARE(shell.state(), QProcess::Running);
    shell.terminate();
    QVERIFY(shell.waitForFinished());
    QCOMPARE(shell.exitStatus(), QProcess::NormalExit);
    QVERIFY(!storedTimes().empty());
}

/// A small disk of its own under a profile; for root only.
class SmallDisk
{
public:
    explicit SmallDisk(const QString& folder) : m_folder(folder)
    {
        QDir().mkpath(folder);
        m_mounted = run(u"mount -t tmpfs -o size=1m tmpfs "_s + folder);
    }
    ~SmallDisk()
    {
        if (m_mounted)
            run(u"umount -l "_s + m_folder);
    }
    bool isMounted() const { return m_mounted; }
    bool setReadOnly(bool readOnly)
    {
        return run(u"mount -o remount,%1 "_s.arg(readOnly ? u"ro"_s : u"rw"_s) + m_folder);
    }
    static bool run(const QString& line)
    {
        QProcess shell;
        shell.start(u"sh"_s, {u"-c"_s, line + u" 2>/dev/null"_s});
        return shell.waitForFinished() && shell.exitCode() == 0;
    }

private:
    QString m_folder;
    bool m_mounted = false;
};

void TestCliCollect::aFullDiskPausesAndResumes()
{
    const QString folder = m_cli->profileDir() + u"/data"_s;
    const SmallDisk disk(folder);
    if (!disk.isMounted())
        QSKIP("only root can mount a small disk; tst_historyfaults fills one without");
    const auto process = m_cli->start(collectLine());
    QVERIFY(waitForSamples(2));
    QByteArray err;
    const auto says = [&](const char* words) { return (err += process->readAllStandardError()).contains(words); };
    // dd ends when there is no room.
    SmallDisk::run(u"dd if=/dev/zero bs=1k of=%1/filler"_s.arg(folder));
    QTRY_VERIFY_WITH_TIMEOUT(says("history.sqlite cannot grow"), 60000);
    const TimeMs fullMs = SystemClock().nowMs();
    QVERIFY(QFile::remove(folder + u"/filler"_s));
    QTRY_VERIFY_WITH_TIMEOUT(says("can be written again"), 30'000);
    process->terminate();
    QCOMPARE(CliRunner::wait(*process).exitCode, 0);
    // What was collected while the disk was full is there.
    const auto times = storedTimes();
    const auto missing = [](TimeMs a, TimeMs b) { return b - a > 1000; };
    QVERIFY(times.front() < fullMs && times.back() > fullMs);
    QVERIFY2(std::adjacent_find(times.begin(), times.end(), missing) == times.end(), err.constData());
}

void TestCliCollect::aDiskThatBecomesReadOnlyIsTold()
{
    const QString folder = m_cli->profileDir() + u"/data"_s;
    SmallDisk disk(folder);
    if (!disk.isMounted())
        QSKIP("only root can mount a disk; tst_historyfaults does without");
    QVERIFY(disk.setReadOnly(true));
    const CliResult atStart = m_cli->run(collectLine() << u"--duration"_s << u"1"_s);
    QCOMPARE(atStart.exitCode, 74);
    QVERIFY2(atStart.err.contains("cannot be written"), atStart.err.constData());
    QVERIFY(disk.setReadOnly(false));
    const auto process = m_cli->start(collectLine());
    QVERIFY(waitForSamples(1));
    // A file that is open for writing keeps a disk from being remounted read-only: its user is told by the write.
    if (disk.setReadOnly(true)) {
        QTRY_VERIFY_WITH_TIMEOUT(process->readAllStandardError().contains("cannot be written"), 30'000);
        QVERIFY(disk.setReadOnly(false));
    }
    process->terminate();
    QCOMPARE(CliRunner::wait(*process).exitCode, 0);
}

void TestCliCollect::aReaderOfMessagesThatLeavesEndsNothing()
{
    QProcess shell;
    const QStringList line{u"-c"_s,        u"\"$@\" 2> >(exec head -n 1)"_s,
                           u"sh"_s,        QStringLiteral(CACHELEDGER_BINARY),
                           u"--profile"_s, m_cli->profileDir()};
    shell.start(u"bash"_s, line + collectLine() + QStringList{u"--duration"_s, u"2"_s});
    QVERIFY(shell.waitForFinished());
    QCOMPARE(shell.exitStatus(), QProcess::NormalExit);
    QCOMPARE(shell.exitCode(), 0);
    QVERIFY(storedTimes().size() >= 5);
}

void TestCliCollect::linesThatAreNotUnderstoodAreToldOnce()
{
    FakeServer server;
    const QByteArray info = FakeServer::bulk("uptime_in_seconds:5\r\nused_memory:1000\r\nno colon\r\nnor here\r\n");
    for (const char* command : {"INFO", "INFO everything"})
        server.answer(command, info);
    const auto collector =
        m_cli->start({u"collect"_s, u"--cache"_s, server.endpoint().address(), u"--interval"_s, u"250"_s});
    QTRY_VERIFY_WITH_TIMEOUT(server.countOf("INFO") + server.countOf("INFO everything") >= 5, 30'000);
    collector->terminate();
    QTRY_COMPARE_WITH_TIMEOUT(collector->state(), QProcess::NotRunning, 30'000);
    const QByteArray said = collector->readAllStandardError();
    const QByteArray line = server.endpoint().address().toUtf8() + ": lines of INFO that were not understood: 2.";
    QVERIFY2(said.count(line) == 1, said);
}

void TestCliCollect::aServerThatIsNotThereIsUnavailable()
{
    m_redis->terminate();
    const CliResult result = m_cli->run(collectLine() << u"--duration"_s << u"0.5"_s);
    QCOMPARE(result.exitCode, 69);
    QVERIFY2(result.err.contains(m_redis->endpoint().address().toUtf8()), result.err.constData());
    QVERIFY2(result.err.count("Nothing accepts connections") == 1, result.err.constData());
}

void TestCliCollect::aWrongPasswordIsAPermission()
{
    LocalRedis locked;
    QVERIFY(locked.start({u"--requirepass"_s, u"s3cret"_s}).ok());
    m_cli->setVariable(u"CACHELEDGER_PASSWORD"_s, u"wr0ng"_s);
    const CliResult result =
        m_cli->run({u"collect"_s, u"--cache"_s, locked.endpoint().url(), u"--duration"_s, u"0.5"_s});
    QCOMPARE(result.exitCode, 77);
    QVERIFY(!result.err.contains("wr0ng"));
}

void TestCliCollect::aFileThatIsNoHistoryIsLeftAlone()
{
    QVERIFY(QDir().mkpath(m_cli->profileDir() + u"/data"_s));
    const QByteArray garbage(100'000, 'g');
    m_cli->writeFile(u"profile/data/history.sqlite"_s, garbage);
    const CliResult result = m_cli->run(collectLine() << u"--duration"_s << u"0.5"_s);
    QCOMPARE(result.exitCode, 74);
    QVERIFY2(result.err.contains("history.sqlite"), result.err.constData());
    QFile file(historyFile());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll() == garbage);
    const CliResult exported =
        m_cli->run({u"export"_s, u"--cache"_s, u"a"_s, u"--metric"_s, u"hit_ratio"_s, u"--from"_s, u"now-1h"_s});
    QCOMPARE(exported.exitCode, 74);
}

QTEST_GUILESS_MAIN(TestCliCollect)
#include "tst_clicollect.moc"
