// SPDX-License-Identifier: GPL-3.0-or-later
#include "historyfixture.h"

#include "history/historyreader.h"
#include "history/keptfrom.h"
#include "sqlite/database.h"

#include <QtCore/QBuffer>
#include <QtCore/QFileInfo>
#include <QtTest/QTest>

#include <ctime>
#include <random>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 hour = 3600'000;
constexpr qint64 day = 24 * hour;
constexpr TimeMs farFuture = noon + 10'000 * day;
const NodeId node1{u"node-1"_s};
const NodeId node2{u"node-2"_s};

/// What of one series is left must be what was given; what a tier promises to have must be there.
template <typename Value, typename Same>
QString partDifference(const std::map<TimeMs, Value>& found, const std::map<TimeMs, Value>& given, TimeMs keptFromMs,
                       const Same& isSame)
{
    for (const auto& [time, value] : found)
        if (const auto at = given.find(time); at == given.end() || !isSame(value, at->second))
            return at == given.end() ? u"too much at %1"_s.arg(time) : u"something else at %1"_s.arg(time);
    for (auto at = given.lower_bound(keptFromMs); at != given.end(); ++at)
        if (!found.contains(at->first))
            return u"nothing at %1, kept from %2"_s.arg(at->first).arg(keptFromMs);
    return {};
}

bool sameBucket(const WindowStat& a, const WindowStat& b)
{
    return a.count == b.count && same(a.min, b.min) && same(a.max, b.max) && same(a.sum, b.sum) &&
           same(a.first, b.first) && same(a.last, b.last) && same(a.increase, b.increase) &&
           same(a.minRate, b.minRate) && same(a.maxRate, b.maxRate);
}

/// A node's made-up past: gaps, restarts, a column that comes and goes.
class Past
{
public:
    Past(NodeId node, unsigned seed, int intervalMs) : m_node(std::move(node)), m_random(seed), m_intervalMs(intervalMs)
    {
    }

    std::vector<SnapshotPtr> until(TimeMs endMs)
    {
        std::vector<SnapshotPtr> samples;
        while (m_time < endMs) {
            const unsigned luck = m_random() % 1000;
            m_time += luck == 0 ? 3 * hour : luck < 5 ? m_intervalMs * 10 : m_intervalMs + static_cast<int>(luck % 3);
            if (luck == 7)
                ++m_run, m_hits = 0;
            m_hits += m_random() % 500;
            std::map<std::string, double> values{{"used_memory", 1e6 + m_random() % 9000}, {"keyspace_hits", m_hits}};
            if (m_time / day % 2 == 0)
                values["keyspace_misses"] = m_hits / 2;
            samples.push_back(sample(m_time, values, m_intervalMs, u"run-%1"_s.arg(m_run), m_node));
        }
        return samples;
    }

private:
    NodeId m_node;
    std::mt19937 m_random;
    int m_intervalMs;
    TimeMs m_time = noon + 12'345;
    int m_run = 1;
    double m_hits = 0;
};
} // namespace

class RetentionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void whatIsKeptStaysExact_data();
    void whatIsKeptStaysExact();
    void nothingGoesThatACoarserTierLacks();
    void minutesStayWhileTheirSamplesDo();
    void aSilentNodeGoesWhole();
    void lateSamplesOfADroppedDayChangeNothing();
    void lateSamplesAtTheBorderAreExact();
    void samplesOfATimeBeforeEverythingAreTakenIn();
    void viewsOfDroppedTimesComeFromCoarserTiers_data();
    void viewsOfDroppedTimesComeFromCoarserTiers();
    void exportsOfDroppedTimesComeFromCoarserTiers();
    void theFileShrinksToTheLimit();
    void aFileThatCannotShrinkKeepsToTheLimitByWhatItUses();
    void whatNothingRefersToGoes();
    void aStepIsShort();
    void aClockThatIsAheadDropsNothing();

private:
    void open();
    void append(std::span<const SnapshotPtr> snapshots);
    int retain(const RetentionPolicy& policy);
    void verify();
    qint64 count(const char* sql);
    std::unique_ptr<HistoryFile> file() const;
    QString path() const { return m_folder->filePath(u"history.db"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<HistoryWriter> m_writer;
    std::map<NodeId, ModelHistory> m_models;
};

void RetentionTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_models.clear();
    open();
    for (const NodeId& node : {node1, node2})
        QVERIFY(m_writer->registerNode({CacheId{u"cache-1"_s}, node, u"Sessions"_s, u"127.0.0.1:6379"_s}));
}

