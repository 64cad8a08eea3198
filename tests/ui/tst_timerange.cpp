// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timerange.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr TimeMs start = 1'700'000'000'000;
static constexpr qint64 minute = 60'000;
static constexpr qint64 hour = 60 * minute;

class TestTimeRange : public QObject
{
    Q_OBJECT

    std::shared_ptr<ManualClock> m_clock;
    std::unique_ptr<TimeRange> m_range;

private Q_SLOTS:
    void init()
    {
        m_clock = std::make_shared<ManualClock>(start);
        m_range = std::make_unique<TimeRange>(m_clock);
    }

    void startsLiveOverAnHour()
    {
        QVERIFY(m_range->isLive());
        QCOMPARE(m_range->presetId(), u"1h"_s);
        QCOMPARE(m_range->span(), (TimeSpan{start - hour, start}));
        QVERIFY(!m_range->canGoBack());
    }

    void followsTheClockWithoutSignals()
    {
        QSignalSpy changed(m_range.get(), &TimeRange::changed);
        m_clock->advance(5000);
        QCOMPARE(m_range->span().toMs, start + 5000);
        m_clock->jumpTo(start - hour);
        QCOMPARE(m_range->span().toMs, start - hour);
        QCOMPARE(changed.count(), 0);
    }

    void thePreviousSpanIsAsLongAndEndsWhereThisOneStarts()
    {
        QCOMPARE(m_range->span().previous(), (TimeSpan{start - 2 * hour, start - hour}));
    }

    void comparingIsToldOnceAndIsNoOtherRange()
    {
        QSignalSpy changed(m_range.get(), &TimeRange::changed);
        QSignalSpy comparing(m_range.get(), &TimeRange::comparingChanged);
        QVERIFY(!m_range->isComparing());
        m_range->setComparing(true);
        m_range->setComparing(true);
        QVERIFY(m_range->isComparing());
        QCOMPARE(comparing.count(), 1);
        QCOMPARE(changed.count(), 0);
    }

    void everyPresetCanBeSet()
    {
        for (const RangePreset& preset : TimeRange::presets()) {
            m_range->setPreset(QLatin1String(preset.id));
            QCOMPARE(m_range->presetId(), QLatin1String(preset.id));
            QCOMPARE(m_range->span().lengthMs(), preset.lengthMs);
        }
    }

    void anUnknownOrTheSamePresetChangesNothing()
    {
        QSignalSpy changed(m_range.get(), &TimeRange::changed);
        m_range->setPreset(u"2 fortnights"_s);
        m_range->setPreset({});
        m_range->setPreset(u"1h"_s);
        QCOMPARE(changed.count(), 0);
        QVERIFY(m_range->isLive());
    }

    void customRangesAreCheckedAndBounded_data()
    {
        QTest::addColumn<qint64>("from");
        QTest::addColumn<qint64>("to");
        QTest::addColumn<qint64>("length"); // -1: ignored
        QTest::newRow("a plain range is taken") << start - hour << start << hour;
        QTest::newRow("an empty range is ignored") << start << start << qint64(-1);
        QTest::newRow("a reversed range is ignored") << start << start - 1 << qint64(-1);
        QTest::newRow("a millisecond becomes five seconds") << start << start + 1 << qint64(5000);
        QTest::newRow("a century becomes ten years") << start - 100 * 365 * 24 * hour << start << 3653 * 24 * hour;
    }
    void customRangesAreCheckedAndBounded()
    {
        QFETCH(qint64, from);
        QFETCH(qint64, to);
        QFETCH(qint64, length);
        QSignalSpy changed(m_range.get(), &TimeRange::changed);
        m_range->setCustom({from, to});
        QCOMPARE(changed.count(), length < 0 ? 0 : 1);
        QCOMPARE(m_range->isLive(), length < 0);
        if (length >= 0)
            QCOMPARE(m_range->span().lengthMs(), length);
        m_clock->advance(hour);
        if (length >= 0)
            QCOMPARE(m_range->span().lengthMs(), length);
    }

    void zoomRemembersAndBackReturns()
    {
        m_range->zoomTo({start - 30 * minute, start - 20 * minute});
        m_range->zoomTo({start - 28 * minute, start - 25 * minute});
        QVERIFY(!m_range->isLive());
        QVERIFY(m_range->presetId().isEmpty());
        m_range->back();
        QCOMPARE(m_range->span(), (TimeSpan{start - 30 * minute, start - 20 * minute}));
        m_range->back();
        QVERIFY(m_range->isLive());
        QVERIFY(!m_range->canGoBack());
        QSignalSpy changed(m_range.get(), &TimeRange::changed);
        m_range->back();
        QCOMPARE(changed.count(), 0);
    }

    void aZoomIsNeverShorterThanFiveSeconds()
    {
        m_range->zoomTo({start - 1000, start});
        QCOMPARE(m_range->span().lengthMs(), 5000);
    }

