// SPDX-License-Identifier: GPL-3.0-or-later
// What a question costs: the blocks it reads, that it ends when told to, and that writing goes on meanwhile.
#include "historyfixture.h"

#include "history/historyreader.h"
#include "sqlite/database.h"

#include <QtTest/QTest>

#include <thread>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{

const NodeId node1{u"node-1"_s};
constexpr TimeMs hourMs = 3'600'000;
constexpr int polls = 14'400;
constexpr int intervalMs = 30'000;

SnapshotPtr poll(int i)
{
    return sample(noon + i * static_cast<TimeMs>(intervalMs),
                  {{"keyspace_hits", i * 7.0}, {"keyspace_misses", i * 2.0}, {"used_memory", i % 100 * 4096.0}},
                  intervalMs);
}

constexpr TimeMs endOfData = noon + polls * static_cast<TimeMs>(intervalMs);

FrameRequest ask(TimeMs fromMs, TimeMs toMs)
{
    FrameRequest request;
    request.nodes = {node1};
    request.metrics = {"hit_ratio", "hits_per_second", "used_memory"};
    request.fromMs = fromMs;
    request.toMs = toMs;
    request.nowMs = endOfData;
    return request;
}

} // namespace

class HistoryQueryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void eachNeededBlockIsReadOnce_data();
    void eachNeededBlockIsReadOnce();
    void cancellingEndsWithinABlock_data();
    void cancellingEndsWithinABlock();
    void readingSeesWholeStatesWhileWritingGoesOn();

private:
    QString path() const { return m_folder.filePath(u"history.db"_s); }
    qint64 overlapping(Tier tier, TimeMs fromMs, TimeMs toMs) const;

    QTemporaryDir m_folder;
};

void HistoryQueryTest::initTestCase()
{
    const auto writer = HistoryWriter::open(path());
    std::vector<SnapshotPtr> batch;
    for (int i = 0; i < polls; ++i) {
        batch.push_back(poll(i));
        if (batch.size() < 200 && i + 1 < polls)
            continue;
        QVERIFY((*writer)->append(batch).ok());
        QVERIFY((*writer)->compact().ok());
        batch.clear();
    }
}

/// Blocks and fresh buckets that hold any of the range, counted by what the rows say.
qint64 HistoryQueryTest::overlapping(Tier tier, TimeMs fromMs, TimeMs toMs) const
{
    const auto database = Database::open(path(), Database::Mode::Read);
    Query query(**database,
                "SELECT (SELECT count(*) FROM block WHERE tier=?1 AND last>=?2 AND first<?3) +"
                " (SELECT count(*) FROM hotbucket WHERE tier=?1 AND start>=?2 AND start<?3)",
                static_cast<int>(tier), fromMs, toMs);
    return query.next() ? query.integer(0) : -1;
}

void HistoryQueryTest::eachNeededBlockIsReadOnce_data()
{
    QTest::addColumn<qint64>("from");
    QTest::addColumn<qint64>("to");
    QTest::addColumn<int>("tier");
    QTest::newRow("raw samples of an hour") << noon + 10 * hourMs + 5000 << noon + 11 * hourMs << int(Tier::Raw);
    QTest::newRow("raw samples of 19 hours") << noon + 5000 << noon + 19 * hourMs << int(Tier::Raw);
    QTest::newRow("minutes of two days") << noon + hourMs << noon + 49 * hourMs << int(Tier::Minute);
    QTest::newRow("minutes of four days") << noon << noon + 96 * hourMs << int(Tier::Minute);
    QTest::newRow("hours of all") << noon - 100 * 24 * hourMs << noon + 100 * hourMs << int(Tier::Hour);
}

void HistoryQueryTest::eachNeededBlockIsReadOnce()
{
    QFETCH(qint64, from);
    QFETCH(qint64, to);
    QFETCH(int, tier);
    const auto file = HistoryFile::open(path());
    const auto frame = readFrame(**file, ask(from, to));
    QVERIFY(frame.ok());
    QVERIFY(!frame->times.empty());
    QCOMPARE(frame->tier, Tier(tier));
    const qint64 needed = overlapping(Tier(tier), from, to);
    QVERIFY(needed > 0);
    // Of raw samples also the one before the range, from which the first step goes.
    const qint64 before = tier == int(Tier::Raw) && overlapping(Tier::Raw, from - intervalMs, to) > needed ? 1 : 0;
    QCOMPARE((*file)->blocksRead(), needed + before);
}

void HistoryQueryTest::cancellingEndsWithinABlock_data()
{
    QTest::addColumn<int>("tier");
    QTest::newRow("raw") << int(Tier::Raw);
    QTest::newRow("minutes") << int(Tier::Minute);
}

void HistoryQueryTest::cancellingEndsWithinABlock()
{
    QFETCH(int, tier);
    const auto file = HistoryFile::open(path());
    const std::vector<std::string> metrics{"used_memory", "keyspace_hits"};
    std::atomic_bool cancelled = false;
    const auto cancel = [&](const auto&) { return cancelled = true, true; };
    const auto read = Tier(tier) == Tier::Raw
                          ? (*file)->readRaw(node1, metrics, noon, endOfData, cancel, &cancelled)
                          : (*file)->readTier(node1, Tier(tier), metrics, noon, endOfData, cancel, &cancelled);
    QVERIFY(!read.ok());
    QCOMPARE(read.error().code, ErrorCode::Cancelled);
    QCOMPARE((*file)->blocksRead(), 1);
}

void HistoryQueryTest::readingSeesWholeStatesWhileWritingGoesOn()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"history.db"_s);
    auto writer = HistoryWriter::open(path);
    QVERIFY((*writer)->append(std::vector{poll(0)}).ok());
    std::atomic_bool written = false;
    std::atomic_bool failed = false;
    std::thread writing([&] {
        for (int i = 1; i < 4000; i += 10) {
            std::vector<SnapshotPtr> batch;
            for (int k = i; k < i + 10; ++k)
                batch.push_back(poll(k));
            failed = failed || !(*writer)->append(batch) || !(*writer)->compact();
        }
        written = true;
    });
    const auto file = HistoryFile::open(path);
    std::size_t before = 0;
    bool whole = true;
    for (bool last = false; !last && whole;) {
        last = written;
        const auto values = readRaw(**file, node1, "keyspace_hits");
        // Every poll up to the newest, each with its value; a batch is there whole or not at all.
        whole = values.size() >= before && values.size() % 10 == 1;
        int i = 0;
        for (const auto& [time, value] : values)
            whole = whole && time == poll(i)->timeMs && value == i++ * 7.0;
        before = values.size();
    }
    writing.join();
    QVERIFY(!failed);
    QVERIFY(whole);
    QCOMPARE(before, std::size_t(4001));
}

QTEST_APPLESS_MAIN(HistoryQueryTest)
#include "tst_historyquery.moc"
