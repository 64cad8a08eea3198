// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include "history/historycheck.h"
#include "history/historywriter.h"
#include "sqlite/database.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

#include <atomic>
#include <cmath>
#include <thread>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{

constexpr TimeMs noon = 1'780'315'200'000;

SnapshotPtr poll(int i)
{
    static const auto layout =
        std::make_shared<const SeriesLayout>(std::vector<std::string>{"keyspace_hits", "used_memory", "uptime"});
    static const auto texts = std::make_shared<const TextFields>(TextFields{{"run_id", "run-1"}});
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->node = {u"node-1"_s};
    snapshot->timeMs = noon + i * 1000LL;
    snapshot->intervalMs = 1000;
    snapshot->layout = layout;
    snapshot->texts = texts;
    snapshot->values = {i * 3.0, 5e6 * std::sin(i * 0.37), static_cast<double>(i)};
    return snapshot;
}

} // namespace

/// `cacheledger history ...` against files that a writer made.
class TestCliHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void withoutAHistoryEachSaysSo_data() { commands(); }
    void withoutAHistoryEachSaysSo();
    void aFileThatIsNoHistoryIsLeftAlone_data() { commands(); }
    void aFileThatIsNoHistoryIsLeftAlone();
    void infoTellsWhatThereIs();
    void infoReadsBesideAWriter();
    void verifyFindsAFileSound();
    void verifyNamesWhatIsWrong_data();
    void verifyNamesWhatIsWrong();
    void verifyFindsDamagedPages();
    void damageIsSaidAlikeByAll();
    void aBackupIsConsistentWhileAWriterWrites();
    void aBackupOverwritesNothing();
    void aDamagedHistoryIsNotBackedUp();
    void aBackupIntoNowhereIsNamed();
    void compactGivesSpaceBack();
    void compactLeavesTheFileToAWriter();
    void repairKeepsTheOldFile();
    void repairLeavesTheFileToAWriter();

private:
    void commands();
    QString file() const { return m_cli->profileDir() + u"/data/history.sqlite"_s; }
    void write(int from, int to) const;
    void change(const char* sql) const;
    QByteArray contents() const
    {
        QFile f(file());
        return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray();
    }

    std::unique_ptr<CliRunner> m_cli;
};

void TestCliHistory::init()
{
    m_cli = std::make_unique<CliRunner>();
    QVERIFY(QDir().mkpath(m_cli->profileDir() + u"/data"_s));
}

void TestCliHistory::commands()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("info") << QStringList{u"history"_s, u"info"_s};
    QTest::newRow("info as JSON") << QStringList{u"history"_s, u"info"_s, u"--json"_s};
    QTest::newRow("verify") << QStringList{u"history"_s, u"verify"_s, u"--json"_s};
    QTest::newRow("backup") << QStringList{u"history"_s, u"backup"_s, u"/nonexistent/b.db"_s};
    QTest::newRow("repair") << QStringList{u"history"_s, u"repair"_s};
    QTest::newRow("compact") << QStringList{u"history"_s, u"compact"_s};
}

void TestCliHistory::write(int from, int to) const
{
    const auto writer = HistoryWriter::open(file());
    QVERIFY(writer.ok());
    QVERIFY((*writer)->registerNode({{u"cache-1"_s}, {u"node-1"_s}, u"shop"_s, u"127.0.0.1:6379"_s}).ok());
    std::vector<SnapshotPtr> batch;
    for (int i = from; i < to; ++i)
        batch.push_back(poll(i));
    QVERIFY((*writer)->append(batch).ok());
    QVERIFY((*writer)->compact().ok());
}

void TestCliHistory::change(const char* sql) const
{
    const auto database = Database::open(file(), Database::Mode::Write);
    QVERIFY(database.ok());
    const auto done = (*database)->exec(sql);
    QVERIFY2(done.ok(), done ? "" : qPrintable(done.error().text()));
    QVERIFY((*database)->exec("PRAGMA wal_checkpoint(TRUNCATE)").ok());
}

void TestCliHistory::withoutAHistoryEachSaysSo()
{
    QFETCH(QStringList, arguments);
    const CliResult result = m_cli->run(arguments);
    QCOMPARE(result.exitCode, 74);
    QCOMPARE(result.out, QByteArray());
    QVERIFY2(result.err.contains("There is no history at"), result.err.constData());
    QVERIFY2(QDir(m_cli->profileDir() + u"/data"_s).isEmpty(), "nothing is made by asking");
}

