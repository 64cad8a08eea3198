// SPDX-License-Identifier: GPL-3.0-or-later
// Damaged histories: what is whole is brought over, whatever happened to the rest.
#include "history/salvage.h"

#include "history/damagedhistory.h"
#include "history/historycheck.h"
#include "history/historyerror.h"
#include "historyfixture.h"
#include "sqlite/database.h"
#include "sqlite/setaside.h"

#include <QtTest/QTest>

#include <cmath>
#include <random>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{

constexpr qint64 pageBytes = 4096;
using PageNumbers = std::set<std::uint32_t>;

const NodeId node1{u"node-1"_s};
const KnownNode known1{{u"cache-1"_s}, node1, u"shop"_s, u"127.0.0.1:6379"_s};

/// A poll with noise, so that the file becomes large, the same for the same numbers.
SnapshotPtr noisyPoll(const NodeId& node, qint64 i)
{
    static const LayoutPtr layout = [] {
        std::vector<std::string> names{"keyspace_hits", "used_memory"};
        for (int column = 0; column < 8; ++column)
            names.push_back("noise_" + std::to_string(column));
        return layoutOf(std::move(names));
    }();
    static const auto texts = std::make_shared<const TextFields>(TextFields{{"run_id", "run-1"}});
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->node = node;
    snapshot->timeMs = noon + i * 1000;
    snapshot->intervalMs = 1000;
    snapshot->layout = layout;
    snapshot->texts = texts;
    std::minstd_rand random(static_cast<unsigned>(i + 1));
    snapshot->values = {static_cast<double>(i) * 3, 5e6 + static_cast<double>(i % 1000)};
    for (int column = 0; column < 8; ++column)
        snapshot->values.push_back(std::sin(static_cast<double>(random())));
    return snapshot;
}

SnapshotPtr plainPoll(qint64 i)
{
    return sample(noon + i * 1000,
                  {{"keyspace_hits", static_cast<double>(i % 700) * 3}, {"used_memory", 1.0 * (i % 97)}}, 1000,
                  u"run-%1"_s.arg(i / 700));
}

Result<SalvageReport> salvageInto(HistoryWriter& writer, const QString& damaged)
{
    auto salvage = Salvage::open(damaged);
    if (!salvage)
        return salvage.error();
    for (;;) {
        const auto done = (*salvage)->step(writer);
        if (!done)
            return done.error();
        if (*done)
            return (*salvage)->report();
    }
}

/// Every block of a file with the pages that it lies on.
std::vector<std::pair<SalvagedBlock, PageNumbers>> blocksOf(const QString& path)
{
    std::vector<std::pair<SalvagedBlock, PageNumbers>> blocks;
    const auto damaged = DamagedHistory::open(path);
    while (!(*damaged)->readHead(1000)) {
    }
    while (!(*damaged)->readBlocks(1000, [&](SalvagedBlock&& block) {
        const auto& pages = (*damaged)->pagesOfBlock();
        blocks.emplace_back(std::move(block), PageNumbers(pages.begin(), pages.end()));
    })) {
    }
    return blocks;
}

qint64 number(const QString& path, const char* sql)
{
    const auto database = Database::open(path, Database::Mode::Read);
    Query query(**database, sql);
    return query.next() ? query.integer(0) : -1;
}

void change(const QString& path, const char* sql)
{
    const auto database = Database::open(path, Database::Mode::Write);
    QVERIFY(database.ok());
    const auto done = (*database)->exec(sql);
    QVERIFY2(done.ok(), done ? "" : qPrintable(done.error().text()));
    QVERIFY((*database)->exec("PRAGMA wal_checkpoint(TRUNCATE)").ok());
}

/// A number for each sample or bucket of each node and tier: blocks may be joined to longer ones, so that their bytes
/// alone do not tell whether they are there.
using Contents = std::map<std::pair<QString, Tier>, std::map<TimeMs, double>>;

Contents contentsOf(const QString& path)
{
    Contents contents;
    const auto file = HistoryFile::open(path);
    for (const NodeId& node : {node1, NodeId{u"node-2"_s}}) {
        contents[{node.value, Tier::Raw}] = readRaw(**file, node, "noise_7");
        for (Tier tier : {Tier::Minute, Tier::Hour})
            for (const auto& [start, stat] : readTier(**file, node, tier, "noise_7"))
                contents[{node.value, tier}][start] = stat.sum + stat.min * 3 + stat.last * 7;
    }
    return contents;
}

