// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include "config/profile.h"
#include "history/historyfile.h"
#include "redis/localredis.h"

#include <QtCore/QDateTime>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtCore/QTimeZone>
#include <QtTest/QTest>

#include <csignal>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr TimeMs noon = 1'780'315'200'000; // 2026-06-01T12:00:00Z

/// `cacheledger annotate`, `import` and `backfill`, and what `export` makes of it.
class TestCliMove : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_redis.start().ok()); }
    void init() { m_cli = std::make_unique<CliRunner>(); }
    void aNoteReachesARunningCollector();
    void aNoteWaitsForTheNextCollector();
    void importRefusesAHistoryInUse();
    void whatCollectStoredMovesToAnotherProfile_data();
    void whatCollectStoredMovesToAnotherProfile();
    void openMetricsFollowsItsGrammar();
    void aMissingFileIsAllThatIsSaid_data();
    void aMissingFileIsAllThatIsSaid();
    void columnsAreMapped();
    void faultsAreSaidWithFileAndLine_data();
    void faultsAreSaidWithFileAndLine();
    void dumpsAreDatedAndTakenOnce();
    void dumpsTellWhatChanged();
    void dumpsWithoutADateAreLeftOut();

private:
    QString historyFile() const { return Profile::under(m_cli->profileDir()).historyFile(); }
    std::vector<Event> events() const;
    QStringList textsOf(EventKind kind) const;
    CliResult collect(const QString& seconds) const
    {
        return m_cli->run({u"collect"_s, u"--cache"_s, m_redis.endpoint().url(), u"--interval"_s, u"250"_s,
                           u"--duration"_s, seconds});
    }
    CliResult exported(const CliRunner& cli, const QString& format) const
    {
        return cli.run({u"export"_s, u"--cache"_s, m_redis.endpoint().address(), u"--metric"_s, u"all"_s, u"--from"_s,
                        u"now-10m"_s, u"--resolution"_s, u"raw"_s, u"--format"_s, format});
    }
    static QByteArray dump(const QByteArray& policy, int uptime, const QByteArray& more = {})
    {
        return "# Server\r\nredis_version:7.0.15\r\nrun_id:abc\r\nuptime_in_seconds:" + QByteArray::number(uptime) +
               "\r\n" + more + "\r\n# Memory\r\nused_memory:1000\r\nmaxmemory_policy:" + policy + "\r\n";
    }

    LocalRedis m_redis;
    std::unique_ptr<CliRunner> m_cli;
};

std::vector<Event> TestCliMove::events() const
{
    const auto file = HistoryFile::open(historyFile());
    const auto nodes = file ? (*file)->nodes() : file.error();
    std::vector<NodeId> ids;
    if (nodes)
        for (const KnownNode& node : *nodes)
            ids.push_back(node.node);
    const auto found = file ? (*file)->events(ids, 0, std::numeric_limits<TimeMs>::max()) : file.error();
    return found ? *found : std::vector<Event>();
}

QStringList TestCliMove::textsOf(EventKind kind) const
{
    QStringList texts;
    for (const Event& event : events())
        if (event.kind == kind)
            texts << event.text;
    return texts;
}

