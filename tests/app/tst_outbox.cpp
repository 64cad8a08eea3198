// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/notificationtext.h"
#include "httpreceiver.h"
#include "outboxfixture.h"
#include "support/waiting.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <condition_variable>

using namespace cacheledger;
using namespace Qt::StringLiterals;
using Kind = SendOutcome::Kind;

static Outbox::Timing quick()
{
    Outbox::Timing timing;
    timing.groupMs = 1;
    timing.firstRetryMs = 10;
    timing.longestRetryMs = 20;
    return timing;
}

class TestOutbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("no_proxy", "*"); }
    void init();
    void aServerThatFailsIsTriedAgain();
    void anAnswerThatNeverCameMarksTheNextAttempt();
    void whatIsRefusedIsToldAndComesWhenTheChannelIsChanged();
    void aSlowChannelHoldsUpNoOther();
    void anEndInTheMiddleRepeatsOnlyThat();
    void whatWasNotSentIsSentByTheNextStart();
    void aMessageThatIsKeptSurvivesAnEndAndKeepsItsPlace();
    void patienceEnds();
    void theDigestComesAtItsHour_data();
    void theDigestComesAtItsHour();

private:
    /// With webhooks that are really sent.
    void start(const Outbox::Timing& timing = quick());
    void start(Outbox::Deliver deliver, const Outbox::Timing& timing = quick());

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<AlertLog> m_log;
    std::unique_ptr<Outbox> m_outbox;
};

void TestOutbox::init()
{
    m_outbox.reset();
    m_log.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    auto log = AlertLog::open(m_folder->filePath(u"alerts.sqlite"_s), Database::Mode::Write);
    QVERIFY(log.ok());
    m_log = std::move(*log);
}

void TestOutbox::start(Outbox::Deliver deliver, const Outbox::Timing& timing)
{
    m_outbox.reset();
    m_outbox = std::make_unique<Outbox>(m_log->database(), std::make_shared<SystemClock>(), std::move(deliver), timing);
    QVERIFY(m_outbox->prepare().ok());
}

void TestOutbox::start(const Outbox::Timing& timing)
{
    start([](const ChannelSetup& setup, const Notification& notification,
             const SendLimits& limits) { return sendThrough(setup, notification, nullptr, limits); },
          timing);
}

void TestOutbox::aServerThatFailsIsTriedAgain()
{
    HttpReceiver receiver;
    receiver.answer(500);
    receiver.answer(503);
    start();
    QSignalSpy problems(m_outbox.get(), &Outbox::problemChanged);
    m_outbox->setChannels({webhookSetup(QString::fromLatin1(receiver.url()))});
    QVERIFY(fireAlert(*m_log, 1).ok());
    m_outbox->wake();
    QTRY_COMPARE(receiver.requests().size(), 3U);
    QTRY_COMPARE(problems.size(), 3); // 500, 503, and that it works again
    QCOMPARE(problems[2][1].toString(), QString());
    const auto requests = receiver.requests();
    QCOMPARE(requests[0].body, requests[2].body); // the same one, and no duplicate: it was refused each time
    QTRY_VERIFY(m_outbox->isIdle());
}

void TestOutbox::anAnswerThatNeverCameMarksTheNextAttempt()
{
    HttpReceiver receiver;
    receiver.answer(QByteArray());
    Outbox::Timing timing = quick();
    timing.totalMs = 500;
    start(timing);
    m_outbox->setChannels({webhookSetup(QString::fromLatin1(receiver.url()))});
    QVERIFY(fireAlert(*m_log, 1).ok());
    m_outbox->wake();
    QTRY_VERIFY(receiver.requests().size() >= 2U);
    const auto first = notification::fromJson(receiver.requests()[0].body);
    const auto second = notification::fromJson(receiver.requests()[1].body);
    QVERIFY(first && second && !first->possiblyDuplicate && second->possiblyDuplicate);
    QCOMPARE(first->id, second->id);
}

void TestOutbox::whatIsRefusedIsToldAndComesWhenTheChannelIsChanged()
{
    std::atomic_int attempts = 0;
    start([&](const ChannelSetup& setup, const Notification&, const SendLimits&) {
        ++attempts;
        return setup.secret == u"right"_s ? SendOutcome() : SendOutcome{Kind::Refused, u"wrong password"_s};
    });
    QSignalSpy problems(m_outbox.get(), &Outbox::problemChanged);
    ChannelSetup setup = webhookSetup(u"http://127.0.0.1:1/"_s);
    m_outbox->setChannels({setup});
    QVERIFY(fireAlert(*m_log, 1).ok());
    m_outbox->wake();
    QTRY_COMPARE(problems.size(), 1);
    QVERIFY(fireAlert(*m_log, 2).ok());
    m_outbox->wake();
    QTRY_COMPARE(attempts.load(), 2);
    QTRY_VERIFY(m_outbox->isIdle());
    QCOMPARE(problems.size(), 1); // said once
    QSignalSpy delivered(m_outbox.get(), &Outbox::delivered);
    setup.secret = u"right"_s;
    m_outbox->setChannels({setup});
    QTRY_COMPARE(delivered.size(), 2);
    QCOMPARE(problems.last()[1].toString(), QString());
}

