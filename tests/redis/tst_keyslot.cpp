// SPDX-License-Identifier: GPL-3.0-or-later
// In which slot of a cluster a key lies: values that a server gave (CLUSTER KEYSLOT of Redis 7.0).
#include "redis/keyslot.h"

#include <QtTest/QTest>

using namespace cacheledger;

class TestKeySlot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void slotsAreThoseOfTheServer_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<int>("slot");
        QTest::newRow("the value of the specification") << QByteArray("123456789") << 12739;
        QTest::newRow("a plain name") << QByteArray("emb:4711") << 13557;
        QTest::newRow("nothing") << QByteArray("") << 0;
        QTest::newRow("a tag") << QByteArray("{user1000}.following") << 3443;
        QTest::newRow("the same tag") << QByteArray("{user1000}.followers") << 3443;
        QTest::newRow("an empty tag is none") << QByteArray("foo{}{bar}") << 8363;
        QTest::newRow("the first tag counts") << QByteArray("foo{bar}{zap}") << 5061;
        QTest::newRow("a brace in a tag") << QByteArray("foo{{bar}}zap") << 4015;
        QTest::newRow("a tag without an end") << QByteArray("foo{bar") << 15278;
        QTest::newRow("an end before the tag") << QByteArray("foo}{bar}") << 5061;
        QTest::newRow("bytes") << QByteArray("\xff\x00\xfe{\x80}", 6) << 4488;
    }
    void slotsAreThoseOfTheServer()
    {
        QFETCH(QByteArray, key);
        QTEST(clusterSlotOf(key), "slot");
    }
};

QTEST_APPLESS_MAIN(TestKeySlot)
#include "tst_keyslot.moc"
