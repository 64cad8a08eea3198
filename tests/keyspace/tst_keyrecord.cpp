// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keyrecordfile.h"
#include "keyspace/keyrecordstore.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static KeyRecord recordOf(TimeMs timeMs, std::size_t prefixes = 2)
{
    KeyAnalysis analysis({':', 1, 2000, 20, 0.5});
    for (std::size_t i = 0; i < prefixes; ++i)
        for (int key = 0; key < 12; ++key)
            analysis.add({"p" + QByteArray::number(qulonglong(i)) + ":0000000" + QByteArray::number(key % 10),
                          KeyType::Hash,
                          100 + qint64(i),
                          key < 6 ? -1 : 90'000,
                          10,
                          {}});
    analysis.add({QByteArray("\xff%\0:x", 5), KeyType::String, 5000, -1, {}, 77});
    KeyRecord record{timeMs, u"10.0.0.1:6379"_s, true, 3, 0.5, {}};
    record.result = {analysis.report(), 50, 1, {u"OBJECT IDLETIME"_s}, true, 1234};
    record.result.estimated = 3;
    record.result.tracked = {TrackedKeys::State::Told, true, 17, 6000, 4, {{"a%\xff", 104, {}, {}}, {"b", {}, 7, 9}}};
    record.result.referencesUnknown = 4;
    record.result.report.biggest.back().isEstimate = true;
    record.result.report.prefixes[0].references = 40;
    record.result.report.prefixes[0].staleReferences = 12;
    return record;
}