/// Whether all of a block of one file is in another.
bool holds(const Contents& other, const Contents& original, const SalvagedBlock& block)
{
    const auto& values = original.at({block.node.value, block.tier});
    const auto& found = other.at({block.node.value, block.tier});
    for (auto at = values.lower_bound(block.first); at != values.upper_bound(block.last); ++at)
        if (const auto same = found.find(at->first); same == found.end() || same->second != at->second)
            return false;
    return true;
}

/// Damages a file in one way, and tells which pages it touched.
class Damager
{
public:
    Damager(QByteArray& bytes, unsigned seed) : m_bytes(bytes), m_random(seed) {}

    PageNumbers apply(const QString& what)
    {
        const auto pages = static_cast<std::uint32_t>(m_bytes.size() / pageBytes);
        if (what == "flipped bits"_L1)
            return flipBits(60);
        if (what == "a lost header"_L1)
            return zero({1});
        if (what == "lost inner pages"_L1)
            return zero(innerPages());
        if (what == "a lost tail"_L1) {
            const std::uint32_t kept = pages - pages / 10;
            m_bytes.truncate(kept * pageBytes - 1000);
            return numbers(kept, pages);
        }
        PageNumbers touched;
        while (touched.size() < pages / 50)
            touched.insert(1 + m_random() % pages);
        if (what == "zeroed pages"_L1)
            return zero(touched);
        for (const std::uint32_t page : touched)
            for (qint64 i = what == "torn pages"_L1 ? pageBytes / 2 : 0; i < pageBytes; ++i)
                m_bytes[(page - 1) * pageBytes + i] = static_cast<char>(m_random());
        return touched;
    }

private:
    PageNumbers flipBits(int count)
    {
        PageNumbers touched;
        for (int i = 0; i < count; ++i) {
            const auto at = static_cast<qsizetype>(m_random() % static_cast<std::size_t>(m_bytes.size()));
            m_bytes[at] = static_cast<char>(m_bytes[at] ^ (1 << m_random() % 8));
            touched.insert(static_cast<std::uint32_t>(at / pageBytes + 1));
        }
        return touched;
    }
    PageNumbers zero(const PageNumbers& pages)
    {
        for (const std::uint32_t page : pages)
            std::fill_n(m_bytes.begin() + (page - 1) * pageBytes, pageBytes, '\0');
        return pages;
    }
    PageNumbers innerPages() const
    {
        PageNumbers inner;
        for (qsizetype at = pageBytes; at < m_bytes.size(); at += pageBytes)
            if (m_bytes[at] == 5)
                inner.insert(static_cast<std::uint32_t>(at / pageBytes + 1));
        return inner;
    }
    static PageNumbers numbers(std::uint32_t from, std::uint32_t to)
    {
        PageNumbers all;
        for (std::uint32_t page = from; page <= to; ++page)
            all.insert(page);
        return all;
    }

    QByteArray& m_bytes;
    std::mt19937 m_random;
};

} // namespace

class SalvageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void pagesGiveTheRowsThatSqliteGives();
    void intactBlocksAreBroughtOver_data();
    void intactBlocksAreBroughtOver();
    void everythingOfAWholeFileComesAroundNewData_data();
    void everythingOfAWholeFileComesAroundNewData();
    void whatWasDroppedStaysDropped();
    void aSalvageThatIsRepeatedChangesNothing();
    void whatIsInTheLogCounts();
    void aTornLogCountsUpToTheTear();
    void aLostLayoutIsTakenFromItsCopy();
    void aLostNodeKeepsItsIdentity();
    void eventsAndTextsComeToo();
    void onlyOurFilesAreTakenForDamagedHistories();
    void aFileIsSetAsideWithItsLog();
    void repairPutsTheRestInPlace();

