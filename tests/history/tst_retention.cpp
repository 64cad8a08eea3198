// SPDX-License-Identifier: GPL-3.0-or-later
// What retention drops and what it keeps: nothing that a coarser tier lacks, and what is kept stays exact.
#include "history/historyreader.h"
#include "history/keptfrom.h"
#include "retentionfixture.h"
#include "sqlite/database.h"

#include <QtCore/QBuffer>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

class RetentionTest : public QObject, private RetainedHistory
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void whatIsKeptStaysExact_data();
    void whatIsKeptStaysExact();
    void nothingGoesThatACoarserTierLacks_data();
    void nothingGoesThatACoarserTierLacks();
    void minutesStayWhileTheirSamplesDo();
    void aSilentNodeGoesWhole();
    void lateSamplesOfADroppedDayChangeNothing();
    void lateSamplesAtTheBorderAreExact();
    void samplesOfATimeBeforeEverythingAreTakenIn();
    void viewsOfDroppedTimesComeFromCoarserTiers_data();
    void viewsOfDroppedTimesComeFromCoarserTiers();
    void exportsOfDroppedTimesComeFromCoarserTiers();
    void aClockThatIsAheadDropsNothing();

private:
    void writeWeek();

    std::unique_ptr<QTemporaryDir> m_week;
};

