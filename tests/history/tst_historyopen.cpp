// SPDX-License-Identifier: GPL-3.0-or-later
// Files that cannot be opened, and writers that are killed. This program is also the writer that is killed.
#include "history/schema.h"
#include "historyfixture.h"
#include "sqlite/database.h"

#include <QtCore/QProcess>
#include <QtCore/QStorageInfo>
#include <QtTest/QTest>

#include <csignal>
#include <cstdio>
#include <unistd.h>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{

const NodeId node1{u"node-1"_s};
constexpr int batchSize = 4;

/// The poll number i, the same in every process.
SnapshotPtr poll(qint64 i)
{
    const qint64 run = i / 700;
    const auto since = static_cast<double>(i % 700);
    std::map<std::string, double> values{{"keyspace_hits", since * 3},
                                         {"used_memory", 5000.0 + static_cast<double>(i * i % 977)}};
    if (i % 13 == 0)
        values["evicted_keys"] = since;
    return sample(noon + i * 1000 + i % 3, values, 1000, u"run-%1"_s.arg(run));
}

/// Writes polls from number `from` on, and says after each batch how many there are.
int writeForever(const QString& path, qint64 from)
{
    auto writer = HistoryWriter::open(path);
    if (!writer)
        return 1;
    for (qint64 i = from;;) {
        std::vector<SnapshotPtr> batch;
        for (int n = 0; n < batchSize; ++n)
            batch.push_back(poll(i++));
        if (!(*writer)->append(batch) || !(*writer)->compact())
            return 2;
        std::printf("%lld\n", static_cast<long long>(i));
        std::fflush(stdout);
    }
}

void writeFile(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

/// Makes a file by SQL, as another program or another version would.
void makeDatabase(const QString& path, const char* sql)
{
    const auto database = Database::open(path, Database::Mode::Write);
    QVERIFY(database.ok());
    QVERIFY((*database)->exec(sql).ok());
}

} // namespace

class HistoryOpenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatCannotBeOpenedIsNamed_data();
    void whatCannotBeOpenedIsNamed();
    void aFileThatIsNotOursIsLeftAlone();
    void anEmptyFileBecomesAHistory();
    void aMissingFolderIsMade();
    void aFinishedFileIsReadWhereNothingCanBeWritten();
    void aNewFileHasWhatTheFormatSays();
    void aLockOfAnotherProcessNamesIt();
    void aKilledWriterLosesAtMostItsLastBatch();
    void aDamagedBlockIsToldAndTheRestIsRead();

private:
    QString path(const QString& name = u"history.db"_s) const { return m_folder->filePath(name); }
    std::unique_ptr<QProcess> startChild(qint64 from);

    std::unique_ptr<QTemporaryDir> m_folder;
};

void HistoryOpenTest::whatCannotBeOpenedIsNamed_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<ErrorCode>("writing");
    QTest::addColumn<ErrorCode>("reading");
    using enum ErrorCode;
    QTest::newRow("garbage") << u"garbage"_s << NotAHistory << NotAHistory;
    QTest::newRow("a file shorter than a header") << u"short"_s << NotAHistory << NotAHistory;
    QTest::newRow("another application's SQLite file") << u"other"_s << NotAHistory << NotAHistory;
    QTest::newRow("a newer version") << u"newer"_s << NewerVersion << NewerVersion;
    QTest::newRow("a folder in its place") << u"folder"_s << Io << Io;
    QTest::newRow("a path under a plain file") << u"garbage/history.db"_s << Io << Io;
    if (QStorageInfo(u"/sys"_s).fileSystemType() == "sysfs") // not in every chroot
        QTest::newRow("a place where nothing can be made") << u"/sys/kernel/history.db"_s << ReadOnly << Io;
}

void HistoryOpenTest::whatCannotBeOpenedIsNamed()
{
    QFETCH(QString, what);
    QFETCH(ErrorCode, writing);
    QFETCH(ErrorCode, reading);
    writeFile(path(u"garbage"_s), QByteArray(10000, 'g'));
    writeFile(path(u"short"_s), "SQLite");
    makeDatabase(path(u"other"_s), "PRAGMA application_id=7; CREATE TABLE recipes(name)");
    makeDatabase(path(u"newer"_s), "PRAGMA application_id=1129080937; PRAGMA user_version=99; CREATE TABLE t(a)");
    QVERIFY(QDir(m_folder->path()).mkdir(u"folder"_s));
    const QString file = what.startsWith('/'_L1) ? what : path(what);

    const auto writer = HistoryWriter::open(file);
    QVERIFY(!writer.ok());
    QCOMPARE(writer.error().code, writing);
    QVERIFY(writer.error().message.contains(file));
    QVERIFY(!writer.error().hint.isEmpty());
    const auto reader = HistoryFile::open(file);
    QVERIFY(!reader.ok());
    QCOMPARE(reader.error().code, reading);
    QVERIFY(reader.error().message.contains(file));
}

