// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/uifixture.h"
#include "ui/banner.h"
#include "ui/dialogs/sourcedialog.h"
#include "ui/dialogs/stagesdialog.h"
#include "ui/figuretable.h"
#include "ui/layers/funnelview.h"
#include "ui/mainwindow.h"
#include "ui/noticebar.h"
#include "ui/pages/layerspage.h"
#include "ui/timerange.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

/// The page "Layers" in the main window, with its dialog of stages.
class TestLayersPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void withoutASourceItLeadsToAddingOne();
    void withoutAStoreItSaysSo();
    void showsTheFunnelOfTheRange();
    void tablesAndHoursFollow();
    void aSourceThatDoesNotAnswerIsNamed();
    void aFailureOfHistoryIsShown();
    void followsTheSelectedCache();
    void pausesAndRemovesWithUndo();
    void stagesAreEditedAndUndone();
    void stagesModelIsAModelLikeAnyOther();
    void asksForNothingWhileHidden();

private:
    template <typename T>
    T* find(const char* name) const
    {
        return page->findChild<T*>(QLatin1String(name));
    }
    QString cell(int row, int column) const
    {
        return find<FigureTable>("StageTable")->figures().index(row, column).data().toString();
    }
    void open()
    {
        window->showPage(u"layers"_s);
        page = static_cast<LayersPage*>(window->page(u"layers"_s));
    }

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<MainWindow> window;
    LayersPage* page = nullptr;
    CacheConfig cache;
};

void TestLayersPage::init()
{
    fixture = std::make_unique<UiFixture>();
    cache = fixture->addCache(u"rag-cache"_s);
    window = std::make_unique<MainWindow>(fixture->services, &fixture->theme);
    window->show();
}

void TestLayersPage::cleanup()
{
    window.reset();
    fixture.reset();
    page = nullptr;
}

void TestLayersPage::withoutASourceItLeadsToAddingOne()
{
    open();
    QVERIFY(find<QFrame>("NoSources")->isVisible());
    QVERIFY(!find<QFrame>("FunnelCard")->isVisible());
    find<QPushButton>("AddFirstSource")->click();
    auto* dialog = window->findChild<SourceDialog*>();
    QVERIFY(dialog);
    dialog->findChild<QLineEdit*>(u"Source.name"_s)->setText(u"checkout"_s);
    dialog->findChild<QLineEdit*>(u"Source.url"_s)->setText(u"http://app.example.org/metrics"_s);
    dialog->mapping().assign(u"rag_hits_total"_s, "stage.response.hits");
    dialog->findChild<QPushButton*>(u"SourceSave"_s)->click();
    QCOMPARE(fixture->sources.sourcesOf(cache.id).size(), 1U);
    QCOMPARE(fixture->sources.planOf(cache.id).stages.size(), 4U); // those that the fields were mapped to
    QVERIFY(!find<QFrame>("NoSources")->isVisible());
    QVERIFY(find<QFrame>("FunnelCard")->isVisible());
}

void TestLayersPage::withoutAStoreItSaysSo()
{
    window.reset();
    Services none = fixture->services;
    none.sources = nullptr;
    window = std::make_unique<MainWindow>(none, &fixture->theme);
    window->show();
    open();
    QVERIFY(find<QFrame>("NoSources")->isVisible());
    QVERIFY(!find<QPushButton>("AddFirstSource")->isVisible());
    QVERIFY(page->paletteItems().empty());
}

void TestLayersPage::showsTheFunnelOfTheRange()
{
    fillLayers(*fixture, cache);
    open();
    QTRY_COMPARE(cell(0, 1), u"10,000"_s);
    QCOMPARE(cell(1, 0), stagePreset(u"rag"_s).front().name);
    QCOMPARE(cell(1, 3), u"30.0\u00a0%"_s);
    QCOMPARE(cell(1, 4), u"30.0\u00a0%"_s);
    QCOMPARE(cell(2, 4), u"14.0\u00a0%"_s);
    QCOMPARE(cell(5, 0), u"Full pipeline"_s);
    QCOMPARE(cell(5, 1), u"5,600"_s);
    QVERIFY(page->findChild<FunnelView*>()->accessibleDescription().contains(u"10,000 requests came in"_s));
    const FrameRequest& asked = fixture->history.requests.back();
    QCOMPARE(asked.nodes.size(), 1U);
    window->range()->setPreset(u"24h"_s);
    QTRY_VERIFY(std::any_of(fixture->history.requests.begin(), fixture->history.requests.end(),
                            [](const FrameRequest& request) {
                                return request.columns == 1 && request.toMs - request.fromMs == 24 * 3600'000LL &&
                                       request.metrics.front().starts_with("increase.stage");
                            }));
}

void TestLayersPage::tablesAndHoursFollow()
{
    fillLayers(*fixture, cache);
    open();
    for (const char* name : {"OperationsCard", "SegmentsCard", "ServingCard", "ItemsCard", "HourCard"})
        QTRY_VERIFY2(find<QFrame>(name)->isVisible(), name);
    QTRY_COMPARE(find<FigureTable>("SegmentsTable")->figures().index(0, 4).data().toString(), u"45.0\u00a0%"_s);
    QVERIFY(std::any_of(fixture->history.requests.begin(), fixture->history.requests.end(),
                        [](const FrameRequest& request) { return request.columns == 168; }));
    auto* table = find<QPushButton>("HourTable");
    table->click();
    QTRY_VERIFY(find<QFrame>("HourCard")->findChild<FigureTable*>()->isVisible());
    find<QComboBox>("HourStage")->setCurrentIndex(2);
    Q_EMIT find<QComboBox>("HourStage")->activated(2);
    QTRY_VERIFY(std::any_of(
        fixture->history.requests.begin(), fixture->history.requests.end(), [](const FrameRequest& request) {
            return request.columns == 168 && request.metrics.front() == "increase.stage.semantic.hits";
        }));
}