void RetentionTest::whatIsKeptStaysExact_data()
{
    QTest::addColumn<unsigned>("seed");
    const unsigned seeds = qEnvironmentVariableIsSet("CACHELEDGER_TORTURE") ? 40 : 3;
    for (unsigned seed = 1; seed <= seeds; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void RetentionTest::whatIsKeptStaysExact()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    Past first(node1, seed, 20'000 + static_cast<int>(random() % 40'000));
    Past second(node2, seed + 100, 60'000);
    TimeMs now = noon;
    TimeMs cut = 0;
    for (int round = 0; round < 5; ++round) {
        now += static_cast<qint64>(random() % (2 * day));
        append(first.until(now));
        append(second.until(now));
        const RetentionPolicy policy{.rawMs = hour + static_cast<qint64>(random() % day),
                                     .minuteMs = static_cast<qint64>(random() % (2 * day)),
                                     .hourMs = static_cast<qint64>(random() % (6 * day)),
                                     .maxBytes = RetentionPolicy::unlimited};
        // Read it now and then in the middle of the work, and go on after a crash.
        for (int steps = static_cast<int>(random() % 6); steps > 0; --steps)
            QVERIFY(m_writer->retain(policy, farFuture, std::chrono::microseconds(0)));
        verify();
        if (random() % 2) {
            m_writer.reset();
            open();
        }
        retain(policy);
        verify();
        TimeMs newest = 0;
        for (const auto& [node, model] : m_models)
            newest = std::max(newest, model.samples().rbegin()->first);
        cut = std::max(cut, newest - policy.rawMs);
        QVERIFY(file()->keptFrom(Tier::Raw) <= cut);
        QVERIFY(file()->keptFrom(Tier::Minute) <= file()->keptFrom(Tier::Raw));
        QVERIFY(file()->keptFrom(Tier::Hour) <= file()->keptFrom(Tier::Minute));
        // A block and what the first kept minute is made of may be older.
        const auto oldest = file()->oldest(node1, Tier::Raw);
        QVERIFY(oldest && *oldest > newest - policy.rawMs - 960 * 60'000 - 16 * hour);
    }
}

void RetentionTest::nothingGoesThatACoarserTierLacks_data()
{
    QTest::addColumn<int>("intervalMs");
    QTest::newRow("the last batch of blocks is a part of one") << 20'000;
    QTest::newRow("the last batch of samples' blocks is a whole one") << 40'000;
    QTest::newRow("the last batch of minutes' blocks is a whole one") << 60'000;
}

void RetentionTest::nothingGoesThatACoarserTierLacks()
{
    QFETCH(int, intervalMs);
    append(Past(node1, 3, intervalMs).until(noon + 3 * day));
    // As damage may leave a file.
    m_writer.reset();
    {
        auto database = Database::open(path(), Database::Mode::Write);
        QVERIFY(database);
        QVERIFY((*database)->exec("DELETE FROM block WHERE tier>0 AND id%2=0; DELETE FROM hotbucket WHERE id%3=0"));
    }
    open();
    append(Past(node2, 3, intervalMs).until(noon + 3 * day));
    QVERIFY(retain({.rawMs = 6 * hour, .minuteMs = day, .hourMs = 30 * day}) > 10);
    const auto reader = file();
    // Every minute whose samples were dropped is there again, and every hour whose minutes were.
    for (const char* name : {"used_memory", "keyspace_hits"}) {
        const auto minutes = m_models[node1].tier(Tier::Minute, name);
        const auto found = readTier(*reader, node1, Tier::Minute, name);
        for (auto at = minutes.lower_bound(reader->keptFrom(Tier::Minute));
             at != minutes.end() && at->first < reader->keptFrom(Tier::Raw); ++at)
            QVERIFY(found.contains(at->first) && sameBucket(found.at(at->first), at->second));
        const auto hours = m_models[node1].tier(Tier::Hour, name);
        const auto foundHours = readTier(*reader, node1, Tier::Hour, name);
        for (auto at = hours.begin(); at != hours.end() && at->first < reader->keptFrom(Tier::Minute); ++at)
            QVERIFY(foundHours.contains(at->first));
    }
}

void RetentionTest::minutesStayWhileTheirSamplesDo()
{
    std::vector<SnapshotPtr> samples;
    const auto fill = [&](TimeMs endMs) {
        samples.clear();
        for (TimeMs time = m_models[node1].samples().empty() ? noon
                                                             : m_models[node1].samples().rbegin()->first + 60'000;
             time < endMs; time += 60'000)
            samples.push_back(sample(time, {{"used_memory", 1e6}}, 60'000));
        append(samples);
    };
    const RetentionPolicy policy{.rawMs = 2 * hour, .minuteMs = 2 * hour, .hourMs = 30 * day};
    fill(noon + 550 * 60'000LL);
    QCOMPARE(count("SELECT max(count) FROM block WHERE tier=0"), 480);
    retain(policy);
    QCOMPARE(file()->keptFrom(Tier::Raw), neverDropped); // it goes whole
    QCOMPARE(file()->keptFrom(Tier::Minute), neverDropped);
    QCOMPARE(file()->oldest(node1, Tier::Minute), std::optional(noon));
    fill(noon + 3 * day);
    retain(policy);
    const TimeMs cut = noon + 3 * day - 3 * hour;
    QCOMPARE(file()->keptFrom(Tier::Raw), cut);
    QCOMPARE(file()->keptFrom(Tier::Minute), cut);
    verify();
}

void RetentionTest::aSilentNodeGoesWhole()
{
    append(Past(node1, 5, 20'000).until(noon + 5 * hour)); // ends in the middle of a minute
    append(Past(node2, 6, 20'000).until(noon + 3 * day));
    const RetentionPolicy policy{.rawMs = 6 * hour, .minuteMs = day, .hourMs = 30 * day};
    retain(policy);
    QVERIFY(!file()->oldest(node1, Tier::Raw));
    QVERIFY(!file()->oldest(node1, Tier::Minute));
    const auto hours = readTier(*file(), node1, Tier::Hour, "used_memory");
    double samples = 0;
    for (const auto& [start, stat] : hours)
        samples += stat.count;
    QCOMPARE(samples, static_cast<double>(m_models[node1].samples().size())); // none is lost from the hours
    QCOMPARE(file()->oldestSample(node1), std::optional(noon));
    QCOMPARE(file()->newestSample(node1), std::optional(hours.rbegin()->first));
    // It speaks again.
    m_writer.reset();
    open();
    Past again(node1, 5, 20'000);
    const auto all = again.until(noon + 3 * day + hour);
    const auto since = std::ranges::find_if(all, [](const auto& each) { return each->timeMs > noon + 3 * day; });
    QVERIFY(m_writer->append({since, all.end()}));
    QVERIFY(m_writer->compact());
    QCOMPARE(file()->newestSample(node1), std::optional(all.back()->timeMs));
    const auto hoursNow = readTier(*file(), node1, Tier::Hour, "used_memory");
    for (const auto& [start, stat] : hours)
        QVERIFY(sameBucket(hoursNow.at(start), stat));
    QCOMPARE(hoursNow.size(), hours.size() + 1);
}

void RetentionTest::lateSamplesOfADroppedDayChangeNothing()
{
    append(Past(node1, 7, 20'000).until(noon + 3 * day));
    const RetentionPolicy policy{.rawMs = day, .minuteMs = 2 * day, .hourMs = 30 * day};
    retain(policy);
    const auto minutes = readTier(*file(), node1, Tier::Minute, "keyspace_hits");
    const auto hours = readTier(*file(), node1, Tier::Hour, "keyspace_hits");
    std::vector<SnapshotPtr> late;
    for (const TimeMs about : {noon + 30 * hour, noon + 31 * hour, noon + 6 * hour}) {
        const TimeMs time = m_models[node1].samples().lower_bound(about)->first + 1;
        QVERIFY(time < file()->keptFrom(Tier::Raw));
        late.push_back(sample(time, {{"keyspace_hits", 1e9}}, 20'000));
    }
    // One that belongs to what is kept is stored beside them.
    const SnapshotPtr kept = sample(noon + 3 * day - 5 * hour + 33, {{"used_memory", 1e9}}, 20'000);
    late.push_back(kept);
    QVERIFY(m_writer->append(late));
    m_models[node1].add(kept);
    QCOMPARE(m_writer->refusedSamples(), 3);
    verify();
    QCOMPARE(readTier(*file(), node1, Tier::Minute, "keyspace_hits").size(), minutes.size());
    QCOMPARE(readTier(*file(), node1, Tier::Hour, "keyspace_hits").size(), hours.size());
    QVERIFY(readRaw(*file(), node1, "keyspace_hits", noon + 30 * hour, noon + 31 * hour).empty());
    retain(policy);
    verify();
}

void RetentionTest::lateSamplesAtTheBorderAreExact()
{
    // Every other sample comes late, after its elders were dropped.
    std::vector<SnapshotPtr> late;
    std::vector<SnapshotPtr> timely;
    for (int i = 0; i < 3 * 4320; ++i) {
        const SnapshotPtr each = sample(noon + i * 20'000LL + 100, {{"keyspace_hits", i * 7.0}}, 20'000);
        const TimeMs from = noon + 2 * day - hour;
        const bool border = each->timeMs >= from && each->timeMs < from + 10 * 60'000;
        (border && i % 2 ? late : timely).push_back(each);
    }
    append(timely);
    const RetentionPolicy policy{.rawMs = day, .minuteMs = 2 * day, .hourMs = 30 * day};
    retain(policy);
    QCOMPARE(file()->keptFrom(Tier::Raw), noon + 2 * day - hour);
    append(late);
    QCOMPARE(m_writer->refusedSamples(), 0);
    verify();
}

void RetentionTest::samplesOfATimeBeforeEverythingAreTakenIn()
{
    Past past(node1, 9, 60'000);
    const auto before = past.until(noon + 2 * day);
    const auto after = past.until(noon + 6 * day);
    append({std::ranges::find_if(after, [](const auto& each) { return each->timeMs > noon + 2 * day + hour; }),
            after.end()});
    const RetentionPolicy policy{.rawMs = day, .minuteMs = 10 * day, .hourMs = 30 * day};
    retain(policy);
    // As an import brings them: in batches that break anywhere.
    for (std::size_t at = 0; at < before.size(); at += 331)
        append(std::span(before).subspan(at, std::min<std::size_t>(331, before.size() - at)));
    retain(policy);
    verify();
    QVERIFY(*file()->oldest(node1, Tier::Raw) > noon + 4 * day);
    QCOMPARE(m_writer->refusedSamples(), 0);
}

void RetentionTest::viewsOfDroppedTimesComeFromCoarserTiers_data()
{
    QTest::addColumn<TimeMs>("from");
    QTest::addColumn<qint64>("length");
    QTest::addColumn<int>("tier");
    QTest::newRow("a day of hours") << noon + day + 123'456 << day << int(Tier::Hour);
    QTest::newRow("half an hour of hours") << noon + day + 123'456 << hour / 2 << int(Tier::Hour);
    QTest::newRow("a minute of hours, within one") << noon + day + 123'456 << qint64{60'000} << int(Tier::Hour);
    QTest::newRow("six hours of minutes") << noon + 5 * day + 23'456 << 6 * hour << int(Tier::Minute);
    QTest::newRow("half a minute of minutes, within one")
        << noon + 5 * day + 23'456 << qint64{30'000} << int(Tier::Minute);
    QTest::newRow("hours and minutes") << noon + 3 * day + 1234 << 2 * day << int(Tier::Minute);
    QTest::newRow("minutes and samples") << noon + 7 * day - 7 * hour + 1234 << 2 * hour << int(Tier::Raw);
    QTest::newRow("hours, minutes and samples")
        << noon + 2 * hour + 1234 << 7 * day - 2 * hour - 5000 << int(Tier::Minute);
}

/// A week in all tiers, for every view.
void RetentionTest::writeWeek()
{
    std::vector<SnapshotPtr> samples;
    for (TimeMs time = noon; time < noon + 7 * day; time += 30'000)
        samples.push_back(sample(time + 250, {{"used_memory", 1e6}, {"keyspace_hits", (time - noon) / 10.0}}, 30'000));
    append(samples);
    retain({.rawMs = 6 * hour, .minuteMs = 3 * day, .hourMs = 30 * day});
    m_writer.reset();
    m_week = std::move(m_folder);
}

void RetentionTest::viewsOfDroppedTimesComeFromCoarserTiers()
{
    QFETCH(TimeMs, from);
    QFETCH(qint64, length);
    QFETCH(int, tier);
    if (!m_week)
        writeWeek();
    const auto week = HistoryFile::open(m_week->filePath(u"history.db"_s));
    QVERIFY(week.ok());
    for (const int columns : {1, 100, 1200}) {
        FrameRequest request;
        request.nodes = {node1};
        request.metrics = {"used_memory", "keyspace_hits", "hits_per_second"};
        request.fromMs = from;
        request.toMs = from + length;
        request.columns = columns;
        request.nowMs = farFuture;
        const auto frame = readFrame(**week, request);
        QVERIFY2(frame.ok(), frame ? "" : qPrintable(frame.error().text()));
        QVERIFY(!frame->times.empty());
        QVERIFY(frame->gaps.empty());
        QVERIFY(std::ranges::find(frame->breakBefore, true) == frame->breakBefore.end());
        if (columns > 100)
            QCOMPARE(int(frame->tier), tier);
        for (std::size_t i = 0; i < frame->times.size(); ++i) {
            QVERIFY(frame->times[i] >= from && frame->times[i] < from + length);
            QCOMPARE(frame->series[0].value[i], 1e6);
            QVERIFY(std::abs(frame->series[2].value[i] - 100) < 1e-6);
        }
    }
    const auto names = (*week)->metricNames(node1, from, from + length);
    QCOMPARE(*names, (std::vector<std::string>{"keyspace_hits", "used_memory"}));
    QCOMPARE((*week)->oldestSample(node1), std::optional(noon));
}

void RetentionTest::exportsOfDroppedTimesComeFromCoarserTiers()
{
    std::vector<SnapshotPtr> samples;
    for (TimeMs time = noon; time < noon + 3 * day; time += 30'000)
        samples.push_back(sample(time + 250, {{"used_memory", 1e6}}, 30'000));
    append(samples);
    retain({.rawMs = 6 * hour, .minuteMs = day, .hourMs = 30 * day});
    const auto rows = [&](Tier tier, TimeMs from, TimeMs to) {
        QByteArray text;
        QBuffer out(&text);
        out.open(QIODevice::WriteOnly);
        ExportRequest request;
        request.nodes = {{CacheId{u"cache-1"_s}, node1, u"Sessions"_s, {}}};
        request.metrics = {"used_memory"};
        request.fromMs = from;
        request.toMs = to;
        request.tier = tier;
        const auto done = exportSeries(*file(), request, out);
        return done ? text.count('\n') - 1 : -1;
    };
    QCOMPARE(rows(Tier::Raw, noon + 10 * hour, noon + 20 * hour), 10);
    QCOMPARE(rows(Tier::Raw, noon + 10 * hour + 5, noon + 20 * hour), 9); // those that begin in the range
    QCOMPARE(rows(Tier::Minute, noon + 10 * hour, noon + 20 * hour), 10);
    QCOMPARE(rows(Tier::Raw, noon + 60 * hour, noon + 61 * hour), 60);
    QCOMPARE(rows(Tier::Raw, noon + 70 * hour, noon + 71 * hour), 120);
    QCOMPARE(rows(Tier::Raw, noon + 64 * hour, noon + 66 * hour), 60 + 120);
}

void RetentionTest::aClockThatIsAheadDropsNothing()
{
    append(Past(node1, 13, 20'000).until(noon + day));
    retain({.rawMs = 2 * day, .minuteMs = 2 * day, .hourMs = 2 * day}); // "now" is years later
    QCOMPARE(file()->keptFrom(Tier::Raw), neverDropped);
    // And samples from the future make nothing old.
    append(std::vector{sample(farFuture, {{"used_memory", 1}})});
    bool more = true;
    while (more)
        more = *m_writer->retain({.rawMs = 2 * day, .minuteMs = 2 * day, .hourMs = 2 * day}, noon + day);
    QCOMPARE(file()->keptFrom(Tier::Raw), neverDropped);
    verify();
}

QTEST_GUILESS_MAIN(RetentionTest)
#include "tst_retention.moc"
