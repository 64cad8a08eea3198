// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incidentkeeper.h"

#include "../incidents/incidentfixture.h"
#include "../ui/support/fakehistory.h"
#include "app/collector.h"
#include "incidents/evidencefile.h"
#include "keyspace/keyrecordstore.h"
#include "redis/localredis.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

static constexpr int patienceMs = 90'000;

/// A keeper over a folder of its own, with one cache of one node.
struct KeeperFixture {
    explicit KeeperFixture(bool automatic = true)
    {
        cache.id = CacheId{u"c1"_s};
        cache.name = u"shop"_s;
        cache.nodes.push_back({NodeId{u"n1"_s}, Endpoint{}});
        cache.nodes.front().endpoint.host = u"127.0.0.1"_s;
        cache.nodes.front().endpoint.port = freeLoopbackPort();
        start(automatic);
    }
    void start(bool automatic)
    {
        IncidentKeeper::Parts parts;
        parts.folder = dir.filePath(u"incidents"_s);
        parts.playbooksFolder = dir.filePath(u"playbooks"_s);
        parts.history = &history;
        parts.clock = clock;
        parts.cache = [this](const CacheId& id) { return id == cache.id ? &cache : nullptr; };
        parts.findAlert = [this](qint64) { return ended; };
        parts.by = u"asha"_s;
        parts.keysFolder = dir.filePath(u"keys"_s);
        keeper.reset(); // the one before ends first
        keeper = std::make_unique<IncidentKeeper>(std::move(parts));
        keeper->setAutomatic(automatic);
    }
    IncidentPtr only() const
    {
        return keeper->incidents().size() == 1 ? keeper->active(keeper->incidents().front().id) : nullptr;
    }

    QTemporaryDir dir;
    CacheConfig cache;
    FakeHistory history;
    std::shared_ptr<Clock> clock = std::make_shared<SystemClock>();
    std::optional<Alert> ended; // set before the keeper asks
    std::unique_ptr<IncidentKeeper> keeper;
};

class TestIncidentKeeper : public QObject
{
    Q_OBJECT

