// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keyname.h"

#include <QtTest/QTest>

using namespace cacheledger;

class TestKeyName : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theDelimiterIsTheOneThatMostNamesHaveFirst_data()
    {
        QTest::addColumn<QList<QByteArray>>("names");
        QTest::addColumn<QByteArray>("delimiter"); // empty: none
        QTest::newRow("colons") << QList<QByteArray>{"emb:a-b", "emb:c-d", "resp:1"} << QByteArray(":");
        QTest::newRow("slashes") << QList<QByteArray>{"a/b", "c/d", "e:f"} << QByteArray("/");
        QTest::newRow("hardly any") << QList<QByteArray>{"a", "b", "c", "d:e"} << QByteArray();
        QTest::newRow("leading ones do not count") << QList<QByteArray>{":a", ":b"} << QByteArray();
        QTest::newRow("no names") << QList<QByteArray>{} << QByteArray();
        QTest::newRow("binary") << QList<QByteArray>{QByteArray("\0\xff", 2)} << QByteArray();
    }
    void theDelimiterIsTheOneThatMostNamesHaveFirst()
    {
        QFETCH(QList<QByteArray>, names);
        const auto found = detectDelimiter({names.begin(), names.end()});
        QTEST(found ? QByteArray(1, *found) : QByteArray(), "delimiter");
    }

    void aPrefixIsTheFirstParts_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<int>("depth");
        QTest::addColumn<QByteArray>("prefix");
        QTest::newRow("one part") << QByteArray("emb:v2:9f") << 1 << QByteArray("emb:");
        QTest::newRow("two parts") << QByteArray("emb:v2:9f") << 2 << QByteArray("emb:v2:");
        QTest::newRow("fewer than asked for") << QByteArray("emb:9f") << 3 << QByteArray("emb:");
        QTest::newRow("none") << QByteArray("counter") << 1 << QByteArray();
        QTest::newRow("nothing at all") << QByteArray() << 1 << QByteArray();
        QTest::newRow("delimiters alone") << QByteArray(":::") << 2 << QByteArray("::");
    }
    void aPrefixIsTheFirstParts()
    {
        QFETCH(QByteArray, name);
        QFETCH(int, depth);
        QTEST(keyPrefix(name, ':', depth), "prefix");
    }

    void hexadecimalIdsAreTold_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<int>("digits");
        QTest::newRow("eight") << QByteArray("emb:9f3a01cd") << 8;
        QTest::newRow("upper case") << QByteArray("emb:9F3A") << 4;
        QTest::newRow("a full MD5") << QByteArray("emb:d41d8cd98f00b204e9800998ecf8427e") << 32;
        QTest::newRow("a full SHA-256 is too long to be a truncated one")
            << QByteArray("emb:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855") << 0;
        QTest::newRow("a plain number") << QByteArray("user:123456") << 0;
        QTest::newRow("a word of hexadecimal letters") << QByteArray("menu:cafe") << 0;
        QTest::newRow("a word") << QByteArray("user:settings") << 0;
        QTest::newRow("too short") << QByteArray("a:9f") << 0;
    }
    void hexadecimalIdsAreTold()
    {
        QFETCH(QByteArray, name);
        QTEST(hexIdLength(name, ':'), "digits");
    }

    void theBirthdayBoundIsRight()
    {
        QCOMPARE(collisionProbability(1, 8), 0.0);
        QVERIFY(qAbs(collisionProbability(77'163, 8) - 0.5) < 0.001); // 2^32: half at 77,163
        QVERIFY(qAbs(collisionProbability(1'000'000, 16) - 2.7e-8) < 1e-9);
        QCOMPARE(collisionProbability(1e9, 4), 1.0);
    }

    void namesAreShownAsTextOrAsBytes()
    {
        QCOMPARE(shownKey("emb:größe"), QStringLiteral("emb:größe"));
        QCOMPARE(shownKey(QByteArray("a\xff\0", 3)), QStringLiteral("a\\xff\\x00"));
        QCOMPARE(shownKey("a\nb"), QStringLiteral("a\\u000ab"));
        QCOMPARE(shownKey(QByteArray(100, 'x'), 10), QString(9, u'x') + QChar(0x2026));
    }
};

QTEST_GUILESS_MAIN(TestKeyName)
#include "tst_keyname.moc"
