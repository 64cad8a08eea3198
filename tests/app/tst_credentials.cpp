// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/credentials.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestCredentials : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void variableNames_data();
    void variableNames();
    void theNearestSourceWins();
    void badFilesAreNamed_data();
    void badFilesAreNamed();
    void sentinelsHavePasswordsOfTheirOwn();
    void aMissingFileIsIo();
    void aFileThatOthersCanReadIsWarnedAbout();

private:
    QString write(const QByteArray& text, QFile::Permissions permissions = QFile::ReadOwner | QFile::WriteOwner)
    {
        QFile file(m_folder.filePath(u"credentials.json"_s));
        file.remove();
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.setPermissions(permissions))
            qFatal("cannot write %s", qPrintable(file.fileName()));
        return file.fileName();
    }
    QTemporaryDir m_folder;
};

void TestCredentials::variableNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("variable");
    QTest::newRow("lower case") << u"shop"_s << u"CACHELEDGER_PASSWORD_SHOP"_s;
    QTest::newRow("blanks and dashes") << u"my shop-1"_s << u"CACHELEDGER_PASSWORD_MY_SHOP_1"_s;
    QTest::newRow("an address") << u"127.0.0.1:6379"_s << u"CACHELEDGER_PASSWORD_127_0_0_1_6379"_s;
    QTest::newRow("not ASCII") << u"käse"_s << u"CACHELEDGER_PASSWORD_K_SE"_s;
}

void TestCredentials::variableNames()
{
    QFETCH(QString, name);
    QFETCH(QString, variable);
    QCOMPARE(CredentialSource::variableFor(name), variable);
}

void TestCredentials::sentinelsHavePasswordsOfTheirOwn()
{
    const QString file = write(R"({"caches": {"shop": {"sentinelPassword": "of the sentinels"},
                                            "both": {"password": "data", "sentinelPassword": "other"}}})");
    QProcessEnvironment environment;
    const auto source = CredentialSource::load(file, environment);
    QVERIFY(source.ok());
    QCOMPARE(source->sentinelPasswordFor(u"shop"_s), u"of the sentinels"_s);
    QVERIFY(!source->passwordFor(u"shop"_s));
    QCOMPARE(source->passwordFor(u"both"_s), u"data"_s);
    QCOMPARE(source->sentinelPasswordFor(u"both"_s), u"other"_s);
    environment.insert(u"CACHELEDGER_PASSWORD"_s, u"data"_s);
    const auto dataOnly = CredentialSource::load({}, environment);
    QVERIFY(!dataOnly->sentinelPasswordFor(u"shop"_s)); // never sent to the other kind
    environment.insert(u"CACHELEDGER_SENTINEL_PASSWORD"_s, u"general"_s);
    environment.insert(u"CACHELEDGER_SENTINEL_PASSWORD_OWN"_s, u"own"_s);
    const auto given = CredentialSource::load({}, environment);
    QCOMPARE(given->sentinelPasswordFor(u"shop"_s), u"general"_s);
    QCOMPARE(given->sentinelPasswordFor(u"own"_s), u"own"_s);
    QCOMPARE(CredentialSource::variableForSentinel(u"my shop"_s), u"CACHELEDGER_SENTINEL_PASSWORD_MY_SHOP"_s);
}

void TestCredentials::theNearestSourceWins()
{
    const QString file = write(R"({"caches": {"shop": {"password": "file"}, "own": {"password": "file"}}})");
    QProcessEnvironment environment;
    environment.insert(u"CACHELEDGER_PASSWORD"_s, u"general"_s);
    environment.insert(u"CACHELEDGER_PASSWORD_OWN"_s, u"own"_s);
    const auto source = CredentialSource::load(file, environment);
    QVERIFY(source.ok());
    QCOMPARE(source->passwordFor(u"own"_s), u"own"_s);
    QCOMPARE(source->passwordFor(u"shop"_s), u"file"_s);
    QCOMPARE(source->passwordFor(u"other"_s), u"general"_s);
    QVERIFY(source->warning().isEmpty());
    const QString channels = write(R"({"channels": {"team-mail": {"secret": "file"}, "hook": {"secret": "file"}}})");
    environment.insert(u"CACHELEDGER_CHANNEL_TEAM_MAIL"_s, u"own"_s);
    const auto secrets = CredentialSource::load(channels, environment);
    QVERIFY(secrets.ok());
    QCOMPARE(secrets->channelSecret(u"team-mail"_s), u"own"_s);
    QCOMPARE(secrets->channelSecret(u"hook"_s), u"file"_s);
    QVERIFY(!secrets->channelSecret(u"other"_s).has_value());
    const auto nothing = CredentialSource::load({}, QProcessEnvironment());
    QVERIFY(nothing.ok());
    QVERIFY(!nothing->passwordFor(u"shop"_s).has_value());
}

void TestCredentials::badFilesAreNamed_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("said");
    QTest::newRow("empty") << QByteArray() << u"is not JSON"_s;
    QTest::newRow("cut off") << QByteArray(R"({"caches": {)") << u"is not JSON"_s;
    QTest::newRow("another shape") << QByteArray("[1]") << u"has no object \"caches\""_s;
    QTest::newRow("a number for a password")
        << QByteArray(R"({"caches": {"shop": {"password": 12345}}})") << u"\"shop\""_s;
    QTest::newRow("too large") << QByteArray(1100 * 1024, ' ') << u"over 1 MiB"_s;
}

void TestCredentials::badFilesAreNamed()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, said);
    const QString file = write(text);
    const auto source = CredentialSource::load(file, QProcessEnvironment());
    QVERIFY(!source.ok());
    QCOMPARE(source.error().code, ErrorCode::BadConfiguration);
    QVERIFY2(source.error().message.contains(said), qPrintable(source.error().message));
    QVERIFY(source.error().message.contains(file));
    QVERIFY(!source.error().text().contains(u"12345"_s));
}

void TestCredentials::aMissingFileIsIo()
{
    const auto source = CredentialSource::load(m_folder.filePath(u"none"_s), QProcessEnvironment());
    QVERIFY(!source.ok());
    QCOMPARE(source.error().code, ErrorCode::Io);
}

void TestCredentials::aFileThatOthersCanReadIsWarnedAbout()
{
    const QString file = write(R"({"caches": {}})", QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
    const auto source = CredentialSource::load(file, QProcessEnvironment());
    QVERIFY(source.ok());
    QVERIFY2(source->warning().contains(u"chmod 600"_s), qPrintable(source->warning()));
}

QTEST_GUILESS_MAIN(TestCredentials)
#include "tst_credentials.moc"