    void wheelStepsKeepTheMomentUnderTheCursorAndAreOneStepBack()
    {
        const TimeMs cursor = start - 15 * minute;
        m_range->zoomBy(0.5, cursor);
        QCOMPARE(m_range->span(), (TimeSpan{cursor - 45 * minute / 2, cursor + 15 * minute / 2}));
        m_range->zoomBy(0.5, cursor);
        m_range->zoomBy(0.5, cursor);
        m_range->panBy(-0.1);
        m_range->back();
        QVERIFY(m_range->isLive());
        QVERIFY(!m_range->canGoBack());
    }

    void zoomingOutDoesNotReachIntoTheFuture()
    {
        m_range->zoomBy(2, start - 10 * minute);
        QCOMPARE(m_range->span(), (TimeSpan{start - 2 * hour, start}));
        m_range->zoomBy(1e30, start);
        QCOMPARE(m_range->span().lengthMs(), 3653 * 24 * hour);
        QCOMPARE(m_range->span().toMs, start);
    }

    void senselessFactorsAreIgnored()
    {
        QSignalSpy changed(m_range.get(), &TimeRange::changed);
        for (double factor : {0.0, -1.0, 1.0, qQNaN()})
            m_range->zoomBy(factor, start);
        QCOMPARE(changed.count(), 0);
        QVERIFY(!m_range->canGoBack());
    }

    void panningStopsAtNow()
    {
        m_range->panBy(-0.5);
        QCOMPARE(m_range->span(), (TimeSpan{start - 90 * minute, start - 30 * minute}));
        m_range->panBy(3);
        QCOMPARE(m_range->span().toMs, start);
        QSignalSpy changed(m_range.get(), &TimeRange::changed);
        m_range->panBy(0.1);
        QCOMPARE(changed.count(), 0);
    }

    void pausingHoldsTheMomentAndGoesOn()
    {
        QSignalSpy changed(m_range.get(), &TimeRange::changed);
        m_range->setPaused(true);
        m_range->setPaused(true);
        m_clock->advance(minute);
        QCOMPARE(m_range->span().toMs, start);
        QVERIFY(m_range->isPaused());
        QVERIFY(m_range->isLive());
        m_range->setPreset(u"6h"_s);
        QCOMPARE(m_range->span().toMs, start);
        m_range->setPaused(false);
        QCOMPARE(m_range->span().toMs, start + minute);
        QCOMPARE(changed.count(), 3);
    }

    void aFixedRangeCannotBePaused()
    {
        m_range->setCustom({start - hour, start});
        m_range->setPaused(true);
        QVERIFY(!m_range->isPaused());
    }

    void backFromAZoomWhilePausedIsStillPaused()
    {
        m_range->setPaused(true);
        m_range->zoomTo({start - 30 * minute, start - 20 * minute});
        QVERIFY(!m_range->isPaused());
        m_clock->advance(minute);
        m_range->back();
        QVERIFY(m_range->isPaused());
        QCOMPARE(m_range->span().toMs, start);
    }

    void goingLiveTakesTheLastPreset()
    {
        m_range->setPreset(u"7d"_s);
        m_range->zoomTo({start - hour, start});
        m_range->goLive();
        QCOMPARE(m_range->presetId(), u"7d"_s);
        QVERIFY(!m_range->canGoBack());
        QSignalSpy changed(m_range.get(), &TimeRange::changed);
        m_range->goLive();
        QCOMPARE(changed.count(), 0);
    }

    void survivesARestart_data()
    {
        QTest::addColumn<bool>("fixed");
        QTest::newRow("live") << false;
        QTest::newRow("fixed, and live goes to the preset before") << true;
    }
    void survivesARestart()
    {
        QFETCH(bool, fixed);
        m_range->setPreset(u"24h"_s);
        if (fixed)
            m_range->setCustom({start - 2 * hour, start - hour});
        TimeRange next(m_clock);
        next.restore(m_range->serialized());
        QCOMPARE(next.isLive(), !fixed);
        QCOMPARE(next.span(), m_range->span());
        next.goLive();
        QCOMPARE(next.presetId(), u"24h"_s);
    }

    void foreignTextIsIgnored_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << QString();
        QTest::newRow("an unknown preset") << u"live 3h"_s;
        QTest::newRow("too many words") << u"live 6h 3"_s;
        QTest::newRow("too few words") << u"fixed 1h 1000"_s;
        QTest::newRow("letters for numbers") << u"fixed 1h abc 1000"_s;
        QTest::newRow("reversed") << u"fixed 1h 2000 1000"_s;
        QTest::newRow("overflowing") << u"fixed 1h 0 99999999999999999999"_s;
        QTest::newRow("before 1970") << u"fixed 1h -9000000000000000000 9000000000000000000"_s;
    }
    void foreignTextIsIgnored()
    {
        QFETCH(QString, text);
        QSignalSpy changed(m_range.get(), &TimeRange::changed);
        m_range->restore(text);
        QCOMPARE(changed.count(), 0);
        QCOMPARE(m_range->presetId(), u"1h"_s);
    }

    void showingUtcIsAChange()
    {
        QSignalSpy changed(m_range.get(), &TimeRange::changed);
        m_range->setUtc(true);
        m_range->setUtc(true);
        QVERIFY(m_range->isUtc());
        QCOMPARE(changed.count(), 1);
    }
};

QTEST_GUILESS_MAIN(TestTimeRange)
#include "tst_timerange.moc"
