// SPDX-License-Identifier: GPL-3.0-or-later
#include "historyfixture.h"

#include "sqlite/database.h"
#include "support/cputime.h"

#include <QtTest/QTest>

#include <random>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{
const NodeId node1{u"node-1"_s};
const KnownNode known1{CacheId{u"cache-1"_s}, node1, u"Sessions"_s, u"127.0.0.1:6379"_s};
} // namespace

class HistoryWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void whatWasWrittenIsReadWhateverTheCompaction_data();
    void whatWasWrittenIsReadWhateverTheCompaction();
    void goesOnAfterReopening();
    void aRepeatedTimeReplaces();
    void lateSamplesFindTheirPlace_data();
    void lateSamplesFindTheirPlace();
    void aLateSampleOpensALongBlock();
    void theClockJumpsBack();
    void layoutsChangeInTheMiddle();
    void aRestartIsSeenAcrossReopening();
    void aSilentNodeIsClosedAndGoesOn();
    void theSampleBeforeTheRangeComesAlong_data();
    void theSampleBeforeTheRangeComesAlong();
    void metricNamesAreThoseOfTheRange();
    void nodesAreRenamed();
    void samplesOfAnUnknownNodeAreKept();
    void eventsComeBackOnce();
    void malformedSamplesAreRefusedWhole();
    void readingCanBeCancelled();
    void aDayOfSecondsIsFast();
    void nodesThatAreDueTogetherAreCompactedOneAfterTheOther();
    void whoCompactsHearsWhenLongBlocksWereMade();

private:
    void open();
    void reopen();
    void append(const std::vector<SnapshotPtr>& snapshots);
    void verify();
    std::unique_ptr<HistoryFile> file() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<HistoryWriter> m_writer;
    ModelHistory m_model;
};

void HistoryWriterTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_model = {};
    open();
    QVERIFY(m_writer->registerNode(known1).ok());
}

void HistoryWriterTest::cleanup()
{
    m_writer.reset();
    m_folder.reset();
}

void HistoryWriterTest::open()
{
    auto writer = HistoryWriter::open(m_folder->filePath(u"history.db"_s));
    QVERIFY2(writer.ok(), writer ? "" : qPrintable(writer.error().text()));
    m_writer = std::move(*writer);
}

void HistoryWriterTest::reopen()
{
    m_writer.reset();
    open();
}

void HistoryWriterTest::append(const std::vector<SnapshotPtr>& snapshots)
{
    const auto done = m_writer->append(snapshots);
    QVERIFY2(done.ok(), done ? "" : qPrintable(done.error().text()));
    for (const SnapshotPtr& snapshot : snapshots)
        m_model.add(snapshot);
}

std::unique_ptr<HistoryFile> HistoryWriterTest::file() const
{
    auto file = HistoryFile::open(m_folder->filePath(u"history.db"_s));
    if (!file)
        QTest::qFail(qPrintable(file.error().text()), __FILE__, __LINE__);
    return file ? std::move(*file) : nullptr;
}

void HistoryWriterTest::verify()
{
    const QString difference = differenceOf(*file(), m_model);
    QVERIFY2(difference.isEmpty(), qPrintable(difference));
}

void HistoryWriterTest::whatWasWrittenIsReadWhateverTheCompaction_data()
{
    QTest::addColumn<int>("samples");
    QTest::addColumn<int>("intervalMs");
    QTest::addColumn<bool>("compacting");
    QTest::newRow("one sample") << 1 << 1000 << true;
    QTest::newRow("fresh rows alone") << 400 << 1000 << false;
    QTest::newRow("a block's worth exactly") << 484 << 1000 << true;
    QTest::newRow("blocks and fresh rows") << 1200 << 1000 << true;
    QTest::newRow("two hours") << 7300 << 1000 << true;
    QTest::newRow("never compacted") << 4000 << 1000 << false;
    QTest::newRow("four a second") << 2000 << 250 << true;
    QTest::newRow("one in ten minutes over days") << 1000 << 600'000 << true;
    QTest::newRow("minutes enough for a long block") << 3600 << 30'000 << true;
}