private:
    QString path(const QString& name = u"history.db"_s) const { return m_folder->filePath(name); }
    QByteArray contents(const QString& file) const
    {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    void put(const QString& file, const QByteArray& bytes) const
    {
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size());
    }
    void write(const QString& file, qint64 from, qint64 to) const;

    QTemporaryDir m_shared;
    QByteArray m_original; // a history of some MiB
    std::vector<std::pair<SalvagedBlock, PageNumbers>> m_blocks;
    Contents m_contents; // of the original
    TimeMs m_firstFresh = 0;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void SalvageTest::initTestCase()
{
    const QString file = m_shared.filePath(u"original.db"_s);
    {
        const auto writer = HistoryWriter::open(file);
        for (int n = 1; n <= 2; ++n) {
            const NodeId node{u"node-%1"_s.arg(n)};
            QVERIFY((*writer)->registerNode({{u"cache-1"_s}, node, u"shop"_s, u"host:%1"_s.arg(n)}).ok());
            for (qint64 i = 0; i < 28000;) {
                std::vector<SnapshotPtr> batch;
                for (int k = 0; k < 500; ++k)
                    batch.push_back(noisyPoll(node, i++));
                QVERIFY((*writer)->append(batch).ok());
                QVERIFY((*writer)->compact().ok());
            }
        }
    }
    m_original = contents(file);
    QVERIFY2(m_original.size() > 3'000'000, qPrintable(QString::number(m_original.size())));
    m_blocks = blocksOf(file);
    m_contents = contentsOf(file);
    m_firstFresh = number(file, "SELECT min(time) FROM hot");
}

void SalvageTest::write(const QString& file, qint64 from, qint64 to) const
{
    const auto writer = HistoryWriter::open(file);
    QVERIFY(writer.ok());
    QVERIFY((*writer)->registerNode(known1).ok());
    for (qint64 i = from; i < to; ++i)
        QVERIFY((*writer)->append(std::vector{plainPoll(i)}).ok());
    QVERIFY((*writer)->compact().ok());
}

void SalvageTest::pagesGiveTheRowsThatSqliteGives()
{
    const QString file = m_shared.filePath(u"original.db"_s);
    QCOMPARE(static_cast<qint64>(m_blocks.size()), number(file, "SELECT count(*) FROM block"));
    const auto database = Database::open(file, Database::Mode::Read);
    for (const auto& [block, pages] : m_blocks) {
        Query row(**database,
                  "SELECT last, count, data FROM block WHERE first=? AND tier=? AND node=(SELECT id FROM node WHERE "
                  "uid=?)",
                  block.first, static_cast<int>(block.tier), block.node.value);
        QVERIFY(row.next());
        QCOMPARE(row.integer(0), block.last);
        QCOMPARE(row.integer(1), block.count);
        QVERIFY(row.blob(2) == block.data);
    }
    const auto damaged = DamagedHistory::open(file);
    while (!(*damaged)->readHead(100)) {
    }
    QCOMPARE(static_cast<qint64>((*damaged)->samples().size()), number(file, "SELECT count(*) FROM hot"));
    QCOMPARE(static_cast<qint64>((*damaged)->buckets().size()), number(file, "SELECT count(*) FROM hotbucket"));
    QCOMPARE(static_cast<qint64>((*damaged)->texts().size()), number(file, "SELECT count(*) FROM text"));
    QCOMPARE((*damaged)->nodes().size(), std::size_t(2));
}

void SalvageTest::intactBlocksAreBroughtOver_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<unsigned>("seed");
    const bool all = qEnvironmentVariableIsSet("CACHELEDGER_TORTURE");
    for (const char* what : {"flipped bits", "zeroed pages", "random pages", "torn pages", "a lost tail",
                             "a lost header", "lost inner pages"})
        for (unsigned seed = 1; seed <= (all ? 100U : 3U); ++seed)
            QTest::addRow("%s, %u", what, seed) << QString::fromLatin1(what) << seed;
}

