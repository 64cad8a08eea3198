// SPDX-License-Identifier: GPL-3.0-or-later
// The source dialog as a user meets it: against a real Redis and a real HTTP server, nothing in between is made up.
#include "app/secrets.h"
#include "app/sourcelook.h"
#include "app/targets.h"
#include "config/sourcepresets.h"
#include "redis/localredis.h"
#include "support/answeringserver.h"
#include "support/redisadmin.h"
#include "ui/dialogs/sourcedialog.h"
#include "ui/support/uifixture.h"

#include <QtCore/QMimeData>
#include <QtGui/QDropEvent>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestLiveSourceDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void aHashIsMappedByItsSuggestionsAndSeenToMove();
    void aFieldIsDraggedOntoAStageAndAnotherIsPicked();
    void statisticsOfACacheComeByTheirPreset();
    void modelServersComeByTheirPreset();
    void metricsOfAProxyComeByTheirPreset();
    void whatDoesNotAnswerIsSaidAndCanBeSavedAllTheSame();

private:
    template <typename T>
    T* find(const char* name) const
    {
        return dialog->findChild<T*>(QLatin1String(name));
    }
    void type(const char* field, const QString& text)
    {
        auto* line = find<QLineEdit>(field);
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Tab); // leaves it: an address is completed then
    }
    void choosePreset(const QString& id, SourceKind kind)
    {
        auto* box = find<QComboBox>("Source.preset");
        const auto number = mappingPreset(id, kind) - mappingPresets().data();
        box->setFocus();
        for (int step = 0; step < box->count() && box->currentData().toInt() != number; ++step)
            QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(box->currentData().toInt(), number);
    }
    void test()
    {
        const auto rows = [this] { return find<QTableView>("SourceFields")->model()->rowCount(); };
        QTest::mouseClick(find<QPushButton>("SourceTest"), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(rows() > 0 && find<QPushButton>("SourceTest")->isEnabled(),
                                  qPrintable(find<QLabel>("SourceMessage")->text()), 20'000);
    }
    SourceConfig save()
    {
        QSignalSpy spy(dialog.get(), &SourceDialog::saveRequested);
        QTest::mouseClick(find<QPushButton>("SourceSave"), Qt::LeftButton);
        return spy.isEmpty() ? SourceConfig() : spy.first().first().value<SourceConfig>();
    }
    QString valueOf(const QString& field) const
    {
        const QAbstractItemModel* model = find<QTableView>("SourceFields")->model();
        for (int row = 0; row < model->rowCount(); ++row)
            if (model->index(row, SourceFieldsModel::Field).data().toString() == field)
                return model->index(row, SourceFieldsModel::Value).data().toString();
        return {};
    }

    LocalRedis redis;
    CredentialSource credentials = CredentialSource::load({}, QProcessEnvironment()).value();
    std::unique_ptr<cacheledger::testing::UiFixture> fixture;
    std::unique_ptr<KeychainVault> vault;
    std::unique_ptr<AnsweringServer> server;
    std::unique_ptr<SourceLook> look;
    std::unique_ptr<SourceDialog> dialog;
};

void TestLiveSourceDialog::initTestCase()
{
    QVERIFY(redis.start());
}

void TestLiveSourceDialog::init()
{
    fixture = std::make_unique<cacheledger::testing::UiFixture>();
    vault = std::make_unique<KeychainVault>(false);
    server = std::make_unique<AnsweringServer>();
    CacheConfig cache = adHocCache(redis.endpoint());
    cache.name = u"shop"_s;
    QVERIFY(fixture->caches.add(cache));
    look = std::make_unique<SourceLook>(SourceLook::Parts{&fixture->caches, vault.get(), &credentials});
    Services services = fixture->services;
    services.sourceTester = look.get();
    services.secrets = vault.get();
    dialog = std::make_unique<SourceDialog>(services, &fixture->theme);
    SourceConfig fresh;
    fresh.cache = cache.id;
    dialog->setSource(fresh, {}, true);
    dialog->show();
    QVERIFY(QTest::qWaitForWindowActive(dialog.get()));
    type("Source.name", u"checkout"_s);
}

void TestLiveSourceDialog::cleanup()
{
    dialog.reset();
    look.reset();
    fixture.reset();
}

void TestLiveSourceDialog::aHashIsMappedByItsSuggestionsAndSeenToMove()
{
    adminCommand(redis, "DEL app:stats");
    adminCommand(redis, "HSET app:stats l1_hits 30 l1_misses 70 l2_hits 20 l2_misses 50 total_requests 100 other x");
    auto* kind = find<QComboBox>("Source.kind");
    kind->setCurrentIndex(kind->findData(static_cast<int>(SourceKind::RedisHash)));
    type("Source.key", u"app:stats"_s);
    QVERIFY(!find<QPushButton>("TakeSuggestions")->isEnabled());
    test();
    QCOMPARE(valueOf(u"l1_hits"_s), u"30"_s);
    QVERIFY(find<QPushButton>("TakeSuggestions")->isEnabled());
    QTest::mouseClick(find<QPushButton>("TakeSuggestions"), Qt::LeftButton);
    QCOMPARE(dialog->stages(), stagePreset(u"levels"_s));
    const QAbstractItemModel* targets = find<QTableView>("StageTargets")->model();
    QCOMPARE(targets->index(1, StageTargetsModel::Field).data().toString(), u"l1_hits"_s);
    QCOMPARE(targets->index(1, StageTargetsModel::Value).data().toString(), u"30"_s);
    adminCommand(redis, "HINCRBY app:stats l1_hits 5");
    QTRY_COMPARE_WITH_TIMEOUT(valueOf(u"l1_hits"_s), u"35"_s, 30'000); // by itself, while the dialog is open
    QCOMPARE(targets->index(1, StageTargetsModel::Value).data().toString(), u"35"_s);
    const SourceConfig saved = save();
    QVERIFY(validate(saved));
    QCOMPARE(saved.fields.size(), 5U);
    QVERIFY(saved.usesNodeOfCache());
}

void TestLiveSourceDialog::aFieldIsDraggedOntoAStageAndAnotherIsPicked()
{
    server->serve("/metrics", "# TYPE answered counter\nanswered_total 12\n# TYPE asked counter\nasked_total 40\n",
                  "Content-Type: text/plain\r\n");
    type("Source.url", server->url(u"/metrics"_s).toString());
    test();
    auto* fields = find<QTableView>("SourceFields");
    auto* targets = find<QTableView>("StageTargets");
    const auto rowOf = [fields](const QString& name) {
        for (int row = 0; row < fields->model()->rowCount(); ++row)
            if (fields->model()->index(row, 0).data().toString() == name)
                return row;
        return -1;
    };
    QVERIFY(rowOf(u"answered_total"_s) >= 0);
    // As a mouse that goes from one table to the other would.
    const std::unique_ptr<QMimeData> dragged(
        fields->model()->mimeData({fields->model()->index(rowOf(u"answered_total"_s), 0)}));
    const QModelIndex hits = targets->model()->index(1, StageTargetsModel::Field);
    targets->scrollTo(hits);
    const QPoint at = targets->visualRect(hits).center();
    QDragEnterEvent enter(at, Qt::CopyAction, dragged.get(), Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(targets->viewport(), &enter);
    QVERIFY(enter.isAccepted());
    QDragMoveEvent move(at, Qt::CopyAction, dragged.get(), Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(targets->viewport(), &move);
    QDropEvent drop(at, Qt::CopyAction, dragged.get(), Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(targets->viewport(), &drop);
    QVERIFY(dialog->mapping().ofMetric("stage.response.hits"));
    QCOMPARE(dialog->mapping().ofMetric("stage.response.hits")->from, u"answered_total"_s);
    // And with the keyboard: F2, its name, Return.
    targets->setFocus();
    targets->setCurrentIndex(targets->model()->index(0, StageTargetsModel::Field));
    QTest::keyClick(targets, Qt::Key_F2);
    auto* editor = targets->findChild<QComboBox*>();
    QVERIFY(editor);
    QVERIFY(editor->findText(u"asked_total"_s) >= 0);
    editor->lineEdit()->selectAll();
    QTest::keyClicks(editor->lineEdit(), u"asked_total"_s);
    QTest::keyClick(editor->lineEdit(), Qt::Key_Return);
    QTRY_VERIFY(dialog->mapping().ofMetric("stage.response.requests"));
    QCOMPARE(dialog->mapping().ofMetric("stage.response.requests")->from, u"asked_total"_s);
    QCOMPARE(save().fields.size(), 2U);
}

void TestLiveSourceDialog::statisticsOfACacheComeByTheirPreset()
{
    server->serve("/cache/stats", R"({"hit_rate":0.82,"l1_hit_rate":0.61,"l2_hit_rate":0.54,"total_requests":1200,)"
                                  R"("l1_size":900,"l1_max_size":1000})");
    QUrl bare = server->url();
    bare.setPath({});
    choosePreset(u"cache-stats"_s, SourceKind::HttpJson);
    type("Source.url", bare.toString());
    QCOMPARE(dialog->source().url.path(), u"/cache/stats"_s);
    test();
    QCOMPARE(valueOf(u"/l1_hit_rate"_s), u"0.61"_s);
    const SourceConfig saved = save();
    QCOMPARE(saved.fields, mappingPreset(u"cache-stats"_s, SourceKind::HttpJson)->fields);
    QCOMPARE(dialog->stages(), stagePreset(u"levels"_s));
    for (const FieldMapping& field : saved.fields) // a ratio stays one: nothing is counted from it
        QVERIFY(!field.metric.ends_with("hits"));
}

void TestLiveSourceDialog::modelServersComeByTheirPreset()
{
    server->serve("/serving/stats", R"({"total_requests":50,"batch_requests":20,"avg_latency_ms":31.5,)"
                                    R"("active_models":2,"pool_sizes":{"embedding":3,"generation":4}})");
    choosePreset(u"serving-stats"_s, SourceKind::HttpJson);
    type("Source.url", server->url().toString());
    test();
    // What it maps is told of the application, and stands there with its value.
    const QAbstractItemModel* targets = find<QTableView>("StageTargets")->model();
    QStringList shown;
    for (int row = 0; row < targets->rowCount(); ++row)
        if (!targets->index(row, StageTargetsModel::Field).data().toString().isEmpty())
            shown << targets->index(row, StageTargetsModel::Value).data().toString();
    QCOMPARE(shown, (QStringList{u"50"_s, u"20"_s, u"31.5"_s, u"2"_s, u"3"_s, u"4"_s}));
    QVERIFY(validate(save()));
}

void TestLiveSourceDialog::metricsOfAProxyComeByTheirPreset()
{
    server->serve("/metrics",
                  "# TYPE litellm_cache_hits_metric counter\nlitellm_cache_hits_metric_total 9\n"
                  "# TYPE litellm_cache_misses_metric counter\nlitellm_cache_misses_metric_total 21\n",
                  "Content-Type: text/plain\r\n");
    choosePreset(u"litellm"_s, SourceKind::OpenMetrics);
    type("Source.url", server->url().toString());
    test();
    QCOMPARE(valueOf(u"litellm_cache_hits_metric_total"_s), u"9"_s);
    QCOMPARE(valueOf(u"litellm_llm_api_latency_metric"_s), u"not in the answer"_s);
    QCOMPARE(dialog->stages().size(), 1U);
    QVERIFY(validate(save()));
}

void TestLiveSourceDialog::whatDoesNotAnswerIsSaidAndCanBeSavedAllTheSame()
{
    type("Source.url", server->url(u"/nothing"_s).toString());
    QTest::mouseClick(find<QPushButton>("SourceTest"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(find<QLabel>("SourceMessage")->text().contains(u"404"_s), 30'000);
    dialog->mapping().assign(u"hits"_s, "stage.response.hits");
    QVERIFY(validate(save()));
}

QTEST_MAIN(TestLiveSourceDialog)
#include "tst_livesourcedialog.moc"
