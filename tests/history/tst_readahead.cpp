// SPDX-License-Identifier: GPL-3.0-or-later
// Which pages the disk is told of, held against SQLite's own list of what lies where; and that reading ahead takes no
// locks from a connection of the same process.
#include "history/readahead.h"
#include "history/samplereader.h"
#include "historyfixture.h"

#include <QtCore/QFile>
#include <QtTest/QTest>

#include <fcntl.h>
#include <random>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

class ReadAheadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void toldPagesAreThoseOfTheRows_data();
    void toldPagesAreThoseOfTheRows();
    void aPartOfALongRowIsItsPagesAlone();
    void aRowInSinglePagesOfOthersIsToldOfPageByPage();
    void indexesAreToldOfUnderTheirRoot();
    void blocksOfSamplesAreToldOfBeforeTheyAreRead();
    void anyBytesAreSafe();
    void locksStayWhenAReaderGoes();

private:
    using Pages = std::set<std::uint32_t>;

    QString path() const { return m_folder->filePath(u"rows.db"_s); }
    std::unique_ptr<Database> open(Database::Mode mode = Database::Mode::Write) const;
    static Pages pagesOf(Database& database, const char* name, const char* type = "");

    std::unique_ptr<QTemporaryDir> m_folder;
};

void ReadAheadTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const auto database = open();
    QVERIFY(database
                ->exec("PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;"
                       "CREATE TABLE block(id INTEGER PRIMARY KEY, first INTEGER, data BLOB);"
                       "CREATE INDEX block_first ON block(first);"
                       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<3000) "
                       "INSERT INTO block SELECT i, i*1000, randomblob(CASE WHEN i%500=0 THEN 400000 WHEN i%7=0 "
                       "THEN 9000 ELSE 700 END) FROM n;"
                       "PRAGMA wal_checkpoint(TRUNCATE)")
                .ok());
}

std::unique_ptr<Database> ReadAheadTest::open(Database::Mode mode) const
{
    auto database = Database::open(path(), mode);
    return database ? std::move(*database) : nullptr;
}

ReadAheadTest::Pages ReadAheadTest::pagesOf(Database& database, const char* name, const char* type)
{
    Pages pages;
    Query query(database, "SELECT pageno FROM dbstat WHERE name=?1 AND (?2='' OR pagetype=?2)",
                QString::fromLatin1(name), QString::fromLatin1(type));
    while (query.next())
        pages.insert(static_cast<std::uint32_t>(query.integer(0)));
    return pages;
}

void ReadAheadTest::toldPagesAreThoseOfTheRows_data()
{
    QTest::addColumn<std::vector<qint64>>("ids");
    QTest::newRow("the first") << std::vector<qint64>{1};
    QTest::newRow("the last") << std::vector<qint64>{3000};
    QTest::newRow("far from each other, out of order") << std::vector<qint64>{2900, 7, 1500, 14};
    QTest::newRow("one of many pages") << std::vector<qint64>{1000};
    QTest::newRow("one that is not there") << std::vector<qint64>{4000};
}

void ReadAheadTest::toldPagesAreThoseOfTheRows()
{
    QFETCH(std::vector<qint64>, ids);
    const auto database = open(Database::Mode::Read);
    QVERIFY(database);
    Pages told;
    ReadAhead ahead(*database, [&](std::uint32_t first, std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i)
            told.insert(first + i);
    });
    ahead.rows("block", ids, std::size_t(1) << 20);
    const Pages table = pagesOf(*database, "block");
    QVERIFY(!told.empty());
    QVERIFY(told.size() < 130);
    for (const std::uint32_t page : told)
        QVERIFY2(table.contains(page) || (page - 2) % 820 == 0, qPrintable(QString::number(page)));
    const Pages chains = pagesOf(*database, "block", "overflow");
    const auto ofChains = std::ranges::count_if(told, [&](std::uint32_t page) { return chains.contains(page); });
    std::ptrdiff_t expected = 0;
    for (const qint64 id : ids) // the leaf takes what does not fill a page
        expected += id > 3000 ? 0 : id % 500 == 0 ? 400'000 / 4092 : id % 7 == 0 ? 9000 / 4092 : 0;
    QCOMPARE(ofChains, expected);
}

