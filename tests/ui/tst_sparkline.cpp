// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/sparkline.h"

#include "ui/theme.h"

#include <QtGui/QImage>
#include <QtTest/QTest>

using namespace cacheledger;

class TestSparkline : public QObject
{
    Q_OBJECT

    Theme m_theme;

    static int inkInColumn(const QImage& image, int x)
    {
        int inked = 0;
        for (int y = 0; y < image.height(); ++y)
            inked += qAlpha(image.pixel(x, y)) > 60 ? 1 : 0;
        return inked;
    }

    QImage picture(Sparkline& line)
    {
        line.resize(100, 30);
        QImage image(100, 30, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        line.render(&image, {}, {}, QWidget::RenderFlags());
        return image;
    }

private Q_SLOTS:
    void initTestCase() { m_theme.setMode(Theme::Mode::Light); }

    void drawsItsValuesFromEdgeToEdge()
    {
        Sparkline line(&m_theme);
        line.setData({0, 1000, 2000, 3000}, {1, 5, 2, 7});
        const QImage image = picture(line);
        QVERIFY(inkInColumn(image, 4) > 0 && inkInColumn(image, 50) > 0 && inkInColumn(image, 95) > 0);
    }

    void aGapIsAGap()
    {
        Sparkline line(&m_theme);
        line.setData({0, 1000, 2000, 9000, 10000}, {1, 2, 3, 4, 5}, {false, false, false, true, false});
        const QImage image = picture(line);
        QVERIFY(inkInColumn(image, 10) > 0 && inkInColumn(image, 95) > 0);
        for (int x = 26; x < 84; ++x)
            QCOMPARE(inkInColumn(image, x), 0);
    }

    void aMissingValueIsAGapToo()
    {
        Sparkline line(&m_theme);
        line.setData({0, 1000, 2000, 3000, 4000}, {1, 2, qQNaN(), 2, 1});
        QCOMPARE(inkInColumn(picture(line), 50), 0);
    }

    void aSpanLeavesRoomForWhatIsNotThereYet()
    {
        Sparkline line(&m_theme);
        line.setData({5000, 10000}, {1, 2});
        line.setSpan(0, 10000);
        const QImage image = picture(line);
        QCOMPARE(inkInColumn(image, 20), 0);
        QVERIFY(inkInColumn(image, 80) > 0);
    }

    void withoutValuesThereIsOnlyABaseline()
    {
        Sparkline line(&m_theme);
        line.setData({0, 1000}, {qQNaN(), qQNaN()});
        const QImage image = picture(line);
        for (int x = 3; x < 97; ++x)
            for (int y = 0; y < 20; ++y)
                QCOMPARE(qAlpha(image.pixel(x, y)), 0);
        line.setData({}, {});
        picture(line);
    }

    void aSingleValueAndShortVectorsDoNoHarm()
    {
        Sparkline line(&m_theme);
        line.setData({1000}, {5});
        picture(line);
        line.setData({0, 1000, 2000}, {1});
        QVERIFY(inkInColumn(picture(line), 90) == 0);
    }
};

QTEST_MAIN(TestSparkline)
#include "tst_sparkline.moc"
