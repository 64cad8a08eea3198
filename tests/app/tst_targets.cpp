// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"
#include "app/exitcodes.h"
#include "app/suggest.h"
#include "app/targets.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <set>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestTargets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void identitiesComeFromTheAddressAlone();
    void otherServersHaveOtherIdentities();
    void aConfiguredNameWinsOverAHost();
    void anUnknownNameIsNamedWithTheNearest();
    void aHostAloneIsUnderstood_data();
    void aHostAloneIsUnderstood();
    void aPasswordInTheUrlIsUsed();
    void nearestWordIsNearOrNothing_data();
    void nearestWordIsNearOrNothing();
    void everyErrorHasAnExitCodeThatIsDocumented();

private:
    Console m_console{stdout, stderr};
    CredentialSource m_credentials = CredentialSource::load({}, QProcessEnvironment()).value();
};

static CacheConfig cacheOf(const QString& url)
{
    return adHocCache(parseEndpointUrl(url).value().endpoint);
}

void TestTargets::identitiesComeFromTheAddressAlone()
{
    const CacheConfig cache = cacheOf(u"redis://Host:6379"_s);
    QVERIFY(!cache.id.isEmpty());
    QCOMPARE(cacheOf(u"redis://host"_s).id, cache.id);
    QCOMPARE(cacheOf(u"redis://user:secret@host/3"_s).id, cache.id);
    QCOMPARE(cacheOf(u"redis://user@host"_s).nodes.front().id, cache.nodes.front().id);
    QVERIFY(cache.id.value != cache.nodes.front().id.value);
}

void TestTargets::otherServersHaveOtherIdentities()
{
    const std::set<CacheId> ids{cacheOf(u"redis://host"_s).id,       cacheOf(u"redis://host:6380"_s).id,
                                cacheOf(u"rediss://host:6379"_s).id, cacheOf(u"redis://other"_s).id,
                                cacheOf(u"unix:///tmp/a"_s).id,      cacheOf(u"unix:///tmp/A"_s).id};
    QCOMPARE(ids.size(), std::size_t(6));
}

void TestTargets::aConfiguredNameWinsOverAHost()
{
    QTemporaryDir folder;
    CacheStore store(folder.filePath(u"caches.json"_s));
    QVERIFY(store.load().ok());
    CacheConfig cache = cacheOf(u"redis://10.0.0.1"_s);
    cache.name = u"shop"_s;
    QVERIFY(store.add(cache).ok());
    const auto target = resolveTarget(u"shop"_s, store, m_credentials, m_console, true);
    QVERIFY(target.ok());
    QCOMPARE(target->cache.nodes.front().endpoint.host, u"10.0.0.1"_s);
    const auto host = resolveTarget(u"shop.example"_s, store, m_credentials, m_console, true);
    QVERIFY(host.ok());
    QCOMPARE(host->cache.nodes.front().endpoint.host, u"shop.example"_s);
}

void TestTargets::anUnknownNameIsNamedWithTheNearest()
{
    const Error near = unknownCache(u"shp"_s, {u"shop"_s, u"search"_s});
    QCOMPARE(near.code, ErrorCode::UnknownCache);
    QVERIFY2(near.hint.contains(u"\"shop\""_s), qPrintable(near.hint));
    QVERIFY(unknownCache(u"zzzzzzzz"_s, {u"shop"_s}).hint.contains(u"Known are: shop"_s));
    QVERIFY(unknownCache(u"shop"_s, {}).hint.contains(u"caches add"_s));
}

void TestTargets::aHostAloneIsUnderstood_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("everywhere");
    QTest::addColumn<bool>("whereHostsAreUsual");
    QTest::newRow("localhost") << u"localhost"_s << true << true;
    QTest::newRow("an address") << u"10.0.0.7"_s << true << true;
    QTest::newRow("a name with a domain") << u"cache.example"_s << true << true;
    QTest::newRow("with a port") << u"redis:6379"_s << true << true;
    QTest::newRow("a word") << u"redis"_s << false << true;
    QTest::newRow("a word near a cache's name") << u"shp"_s << false << false;
    QTest::newRow("words") << u"my cache"_s << false << false;
    QTest::newRow("words with a dot") << u"my cache no. 1"_s << false << false;
}

void TestTargets::aHostAloneIsUnderstood()
{
    QFETCH(QString, text);
    QFETCH(bool, everywhere);
    QFETCH(bool, whereHostsAreUsual);
    QTemporaryDir folder;
    CacheStore store(folder.filePath(u"caches.json"_s));
    QVERIFY(store.load().ok());
    CacheConfig cache = cacheOf(u"redis://10.0.0.1"_s);
    cache.name = u"shop"_s;
    QVERIFY(store.add(cache).ok());
    for (const bool usual : {false, true}) {
        const auto target = resolveTarget(text, store, m_credentials, m_console, usual);
        QCOMPARE(target.ok(), usual ? whereHostsAreUsual : everywhere);
        if (target)
            QCOMPARE(target->cache.nodes.front().endpoint.port, quint16(6379));
        else
            QCOMPARE(target.error().code, ErrorCode::UnknownCache);
        if (!target && parseEndpointUrl(text))
            QVERIFY2(target.error().hint.contains(text + u":6379"_s), qPrintable(target.error().hint));
    }
}

void TestTargets::aPasswordInTheUrlIsUsed()
{
    const CacheStore none{QString()};
    const auto target = resolveTarget(u"redis://u:s3cret@h:1"_s, none, m_credentials, m_console, false);
    QVERIFY(target.ok());
    QCOMPARE(target->password, u"s3cret"_s);
    QVERIFY(!target->cache.name.contains(u"s3cret"_s));
}

void TestTargets::nearestWordIsNearOrNothing_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("nearest");
    QTest::newRow("one letter missing") << u"chck"_s << u"check"_s;
    QTest::newRow("letters swapped") << u"cehck"_s << u"check"_s;
    QTest::newRow("other case") << u"CHECK"_s << u"check"_s;
    QTest::newRow("nothing alike") << u"zzzzzz"_s << QString();
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("very long") << QString(100000, u'x') << QString();
}

void TestTargets::nearestWordIsNearOrNothing()
{
    QFETCH(QString, word);
    QFETCH(QString, nearest);
    QCOMPARE(nearestWord(word, {u"check"_s, u"inspect"_s, u"collect"_s}), nearest);
}

void TestTargets::everyErrorHasAnExitCodeThatIsDocumented()
{
    const std::set<int> documented{64, 69, 74, 77, 78};
    for (int code = 0; code <= static_cast<int>(ErrorCode::Unsupported); ++code)
        QVERIFY(documented.count(static_cast<int>(exitCodeFor(static_cast<ErrorCode>(code)))) == 1);
    QCOMPARE(exitCodeFor(ErrorCode::WrongPassword), ExitCode::Permission);
    QCOMPARE(exitCodeFor(ErrorCode::BadConfiguration), ExitCode::Configuration);
    QCOMPARE(exitCodeFor(ErrorCode::UnknownMetric), ExitCode::Usage);
    QCOMPARE(exitCodeFor(ErrorCode::DiskFull), ExitCode::Io);
    QCOMPARE(exitCodeFor(ErrorCode::Loading), ExitCode::Unavailable);
}

QTEST_GUILESS_MAIN(TestTargets)
#include "tst_targets.moc"
