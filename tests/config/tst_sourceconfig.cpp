// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/sourceconfig.h"
#include "config/stageplan.h"

#include <QtTest/QTest>

#include <functional>
#include <limits>

using namespace cacheledger;
using namespace Qt::StringLiterals;

using ChangeSource = std::function<void(SourceConfig&)>;
Q_DECLARE_METATYPE(ChangeSource)

namespace
{
SourceConfig httpSource()
{
    SourceConfig source;
    source.id = newNodeId();
    source.cache = newCacheId();
    source.name = u"app"_s;
    source.kind = SourceKind::HttpJson;
    source.url = QUrl(u"https://app.example:8443/cache/stats"_s);
    source.fields = {{u"/l1_hits"_s, "stage.l1.hits", 1}, {u"/hit_rate"_s, "stage.l1.reported_hit_ratio", 0.01}};
    return source;
}

SourceConfig listSource()
{
    SourceConfig source = httpSource();
    source.kind = SourceKind::RedisLists;
    source.url.clear();
    source.fields.clear();
    source.key = u"embed, search ,embed"_s;
    return source;
}
} // namespace

class TestSourceConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptsEachKind()
    {
        QVERIFY(validate(httpSource()));
        QVERIFY(validate(listSource()));
        QCOMPARE(listSource().operations(), (QStringList{u"embed"_s, u"search"_s}));
        QVERIFY(listSource().usesNodeOfCache());
        SourceConfig hash = listSource();
        hash.kind = SourceKind::RedisHash;
        hash.key = u"rag:stats"_s;
        QVERIFY(validate(hash));
        QCOMPARE(hash.address(), u"rag:stats"_s);
        hash.endpoint = parseEndpointUrl(u"redis://stats.example:6380"_s)->endpoint;
        QCOMPARE(hash.address(), u"stats.example:6380 rag:stats"_s);
    }

    void refuses_data()
    {
        QTest::addColumn<bool>("http");
        QTest::addColumn<ChangeSource>("change");
        const auto row = [](const char* what, bool http, ChangeSource change) {
            QTest::newRow(what) << http << std::move(change);
        };
        row("no name", true, [](SourceConfig& s) { s.name = u"  "_s; });
        row("a name with a slash, which parts cache and source elsewhere", true,
            [](SourceConfig& s) { s.name = u"a/b"_s; });
        row("no cache", true, [](SourceConfig& s) { s.cache = {}; });
        row("polls too often", true, [](SourceConfig& s) { s.intervalMs = 999; });
        row("another scheme", true, [](SourceConfig& s) { s.url = QUrl(u"ftp://app.example/x"_s); });
        row("a file", true, [](SourceConfig& s) { s.url = QUrl(u"file:///etc/passwd"_s); });
        row("no address", true, [](SourceConfig& s) { s.url.clear(); });
        row("a password in the address", true, [](SourceConfig& s) { s.url = QUrl(u"https://u:p@app.example/x"_s); });
        row("basic authentication without a user", true, [](SourceConfig& s) { s.auth = HttpAuth::Basic; });
        row("a header with a line break", true, [](SourceConfig& s) {
            s.auth = HttpAuth::Header;
            s.authName = u"X-Key\r\nHost"_s;
        });
        row("a metric of the server", true, [](SourceConfig& s) { s.fields[0].metric = "used_memory"; });
        row("a computed metric", true, [](SourceConfig& s) { s.fields[0].metric = "stage.l1.hit_ratio"; });
        row("a metric with a space", true, [](SourceConfig& s) { s.fields[0].metric = "stage.l 1.hits"; });
        row("a metric that nobody knows", true, [](SourceConfig& s) { s.fields[0].metric = "app.colour"; });
        row("one metric twice", true, [](SourceConfig& s) { s.fields[1].metric = "stage.l1.hits"; });
        row("a field without a name", true, [](SourceConfig& s) { s.fields[0].from.clear(); });
        row("factor 0", true, [](SourceConfig& s) { s.fields[0].factor = 0; });
        row("factor not a number", true,
            [](SourceConfig& s) { s.fields[0].factor = std::numeric_limits<double>::quiet_NaN(); });
        row("too many fields", true, [](SourceConfig& s) { s.fields.resize(SourceConfig::mostFields + 1); });
        row("a hash without a key", false, [](SourceConfig& s) {
            s.kind = SourceKind::RedisHash;
            s.key.clear();
        });
        row("lists without an operation", false, [](SourceConfig& s) { s.key = u" , "_s; });
        row("an operation with a space", false, [](SourceConfig& s) { s.key = u"em bed"_s; });
        row("HTTP authentication of a Redis source", false, [](SourceConfig& s) { s.auth = HttpAuth::Bearer; });
    }

    void refuses()
    {
        QFETCH(bool, http);
        QFETCH(ChangeSource, change);
        SourceConfig source = http ? httpSource() : listSource();
        QVERIFY(validate(source));
        change(source);
        const auto valid = validate(source);
        QVERIFY(!valid);
        QCOMPARE(valid.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!valid.error().message.contains(u"u:p"_s));
    }

    void namesOfKindsReadBack()
    {
        QCOMPARE(sourceKindNames().size(), 4);
        for (const QString& name : sourceKindNames())
            QCOMPARE(sourceKindName(sourceKindNamed(name).value()), name);
        QVERIFY(!sourceKindNamed(u"redis"_s));
        for (const HttpAuth auth : {HttpAuth::None, HttpAuth::Bearer, HttpAuth::Basic, HttpAuth::Header})
            QVERIFY(httpAuthNamed(httpAuthName(auth)) == auth);
    }

    void presetsAreValidPlans()
    {
        QCOMPARE(stagePresetNames().size(), 3);
        for (const QString& name : stagePresetNames()) {
            const StagePlan plan{newCacheId(), stagePreset(name)};
            QVERIFY(!plan.stages.empty());
            QVERIFY(validate(plan));
        }
        QCOMPARE(stagePreset(u"rag"_s).size(), std::size_t(4));
        QVERIFY(!stagePreset(u"rag"_s)[2].answers);
        QVERIFY(stagePreset(u"nothing"_s).empty());
    }

    void refusesPlans_data()
    {
        QTest::addColumn<QStringList>("ids");
        QTest::newRow("an empty id") << QStringList{QString()};
        QTest::newRow("capital letters") << QStringList{u"L1"_s};
        QTest::newRow("a dot, which parts a metric's id") << QStringList{u"l.1"_s};
        QTest::newRow("one twice") << QStringList{u"l1"_s, u"l2"_s, u"l1"_s};
        QStringList many;
        for (int i = 0; i < 21; ++i)
            many << QString::number(i);
        QTest::newRow("too many") << many;
    }

    void refusesPlans()
    {
        QFETCH(QStringList, ids);
        StagePlan plan;
        for (const QString& id : ids)
            plan.stages.push_back({id, u"Name"_s, true});
        QVERIFY(!validate(plan));
        QVERIFY(!validate(StagePlan{{}, {{u"l1"_s, u" "_s, true}}}));
    }
};

QTEST_GUILESS_MAIN(TestSourceConfig)
#include "tst_sourceconfig.moc"