void HistoryOpenTest::aFileThatIsNotOursIsLeftAlone()
{
    makeDatabase(path(), "CREATE TABLE recipes(name); INSERT INTO recipes VALUES('soup')");
    const auto contents = [&] {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const QByteArray before = contents();
    QVERIFY(!HistoryWriter::open(path()).ok());
    QCOMPARE(contents(), before);
}

void HistoryOpenTest::anEmptyFileBecomesAHistory()
{
    writeFile(path(), {});
    // Its writer is just making it, or died while it did.
    QCOMPARE(HistoryFile::open(path()).error().code, ErrorCode::Io);
    QVERIFY(HistoryWriter::open(path()).ok());
    QVERIFY(HistoryFile::open(path()).ok());
}

void HistoryOpenTest::aMissingFolderIsMade()
{
    QVERIFY(HistoryWriter::open(path(u"a/b/history.db"_s)).ok());
    QVERIFY(HistoryFile::open(path(u"a/b/history.db"_s)).ok());
}

void HistoryOpenTest::aFinishedFileIsReadWhereNothingCanBeWritten()
{
    {
        const auto writer = HistoryWriter::open(path());
        QVERIFY((*writer)->append(std::vector{poll(0), poll(1)}).ok());
    }
    QVERIFY(!QFileInfo::exists(path() + u"-wal"_s));
    // The log's index would have to be made beside the file, where a folder is in the way.
    QVERIFY(QDir(m_folder->path()).mkdir(u"history.db-shm"_s));
    const auto file = HistoryFile::open(path());
    QVERIFY2(file.ok(), file ? "" : qPrintable(file.error().text()));
    QCOMPARE(readRaw(**file, node1, "keyspace_hits").size(), std::size_t(2));
}

void HistoryOpenTest::aNewFileHasWhatTheFormatSays()
{
    QVERIFY(HistoryWriter::open(path()).ok());
    const auto database = Database::open(path(), Database::Mode::Read);
    const auto pragma = [&](const char* sql) {
        Query query(**database, sql);
        query.next();
        return query.text(0);
    };
    QCOMPARE(pragma("PRAGMA application_id"), QString::number(schema::applicationId));
    QCOMPARE(pragma("PRAGMA user_version"), QString::number(schema::version));
    QCOMPARE(pragma("PRAGMA journal_mode"), u"wal"_s);
    QCOMPARE(pragma("PRAGMA auto_vacuum"), u"2"_s);
    QCOMPARE(pragma("PRAGMA integrity_check"), u"ok"_s);
}

std::unique_ptr<QProcess> HistoryOpenTest::startChild(qint64 from)
{
    auto child = std::make_unique<QProcess>();
    child->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child->start(QCoreApplication::applicationFilePath(), {u"--write"_s, path(), QString::number(from)});
    return child;
}

void HistoryOpenTest::aLockOfAnotherProcessNamesIt()
{
    const auto child = startChild(0);
    QVERIFY(child->waitForReadyRead());
    const auto writer = HistoryWriter::open(path());
    QVERIFY(!writer.ok());
    QCOMPARE(writer.error().code, ErrorCode::Locked);
    QVERIFY(writer.error().message.contains(QString::number(child->processId())));
    // Reading goes on beside it.
    QVERIFY(HistoryFile::open(path()).ok());
    child->kill();
    QVERIFY(child->waitForFinished());
    QVERIFY(HistoryWriter::open(path()).ok());
}

void HistoryOpenTest::aKilledWriterLosesAtMostItsLastBatch()
{
    qint64 stored = 0;
    for (int round = 1; round <= 10; ++round) {
        const auto child = startChild(stored);
        qint64 told = stored;
        // Another distance each time, so that the kill comes before, in and after batches, buckets and blocks.
        while (told < stored + 97 * round) {
            QVERIFY(child->canReadLine() || child->waitForReadyRead());
            while (child->canReadLine())
                told = child->readLine().trimmed().toLongLong();
        }
        ::kill(static_cast<pid_t>(child->processId()), SIGKILL);
        QVERIFY(child->waitForFinished());
        while (child->canReadLine())
            told = child->readLine().trimmed().toLongLong();

        const auto file = HistoryFile::open(path());
        QVERIFY(file.ok());
        stored = static_cast<qint64>(readRaw(**file, node1, "keyspace_hits").size());
        QVERIFY2(stored >= told && stored <= told + 2 * batchSize, qPrintable(u"%1 of %2"_s.arg(stored).arg(told)));
        ModelHistory model;
        for (qint64 i = 0; i < stored; ++i)
            model.add(poll(i));
        const QString difference = differenceOf(**file, model);
        QVERIFY2(difference.isEmpty(), qPrintable(difference));
    }
}

void HistoryOpenTest::aDamagedBlockIsToldAndTheRestIsRead()
{
    const auto writer = HistoryWriter::open(path());
    for (int i = 0; i < 1000; ++i)
        QVERIFY((*writer)->append(std::vector{poll(i)}).ok());
    QVERIFY((*writer)->compact().ok());
    makeDatabase(path(), "UPDATE block SET data=zeroblob(100) WHERE id=(SELECT min(id) FROM block WHERE tier=0)");
    const auto file = HistoryFile::open(path());
    const std::vector<std::string> metrics{"used_memory"};
    const auto count = [](const SampleRun&) { return true; };
    const auto whole = (*file)->readRaw(node1, metrics, 0, 2 * noon, count);
    QVERIFY(!whole.ok());
    QCOMPARE(whole.error().code, ErrorCode::Corrupt);
    QCOMPARE(readRaw(**file, node1, "used_memory", noon + 500'000, 2 * noon).size(), std::size_t(501));
}

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments[1] == "--write"_L1)
        return writeForever(arguments[2], arguments[3].toLongLong());
    HistoryOpenTest test;
    QTEST_SET_MAIN_SOURCE_PATH
    return QTest::qExec(&test, argc, argv);
}

#include "tst_historyopen.moc"