void TestCliHistory::aFileThatIsNoHistoryIsLeftAlone()
{
    QFETCH(QStringList, arguments);
    change("CREATE TABLE recipes(name); INSERT INTO recipes VALUES('soup')");
    const QByteArray before = contents();
    const CliResult result = m_cli->run(arguments);
    QVERIFY(result.exitCode == 74);
    QCOMPARE(contents(), before);
    QCOMPARE(result.out, QByteArray());
}

void TestCliHistory::infoTellsWhatThereIs()
{
    write(0, 1000);
    const CliResult result = m_cli->run({u"history"_s, u"info"_s, u"--json"_s});
    QVERIFY2(result.exitCode == 0, result.err);
    const auto json = nlohmann::json::parse(result.out.toStdString());
    QCOMPARE(json["fileBytes"].get<qint64>(), QFileInfo(file()).size());
    QCOMPARE(json["lastCheck"].is_null(), true);
    const auto& node = json["nodes"].at(0);
    QCOMPARE(node["cache"].get<std::string>(), std::string("shop"));
    QCOMPARE(node["address"].get<std::string>(), std::string("127.0.0.1:6379"));
    const auto& raw = node["tiers"].at(0);
    QCOMPARE(raw["samples"].get<int>(), 1000);
    QVERIFY(raw["blocks"].get<int>() >= 2);
    QCOMPARE(raw["first"].get<std::string>(), std::string("2026-06-01T12:00:00.000Z"));
    QCOMPARE(raw["last"].get<std::string>(), std::string("2026-06-01T12:16:39.000Z"));
    QCOMPARE(node["tiers"].at(1)["tier"].get<std::string>(), std::string("1m"));
    QCOMPARE(node["tiers"].at(1)["samples"].get<int>(), 16);
    // 3 values a poll.
    const double bytes = json["bytesPerValue"].get<double>() * 3000;
    QVERIFY2(std::abs(bytes - json["fileBytes"].get<double>() + json["freeBytes"].get<double>()) < 10,
             result.out.constData());
    const CliResult text = m_cli->run({u"history"_s, u"info"_s});
    QVERIFY2(text.exitCode == 0 && text.out.contains("shop\t127.0.0.1:6379"), text.out.constData());
}

void TestCliHistory::infoReadsBesideAWriter()
{
    const auto writer = HistoryWriter::open(file());
    QVERIFY((*writer)->append(std::vector{poll(0), poll(1)}).ok());
    const CliResult result = m_cli->run({u"history"_s, u"info"_s, u"--json"_s});
    QVERIFY2(result.exitCode == 0, result.err);
    const auto json = nlohmann::json::parse(result.out.toStdString());
    QVERIFY(json["walBytes"].get<qint64>() > 0);
    QCOMPARE(json["nodes"].at(0)["tiers"].at(0)["samples"].get<int>(), 2);
}

void TestCliHistory::verifyFindsAFileSound()
{
    write(0, 5000);
    const CliResult result = m_cli->run({u"history"_s, u"verify"_s, u"--json"_s});
    QVERIFY2(result.exitCode == 0, result.out + result.err);
    const auto json = nlohmann::json::parse(result.out.toStdString());
    QCOMPARE(json["sound"].get<bool>(), true);
    QVERIFY(json["blocks"].get<int>() >= 10);
    QVERIFY(m_cli->run({u"history"_s, u"verify"_s}).out.contains("is sound"));
}