void TestCliMove::aNoteReachesARunningCollector()
{
    const auto collector = m_cli->start({u"collect"_s, u"--cache"_s, m_redis.endpoint().url()});
    QTRY_VERIFY_WITH_TIMEOUT(!events().empty() || HistoryFile::open(historyFile()).ok(), 30'000);
    const CliResult noted = m_cli->run({u"annotate"_s, u"--cache"_s, m_redis.endpoint().url(), u"--at"_s, u"-1m"_s,
                                        u"--kind"_s, u"deploy"_s, u"shop"_s, u"2.4.1"_s});
    QVERIFY2(noted.exitCode == 0, noted.err);
    QTRY_COMPARE(textsOf(EventKind::Deploy), QStringList{u"shop 2.4.1"_s});
    ::kill(static_cast<pid_t>(collector->processId()), SIGTERM);
    QCOMPARE(CliRunner::wait(*collector).exitCode, 0);
}

void TestCliMove::aNoteWaitsForTheNextCollector()
{
    QCOMPARE(m_cli->run({u"annotate"_s, u"--cache"_s, m_redis.endpoint().url(), u"before the first sample"_s}).exitCode,
             0);
    QCOMPARE(collect(u"1"_s).exitCode, 0);
    QCOMPARE(textsOf(EventKind::Note), QStringList{u"before the first sample"_s});
    QCOMPARE(m_cli->run({u"annotate"_s, u"--cache"_s, u"nowhere"_s, u"x"_s}).exitCode, 64);
}

void TestCliMove::importRefusesAHistoryInUse()
{
    const QString file = m_cli->writeFile(u"a.csv"_s, "time,used_memory\n1780315200,5\n");
    const auto collector = m_cli->start({u"collect"_s, u"--cache"_s, m_redis.endpoint().url()});
    QTRY_VERIFY_WITH_TIMEOUT(HistoryFile::open(historyFile()).ok(), 30'000);
    const CliResult refused = m_cli->run({u"import"_s, file, u"--cache"_s, m_redis.endpoint().url()});
    QCOMPARE(refused.exitCode, 69);
    QVERIFY2(refused.err.contains("is in use by process " + QByteArray::number(collector->processId())), refused.err);
    QVERIFY2(refused.err.contains("then import again"), refused.err);
    ::kill(static_cast<pid_t>(collector->processId()), SIGTERM);
    CliRunner::wait(*collector);
}

void TestCliMove::whatCollectStoredMovesToAnotherProfile_data()
{
    QTest::addColumn<QString>("format");
    for (const char* format : {"csv", "json", "openmetrics"})
        QTest::newRow(format) << QString::fromLatin1(format);
}

void TestCliMove::whatCollectStoredMovesToAnotherProfile()
{
    QFETCH(QString, format);
    QCOMPARE(collect(u"1.5"_s).exitCode, 0);
    const CliResult first = exported(*m_cli, format);
    QVERIFY2(first.exitCode == 0 && first.out.size() > 1000, first.err);
    const CliRunner other;
    const QStringList line{u"import"_s, other.writeFile(u"moved"_s, first.out), u"--cache"_s,
                           m_redis.endpoint().address()};
    const CliResult moved = other.run(line);
    QVERIFY2(moved.exitCode == 0, moved.err);
    QVERIFY2(moved.err.contains(" 0 changed, 0 there already"), moved.err);
    QCOMPARE(exported(other, format).out, first.out);
    QVERIFY(other.run(line).err.contains("Samples: 0 new, 0 changed"));
}

/// The part of OpenMetrics 1.0's grammar that an exposition without exemplars uses.
void TestCliMove::openMetricsFollowsItsGrammar()
{
    QCOMPARE(collect(u"1"_s).exitCode, 0);
    const QByteArray text = exported(*m_cli, u"openmetrics"_s).out;
    QVERIFY(text.endsWith("\n# EOF\n"));
    static const QRegularExpression type(u"^# TYPE ([a-zA-Z_][a-zA-Z0-9_]*) (gauge|counter|unknown)$"_s);
    static const QRegularExpression sample(
        u"^([a-zA-Z_][a-zA-Z0-9_]*)\\{cache=\"[^\"]+\",node=\"[^\"]+\",metric=\"([^\"]+)\"\\} "
        "(-?[0-9.]+(?:e[+-]?[0-9]+)?|\\+Inf|-Inf) ([0-9]+\\.[0-9]{3})$"_s);
    QStringList families;
    QString name;
    QString kind;
    double lastTime = 0;
    int samples = 0;
    const QList<QByteArray> lines = text.chopped(7).split('\n');
    for (const QByteArray& bytes : lines) {
        const QString line = QString::fromUtf8(bytes);
        if (const auto match = type.match(line); match.hasMatch()) {
            name = match.captured(1);
            kind = match.captured(2);
            lastTime = 0;
            QVERIFY2(!families.contains(name), "a family is in one piece");
            families << name;
        } else if (line.startsWith(u"# UNIT "_s)) {
            const QStringList words = line.split(u' ');
            QVERIFY2(words.size() == 4 && words[2] == name && name.endsWith(u'_' + words[3]), bytes.constData());
        } else if (line.startsWith(u"# HELP "_s)) {
            QVERIFY2(line.startsWith(u"# HELP "_s + name + u' '), bytes.constData());
        } else {
            const auto found = sample.match(line);
            QVERIFY2(found.hasMatch(), bytes.constData());
            QCOMPARE(found.captured(1), kind == u"counter"_s ? name + u"_total"_s : name);
            QVERIFY(found.captured(4).toDouble() > lastTime);
            lastTime = found.captured(4).toDouble();
            ++samples;
        }
    }
    QVERIFY(families.contains(u"cacheledger_used_memory_bytes"_s));
    QVERIFY(families.contains(u"cacheledger_keyspace_hits"_s));
    QVERIFY(samples > 200);
}

void TestCliMove::aMissingFileIsAllThatIsSaid_data()
{
    QTest::addColumn<QString>("command");
    QTest::newRow("import") << u"import"_s;
    QTest::newRow("backfill") << u"backfill"_s;
}

void TestCliMove::aMissingFileIsAllThatIsSaid()
{
    QFETCH(QString, command);
    const CliResult result = m_cli->run({command, u"/nonexistent/rows"_s, u"--cache"_s, u"127.0.0.1:1"_s});
    QCOMPARE(result.exitCode, 74);
    QCOMPARE(result.err.count('\n'), 1);
    QVERIFY2(result.err.contains("/nonexistent/rows cannot be read"), result.err);
    const CliResult folder = m_cli->run({command, m_cli->path({}), u"--cache"_s, u"127.0.0.1:1"_s});
    QVERIFY2(folder.err.contains("it is a folder"), folder.err);
}

void TestCliMove::columnsAreMapped()
{
    const QString file = m_cli->writeFile(u"a.csv"_s, "When;Mem=peak;Note\n1780315200;5;x\n");
    const CliResult done = m_cli->run({u"import"_s, file, u"--cache"_s, u"shop"_s, u"--map"_s, u"When=time"_s,
                                       u"--map"_s, u"Mem=peak=used_memory"_s, u"--map"_s, u"Note="_s});
    QVERIFY2(done.exitCode == 0, done.err);
    QVERIFY2(done.err.contains("No cache is named \"shop\" yet"), done.err);
    const CliResult out = m_cli->run({u"export"_s, u"--cache"_s, u"shop"_s, u"--metric"_s, u"used_memory"_s,
                                      u"--from"_s, u"1780315000"_s, u"--resolution"_s, u"raw"_s});
    QCOMPARE(out.out, QByteArray("time,node,used_memory\r\n2026-06-01T12:00:00.000Z,shop,5\r\n"));
    QCOMPARE(m_cli->run({u"import"_s, file, u"--cache"_s, u"shop"_s, u"--map"_s, u"nonsense"_s}).exitCode, 64);
}

void TestCliMove::faultsAreSaidWithFileAndLine_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("no time") << QByteArray("a,b\n1,2\n") << 64 << QByteArray("Line 1: the header has no column");
    QTest::newRow("rows that are none") << QByteArray("time,used_memory\nx,1\ny,2\n") << 64
                                        << QByteArray("No row could be taken.");
    QTest::newRow("some rows") << QByteArray("time,used_memory\nx,1\n1780315200,2\n") << 0
                               << QByteArray("line 2: “x” is no time.");
    QTest::newRow("minutes") << QByteArray(
                                    "time,node,used_memory,used_memory.min,used_memory.max\n1780315200,a,2,1,3\n")
                             << 64 << QByteArray("--as-samples");
}

void TestCliMove::faultsAreSaidWithFileAndLine()
{
    QFETCH(QByteArray, text);
    QFETCH(int, code);
    QFETCH(QByteArray, said);
    const CliResult done =
        m_cli->run({u"import"_s, m_cli->writeFile(u"a.csv"_s, text), u"--cache"_s, m_redis.endpoint().url()});
    QCOMPARE(done.exitCode, code);
    QVERIFY2(done.err.contains(said), done.err);
    QVERIFY2(done.err.contains("a.csv") || code != 64 || said.startsWith("No row"), done.err);
}

void TestCliMove::dumpsAreDatedAndTakenOnce()
{
    const QString named = m_cli->writeFile(u"info-20260601T120200Z.txt"_s, dump("noeviction", 520));
    const QString many = m_cli->writeFile(u"many.txt"_s, "# 2026-06-01T12:01:00Z\n" + dump("noeviction", 460) + "\n" +
                                                             "1780315200\n" + dump("noeviction", 400));
    const QString clock =
        m_cli->writeFile(u"clock.txt"_s, dump("noeviction", 580, "server_time_usec:1780315380000000\r\n"));
    const QString odd = m_cli->writeFile(u"x1780315440y.txt"_s, dump("noeviction", 640));
    const QStringList line{u"backfill"_s, named, many, clock, odd, u"--cache"_s, m_redis.endpoint().url()};
    const CliResult done = m_cli->run(line);
    QVERIFY2(done.exitCode == 0, done.err);
    QVERIFY2(done.err.contains("Samples: 5 new, 0 changed, 0 there already (2026-06-01T12:00:00.000Z to "
                               "2026-06-01T12:04:00.000Z)"),
             done.err);
    const CliResult again = m_cli->run(line);
    QVERIFY2(again.err.contains("Samples: 0 new, 0 changed, 5 there already"), again.err);
    const CliResult pattern =
        m_cli->run({u"backfill"_s, odd, u"--cache"_s, m_redis.endpoint().url(), u"--date-pattern"_s, u"x(\\d+)y"_s});
    QVERIFY2(pattern.err.contains("Samples: 0 new, 0 changed, 1 there already"), pattern.err);
}

void TestCliMove::dumpsTellWhatChanged()
{
    const QString later = m_cli->writeFile(u"1780315260.txt"_s, dump("allkeys-lru", 460));
    const QString first = m_cli->writeFile(u"1780315200.txt"_s, dump("noeviction", 400));
    const QString restarted = m_cli->writeFile(u"1780315320.txt"_s, dump("allkeys-lru", 5).replace("abc", "def"));
    QCOMPARE(m_cli->run({u"backfill"_s, later, first, restarted, u"--cache"_s, m_redis.endpoint().url()}).exitCode, 0);
    QCOMPARE(textsOf(EventKind::ConfigChange),
             QStringList{u"The eviction policy changed from noeviction to allkeys-lru."_s});
    QCOMPARE(textsOf(EventKind::Restart).size(), 1);
    QCOMPARE(events().front().timeMs, noon + 60'000);
}

void TestCliMove::dumpsWithoutADateAreLeftOut()
{
    const QString undated = m_cli->writeFile(u"info.txt"_s, dump("noeviction", 400));
    const QString noInfo = m_cli->writeFile(u"1780315200.txt"_s, "hello: world\n");
    const CliResult done = m_cli->run({u"backfill"_s, undated, noInfo, u"--cache"_s, m_redis.endpoint().url()});
    QCOMPARE(done.exitCode, 64);
    QVERIFY2(done.err.contains("info.txt, line 1: left out, it has no date"), done.err);
    QVERIFY2(done.err.contains("1780315200.txt, line 1: left out, it is not the text of INFO"), done.err);
    QFile file(undated);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(
        file.setFileTime(QDateTime::fromMSecsSinceEpoch(noon, QTimeZone::utc()), QFileDevice::FileModificationTime));
    file.close();
    const CliResult dated =
        m_cli->run({u"backfill"_s, undated, u"--use-mtime"_s, u"--cache"_s, m_redis.endpoint().url()});
    QVERIFY2(dated.exitCode == 0 && dated.err.contains("2026-06-01T12:00:00.000Z"), dated.err);
}

QTEST_GUILESS_MAIN(TestCliMove)
#include "tst_climove.moc"
