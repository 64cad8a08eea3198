// SPDX-License-Identifier: GPL-3.0-or-later
// How much counters grew in periods of any length: exactly the steps that were polled, however the file is read.
#include "history/periodtotals.h"
#include "retentionfixture.h"

#include <QtCore/QTimeZone>
#include <QtTest/QTest>

#include <set>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{

constexpr int pollMs = 30'000;

/// The sum of the steps into (from, to), by the plainest code there is.
double plainIncrease(const ModelHistory& model, const std::string& metric, TimeMs fromMs, TimeMs toMs)
{
    double sum = WindowStat::nan;
    SnapshotPtr before;
    for (const auto& [time, now] : model.samples()) {
        const std::optional<double> value = now->value(metric);
        const bool counts = before && value && time >= fromMs && time < toMs &&
                            !isGap(before->timeMs, before->intervalMs, time, now->intervalMs);
        if (counts) {
            const double old = before->value(metric).value_or(WindowStat::nan);
            const bool restarted = before->text("run_id") != now->text("run_id") || *value < old;
            const double step = restarted ? *value : *value - old;
            sum = std::isnan(sum) ? step : sum + step;
        }
        before = now;
    }
    return sum;
}

/// Midnights of a time zone from the one before `fromMs` to the one after `toMs`.
std::vector<TimeMs> midnights(const QByteArray& zone, TimeMs fromMs, TimeMs toMs)
{
    const QTimeZone in(zone);
    std::vector<TimeMs> bounds;
    for (QDate date = QDateTime::fromMSecsSinceEpoch(fromMs, in).date();; date = date.addDays(1)) {
        bounds.push_back(date.startOfDay(in).toMSecsSinceEpoch());
        if (bounds.back() > toMs)
            return bounds;
    }
}

TotalsRequest hitsOf(std::vector<TimeMs> bounds)
{
    return {{node1}, {"keyspace_hits"}, std::move(bounds), farFuture};
}

qint64 gapsMs(const PeriodTotals& totals)
{
    qint64 sum = 0;
    for (const TimeGap& gap : totals.gaps)
        sum += gap.toMs - gap.fromMs;
    return sum;
}

} // namespace

class PeriodTotalsTest : public QObject, private RetainedHistory
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void periodsHoldTheStepsThatWerePolledInThem_data();
    void periodsHoldTheStepsThatWerePolledInThem();
    void aUnionIsTheSumOfItsParts_data();
    void aUnionIsTheSumOfItsParts();
    void fractionsAddUpToo();
    void restartsAreCountedAndCountFromZero();
    void gapsAreToldAndNotCovered();
    void nodesAreAddedUp();
    void whatNobodyPolledIsNotKnown_data();
    void whatNobodyPolledIsNotKnown();
    void aBoundInsideADroppedHourIsRough();
    void requestsThatMakeNoSenseAreRefused_data();
    void requestsThatMakeNoSenseAreRefused();
    void readingIsCancelled();

private:
    void appendAll(std::span<const SnapshotPtr> samples, int perBatch = 200);
    Result<PeriodTotals> read(const TotalsRequest& request) { return readPeriodTotals(*file(), request); }
};

void PeriodTotalsTest::appendAll(std::span<const SnapshotPtr> samples, int perBatch)
{
    for (; !samples.empty(); samples = samples.subspan(std::min(samples.size(), std::size_t(perBatch)))) {
        append(samples.first(std::min(samples.size(), std::size_t(perBatch))));
        QVERIFY(m_writer->compact().ok());
    }
}

