// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/sourcepresets.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestSourcePresets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPresetMakesAValidSource()
    {
        QCOMPARE(mappingPresetNames(), (QStringList{u"rag"_s, u"levels"_s, u"web"_s, u"cache-stats"_s,
                                                    u"serving-stats"_s, u"litellm"_s, u"gptcache"_s}));
        for (const MappingPreset& preset : mappingPresets()) {
            SourceConfig source;
            source.id = newNodeId();
            source.cache = newCacheId();
            source.name = preset.id;
            source.kind = preset.kind;
            source.url = isHttp(preset.kind) ? QUrl(u"http://localhost"_s + preset.path) : QUrl();
            source.key = isHttp(preset.kind) ? QString() : preset.path;
            source.fields = preset.fields;
            const auto valid = validate(source);
            QVERIFY2(valid, valid ? "" : qPrintable(preset.id + u": "_s + valid.error().text()));
            QVERIFY(!preset.fields.empty() || preset.kind == SourceKind::RedisLists);
            QCOMPARE(mappingPreset(preset.id, preset.kind), &preset);
            if (!preset.stagePreset.isEmpty())
                QVERIFY(!stagePreset(preset.stagePreset).empty());
        }
        QVERIFY(!mappingPreset(u"litellm"_s, SourceKind::RedisHash));
    }

    void aRatioOnlySourceGetsRatiosOnly()
    {
        for (const FieldMapping& field : mappingPreset(u"cache-stats"_s, SourceKind::HttpJson)->fields)
            QVERIFY2(!field.metric.ends_with(".hits") && !field.metric.ends_with(".misses"), field.metric.c_str());
    }

    void namesAreUnderstood_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<double>("value");
        QTest::addColumn<bool>("isDistribution");
        QTest::addColumn<QString>("metric");
        QTest::addColumn<double>("factor");
        const auto row = [](const char* what, const QString& from, const QString& metric, double factor = 1,
                            double value = 0.5, bool isDistribution = false) {
            QTest::newRow(what) << from << value << isDistribution << metric << factor;
        };
        row("a hash field", u"l1_hits"_s, u"stage.l1.hits"_s);
        row("camel case", u"/l2CacheMisses"_s, u"stage.l2.misses"_s);
        row("a label names the stage", u"rag_cache_hits_total{layer=\"semantic\"}"_s, u"stage.semantic.hits"_s);
        row("a ratio", u"/l1_hit_rate"_s, u"stage.l1.reported_hit_ratio"_s);
        row("a ratio in per cent", u"/l1_hit_rate"_s, u"stage.l1.reported_hit_ratio"_s, 0.01, 85);
        row("a share of anything else", u"l1_error_rate"_s, QString());
        row("avoided tokens", u"response_tokens_saved_output"_s, u"stage.response.tokens_output"_s);
        row("false hits", u"semantic_false_hits"_s, u"stage.semantic.wrong_hits"_s);
        row("room", u"/l1_max_size"_s, u"stage.l1.max_size"_s);
        row("all requests", u"total_requests"_s, u"app.requests"_s);
        row("failures of the application", u"requests_failed_total"_s, u"app.errors"_s);
        row("a stage's histogram in seconds", u"lookup_seconds{layer=\"response\"}"_s, u"stage.response"_s, 1000, 0.1,
            true);
        row("a histogram without a stage", u"embed_duration_ms"_s, u"op.embed_duration_ms"_s, 1, 3, true);
        row("something else", u"process_open_fds"_s, QString());
        row("hits of nobody knows what", u"hits"_s, QString());
    }

    void namesAreUnderstood()
    {
        QFETCH(QString, from);
        QFETCH(double, value);
        QFETCH(bool, isDistribution);
        QFETCH(QString, metric);
        QFETCH(double, factor);
        const std::vector<SourceField> fields{{from, value, isDistribution, {}}};
        const auto proposed = suggestMapping(fields, {});
        QCOMPARE(proposed.empty() ? QString() : QString::fromStdString(proposed.front().metric), metric);
        if (!proposed.empty()) {
            QCOMPARE(proposed.front().from, from);
            QCOMPARE(proposed.front().factor, factor);
        }
    }

    void eachMetricIsProposedOnceAndMappedOnesAreLeftAlone()
    {
        const std::vector<StageConfig> stages{{u"edge"_s, u"Edge"_s, true}};
        const std::vector<SourceField> fields{{u"edge_cache_hits_total"_s, 1, false, {}},
                                              {u"edge_hits"_s, 1, false, {}},
                                              {u"edge_misses"_s, 1, false, "stage.edge.misses"},
                                              {u"edge_other_misses"_s, 1, false, {}},
                                              {u"l1_hits"_s, 1, false, {}}};
        const auto proposed = suggestMapping(fields, stages);
        QCOMPARE(proposed.size(), std::size_t(1));
        QCOMPARE(proposed.front().from, u"edge_hits"_s);
    }
};

QTEST_GUILESS_MAIN(TestSourcePresets)
#include "tst_sourcepresets.moc"