void TestCliHistory::verifyNamesWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* name, const char* sql, const char* said) {
        QTest::newRow(name) << QByteArray(sql) << QByteArray(said);
    };
    row("a block of zeros", "UPDATE block SET data=zeroblob(100) WHERE id=(SELECT max(id) FROM block WHERE tier=0)",
        "It cannot be decoded: block ");
    row("a block that says more than it has",
        "UPDATE block SET count=count+1 WHERE id=(SELECT max(id) FROM block WHERE tier=0)", "something else");
    row("a block before its time",
        "UPDATE block SET first=first-30000 WHERE id=(SELECT max(id) FROM block WHERE tier=0)",
        "It overlaps the one before");
    row("a block without a layout",
        "PRAGMA foreign_keys=OFF; UPDATE block SET layout=77 WHERE id=(SELECT max(id) FROM block WHERE tier=0)",
        "Its layout is missing");
    row("a layout of zeros", "UPDATE layout SET names=zeroblob(10)", "The names cannot be unpacked");
    row("a layout with another hash", "UPDATE layout SET hash=hash+1", "The hash is not that of the names");
    row("sizes that are not those of the blocks", "UPDATE usage SET bytes=bytes+1", "Table usage is not");
    row("a fresh row of another length", "UPDATE hot SET data=x'00'", "It does not fit its layout");
    row("a fresh row within the blocks", "UPDATE hot SET time=1780315200001 WHERE id=(SELECT min(id) FROM hot)",
        "It is not later than all blocks: hot row");
    row("a fresh bucket of zeros", "UPDATE hotbucket SET data=zeroblob(30)", "It cannot be decoded: hot bucket");
}

void TestCliHistory::verifyNamesWhatIsWrong()
{
    QFETCH(QByteArray, sql);
    QFETCH(QByteArray, said);
    write(0, 2000);
    change(sql.constData());
    const CliResult result = m_cli->run({u"history"_s, u"verify"_s});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.out.contains(said), result.out.constData());
    QVERIFY2(result.err.contains("is damaged"), result.err.constData());
}

void TestCliHistory::verifyFindsDamagedPages()
{
    write(0, 5000);
    qint64 rootPage = 0;
    {
        const auto database = Database::open(file(), Database::Mode::Read);
        Query root(**database, "SELECT rootpage FROM sqlite_master WHERE name='block_first'");
        QVERIFY(root.next());
        rootPage = root.integer(0);
    }
    QFile f(file());
    QVERIFY(f.open(QIODevice::ReadWrite));
    QVERIFY(f.seek((rootPage - 1) * 4096) && f.write(QByteArray(4096, '\xff')) == 4096);
    f.close();
    const CliResult result = m_cli->run({u"history"_s, u"verify"_s, u"--json"_s});
    QVERIFY2(result.exitCode == 1, result.err.constData());
    QCOMPARE(nlohmann::json::parse(result.out.toStdString())["sound"].get<bool>(), false);
}

void TestCliHistory::damageIsSaidAlikeByAll()
{
    write(0, 5000);
    QFile f(file());
    QVERIFY(f.open(QIODevice::ReadWrite));
    // All but the first page, which says that it is a history.
    QVERIFY(f.seek(4096) && f.write(QByteArray(static_cast<int>(f.size()) - 4096, '\xff')) > 0);
    f.close();
    for (const QStringList& line :
         {QStringList{u"history"_s, u"verify"_s}, QStringList{u"history"_s, u"info"_s},
          QStringList{u"export"_s, u"--cache"_s, u"a"_s, u"--metric"_s, u"all"_s, u"--from"_s, u"now-1h"_s}}) {
        const CliResult result = m_cli->run(line);
        QVERIFY(result.exitCode != 0);
        const QByteArray said =
            "The history file " + file().toUtf8() + " is damaged. Repair it with cacheledger history repair";
        QVERIFY2(result.err.contains(said), result.err.constData());
    }
}

void TestCliHistory::aBackupIsConsistentWhileAWriterWrites()
{
    write(0, 20000);
    const auto writer = HistoryWriter::open(file());
    std::atomic_bool stop = false;
    std::atomic_int written = 20000;
    std::thread thread([&] {
        for (int i = 20000; !stop; ++i) {
            if (!(*writer)->append(std::vector{poll(i)}) || !(*writer)->compact())
                return;
            written = i + 1;
        }
    });
    const int before = written;
    const QString target = m_cli->path(u"backup.db"_s);
    const CliResult result = m_cli->run({u"history"_s, u"backup"_s, target});
    const int after = written;
    stop = true;
    thread.join();
    QVERIFY2(result.exitCode == 0, result.err.constData());
    QVERIFY2(after > before, "the writer went on meanwhile");
    const auto report = checkHistory(target, CheckDepth::Everything);
    QVERIFY(report.ok() && report->sound());
    const auto copy = HistoryFile::open(target);
    QVERIFY(copy.ok());
    const auto newest = (*copy)->newestSample({u"node-1"_s});
    QVERIFY(newest && *newest >= noon + (before - 1) * 1000LL && *newest <= noon + after * 1000LL);
    QCOMPARE(QDir(QFileInfo(target).absolutePath()).entryList({u"backup*"_s}), QStringList{u"backup.db"_s});
    QCOMPARE(QFile::permissions(target) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
}

void TestCliHistory::aBackupOverwritesNothing()
{
    write(0, 10);
    const QString target = m_cli->writeFile(u"backup.db"_s, "precious");
    const CliResult result = m_cli->run({u"history"_s, u"backup"_s, target});
    QCOMPARE(result.exitCode, 64);
    QVERIFY2(result.err.contains("There is a file"), result.err.constData());
    QFile kept(target);
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), QByteArray("precious"));
}

