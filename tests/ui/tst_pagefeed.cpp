// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fakehistory.h"
#include "ui/pagefeed.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestPageFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        clock = std::make_shared<ManualClock>(1'795'352'640'000);
        history = std::make_unique<cacheledger::testing::FakeHistory>();
        range = std::make_unique<TimeRange>(clock);
        range->setPreset(u"5m"_s);
        feed = std::make_unique<PageFeed>(history.get(), range.get());
        feed->setQuestion(question());
    }

    void cleanup()
    {
        feed.reset();
        range.reset();
        history.reset();
    }

    void asksNothingUntilActive()
    {
        QCoreApplication::processEvents();
        QVERIFY(history->requests.empty());
        feed->setActive(true);
        QTRY_COMPARE(history->requests.size(), 1U);
        QCOMPARE(history->requests[0].toMs - history->requests[0].fromMs, 300'000);
    }

    void asksAgainWhileLive()
    {
        feed->setActive(true);
        QTRY_COMPARE(history->requests.size(), 3U);
    }

    void asksNothingWhileOneRequestRuns()
    {
        history->hold(true);
        feed->setActive(true);
        QTRY_COMPARE(history->requests.size(), 1U);
        QVERIFY(!QTest::qWaitFor([&] { return history->requests.size() > 1; }, 1500));
        history->answerOne();
        QTRY_COMPARE(history->requests.size(), 2U);
    }

    void dropsTheReplyToAnOlderQuestion()
    {
        history->hold(true);
        QSignalSpy answered(feed.get(), &PageFeed::answered);
        feed->setActive(true);
        QTRY_COMPARE(history->requests.size(), 1U);
        range->setPreset(u"1h"_s);
        QTRY_COMPARE(history->requests.size(), 2U);
        QCOMPARE(history->cancelled.size(), 1U);
        Q_EMIT history->frameReady(history->cancelled[0], history->frameFor(history->requests[0]));
        QCOMPARE(answered.size(), 0);
        history->answerOne();
        QCOMPARE(answered.size(), 1);
        QCOMPARE(answered[0][0].value<FramePtr>()->toMs - answered[0][0].value<FramePtr>()->fromMs, 3600'000);
    }

    void asksNothingWhilePausedUntilAnotherRangeIsChosen()
    {
        feed->setActive(true);
        QTRY_VERIFY(!history->requests.empty() && !feed->isBusy());
        range->setPaused(true);
        const std::size_t before = history->requests.size();
        QVERIFY(!QTest::qWaitFor([&] { return history->requests.size() > before; }, 1500));
        range->setCustom({0, 1000'000});
        QTRY_COMPARE(history->requests.size(), before + 1);
    }

    void stopsWhenHiddenAndCancelsWhatRuns()
    {
        history->hold(true);
        feed->setActive(true);
        QTRY_COMPARE(history->requests.size(), 1U);
        feed->setActive(false);
        QCOMPARE(history->cancelled.size(), 1U);
        range->setPreset(u"1h"_s);
        QVERIFY(!QTest::qWaitFor([&] { return history->requests.size() > 1; }, 300));
    }

    void asksOnceAfterMuchResizing()
    {
        feed->setActive(true);
        QTRY_COMPARE(history->requests.size(), 1U);
        range->setCustom({0, 1000'000}); // no live ticks in between
        QTRY_COMPARE(history->requests.size(), 2U);
        for (int width = 400; width < 450; ++width)
            feed->setColumns(width);
        QTRY_COMPARE(history->requests.size(), 3U);
        QCOMPARE(history->requests.back().columns, 449);
        QVERIFY(!QTest::qWaitFor([&] { return history->requests.size() > 3; }, 300));
    }

    void goesOnAfterAFailure()
    {
        QSignalSpy failed(feed.get(), &PageFeed::failed);
        history->failWith({ErrorCode::Io, u"The disk is gone."_s, {}});
        feed->setActive(true);
        QTRY_COMPARE(failed.size(), 2);
    }

    void asksForItsOwnWindow()
    {
        FeedQuestion own = question();
        own.window = [](const TimeSpan& span) { return TimeSpan{span.fromMs - span.lengthMs(), span.fromMs}; };
        feed->setQuestion(own);
        feed->setActive(true);
        QTRY_VERIFY(!history->requests.empty());
        QCOMPARE(history->requests[0].toMs, clock->nowMs() - 300'000);
    }

private:
    static FeedQuestion question()
    {
        FeedQuestion made;
        made.nodes = {newNodeId()};
        made.metrics = {"hit_ratio"};
        made.columns = 300;
        return made;
    }

    std::shared_ptr<ManualClock> clock;
    std::unique_ptr<cacheledger::testing::FakeHistory> history;
    std::unique_ptr<TimeRange> range;
    std::unique_ptr<PageFeed> feed;
};

QTEST_MAIN(TestPageFeed)
#include "tst_pagefeed.moc"
