// SPDX-License-Identifier: GPL-3.0-or-later
#include "faultvfs.h"
#include "history/schema.h"
#include "historyfixture.h"
#include "sqlite/database.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtTest/QTest>

#include <sqlite3.h>

#include <cmath>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

/// Files that earlier versions wrote become ours without losing anything: data/schema_vN.sql are such files.
class MigrationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nothingIsLost_data();
    void nothingIsLost();
    void sizesAreKnown_data() { nothingIsLost_data(); }
    void sizesAreKnown();
    void sizesFollowTheBlocks();
    void aMigrationThatFailsLeavesTheOldVersion_data();
    void aMigrationThatFailsLeavesTheOldVersion();
    void aNewerFileIsOnlyRead_data();
    void aNewerFileIsOnlyRead();

private:
    QString path() const { return m_folder->filePath(u"history.db"_s); }
    void load(const QString& dump);
    /// Empty when `usage` says what the blocks are.
    QString usageDifference();

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace
{

const NodeId primary{u"11111111-0000-4000-8000-000000000001"_s};
const NodeId replica{u"11111111-0000-4000-8000-000000000002"_s};
const NodeId other{u"11111111-0000-4000-8000-000000000003"_s};

/// Poll i of the dumps: a restart of the primary, a gap of the other one, a metric that comes late, holes.
SnapshotPtr pollOfDump(int i, const NodeId& node)
{
    const bool first = node == primary;
    const int since = first && i >= 500 ? i - 500 : i;
    std::map<std::string, double> values{{"used_memory", 1e6 + 4096.0 * ((i * 37) % 101)},
                                         {"keyspace_hits", 30.0 * since},
                                         {"keyspace_misses", 3.0 * (since / 2)}, // NOLINT(bugprone-integer-division)
                                         {"mem_fragmentation_ratio", 1.0 + (i % 13) / 100.0},
                                         {"ping_rtt_ms", 0.1 + std::sin(i) / 50}};
    if (first && i >= 300)
        values["db0.keys"] = i / 3; // NOLINT(bugprone-integer-division)
    if (i % 11 == 5)
        values.erase("mem_fragmentation_ratio");
    return sample(noon + i * 10'000LL + (i % 7) * 3, values, node == replica ? 30'000 : 10'000,
                  first && i >= 500 ? u"run-2"_s : u"run-1"_s, node);
}

ModelHistory contentsOfDump(const NodeId& node)
{
    ModelHistory model;
    for (int i = 0; i < 760; ++i) {
        const bool missed = (node == replica && i % 3 != 0) || (node == other && (i < 100 || (i > 200 && i < 400)));
        if (!missed)
            model.add(pollOfDump(i, node));
    }
    return model;
}

} // namespace

void MigrationsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void MigrationsTest::load(const QString& dump)
{
    QFile file(QStringLiteral(TEST_DATA_DIR "/") + dump);
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.errorString()));
    const auto database = Database::open(path(), Database::Mode::Write);
    QVERIFY(database.ok());
    const auto done = (*database)->exec(file.readAll().constData());
    QVERIFY2(done.ok(), done ? "" : qPrintable(done.error().text()));
}

QString MigrationsTest::usageDifference()
{
    const auto database = Database::open(path(), Database::Mode::Read);
    const auto joined = [](Query&& rows) {
        QStringList texts;
        while (rows.next())
            texts += u"node %1 tier %2 day %3: %4 blocks, %5 samples, %6 bytes"_s.arg(
                rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5));
        return texts.join(u"; "_s);
    };
    const QString told = joined(Query(**database, "SELECT * FROM usage ORDER BY node, tier, day"));
    const QString real = joined(Query(**database, "SELECT node, tier, first / 86400000 AS day, count(*), sum(count), "
                                                  "sum(length(data)) FROM block GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"));
    if (real.isEmpty())
        return u"there are no blocks"_s;
    return told == real ? QString() : told + u" is not "_s + real;
}

void MigrationsTest::nothingIsLost_data()
{
    QTest::addColumn<QString>("dump");
    for (int version = 1; version < schema::version; ++version)
        QTest::addRow("from version %d", version) << u"schema_v%1.sql"_s.arg(version);
}

void MigrationsTest::nothingIsLost()
{
    QFETCH(QString, dump);
    load(dump);
    int days = 0;
    for (const bool migrated : {false, true}) {
        if (migrated)
            QVERIFY(HistoryWriter::open(path()).ok());
        const auto file = HistoryFile::open(path());
        QVERIFY2(file.ok(), file ? "" : qPrintable(file.error().text()));
        for (const NodeId& node : {primary, replica, other})
            QCOMPARE(differenceOf(**file, contentsOfDump(node), node), QString());
        const auto usage = (*file)->usage();
        QVERIFY2(usage.ok(), usage ? "" : qPrintable(usage.error().text()));
        QCOMPARE(int(usage->days.size()), days > 0 ? days : int(usage->days.size()));
        QVERIFY((days = int(usage->days.size())) > 0 && usage->tierBytes(Tier::Raw) > 0);
        const auto nodes = (*file)->nodes();
        QCOMPARE(nodes->size(), std::size_t(3));
        QCOMPARE(nodes->front().cacheName, u"Blätter"_s);
        const auto events = (*file)->events(std::vector{primary, other}, noon, noon + 10'000'000);
        QCOMPARE(events->size(), std::size_t(2));
        QCOMPARE(events->front().text, u"O'Hara's note: 10 % more"_s);
    }
    const auto database = Database::open(path(), Database::Mode::Read);
    Query version(**database, "PRAGMA user_version");
    QVERIFY(version.next());
    QCOMPARE(version.integer(0), schema::version);
    Query check(**database, "PRAGMA integrity_check");
    QVERIFY(check.next());
    QCOMPARE(check.text(0), u"ok"_s);
}