void TestLayersPage::aSourceThatDoesNotAnswerIsNamed()
{
    const SourceConfig source = fillLayers(*fixture, cache);
    open();
    QVERIFY(!page->findChild<Banner*>()->isVisible());
    NodeStatus down = *fixture->statuses.find(source.id);
    down.state = NodeState::Down;
    down.error = Error{ErrorCode::ConnectionRefused, u"Nothing listens on app.example.org."_s, u"Start it."_s};
    fixture->statuses.set(down);
    QVERIFY(page->findChild<Banner*>()->isVisible());
    QVERIFY(find<QLabel>("Source.about.checkout")->text().contains(u"Nothing listens"_s));
}

void TestLayersPage::aFailureOfHistoryIsShown()
{
    fillLayers(*fixture, cache);
    fixture->history.failWith({ErrorCode::Io, u"The history cannot be read."_s, {}});
    open();
    QTRY_VERIFY(find<QLabel>("FunnelNote")->text().contains(u"cannot be read"_s));
    QCOMPARE(cell(0, 1), u"unknown"_s);
}

void TestLayersPage::followsTheSelectedCache()
{
    const CacheConfig other = fixture->addCache(u"sessions"_s);
    fillLayers(*fixture, cache);
    open();
    QTRY_COMPARE(cell(0, 1), u"10,000"_s);
    window->selectCache(other.id);
    QVERIFY(find<QFrame>("NoSources")->isVisible());
    window->selectCache(cache.id);
    QVERIFY(!find<QFrame>("NoSources")->isVisible());
    QTRY_COMPARE(cell(0, 1), u"10,000"_s);
}

void TestLayersPage::pausesAndRemovesWithUndo()
{
    const SourceConfig source = fillLayers(*fixture, cache);
    open();
    find<QAbstractButton>("Source.on.checkout")->click();
    QVERIFY(fixture->sources.find(source.id)->paused);
    page->findChildren<QAbstractButton*>(u"Source.remove.checkout"_s).last()->click();
    QVERIFY(!fixture->sources.find(source.id));
    QVERIFY(find<QFrame>("NoSources")->isVisible());
    auto* notice = window->findChild<NoticeBar*>();
    QVERIFY(notice->text().contains(u"checkout"_s));
    notice->findChild<QPushButton*>()->click();
    QVERIFY(fixture->sources.find(source.id));
    QVERIFY(!find<QFrame>("NoSources")->isVisible());
}

void TestLayersPage::stagesAreEditedAndUndone()
{
    fillLayers(*fixture, cache);
    open();
    find<QPushButton>("EditStages")->click();
    auto* dialog = window->findChild<StagesDialog*>();
    auto* table = dialog->findChild<QTableView*>(u"Stages"_s);
    table->setCurrentIndex(table->model()->index(0, 0));
    dialog->findChild<QPushButton*>(u"StageDown"_s)->click();
    QCOMPARE(dialog->plan().stages[1].id, u"response"_s);
    table->model()->setData(table->model()->index(0, StagesModel::Id), u"response"_s, Qt::EditRole);
    dialog->findChild<QPushButton*>(u"StagesSave"_s)->click(); // the id is there twice
    QVERIFY(dialog->isVisible());
    QVERIFY(!dialog->findChild<QLabel*>(u"StagesMessage"_s)->text().isEmpty());
    dialog->findChild<QPushButton*>(u"StageRemove"_s)->click();
    dialog->findChild<QPushButton*>(u"StageAdd"_s)->click();
    dialog->findChild<QPushButton*>(u"StagesSave"_s)->click();
    QTRY_VERIFY(!dialog->isVisible());
    QCOMPARE(fixture->sources.planOf(cache.id).stages.size(), 4U);
    QVERIFY(fixture->sources.planOf(cache.id).stages != stagePreset(u"rag"_s));
    window->findChild<NoticeBar*>()->findChild<QPushButton*>()->click();
    QCOMPARE(fixture->sources.planOf(cache.id).stages, stagePreset(u"rag"_s));
}

void TestLayersPage::stagesModelIsAModelLikeAnyOther()
{
    StagesModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setStages(stagePreset(u"levels"_s));
    QCOMPARE(model.rowCount(), 3);
    QVERIFY(model.move(0, 1));
    QVERIFY(!model.move(0, -1));
    QVERIFY(!model.move(2, 1));
    QCOMPARE(model.stages()[1].id, u"l1"_s);
    QCOMPARE(model.addAfter(0), 1);
    QVERIFY(model.setData(model.index(1, StagesModel::Answers), Qt::Unchecked, Qt::CheckStateRole));
    QVERIFY(!model.stages()[1].answers);
    model.removeAt(1);
    model.removeAt(9);
    QCOMPARE(model.rowCount(), 3);
    QVERIFY(validate(StagePlan{CacheId{u"x"_s}, model.stages()}).ok());
}

void TestLayersPage::asksForNothingWhileHidden()
{
    fillLayers(*fixture, cache);
    open();
    QTRY_COMPARE(cell(0, 1), u"10,000"_s);
    window->showPage(u"settings"_s);
    const std::size_t before = fixture->history.requests.size();
    window->range()->setPreset(u"7d"_s);
    QCoreApplication::processEvents();
    QCOMPARE(fixture->history.requests.size(), before);
}

QTEST_MAIN(TestLayersPage)
#include "tst_layerspage.moc"
