// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/snapshot.h"

#include "metrics/result.h"

#include <QtCore/QSet>
#include <QtTest/QTest>

#include <limits>
#include <type_traits>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static_assert(!std::is_copy_constructible_v<SeriesLayout>, "a copy's index would point into the original");

class TestSnapshot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLayoutFindsItsColumns()
    {
        const SeriesLayout layout({"a", "bb", "a name that is too long for the small string"});
        QCOMPARE(layout.size(), std::size_t(3));
        for (std::size_t i = 0; i < layout.size(); ++i)
            QCOMPARE(layout.indexOf(std::string(layout.name(i))), std::optional<std::size_t>(i));
        QVERIFY(!layout.indexOf("b"));
        QVERIFY(!layout.indexOf(""));
    }

    void anEmptyLayoutFindsNothing()
    {
        const SeriesLayout layout({});
        QCOMPARE(layout.size(), std::size_t(0));
        QVERIFY(!layout.indexOf("a"));
    }

    void aRepeatedNameIsFoundAtItsFirstPlace()
    {
        const SeriesLayout layout({"a", "b", "a"});
        QCOMPARE(layout.indexOf("a"), std::optional<std::size_t>(0));
        QCOMPARE(layout.size(), std::size_t(3));
    }

    void layoutsAreEqualByNamesInOrder()
    {
        QVERIFY(SeriesLayout({"a", "b"}) == SeriesLayout({"a", "b"}));
        QVERIFY(!(SeriesLayout({"a", "b"}) == SeriesLayout({"b", "a"})));
        QVERIFY(!(SeriesLayout({"a"}) == SeriesLayout({"a", "b"})));
    }

    void absentZeroAndUnknownAreThreeThings()
    {
        Snapshot snapshot;
        snapshot.layout = std::make_shared<const SeriesLayout>(std::vector<std::string>{"zero", "absent", "cut"});
        snapshot.values = {0, std::numeric_limits<double>::quiet_NaN()};
        QCOMPARE(snapshot.value("zero"), std::optional<double>(0));
        QVERIFY(!snapshot.value("absent"));
        QVERIFY(!snapshot.value("cut")); // fewer values than columns
        QVERIFY(!snapshot.value("unknown"));
    }

    void anEmptySnapshotKnowsNothing()
    {
        const Snapshot snapshot;
        QVERIFY(!snapshot.value("a"));
        QVERIFY(!snapshot.text("a"));
    }

    void givesTextsAsUnicode()
    {
        Snapshot snapshot;
        snapshot.texts = std::make_shared<const TextFields>(TextFields{{"path", "/étc"}, {"empty", ""}});
        QCOMPARE(snapshot.text("path"), std::optional<QString>(u"/étc"_s));
        QCOMPARE(snapshot.text("empty"), std::optional<QString>(QString()));
        QVERIFY(!snapshot.text("none"));
    }

    void theSystemClockGoesOn()
    {
        const SystemClock clock;
        const qint64 before = clock.monotonicNs();
        QVERIFY(clock.nowMs() > 1'700'000'000'000);
        QTRY_VERIFY(clock.monotonicNs() > before);
    }

    void aManualClockMovesWhenItIsMoved()
    {
        ManualClock clock(1000);
        clock.advance(250);
        QCOMPARE(clock.nowMs(), TimeMs(1250));
        QCOMPARE(clock.monotonicNs(), qint64(250'000'000));
        clock.jumpTo(10);
        QCOMPARE(clock.nowMs(), TimeMs(10));
        QCOMPARE(clock.monotonicNs(), qint64(250'000'000));
    }

    void everyErrorCodeHasItsOwnName()
    {
        QSet<QByteArray> names;
        const int last = int(ErrorCode::Unsupported);
        for (int code = 0; code <= last; ++code)
            names.insert(errorCodeName(ErrorCode(code)));
        QCOMPARE(names.size(), last + 1);
        QVERIFY(!names.contains(""));
        QCOMPARE(errorCodeName(ErrorCode::ConnectionRefused), "ConnectionRefused");
        QCOMPARE(errorCodeName(ErrorCode(9999)), "");
    }

    void aResultHoldsAValueOrAnError()
    {
        const Result<int> good = 5;
        QVERIFY(good.ok());
        QCOMPARE(*good, 5);
        const Result<int> bad = Error{ErrorCode::Io, u"It failed."_s, u"Try again."_s};
        QVERIFY(!bad);
        QCOMPARE(bad.error().text(), u"It failed. Try again."_s);
        QVERIFY(Result<void>().ok());
        QVERIFY(!Result<void>(bad.error()).ok());
    }
};

QTEST_GUILESS_MAIN(TestSnapshot)
#include "tst_snapshot.moc"
