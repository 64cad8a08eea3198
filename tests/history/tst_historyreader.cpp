// SPDX-License-Identifier: GPL-3.0-or-later
#include "frametext.h"
#include "historyfixture.h"

#include "history/historyreader.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace cacheledger::frametext;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{
const NodeId primary{u"node-1"_s};
const NodeId replica{u"node-2"_s};
const std::vector<std::string> asked{"used_memory",       "keyspace_hits",      "hits_per_second",  "hit_ratio",
                                     "memory_used_ratio", "lookups_per_second", "misses_per_second"};
constexpr int seconds = 3 * 3600 + 1234; // from noon on

FrameRequest ask(TimeMs fromMs, TimeMs toMs, int columns, std::optional<Tier> tier = {})
{
    FrameRequest request;
    request.nodes = {primary};
    request.metrics = asked;
    request.fromMs = fromMs;
    request.toMs = toMs;
    request.columns = columns;
    request.tier = tier;
    request.nowMs = toMs;
    return request;
}

/// A few hours of a busy node: a restart after 4000 s, an outage of five minutes, a short one within a minute.
std::vector<SnapshotPtr> busyHours()
{
    QRandomGenerator random(99);
    std::vector<SnapshotPtr> samples;
    double hits = 1000, misses = 400, memory = 5e6;
    for (int s = 0; s < seconds; ++s) {
        if (s == 4000)
            hits = misses = 0;
        hits += random.bounded(50);
        misses += random.bounded(10);
        memory += random.bounded(2000.0) - 900;
        if ((s >= 6000 && s < 6300) || (s >= 7210 && s < 7220))
            continue;
        const std::map<std::string, double> values{{"keyspace_hits", hits},
                                                   {"keyspace_misses", misses},
                                                   {"maxmemory", 1e8},
                                                   {"used_memory", s == 8000 ? 9e7 : std::floor(memory)}};
        samples.push_back(sample(noon + s * 1000LL + 137, values, 1000, s < 4000 ? u"run-1"_s : u"run-2"_s, primary));
    }
    return samples;
}

QString differenceOf(const FrameSeries& a, const FrameSeries& b, std::size_t column, bool extremes)
{
    const auto differ = [column](const std::vector<double>& x, const std::vector<double>& y) {
        const double d = std::fabs(x.at(column) - y.at(column));
        return std::isnan(x[column]) != std::isnan(y[column]) || d > 1e-9 * std::fabs(x[column]);
    };
    if (differ(a.value, b.value) || (extremes && (differ(a.min, b.min) || differ(a.max, b.max))))
        return u"%1: %2[%3,%4] and %5[%6,%7]"_s.arg(
            QString::fromStdString(a.metric), number(a.value[column]), number(a.min[column]), number(a.max[column]),
            number(b.value[column]), number(b.min[column]), number(b.max[column]));
    return {};
}
} // namespace

class TestHistoryReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aTileIsTheSameFromEveryTier_data();
    void aTileIsTheSameFromEveryTier();
    void wholeBucketColumnsAreTheSameFromEveryTier_data();
    void wholeBucketColumnsAreTheSameFromEveryTier();
    void aSpikeSurvivesEveryTier_data();
    void aSpikeSurvivesEveryTier();
    void theCoarsestTierIsTaken_data();
    void theCoarsestTierIsTaken();
    void theLiveEdgeIsComplete();
    void gapsAreFoundInEveryTier_data();
    void gapsAreFoundInEveryTier();
    void severalNodesBecomeOne();
    void aNodeThatIsNotKnownHasNoData();
    void eventsOfTheNodesAndTheCache();
    void theUnknownIsNamed();
    void aMetricThatOnlyTheFileKnows();
    void badRangesAreRefused();
    void readingCanBeCancelled();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<HistoryWriter> m_writer;
    std::unique_ptr<HistoryFile> m_file;
};

