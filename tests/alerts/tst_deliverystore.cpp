// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertlog.h"
#include "alerts/channelfile.h"
#include "alerts/deliverystore.h"

#include <QtCore/QObject>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <memory>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestDeliveryStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void oneEventAtOneCacheIsOneNotification();
    void onlyWhatIsToBeToldIsTold();
    void whatHappenedJustBeforeIsToldAndWhatIsOldIsNot();
    void aRuleMayNameItsChannels();
    void theEndIsToldWhereItIsWanted();
    void acknowledgingIsToldToPagerDuty();
    void otherNodesThatItSpeaksForAreListed();
    void tenThousandAlertsAreOneNotification();
    void whatWasCutOffIsPossiblyADuplicate();
    void anUnclearAttemptMakesTheNextADuplicate();
    void orderIsKept();
    void whatWasGivenUpComesBack();
    void tierThreeWaitsForTheDigest();
    void whatIsForAChannelThatWentIsDropped();
    void damageIsPassedOver();
    void statesTellHowChannelsDo();
    void oldOnesGo();

private:
    AlertChannel channel(const char* id, ChannelKind kind = ChannelKind::Sound) const;
    AlertChannel pagerDuty() const;
    Alert alert(qint64 id, const char* cache = "c1", const char* rule = "r1") const;
    /// Into the log, with a transition that is told unless `notify` is false.
    void put(std::vector<Alert> alerts, AlertState to = AlertState::Firing, bool notify = true,
             const QString& reason = {});
    int take(const std::vector<AlertChannel>& channels, TimeMs nowMs = 1000);
    /// The next one of the channel, or an empty one.
    Delivery begin(const char* channel, TimeMs nowMs = 1000);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<AlertLog> m_log;
    std::unique_ptr<DeliveryStore> m_store;
};

void TestDeliveryStore::init()
{
    m_store.reset();
    m_log.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    auto log = AlertLog::open(m_folder->filePath(u"alerts.sqlite"_s), Database::Mode::Write);
    QVERIFY(log.ok());
    m_log = std::move(*log);
    m_store = std::make_unique<DeliveryStore>(m_log->database());
    QVERIFY(m_store->prepare(0).ok());
}

AlertChannel TestDeliveryStore::channel(const char* id, ChannelKind kind) const
{
    AlertChannel made;
    made.id = QLatin1String(id);
    made.name = made.id;
    made.kind = kind;
    return made;
}

AlertChannel TestDeliveryStore::pagerDuty() const
{
    AlertChannel made = channel("pd", ChannelKind::Webhook);
    made.webhook.form = WebhookForm::PagerDuty;
    return made;
}

Alert TestDeliveryStore::alert(qint64 id, const char* cache, const char* rule) const
{
    Alert made;
    made.id = id;
    made.key = {QLatin1String(rule), NodeId{u"n%1"_s.arg(id)}};
    made.cache = CacheId{QLatin1String(cache)};
    made.cacheName = made.cache.value;
    made.ruleName = made.key.rule;
    made.metric = "used_memory";
    made.state = AlertState::Firing;
    made.firedMs = 500;
    return made;
}

void TestDeliveryStore::put(std::vector<Alert> alerts, AlertState to, bool notify, const QString& reason)
{
    AlertBatch batch;
    for (Alert& changed : alerts) {
        const AlertState from = reason == u"acknowledged"_s  ? to
                                : to == AlertState::Resolved ? AlertState::Firing
                                                             : AlertState::Pending;
        batch.entries.push_back({changed.id, 900, from, to, 1.0, notify, reason});
        changed.state = to;
    }
    batch.alerts = std::move(alerts);
    const auto stored = m_log->store(batch);
    QVERIFY2(stored.ok(), qPrintable(stored ? QString() : stored.error().text()));
}

int TestDeliveryStore::take(const std::vector<AlertChannel>& channels, TimeMs nowMs)
{
    const auto taken = m_store->takeTransitions(channels, nowMs);
    if (!taken)
        qWarning("%s", qPrintable(taken.error().text()));
    return taken ? *taken : -1;
}

Delivery TestDeliveryStore::begin(const char* channel, TimeMs nowMs)
{
    const auto begun = m_store->begin(QLatin1String(channel), nowMs);
    return begun && *begun ? **begun : Delivery();
}

void TestDeliveryStore::oneEventAtOneCacheIsOneNotification()
{
    Alert critical = alert(3, "c1", "r2");
    critical.tier = AlertTier::Critical;
    put({alert(1), alert(2), critical, alert(4, "c2")});
    QCOMPARE(take({channel("a"), channel("b"), pagerDuty()}), 2 + 2 + 3);
    const Delivery first = begin("a");
    QCOMPARE(first.notification.alerts.size(), 3U);
    QCOMPARE(first.notification.alerts[0].id, 3); // the most severe
    QCOMPARE(first.notification.thread, u"cacheledger/c1"_s);
    QVERIFY(!first.notification.possiblyDuplicate);
    QCOMPARE(first.attempts, 1);
    QVERIFY(first.notification.id != begin("b").notification.id);
    QCOMPARE(begin("pd").notification.thread, u"cacheledger/c1/r1"_s);
    QCOMPARE(take({channel("a"), channel("b"), pagerDuty()}), 0); // each transition once
}

