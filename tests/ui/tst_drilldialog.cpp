// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/uifixture.h"
#include "ui/banner.h"
#include "ui/dialogs/drilldialog.h"
#include "ui/mainwindow.h"

#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

using namespace cacheledger;
using namespace Qt::StringLiterals;
using cacheledger::testing::UiFixture;

/// Takes down what was started; ends when the test says so.
class FakeDrills : public DrillLauncher
{
public:
    std::vector<DrillChoice> choices() const override
    {
        return {{u"stampede"_s, u"Cache stampede"_s, u"The cache is emptied."_s, u"Expected: miss-surge."_s},
                {u"node-failure"_s, u"Node failure"_s, u"The replica is killed."_s, u"Expected: node-unavailable."_s}};
    }
    void start(const QString& drill, double factor) override
    {
        started << u"%1 at %2"_s.arg(drill).arg(factor);
        runs = true;
    }
    void stop() override { end(false, u"Ended before the alert."_s); }
    bool isRunning() const override { return runs; }
    void end(bool passed, const QString& report)
    {
        runs = false;
        Q_EMIT ended(passed, report);
    }
    void refuse()
    {
        runs = false;
        Q_EMIT failed(Error{ErrorCode::Unsupported, u"There is no redis-server."_s, u"Install redis-server."_s});
    }

    QStringList started;
    bool runs = false;
};

class FakeDrill : public DrillSession
{
public:
    QString headline() const override { return u"Drill: Cache stampede"_s; }
    QString text() const override { return failing ? u"It fails."_s : u"It works again."_s; }
    bool isFailing() const override { return failing; }
    void endFailure() override
    {
        failing = false;
        Q_EMIT changed();
    }

    bool failing = true;
};

class TestDrillDialog : public QObject
{
    Q_OBJECT

    std::unique_ptr<UiFixture> m_fixture;
    std::unique_ptr<FakeDrills> m_drills;
    std::unique_ptr<DrillDialog> m_dialog;

    template <typename Widget>
    Widget* child(const QString& name) const
    {
        return m_dialog->findChild<Widget*>(name);
    }
    void open(const QString& drill)
    {
        m_dialog = std::make_unique<DrillDialog>(m_drills.get(), drill, &m_fixture->theme);
        m_dialog->show();
    }

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<UiFixture>();
        m_drills = std::make_unique<FakeDrills>();
    }
    void cleanup() { m_dialog.reset(); }

    void startsWhatIsChosenAtTheChosenSpeed()
    {
        open(u"node-failure"_s);
        QCOMPARE(child<QLabel>(u"DrillStory"_s)->text(), u"The replica is killed."_s);
        QCOMPARE(child<QLabel>(u"DrillExpected"_s)->text(), u"Expected: node-unavailable."_s);
        child<QComboBox>(u"DrillName"_s)->setCurrentIndex(0);
        QCOMPARE(child<QLabel>(u"DrillStory"_s)->text(), u"The cache is emptied."_s);
        child<QSpinBox>(u"DrillFactor"_s)->setValue(10);
        child<QPushButton>(u"DrillStart"_s)->click();
        QCOMPARE(m_drills->started, QStringList{u"stampede at 10"_s});
        QVERIFY(!child<QComboBox>(u"DrillName"_s)->isEnabled());
        QCOMPARE(child<QPushButton>(u"DrillStart"_s)->text(), u"End the drill"_s);
    }

    void saysWhatCameOfIt()
    {
        open({});
        child<QPushButton>(u"DrillStart"_s)->click();
        m_drills->end(true, u"Raised: 1.2 s after it could be seen."_s);
        QLabel* outcome = child<QLabel>(u"DrillOutcome"_s);
        QVERIFY(outcome->isVisible());
        QVERIFY2(outcome->text().contains(u"Raised: 1.2 s"_s), qPrintable(outcome->text()));
        QVERIFY(!outcome->property("problem").toBool());
        QVERIFY(child<QComboBox>(u"DrillName"_s)->isEnabled());
        child<QPushButton>(u"DrillStart"_s)->click();
        QVERIFY2(!outcome->isVisible(), "what the last one said is no longer true");
        child<QPushButton>(u"DrillStart"_s)->click(); // ends it
        QVERIFY(outcome->isVisible() && outcome->property("problem").toBool());
        QVERIFY(outcome->text().contains(u"Ended before the alert."_s));
    }

    void aLongReportIsNotCut()
    {
        open({});
        child<QPushButton>(u"DrillStart"_s)->click();
        QLabel* outcome = child<QLabel>(u"DrillOutcome"_s);
        m_drills->end(true, QStringList(40, u"Raised: 1.2 s after the failure could be seen."_s).join(u'\n'));
        QTRY_VERIFY(outcome->height() >= outcome->heightForWidth(outcome->width()));
        QVERIFY(m_dialog->height() > outcome->height());
    }

    void saysWhyItCannotStart()
    {
        open({});
        child<QPushButton>(u"DrillStart"_s)->click();
        m_drills->refuse();
        QVERIFY(child<QLabel>(u"DrillOutcome"_s)->text().contains(u"Install redis-server."_s));
        QCOMPARE(child<QPushButton>(u"DrillStart"_s)->text(), u"Start"_s);
    }

    void whoeverOpensItAgainSeesThatOneRuns()
    {
        m_drills->runs = true;
        open({});
        QCOMPARE(child<QPushButton>(u"DrillStart"_s)->text(), u"End the drill"_s);
        QVERIFY(!child<QSpinBox>(u"DrillFactor"_s)->isEnabled());
    }

    void theWindowOfADrillSaysSoAndEndsTheFailure()
    {
        FakeDrill drill;
        m_fixture->services.drill = &drill;
        m_fixture->addCache(u"drill"_s);
        MainWindow window(m_fixture->services, &m_fixture->theme);
        window.show();
        Banner* shown = nullptr;
        for (Banner* banner : window.findChildren<Banner*>()) {
            if (banner->accessibleName() == u"Drill: Cache stampede"_s)
                shown = banner;
        }
        QVERIFY(shown && shown->isVisible());
        QCOMPARE(shown->accessibleDescription(), u"It fails."_s);
        auto* end = shown->findChild<QPushButton*>();
        QVERIFY(end && end->isVisible());
        end->click();
        QVERIFY(!drill.failing);
        QCOMPARE(shown->accessibleDescription(), u"It works again."_s);
        QVERIFY(!end->isVisible());
    }
};

QTEST_MAIN(TestDrillDialog)
#include "tst_drilldialog.moc"