void HistoryWriterTest::whatWasWrittenIsReadWhateverTheCompaction()
{
    QFETCH(int, samples);
    QFETCH(int, intervalMs);
    QFETCH(bool, compacting);
    std::mt19937 random(5);
    std::vector<SnapshotPtr> batch;
    double hits = 0;
    TimeMs time = noon - 100'000;
    for (int i = 0; i < samples; ++i) {
        hits += random() % 1000;
        // Now and then a poll is missed.
        time += intervalMs * (random() % 50 ? 1 : 3) + static_cast<int>(random() % 3);
        batch.push_back(sample(time,
                               {{"used_memory", 1e6 + random() % 5000},
                                {"keyspace_hits", hits},
                                {"mem_fragmentation_ratio", static_cast<double>(random() % 300) / 100},
                                {"loading", 0}},
                               intervalMs));
        if (batch.size() < 7 && i + 1 < samples)
            continue;
        append(batch);
        batch.clear();
        if (compacting)
            QVERIFY(m_writer->compact().ok());
    }
    verify();
    QVERIFY(m_writer->flush().ok());
    verify();
    QCOMPARE(file()->newestSample(node1), std::optional(time));
    QCOMPARE(file()->oldestSample(node1), std::optional(m_model.samples().begin()->first));
}

void HistoryWriterTest::goesOnAfterReopening()
{
    double hits = 0;
    for (int i = 0; i < 4000; ++i) {
        hits += i % 17;
        append({sample(noon + i * 1000, {{"keyspace_hits", hits}, {"used_memory", i % 100 * 4096.0}})});
        if (i % 331 == 0)
            reopen();
    }
    verify();
}