void SalvageTest::intactBlocksAreBroughtOver()
{
    QFETCH(QString, what);
    QFETCH(unsigned, seed);
    QByteArray bytes = m_original;
    const PageNumbers touched = Damager(bytes, seed).apply(what);
    QVERIFY(!touched.empty());
    put(path(u"damaged.db"_s), bytes);
    {
        const auto writer = HistoryWriter::open(path());
        const auto report = salvageInto(**writer, path(u"damaged.db"_s));
        QVERIFY2(report.ok(), report ? "" : qPrintable(report.error().text()));
    }
    QCOMPARE(contents(path(u"damaged.db"_s)), bytes); // nothing is done to the old file
    const auto checked = checkHistory(path(), CheckDepth::Everything);
    QVERIFY2(checked.ok() && checked->sound(), qPrintable(checked->problems.join(u'\n')));

    const Contents after = contentsOf(path());
    int intact = 0;
    int found = 0;
    for (const auto& [block, pages] : m_blocks) {
        if (std::ranges::any_of(pages, [&](std::uint32_t page) { return touched.contains(page); }))
            continue;
        ++intact;
        found += holds(after, m_contents, block);
    }
    QVERIFY2(intact > 20, qPrintable(QString::number(intact)));
    qInfo("%d of %d blocks intact, %d of them brought over", intact, static_cast<int>(m_blocks.size()), found);
    QVERIFY2(found * 100 >= intact * 99, qPrintable(u"%1 of %2"_s.arg(found).arg(intact)));
    // What came over is what was stored. Fresh rows have no checksum: a flipped bit in one is not noticed.
    const auto file = HistoryFile::open(path());
    for (const auto& [time, value] : readRaw(**file, node1, "noise_7", noon, m_firstFresh))
        QVERIFY(same(value, noisyPoll(node1, (time - noon) / 1000)->values[9]));
}

void SalvageTest::everythingOfAWholeFileComesAroundNewData_data()
{
    QTest::addColumn<QByteArray>("lost");
    QTest::newRow("nothing lost") << QByteArray();
    QTest::newRow("all buckets lost") << QByteArray("DELETE FROM block WHERE tier>0; DELETE FROM hotbucket");
    QTest::newRow("all hours lost") << QByteArray("DELETE FROM block WHERE tier=2; DELETE FROM hotbucket WHERE tier=2");
    QTest::newRow("some minutes lost") << QByteArray("DELETE FROM block WHERE tier=1 AND id%2=0; "
                                                     "DELETE FROM hotbucket WHERE id%3=0");
}

void SalvageTest::everythingOfAWholeFileComesAroundNewData()
{
    QFETCH(QByteArray, lost);
    write(path(u"damaged.db"_s), 0, 9000);
    if (!lost.isEmpty())
        change(path(u"damaged.db"_s), lost.constData());
    ModelHistory model;
    for (qint64 i = 0; i < 9000; ++i)
        model.add(plainPoll(i));
    const auto writer = HistoryWriter::open(path());
    QVERIFY((*writer)->registerNode(known1).ok());
    // Collecting went on: the last minute of the old file and the first of the new one are the same minute, and samples
    // arrive while it is salvaged.
    auto salvage = Salvage::open(path(u"damaged.db"_s));
    bool done = false;
    for (qint64 i = 9003; !done || i < 9400; ++i) {
        model.add(plainPoll(i));
        QVERIFY((*writer)->append(std::vector{plainPoll(i)}).ok());
        QVERIFY((*writer)->compact().ok());
        if (i >= 9203 && !done) {
            const auto step = (*salvage)->step(**writer);
            QVERIFY2(step.ok(), step ? "" : qPrintable(step.error().text()));
            done = *step;
        }
    }
    QCOMPARE((*salvage)->report().samples, 9000);
    QCOMPARE((*salvage)->report().unreadableBlocks, 0);
    QVERIFY((*writer)->flush().ok());
    const auto file = HistoryFile::open(path());
    const QString difference = differenceOf(**file, model);
    QVERIFY2(difference.isEmpty(), qPrintable(difference));
    const auto checked = checkHistory(path(), CheckDepth::Everything);
    QVERIFY2(checked.ok() && checked->sound(), qPrintable(checked->problems.join(u'\n')));
}

void SalvageTest::whatWasDroppedStaysDropped()
{
    write(path(u"damaged.db"_s), 0, 1000);
    const TimeMs raw = noon + 48 * 3600'000LL;
    const TimeMs minute = noon + 24 * 3600'000LL;
    const QString sql = u"INSERT INTO meta VALUES('kept_from.raw', '%1'), ('kept_from.1m', '%2'), "
                        "('kept_from.1h', 'soon'), ('kept_from.raws', '%1')"_s;
    change(path(u"damaged.db"_s), qPrintable(sql.arg(raw).arg(minute)));
    const auto writer = HistoryWriter::open(path());
    QVERIFY(salvageInto(**writer, path(u"damaged.db"_s)).ok());
    const auto file = HistoryFile::open(path());
    QCOMPARE((*file)->keptFrom(Tier::Raw), raw);
    QCOMPARE((*file)->keptFrom(Tier::Minute), minute);
    QCOMPARE((*file)->keptFrom(Tier::Hour), neverDropped); // no time at all
    QCOMPARE(number(path(), "SELECT sum(count) FROM block WHERE tier=0") + number(path(), "SELECT count(*) FROM hot"),
             1000);
}

