// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/sourcepresets.h"
#include "support/uifixture.h"
#include "ui/dialogs/formfield.h"
#include "ui/dialogs/sourcedialog.h"

#include <QtCore/QMimeData>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

#include <algorithm>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

/// The source dialog with its mapping assistant, and the models of the assistant.
class TestSourceDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        fixture = std::make_unique<UiFixture>();
        dialog = std::make_unique<SourceDialog>(fixture->services, &fixture->theme);
        SourceConfig fresh;
        fresh.cache = fixture->addCache(u"rag-cache"_s).id;
        dialog->setSource(fresh, stagePreset(u"rag"_s), true);
        dialog->show();
        saved.clear();
        connect(dialog.get(), &SourceDialog::saveRequested, this,
                [this](const SourceConfig& source) { saved.push_back(source); });
    }
    void cleanup()
    {
        dialog.reset();
        fixture.reset();
    }

    void savesAnHttpSourceWithItsMapping()
    {
        type("name", u" checkout "_s);
        type("url", u"https://app.example.org:9000/metrics"_s);
        choose("auth", HttpAuth::Basic);
        type("authName", u"scraper"_s);
        type("secret", u"s3cret"_s);
        dialog->mapping().assign(u"rag_hits_total"_s, "stage.response.hits");
        click("SourceSave");
        QCOMPARE(saved.size(), 1U);
        QCOMPARE(saved[0].name, u"checkout"_s);
        QVERIFY(!saved[0].id.value.isEmpty());
        QCOMPARE(saved[0].url, QUrl(u"https://app.example.org:9000/metrics"_s));
        QCOMPARE(saved[0].auth, HttpAuth::Basic);
        QCOMPARE(saved[0].fields, (std::vector<FieldMapping>{{u"rag_hits_total"_s, "stage.response.hits", 1}}));
        QCOMPARE(dialog->secret(), std::optional(u"s3cret"_s));
        QVERIFY(validate(saved[0]).ok());
    }

    void savesARedisHashOfTheCacheItself()
    {
        choose("kind", SourceKind::RedisHash);
        type("name", u"counters"_s);
        type("key", u"app:stats"_s);
        click("SourceSave");
        QCOMPARE(saved.size(), 1U);
        QVERIFY(saved[0].usesNodeOfCache());
        QCOMPARE(saved[0].key, u"app:stats"_s);
        QVERIFY(!dialog->secret());
    }

    void theCachesWayIsOfferedWhereItHasOne()
    {
        const auto box = [this] { return dialog->findChild<QCheckBox*>(u"Source.viaCache"_s); };
        QVERIFY(!box()->isVisible());
        CacheConfig behind = fixture->addCache(u"behind"_s);
        behind.nodes.front().endpoint.route = *parseRoute(u"ssh://joe@bastion.example"_s);
        QVERIFY(fixture->caches.update(behind).ok());
        SourceConfig source;
        source.cache = behind.id;
        dialog->setSource(source, {}, true);
        QVERIFY(box()->isVisible() && !box()->isChecked());
        QVERIFY2(box()->text().contains(u"bastion.example:22"_s), qPrintable(box()->text()));
        QTest::keyClick(box(), Qt::Key_Space);
        type("name", u"checkout"_s);
        type("url", u"http://app.internal/metrics"_s);
        click("SourceSave");
        QCOMPARE(saved.size(), 1U);
        QVERIFY(saved[0].viaCache);
        choose("kind", SourceKind::RedisHash);
        QVERIFY2(!box()->isVisible(), "the cache itself");
        type("endpoint", u"redis://other.internal"_s);
        QVERIFY(box()->isVisible());
        dialog->setSource(saved[0], {}, false);
        QVERIFY(box()->isChecked());
    }

    void badEntriesAreNamedBesideTheirField_data()
    {
        QTest::addColumn<SourceKind>("kind");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("entry");
        QTest::newRow("no name") << SourceKind::OpenMetrics << u"name"_s << QString();
        QTest::newRow("no address") << SourceKind::OpenMetrics << u"url"_s << QString();
        QTest::newRow("an address without a host") << SourceKind::HttpJson << u"url"_s << u"nonsense"_s;
        QTest::newRow("no key") << SourceKind::RedisHash << u"key"_s << QString();
        QTest::newRow("a password in the address") << SourceKind::RedisHash << u"endpoint"_s << u"redis://:pw@host"_s;
    }

    void badEntriesAreNamedBesideTheirField()
    {
        QFETCH(SourceKind, kind);
        QFETCH(QString, field);
        QFETCH(QString, entry);
        choose("kind", kind);
        type("name", u"x"_s);
        type("url", u"http://host/metrics"_s);
        type("key", u"k"_s);
        type(field.toLatin1().constData(), entry);
        click("SourceSave");
        QVERIFY(saved.empty());
        QStringList problems;
        for (const FormField* each : dialog->findChildren<FormField*>())
            if (!each->problem().isEmpty())
                problems << each->editor()->objectName().mid(7);
        QCOMPARE(problems, QStringList{field});
    }

    void theRowsOfTheFormKeepTheirDistance_data()
    {
        QTest::addColumn<int>("kind");
        for (int kind = 0; kind < 4; ++kind)
            QTest::addRow("kind %d", kind) << kind;
    }

    void theRowsOfTheFormKeepTheirDistance()
    {
        QFETCH(int, kind);
        dialog->findChild<QComboBox*>(u"Source.kind"_s)->setCurrentIndex(kind);
        QCoreApplication::processEvents();
        std::map<int, int> rows; // top to bottom
        for (const FormField* each : dialog->findChildren<FormField*>()) {
            if (each->isVisible())
                rows[each->y()] = std::max(rows[each->y()], each->y() + each->height());
        }
        QVERIFY(rows.size() > 1);
        for (auto row = rows.begin(), next = std::next(row); next != rows.end(); ++row, ++next)
            QCOMPARE(next->first - row->second, int(metric::space2));
    }

    void whatElseIsWrongIsSaidToo()
    {
        type("name", u"a/b"_s);
        type("url", u"http://host/metrics"_s);
        click("SourceSave");
        QVERIFY(saved.empty());
        QVERIFY(message().startsWith(u"▲"_s));
        dialog->showProblem(u"The disk is full."_s);
        QCOMPARE(message(), u"▲ The disk is full."_s);
    }

    void testShowsTheFieldsAndTakesSuggestions()
    {
        type("name", u"checkout"_s);
        type("url", u"http://app.example.org/metrics"_s);
        click("SourceTest");
        QCOMPARE(fixture->sourceTester.tested.size(), 1U);
        QVERIFY(!button("SourceTest")->isEnabled());
        fixture->sourceTester.finish(FakeSourceTester::usualOutcome());
        QVERIFY(button("SourceTest")->isEnabled());
        QCOMPARE(message(), u"4 fields in 12 ms"_s);
        const QAbstractItemModel* fields = table("SourceFields")->model();
        QCOMPARE(fields->rowCount(), 4);
        QCOMPARE(fields->index(0, SourceFieldsModel::Value).data().toString(), u"10,000"_s);
        QCOMPARE(fields->index(2, SourceFieldsModel::Value).data().toString(), u"distribution"_s);
        QVERIFY(dialog->mapping().mapped().empty()); // nothing is taken unasked
        QCOMPARE(button("TakeSuggestions")->text(), u"Take the su&ggestions: 3"_s);
        click("TakeSuggestions");
        QCOMPARE(dialog->mapping().mapped().size(), 3U); // the fourth is none of a cache
        QCOMPARE(fields->index(1, SourceFieldsModel::Metric).data().toString(), u"stage.response.hits"_s);
        QVERIFY(!button("TakeSuggestions")->isEnabled());
        QVERIFY(!button("TakeSuggestions")->text().contains(u'3'));
        dialog->mapping().assign({}, "stage.response.hits"); // freed: it is suggested again
        QVERIFY(button("TakeSuggestions")->isEnabled());
        // An own choice is not suggested away, neither the field nor the metric.
        dialog->mapping().assign(u"rag_hits_total{layer=\"response\"}"_s, "stage.response.requests");
        QVERIFY(!button("TakeSuggestions")->isEnabled());
    }

    void everyPresetFillsInTheSource_data()
    {
        QTest::addColumn<int>("number");
        int number = 0;
        for (const MappingPreset& preset : mappingPresets())
            QTest::addRow("%s of %s", qPrintable(preset.id), qPrintable(sourceKindName(preset.kind))) << number++;
    }

    void everyPresetFillsInTheSource()
    {
        QFETCH(int, number);
        const MappingPreset& preset = mappingPresets()[static_cast<std::size_t>(number)];
        open({});
        type("name", u"checkout"_s);
        if (isHttp(preset.kind))
            type("url", u"http://app.example.org:9000"_s);
        choosePreset(preset);
        click("SourceSave");
        QCOMPARE(saved.size(), 1U);
        QCOMPARE(saved[0].kind, preset.kind);
        QCOMPARE(saved[0].fields, preset.fields);
        QCOMPARE(isHttp(preset.kind) ? saved[0].url.path() : saved[0].key, preset.path);
        const std::vector<StageConfig> ofPreset = stagePreset(preset.stagePreset);
        for (const StageConfig& stage : ofPreset)
            QVERIFY2(std::find(dialog->stages().begin(), dialog->stages().end(), stage) != dialog->stages().end(),
                     qPrintable(stage.id));
        // Everything that it maps can be seen and changed in the assistant.
        QStringList targets;
        for (const StageConfig& stage : dialog->stages())
            targets << StageTargetsModel::targetsOf(stage.id);
        auto* stages = dialog->findChild<QComboBox*>(u"SourceStage"_s);
        stages->setCurrentIndex(stages->count() - 1);
        const QAbstractItemModel* application = table("StageTargets")->model();
        for (int row = 0; row < application->rowCount(); ++row)
            targets << application->index(row, StageTargetsModel::Target).data(Qt::ToolTipRole).toString();
        for (const FieldMapping& field : preset.fields)
            QVERIFY2(targets.contains(QString::fromStdString(field.metric)), field.metric.c_str());
    }

    void anotherPresetTakesThePlaceOfTheFirst()
    {
        open({});
        type("name", u"checkout"_s);
        type("url", u"http://app.example.org:9000/"_s);
        dialog->mapping().assign(u"/own"_s, "app.wrong_answers");
        choosePreset(*mappingPreset(u"cache-stats"_s, SourceKind::HttpJson));
        QCOMPARE(dialog->stages(), stagePreset(u"levels"_s));
        choosePreset(*mappingPreset(u"serving-stats"_s, SourceKind::HttpJson));
        click("SourceSave");
        QCOMPARE(saved.size(), 1U);
        QCOMPARE(saved[0].url.path(), u"/serving/stats"_s);
        QVERIFY(dialog->mapping().ofMetric("app.wrong_answers")); // what the user mapped himself stays
        QVERIFY(!dialog->mapping().ofMetric("stage.l1.reported_hit_ratio"));
        QVERIFY(dialog->mapping().ofMetric("serving.avg_latency_ms"));
    }

    void aPresetLeavesAnAddressWithAPathAndStagesThatWereChosen()
    {
        const std::vector<StageConfig> chosen{{u"edge"_s, u"Edge"_s, true}};
        open(chosen);
        type("name", u"proxy"_s);
        type("url", u"http://app.example.org:4000/internal/metrics"_s);
        choosePreset(*mappingPreset(u"litellm"_s, SourceKind::OpenMetrics));
        QCOMPARE(dialog->source().url.path(), u"/internal/metrics"_s);
        QCOMPARE(dialog->stages().size(), 2U);
        QCOMPARE(dialog->stages()[0], chosen[0]);
        QCOMPARE(dialog->stages()[1], stagePreset(u"rag"_s)[0]); // the one that it maps to
        choose("kind", SourceKind::RedisHash);                   // the preset is for another kind
        QCOMPARE(dialog->findChild<QComboBox*>(u"Source.preset"_s)->currentIndex(), 0);
    }

    void suggestionsFindStagesThatTheCacheDoesNotHaveYet()
    {
        open({});
        dialog->mapping().setFound({{u"l1_hits"_s, 3, false, {}}, {u"l1_misses"_s, 1, false, {}}});
        click("TakeSuggestions");
        QCOMPARE(dialog->mapping().mapped().size(), 2U);
        QCOMPARE(dialog->stages(), stagePreset(u"levels"_s));
        open(stagePreset(u"rag"_s));
        dialog->mapping().setFound({{u"l1_hits"_s, 3, false, {}}});
        click("TakeSuggestions");
        QCOMPARE(dialog->stages().size(), 5U);
        QCOMPARE(dialog->stages().back(), stagePreset(u"levels"_s).front());
    }

    void aFieldBringsItsUnitToAnotherStage()
    {
        SourceMapping mapping;
        mapping.setStages(stagePreset(u"rag"_s));
        mapping.setFound(
            {{u"lookup_seconds{layer=\"response\"}"_s, 0.1, true, {}}, {u"semantic_hit_rate"_s, 40, false, {}}});
        mapping.assign(u"lookup_seconds{layer=\"response\"}"_s, "stage.context");
        QCOMPARE(mapping.ofMetric("stage.context")->factor, 1000.0);
        mapping.assign(u"semantic_hit_rate"_s, "stage.semantic.reported_hit_ratio");
        QCOMPARE(mapping.ofMetric("stage.semantic.reported_hit_ratio")->factor, 0.01);
        mapping.assign(u"semantic_hit_rate"_s, "stage.semantic.hits");
        QCOMPARE(mapping.ofMetric("stage.semantic.hits")->factor, 1.0);
    }

    void newValuesLeaveAloneWhatIsBeingTyped()
    {
        dialog->mapping().setFound({{u"a"_s, 1, false, {}}});
        QTableView* fields = table("SourceFields");
        fields->setCurrentIndex(fields->model()->index(0, SourceFieldsModel::Metric));
        fields->edit(fields->currentIndex());
        auto* editor = fields->findChild<QComboBox*>();
        QVERIFY(editor);
        editor->setEditText(u"app.req"_s);
        dialog->mapping().setFound({{u"a"_s, 2, false, {}}});
        QCOMPARE(fields->model()->index(0, SourceFieldsModel::Value).data().toString(), u"2"_s);
        QCOMPARE(editor->currentText(), u"app.req"_s);
    }

    void aTestThatFailsSaysWhy()
    {
        type("name", u"checkout"_s);
        type("url", u"http://app.example.org/metrics"_s);
        click("SourceTest");
        fixture->sourceTester.finish({false, u"Nothing listens there."_s, u"Start it."_s, {}, {}});
        QCOMPARE(message(), u"▲ Nothing listens there. Start it."_s);
        QCOMPARE(table("SourceFields")->model()->rowCount(), 0);
    }

    void closingCancelsARunningTest()
    {
        type("name", u"checkout"_s);
        type("url", u"http://app.example.org/metrics"_s);
        click("SourceTest");
        dialog.reset();
        QCOMPARE(fixture->sourceTester.cancels, 1);
    }

    void aFieldIsDroppedOntoAStage()
    {
        SourceMapping mapping;
        SourceFieldsModel fields(&mapping);
        StageTargetsModel targets(&mapping);
        const QAbstractItemModelTester first(&fields, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester second(&targets, QAbstractItemModelTester::FailureReportingMode::QtTest);
        mapping.setFound(FakeSourceTester::usualOutcome().fields);
        targets.setStage(u"response"_s);
        const QModelIndex hits = targets.index(1, StageTargetsModel::Field);
        const std::unique_ptr<QMimeData> dragged(fields.mimeData({fields.index(1, 0)}));
        QVERIFY(targets.canDropMimeData(dragged.get(), Qt::CopyAction, -1, -1, hits));
        QVERIFY(!targets.canDropMimeData(dragged.get(), Qt::CopyAction, -1, -1, {}));
        const QMimeData text;
        QVERIFY(!targets.dropMimeData(&text, Qt::CopyAction, -1, -1, hits));
        QVERIFY(targets.dropMimeData(dragged.get(), Qt::CopyAction, -1, -1, hits));
        QCOMPARE(mapping.ofMetric("stage.response.hits")->from, u"rag_hits_total{layer=\"response\"}"_s);
        QCOMPARE(targets.index(1, StageTargetsModel::Value).data().toString(), u"3,000"_s);
    }

    void aMetricHasOneFieldAndAFactor()
    {
        SourceMapping mapping;
        StageTargetsModel targets(&mapping);
        targets.setStage(u"l1"_s);
        mapping.setFound({{u"seconds"_s, 2.0, false, {}}});
        mapping.assign(u"old"_s, "stage.l1.latency.p95");
        mapping.assign(u"seconds"_s, "stage.l1.latency.p95");
        QCOMPARE(mapping.mapped().size(), 1U);
        const int row = static_cast<int>(StageTargetsModel::targetsOf(u"l1"_s).indexOf(u"stage.l1.latency.p95"_s));
        QVERIFY(!targets.setData(targets.index(row, StageTargetsModel::Factor), u"0"_s, Qt::EditRole));
        QVERIFY(!targets.setData(targets.index(row, StageTargetsModel::Factor), u"many"_s, Qt::EditRole));
        QVERIFY(targets.setData(targets.index(row, StageTargetsModel::Factor), u"1000"_s, Qt::EditRole));
        QCOMPARE(targets.index(row, StageTargetsModel::Value).data().toString(), u"2,000"_s);
        QVERIFY(targets.setData(targets.index(row, StageTargetsModel::Field), QString(), Qt::EditRole));
        QVERIFY(mapping.mapped().empty());
        QVERIFY(!(targets.flags(targets.index(row, StageTargetsModel::Factor)) & Qt::ItemIsEditable));
    }

    void everyTargetIsAMetricOfApplications()
    {
        for (const QString& stage : {QString(), u"response"_s})
            for (const QString& metric : StageTargetsModel::targetsOf(stage))
                QVERIFY2(isApplicationMetric(metric.toStdString()), qPrintable(metric));
    }

    void aFieldIsPickedByItsMetric()
    {
        SourceMapping mapping;
        SourceFieldsModel fields(&mapping);
        mapping.setFound({{u"a"_s, 1.0, false, {}}});
        QVERIFY(fields.setData(fields.index(0, SourceFieldsModel::Metric), u"app.requests"_s, Qt::EditRole));
        QVERIFY(fields.setData(fields.index(0, SourceFieldsModel::Metric), u"app.errors"_s, Qt::EditRole));
        QCOMPARE(mapping.metricsOf(u"a"_s), std::vector<std::string>{"app.errors"});
        QVERIFY(!fields.setData(fields.index(0, SourceFieldsModel::Field), u"b"_s, Qt::EditRole));
        mapping.setFound({});
        QCOMPARE(fields.index(0, SourceFieldsModel::Value).data().toString(), u"not in the answer"_s);
    }

private:
    void open(const std::vector<StageConfig>& stages)
    {
        SourceConfig fresh;
        fresh.cache = fixture->caches.caches().front().id;
        dialog->setSource(fresh, stages, true);
    }
    void choosePreset(const MappingPreset& preset)
    {
        auto* box = dialog->findChild<QComboBox*>(u"Source.preset"_s);
        const auto number = &preset - mappingPresets().data();
        box->setCurrentIndex(box->findData(static_cast<int>(number)));
        Q_EMIT box->activated(box->currentIndex());
    }
    template <typename Enum>
    void choose(const char* field, Enum value)
    {
        auto* box = dialog->findChild<QComboBox*>(u"Source."_s + QLatin1String(field));
        box->setCurrentIndex(box->findData(static_cast<int>(value)));
    }
    void type(const char* field, const QString& text)
    {
        dialog->findChild<QLineEdit*>(u"Source."_s + QLatin1String(field))->setText(text);
    }
    QPushButton* button(const char* name) const { return dialog->findChild<QPushButton*>(QLatin1String(name)); }
    void click(const char* name) const { button(name)->click(); }
    QTableView* table(const char* name) const { return dialog->findChild<QTableView*>(QLatin1String(name)); }
    QString message() const { return dialog->findChild<QLabel*>(u"SourceMessage"_s)->text(); }

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<SourceDialog> dialog;
    std::vector<SourceConfig> saved;
};

QTEST_MAIN(TestSourceDialog)
#include "tst_sourcedialog.moc"
