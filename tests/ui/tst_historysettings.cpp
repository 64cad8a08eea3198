// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/uifixture.h"
#include "ui/pages/historysettings.h"
#include "ui/timerange.h"

#include <QtTest/QTest>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

class TestHistorySettings : public QObject
{
    Q_OBJECT

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<TimeRange> range;
    std::unique_ptr<HistorySettings> card;

    void open()
    {
        PageContext context;
        context.services = fixture->services;
        context.theme = &fixture->theme;
        context.range = range.get();
        card = std::make_unique<HistorySettings>(context, nullptr);
        card->show();
    }
    QString figure(const QString& id) const
    {
        return card->findChild<QLabel*>(u"HistoryFigure."_s + id)->text().replace(QChar(0xa0), u' ');
    }
    QSpinBox* editor(const QString& key) const { return card->findChild<QSpinBox*>(u"Preference."_s + key); }
    bool isAsking() const { return card->findChild<QWidget*>(u"HistoryQuestion"_s)->isVisible(); }
    QString loss() const { return card->findChild<QLabel*>(u"HistoryLoss"_s)->text(); }
    void click(const QString& name) const { card->findChild<QPushButton*>(name)->click(); }
    int stored(const QString& key) const { return fixture->preferences.value(key).toInt(); }

private Q_SLOTS:
    void init()
    {
        QLocale::setDefault(QLocale(u"en_GB"_s));
        fixture = std::make_unique<UiFixture>();
        range = std::make_unique<TimeRange>(fixture->clock);
    }
    void cleanup()
    {
        card.reset();
        range.reset();
        fixture.reset();
    }

    void showsWhatTheHistoryTakes()
    {
        open();
        QCOMPARE(figure(u"size"_s), u"unknown"_s);
        QTRY_VERIFY(figure(u"size"_s) != u"unknown"_s);
        QVERIFY2(figure(u"size"_s).endsWith(u"MiB"_s), qPrintable(figure(u"size"_s)));
        QVERIFY2(figure(u"raw"_s).startsWith(u"340"_s) || figure(u"raw"_s).startsWith(u"341"_s),
                 qPrintable(figure(u"raw"_s)));
        QVERIFY2(figure(u"growth"_s).startsWith(u"27"_s), qPrintable(figure(u"growth"_s)));
        QVERIFY2(figure(u"free"_s).startsWith(u"110"_s), qPrintable(figure(u"free"_s)));
        QVERIFY(figure(u"projected"_s).endsWith(u"iB"_s));
    }

    void anEmptyHistoryIsUnknownNotZero()
    {
        fixture->history.usage = {};
        fixture->history.usage.fileBytes = 4096;
        open();
        QTRY_COMPARE(figure(u"size"_s), u"4 KiB"_s);
        QCOMPARE(figure(u"growth"_s), u"unknown"_s);
        QCOMPARE(figure(u"projected"_s), u"unknown"_s);
        QCOMPARE(figure(u"free"_s), u"unknown"_s);
    }

    void keepingMoreCountsAtOnce()
    {
        open();
        QTRY_VERIFY(figure(u"size"_s) != u"unknown"_s);
        const QString before = figure(u"projected"_s);
        editor(u"historyRawDays"_s)->setValue(60);
        QVERIFY(!isAsking());
        QCOMPARE(stored(u"historyRawDays"_s), 60);
        QVERIFY(figure(u"projected"_s) != before);
    }

    void keepingLessIsAskedAbout()
    {
        open();
        QTRY_VERIFY(figure(u"size"_s) != u"unknown"_s);
        editor(u"historyRawDays"_s)->setValue(7);
        QVERIFY(isAsking());
        QCOMPARE(stored(u"historyRawDays"_s), 14);
        QVERIFY2(loss().contains(u"every sample before"_s) && loss().contains(u"15/11/2026"_s), qPrintable(loss()));
        QVERIFY2(loss().contains(u"MiB"_s) && !loss().contains(u"hours before"_s), qPrintable(loss()));
        click(u"HistoryKeep"_s);
        QVERIFY(!isAsking());
        QCOMPARE(stored(u"historyRawDays"_s), 14);
        QCOMPARE(editor(u"historyRawDays"_s)->value(), 14);
        editor(u"historyRawDays"_s)->setValue(7);
        click(u"HistoryDrop"_s);
        QVERIFY(!isAsking());
        QCOMPARE(stored(u"historyRawDays"_s), 7);
    }

    void aLimitTellsWhatGoes()
    {
        open();
        QTRY_VERIFY(figure(u"size"_s) != u"unknown"_s);
        editor(u"historyMaxMib"_s)->setValue(50);
        QVERIFY(isAsking());
        QVERIFY2(loss().contains(u"every sample"_s) && loss().contains(u"minutes before"_s), qPrintable(loss()));
        QCOMPARE(stored(u"historyMaxMib"_s), 0);
    }

    void oneQuestionAtATime()
    {
        open();
        QTRY_VERIFY(figure(u"size"_s) != u"unknown"_s);
        editor(u"historyRawDays"_s)->setValue(7);
        editor(u"historyMaxMib"_s)->setValue(100'000);
        QCOMPARE(editor(u"historyRawDays"_s)->value(), 14);
        QVERIFY(!isAsking());
        QCOMPARE(stored(u"historyRawDays"_s), 14);
        QCOMPARE(stored(u"historyMaxMib"_s), 100'000);
    }

    void nothingIsDroppedBeforeItIsKnownWhat()
    {
        open();
        editor(u"historyRawDays"_s)->setValue(1); // the size is still being asked for
        QVERIFY(isAsking());
        QVERIFY(!card->findChild<QPushButton*>(u"HistoryDrop"_s)->isEnabled());
        QTRY_VERIFY(loss().contains(u"every sample before"_s));
        QVERIFY(card->findChild<QPushButton*>(u"HistoryDrop"_s)->isEnabled());
        QCOMPARE(stored(u"historyRawDays"_s), 14);
    }

    void figuresFollowTheHistoryWhileTheyAreShown()
    {
        open();
        QTRY_VERIFY(figure(u"size"_s) != u"unknown"_s);
        fixture->history.usage.fileBytes *= 2;
        const QString before = figure(u"size"_s);
        QTRY_VERIFY_WITH_TIMEOUT(figure(u"size"_s) != before, 30'000);
    }

    void aFailureIsTold()
    {
        fixture->history.failWith({ErrorCode::Corrupt, u"The history file is damaged."_s, {}});
        open();
        QTRY_COMPARE(figure(u"size"_s), u"The history file is damaged."_s);
    }
};

QTEST_MAIN(TestHistorySettings)
#include "tst_historysettings.moc"