void SalvageTest::aSalvageThatIsRepeatedChangesNothing()
{
    write(path(u"damaged.db"_s), 0, 1000);
    const auto writer = HistoryWriter::open(path());
    QVERIFY(salvageInto(**writer, path(u"damaged.db"_s)).ok());
    const auto count = [&] {
        return number(path(), "SELECT sum(count) FROM block") + number(path(), "SELECT count(*) FROM hot");
    };
    const qint64 once = count();
    QVERIFY(salvageInto(**writer, path(u"damaged.db"_s)).ok());
    QCOMPARE(count(), once);
    const auto checked = checkHistory(path(), CheckDepth::Everything);
    QVERIFY2(checked.ok() && checked->sound(), qPrintable(checked->problems.join(u'\n')));
}

void SalvageTest::whatIsInTheLogCounts()
{
    const auto writer = HistoryWriter::open(path(u"live.db"_s));
    for (qint64 i = 0; i < 300; ++i)
        QVERIFY((*writer)->append(std::vector{plainPoll(i)}).ok());
    QVERIFY((*writer)->compact().ok());
    QVERIFY(QFile::copy(path(u"live.db"_s), path(u"damaged.db"_s)));
    QVERIFY(QFile::copy(path(u"live.db-wal"_s), path(u"damaged.db-wal"_s)));
    const auto fresh = HistoryWriter::open(path());
    const auto report = salvageInto(**fresh, path(u"damaged.db"_s));
    QCOMPARE(report->samples, 300);
}

void SalvageTest::aTornLogCountsUpToTheTear()
{
    const auto writer = HistoryWriter::open(path(u"live.db"_s));
    for (qint64 i = 0; i < 100; ++i)
        QVERIFY((*writer)->append(std::vector{plainPoll(i)}).ok());
    QByteArray log = contents(path(u"live.db-wal"_s));
    log.truncate(log.size() * 2 / 3 + 77);
    put(path(u"damaged.db-wal"_s), log);
    QVERIFY(QFile::copy(path(u"live.db"_s), path(u"damaged.db"_s)));
    const auto fresh = HistoryWriter::open(path());
    const auto report = salvageInto(**fresh, path(u"damaged.db"_s));
    QVERIFY2(report->samples > 30 && report->samples < 100, qPrintable(QString::number(report->samples)));
}

void SalvageTest::aLostLayoutIsTakenFromItsCopy()
{
    write(path(u"damaged.db"_s), 0, 500);
    change(path(u"damaged.db"_s), "UPDATE layout SET names=zeroblob(50)");
    const auto writer = HistoryWriter::open(path());
    QCOMPARE(salvageInto(**writer, path(u"damaged.db"_s))->samples, 500);
    const auto file = HistoryFile::open(path());
    QCOMPARE(readRaw(**file, node1, "used_memory").at(noon + 5000), 5.0);
}

void SalvageTest::aLostNodeKeepsItsIdentity()
{
    write(path(u"damaged.db"_s), 0, 500);
    const qint64 root = number(path(u"damaged.db"_s), "SELECT rootpage FROM sqlite_master WHERE name='node'");
    QByteArray bytes = contents(path(u"damaged.db"_s));
    std::fill_n(bytes.begin() + (root - 1) * pageBytes, pageBytes, '\0');
    put(path(u"damaged.db"_s), bytes);
    const auto writer = HistoryWriter::open(path());
    // What is configured now stays.
    QVERIFY((*writer)->registerNode(known1).ok());
    QCOMPARE(salvageInto(**writer, path(u"damaged.db"_s))->samples, 500);
    const auto file = HistoryFile::open(path());
    QCOMPARE(readRaw(**file, node1, "used_memory").size(), std::size_t(500));
    const auto nodes = (*file)->nodes();
    QCOMPARE(nodes->size(), std::size_t(1));
    QCOMPARE(nodes->front().cacheName, u"shop"_s);
}