void RetentionTest::cleanup()
{
    m_writer.reset();
    m_folder.reset();
}

void RetentionTest::open()
{
    auto writer = HistoryWriter::open(path());
    QVERIFY2(writer.ok(), writer ? "" : qPrintable(writer.error().text()));
    m_writer = std::move(*writer);
}

std::unique_ptr<HistoryFile> RetentionTest::file() const
{
    auto file = HistoryFile::open(path());
    if (!file)
        QTest::qFail(qPrintable(file.error().text()), __FILE__, __LINE__);
    return file ? std::move(*file) : nullptr;
}

qint64 RetentionTest::count(const char* sql)
{
    auto database = Database::open(path(), Database::Mode::Read);
    if (!database)
        return -1;
    Query query(**database, sql);
    return query.next() ? query.integer(0) : -1;
}

void RetentionTest::append(std::span<const SnapshotPtr> snapshots)
{
    for (std::size_t at = 0; at < snapshots.size(); at += 500) {
        const auto done = m_writer->append(snapshots.subspan(at, std::min<std::size_t>(500, snapshots.size() - at)));
        QVERIFY2(done.ok(), done ? "" : qPrintable(done.error().text()));
        QVERIFY(m_writer->compact().ok());
    }
    for (const SnapshotPtr& snapshot : snapshots)
        m_models[snapshot->node].add(snapshot);
}

/// To the end, in the smallest steps that there are. How many there were.
int RetentionTest::retain(const RetentionPolicy& policy)
{
    for (int steps = 1; steps < 100'000; ++steps) {
        const auto more = m_writer->retain(policy, farFuture, std::chrono::microseconds(0));
        if (!more)
            QTest::qFail(qPrintable(more.error().text()), __FILE__, __LINE__);
        if (!more || !*more)
            return steps;
    }
    QTest::qFail("it does not end", __FILE__, __LINE__);
    return 0;
}

void RetentionTest::verify()
{
    const auto reader = file();
    for (const auto& [node, model] : m_models) {
        for (const std::string& name : model.names()) {
            std::map<TimeMs, double> given;
            for (const auto& [time, snapshot] : model.samples())
                given[time] = snapshot->value(name).value_or(WindowStat::nan);
            QString difference = partDifference(readRaw(*reader, node, name), given, reader->keptFrom(Tier::Raw), same);
            QVERIFY2(difference.isEmpty(), qPrintable(u"raw %1: "_s.arg(QString::fromStdString(name)) + difference));
            for (Tier tier : {Tier::Minute, Tier::Hour}) {
                // A node that is silent has its last bucket closed, which is not over for the model.
                auto found = readTier(*reader, node, tier, name);
                const TimeMs newest = model.samples().rbegin()->first;
                found.erase(found.lower_bound(newest - newest % bucketMs(tier)), found.end());
                difference = partDifference(found, model.tier(tier, name), reader->keptFrom(tier), sameBucket);
                QVERIFY2(difference.isEmpty(), qPrintable(tierName(tier) + u": "_s + difference));
            }
        }
    }
}

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

