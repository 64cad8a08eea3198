// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/events.h"

#include "metrics/infoparser.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{
Snapshot snapshotOf(InfoParser& parser, const QString& info)
{
    const InfoValues values = parser.parse(QString(info).replace(u' ', u'\n').toStdString());
    Snapshot snapshot;
    snapshot.node = {u"node"_s};
    snapshot.timeMs = 1000;
    snapshot.layout = values.layout;
    snapshot.values = values.values;
    snapshot.texts = values.texts;
    return snapshot;
}

Snapshot snapshotOf(const QString& info)
{
    InfoParser parser;
    return snapshotOf(parser, info);
}

QStringList kindsOf(const std::vector<Event>& events)
{
    QStringList kinds;
    for (const Event& event : events)
        kinds << QString::fromLatin1(eventKindName(event.kind));
    return kinds;
}
} // namespace

class TestEvents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindHasANameThatReadsBack()
    {
        for (int kind = 0; kind <= int(EventKind::Incident); ++kind) {
            const QString name = QString::fromLatin1(eventKindName(EventKind(kind)));
            QVERIFY(!name.isEmpty());
            QCOMPARE(eventKindFromName(name), std::optional(EventKind(kind)));
        }
        QVERIFY(!eventKindFromName(QString()));
        QVERIFY(!eventKindFromName(u"restart"_s));
        QVERIFY(!eventKindFromName(u"Nonsense"_s));
    }

    void detects_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QStringList>("kinds");
        QTest::addColumn<bool>("wasReset");
        const auto row = [](const char* name, const char* before, const char* after, const QStringList& kinds,
                            bool wasReset) {
            QTest::newRow(name) << QString::fromUtf8(before) << QString::fromUtf8(after) << kinds << wasReset;
        };
        row("nothing when nothing changed", "run_id:a keyspace_hits:5", "run_id:a keyspace_hits:5", {}, false);
        row("nothing when counters grow", "run_id:a keyspace_hits:5", "run_id:a keyspace_hits:9", {}, false);
        row("nothing when gauges fall", "used_memory:5 connected_clients:9", "used_memory:1 connected_clients:1", {},
            false);
        row("a restart by run_id, though the uptime grew", "run_id:a uptime_in_seconds:5 keyspace_hits:5",
            "run_id:b uptime_in_seconds:9 keyspace_hits:9", {u"Restart"_s}, true);
        row("one event for a restart with fallen counters", "run_id:a keyspace_hits:5", "run_id:b keyspace_hits:0",
            {u"Restart"_s}, true);
        row("no restart when the server's clock was set back", "run_id:a uptime_in_seconds:500",
            "run_id:a uptime_in_seconds:4", {}, false);
        row("a restart by uptime where there is no run_id", "uptime_in_seconds:500", "uptime_in_seconds:4",
            {u"Restart"_s}, true);
        row("no restart when run_id is missing once", "run_id:a uptime_in_seconds:5", "uptime_in_seconds:6", {}, false);
        row("a reset of the statistics", "run_id:a total_commands_processed:500 keyspace_hits:7",
            "run_id:a total_commands_processed:2 keyspace_hits:7", {u"StatsReset"_s}, true);
        row("a reset to zero", "run_id:a evicted_keys:1", "run_id:a evicted_keys:0", {u"StatsReset"_s}, true);
        row("no reset when a counter vanishes", "run_id:a keyspace_hits:5", "run_id:a", {}, false);
        row("no reset when a counter is absent for once", "keyspace_hits:nan", "keyspace_hits:0", {}, false);
        row("a promotion", "role:slave master_host:h master_port:1", "role:master", {u"Failover"_s}, false);
        row("a demotion", "role:master", "role:slave master_host:h master_port:1", {u"Failover"_s}, false);
        row("another master", "role:slave master_host:h master_port:1", "role:slave master_host:h master_port:2",
            {u"Failover"_s}, false);
        row("the same master in another poll", "role:slave master_host:h master_port:1",
            "role:slave master_host:h master_port:1", {}, false);
        row("a changed maxmemory", "maxmemory:0", "maxmemory:104857600", {u"ConfigChange"_s}, false);
        row("a changed policy", "maxmemory_policy:noeviction", "maxmemory_policy:allkeys-lru", {u"ConfigChange"_s},
            false);
        row("an upgrade", "run_id:a redis_version:7.0.15", "run_id:b redis_version:8.0.1",
            {u"Restart"_s, u"ConfigChange"_s}, true);
        row("a Valkey upgrade behind a constant redis_version", "valkey_version:8.0.0 redis_version:7.2.4",
            "valkey_version:8.0.1 redis_version:7.2.4", {u"ConfigChange"_s}, false);
        row("all at once", "run_id:a role:slave maxmemory:1 maxmemory_policy:x redis_version:1.0",
            "run_id:b role:master maxmemory:2 maxmemory_policy:y redis_version:2.0",
            {u"Restart"_s, u"Failover"_s, u"ConfigChange"_s, u"ConfigChange"_s, u"ConfigChange"_s}, true);
        row("a restart by uptime where no text changed", "role:master uptime_in_seconds:500",
            "role:master uptime_in_seconds:4", {u"Restart"_s}, true);
    }
    void detects()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QStringList, kinds);
        QFETCH(bool, wasReset);
        for (bool ofOnePoller : {false, true}) { // its snapshots share the columns and texts that did not change
            InfoParser parser;
            InfoParser another;
            const Snapshot first = snapshotOf(parser, before);
            const Snapshot second = snapshotOf(ofOnePoller ? parser : another, after);
            const std::vector<Event> events = detectEvents(&first, second);
            QCOMPARE(kindsOf(events), kinds);
            QCOMPARE(countersWereReset(first, second), wasReset);
            for (const Event& event : events) {
                QCOMPARE(event.node, second.node);
                QCOMPARE(event.timeMs, second.timeMs);
                QVERIFY(event.text.endsWith(u'.'));
            }
        }
    }

    /// With what a server always tells beside it, so that the detector may pass over polls in which nothing happened.
    void aDetectorTellsTheSamePollAfterPoll_data() { detects_data(); }
    void aDetectorTellsTheSamePollAfterPoll()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        for (const QString& always : {u""_s, u"run_id:one "_s, u"run_id:one maxmemory:5 keyspace_hits:7 "_s}) {
            InfoParser parser;
            EventDetector detector;
            std::optional<Snapshot> last;
            for (const QString& poll : {before, before, before, after, after, before, after}) {
                const Snapshot next = snapshotOf(parser, always + poll);
                const Snapshot* const known = last ? &*last : nullptr;
                QCOMPARE(kindsOf(detector.detect(known, next)), kindsOf(detectEvents(known, next)));
                last = next;
            }
        }
    }

    void knowsNothingWithoutAnEarlierSnapshot()
    {
        QVERIFY(detectEvents(nullptr, snapshotOf(u"role:master"_s)).empty());
        QVERIFY(EventDetector().detect(nullptr, snapshotOf(u"role:master"_s)).empty());
    }

    void saysWhatChanged()
    {
        const auto textOf = [](const QString& before, const QString& after) {
            const Snapshot first = snapshotOf(before);
            const auto events = detectEvents(&first, snapshotOf(after));
            return events.empty() ? QString() : events[0].text;
        };
        const QString noLimit = textOf(u"maxmemory:0"_s, u"maxmemory:104857600"_s);
        QVERIFY2(noLimit.contains(u"no limit"_s) && noLimit.contains(u"MiB"_s), qPrintable(noLimit));
        const QString master =
            textOf(u"role:slave master_host:::1 master_port:1"_s, u"role:slave master_host:h master_port:2"_s);
        QVERIFY2(master.contains(u"h:2"_s), qPrintable(master));
        QCOMPARE(textOf(u"role:slave"_s, u"role:master"_s), u"The role changed from replica to primary."_s);
    }
};

QTEST_GUILESS_MAIN(TestEvents)
#include "tst_events.moc"
