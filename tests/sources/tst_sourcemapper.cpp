// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/sourcemapper.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{
SourceConfig hashSource(std::vector<FieldMapping> fields)
{
    SourceConfig source;
    source.name = u"app"_s;
    source.kind = SourceKind::RedisHash;
    source.fields = std::move(fields);
    return source;
}

SourceReading reading(std::map<QString, double> numbers)
{
    SourceReading reading;
    reading.numbers = std::move(numbers);
    return reading;
}
} // namespace

class TestSourceMapper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesAreMultipliedAndTheThirdCountFollows()
    {
        SourceMapper mapper(hashSource({{u"r"_s, "stage.a.requests", 1},
                                        {u"h"_s, "stage.a.hits", 1},
                                        {u"h2"_s, "stage.b.hits", 1},
                                        {u"m2"_s, "stage.b.misses", 1},
                                        {u"p"_s, "stage.c.reported_hit_ratio", 0.01}}));
        QStringList problems;
        const Snapshot made =
            mapper.map(reading({{u"r"_s, 10}, {u"h"_s, 4}, {u"h2"_s, 3}, {u"m2"_s, 2}, {u"p"_s, 85}}), problems);
        QVERIFY(problems.isEmpty());
        QCOMPARE(made.value("stage.a.misses").value(), 6.0);
        QCOMPARE(made.value("stage.b.requests").value(), 5.0);
        QCOMPARE(made.value("stage.c.reported_hit_ratio").value(), 0.85);
        QVERIFY(!made.value("stage.c.hits") && !made.value("stage.c.requests")); // a ratio gives no counts
    }

    void countsThatDoNotFitAreNotCompleted()
    {
        SourceMapper mapper(hashSource({{u"r"_s, "stage.a.requests", 1}, {u"h"_s, "stage.a.hits", 1}}));
        QStringList problems;
        const Snapshot made = mapper.map(reading({{u"r"_s, 3}, {u"h"_s, 4}}), problems);
        QVERIFY(!made.value("stage.a.misses"));
        QCOMPARE(problems.size(), 1);
        QStringList missing;
        const Snapshot torn = mapper.map(reading({{u"r"_s, 3}}), missing);
        QVERIFY(!torn.value("stage.a.misses")); // never from counters of two answers
        QVERIFY(!torn.value("stage.a.hits"));
        QVERIFY2(missing.value(0).contains(u"first is h"_s), qPrintable(missing.join(u' ')));
    }

    void aDistributionGivesAllItsLeaves()
    {
        SourceConfig source = hashSource({{u"d"_s, "stage.a", 1000}, {u"d"_s, "op.x.latency.p95", 1000}});
        SourceMapper mapper(source);
        SourceReading given;
        given.distributions[u"d"_s] = SourceDistribution::ofValues({0.1, 0.2, 0.3}).value();
        given.distributions[u"d"_s].sumTotal = 60;
        given.distributions[u"d"_s].countTotal = 200;
        QStringList problems;
        const Snapshot made = mapper.map(given, problems);
        QCOMPARE(made.value("stage.a.latency.median").value(), 200.0);
        QCOMPARE(made.value("stage.a.latency.count").value(), 3.0);
        QCOMPARE(made.value("stage.a.latency_sum_ms").value(), 60'000.0);
        QCOMPARE(made.value("stage.a.latency_count").value(), 200.0);
        QCOMPARE(made.value("op.x.latency.p95").value(), 300.0);
        SourceMapper wrong(hashSource({{u"n"_s, "stage.a", 1}}));
        QStringList told;
        QCOMPARE(wrong.map(reading({{u"n"_s, 1}}), told).layout->size(), std::size_t(0));
        QCOMPARE(told.size(), 1);
    }

    void listsMapThemselves()
    {
        SourceConfig source = hashSource({{u"latencies:embed"_s, "stage.embedding", 1}});
        source.kind = SourceKind::RedisLists;
        source.key = u"embed"_s;
        SourceReading given = reading({{u"success_count:embed"_s, 9}, {u"error_count:embed"_s, 1}});
        given.distributions[u"latencies:embed"_s] = SourceDistribution::ofValues({5}).value();
        QStringList problems;
        const Snapshot made = SourceMapper(source).map(given, problems);
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u' '))); // cache_latencies need not be there
        QCOMPARE(made.value("op.embed.success").value(), 9.0);
        QCOMPARE(made.value("op.embed.errors").value(), 1.0);
        QCOMPARE(made.value("op.embed.latency.max").value(), 5.0);
        QCOMPARE(made.value("stage.embedding.latency.max").value(), 5.0);
    }

    void columnsStayWhileFieldsComeAndGo()
    {
        SourceMapper mapper(hashSource({{u"a"_s, "app.requests", 1}, {u"b"_s, "app.errors", 1}}));
        QStringList problems;
        const Snapshot first = mapper.map(reading({{u"a"_s, 1}, {u"b"_s, 2}}), problems);
        const Snapshot second = mapper.map(reading({{u"a"_s, 2}}), problems);
        QCOMPARE(second.layout, first.layout);
        QVERIFY(!second.value("app.errors"));
        const Snapshot third = mapper.map(reading({{u"a"_s, 3}, {u"b"_s, 3}}), problems);
        QCOMPARE(third.layout, first.layout);
        QCOMPARE(third.value("app.errors").value(), 3.0);
    }

    void aNewProcessOfTheApplicationIsKnownByItsStart()
    {
        SourceMapper mapper(hashSource({{u"a"_s, "app.requests", 1}}));
        QStringList problems;
        SourceReading given = reading({{u"a"_s, 1}});
        given.processStarted = "100";
        const Snapshot first = mapper.map(given, problems);
        const Snapshot same = mapper.map(given, problems);
        QCOMPARE(same.texts, first.texts);
        given.processStarted = "200";
        QCOMPARE(mapper.map(given, problems).text("run_id").value(), u"200"_s);
    }
};

QTEST_GUILESS_MAIN(TestSourceMapper)
#include "tst_sourcemapper.moc"