/// Kept analyses: the file, and the folder of them.
class TestKeyRecord : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsKeptIsReadBack()
    {
        const KeyRecord record = recordOf(1'700'000'000'000);
        const auto read = keyrecordfile::parse(keyrecordfile::toText(record), u"x"_s);
        QVERIFY(read.ok());
        QCOMPARE(read->timeMs, record.timeMs);
        QCOMPARE(read->node, record.node);
        QVERIFY(read->onReplica && read->result.cancelled);
        QCOMPARE(read->database, 3);
        QCOMPARE(read->sampled, 0.5);
        QCOMPARE(read->result.notTold, record.result.notTold);
        const KeyReport &before = record.result.report, &after = read->result.report;
        QCOMPARE(after.delimiter, before.delimiter);
        QCOMPARE(after.bytes, before.bytes);
        QCOMPARE(after.prefixes.size(), before.prefixes.size());
        for (std::size_t i = 0; i < after.prefixes.size(); ++i) {
            QCOMPARE(after.prefixes[i].prefix, before.prefixes[i].prefix); // whatever bytes it has
            QCOMPARE(after.prefixes[i].byteShareError, before.prefixes[i].byteShareError);
            QCOMPARE(after.prefixes[i].withoutTtlShare, before.prefixes[i].withoutTtlShare);
            QCOMPARE(after.prefixes[i].bytesWithoutTtl, before.prefixes[i].bytesWithoutTtl);
            QCOMPARE(after.prefixes[i].bytesUnusedForADay, before.prefixes[i].bytesUnusedForADay);
            QCOMPARE(after.prefixes[i].shortHexDigits, before.prefixes[i].shortHexDigits);
            QCOMPARE(after.prefixes[i].references, before.prefixes[i].references);
            QCOMPARE(after.prefixes[i].staleReferences, before.prefixes[i].staleReferences);
            QVERIFY(after.prefixes[i].stat.ttls == before.prefixes[i].stat.ttls);
            QVERIFY(after.prefixes[i].stat.types == before.prefixes[i].stat.types);
        }
        QCOMPARE(after.biggest.front().name, before.biggest.front().name);
        QCOMPARE(after.biggest.front().bytes, 5000);
        QVERIFY(!after.biggest.front().isEstimate && after.biggest.back().isEstimate);
        QCOMPARE(read->result.tracked.state, TrackedKeys::State::Told);
        QVERIFY(read->result.tracked.keys == record.result.tracked.keys && read->result.tracked.isActive);
        QCOMPARE(read->result.tracked.sampledOf, 4);
        QCOMPARE(read->result.estimated, 3);
        QCOMPARE(read->result.referencesUnknown, 4.0);
        QCOMPARE(after.hottest.size(), std::size_t(1));
        QCOMPARE(after.hottest.front().name, QByteArray("\xff%\0:x", 5));
        QCOMPARE(after.hottest.front().frequency, 77);
    }

    void manyPrefixesAreFoldedAndNothingIsLost()
    {
        const KeyRecord record = recordOf(1, 500);
        const auto read = keyrecordfile::parse(keyrecordfile::toText(record), u"x"_s);
        QVERIFY(read.ok());
        QCOMPARE(read->result.report.prefixes.size(), keyrecordfile::mostPrefixes);
        QVERIFY(read->result.report.folded);
        double bytes = read->result.report.folded->bytes;
        for (const PrefixShare& share : read->result.report.prefixes)
            bytes += share.bytes;
        QCOMPARE(bytes, record.result.report.bytes);
    }

    void whatIsNoRecordIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("{\"version\": 1");
        QTest::newRow("a list") << QByteArray("[1]");
        QTest::newRow("a newer version") << QByteArray("{\"version\": 2, \"report\": {}}");
        QTest::newRow("no report") << QByteArray("{\"version\": 1}");
        QTest::newRow("too large") << QByteArray(keyrecordfile::largestFile + 1, ' ');
    }
    void whatIsNoRecordIsRefused()
    {
        QFETCH(QByteArray, text);
        const auto read = keyrecordfile::parse(text, u"keys.json"_s);
        QVERIFY(!read.ok());
        QVERIFY(read.error().message.contains(u"keys.json"_s));
    }

    void oddFieldsAreTheirDefaults()
    {
        const auto read = keyrecordfile::parse(
            "{\"version\":1,\"time\":\"now\",\"sampled\":7,\"notTold\":[3],\"report\":{\"keys\":[],"
            "\"prefixes\":[3,{\"ttls\":[1,\"x\"],\"shortHexDigits\":1e99}],\"biggest\":7}}",
            u"x"_s);
        QVERIFY(read.ok());
        QCOMPARE(read->timeMs, 0);
        QCOMPARE(read->sampled, 1.0);
        QCOMPARE(read->result.report.prefixes.size(), std::size_t(2));
        QCOMPARE(read->result.report.prefixes[1].stat.ttls[0], 1.0);
        QCOMPARE(read->result.report.prefixes[1].shortHexDigits, 32);
    }

    void theNewestStay()
    {
        const QTemporaryDir dir;
        const KeyRecordStore store(dir.filePath(u"keys"_s));
        const CacheId cache{u"c1"_s};
        QVERIFY(store.load(cache).empty());
        QVERIFY(!store.newest(cache));
        for (int i = 0; i < 23; ++i)
            QVERIFY(store.keep(cache, recordOf(1'700'000'000'000 + i)).ok());
        const std::vector<KeyRecord> records = store.load(cache);
        QCOMPARE(records.size(), KeyRecordStore::mostRecords);
        QCOMPARE(records.front().timeMs, 1'700'000'000'022);
        QCOMPARE(records.back().timeMs, 1'700'000'000'003);
        QVERIFY(store.load(CacheId{u"../c1"_s}).empty());
        // One that is damaged is passed over.
        QFile newest(dir.filePath(u"keys/c1/1700000000022.json"_s));
        QVERIFY(newest.open(QIODevice::WriteOnly) && newest.write("{") == 1);
        newest.close();
        QCOMPARE(store.newest(cache)->timeMs, 1'700'000'000'021);
        QCOMPARE(store.load(cache).size(), KeyRecordStore::mostRecords - 1);
    }

    void aFolderThatCannotBeMadeIsNamed()
    {
        const QTemporaryDir dir;
        QFile file(dir.filePath(u"keys"_s)); // in the folder's place
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto kept = KeyRecordStore(dir.filePath(u"keys"_s)).keep(CacheId{u"c1"_s}, recordOf(1));
        QVERIFY(!kept.ok());
        QVERIFY(kept.error().message.contains(u"keys/c1"_s));
    }
};

QTEST_GUILESS_MAIN(TestKeyRecord)
#include "tst_keyrecord.moc"
