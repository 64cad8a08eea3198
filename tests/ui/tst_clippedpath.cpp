// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/clippedpath.h"

#include <QtTest/QTest>

using namespace cacheledger;

using Points = QList<QPointF>;

class TestClippedPath : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatIsInside_data()
    {
        QTest::addColumn<Points>("line");
        QTest::addColumn<Points>("kept");
        QTest::newRow("all inside") << Points{{10, 10}, {20, 40}, {30, 20}} << Points{{10, 10}, {20, 40}, {30, 20}};
        QTest::newRow("all above") << Points{{10, -10}, {20, -40}, {30, -20}} << Points{};
        QTest::newRow("beside, upright") << Points{{-5, 0}, {-5, 100}} << Points{};
        QTest::newRow("past a corner") << Points{{-20, 10}, {10, -20}} << Points{};
        QTest::newRow("along the edge") << Points{{-10, 0}, {110, 0}} << Points{{0, 0}, {100, 0}};
        QTest::newRow("out at the top") << Points{{10, 50}, {20, -50}} << Points{{10, 50}, {15, 0}};
        QTest::newRow("out and in again")
            << Points{{10, 50}, {20, -50}, {30, 50}} << Points{{10, 50}, {15, 0}, {25, 0}, {30, 50}};
        QTest::newRow("across, from corner to corner") << Points{{-50, -50}, {150, 150}} << Points{{0, 0}, {100, 100}};
        QTest::newRow("in from the left, out at the bottom")
            << Points{{-10, 50}, {90, 150}} << Points{{0, 60}, {40, 100}};
    }

    void keepsWhatIsInside()
    {
        QFETCH(Points, line);
        QFETCH(Points, kept);
        ClippedPath clipped(QRectF(0, 0, 100, 100));
        clipped.moveTo(line.takeFirst());
        for (const QPointF& point : line)
            clipped.lineTo(point);
        QCOMPARE(clipped.at(), line.last());
        Points found;
        for (int i = 0; i < clipped.path().elementCount(); ++i)
            found << QPointF(clipped.path().elementAt(i));
        QCOMPARE(found, kept);
    }
};

QTEST_GUILESS_MAIN(TestClippedPath)
#include "tst_clippedpath.moc"