void TestDeliveryStore::onlyWhatIsToBeToldIsTold()
{
    put({alert(1)}, AlertState::Firing, false, u"silenced"_s);
    put({alert(2)}, AlertState::Pending, false, u"pending"_s);
    AlertChannel off = channel("off");
    off.enabled = false;
    QCOMPARE(take({channel("a"), off}), 0);
    put({alert(3)});
    AlertChannel critical = channel("critical");
    critical.tiers = {AlertTier::Critical};
    QCOMPARE(take({channel("a"), off, critical}), 1);
    QCOMPARE(begin("a").notification.alerts.at(0).id, 3);
}

void TestDeliveryStore::whatHappenedJustBeforeIsToldAndWhatIsOldIsNot()
{
    QVERIFY(m_log->database().exec("DROP TABLE delivery; DROP TABLE digest; DROP TABLE delivery_cursor").ok());
    put({alert(1)}); // before anybody sends, by a moment
    QVERIFY(m_store->prepare(0).ok());
    QCOMPARE(take({channel("a")}), 1);
    put({alert(2)});
    QCOMPARE(take({channel("a")}, 901 + DeliveryStore::oldestToldMs), 0);
    QCOMPARE(begin("a").notification.alerts.at(0).id, 1);
}

void TestDeliveryStore::aRuleMayNameItsChannels()
{
    Alert named = alert(1);
    named.channels = QStringList{u"b"_s};
    put({named});
    QCOMPARE(take({channel("a"), channel("b")}), 1);
    QCOMPARE(begin("b").notification.alerts.size(), 1U);
}

void TestDeliveryStore::theEndIsToldWhereItIsWanted()
{
    AlertChannel quiet = channel("quiet");
    quiet.tellsEnd = false;
    put({alert(1)});
    put({alert(1)}, AlertState::Resolved);
    QCOMPARE(take({channel("a"), quiet}), 3);
    const Delivery fired = begin("a");
    QCOMPARE(fired.notification.event, NotificationEvent::Fired);
    QVERIFY(m_store->sent(fired.id, 1000).ok());
    QCOMPARE(begin("a").notification.event, NotificationEvent::Ended);
}

void TestDeliveryStore::acknowledgingIsToldToPagerDuty()
{
    put({alert(1)}, AlertState::Firing, false, u"acknowledged"_s);
    QCOMPARE(take({channel("a"), pagerDuty()}), 1);
    QCOMPARE(begin("pd").notification.event, NotificationEvent::Acknowledged);
}

void TestDeliveryStore::otherNodesThatItSpeaksForAreListed()
{
    Alert led = alert(2);
    led.leader = 1;
    Alert ended = alert(3);
    ended.leader = 1;
    ended.endedMs = 800;
    put({led, ended}, AlertState::Firing, false, u"grouped"_s);
    put({alert(1)});
    QCOMPARE(take({channel("a")}), 1);
    QCOMPARE(begin("a").notification.alerts.size(), 2U);
}