void PeriodTotalsTest::periodsHoldTheStepsThatWerePolledInThem_data()
{
    QTest::addColumn<std::vector<TimeMs>>("bounds");
    const TimeMs end = noon + 4 * day;
    QTest::newRow("days of UTC") << midnights("UTC", noon, end);
    QTest::newRow("days of India, that begin at half an hour") << midnights("Asia/Kolkata", noon, end);
    QTest::newRow("days of Nepal, that begin at a quarter") << midnights("Asia/Kathmandu", noon, end);
    QTest::newRow("a day of 23 hours") << std::vector<TimeMs>{noon - hour, noon + 22 * hour, noon + 46 * hour};
    QTest::newRow("a day of 25 hours") << std::vector<TimeMs>{noon - hour, noon + 24 * hour, noon + 48 * hour};
    QTest::newRow("a single second") << std::vector<TimeMs>{noon + 5 * hour, noon + 5 * hour + 1000};
    QTest::newRow("bounds between two polls")
        << std::vector<TimeMs>{noon + hour + 1, noon + hour + 17'003, noon + hour + 47'019, noon + 30 * hour + 61'007};
    QTest::newRow("ten years around the data") << std::vector<TimeMs>{noon - 1826 * day, noon + 1826 * day};
    QTest::newRow("the newest minutes") << std::vector<TimeMs>{end - hour, end - 90'000, end + 1};
}

void PeriodTotalsTest::periodsHoldTheStepsThatWerePolledInThem()
{
    QFETCH(std::vector<TimeMs>, bounds);
    Past past(node1, 4, pollMs);
    appendAll(past.until(noon + 4 * day));
    const auto totals = read(hitsOf(bounds));
    QVERIFY2(totals.ok(), qPrintable(totals ? QString() : totals.error().message));
    QCOMPARE(totals->periods.size(), bounds.size() - 1);
    for (const PeriodTotal& period : totals->periods) {
        const double plain = plainIncrease(m_models[node1], "keyspace_hits", period.fromMs, period.toMs);
        QVERIFY2(same(period.increases.front(), plain),
                 qPrintable(u"%1 +%2 ms: %3, polled %4"_s.arg(period.fromMs - noon)
                                .arg(period.toMs - period.fromMs)
                                .arg(period.increases.front(), 0, 'f', 0)
                                .arg(plain, 0, 'f', 0)));
    }
    QVERIFY(totals->roughBounds.empty());
}

void PeriodTotalsTest::aUnionIsTheSumOfItsParts_data()
{
    QTest::addColumn<bool>("retained");
    QTest::newRow("of a file with all its samples") << false;
    QTest::newRow("of a file whose samples and minutes are dropped") << true;
}

void PeriodTotalsTest::aUnionIsTheSumOfItsParts()
{
    QFETCH(bool, retained);
    Past past(node1, 9, pollMs);
    appendAll(past.until(noon + 5 * day));
    if (retained)
        retain({.rawMs = day, .minuteMs = 2 * day, .hourMs = 100 * day, .maxBytes = RetentionPolicy::unlimited});
    std::mt19937 random(1);
    for (int round = 0; round < 15; ++round) {
        std::set<TimeMs> bounds;
        while (bounds.size() < 6)
            bounds.insert(noon + static_cast<qint64>(random() % (5 * day)));
        const auto parts = read(hitsOf(std::vector<TimeMs>(bounds.begin(), bounds.end())));
        const auto whole = read(hitsOf({*bounds.begin(), *bounds.rbegin()}));
        QVERIFY(parts.ok() && whole.ok());
        double sum = 0;
        qint64 covered = 0;
        for (const PeriodTotal& part : parts->periods) {
            sum += std::isnan(part.increases.front()) ? 0 : part.increases.front();
            covered += part.coveredMs;
            // Asked alone, a part is what it is among others.
            const auto alone = read(hitsOf({part.fromMs, part.toMs}));
            QVERIFY(alone.ok());
            QVERIFY(same(alone->periods[0].increases[0], part.increases[0]));
            QCOMPARE(alone->periods[0].coveredMs, part.coveredMs);
        }
        QCOMPARE(sum, whole->periods[0].increases[0]);
        QCOMPARE(covered, whole->periods[0].coveredMs);
    }
}

void PeriodTotalsTest::fractionsAddUpToo()
{
    std::vector<SnapshotPtr> samples;
    qint64 millionths = 0;
    for (int i = 0; i < 3000; ++i) {
        millionths += 2'071 + i % 7;
        samples.push_back(
            sample(noon + i * pollMs, {{"keyspace_hits", static_cast<double>(millionths) / 1e6}}, pollMs));
    }
    appendAll(samples);
    const TimeMs last = samples.back()->timeMs + 1;
    const auto parts = read(hitsOf({noon, noon + 5 * hour + 77'000, noon + 11 * hour, last}));
    QVERIFY(parts.ok());
    qint64 sum = 0;
    for (const PeriodTotal& part : parts->periods)
        sum += std::llround(part.increases[0] * 1e6);
    QCOMPARE(sum, millionths - 2'071);
}

void PeriodTotalsTest::restartsAreCountedAndCountFromZero()
{
    std::vector<SnapshotPtr> samples;
    for (int i = 0; i < 400; ++i) // at 100 it begins anew at 3, at 300 it is past its old value when it is seen
        samples.push_back(sample(noon + i * pollMs,
                                 {{"keyspace_hits", i < 100   ? 50.0 + i
                                                    : i < 300 ? i - 97.0
                                                              : 1000.0 + i}},
                                 pollMs, i < 300 ? u"first"_s : u"second"_s));
    appendAll(samples);
    const TimeMs last = samples.back()->timeMs + 1;
    const auto totals = read(hitsOf({noon, noon + 90 * pollMs, noon + 310 * pollMs, last}));
    QVERIFY(totals.ok());
    QCOMPARE(totals->periods[0].increases[0], 89.0);
    QCOMPARE(totals->periods[1].increases[0], 10.0 + 3.0 + 199.0 + 1300.0 + 9.0);
    QCOMPARE(totals->periods[2].increases[0], 90.0);
    QCOMPARE(totals->periods[0].resets, 0);
    QVERIFY(totals->periods[1].resets >= 1);
    QCOMPARE(totals->periods[2].resets, 0);
}

void PeriodTotalsTest::gapsAreToldAndNotCovered()
{
    std::vector<SnapshotPtr> samples;
    for (int i = 0; i < 240; ++i)
        if (i < 60 || i >= 180)
            samples.push_back(sample(noon + i * pollMs, {{"keyspace_hits", i * 10.0}}, pollMs));
    append(samples);
    auto request = hitsOf({noon, noon + hour, noon + 2 * hour});
    request.nowMs = noon + 2 * hour;
    const auto totals = read(request);
    QVERIFY(totals.ok());
    QCOMPARE(totals->periods[0].increases[0], 590.0);
    QCOMPARE(totals->periods[1].increases[0], 590.0);
    QCOMPARE(totals->periods[0].coveredMs, 59 * pollMs);
    QCOMPARE(totals->coverage(1), 59.0 * pollMs / hour);
    QCOMPARE(gapsMs(*totals), 2 * hour - 2 * 59 * pollMs);
}

void PeriodTotalsTest::nodesAreAddedUp()
{
    std::vector<SnapshotPtr> samples;
    for (int i = 0; i < 240; ++i) {
        samples.push_back(sample(noon + i * pollMs, {{"keyspace_hits", i * 10.0}}, pollMs));
        if (i < 120)
            samples.push_back(sample(noon + i * pollMs, {{"keyspace_hits", i * 3.0}}, pollMs, u"r"_s, node2));
    }
    append(samples);
    TotalsRequest request = hitsOf({noon, noon + 2 * hour});
    request.nodes = {node1, node2};
    request.counters = {"keyspace_misses", "keyspace_hits", "keyspace_hits"};
    request.nowMs = noon + 2 * hour;
    const auto totals = read(request);
    QVERIFY(totals.ok());
    QVERIFY(std::isnan(totals->periods[0].increases[0]));
    QCOMPARE(totals->periods[0].increases[1], 239 * 10.0 + 119 * 3.0);
    QCOMPARE(totals->periods[0].increases[2], totals->periods[0].increases[1]);
    QCOMPARE(totals->coverage(0), (239.0 + 119.0) * pollMs / (4 * hour));
    // Where one of them is silent there is a gap: the second hour, beside the first moments of the first.
    QCOMPARE(gapsMs(*totals), pollMs + hour);
}

void PeriodTotalsTest::whatNobodyPolledIsNotKnown_data()
{
    QTest::addColumn<QString>("node");
    QTest::addColumn<qint64>("from");
    QTest::newRow("a time before everything") << u"node-1"_s << noon - 10 * day;
    QTest::newRow("the future") << u"node-1"_s << noon + 100 * day;
    QTest::newRow("a node that history does not know") << u"nobody"_s << noon;
    QTest::newRow("no node at all") << QString() << noon;
}

void PeriodTotalsTest::whatNobodyPolledIsNotKnown()
{
    QFETCH(QString, node);
    QFETCH(qint64, from);
    Past past(node1, 5, pollMs);
    appendAll(past.until(noon + 3 * hour));
    TotalsRequest request = hitsOf({from, from + hour, from + 2 * hour});
    request.nodes = node.isEmpty() ? std::vector<NodeId>() : std::vector{NodeId{node}};
    request.nowMs = noon + 50 * day;
    const auto totals = read(request);
    QVERIFY(totals.ok());
    for (std::size_t i = 0; i < 2; ++i) {
        QVERIFY(std::isnan(totals->periods[i].increases[0]));
        QCOMPARE(totals->coverage(i), 0.0);
    }
    QCOMPARE(totals->gaps.size(), std::size_t(from > noon ? 0 : 1));
}

void PeriodTotalsTest::aBoundInsideADroppedHourIsRough()
{
    Past past(node1, 7, pollMs);
    appendAll(past.until(noon + 3 * day));
    const std::vector<TimeMs> bounds{noon, noon + 10 * hour + 60'000 * 30, noon + 70 * hour + 60'000 * 30,
                                     noon + 71 * hour};
    const auto before = read(hitsOf({noon, noon + 10 * hour, noon + 11 * hour}));
    retain({.rawMs = day / 2, .minuteMs = day / 2, .hourMs = 100 * day, .maxBytes = RetentionPolicy::unlimited});
    const auto totals = read(hitsOf(bounds));
    QVERIFY(before.ok() && totals.ok());
    QCOMPARE(totals->roughBounds, std::vector{bounds[1]});
    // The hour counts to the period that it begins in.
    QCOMPARE(totals->periods[0].increases[0], before->periods[0].increases[0] + before->periods[1].increases[0]);
}

void PeriodTotalsTest::requestsThatMakeNoSenseAreRefused_data()
{
    QTest::addColumn<std::vector<TimeMs>>("bounds");
    QTest::addColumn<QString>("counter");
    QTest::newRow("no period") << std::vector<TimeMs>{noon} << u"keyspace_hits"_s;
    QTest::newRow("a period that ends before it begins") << std::vector<TimeMs>{noon, noon - 1} << u"keyspace_hits"_s;
    QTest::newRow("an empty period among others")
        << std::vector<TimeMs>{noon, noon + 1, noon + 1, noon + 2} << u"keyspace_hits"_s;
    QTest::newRow("a gauge") << std::vector<TimeMs>{noon, noon + 1} << u"used_memory"_s;
    QTest::newRow("a derived metric") << std::vector<TimeMs>{noon, noon + 1} << u"hit_ratio"_s;
}

void PeriodTotalsTest::requestsThatMakeNoSenseAreRefused()
{
    QFETCH(std::vector<TimeMs>, bounds);
    QFETCH(QString, counter);
    append(std::vector{sample(noon, {{"keyspace_hits", 1.0}})});
    TotalsRequest request = hitsOf(bounds);
    request.counters = {counter.toStdString()};
    const auto totals = read(request);
    QVERIFY(!totals.ok());
    QCOMPARE(totals.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!totals.error().message.isEmpty());
}

void PeriodTotalsTest::readingIsCancelled()
{
    Past past(node1, 5, pollMs);
    appendAll(past.until(noon + 30 * hour));
    const std::atomic_bool cancelled = true;
    const auto totals = readPeriodTotals(*file(), hitsOf({noon, noon + 30 * hour}), &cancelled);
    QVERIFY(!totals.ok());
    QCOMPARE(totals.error().code, ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(PeriodTotalsTest)
#include "tst_periodtotals.moc"
