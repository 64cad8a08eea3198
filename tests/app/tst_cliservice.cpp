// SPDX-License-Identifier: GPL-3.0-or-later
// `collect` under a service manager, which is played by a socket that the real binary tells how it is.
#include "cliprocess.h"

#include "history/historyfile.h"
#include "metrics/clock.h"
#include "redis/localredis.h"

#include <QtCore/QFile>
#include <QtTest/QTest>

#include <csignal>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// What systemd listens on.
class NotifySocket
{
public:
    explicit NotifySocket(const QString& path)
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const QByteArray name = QFile::encodeName(path);
        std::copy(name.begin(), name.end(), address.sun_path);
        m_socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        m_bound = ::bind(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~NotifySocket() { ::close(m_socket); }

    bool isBound() const { return m_bound; }
    /// All that was told so far.
    const QByteArrayList& messages()
    {
        char buffer[4096];
        for (ssize_t size = 0; (size = ::recv(m_socket, buffer, sizeof buffer, 0)) > 0;)
            m_messages << QByteArray(buffer, size);
        return m_messages;
    }
    qsizetype count(const QByteArray& beginning)
    {
        const QByteArrayList& all = messages();
        return std::count_if(all.begin(), all.end(),
                             [&](const QByteArray& message) { return message.startsWith(beginning); });
    }

private:
    int m_socket = -1;
    bool m_bound = false;
    QByteArrayList m_messages;
};

class TestCliService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_cli = std::make_unique<CliRunner>();
        m_redis = std::make_unique<LocalRedis>();
        QVERIFY(m_redis->start().ok());
        addCache(u"shop"_s);
        m_manager = std::make_unique<NotifySocket>(m_cli->path(u"notify"_s));
        QVERIFY(m_manager->isBound());
        m_cli->setVariable(u"NOTIFY_SOCKET"_s, m_cli->path(u"notify"_s));
    }

    void readyReloadedAndStopped()
    {
        const auto process = m_cli->start({u"collect"_s});
        QTRY_COMPARE_WITH_TIMEOUT(m_manager->count("READY=1"), 1, 30'000);
        QVERIFY2(m_manager->messages().back().contains("STATUS=Collecting shop."), m_manager->messages().back());
        QTRY_VERIFY_WITH_TIMEOUT(samplesOf(u"shop"_s) >= 2, 30'000);

        addCache(u"search"_s);
        ::kill(static_cast<pid_t>(process->processId()), SIGHUP);
        QTRY_COMPARE_WITH_TIMEOUT(m_manager->count("READY=1"), 2, 30'000);
        QCOMPARE(m_manager->count("RELOADING=1\nMONOTONIC_USEC="), 1);
        QVERIFY2(m_manager->messages().back().contains("shop, search"), m_manager->messages().back());
        QTRY_VERIFY_WITH_TIMEOUT(samplesOf(u"search"_s) >= 2, 30'000);

        QCOMPARE(m_cli->run({u"caches"_s, u"remove"_s, u"shop"_s}).exitCode, 0);
        ::kill(static_cast<pid_t>(process->processId()), SIGHUP);
        QTRY_COMPARE_WITH_TIMEOUT(m_manager->count("READY=1"), 3, 30'000);
        const auto othersPass = [this](qsizetype more) {
            const qsizetype until = samplesOf(u"search"_s) + more;
            return QTest::qWaitFor([&] { return samplesOf(u"search"_s) >= until; }, 60'000);
        };
        QVERIFY(othersPass(8)); // what was on its way is written
        const qsizetype before = samplesOf(u"shop"_s);
        QVERIFY(othersPass(8));
        QVERIFY2(samplesOf(u"shop"_s) == before, "a removed cache is not asked any more");

        ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
        const CliResult result = CliRunner::wait(*process);
        QVERIFY2(result.exitCode == 0, result.err);
        QCOMPARE(m_manager->count("STOPPING=1"), 1);
    }

    void aReloadOfABrokenFileKeepsWhatWas()
    {
        const auto process = m_cli->start({u"collect"_s});
        QTRY_COMPARE_WITH_TIMEOUT(m_manager->count("READY=1"), 1, 30'000);
        QFile file(m_cli->profileDir() + u"/config/caches.json"_s);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{ broken") > 0);
        file.close();
        ::kill(static_cast<pid_t>(process->processId()), SIGHUP);
        QTRY_COMPARE_WITH_TIMEOUT(m_manager->count("READY=1"), 2, 30'000);
        const qsizetype before = samplesOf(u"shop"_s);
        QTRY_VERIFY_WITH_TIMEOUT(samplesOf(u"shop"_s) >= before + 4, 30'000);
        ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
        const CliResult result = CliRunner::wait(*process);
        QVERIFY2(result.exitCode == 0, result.err);
        QVERIFY2(result.err.contains("is not valid JSON") && result.err.contains("as they were before"), result.err);
    }

    void theWatchdogIsAnsweredWhileItTurns()
    {
        m_cli->setVariable(u"WATCHDOG_USEC"_s, u"300000"_s);
        const auto process = m_cli->start({u"collect"_s});
        QTRY_VERIFY_WITH_TIMEOUT(m_manager->count("WATCHDOG=1") >= 3, 30'000);
        ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
        QCOMPARE(CliRunner::wait(*process).exitCode, 0);
    }

    void aWatchdogOfAnotherProcessIsNotAnswered()
    {
        m_cli->setVariable(u"WATCHDOG_USEC"_s, u"100000"_s);
        m_cli->setVariable(u"WATCHDOG_PID"_s, u"1"_s);
        const auto process = m_cli->start({u"collect"_s, u"--duration"_s, u"2"_s});
        const CliResult result = CliRunner::wait(*process);
        QVERIFY2(result.exitCode == 0, result.err);
        QVERIFY(m_manager->count("READY=1") >= 1);
        QCOMPARE(m_manager->count("WATCHDOG=1"), 0);
    }

    void aManagerThatIsGoneIsNoMatter_data()
    {
        QTest::addColumn<QString>("address");
        QTest::newRow("nobody listens") << u"/run/nobody/here"_s;
        QTest::newRow("an abstract one that is gone") << u"@cacheledger-nobody"_s;
        QTest::newRow("too long") << QString(u'/' + QString(200, u'x'));
        QTest::newRow("no address") << u"unix:1"_s;
    }

    void aManagerThatIsGoneIsNoMatter()
    {
        QFETCH(QString, address);
        m_cli->setVariable(u"NOTIFY_SOCKET"_s, address);
        const CliResult result = m_cli->run({u"collect"_s, u"--duration"_s, u"1"_s});
        QVERIFY2(result.exitCode == 0, result.err);
    }

private:
    void addCache(const QString& name) const
    {
        QCOMPARE(
            m_cli->run({u"caches"_s, u"add"_s, name, m_redis->endpoint().url(), u"--interval"_s, u"250"_s}).exitCode,
            0);
    }
    qsizetype samplesOf(const QString& cache) const
    {
        const auto file = HistoryFile::open(m_cli->profileDir() + u"/data/history.sqlite"_s);
        const auto nodes = file ? (*file)->nodes() : Result<std::vector<KnownNode>>(std::vector<KnownNode>());
        qsizetype count = 0;
        const std::vector<std::string> metrics{"used_memory"};
        for (const KnownNode& node : nodes ? *nodes : std::vector<KnownNode>()) {
            if (node.cacheName != cache)
                continue;
            (void)(*file)->readRaw(node.node, metrics, 0, SystemClock().nowMs() + 60'000, [&](const SampleRun& run) {
                count += std::ssize(run.times);
                return true;
            });
        }
        return count;
    }

    std::unique_ptr<CliRunner> m_cli;
    std::unique_ptr<LocalRedis> m_redis;
    std::unique_ptr<NotifySocket> m_manager;
};

QTEST_GUILESS_MAIN(TestCliService)
#include "tst_cliservice.moc"