void TestHistoryReader::initTestCase()
{
    const QString path = m_folder.filePath(u"history.db"_s);
    auto opened = HistoryWriter::open(path);
    QVERIFY(opened);
    m_writer = std::move(opened).value();
    QVERIFY(m_writer->registerNode({{u"cache"_s}, primary, u"Answers"_s, u"10.0.0.1:6379"_s}));
    QVERIFY(m_writer->registerNode({{u"cache"_s}, replica, u"Answers"_s, u"10.0.0.2:6379"_s}));
    QVERIFY(m_writer->registerNode({{u"other"_s}, {u"node-3"_s}, u"Other"_s, u"10.0.0.3:6379"_s}));
    const std::vector<SnapshotPtr> samples = busyHours();
    for (std::size_t at = 0; at < samples.size(); at += 600) {
        const std::span<const SnapshotPtr> all = samples;
        QVERIFY(m_writer->append(all.subspan(at, std::min<std::size_t>(600, samples.size() - at))));
        QVERIFY(m_writer->compact());
    }
    std::vector<SnapshotPtr> others;
    for (int s = 0; s < 120; ++s)
        others.push_back(
            sample(noon + s * 1000LL + 600,
                   {{"keyspace_hits", s * 3.0}, {"keyspace_misses", s * 1.0}, {"vendor_pressure", s * 1.0}}, 1000,
                   u"run-9"_s, replica));
    QVERIFY(m_writer->append(others));
    const std::vector<Event> events{{primary, {u"cache"_s}, noon + 4000'000, EventKind::Restart, u"restarted"_s},
                                    {{}, {u"cache"_s}, noon + 1000, EventKind::Deploy, u"deployed"_s},
                                    {replica, {u"cache"_s}, noon + 2000, EventKind::Failover, u"failed over"_s},
                                    {{u"node-3"_s}, {u"other"_s}, noon + 3000, EventKind::Note, u"elsewhere"_s}};
    QVERIFY(m_writer->appendEvents(events));
    // The writer is still open: the newest polls are rows, neither in blocks nor in tiers.
    auto file = HistoryFile::open(path);
    QVERIFY(file);
    m_file = std::move(file).value();
}

void TestHistoryReader::aTileIsTheSameFromEveryTier_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::newRow("everything") << -100 << seconds;
    QTest::newRow("parts of buckets at both ends") << 61 << 10'799;
    QTest::newRow("across the restart") << 3900 << 4100;
    QTest::newRow("an hour") << 3600 << 7200;
    QTest::newRow("begins in the outage") << 6100 << 9000;
    QTest::newRow("ends in the outage") << 3000 << 6200;
    QTest::newRow("the newest minutes") << seconds - 300 << seconds;
    QTest::newRow("one sample") << 500 << 501;
    QTest::newRow("nothing") << 6100 << 6200;
}

void TestHistoryReader::aTileIsTheSameFromEveryTier()
{
    QFETCH(int, from);
    QFETCH(int, to);
    const auto raw = readFrame(*m_file, ask(noon + from * 1000LL, noon + to * 1000LL, 1, Tier::Raw));
    QVERIFY(raw);
    for (const Tier tier : {Tier::Minute, Tier::Hour}) {
        const auto frame = readFrame(*m_file, ask(noon + from * 1000LL, noon + to * 1000LL, 1, tier));
        QVERIFY(frame);
        QCOMPARE(frame->times.size(), raw->times.size());
        for (std::size_t s = 0; s < asked.size() && !raw->times.empty(); ++s) {
            const bool exact = s < 3 || asked[s] == "misses_per_second";
            QCOMPARE(differenceOf(raw->series[s], frame->series[s], 0, exact), QString());
        }
    }
}

void TestHistoryReader::wholeBucketColumnsAreTheSameFromEveryTier_data()
{
    QTest::addColumn<int>("tier");
    QTest::addColumn<int>("columns");
    QTest::newRow("minutes, a bucket a column") << int(Tier::Minute) << 180;
    QTest::newRow("minutes, nine buckets a column") << int(Tier::Minute) << 20;
    QTest::newRow("hours, a bucket a column") << int(Tier::Hour) << 3;
}

