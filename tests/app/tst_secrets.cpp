// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/secrets.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus"); }
    void memoryKeepsAPasswordForTheSession();
    void anEmptyPasswordForgets();
    void withoutAKeychainTheSessionKeepsIt();
    void aFailedKeychainIsTriedAgainByTheNextWrite();
    void theProbeFindsThatThereIsNoKeychain();
};

static QString readBack(SecretVault& vault, const CacheId& id)
{
    QSignalSpy spy(&vault, &SecretVault::readFinished);
    vault.read(id);
    if (spy.isEmpty() && !spy.wait(30'000))
        return u"no answer"_s;
    return spy.first().at(2).toBool() ? spy.first().at(1).toString() : u"not found"_s;
}

void TestSecrets::memoryKeepsAPasswordForTheSession()
{
    KeychainVault vault(false);
    QVERIFY(vault.sessionOnly());
    QSignalSpy written(&vault, &SecretVault::writeFinished);
    vault.write(CacheId{u"a"_s}, u"s3cret"_s);
    QVERIFY2(written.isEmpty(), "the answer comes from the event loop");
    QVERIFY(written.wait(30'000));
    QCOMPARE(written.first().at(1).toBool(), true);
    QCOMPARE(readBack(vault, CacheId{u"a"_s}), u"s3cret"_s);
    QCOMPARE(readBack(vault, CacheId{u"b"_s}), u"not found"_s);
}

void TestSecrets::anEmptyPasswordForgets()
{
    KeychainVault vault(false);
    vault.write(CacheId{u"a"_s}, u"s3cret"_s);
    vault.write(CacheId{u"a"_s}, {});
    QCOMPARE(readBack(vault, CacheId{u"a"_s}), u"not found"_s);
}

void TestSecrets::withoutAKeychainTheSessionKeepsIt()
{
    KeychainVault vault(true);
    QSignalSpy written(&vault, &SecretVault::writeFinished);
    vault.write(CacheId{u"a"_s}, u"s3cret"_s);
    QVERIFY(written.count() == 1 || written.wait(10000));
    QCOMPARE(written.first().at(1).toBool(), true);
    QVERIFY(vault.sessionOnly());
    QCOMPARE(readBack(vault, CacheId{u"a"_s}), u"s3cret"_s);
}

void TestSecrets::aFailedKeychainIsTriedAgainByTheNextWrite()
{
    KeychainVault vault(true);
    QSignalSpy written(&vault, &SecretVault::writeFinished);
    for (const QString& password : {u"first"_s, u"second"_s, QString()}) {
        written.clear();
        vault.write(CacheId{u"a"_s}, password);
        QVERIFY(written.count() == 1 || written.wait(10000));
        QCOMPARE(written.first().at(1).toBool(), true);
        QVERIFY(vault.sessionOnly());
        QCOMPARE(readBack(vault, CacheId{u"a"_s}), password.isEmpty() ? u"not found"_s : password);
    }
}

void TestSecrets::theProbeFindsThatThereIsNoKeychain()
{
    KeychainVault vault(true);
    QVERIFY(!vault.sessionOnly());
    vault.probe();
    QTRY_VERIFY_WITH_TIMEOUT(vault.sessionOnly(), 30'000);
}

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
