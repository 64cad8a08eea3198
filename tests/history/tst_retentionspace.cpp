// SPDX-License-Identifier: GPL-3.0-or-later
// What retention gives back, and what giving it back costs.
#include "retentionfixture.h"
#include "sqlite/database.h"
#include "support/cputime.h"

#include <QtCore/QFileInfo>
#include <QtTest/QTest>

#include <cmath>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

class RetentionSpaceTest : public QObject, private RetainedHistory
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void theFileShrinksToTheLimit();
    void aFileThatCannotShrinkKeepsToTheLimitByWhatItUses();
    void whatNothingRefersToGoes();
    void aStepIsShort();
    void theListOfFreePagesStaysShort();
};

void RetentionSpaceTest::theFileShrinksToTheLimit()
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
    verify({"cmdstat.c0.usec", "cmdstat.c13.usec", "cmdstat.c24.usec"}); // they go together
    // More than all of raw: minutes go as well, but not the newest.
    policy.maxBytes = mib;
    for (int i = 0; i < 5; ++i)
        retain(policy);
    QVERIFY(file()->usage()->tierBytes(Tier::Minute) <= minutes);
    QVERIFY(file()->oldest(node1, Tier::Raw).value_or(farFuture) > noon + 2 * day - 4 * hour);
    verify({"cmdstat.c0.usec", "cmdstat.c13.usec", "cmdstat.c24.usec"}); // they go together
}

void RetentionSpaceTest::aFileThatCannotShrinkKeepsToTheLimitByWhatItUses()
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

void RetentionSpaceTest::whatNothingRefersToGoes()
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

void RetentionSpaceTest::aStepIsShort()
{
    std::vector<std::string> names;
    for (int i = 0; i < 300; ++i)
        names.push_back("cmdstat.c" + std::to_string(i) + ".calls");
    const LayoutPtr layout = layoutOf(names);
    std::vector<SnapshotPtr> batch;
    for (int i = 0; i < 4 * 3600; ++i) {
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
    std::vector<double> steps;
    for (bool more = true; more;) {
        const double begun = threadCpuMs();
        const auto result = m_writer->retain({.rawMs = hour, .minuteMs = hour, .hourMs = day}, farFuture);
        QVERIFY(result.ok());
        more = *result;
        steps.push_back(threadCpuMs() - begun);
    }
    const double longest = *std::ranges::max_element(steps);
    qInfo("%zu steps, the longest %.1f ms", steps.size(), longest);
    QVERIFY2(longest <= 40, qPrintable(QString::number(longest))); // 20 in a release build
    QVERIFY(steps.size() > 2);
    QCOMPARE(file()->keptFrom(Tier::Raw), noon + 2 * hour);
}

/// Going through a long one is what made steps of a file of many GiB long.
void RetentionSpaceTest::theListOfFreePagesStaysShort()
{
    std::mt19937_64 random(2);
    std::vector<SnapshotPtr> samples;
    for (TimeMs time = noon; time < noon + day; time += 5000) {
        std::map<std::string, double> values;
        for (int i = 0; i < 100; ++i)
            values["cmdstat.c" + std::to_string(i) + ".usec"] = std::ldexp(static_cast<double>(random() >> 11), -30);
        samples.push_back(sample(time, values, 5000));
    }
    append(samples);
    const auto database = Database::open(path(), Database::Mode::Read);
    QVERIFY(database);
    const auto pages = [&](const char* sql) {
        Query query(**database, sql);
        return query.next() ? query.integer(0) : -1;
    };
    const qint64 before = pages("PRAGMA page_count");
    qint64 longest = 0;
    for (bool more = true; more;) {
        const auto result = m_writer->retain({.rawMs = hour, .minuteMs = hour, .hourMs = day}, farFuture);
        QVERIFY(result.ok());
        more = *result;
        longest = std::max(longest, pages("PRAGMA freelist_count"));
    }
    const qint64 dropped = before - pages("PRAGMA page_count");
    QVERIFY2(dropped > 3000, qPrintable(QString::number(dropped)));
    QVERIFY2(longest < 1024 + 1000, qPrintable(QString::number(longest))); // what one step adds on top
}

QTEST_GUILESS_MAIN(RetentionSpaceTest)
#include "tst_retentionspace.moc"