    static bool hasEvidence(const IncidentPtr& incident, EvidenceKind kind, bool captured)
    {
        return incident && std::ranges::any_of(incident->evidence, [&](const EvidenceItem& item) {
                   return item.kind == kind && item.file.isEmpty() != captured;
               });
    }

private Q_SLOTS:
    void tellsThePlaybooksAndWhatHistoryHas()
    {
        KeeperFixture fixture;
        QSignalSpy playbooks(fixture.keeper.get(), &IncidentClient::playbooksReady);
        QSignalSpy failed(fixture.keeper.get(), &IncidentClient::failed);
        const quint64 first = fixture.keeper->requestPlaybooks();
        QTRY_COMPARE_WITH_TIMEOUT(playbooks.size(), 1, patienceMs);
        QCOMPARE(playbooks[0][0].toULongLong(), first);
        QCOMPARE(playbooks[0][1].value<std::vector<PlaybookChoice>>().size(), std::size_t(13));
        const quint64 second = fixture.keeper->requestSamples(NodeId{u"n1"_s}, 0, 1000);
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, patienceMs); // there is no such file
        QCOMPARE(failed[0][0].toULongLong(), second);
    }

    void anAlertOfTierOneOpensAnIncidentOnce()
    {
        KeeperFixture fixture;
        const QSignalSpy opened(fixture.keeper.get(), &IncidentClient::opened);
        const QSignalSpy happened(fixture.keeper.get(), &IncidentKeeper::happened);
        const TimeMs nowMs = fixture.clock->nowMs();
        const std::vector<Alert> alerts{firingAlert(1, u"memory-high"_s, nowMs),
                                        firingAlert(2, u"hit-ratio-low"_s, nowMs)};
        fixture.keeper->setAlerts(alerts);
        fixture.keeper->setAlerts(alerts);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.only() && fixture.only()->alerts.size() == 2, patienceMs);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(happened.count(), 1);
        QCOMPARE(happened.first().first().value<Event>().kind, EventKind::Incident);
        QCOMPARE(fixture.keeper->ofAlert(2), fixture.only());
    }

    void lesserSilencedAndPendingAlertsDoNot_data()
    {
        QTest::addColumn<int>("tier");
        QTest::addColumn<bool>("silenced");
        QTest::addColumn<bool>("firing");
        QTest::addColumn<bool>("automatic");
        QTest::newRow("tier 2") << 2 << false << true << true;
        QTest::newRow("silenced") << 1 << true << true << true;
        QTest::newRow("pending") << 1 << false << false << true;
        QTest::newRow("another process judges") << 1 << false << true << false;
    }
    void lesserSilencedAndPendingAlertsDoNot()
    {
        QFETCH(int, tier);
        QFETCH(bool, silenced);
        QFETCH(bool, firing);
        QFETCH(bool, automatic);
        KeeperFixture fixture(automatic);
        Alert alert = firingAlert(1, u"a"_s, fixture.clock->nowMs(), static_cast<AlertTier>(tier));
        alert.silence = silenced ? u"s"_s : QString();
        if (!firing) {
            alert.state = AlertState::Pending;
            alert.firedMs.reset();
        }
        const QSignalSpy listed(fixture.keeper.get(), &IncidentClient::listChanged);
        fixture.keeper->setAlerts({alert});
        QTRY_COMPARE_WITH_TIMEOUT(listed.count(), 1, patienceMs); // now it is judged
        const QSignalSpy found(fixture.keeper.get(), &IncidentClient::found);
        fixture.keeper->search(u"x"_s); // answered behind everything else
        QTRY_COMPARE_WITH_TIMEOUT(found.count(), 1, patienceMs);
        QVERIFY(fixture.keeper->incidents().empty());
    }

    void oneClickOpensForALesserAlert()
    {
        KeeperFixture fixture;
        fixture.keeper->setAlerts({firingAlert(1, u"a"_s, fixture.clock->nowMs(), AlertTier::Warning)});
        fixture.keeper->openForAlert(1);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.only(), patienceMs);
        const QSignalSpy opened(fixture.keeper.get(), &IncidentClient::opened);
        fixture.keeper->openForAlert(1); // again: the same one
        QCOMPARE(opened.count(), 1);
        const QSignalSpy failed(fixture.keeper.get(), &IncidentClient::failed);
        fixture.keeper->openForAlert(99);
        QCOMPARE(failed.count(), 1);
    }

    void aClosedOneIsNotOpenedAgainForItsAlert()
    {
        KeeperFixture fixture;
        const std::vector<Alert> alerts{firingAlert(1, u"a"_s, fixture.clock->nowMs())};
        fixture.keeper->setAlerts(alerts);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.only(), patienceMs);
        const QString id = fixture.only()->id;
        fixture.keeper->close(id, u"known"_s, {});
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.keeper->active(id), patienceMs);
        fixture.start(true); // and not after a restart either
        const QSignalSpy listed(fixture.keeper.get(), &IncidentClient::listChanged);
        fixture.keeper->setAlerts(alerts);
        QTRY_COMPARE_WITH_TIMEOUT(listed.count(), 1, patienceMs); // now it is judged
        const QSignalSpy found(fixture.keeper.get(), &IncidentClient::found);
        fixture.keeper->search({});
        QTRY_COMPARE_WITH_TIMEOUT(found.count(), 1, patienceMs);
        QCOMPARE(found.first().at(1).toStringList(), QStringList{id});
        fixture.keeper->reopen(id);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.keeper->active(id), patienceMs);
    }

    void theEndOfAnAlertIsFollowed()
    {
        KeeperFixture fixture;
        Alert alert = firingAlert(1, u"a"_s, fixture.clock->nowMs());
        fixture.ended = alert;
        fixture.ended->endedMs = *alert.firedMs + 1000;
        fixture.keeper->setAlerts({alert});
        QTRY_VERIFY_WITH_TIMEOUT(fixture.only(), patienceMs);
        alert.acknowledgedMs = *alert.firedMs + 500;
        fixture.keeper->setAlerts({alert});
        QTRY_VERIFY_WITH_TIMEOUT(fixture.only()->alerts.front().acknowledgedMs, patienceMs);
        fixture.keeper->setAlerts({});
        QTRY_VERIFY_WITH_TIMEOUT(fixture.only()->alerts.front().endedMs, patienceMs);
    }

    void whatTheOperatorDoesIsKept()
    {
        KeeperFixture fixture;
        fixture.keeper->openWithPlaybook({}, fixture.cache.id);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.only(), patienceMs);
        const QString id = fixture.only()->id;
        fixture.keeper->addNote(id, u"it is slow"_s);
        fixture.keeper->setRoles(id, {u"Asha"_s, {}, {}});
        fixture.keeper->recordMessage(id, u"users"_s, u"We know."_s);
        fixture.keeper->setMitigated(id, true);
        fixture.keeper->setEscalation(id, 5);
        fixture.keeper->setNextUpdate(id, std::nullopt);
        fixture.keeper->setReviewed(id, true);
        fixture.start(true); // what was asked for is written before the keeper ends
        QTRY_VERIFY_WITH_TIMEOUT(fixture.only(), patienceMs);
        const IncidentPtr incident = fixture.only();
        QCOMPARE(incident->roles.commander, u"Asha"_s);
        QCOMPARE(incident->state, IncidentState::Mitigated);
        QCOMPARE(incident->escalateMs, std::optional<TimeMs>(5));
        QVERIFY(incident->reviewed && !incident->nextUpdateMs);
        const auto note = std::ranges::find(incident->timeline, TimelineKind::Note, &TimelineEntry::kind);
        QVERIFY(note != incident->timeline.end());
        QCOMPARE(note->by, u"asha"_s);
        fixture.keeper->removeNote(id, *note);
        QTRY_VERIFY_WITH_TIMEOUT(
            std::ranges::count(fixture.only()->timeline, TimelineKind::Note, &TimelineEntry::kind) == 0, patienceMs);
    }

    void anUnknownPlaybookIsSaid()
    {
        KeeperFixture fixture;
        const QSignalSpy failed(fixture.keeper.get(), &IncidentClient::failed);
        fixture.keeper->openWithPlaybook(u"nonsense"_s, fixture.cache.id);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patienceMs);
        fixture.keeper->request(u"2020-01-01-1"_s);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 2, patienceMs);
    }

    void evidenceOfARealServerIsCapturedAtOnce()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        KeeperFixture fixture;
        fixture.cache.nodes.front().endpoint = server.endpoint();
        Collector collector(nullptr, fixture.clock);
        collector.setCache(fixture.cache, {});
        fixture.keeper->setCollector(&collector);
        fixture.keeper->openWithPlaybook({}, fixture.cache.id);
        QTRY_VERIFY_WITH_TIMEOUT(hasEvidence(fixture.only(), EvidenceKind::Charts, true), patienceMs);
        for (const EvidenceKind kind : {EvidenceKind::Info, EvidenceKind::SlowLog, EvidenceKind::Clients,
                                        EvidenceKind::Latency, EvidenceKind::Differences})
            QVERIFY2(hasEvidence(fixture.only(), kind, true), qPrintable(evidenceName(kind)));
        const IncidentPtr incident = fixture.only();
        const auto info = std::ranges::find(incident->evidence, EvidenceKind::Info, &EvidenceItem::kind);
        const QSignalSpy ready(fixture.keeper.get(), &IncidentClient::evidenceReady);
        fixture.keeper->requestEvidence(incident->id, info->file);
        QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, patienceMs);
        QVERIFY(ready.first().at(1).toByteArray().contains("redis_version:"));
    }

    void theLargestPrefixesAreCapturedIfTheyAreKnown()
    {
        KeyAnalysis analysis({':', 1, 2000, 20, 1});
        analysis.add({"emb:1", KeyType::String, 4096, -1, {}, {}});
        KeeperFixture fixture;
        KeyRecord record{1'700'000'000'000, u"10.0.0.7:6379"_s, false, 0, 1, {}};
        record.result.report = analysis.report();
        QVERIFY(KeyRecordStore(fixture.dir.filePath(u"keys"_s)).keep(fixture.cache.id, record).ok());
        fixture.keeper->openWithPlaybook({}, fixture.cache.id);
        QTRY_VERIFY_WITH_TIMEOUT(hasEvidence(fixture.only(), EvidenceKind::Prefixes, true), patienceMs);
        const IncidentPtr incident = fixture.only();
        const auto item = std::ranges::find(incident->evidence, EvidenceKind::Prefixes, &EvidenceItem::kind);
        QCOMPARE(item->address, u"10.0.0.7:6379"_s);
        const QSignalSpy ready(fixture.keeper.get(), &IncidentClient::evidenceReady);
        fixture.keeper->requestEvidence(incident->id, item->file);
        QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, patienceMs);
        QVERIFY(ready.first().at(1).toByteArray().contains("emb:"));
    }

    void aDeadServerLeavesWhatHistoryHas()
    {
        KeeperFixture fixture;
        Collector collector(nullptr, fixture.clock);
        collector.setCache(fixture.cache, {});
        fixture.keeper->setCollector(&collector);
        fixture.keeper->openWithPlaybook({}, fixture.cache.id);
        QTRY_VERIFY_WITH_TIMEOUT(hasEvidence(fixture.only(), EvidenceKind::Charts, true), patienceMs);
        QVERIFY(hasEvidence(fixture.only(), EvidenceKind::Info, false));
        QVERIFY(hasEvidence(fixture.only(), EvidenceKind::Differences, true));
    }

    void withoutACollectorOrHistoryItIsSaidWhy()
    {
        KeeperFixture fixture;
        fixture.history.failWith(Error{ErrorCode::Io, u"The history is gone."_s, {}});
        fixture.keeper->openWithPlaybook({}, fixture.cache.id);
        QTRY_VERIFY_WITH_TIMEOUT(hasEvidence(fixture.only(), EvidenceKind::Charts, false), patienceMs);
        QVERIFY(hasEvidence(fixture.only(), EvidenceKind::Info, false));
        QVERIFY(hasEvidence(fixture.only(), EvidenceKind::Differences, false));
        for (const EvidenceItem& item : fixture.only()->evidence)
            QVERIFY(!item.reason.isEmpty());
    }

    void timersAreToldOnce()
    {
        KeeperFixture fixture;
        fixture.keeper->openWithPlaybook({}, fixture.cache.id);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.only(), patienceMs);
        const QSignalSpy due(fixture.keeper.get(), &IncidentClient::timerDue);
        const QString id = fixture.only()->id;
        fixture.keeper->setNextUpdate(id, fixture.clock->nowMs() - 5);
        fixture.keeper->setEscalation(id, fixture.clock->nowMs() - 4);
        QTRY_COMPARE_WITH_TIMEOUT(due.count(), 2, patienceMs);
        fixture.keeper->addNote(id, u"x"_s);
        const QSignalSpy found(fixture.keeper.get(), &IncidentClient::found);
        fixture.keeper->search({});
        QTRY_COMPARE_WITH_TIMEOUT(found.count(), 1, patienceMs);
        QCOMPARE(due.count(), 2);
    }

    void whatAnotherProcessChangesIsSeen()
    {
        KeeperFixture fixture;
        fixture.keeper->openWithPlaybook({}, fixture.cache.id);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.only(), patienceMs);
        IncidentStore other(fixture.dir.filePath(u"incidents"_s));
        QVERIFY(other
                    .update(fixture.only()->id,
                            [](Incident& incident) {
                                incidentlife::setRoles(incident, {u"Ben"_s, {}, {}}, 1, {});
                            })
                    .ok());
        QTRY_COMPARE_WITH_TIMEOUT(fixture.only()->roles.commander, u"Ben"_s, patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.keeper->incidents().front().owner, u"Ben"_s, patienceMs);
    }

    void aFolderThatCannotBeMadeKeepsItInMemoryAndSaysSoOnce()
    {
        KeeperFixture fixture;
        QFile blocker(fixture.dir.filePath(u"incidents"_s)); // a file where the folder should be
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        blocker.close();
        const QSignalSpy failed(fixture.keeper.get(), &IncidentClient::failed);
        fixture.keeper->openWithPlaybook({}, fixture.cache.id);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.only(), patienceMs);
        const QString id = fixture.only()->id;
        fixture.keeper->addNote(id, u"still here"_s);
        QTRY_COMPARE_WITH_TIMEOUT(
            std::ranges::count(fixture.only()->timeline, TimelineKind::Note, &TimelineEntry::kind), 1, patienceMs);
        QCOMPARE(failed.count(), 1);
        QVERIFY(blocker.remove());
        QTRY_VERIFY_WITH_TIMEOUT(IncidentStore(fixture.dir.filePath(u"incidents"_s)).load(id).ok(), patienceMs);
    }
};

QTEST_GUILESS_MAIN(TestIncidentKeeper)
#include "tst_incidentkeeper.moc"