void ReadAheadTest::aPartOfALongRowIsItsPagesAlone()
{
    const auto database = open(Database::Mode::Read);
    QVERIFY(database);
    Pages told;
    ReadAhead ahead(*database, [&](std::uint32_t first, std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i)
            told.insert(first + i);
    });
    const std::vector<qint64> ids{2000};
    ahead.rows("block", ids, 0, 4096);
    const Pages chains = pagesOf(*database, "block", "overflow");
    const auto count = [&] {
        return std::ranges::count_if(told, [&](std::uint32_t page) { return chains.contains(page); });
    };
    QVERIFY2(count() >= 1 && count() <= 2, "the beginning");
    told.clear();
    ahead.addPart(2000, 200'000, 8000);
    ahead.addPart(77, 0, 8000); // nobody told of that row
    ahead.tellParts();
    QVERIFY2(count() >= 2 && count() <= 3, "the middle");
    told.clear();
    ahead.tellParts();
    QVERIFY2(told.empty(), "told once");
}

void ReadAheadTest::aRowInSinglePagesOfOthersIsToldOfPageByPage()
{
    const auto database = open();
    // Rows of one page of their own each; every third goes, and a row of 40 pages takes what they leave.
    QVERIFY(database
                ->exec("CREATE TABLE single(id INTEGER PRIMARY KEY, data BLOB);"
                       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<300) "
                       "INSERT INTO single SELECT i, zeroblob(5000) FROM n; DELETE FROM single WHERE id%3=0;")
                .ok());
    const Pages before = pagesOf(*database, "block", "overflow");
    QVERIFY(
        database->exec("INSERT INTO block VALUES(3001, 0, zeroblob(4092*40)); PRAGMA wal_checkpoint(TRUNCATE)").ok());
    Pages chain = pagesOf(*database, "block", "overflow");
    std::erase_if(chain, [&](std::uint32_t page) { return before.contains(page); });
    QVERIFY(chain.size() >= 40);
    QVERIFY2(*chain.rbegin() - *chain.begin() > 2 * chain.size(), "it is not scattered");

    Pages told;
    ReadAhead ahead(*database, [&](std::uint32_t first, std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i)
            told.insert(first + i);
    });
    const std::vector<qint64> ids{3001};
    ahead.rows("block", ids, std::size_t(1) << 20);
    QVERIFY(std::ranges::includes(told, chain));
    const Pages table = pagesOf(*database, "block");
    for (const std::uint32_t page : told)
        QVERIFY2(table.contains(page) || (page - 2) % 820 == 0, qPrintable(QString::number(page)));
}

void ReadAheadTest::indexesAreToldOfUnderTheirRoot()
{
    const auto database = open(Database::Mode::Read);
    QVERIFY(database);
    Pages told;
    ReadAhead ahead(*database, [&](std::uint32_t first, std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i)
            told.insert(first + i);
    });
    ahead.tree("block_first");
    QCOMPARE(told, pagesOf(*database, "block_first", "leaf"));
    told.clear();
    ahead.tree("no_such_index");
    QVERIFY(told.empty());
}

