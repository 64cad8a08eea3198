// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/redistester.h"
#include "redis/localredis.h"
#include "support/deployments.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestRedisTester : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aServerIsUsable();
    void aClosedPortSaysSoWithAHint();
    void aNewTestReplacesARunningOne();
    void aCancelledTestIsSilent();
    void sentinelsAreAskedForThePrimaryWithTheirOwnPassword();
    void sentinelsThatRefuseAreSaidToDoSo();
};

static Endpoint closedPort()
{
    Endpoint endpoint;
    endpoint.host = u"127.0.0.1"_s;
    endpoint.port = freeLoopbackPort();
    return endpoint;
}

void TestRedisTester::aServerIsUsable()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    RedisTester tester;
    QSignalSpy finished(&tester, &ConnectionTester::finished);
    tester.test(redis.endpoint(), {}, {}, {});
    QVERIFY(finished.wait(30'000));
    const auto outcome = finished.first().first().value<TestOutcome>();
    QVERIFY2(outcome.usable, qPrintable(outcome.headline));
    QVERIFY2(outcome.headline.contains(u"primary"_s) && !outcome.headline.contains(u"0.0"_s),
             qPrintable(outcome.headline));
}

void TestRedisTester::aClosedPortSaysSoWithAHint()
{
    RedisTester tester;
    QSignalSpy finished(&tester, &ConnectionTester::finished);
    const Endpoint endpoint = closedPort();
    tester.test(endpoint, {}, {}, {});
    QVERIFY(finished.wait(30'000));
    const auto outcome = finished.first().first().value<TestOutcome>();
    QVERIFY(!outcome.usable);
    QVERIFY2(outcome.headline.contains(endpoint.address()), qPrintable(outcome.headline));
    QVERIFY(!outcome.hint.isEmpty());
}

void TestRedisTester::aNewTestReplacesARunningOne()
{
    LocalRedis silent;
    QVERIFY(silent.start().ok());
    silent.suspend();
    RedisTester tester;
    QSignalSpy finished(&tester, &ConnectionTester::finished);
    tester.test(silent.endpoint(), {}, {}, {});
    tester.test(closedPort(), {}, {}, {});
    QVERIFY(finished.wait(30'000));
    silent.resume();
    QVERIFY(!finished.first().first().value<TestOutcome>().usable);
    QVERIFY2(!finished.wait(300), "the replaced test must not answer");
}

void TestRedisTester::aCancelledTestIsSilent()
{
    RedisTester tester;
    QSignalSpy finished(&tester, &ConnectionTester::finished);
    tester.test(closedPort(), {}, {}, {});
    tester.cancel();
    QVERIFY(!finished.wait(300));
}

static FollowConfig following(const LocalSentinel& sentinel)
{
    FollowConfig follow;
    follow.how = Following::Sentinel;
    follow.sentinelPrimary = u"main"_s;
    follow.sentinels = {sentinel.endpoint()};
    return follow;
}

void TestRedisTester::sentinelsAreAskedForThePrimaryWithTheirOwnPassword()
{
    LocalRedis redis;
    QVERIFY(redis.start({u"--requirepass"_s, u"data only"_s}).ok());
    LocalSentinel sentinel;
    QVERIFY(sentinel.start(redis.port(), "sentinels only"));
    RedisTester tester;
    QSignalSpy finished(&tester, &ConnectionTester::finished);
    tester.test({}, u"data only"_s, following(sentinel), u"sentinels only"_s);
    QVERIFY(finished.wait(30'000));
    const auto outcome = finished.first().first().value<TestOutcome>();
    QVERIFY2(outcome.usable, qPrintable(outcome.headline));
    QVERIFY(outcome.primary);
    QCOMPARE(outcome.primary->address(), redis.endpoint().address());
}

void TestRedisTester::sentinelsThatRefuseAreSaidToDoSo()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    LocalSentinel sentinel;
    QVERIFY(sentinel.start(redis.port(), "sentinels only"));
    RedisTester tester;
    QSignalSpy finished(&tester, &ConnectionTester::finished);
    tester.test(redis.endpoint(), {}, following(sentinel), u"wrong"_s);
    QVERIFY(finished.wait(30'000));
    const auto outcome = finished.first().first().value<TestOutcome>();
    QVERIFY(!outcome.usable && !outcome.primary);
    QVERIFY2(outcome.headline.contains(sentinel.endpoint().address()), qPrintable(outcome.headline));
    QVERIFY(!outcome.headline.contains(u"wrong"_s) && !outcome.hint.contains(u"sentinels only"_s));
}

QTEST_GUILESS_MAIN(TestRedisTester)
#include "tst_redistester.moc"