void TestDeliveryStore::tenThousandAlertsAreOneNotification()
{
    std::vector<Alert> alerts;
    for (qint64 id = 1; id <= 10'000; ++id)
        alerts.push_back(alert(id));
    put(alerts);
    QCOMPARE(take({channel("a")}), 1);
    const Notification notification = begin("a").notification;
    QCOMPARE(notification.alerts.size(), DeliveryStore::keptAlerts);
    QCOMPARE(notification.moreAlerts, 9900);
}

void TestDeliveryStore::whatWasCutOffIsPossiblyADuplicate()
{
    put({alert(1), alert(2, "c2")});
    QCOMPARE(take({channel("a")}), 2);
    const Delivery cutOff = begin("a");
    QCOMPARE(begin("a").id, 0); // one at a time
    DeliveryStore next(m_log->database());
    QVERIFY(next.prepare(2000).ok());
    const auto again = next.begin(u"a"_s, 2000);
    QVERIFY(again && *again);
    QCOMPARE((*again)->notification.id, cutOff.notification.id);
    QVERIFY((*again)->notification.possiblyDuplicate);
    QCOMPARE((*again)->attempts, 2);
    QVERIFY(next.sent((*again)->id, 2000).ok());
    const auto other = next.begin(u"a"_s, 2000);
    QVERIFY(other && *other && !(*other)->notification.possiblyDuplicate);
}

void TestDeliveryStore::anUnclearAttemptMakesTheNextADuplicate()
{
    put({alert(1)});
    QCOMPARE(take({channel("a")}), 1);
    QVERIFY(m_store->again(begin("a").id, 1100, u"refused"_s, false).ok());
    QCOMPARE(begin("a", 1099).id, 0);
    const Delivery second = begin("a", 1100);
    QVERIFY(second.id != 0 && !second.notification.possiblyDuplicate);
    QVERIFY(m_store->again(second.id, 1200, u"silence"_s, true).ok());
    const Delivery third = begin("a", 1200);
    QVERIFY(third.notification.possiblyDuplicate);
    QVERIFY(m_store->again(third.id, 1300, u"refused"_s, false).ok());
    QVERIFY(begin("a", 1300).notification.possiblyDuplicate); // from then on
}

void TestDeliveryStore::orderIsKept()
{
    put({alert(1)});
    put({alert(1)}, AlertState::Resolved);
    QCOMPARE(take({channel("a")}), 2);
    QVERIFY(m_store->again(begin("a").id, 5000, u"busy"_s, false).ok());
    QCOMPARE(begin("a", 4999).id, 0); // the end does not overtake the beginning
    QCOMPARE(m_store->nextDueMs(u"a"_s).value(), std::optional<TimeMs>(5000));
    QCOMPARE(begin("a", 5000).notification.event, NotificationEvent::Fired);
}

void TestDeliveryStore::whatWasGivenUpComesBack()
{
    put({alert(1)});
    QCOMPARE(take({channel("a")}), 1);
    QVERIFY(m_store->givenUp(begin("a").id, u"wrong password"_s, 1500).ok());
    QVERIFY(!m_store->nextDueMs(u"a"_s).value());
    QVERIFY(m_store->retry(u"a"_s, 1001, 2000).ok()); // too old
    QCOMPARE(begin("a", 2000).id, 0);
    QVERIFY(m_store->retry(u"a"_s, 1000, 2000).ok());
    QVERIFY(begin("a", 2000).id != 0);
}

void TestDeliveryStore::tierThreeWaitsForTheDigest()
{
    Alert calm = alert(1);
    calm.tier = AlertTier::Information;
    Alert later = alert(2, "c2");
    later.tier = AlertTier::Information;
    AlertChannel daily = channel("a");
    daily.tiers = {AlertTier::Information};
    put({calm});
    put({calm}, AlertState::Resolved);
    QCOMPARE(take({daily}, 1000), 0);
    QVERIFY(!m_store->makeDigest(u"a"_s, 1000, 1000).value()); // came when the hour had struck
    put({later});
    QCOMPARE(take({daily}, 3000), 0);
    QVERIFY(m_store->makeDigest(u"a"_s, 2000, 4000).value());
    QVERIFY(!m_store->makeDigest(u"a"_s, 2000, 4000).value());
    const Delivery digest = begin("a", 4000);
    QCOMPARE(digest.notification.event, NotificationEvent::Digest);
    QCOMPARE(digest.notification.alerts.size(), 1U);
    QCOMPARE(digest.notification.alerts[0].id, 1);
}

void TestDeliveryStore::whatIsForAChannelThatWentIsDropped()
{
    put({alert(1)});
    QCOMPARE(take({channel("a"), channel("b")}), 2);
    QVERIFY(m_store->dropOthers({channel("b")}, 1000).ok());
    QCOMPARE(begin("a").id, 0);
    QVERIFY(begin("b").id != 0);
}

void TestDeliveryStore::damageIsPassedOver()
{
    put({alert(1)});
    put({alert(1)}, AlertState::Resolved);
    QCOMPARE(take({channel("a")}), 2);
    QVERIFY(m_log->database().exec("UPDATE delivery SET notification = '{' WHERE id = 1").ok());
    QCOMPARE(begin("a").notification.event, NotificationEvent::Ended);
}

void TestDeliveryStore::statesTellHowChannelsDo()
{
    put({alert(1), alert(2, "c2"), alert(3, "c3")});
    QCOMPARE(take({channel("a"), channel("b")}), 6);
    QVERIFY(m_store->sent(begin("a", 1500).id, 1600).ok());
    QVERIFY(m_store->again(begin("a", 2000).id, 9000, u"busy"_s, false).ok());
    QVERIFY(m_store->sent(begin("b", 1700).id, 1800).ok());
    const auto states = DeliveryStore::states(m_log->database());
    QVERIFY(states.ok());
    QCOMPARE(states->at(u"a"_s).waiting, 2);
    QCOMPARE(states->at(u"a"_s).lastSentMs, std::optional<TimeMs>(1600));
    QCOMPARE(states->at(u"a"_s).problem, u"busy"_s);
    QCOMPARE(states->at(u"b"_s).problem, QString());
    QVERIFY(m_log->database().exec("DROP TABLE delivery").ok());
    QVERIFY(DeliveryStore::states(m_log->database()).value().empty());
}

void TestDeliveryStore::oldOnesGo()
{
    put({alert(1), alert(2, "c2")});
    QCOMPARE(take({channel("a")}), 2);
    QVERIFY(m_store->sent(begin("a", 1000).id, 1000).ok());
    QVERIFY(m_store->prune(2000).ok());
    const auto states = DeliveryStore::states(m_log->database());
    QVERIFY(states.ok() && !states->at(u"a"_s).lastSentMs);
    QCOMPARE(states->at(u"a"_s).waiting, 1);
}

QTEST_GUILESS_MAIN(TestDeliveryStore)
#include "tst_deliverystore.moc"
