// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/incidentlife.h"

#include "incidentfixture.h"
#include "incidents/playbookcontext.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

class TestIncidentLife : public QObject
{
    Q_OBJECT

    static constexpr TimeMs start = incidentStartMs;
    static constexpr qint64 minute = 60'000;
    static Incident opened()
    {
        return incidentlife::openedFor(firingAlert(7, u"memory-high"_s, start), somePlaybook(), start);
    }
    static QString lastText(const Incident& incident) { return incident.timeline.back().text; }

private Q_SLOTS:
    void openingCopiesAlertAndPlaybookAndStartsTheTimers()
    {
        const Incident incident = opened();
        QCOMPARE(incident.title, incident.playbook->title);
        QCOMPARE(incident.tier, AlertTier::Critical);
        QCOMPARE(incident.alerts.size(), std::size_t(1));
        QCOMPARE(incident.alerts.front().value, std::optional(0.95));
        QCOMPARE(incident.nodes, std::vector{NodeId{u"n1"_s}});
        QCOMPARE(incident.nextUpdateMs, std::optional(start + 15 * minute));
        QVERIFY(incident.escalateMs && *incident.escalateMs > start);
        QCOMPARE(incident.timeline.size(), std::size_t(2));
    }

    void withoutAPlaybookTheRuleNamesIt()
    {
        const Incident incident = incidentlife::openedFor(firingAlert(7, u"odd"_s, start), nullptr, start);
        QCOMPARE(incident.title, u"odd"_s);
        QVERIFY(!incident.escalateMs);
    }

    void relatedAlerts_data()
    {
        QTest::addColumn<qint64>("afterMinutes");
        QTest::addColumn<QString>("cache");
        QTest::addColumn<QString>("metric");
        QTest::addColumn<bool>("related");
        QTest::newRow("at once") << qint64(0) << u"c1"_s << u"hit_ratio"_s << true;
        QTest::newRow("30 min later") << qint64(30) << u"c1"_s << u"hit_ratio"_s << true;
        QTest::newRow("31 min later") << qint64(31) << u"c1"_s << u"hit_ratio"_s << false;
        QTest::newRow("a node down two hours later") << qint64(120) << u"c1"_s << u"up"_s << true;
        QTest::newRow("another cache") << qint64(1) << u"c2"_s << u"hit_ratio"_s << false;
        QTest::newRow("long before") << qint64(-31) << u"c1"_s << u"hit_ratio"_s << false;
    }
    void relatedAlerts()
    {
        QFETCH(qint64, afterMinutes);
        QFETCH(QString, cache);
        QFETCH(QString, metric);
        QFETCH(bool, related);
        Alert alert = firingAlert(8, u"other"_s, start + afterMinutes * minute);
        alert.cache = CacheId{cache};
        alert.metric = metric.toStdString();
        Incident incident = opened();
        QCOMPARE(incidentlife::isRelated(incident, alert), related);
        incidentlife::close(incident, u"x"_s, {}, start + minute, {});
        QVERIFY(!incidentlife::isRelated(incident, alert));
    }

    void aPendingAlertIsNotRelated()
    {
        Alert alert = firingAlert(8, u"other"_s, start);
        alert.firedMs.reset();
        QVERIFY(!incidentlife::isRelated(opened(), alert));
    }

    void onePendingAtTheOpeningSaysSoUntilItFires()
    {
        const Alert fired = firingAlert(7, u"memory-high"_s, start + minute);
        Alert pending = fired;
        pending.state = AlertState::Pending;
        pending.firedMs.reset();
        pending.message.clear();
        Incident incident = incidentlife::openedFor(pending, somePlaybook(), start);
        QCOMPARE(incident.timeline.front().text, u"memory-high (10.0.0.7:6379) is pending."_s);
        QVERIFY(!incidentlife::isBehind(incident, pending));
        QVERIFY(incidentlife::isBehind(incident, fired));
        incidentlife::follow(incident, fired);
        incidentlife::follow(incident, fired);
        QCOMPARE(incident.alerts.front().message, fired.message);
        QCOMPARE(incident.alerts.front().firedMs, *fired.firedMs);
        QCOMPARE(lastText(incident), u"memory-high (10.0.0.7:6379): Memory is at 93 %."_s);
        QCOMPARE(incident.timeline.size(), std::size_t(3));
        QVERIFY(!incidentlife::isBehind(incident, fired));
    }

    void anAlertJoinsOnceAndMakesItWorse()
    {
        Incident incident =
            incidentlife::openedFor(firingAlert(7, u"a"_s, start, AlertTier::Warning), somePlaybook(), start);
        const Alert worse = firingAlert(8, u"b"_s, start + minute);
        incidentlife::join(incident, worse);
        incidentlife::join(incident, worse);
        QCOMPARE(incident.alerts.size(), std::size_t(2));
        QCOMPARE(incident.tier, AlertTier::Critical);
        QVERIFY(lastText(incident).contains(u"Memory is at 93 %."_s));
    }

