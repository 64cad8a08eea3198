// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertsmodel.h"

#include "support/uifixture.h"
#include "ui/alerts/alerttable.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;
using cacheledger::testing::UiFixture;

class TestAlertsModel : public QObject
{
    Q_OBJECT

    std::unique_ptr<UiFixture> fixture;

    static Alert alert(qint64 id, AlertTier tier, TimeMs sinceMs)
    {
        Alert made;
        made.id = id;
        made.tier = tier;
        made.sinceMs = sinceMs;
        made.firedMs = sinceMs;
        made.state = AlertState::Firing;
        made.metric = "hit_ratio";
        made.threshold = 0.8;
        made.comparison = Comparison::Below;
        made.newestValue = 0.714;
        made.newestValueMs = UiFixture::startMs;
        return made;
    }
    static std::vector<Alert> many(int count)
    {
        std::vector<Alert> made;
        for (int i = 1; i <= count; ++i)
            made.push_back(alert(i, static_cast<AlertTier>(1 + i % 3), UiFixture::startMs - i * 1000LL));
        return made;
    }
    static QList<qint64> ids(const AlertsModel& model)
    {
        QList<qint64> found;
        for (const Alert& each : model.alerts())
            found << each.id;
        return found;
    }
    static QString text(const AlertsModel& model, int row, int column)
    {
        return model.index(row, column).data().toString().replace(QChar::Nbsp, u' ');
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init() { fixture = std::make_unique<UiFixture>(); }
    void cleanup() { fixture.reset(); }

    void theMostUrgentComeFirst()
    {
        AlertsModel model(AlertsModel::Order::Urgency, &fixture->caches);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setAlerts({alert(1, AlertTier::Information, 500), alert(2, AlertTier::Critical, 100),
                         alert(3, AlertTier::Warning, 300), alert(4, AlertTier::Critical, 200)});
        QCOMPARE(ids(model), (QList<qint64>{4, 2, 3, 1}));
        AlertsModel log(AlertsModel::Order::Time, &fixture->caches);
        log.setAlerts(model.alerts());
        QCOMPARE(ids(log), (QList<qint64>{1, 3, 4, 2}));
    }

    void aRowSaysItAll()
    {
        AlertsModel model(AlertsModel::Order::Urgency, &fixture->caches);
        Alert made = alert(1, AlertTier::Critical, UiFixture::startMs - 18 * 60'000);
        made.acknowledgedMs = UiFixture::startMs - 60'000;
        made.silence = u"x"_s;
        made.inhibitedBy = u"node-unavailable"_s;
        model.setAlerts({made});
        model.setNow(UiFixture::startMs, QTimeZone::utc());
        QCOMPARE(text(model, 0, AlertsModel::Tier), u"▲ Critical"_s);
        QCOMPARE(text(model, 0, AlertsModel::Value), u"71.4 %, limit below 80.0 %"_s);
        QCOMPARE(text(model, 0, AlertsModel::Lasted), u"18 min"_s);
        const QString state = text(model, 0, AlertsModel::State);
        for (const char* word : {"Firing", "acknowledged", "silenced", "inhibited by node-unavailable"})
            QVERIFY2(state.contains(QLatin1String(word)), qPrintable(state));
        QVERIFY(model.index(0, 0).data(AlertsModel::QuietRole).toBool());
    }

    void noDataAndOldValuesReadAsSuch()
    {
        const CacheConfig cache = fixture->addCache(u"rag-cache"_s);
        AlertsModel model(AlertsModel::Order::Urgency, &fixture->caches);
        Alert blind = alert(2, AlertTier::Critical, 200);
        blind.noData = true;
        Alert old = alert(1, AlertTier::Critical, 100);
        old.cache = cache.id;
        old.newestValueMs = UiFixture::startMs - 40'000;
        model.setAlerts({blind, old});
        model.setNow(UiFixture::startMs, QTimeZone::utc());
        QCOMPARE(text(model, 0, AlertsModel::Value), u"no data"_s);
        QCOMPARE(text(model, 1, AlertsModel::Value), u"71.4 %, limit below 80.0 % (40 s old)"_s);
        model.setNow(UiFixture::startMs - 31'000, QTimeZone::utc()); // values are told every 5 s
        QCOMPARE(text(model, 1, AlertsModel::Value), u"71.4 %, limit below 80.0 %"_s);
    }

    void whatStaysKeepsItsRow_data()
    {
        QTest::addColumn<QList<int>>("before");
        QTest::addColumn<QList<int>>("after");
        QTest::newRow("nothing to something") << QList<int>{} << QList<int>{1, 2, 3};
        QTest::newRow("something to nothing") << QList<int>{1, 2, 3} << QList<int>{};
        QTest::newRow("one in the middle goes") << QList<int>{1, 2, 3} << QList<int>{1, 3};
        QTest::newRow("one in the middle comes") << QList<int>{1, 3} << QList<int>{1, 2, 3};
        QTest::newRow("ends go and come") << QList<int>{1, 2, 3, 4} << QList<int>{0, 2, 3, 5};
        QTest::newRow("all are others") << QList<int>{1, 3, 5} << QList<int>{2, 4, 6};
    }

    void whatStaysKeepsItsRow()
    {
        QFETCH(QList<int>, before);
        QFETCH(QList<int>, after);
        const auto alerts = [](const QList<int>& wanted) {
            std::vector<Alert> made;
            for (const int id : wanted)
                made.push_back(alert(id, AlertTier::Critical, 1000 - id));
            return made;
        };
        AlertsModel model(AlertsModel::Order::Urgency, &fixture->caches);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setAlerts(alerts(before));
        QSignalSpy reset(&model, &AlertsModel::modelReset);
        std::vector<QPersistentModelIndex> kept;
        QList<int> staying;
        for (const int id : before) {
            if (!after.contains(id))
                continue;
            kept.emplace_back(model.index(model.rowOf(id), 0));
            staying << id;
        }
        model.setAlerts(alerts(after));
        QCOMPARE(ids(model), QList<qint64>(after.begin(), after.end()));
        QCOMPARE(reset.size(), 0);
        for (qsizetype i = 0; i < staying.size(); ++i)
            QCOMPARE(kept[static_cast<std::size_t>(i)].data(AlertsModel::IdRole).toInt(), staying[i]);
    }

    void onlyWhatChangedIsTold()
    {
        AlertsModel model(AlertsModel::Order::Urgency, &fixture->caches);
        std::vector<Alert> alerts = many(30);
        model.setAlerts(alerts);
        QSignalSpy changed(&model, &AlertsModel::dataChanged);
        model.setAlerts(alerts);
        QCOMPARE(changed.size(), 0);
        alerts[7].newestValue = 0.5;
        model.setAlerts(alerts);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), model.rowOf(8));
        QCOMPARE(changed[0][1].toModelIndex().row(), model.rowOf(8));
    }

    void tenThousandChangeUnderAViewThatStaysWhereItIs()
    {
        AlertsModel model(AlertsModel::Order::Urgency, &fixture->caches);
        std::vector<Alert> alerts = many(10'000);
        model.setAlerts(alerts);
        AlertTable table(&model, &fixture->theme, u"Alerts"_s);
        table.resize(1000, 600);
        table.show();
        table.selectRow(5000);
        table.scrollTo(model.index(5000, 0));
        const qint64 chosen = table.currentId();
        QCoreApplication::processEvents();
        const qint64 top = model.at(table.rowAt(0)).id;
        QElapsedTimer timer;
        timer.start();
        for (int round = 0; round < 20; ++round) {
            for (Alert& each : alerts)
                each.newestValue = 0.5 + round * 0.01;
            alerts.erase(alerts.begin() + round * 37);
            alerts.push_back(alert(20'000 + round, AlertTier::Critical, UiFixture::startMs + round));
            table.setAlerts(alerts);
            QCoreApplication::processEvents();
        }
        qInfo("20 updates of 10,000 alerts: %lld ms", timer.elapsed());
        QCOMPARE(table.currentId(), chosen);
        QCOMPARE(table.chosenRows(), std::vector<int>{model.rowOf(chosen)});
        QVERIFY(table.viewport()->rect().intersects(table.visualRect(model.index(model.rowOf(chosen), 0))));
        QCOMPARE(model.at(table.rowAt(0)).id, top);
        // Everything is another: the choice goes by what it was, not by where it stood.
        std::vector<Alert> every;
        for (std::size_t i = 0; i < alerts.size(); ++i) {
            if (i % 2 == 0 || alerts[i].id == chosen)
                every.push_back(alerts[i]);
        }
        QSignalSpy reset(&model, &AlertsModel::modelReset);
        model.setAlerts(every);
        QCOMPARE(reset.size(), 1);
        QCOMPARE(table.currentId(), chosen);
        QCOMPARE(table.chosenRows(), std::vector<int>{model.rowOf(chosen)});
    }
};

QTEST_MAIN(TestAlertsModel)
#include "tst_alertsmodel.moc"