void HistoryWriterTest::aRepeatedTimeReplaces()
{
    for (int i = 0; i < 490; ++i)
        append({sample(noon + i * 1000, {{"keyspace_hits", i * 10.0}})});
    QVERIFY(m_writer->compact().ok());
    append({sample(noon + 489'000, {{"keyspace_hits", 4891.0}})}); // the newest
    append({sample(noon + 485'000, {{"keyspace_hits", 4851.0}})}); // a hot one
    append({sample(noon + 30'000, {{"keyspace_hits", 301.0}})});   // one in a block
    append({sample(noon + 488'000, {{"keyspace_hits", 4881.0}}), sample(noon + 488'000, {{"keyspace_hits", 4882.0}})});
    verify();
    QCOMPARE(readRaw(*file(), node1, "keyspace_hits").size(), std::size_t(490));
}

void HistoryWriterTest::lateSamplesFindTheirPlace_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 12; ++seed)
        QTest::addRow("order %d", seed) << seed;
}

void HistoryWriterTest::lateSamplesFindTheirPlace()
{
    QFETCH(int, seed);
    std::mt19937 random(static_cast<unsigned>(seed));
    std::vector<SnapshotPtr> all;
    double hits = 0;
    int run = 0;
    TimeMs time = noon - 200'000;
    for (int i = 0; i < 1500; ++i) {
        const bool restart = random() % 100 == 0;
        run += restart;
        hits = restart ? 5 : hits + random() % 20;
        time += random() % 60 ? 1000 : 200'000;
        std::map<std::string, double> values{{"keyspace_hits", hits}, {"used_memory", 1000.0 + random() % 10}};
        if (random() % 5 == 0)
            values.erase("used_memory");
        if (random() % 40 == 0)
            values["evicted_keys"] = i;
        all.push_back(sample(time, values, random() % 200 ? 1000 : 2000, u"run-%1"_s.arg(run)));
    }
    // Most in order, some held back for a moment, some for long.
    std::vector<std::pair<double, SnapshotPtr>> arrivals;
    for (std::size_t i = 0; i < all.size(); ++i)
        arrivals.emplace_back(static_cast<double>(i) + (random() % 10 ? 0 : random() % (random() % 2 ? 5 : 400)) + 0.5,
                              all[i]);
    std::ranges::stable_sort(arrivals, {}, [](const auto& arrival) { return arrival.first; });
    std::vector<SnapshotPtr> batch;
    for (const auto& [when, snapshot] : arrivals) {
        batch.push_back(snapshot);
        if (random() % 8)
            continue;
        append(batch);
        batch.clear();
        if (random() % 3 == 0)
            QVERIFY(m_writer->compact().ok());
        if (random() % 30 == 0)
            reopen();
    }
    append(batch);
    verify();
}

/// 1,440 minutes are joined into one block; it must take what comes days late all the same.
void HistoryWriterTest::aLateSampleOpensALongBlock()
{
    const auto minutesInBlocks = [this] {
        const auto database = Database::open(m_folder->filePath(u"history.db"_s), Database::Mode::Read);
        QStringList counts;
        for (Query query(**database, "SELECT count FROM block WHERE tier=1 ORDER BY first"); query.next();)
            counts << QString::number(query.integer(0));
        return counts.join(u' ');
    };
    const auto poll = [](int i) {
        return sample(noon + i * 30'000, {{"keyspace_hits", i * 7.0}, {"used_memory", i % 100 * 4096.0}}, 30'000);
    };
    for (int i = 0; i < 3600; ++i) {
        if (i != 500)
            append({poll(i)});
        if (i % 100 == 0)
            QVERIFY(m_writer->compact().ok());
    }
    QVERIFY(m_writer->compact().ok());
    QCOMPARE(minutesInBlocks(), u"1440 240 30 30 30"_s);
    verify();
    append({poll(500)});
    verify();
    // It is short blocks again, of which the next late one opens only its own.
    QCOMPARE(minutesInBlocks(), QStringList(48, u"30"_s).join(u' ') + u" 240 30 30 30"_s);
}

void HistoryWriterTest::theClockJumpsBack()
{
    for (int i = 0; i < 600; ++i)
        append({sample(noon + i * 1000, {{"keyspace_hits", i * 3.0}})});
    QVERIFY(m_writer->compact().ok());
    // Back by five minutes and a bit: times fall between those that are there.
    for (int i = 600; i < 1000; ++i) {
        append({sample(noon + i * 1000 - 300'500, {{"keyspace_hits", i * 3.0}})});
        if (i % 50 == 0)
            QVERIFY(m_writer->compact().ok());
    }
    verify();
}

void HistoryWriterTest::layoutsChangeInTheMiddle()
{
    for (int i = 0; i < 1000; ++i) {
        std::map<std::string, double> values{{"keyspace_hits", i}};
        if (i >= 30)
            values["cmdstat.get.calls"] = i * 2;
        if (i % 2)
            values["evicted_keys"] = i;
        if (i >= 100 && i < 170)
            values["db0.keys"] = i * 5;
        append({sample(noon + i * 1000, values)});
    }
    QVERIFY(m_writer->compact().ok());
    verify();
}

void HistoryWriterTest::aRestartIsSeenAcrossReopening()
{
    // The counter is higher after the restart: only run_id tells.
    append({sample(noon, {{"keyspace_hits", 10}}), sample(noon + 1000, {{"keyspace_hits", 12}})});
    reopen();
    append({sample(noon + 2000, {{"keyspace_hits", 500}}, 1000, u"run-2"_s)});
    reopen();
    append({sample(noon + 3000, {{"keyspace_hits", 501}}, 1000, u"run-2"_s)});
    QCOMPARE(readResets(*file(), node1), std::vector<TimeMs>{noon + 2000});
    verify();
}

void HistoryWriterTest::aSilentNodeIsClosedAndGoesOn()
{
    const NodeId other{u"node-2"_s};
    const auto tick = [&](TimeMs time) {
        QVERIFY(m_writer->append(std::vector{sample(time, {{"keyspace_hits", 1}}, 1000, u"x"_s, other)}).ok());
        QVERIFY(m_writer->compact().ok());
    };
    for (int i = 0; i < 30; ++i)
        append({sample(noon + i * 1000, {{"keyspace_hits", i * 3.0}})});
    tick(noon + 1800'000);
    QVERIFY(!file()->tierEnd(node1, Tier::Minute));
    tick(noon + 2 * 3600'000);
    QCOMPARE(file()->tierEnd(node1, Tier::Minute), std::optional(noon + 60'000));
    QCOMPARE(file()->tierEnd(node1, Tier::Hour), std::optional(noon + 3600'000));
    QCOMPARE(readTier(*file(), node1, Tier::Hour, "keyspace_hits").at(noon).count, 30u);

    // It speaks again, with answers from the closed minute and hour first.
    append({sample(noon + 31'000, {{"keyspace_hits", 100}})});
    verify();
    append({sample(noon + 120'000, {{"keyspace_hits", 103}}), sample(noon + 3 * 3600'000, {{"keyspace_hits", 105}})});
    verify();
}

void HistoryWriterTest::theSampleBeforeTheRangeComesAlong_data()
{
    QTest::addColumn<bool>("compacting");
    QTest::newRow("in fresh rows") << false;
    QTest::newRow("in blocks") << true;
}

void HistoryWriterTest::theSampleBeforeTheRangeComesAlong()
{
    QFETCH(bool, compacting);
    for (int i = 0; i < 500; ++i)
        append({sample(noon + i * 1000 + (i >= 100 ? 60'000 : 0), {{"used_memory", i}})});
    if (compacting)
        QVERIFY(m_writer->compact().ok());
    const auto first = [&](TimeMs from, TimeMs to) {
        const auto values = readRaw(*file(), node1, "used_memory", from, to);
        return values.empty() ? -1 : values.begin()->second;
    };
    QCOMPARE(first(noon, noon + 10'000), 0);
    QCOMPARE(first(noon + 500, noon + 10'000), 0);
    QCOMPARE(first(noon + 1000, noon + 10'000), 0);
    QCOMPARE(first(noon + 60'000, noon + 70'000), 59);
    QCOMPARE(first(noon + 61'000, noon + 70'000), 60);
    // A gap lies between the sample before and the first: nothing can be said about the step.
    QCOMPARE(first(noon + 120'000, noon + 170'000), 100);
    QCOMPARE(first(noon + 120'000, noon + 130'000), -1);
    QCOMPARE(first(noon + 5000, noon + 5000), -1);
    QCOMPARE(first(noon + 9000, noon + 5000), -1);
}

void HistoryWriterTest::metricNamesAreThoseOfTheRange()
{
    for (int i = 0; i < 800; ++i)
        append({sample(noon + i * 60'000, {{i < 480 ? "used_memory" : "evicted_keys", 1}, {"loading", 0}}, 60'000)});
    QVERIFY(m_writer->compact().ok());
    using Names = std::vector<std::string>;
    const auto names = [&](TimeMs from, TimeMs to) { return file()->metricNames(node1, from, to).value(); };
    QCOMPARE(names(noon, noon + 30 * 60'000), (Names{"loading", "used_memory"}));
    QCOMPARE(names(noon + 600 * 60'000, noon + 700 * 60'000), (Names{"evicted_keys", "loading"}));
    QCOMPARE(names(noon - 86400'000, noon + 86400'000), (Names{"evicted_keys", "loading", "used_memory"}));
    QCOMPARE(names(noon - 3600'000, noon), Names());
    QCOMPARE(file()->metricNames(NodeId{u"nobody"_s}, 0, noon).value(), Names());
}

void HistoryWriterTest::nodesAreRenamed()
{
    KnownNode renamed = known1;
    renamed.cacheName = u"Carts"_s;
    renamed.address = u"10.0.0.1:6379"_s;
    append({sample(noon, {{"loading", 1}})});
    QVERIFY(m_writer->registerNode(renamed).ok());
    const auto nodes = file()->nodes().value();
    QCOMPARE(nodes.size(), std::size_t(1));
    QCOMPARE(nodes[0].cacheName, u"Carts"_s);
    QCOMPARE(nodes[0].address, u"10.0.0.1:6379"_s);
    verify();
}

void HistoryWriterTest::samplesOfAnUnknownNodeAreKept()
{
    const NodeId other{u"node-9"_s};
    QVERIFY(m_writer->append(std::vector{sample(noon, {{"loading", 1}}, 1000, u"x"_s, other)}).ok());
    QVERIFY(m_writer->registerNode({CacheId{u"cache-9"_s}, other, u"Late"_s, u"h:1"_s}).ok());
    QCOMPARE(readRaw(*file(), other, "loading").size(), std::size_t(1));
    QCOMPARE(file()->nodes()->front().cacheName, u"Late"_s);
}

void HistoryWriterTest::eventsComeBackOnce()
{
    const CacheId cache = known1.cache;
    const std::vector<Event> events{
        {node1, cache, noon + 5, EventKind::Restart, u"Restarted."_s},
        {{}, cache, noon, EventKind::Note, u"Release 7 — günstig"_s},
        {NodeId{u"node-2"_s}, cache, noon, EventKind::Failover, u"Other node."_s},
        {{}, CacheId{u"cache-2"_s}, noon, EventKind::Note, u"Other cache."_s},
    };
    QVERIFY(m_writer->appendEvents(events).ok());
    QVERIFY(m_writer->appendEvents(events).ok());
    const auto found = file()->events(std::vector{node1}, noon, noon + 10).value();
    QCOMPARE(found.size(), std::size_t(2));
    QCOMPARE(found[0].text, u"Release 7 — günstig"_s);
    QVERIFY(found[0].node.isEmpty());
    QCOMPARE(found[1].kind, EventKind::Restart);
    QCOMPARE(found[1].node, node1);
    QCOMPARE(found[1].cache, cache);
    QVERIFY(file()->events(std::vector{node1}, noon + 6, noon + 10)->empty());
    QVERIFY(file()->events({}, 0, noon + 10)->empty());
    // An event must not take the cache's name away.
    QCOMPARE(file()->nodes()->back().cacheName, u"Sessions"_s);
}

void HistoryWriterTest::malformedSamplesAreRefusedWhole()
{
    auto broken = std::make_shared<Snapshot>(*sample(noon + 1000, {{"loading", 1}}));
    broken->values.push_back(3);
    const auto done = m_writer->append(std::vector<SnapshotPtr>{sample(noon, {{"loading", 1}}), broken});
    QVERIFY(!done.ok());
    QCOMPARE(done.error().code, ErrorCode::InvalidArgument);
    QVERIFY(readRaw(*file(), node1, "loading").empty());
}

void HistoryWriterTest::readingCanBeCancelled()
{
    for (int i = 0; i < 1000; ++i)
        append({sample(noon + i * 1000, {{"used_memory", i}})});
    QVERIFY(m_writer->compact().ok());
    const std::atomic_bool cancelled = true;
    const std::vector<std::string> metrics{"used_memory"};
    const auto read = file()->readRaw(
        node1, metrics, 0, 2 * noon, [](const SampleRun&) { return true; }, &cancelled);
    QVERIFY(!read.ok());
    QCOMPARE(read.error().code, ErrorCode::Cancelled);
    int runs = 0;
    QVERIFY(file()->readRaw(node1, metrics, 0, 2 * noon, [&](const SampleRun&) { return ++runs < 2; }).ok());
    QCOMPARE(runs, 2);
}

void HistoryWriterTest::aDayOfSecondsIsFast()
{
    std::vector<std::string> names;
    for (int i = 0; i < 16; ++i)
        names.push_back("cmdstat.c" + std::to_string(i) + ".calls");
    const LayoutPtr layout = layoutOf(names);
    std::vector<SnapshotPtr> batch;
    for (int i = 0; i < 86400; ++i) {
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->node = node1;
        snapshot->timeMs = noon + i * 1000;
        snapshot->intervalMs = 1000;
        snapshot->layout = layout;
        for (int column = 0; column < 16; ++column)
            snapshot->values.push_back(column < 12 ? column : i * column + i % 7);
        batch.push_back(snapshot);
        if (batch.size() < 600)
            continue;
        QVERIFY(m_writer->append(batch).ok());
        QVERIFY(m_writer->compact().ok());
        batch.clear();
    }
    const auto reader = file();
    const double before = threadCpuMs();
    const auto values = readRaw(*reader, node1, names[13], noon, noon + 86400'000);
    QCOMPARE(values.size(), std::size_t(86400));
    QCOMPARE(readTier(*reader, node1, Tier::Minute, names[13]).size(), std::size_t(1439));
    QCOMPARE(readTier(*reader, node1, Tier::Hour, names[13]).size(), std::size_t(23));
    const double taken = threadCpuMs() - before;
    QVERIFY2(taken < 2000, qPrintable(QString::number(taken)));
}

/// All at once, the days of many nodes would keep new samples waiting for longer than a kill may take.
void HistoryWriterTest::nodesThatAreDueTogetherAreCompactedOneAfterTheOther()
{
    constexpr int nodes = 4;
    std::vector<SnapshotPtr> samples;
    for (int i = 0; i < 2 * 130; ++i)
        for (int node = 1; node <= nodes; ++node)
            samples.push_back(
                sample(noon + i * 1000, {{"used_memory", i}}, 1000, u"run"_s, NodeId{u"node-%1"_s.arg(node)}));
    QVERIFY(m_writer->append(samples).ok());
    const auto blocks = [this] {
        const auto database = Database::open(m_folder->filePath(u"history.db"_s), Database::Mode::Read);
        Query query(**database, "SELECT count(*) FROM block WHERE tier=0");
        return query.next() ? query.integer(0) : -1;
    };
    QCOMPARE(blocks(), 0);
    qint64 before = 0;
    for (int calls = 1; calls <= 100; ++calls) {
        QVERIFY(m_writer->compactFor(std::chrono::milliseconds(0)).ok());
        const qint64 now = blocks();
        QVERIFY2(now - before <= 1, "a block a call, when there is no time");
        if (now == before)
            break;
        before = now;
    }
    QVERIFY(m_writer->compact().ok());
    QCOMPARE(blocks(), before); // nothing was left behind
    QVERIFY2(before >= 2 * nodes, qPrintable(QString::number(before)));
}

/// It takes memory that the recorder gives back then.
void HistoryWriterTest::whoCompactsHearsWhenLongBlocksWereMade()
{
    int joined = 0;
    for (int minute = 0; minute < 20; ++minute) {
        std::vector<SnapshotPtr> samples;
        for (int i = 60 * minute; i < 60 * (minute + 1); ++i)
            samples.push_back(sample(noon + i * 1000, {{"used_memory", i}}));
        QVERIFY(m_writer->append(samples).ok());
        const auto compacted = m_writer->compactFor(std::chrono::minutes(1));
        QVERIFY(compacted.ok());
        joined += *compacted ? 1 : 0;
    }
    QCOMPARE(joined, 2); // 480 samples each, and not all 1,200 are in blocks
}

QTEST_GUILESS_MAIN(HistoryWriterTest)
#include "tst_historywriter.moc"