    void acknowledgementAndEndAreFollowedOnce()
    {
        Incident incident = opened();
        Alert alert = firingAlert(7, u"memory-high"_s, start);
        QVERIFY(!incidentlife::isBehind(incident, alert));
        alert.acknowledgedMs = start + minute;
        QVERIFY(incidentlife::isBehind(incident, alert));
        incidentlife::follow(incident, alert);
        QCOMPARE(incident.timeline.back().kind, TimelineKind::Acknowledge);
        alert.endedMs = start + 2 * minute;
        incidentlife::follow(incident, alert);
        const std::size_t lines = incident.timeline.size();
        incidentlife::follow(incident, alert);
        QCOMPARE(incident.timeline.size(), lines);
        QCOMPARE(incident.alerts.front().endedMs, std::optional(start + 2 * minute));
    }

    void theTimelineIsInOrderOfTime()
    {
        Incident incident = opened();
        incidentlife::addNote(incident, u"later"_s, start + 10 * minute, {});
        incidentlife::join(incident, firingAlert(8, u"b"_s, start + minute));
        QVERIFY(std::ranges::is_sorted(incident.timeline, {}, &TimelineEntry::timeMs));
        QCOMPARE(lastText(incident), u"later"_s);
    }

    void stepsAreTickedAndUnticked()
    {
        Incident incident = opened();
        const ChecklistKey key{u"actions"_s, 0};
        incidentlife::setTicked(incident, key, true, start + minute, u"asha"_s);
        QCOMPARE(incident.checklist.at(key).by, u"asha"_s);
        QVERIFY(lastText(incident).startsWith(u"Step done: "_s));
        const std::size_t lines = incident.timeline.size();
        incidentlife::setTicked(incident, key, true, start + minute, u"asha"_s);
        incidentlife::setTicked(incident, {u"actions"_s, 99}, true, start, {});
        incidentlife::setTicked(incident, {u"nonsense"_s, 0}, true, start, {});
        QCOMPARE(incident.timeline.size(), lines);
        incidentlife::setTicked(incident, key, false, start + 2 * minute, {});
        QVERIFY(incident.checklist.empty());
    }

    void onlyNotesAreTakenBack()
    {
        Incident incident = opened();
        incidentlife::addNote(incident, u"  a thought "_s, start + minute, {});
        incidentlife::addNote(incident, u"   "_s, start + minute, {});
        QCOMPARE(incident.timeline.size(), std::size_t(3));
        incidentlife::removeNote(incident, incident.timeline.front());
        QCOMPARE(incident.timeline.size(), std::size_t(3));
        incidentlife::removeNote(incident, TimelineEntry(incident.timeline.back()));
        QCOMPARE(incident.timeline.size(), std::size_t(2));
    }

    void aMessageStartsTheTimerAnew()
    {
        Incident incident = opened();
        incidentlife::recordMessage(incident, u"users"_s, u"We are on it."_s, start + 10 * minute, {});
        QCOMPARE(incident.nextUpdateMs, std::optional(start + 25 * minute));
        incidentlife::close(incident, u"x"_s, {}, start + 20 * minute, {});
        incidentlife::recordMessage(incident, u"users"_s, u"Done."_s, start + 21 * minute, {});
        QVERIFY(!incident.nextUpdateMs);
    }

    void mitigatedClosedAndOpenAgain()
    {
        Incident incident = opened();
        incidentlife::setMitigated(incident, true, start + minute, {});
        QCOMPARE(incident.state, IncidentState::Mitigated);
        QVERIFY(!incident.escalateMs);
        incidentlife::close(incident, u" a leak "_s, {{u"fix"_s, {}, false}}, start + 2 * minute, {});
        QCOMPARE(incident.cause, u"a leak"_s);
        QVERIFY(!incident.nextUpdateMs);
        incidentlife::setMitigated(incident, false, start + 3 * minute, {});
        QCOMPARE(incident.state, IncidentState::Closed);
        incidentlife::reopen(incident, start + 3 * minute, {});
        QCOMPARE(incident.state, IncidentState::Mitigated);
        QCOMPARE(incident.cause, u"a leak"_s);
        QVERIFY(!incident.closedMs);
    }

    void textsAreFilledFromWhatItKnows()
    {
        Incident incident = opened();
        incidentlife::setTicked(incident, {u"actions"_s, 0}, true, start, {});
        const PlaybookContext context = incidentlife::contextOf(incident, start + 5 * minute);
        QCOMPARE(context.fill(u"{{cache}} {{node}}"_s).text, u"shop 10.0.0.7:6379"_s);
        QCOMPARE(context.value, std::optional(0.95));
        QVERIFY(!context.actions.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestIncidentLife)
#include "tst_incidentlife.moc"
