// SPDX-License-Identifier: GPL-3.0-or-later
// The doctors' texts are those of redis-server 7.0 and Valkey 8.
#include "advisor/diagnosiswords.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestDiagnosisWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPartIsReadInItsUnit_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("bytes") << u"dataset.bytes"_s << 2048.0 << u"2\u00a0KiB"_s;
        QTest::newRow("a share") << u"peak.percentage"_s << 12.25 << u"12.3\u00a0%"_s;
        QTest::newRow("a ratio") << u"allocator-rss.ratio"_s << 1.125 << u"1.13"_s;
        QTest::newRow("fragmentation is a ratio") << u"fragmentation"_s << 7.5 << u"7.50"_s;
        QTest::newRow("its bytes") << u"fragmentation.bytes"_s << 1024.0 << u"1\u00a0KiB"_s;
        QTest::newRow("keys") << u"keys.count"_s << 12345.0 << u"12,345"_s;
    }
    void aPartIsReadInItsUnit()
    {
        QFETCH(QString, name);
        QFETCH(double, value);
        QTEST(memoryPartValue({name, value}), "text");
        QVERIFY(!memoryPartMeaning(name).isEmpty());
    }

    void tablesOfDatabasesAreExplained()
    {
        QVERIFY(!memoryPartMeaning(u"db.3.overhead.hashtable.main"_s).isEmpty());
        QVERIFY(memoryPartMeaning(u"db.3.overhead.hashtable.main"_s) !=
                memoryPartMeaning(u"db.3.overhead.hashtable.expires"_s));
        QVERIFY(memoryPartMeaning(u"no.such.part"_s).isEmpty());
    }

    void theMemoryDoctorIsUnderstood_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("parts"); // of the sentences, in order
        QTest::newRow("an empty server")
            << u"Hi Sam, this instance is empty or is using very little memory, my issues detector can't be used in "
               "these conditions. Please, leave for your mission on Earth and fill it with some data."_s
            << QStringList{u"nearly empty"_s};
        QTest::newRow("nothing") << u"Hi Sam, I can't find any memory issue in your instance. I can only account for "
                                    "what occurs on this base.\n"_s
                                 << QStringList{u"nothing wrong"_s};
        QTest::newRow("two things, one of which names a third")
            << u"Sam, I detected a few issues in this Redis instance memory implants:\n\n * Peak memory: In the past "
               "this instance used more than 150% the memory that is currently using.\n\n * High allocator "
               "fragmentation: This problem is usually due either to a large peak memory (check if there is a peak "
               "memory entry above in the report)"_s
            << QStringList{u"far higher once"_s, u"activedefrag"_s};
        QTest::newRow("fragmentation alone speaks of a peak")
            << u" * High allocator fragmentation: usually due either to a large peak memory (check ...)"_s
            << QStringList{u"activedefrag"_s};
        QTest::newRow("another doctor") << u"All is well, captain."_s << QStringList();
    }
    void theMemoryDoctorIsUnderstood()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, parts);
        compare(memoryDoctorWords(text), parts);
    }

    void theLatencyDoctorIsUnderstood_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("parts");
        QTest::newRow("not watched") << u"I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this "
                                        "Redis instance. You may use \"CONFIG SET latency-monitor-threshold "
                                        "<milliseconds>.\" in order to enable it."_s
                                     << QStringList{u"does not watch"_s};
        QTest::newRow("nothing") << u"Dave, no latency spike was observed during the lifetime of this Redis instance, "
                                    "not in the slightest bit."_s
                                 << QStringList{u"Nothing took longer"_s};
        QTest::newRow("events and advice")
            << u"Dave, I have observed latency spikes in this Redis instance. You don't mind talking about it, do you "
               "Dave?\n\n1. command: 1 latency spikes (average 20ms, mean deviation 0ms, period 1.00 sec). Worst all "
               "time event 20ms.\n2. new-event: 3 latency spikes (average 2000ms, mean deviation 0ms, period 1.00 "
               "sec). Worst all time event 2500ms.\n\nI have a few advices for you:\n\n- Check your Slow Log to "
               "understand what are the commands you are running which are too slow to execute.\n- I detected a non "
               "zero amount of anonymous huge pages used by your process."_s
            << QStringList{u"command (1 times, at worst 20\u00a0ms): a command took long"_s, u"not known here"_s,
                           u"view Slow log"_s, u"Transparent huge pages"_s};
    }
    void theLatencyDoctorIsUnderstood()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, parts);
        compare(latencyDoctorWords(text), parts);
    }

private:
    static void compare(const QStringList& words, const QStringList& parts)
    {
        QVERIFY2(words.size() == parts.size(), qPrintable(words.join(u'|')));
        for (qsizetype i = 0; i < parts.size(); ++i)
            QVERIFY2(words[i].contains(parts[i]), qPrintable(words[i]));
    }
};

QTEST_GUILESS_MAIN(TestDiagnosisWords)
#include "tst_diagnosiswords.moc"