void TestCliHistory::aDamagedHistoryIsNotBackedUp()
{
    write(0, 2000);
    change("UPDATE block SET data=zeroblob(100) WHERE id=(SELECT max(id) FROM block WHERE tier=0)");
    const QString target = m_cli->path(u"backup.db"_s);
    const CliResult result = m_cli->run({u"history"_s, u"backup"_s, target});
    QCOMPARE(result.exitCode, 74);
    QVERIFY2(result.err.contains("history repair"), result.err.constData());
    QVERIFY(QDir(QFileInfo(target).absolutePath()).entryList({u"backup*"_s}).isEmpty());
}

void TestCliHistory::aBackupIntoNowhereIsNamed()
{
    write(0, 10);
    const CliResult result = m_cli->run({u"history"_s, u"backup"_s, u"/nonexistent/b.db"_s});
    QCOMPARE(result.exitCode, 74);
    QVERIFY2(result.err.contains("/nonexistent/b.db"), result.err.constData());
}

void TestCliHistory::compactGivesSpaceBack()
{
    write(0, 20000);
    change("DELETE FROM block WHERE tier=0 AND id % 2 = 0");
    const qint64 before = QFileInfo(file()).size();
    const CliResult result = m_cli->run({u"history"_s, u"compact"_s});
    QVERIFY2(result.exitCode == 0, result.err.constData());
    QVERIFY2(QFileInfo(file()).size() < before * 3 / 4, result.err.constData());
    const auto report = checkHistory(file(), CheckDepth::Everything);
    QVERIFY(report.ok() && report->sound());
    const auto database = Database::open(file(), Database::Mode::Read);
    Query vacuum(**database, "PRAGMA auto_vacuum");
    QVERIFY(vacuum.next());
    QCOMPARE(vacuum.integer(0), 2);
}

void TestCliHistory::compactLeavesTheFileToAWriter()
{
    write(0, 10);
    const auto writer = HistoryWriter::open(file());
    const CliResult result = m_cli->run({u"history"_s, u"compact"_s});
    QCOMPARE(result.exitCode, 69);
    QVERIFY2(result.err.contains("in use by process"), result.err.constData());
}

void TestCliHistory::repairKeepsTheOldFile()
{
    write(0, 2000);
    QVERIFY(m_cli->run({u"history"_s, u"repair"_s}).err.contains("nothing to repair"));
    QFile f(file());
    QVERIFY(f.open(QIODevice::ReadWrite) && f.write(QByteArray(4096, '\x11')) == 4096);
    f.close();
    const QByteArray damaged = contents();
    QCOMPARE(m_cli->run({u"history"_s, u"info"_s}).exitCode, 74);
    const CliResult result = m_cli->run({u"history"_s, u"repair"_s});
    QVERIFY2(result.exitCode == 0 && result.err.contains("Samples brought over: 2000;"), result.err.constData());
    const QDir folder(QFileInfo(file()).absolutePath());
    const QStringList kept = folder.entryList({u"history-damaged-*.sqlite"_s});
    QCOMPARE(kept.size(), 1);
    QFile old(folder.filePath(kept[0]));
    QVERIFY(old.open(QIODevice::ReadOnly));
    QVERIFY(old.readAll() == damaged);
    QCOMPARE(m_cli->run({u"history"_s, u"verify"_s}).exitCode, 0);
}

void TestCliHistory::repairLeavesTheFileToAWriter()
{
    write(0, 10);
    const auto writer = HistoryWriter::open(file());
    QCOMPARE(m_cli->run({u"history"_s, u"repair"_s}).exitCode, 69);
}

QTEST_GUILESS_MAIN(TestCliHistory)
#include "tst_clihistory.moc"