void TestHistoryReader::wholeBucketColumnsAreTheSameFromEveryTier()
{
    QFETCH(int, tier);
    QFETCH(int, columns);
    const TimeMs to = noon + 3 * 3600'000;
    const auto raw = readFrame(*m_file, ask(noon, to, columns, Tier::Raw));
    const auto coarse = readFrame(*m_file, ask(noon, to, columns, static_cast<Tier>(tier)));
    QVERIFY(raw);
    QVERIFY(coarse);
    QCOMPARE(coarse->times.size(), raw->times.size());
    QVERIFY(coarse->samplesRead < raw->samplesRead / 10);
    for (std::size_t column = 0; column < raw->times.size(); ++column)
        for (std::size_t s = 0; s < asked.size(); ++s) {
            const bool exact = s < 3 || asked[s] == "misses_per_second";
            QCOMPARE(differenceOf(raw->series[s], coarse->series[s], column, exact), QString());
        }
    QCOMPARE(coarse->breakBefore, raw->breakBefore);
}

void TestHistoryReader::aSpikeSurvivesEveryTier_data()
{
    QTest::addColumn<int>("tier");
    QTest::newRow("raw") << int(Tier::Raw);
    QTest::newRow("minutes") << int(Tier::Minute);
    QTest::newRow("hours") << int(Tier::Hour);
}

void TestHistoryReader::aSpikeSurvivesEveryTier()
{
    QFETCH(int, tier);
    const auto frame = readFrame(*m_file, ask(noon, noon + seconds * 1000LL, 3, static_cast<Tier>(tier)));
    QVERIFY(frame);
    const FrameSeries& memory = *frame->find("used_memory");
    QCOMPARE(*std::max_element(memory.max.begin(), memory.max.end()), 9e7);
    QVERIFY(memory.value.back() < 5e7);
}

void TestHistoryReader::theCoarsestTierIsTaken_data()
{
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("tier");
    QTest::newRow("seconds a column") << 1200 << int(Tier::Raw);
    QTest::newRow("minutes a column") << 150 << int(Tier::Minute);
    QTest::newRow("an hour a column") << 3 << int(Tier::Hour);
}

