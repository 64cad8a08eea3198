// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/linestroker.h"

#include <QtGui/QImage>
#include <QtGui/QPainter>
#include <QtTest/QTest>

#include <cmath>

using namespace cacheledger;

/// Black line on white; how much ink fell on a pixel is 255 minus its grey.
class TestLineStroker : public QObject
{
    Q_OBJECT

    QImage m_image;
    LineStroker m_stroker;

    void start(double ratio = 1)
    {
        m_image = QImage(QSize(100, 60) * ratio, QImage::Format_RGB32);
        m_image.setDevicePixelRatio(ratio);
        m_image.fill(Qt::white);
        m_stroker.begin(QRectF(0, 0, 100, 60), ratio);
    }
    void finish(LineStroker::Pen pen = {Qt::black, 1.6, 0})
    {
        QPainter painter(&m_image);
        m_stroker.paint(&painter, pen);
    }
    int ink(int x, int y) const { return 255 - qGray(m_image.pixel(x, y)); }
    double columnInk(int x) const
    {
        double sum = 0;
        for (int y = 0; y < m_image.height(); ++y)
            sum += ink(x, y) / 255.0;
        return sum;
    }

private Q_SLOTS:
    void aLevelLineIsAsThickAsItsPen_data()
    {
        QTest::addColumn<double>("width");
        QTest::addColumn<double>("y");
        QTest::addColumn<double>("ratio");
        QTest::newRow("1.6 on a pixel's middle") << 1.6 << 30.5 << 1.0;
        QTest::newRow("1.6 on an edge") << 1.6 << 30.0 << 1.0;
        QTest::newRow("1.3 anywhere") << 1.3 << 30.27 << 1.0;
        QTest::newRow("1.6 at twice the pixels") << 1.6 << 30.3 << 2.0;
        QTest::newRow("1.6 at one and a half") << 1.6 << 30.3 << 1.5;
    }
    void aLevelLineIsAsThickAsItsPen()
    {
        QFETCH(double, width);
        QFETCH(double, y);
        QFETCH(double, ratio);
        start(ratio);
        m_stroker.add(10, y, y, false);
        m_stroker.add(90, y, y, true);
        finish({Qt::black, width, 0});
        const double thick = columnInk(static_cast<int>(50 * ratio));
        QVERIFY2(std::abs(thick - width * ratio) < 0.12 * ratio, qPrintable(QString::number(thick)));
    }

    void aSlopeIsAsThickAcross()
    {
        start();
        m_stroker.add(10, 5, 5, false);
        m_stroker.add(60, 55, 55, true);
        finish();
        const double vertical = columnInk(35); // 45 degrees: the pen's width times the root of two
        QVERIFY2(std::abs(vertical - 1.6 * std::sqrt(2)) < 0.25, qPrintable(QString::number(vertical)));
    }

    void aColumnIsStrokedFromEndToEnd()
    {
        start();
        m_stroker.add(50.5, 10, 50, false);
        finish();
        for (int y = 11; y < 50; ++y)
            QVERIFY(ink(50, y) > 200);
        QVERIFY(ink(50, 5) == 0 && ink(50, 55) == 0);
        QVERIFY(ink(47, 30) == 0 && ink(54, 30) == 0);
    }

    void aLineThatIsNotJoinedLeavesThePlaceFree()
    {
        start();
        m_stroker.add(10, 30, 30, false);
        m_stroker.add(40, 30, 30, true);
        m_stroker.add(60, 30, 30, false);
        m_stroker.add(90, 30, 30, true);
        finish();
        for (int x = 43; x < 58; ++x)
            QCOMPARE(columnInk(x), 0.0);
        QVERIFY(columnInk(30) > 1 && columnInk(70) > 1);
    }

    void aLineGoesOnAcrossColumnsThatAreOutside()
    {
        start();
        m_stroker.add(-500, 30, 30, false);
        m_stroker.add(500, 30, 30, true);
        finish();
        QVERIFY(columnInk(0) > 1.4 && columnInk(99) > 1.4);
    }

    void dashesHavePauses()
    {
        start();
        m_stroker.add(0, 30, 30, false);
        m_stroker.add(100, 30, 30, true);
        finish({Qt::black, 1.6, 5});
        int inked = 0;
        for (int x = 0; x < 100; ++x)
            inked += columnInk(x) > 0 ? 1 : 0;
        QVERIFY2(inked > 50 && inked < 75, qPrintable(QString::number(inked)));
    }

    void whatIsFarOutsideDoesNoHarm()
    {
        start();
        m_stroker.add(10, -1e12, 1e12, false);
        m_stroker.add(50, 30, 30, true);
        m_stroker.add(90, 1e300, 1e300, true);
        finish();
        QVERIFY(ink(10, 30) > 200);
    }

    void anEmptyAreaPaintsNothing()
    {
        start();
        m_stroker.begin(QRectF(10, 10, 0, 20), 1);
        m_stroker.add(10, 15, 15, false);
        finish();
        QCOMPARE(columnInk(10), 0.0);
    }

    void aTranslucentPenIsTranslucent()
    {
        start();
        m_stroker.add(10, 20, 40, false);
        finish({QColor(0, 0, 0, 128), 3, 0});
        QVERIFY(ink(10, 30) > 100 && ink(10, 30) < 150);
    }

    void onlyTheAreaIsPainted()
    {
        start();
        m_stroker.begin(QRectF(30, 20, 20, 20), 1);
        m_stroker.add(0, 30, 30, false);
        m_stroker.add(100, 30, 30, true);
        finish();
        QCOMPARE(columnInk(29), 0.0);
        QVERIFY(columnInk(30) > 1.4 && columnInk(49) > 1.4);
        QCOMPARE(columnInk(50), 0.0);
    }
};

QTEST_MAIN(TestLineStroker)
#include "tst_linestroker.moc"