void RetentionTest::nothingGoesThatACoarserTierLacks()
{
    append(Past(node1, 3, 20'000).until(noon + 3 * day));
    // As damage may leave a file.
    m_writer.reset();
    {
        auto database = Database::open(path(), Database::Mode::Write);
        QVERIFY(database);
        QVERIFY((*database)->exec("DELETE FROM block WHERE tier>0 AND id%2=0; DELETE FROM hotbucket WHERE id%3=0"));
    }
    open();
    append(Past(node2, 3, 20'000).until(noon + 3 * day));
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
    Past past(node1, 9, 20'000);
    const auto before = past.until(noon + 2 * day);
    const auto after = past.until(noon + 6 * day);
    append({std::ranges::find_if(after, [](const auto& each) { return each->timeMs > noon + 2 * day + hour; }),
            after.end()});
    const RetentionPolicy policy{.rawMs = day, .minuteMs = 10 * day, .hourMs = 30 * day};
    retain(policy);
    // As an import brings them: in batches that break anywhere.
    for (std::size_t at = 0; at < before.size(); at += 997) {
        append(std::span(before).subspan(at, std::min<std::size_t>(997, before.size() - at)));
    }
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

void RetentionTest::viewsOfDroppedTimesComeFromCoarserTiers()
{
    QFETCH(TimeMs, from);
    QFETCH(qint64, length);
    QFETCH(int, tier);
    std::vector<SnapshotPtr> samples;
    for (TimeMs time = noon; time < noon + 7 * day; time += 30'000)
        samples.push_back(sample(time + 250, {{"used_memory", 1e6}, {"keyspace_hits", (time - noon) / 10.0}}, 30'000));
    append(samples);
    retain({.rawMs = 6 * hour, .minuteMs = 3 * day, .hourMs = 30 * day});
    for (const int columns : {1, 100, 1200}) {
        FrameRequest request;
        request.nodes = {node1};
        request.metrics = {"used_memory", "keyspace_hits", "hits_per_second"};
        request.fromMs = from;
        request.toMs = from + length;
        request.columns = columns;
        request.nowMs = farFuture;
        const auto frame = readFrame(*file(), request);
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
    const auto names = file()->metricNames(node1, from, from + length);
    QCOMPARE(*names, (std::vector<std::string>{"keyspace_hits", "used_memory"}));
    QCOMPARE(file()->oldestSample(node1), std::optional(noon));
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

void RetentionTest::theFileShrinksToTheLimit()
{
    std::mt19937 random(1);
    std::vector<SnapshotPtr> samples;
    for (TimeMs time = noon; time < noon + 2 * day; time += 5000) {
        std::map<std::string, double> values;
        for (int i = 0; i < 30; ++i)
            values["cmdstat.c" + std::to_string(i) + ".usec"] = static_cast<double>(random());
        samples.push_back(sample(time, values, 5000));
    }
    append(samples);
    QVERIFY(m_writer->flush());
    const auto before = file()->usage();
    QVERIFY(before->shrinks && before->days.size() >= 4);
    constexpr qint64 mib = 1 << 20;
    const qint64 raw = before->tierBytes(Tier::Raw);
    const qint64 minutes = before->tierBytes(Tier::Minute);
    QVERIFY2(raw > 3 * mib, qPrintable(QString::number(raw)));
    RetentionPolicy policy;
    policy.maxBytes = before->usedBytes - raw / 2;
    for (int i = 0; i < 5; ++i)
        retain(policy);
    QVERIFY(m_writer->flush());
    const auto after = file()->usage();
    QVERIFY(after->usedBytes <= policy.maxBytes);
    QVERIFY(QFileInfo(path()).size() <= policy.maxBytes + 2 * mib); // a little free is kept for what comes next
    QVERIFY(after->tierBytes(Tier::Raw) > raw / 4);
    QCOMPARE(after->tierBytes(Tier::Minute), minutes);
    const TimeMs keptFromMs = file()->keptFrom(Tier::Raw);
    QVERIFY(keptFromMs > noon && keptFromMs < noon + 2 * day);
    verify();
    // More than all of raw: minutes go as well, but not the newest.
    policy.maxBytes = mib;
    for (int i = 0; i < 5; ++i)
        retain(policy);
    QVERIFY(file()->usage()->tierBytes(Tier::Minute) <= minutes);
    QVERIFY(file()->oldest(node1, Tier::Raw).value_or(farFuture) > noon + 2 * day - 4 * hour);
    verify();
}

void RetentionTest::aFileThatCannotShrinkKeepsToTheLimitByWhatItUses()
{
    append(Past(node1, 11, 5000).until(noon + 2 * day));
    m_writer.reset();
    {
        auto database = Database::open(path(), Database::Mode::Write);
        QVERIFY(database);
        QVERIFY((*database)->exec("PRAGMA auto_vacuum=NONE; VACUUM"));
    }
    open();
    const auto before = file()->usage();
    QVERIFY(!before->shrinks);
    RetentionPolicy policy;
    policy.maxBytes = before->usedBytes - before->tierBytes(Tier::Raw) / 2;
    retain(policy);
    retain(policy);
    const TimeMs keptFromMs = file()->keptFrom(Tier::Raw);
    QVERIFY(keptFromMs > noon);
    QVERIFY(file()->usage()->usedBytes <= policy.maxBytes);
    retain(policy); // though the file is as large as it was, nothing more goes
    QCOMPARE(file()->keptFrom(Tier::Raw), keptFromMs);
    verify();
}

void RetentionTest::whatNothingRefersToGoes()
{
    const NodeId gone{u"node-0"_s};
    std::vector<SnapshotPtr> samples;
    for (int i = 0; i < 500; ++i)
        samples.push_back(
            sample(noon + i * 20'000, {{"a" + std::to_string(i / 150), 1}}, 20'000, u"run-%1"_s.arg(i / 50), gone));
    m_writer.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    open();
    QVERIFY(m_writer->registerNode({CacheId{u"cache-0"_s}, gone, u"Old"_s, u"10.0.0.1:6379"_s}));
    append(samples);
    const std::vector<Event> events{{gone, {u"cache-0"_s}, noon + 4000, EventKind::Restart, u"restarted"_s},
                                    {{}, {u"cache-1"_s}, noon + 20 * day, EventKind::Deploy, u"deployed"_s}};
    QVERIFY(m_writer->appendEvents(events));
    m_writer.reset(); // no longer configured
    open();
    QVERIFY(m_writer->registerNode({CacheId{u"cache-1"_s}, node1, u"Sessions"_s, u"127.0.0.1:6379"_s}));
    samples.clear();
    for (int i = 0; i < 500; ++i)
        samples.push_back(sample(noon + 20 * day + i * 20'000, {{"used_memory", i}}, 20'000, u"run-%1"_s.arg(i / 50)));
    append(samples);
    const qint64 layouts = count("SELECT count(*) FROM layout");
    QVERIFY(layouts >= 4);
    m_models.erase(gone);
    retain({.rawMs = 2 * day, .minuteMs = 3 * day, .hourMs = 4 * day});
    QVERIFY(count("SELECT count(*) FROM layout") < layouts);
    QVERIFY(count("SELECT count(*) FROM layout WHERE id<(SELECT max(id) FROM layout) AND id NOT IN (SELECT layout FROM "
                  "block UNION SELECT layout FROM hot UNION SELECT layout FROM hotbucket)") == 0);
    QCOMPARE(count("SELECT count(*) FROM node"), 1);
    QCOMPARE(count("SELECT count(*) FROM cache"), 1);
    QCOMPARE(count("SELECT count(*) FROM event"), 1);
    QCOMPARE(count("SELECT count(DISTINCT node) FROM usage"), 1);
    QCOMPARE(count("SELECT count(*) FROM text"), 10);
    QCOMPARE(count("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    // Texts that were replaced before the oldest sample go; the one in force then stays.
    retain({.rawMs = hour, .minuteMs = hour, .hourMs = hour});
    QCOMPARE(
        count("SELECT count(*) FROM text WHERE time<=(SELECT min(oldest) FROM (SELECT min(first) AS oldest FROM block "
              "UNION ALL SELECT min(time) FROM hot UNION ALL SELECT min(start) FROM hotbucket))"),
        1);
    append(std::vector{sample(noon + 21 * day, {{"used_memory", 1}}, 20'000, u"run-9"_s)});
    verify();
}

void RetentionTest::aStepIsShort()
{
    std::vector<std::string> names;
    for (int i = 0; i < 300; ++i)
        names.push_back("cmdstat.c" + std::to_string(i) + ".calls");
    const LayoutPtr layout = layoutOf(names);
    std::vector<SnapshotPtr> batch;
    for (int i = 0; i < 6 * 3600; ++i) {
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->node = node1;
        snapshot->timeMs = noon + i * 1000;
        snapshot->intervalMs = 1000;
        snapshot->layout = layout;
        for (int column = 0; column < 300; ++column)
            snapshot->values.push_back(column < 200 ? column : i * column + (i * column) % 97);
        batch.push_back(snapshot);
        if (batch.size() < 600)
            continue;
        QVERIFY(m_writer->append(batch));
        QVERIFY(m_writer->compact());
        batch.clear();
    }
    const auto usedMs = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    };
    std::vector<double> steps;
    for (bool more = true; more;) {
        const double begun = usedMs();
        const auto result = m_writer->retain({.rawMs = hour, .minuteMs = hour, .hourMs = day}, farFuture);
        QVERIFY(result.ok());
        more = *result;
        steps.push_back(usedMs() - begun);
    }
    const double longest = *std::ranges::max_element(steps);
    qInfo("%zu steps, the longest %.1f ms", steps.size(), longest);
    QVERIFY2(longest <= 40, qPrintable(QString::number(longest))); // 20 in a release build
    QVERIFY(steps.size() > 2);
    QCOMPARE(file()->keptFrom(Tier::Raw), noon + 4 * hour);
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