void TestHistoryReader::theCoarsestTierIsTaken()
{
    QFETCH(int, columns);
    const auto frame = readFrame(*m_file, ask(noon, noon + 3 * 3600'000, columns));
    QVERIFY(frame);
    QTEST(int(frame->tier), "tier");
    QVERIFY(frame->times.size() <= std::size_t(columns));
}

void TestHistoryReader::theLiveEdgeIsComplete()
{
    const TimeMs newest = noon + (seconds - 1) * 1000LL + 137;
    for (const Tier tier : {Tier::Raw, Tier::Minute, Tier::Hour}) {
        const auto frame = readFrame(*m_file, ask(noon, noon + seconds * 1000LL, 100, tier));
        QVERIFY(frame);
        QCOMPARE(frame->times.back(), newest);
        QCOMPARE(*frame->newestMs, newest);
        QCOMPARE(frame->intervalMs, 1000);
    }
}

void TestHistoryReader::gapsAreFoundInEveryTier_data()
{
    aSpikeSurvivesEveryTier_data();
}

void TestHistoryReader::gapsAreFoundInEveryTier()
{
    QFETCH(int, tier);
    const auto frame = readFrame(*m_file, ask(noon, noon + 3 * 3600'000, 180, static_cast<Tier>(tier)));
    QVERIFY(frame);
    QVERIFY(!frame->gaps.empty());
    qint64 length = 0;
    for (const TimeGap& gap : frame->gaps)
        length += gap.toMs - gap.fromMs;
    // From the sample before the outage to the one after it: 301 s, 11 s, and from the range's begin to the first, 137
    // ms.
    QVERIFY2(std::abs(length - 312'137) <= 2000, qPrintable(QString::number(length)));
    const auto breaks = std::count(frame->breakBefore.begin(), frame->breakBefore.end(), true);
    QCOMPARE(breaks, tier == int(Tier::Hour) ? 0 : 1);
}

void TestHistoryReader::severalNodesBecomeOne()
{
    FrameRequest request = ask(noon, noon + 100'000, 1, Tier::Raw);
    request.metrics = {"keyspace_hits", "hits_per_second", "used_memory"};
    const auto one = readFrame(*m_file, request);
    request.nodes = {primary, replica};
    const auto both = readFrame(*m_file, request);
    QVERIFY(one && both);
    QCOMPARE(both->series[0].value[0], one->series[0].value[0] + 99 * 3.0);
    QCOMPARE(both->series[1].value[0], one->series[1].value[0] + 3.0);
    QCOMPARE(both->series[2].value[0], one->series[2].value[0]);
    QCOMPARE(both->samplesRead, 200);
    QCOMPARE(*both->newestMs, *one->newestMs);
}

void TestHistoryReader::aNodeThatIsNotKnownHasNoData()
{
    FrameRequest request = ask(noon, noon + 100'000, 10);
    request.nodes = {{u"nobody"_s}};
    const auto frame = readFrame(*m_file, request);
    QVERIFY(frame);
    QVERIFY(frame->times.empty());
    QVERIFY(!frame->newestMs);
    QCOMPARE(frame->intervalMs, 0);
    QCOMPARE(frame->series.size(), asked.size());
    QCOMPARE(gapsText(*frame), u"%1-%2"_s.arg(noon).arg(noon + 100'000));
    request.nodes.clear();
    const auto none = readFrame(*m_file, request);
    QVERIFY(none);
    QCOMPARE(none->gaps.size(), 1U);
}

void TestHistoryReader::eventsOfTheNodesAndTheCache()
{
    FrameRequest request = ask(noon, noon + seconds * 1000LL, 10);
    const auto frame = readFrame(*m_file, request);
    QVERIFY(frame);
    QCOMPARE(frame->events.size(), 2U);
    QCOMPARE(frame->events[0].text, u"deployed"_s);
    QCOMPARE(frame->events[1].text, u"restarted"_s);
    request.withEvents = false;
    QVERIFY(readFrame(*m_file, request)->events.empty());
}

void TestHistoryReader::theUnknownIsNamed()
{
    FrameRequest request = ask(noon, noon + 100'000, 10);
    request.metrics = {"hit_rato"};
    const auto frame = readFrame(*m_file, request);
    QVERIFY(!frame);
    QCOMPARE(frame.error().code, ErrorCode::UnknownMetric);
    QVERIFY(frame.error().text().contains(u"hit_ratio"_s));
}

void TestHistoryReader::aMetricThatOnlyTheFileKnows()
{
    FrameRequest request = ask(noon, noon + 10'000, 1);
    request.metrics = {"vendor_pressure"};
    QVERIFY(!readFrame(*m_file, request)); // the primary has none
    request.nodes = {replica};
    QCOMPARE(readFrame(*m_file, request)->series[0].value, std::vector<double>{9});
}

void TestHistoryReader::badRangesAreRefused()
{
    for (const auto& [from, to] : std::vector<std::pair<TimeMs, TimeMs>>{
             {noon, noon},
             {noon + 1, noon},
             {std::numeric_limits<TimeMs>::min(), std::numeric_limits<TimeMs>::max()}}) {
        const auto frame = readFrame(*m_file, ask(from, to, 10));
        QVERIFY(!frame);
        QCOMPARE(frame.error().code, ErrorCode::InvalidArgument);
    }
}

void TestHistoryReader::readingCanBeCancelled()
{
    const std::atomic_bool cancelled = true;
    const auto frame = readFrame(*m_file, ask(noon, noon + 3600'000, 3600), &cancelled);
    QVERIFY(!frame);
    QCOMPARE(frame.error().code, ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(TestHistoryReader)
#include "tst_historyreader.moc"