void SalvageTest::eventsAndTextsComeToo()
{
    write(path(u"damaged.db"_s), 0, 10);
    {
        const auto writer = HistoryWriter::open(path(u"damaged.db"_s));
        const std::vector<Event> events{{node1, {u"cache-1"_s}, noon + 5000, EventKind::Restart, u"It restarted."_s},
                                        {{}, {u"cache-1"_s}, noon + 6000, EventKind::Note, u"Lunch."_s}};
        QVERIFY((*writer)->appendEvents(events).ok());
    }
    const auto writer = HistoryWriter::open(path());
    const auto report = salvageInto(**writer, path(u"damaged.db"_s));
    QVERIFY(report.ok());
    const auto file = HistoryFile::open(path());
    const auto events = (*file)->events(std::vector{node1}, 0, 2 * noon);
    QCOMPARE(events->size(), std::size_t(2));
    QCOMPARE(events->at(1).text, u"Lunch."_s);
    QCOMPARE(number(path(), "SELECT count(*) FROM text WHERE value='run-0'"), 1);
}

void SalvageTest::onlyOurFilesAreTakenForDamagedHistories()
{
    QByteArray headless = m_original;
    std::fill_n(headless.begin(), pageBytes, '\0');
    put(path(u"headless"_s), headless);
    QVERIFY(DamagedHistory::isHistory(path(u"headless"_s)));
    put(path(u"garbage"_s), QByteArray(100'000, 'g'));
    QVERIFY(!DamagedHistory::isHistory(path(u"garbage"_s)));
    put(path(u"empty"_s), {});
    QVERIFY(!DamagedHistory::isHistory(path(u"empty"_s)));
    change(path(u"recipes"_s), "CREATE TABLE recipes(id INTEGER PRIMARY KEY, a, b, c, d, e, f, g, h);"
                               "INSERT INTO recipes VALUES(1, 1, 0, 1, 1, 1, 1, 1, zeroblob(500))");
    QVERIFY(!DamagedHistory::isHistory(path(u"recipes"_s)));
    QVERIFY(!DamagedHistory::isHistory(path(u"nowhere"_s)));
}

void SalvageTest::aFileIsSetAsideWithItsLog()
{
    put(path(u"history.sqlite"_s), "one");
    put(path(u"history.sqlite-wal"_s), "log");
    const TimeMs now = 1'795'257'960'000; // 2026-11-21T10:46:00Z
    const auto first = setAside(path(u"history.sqlite"_s), now, historyWords());
    QVERIFY2(first.ok(), first ? "" : qPrintable(first.error().text()));
    QCOMPARE(*first, path(u"history-damaged-2026-11-21T10-46-00Z.sqlite"_s));
    QCOMPARE(contents(*first), QByteArray("one"));
    QCOMPARE(contents(*first + u"-wal"_s), QByteArray("log"));
    QVERIFY(!QFileInfo::exists(path(u"history.sqlite"_s)) && !QFileInfo::exists(path(u"history.sqlite-wal"_s)));
    // Another in the same second does not overwrite it.
    put(path(u"history.sqlite"_s), "two");
    QCOMPARE(*setAside(path(u"history.sqlite"_s), now, historyWords()),
             path(u"history-damaged-2026-11-21T10-46-00Z-2.sqlite"_s));
    QCOMPARE(contents(*first), QByteArray("one"));
}

void SalvageTest::repairPutsTheRestInPlace()
{
    write(path(), 0, 1000);
    const auto sound = repairHistory(path(), noon);
    QVERIFY(sound.ok() && sound->wasSound && sound->damagedPath.isEmpty());
    change(path(), "UPDATE block SET data=zeroblob(100) WHERE id=(SELECT min(id) FROM block WHERE tier=0)");
    const auto report = repairHistory(path(), noon);
    QVERIFY2(report.ok(), report ? "" : qPrintable(report.error().text()));
    QVERIFY(!report->wasSound && QFileInfo::exists(report->damagedPath));
    QCOMPARE(report->salvaged.samples, 520);
    QCOMPARE(report->salvaged.unreadableBlocks, 1);
    const auto checked = checkHistory(path(), CheckDepth::Everything);
    QVERIFY2(checked.ok() && checked->sound(), qPrintable(checked->problems.join(u'\n')));
    QCOMPARE(QDir(m_folder->path()).entryList({u"*repaired*"_s}), QStringList());
    const auto file = HistoryFile::open(path());
    QCOMPARE(readRaw(**file, node1, "used_memory").size(), std::size_t(520));
}

QTEST_GUILESS_MAIN(SalvageTest)
#include "tst_salvage.moc"