void MigrationsTest::sizesAreKnown()
{
    QFETCH(QString, dump);
    load(dump);
    QVERIFY(HistoryWriter::open(path()).ok());
    QCOMPARE(usageDifference(), QString());
}

void MigrationsTest::sizesFollowTheBlocks()
{
    load(u"schema_v1.sql"_s);
    const auto writer = HistoryWriter::open(path());
    QVERIFY(writer.ok());
    std::vector<SnapshotPtr> more;
    for (int i = 760; i < 1500; ++i)
        more.push_back(pollOfDump(i, primary));
    // A late one, into a block that is there: the block is written again.
    more.push_back(sample(noon + 5'000, {{"used_memory", 1.0}}, 10'000, u"run-1"_s, primary));
    QVERIFY((*writer)->append(more).ok());
    QVERIFY((*writer)->compact().ok());
    QCOMPARE(usageDifference(), QString());
}

void MigrationsTest::aMigrationThatFailsLeavesTheOldVersion_data()
{
    QTest::addColumn<FileOperation>("operation");
    QTest::addColumn<int>("code");
    QTest::newRow("a write fails") << FileOperation::Write << int(SQLITE_IOERR_WRITE);
    QTest::newRow("the disk is full") << FileOperation::Write << int(SQLITE_FULL);
    QTest::newRow("a read fails") << FileOperation::Read << int(SQLITE_IOERR_READ);
}

void MigrationsTest::aMigrationThatFailsLeavesTheOldVersion()
{
    QFETCH(FileOperation, operation);
    QFETCH(int, code);
    load(u"schema_v1.sql"_s);
    const QString original = path() + u".v1"_s;
    QVERIFY(QFile::rename(path(), original));
    FaultVfs vfs;
    int leftAlone = 0;
    for (int after = 0;; ++after) {
        for (const QString& name : QDir(m_folder->path()).entryList({u"history.db-*"_s, u"history.db"_s}))
            QVERIFY(QFile::remove(m_folder->filePath(name)));
        QVERIFY(QFile::copy(original, path()));
        vfs.setFault(
            {static_cast<unsigned>(operation), after, std::numeric_limits<qint64>::max(), code, EIO, true, true});
        const bool migrated = HistoryWriter::open(path()).ok();
        const bool happened = vfs.failures() > 0;
        vfs.clearFault();
        {
            const auto database = Database::open(path(), Database::Mode::Read);
            Query version(**database, "PRAGMA user_version");
            QVERIFY(version.next());
            // Each version is a step of its own; what follows the last may fail too: then it is done.
            QVERIFY2(version.integer(0) == schema::version || (!migrated && version.integer(0) < schema::version),
                     qPrintable(QString::number(after)));
            leftAlone += version.integer(0) == 1;
            Query check(**database, "PRAGMA integrity_check");
            QVERIFY(check.next());
            QCOMPARE(check.text(0), u"ok"_s);
        }
        const auto file = HistoryFile::open(path());
        QVERIFY2(file.ok(), file ? "" : qPrintable(file.error().text()));
        QCOMPARE(differenceOf(**file, contentsOfDump(other), other), QString());
        QVERIFY(HistoryWriter::open(path()).ok());
        if (!happened)
            break;
    }
    QVERIFY(leftAlone > 0);
}

void MigrationsTest::aNewerFileIsOnlyRead_data()
{
    QTest::addColumn<QString>("minReader");
    QTest::addColumn<bool>("readable");
    QTest::newRow("it says that we can read it") << QString::number(schema::version) << true;
    QTest::newRow("it says that older ones can read it too") << u"1"_s << true;
    QTest::newRow("it says that we cannot") << QString::number(schema::version + 1) << false;
    QTest::newRow("it says nothing") << QString() << false;
}

void MigrationsTest::aNewerFileIsOnlyRead()
{
    QFETCH(QString, minReader);
    QFETCH(bool, readable);
    load(u"schema_v1.sql"_s);
    QVERIFY(HistoryWriter::open(path()).ok());
    const QString newer = QString::number(schema::version + 7);
    {
        const auto database = Database::open(path(), Database::Mode::Write);
        const QString sql =
            u"CREATE TABLE novelty(a); PRAGMA user_version=%1; DELETE FROM meta WHERE key='min_reader'"_s;
        QVERIFY((*database)->exec(qPrintable(sql.arg(newer))).ok());
        if (!minReader.isEmpty())
            QVERIFY(Query(**database, "INSERT INTO meta VALUES('min_reader', ?)", minReader).run().ok());
    }
    const auto bytes = [this] {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const QByteArray before = bytes();
    const auto writer = HistoryWriter::open(path());
    QVERIFY(!writer.ok());
    QCOMPARE(writer.error().code, ErrorCode::NewerVersion);
    for (const QString& version : {newer, QString::number(schema::version)})
        QVERIFY2(writer.error().message.contains(u"version "_s + version) ||
                     writer.error().message.contains(u"version is "_s + version),
                 qPrintable(writer.error().message));
    QCOMPARE(writer.error().hint.contains(u"can be read"_s), readable);
    QCOMPARE(bytes(), before);
    const auto file = HistoryFile::open(path());
    QCOMPARE(file.ok(), readable);
    if (file)
        QCOMPARE(differenceOf(**file, contentsOfDump(primary), primary), QString());
    else
        QCOMPARE(file.error().code, ErrorCode::NewerVersion);
}

QTEST_GUILESS_MAIN(MigrationsTest)
#include "tst_migrations.moc"