void ReadAheadTest::blocksOfSamplesAreToldOfBeforeTheyAreRead()
{
    const QString file = m_folder->filePath(u"history.db"_s);
    {
        auto writer = HistoryWriter::open(file);
        QVERIFY(writer);
        std::mt19937 random(7);
        std::vector<SnapshotPtr> polls;
        for (int i = 0; i < 40'000; ++i) { // some 80 blocks of more than a page
            std::map<std::string, double> values;
            for (const char* name : {"used_memory", "total_commands_processed", "instantaneous_ops_per_sec"})
                values[name] = static_cast<double>(random());
            polls.push_back(sample(noon + i * 1000, values));
        }
        QVERIFY((*writer)->append(polls));
        QVERIFY((*writer)->flush());
    }
    const auto database = Database::open(file, Database::Mode::Read);
    QVERIFY(database);
    Pages told;
    ReadAhead ahead(**database, [&](std::uint32_t first, std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i)
            told.insert(first + i);
    });
    Compression compression;
    LayoutStore layouts(**database, compression);
    SampleReader reader(**database, layouts, compression, &ahead);
    const Pages chains = pagesOf(**database, "block", "overflow");
    const auto toldOf = [&] {
        return std::ranges::count_if(chains, [&](std::uint32_t page) { return told.contains(page); });
    };
    std::vector<std::ptrdiff_t> seen; // when each block is there
    QVERIFY(reader.pieces(1, noon, noon + 38'000'000, [&](RawPiece& piece) -> Result<bool> {
        if (piece.block)
            seen.push_back(toldOf());
        return true;
    }));
    QVERIFY2(seen.size() > 40, qPrintable(QString::number(seen.size())));
    const std::ptrdiff_t perBlock = std::ssize(chains) / 80;
    for (std::size_t i = 0; i < seen.size(); ++i)
        QVERIFY2(seen[i] >= std::ptrdiff_t(i + 1) * perBlock, "a block was read before the disk was told of it");
    QVERIFY2(seen.front() < seen.back(), "not all at once");
    QVERIFY2(seen.back() < std::ssize(chains), "and nothing that nobody asked for");
}

void ReadAheadTest::anyBytesAreSafe()
{
    const auto database = open(Database::Mode::Read);
    QVERIFY(database);
    const std::vector<qint64> ids{1, 700, 1500, 2000, 3000};
    ReadAhead(*database, [](std::uint32_t, std::uint32_t) {}).rows("block", ids, 1 << 20);
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadWrite));
    const QByteArray whole = file.readAll();
    // The connection knows the schema; what lies under it is now something else each time.
    for (unsigned seed = 1; seed <= 60; ++seed) {
        QByteArray bytes = whole;
        unsigned state = seed;
        for (qsizetype at = 4096; at < bytes.size(); at += 1 + static_cast<qsizetype>(state % (seed * 16)))
            bytes[at] = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
        QVERIFY(file.seek(0) && file.write(bytes) == bytes.size() && file.flush());
        std::size_t told = 0;
        ReadAhead ahead(*database, [&](std::uint32_t, std::uint32_t count) { told += count; });
        ahead.rows("block", ids, 1 << 20, 4096);
        for (const qint64 id : ids)
            ahead.addPart(id, 100'000, 100'000);
        ahead.tellParts();
        QVERIFY2(told < 10'000, "bounded by what rows are believed to have");
    }
    // Closing SQLite's own view of the file must not write the damage anywhere else.
    QVERIFY(file.seek(0) && file.write(whole) == whole.size());
}

void ReadAheadTest::locksStayWhenAReaderGoes()
{
    const auto isLocked = [this] {
        // Only another process sees locks. In WAL mode each connection holds one on the file (unix: 1 GiB + 2).
        const pid_t child = ::fork();
        if (child == 0) {
            const int file = ::open(QFile::encodeName(path()).constData(), O_RDWR);
            struct flock lock = {};
            lock.l_type = F_WRLCK;
            lock.l_whence = SEEK_SET;
            lock.l_start = 0x40000002;
            lock.l_len = 510;
            ::_exit(file >= 0 && ::fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? 1 : 0);
        }
        int status = 0;
        return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 1;
    };
    auto writer = open();
    QVERIFY(writer && writer->exec("UPDATE block SET first=1 WHERE id=1").ok());
    QVERIFY(isLocked());
    auto reader = open(Database::Mode::Read);
    QVERIFY(reader);
    ReadAhead(*reader).tree("block_first");
    reader.reset();
    QVERIFY2(isLocked(), "the reader's end took the writer's lock");
    writer.reset();
    QVERIFY(!isLocked());
}

QTEST_GUILESS_MAIN(ReadAheadTest)
#include "tst_readahead.moc"