void TestOutbox::aSlowChannelHoldsUpNoOther()
{
    std::mutex mutex;
    std::condition_variable released;
    bool free = false;
    start([&](const ChannelSetup& setup, const Notification&, const SendLimits&) {
        std::unique_lock lock(mutex);
        if (setup.channel.id == u"slow"_s)
            released.wait(lock, [&] { return free; });
        return SendOutcome();
    });
    ChannelSetup slow = webhookSetup(u"http://127.0.0.1:1/"_s);
    slow.channel.id = u"slow"_s;
    m_outbox->setChannels({slow, webhookSetup(u"http://127.0.0.1:1/"_s)});
    QSignalSpy delivered(m_outbox.get(), &Outbox::delivered);
    for (qint64 id = 1; id <= 3; ++id)
        QVERIFY(fireAlert(*m_log, id).ok());
    m_outbox->wake();
    QTRY_COMPARE(delivered.size(), 3);
    for (const auto& signal : delivered)
        QCOMPARE(signal[0].toString(), u"hook"_s);
    {
        const std::lock_guard lock(mutex);
        free = true;
    }
    released.notify_all();
    QTRY_COMPARE(delivered.size(), 6);
}

void TestOutbox::anEndInTheMiddleRepeatsOnlyThat()
{
    HttpReceiver receiver;
    receiver.answer(200);
    receiver.answer(QByteArray());
    start();
    m_outbox->setChannels({webhookSetup(QString::fromLatin1(receiver.url()))});
    for (qint64 id = 1; id <= 3; ++id)
        QVERIFY(fireAlert(*m_log, id).ok());
    m_outbox->wake();
    QTRY_COMPARE(receiver.requests().size(), 2U);
    start(); // the first ends while the second one is on its way
    m_outbox->setChannels({webhookSetup(QString::fromLatin1(receiver.url()))});
    QTRY_COMPARE(receiver.requests().size(), 4U);
    std::vector<Notification> got;
    for (const auto& request : receiver.requests())
        got.push_back(notification::fromJson(request.body).value_or(Notification()));
    QCOMPARE(got[2].id, got[1].id);
    QVERIFY(got[2].possiblyDuplicate && !got[3].possiblyDuplicate);
    QCOMPARE(got[3].alerts.at(0).id, 3);
}

void TestOutbox::whatWasNotSentIsSentByTheNextStart()
{
    start();
    QVERIFY(fireAlert(*m_log, 1).ok()); // and it ends before anything was taken
    HttpReceiver receiver;
    start();
    m_outbox->setChannels({webhookSetup(QString::fromLatin1(receiver.url()))});
    QTRY_COMPARE(receiver.requests().size(), 1U);
    QVERIFY(!notification::fromJson(receiver.requests()[0].body)->possiblyDuplicate);
}

void TestOutbox::aMessageThatIsKeptSurvivesAnEndAndKeepsItsPlace()
{
    start([](const ChannelSetup&, const Notification&, const SendLimits&) {
        return SendOutcome{SendOutcome::Kind::Failed, u"no network"_s};
    });
    m_outbox->setChannels({webhookSetup(u"http://127.0.0.1:1/"_s)});
    QVERIFY(m_outbox->addMessage({u"a"_s, u"hook"_s, u"one"_s, u"first"_s, {}}).ok());
    QVERIFY(m_outbox->addMessage({u"b"_s, u"hook"_s, u"two"_s, u"second"_s, {}}).ok());
    std::mutex mutex;
    QStringList arrived;
    start([&](const ChannelSetup&, const Notification& notification, const SendLimits&) {
        const std::lock_guard lock(mutex);
        arrived << notificationtext::body(notification).trimmed();
        return SendOutcome{};
    });
    m_outbox->setChannels({webhookSetup(u"http://127.0.0.1:1/"_s)});
    const auto count = [&] {
        const std::lock_guard lock(mutex);
        return arrived.size();
    };
    QTRY_COMPARE(count(), 2);
    QCOMPARE(arrived, (QStringList{u"first"_s, u"second"_s}));
}

void TestOutbox::patienceEnds()
{
    Outbox::Timing timing = quick();
    timing.giveUpPresentMs = -1;
    std::atomic_int attempts = 0;
    start(
        [&](const ChannelSetup&, const Notification&, const SendLimits&) {
            ++attempts;
            return SendOutcome{Kind::Failed, u"no desktop yet"_s};
        },
        timing);
    ChannelSetup desktop;
    desktop.channel.id = u"desktop"_s;
    desktop.channel.kind = ChannelKind::Desktop;
    m_outbox->setChannels({desktop});
    QVERIFY(fireAlert(*m_log, 1).ok());
    QVERIFY(fireAlert(*m_log, 2).ok());
    m_outbox->wake();
    QTRY_COMPARE(attempts.load(), 2);
    QTRY_VERIFY(m_outbox->isIdle());
    QCOMPARE(DeliveryStore::states(m_log->database()).value().at(u"desktop"_s).waiting, 0);
}

void TestOutbox::theDigestComesAtItsHour_data()
{
    QTest::addColumn<QString>("now");
    QTest::addColumn<int>("hour");
    QTest::addColumn<QString>("border");
    QTest::newRow("after it") << "2026-06-01T12:00:00Z" << 8 << "2026-06-01T08:00:00Z";
    QTest::newRow("before it") << "2026-06-01T07:59:59Z" << 8 << "2026-05-31T08:00:00Z";
    QTest::newRow("just then") << "2026-06-01T08:00:00Z" << 8 << "2026-06-01T08:00:00Z";
    QTest::newRow("midnight") << "2026-03-01T00:30:00Z" << 23 << "2026-02-28T23:00:00Z";
}

void TestOutbox::theDigestComesAtItsHour()
{
    QFETCH(QString, now);
    QFETCH(int, hour);
    QFETCH(QString, border);
    const auto ms = [](const QString& text) { return QDateTime::fromString(text, Qt::ISODate).toMSecsSinceEpoch(); };
    QCOMPARE(Outbox::digestBorder(ms(now), hour), ms(border));
}

QTEST_GUILESS_MAIN(TestOutbox)
#include "tst_outbox.moc"
