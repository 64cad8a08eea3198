// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/referencecheck.h"

#include <QtTest/QTest>

using namespace cacheledger;

namespace
{

Reply members(const std::vector<QByteArray>& texts)
{
    Reply reply;
    reply.type = Reply::Type::Array;
    for (const QByteArray& text : texts)
        reply.elements.push_back({Reply::Type::Bulk, text, 0, {}});
    return reply;
}

Reply type(const QByteArray& text)
{
    return {Reply::Type::Status, text, 0, {}};
}

/// A cache of answers "resp:<hash>" and one prefix of sets.
KeyReport reportWith(const std::vector<QByteArray>& sets)
{
    KeyReport report;
    report.delimiter = ':';
    PrefixShare answers;
    answers.prefix = "resp:";
    answers.stat.keys = 100;
    answers.stat.types[0] = 100;
    answers.stat.hexIds[8] = 100;
    PrefixShare mapping;
    mapping.prefix = "map:";
    mapping.stat.keys = 10;
    mapping.stat.types[static_cast<std::size_t>(KeyType::Set)] = 10;
    report.prefixes = {answers, mapping};
    report.someSets["map:"] = sets;
    return report;
}

} // namespace

class TestReferenceCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void membersThatAreGone_data()
    {
        QTest::addColumn<QList<QByteArray>>("members");
        QTest::addColumn<QList<QByteArray>>("types"); // of "resp:" + member
        QTest::addColumn<double>("looked");
        QTest::addColumn<double>("stale");
        QTest::newRow("some are there") << QList<QByteArray>{"0000000a", "0000000b"}
                                        << QList<QByteArray>{"string", "none"} << 2.0 << 1.0;
        QTest::newRow("all are there") << QList<QByteArray>{"one", "two"} << QList<QByteArray>{"string", "hash"} << 2.0
                                       << 0.0;
        QTest::newRow("none is, but they are like the ids of another prefix")
            << QList<QByteArray>{"0000000a", "0000000b"} << QList<QByteArray>{"none", "none"} << 2.0 << 2.0;
        QTest::newRow("none is, and they are words")
            << QList<QByteArray>{"red", "blue"} << QList<QByteArray>{"none", "none"} << 0.0 << 0.0;
        QTest::newRow("ids of another length")
            << QList<QByteArray>{"00000a", "00000b"} << QList<QByteArray>{"none", "none"} << 0.0 << 0.0;
    }
    void membersThatAreGone()
    {
        QFETCH(QList<QByteArray>, members);
        QFETCH(QList<QByteArray>, types);
        KeyReport report = reportWith({"map:1"});
        ReferenceCheck check(report);
        const auto sets = check.next();
        QCOMPARE(sets.size(), std::size_t(1));
        QCOMPARE(sets[0].kind(), CommandKind::SetRandomMembers);
        check.take({::members({members.begin(), members.end()})});
        const auto questions = check.next();
        QCOMPARE(questions.size(), std::size_t(members.size()));
        QVERIFY(questions[0].wire().contains("resp:" + members[0]));
        std::vector<Reply> answers;
        for (const QByteArray& each : types)
            answers.push_back(type(each));
        check.take(answers);
        QVERIFY(check.next().empty());
        check.fillIn(report);
        QTEST(report.prefixes[1].references, "looked");
        QTEST(report.prefixes[1].staleReferences, "stale");
        QCOMPARE(report.prefixes[0].references, 0.0);
    }

    void aMemberWithAPrefixIsLookedForByItself()
    {
        ReferenceCheck check(reportWith({"map:1"}));
        (void)check.next();
        check.take({members({"resp:0000000a"})});
        const auto questions = check.next();
        QCOMPARE(questions.size(), std::size_t(2));
        QVERIFY(questions[0].wire().endsWith("resp:0000000a\r\n"));
    }

    void manySetsAreAskedInSteps()
    {
        std::vector<QByteArray> sets;
        for (int i = 0; i < 25; ++i)
            sets.push_back("map:" + QByteArray::number(i));
        ReferenceCheck check(reportWith(sets));
        std::size_t asked = 0;
        for (auto questions = check.next(); !questions.empty(); questions = check.next()) {
            QVERIFY(questions.size() <= 10);
            asked += questions.size();
            check.take(std::vector<Reply>(questions.size(), members({})));
        }
        QCOMPARE(asked, std::size_t(25));
    }

    void refusedOrTooFewAnswersAreNone()
    {
        KeyReport report = reportWith({"map:1", "map:2"});
        ReferenceCheck check(report);
        (void)check.next();
        check.take({{Reply::Type::Error, "NOPERM", 0, {}}});
        QVERIFY(check.next().empty());
        check.fillIn(report);
        QCOMPARE(report.prefixes[1].references, 0.0);
    }

    void whatNobodyCouldTellIsNotStale()
    {
        KeyReport report = reportWith({"map:1"});
        ReferenceCheck check(report);
        (void)check.next();
        QCOMPARE(check.askedKeys(), std::vector<QByteArray>{"map:1"});
        check.take({members({"0000000a", "0000000b", "0000000c"})});
        (void)check.next();
        QCOMPARE(check.askedKeys(), std::vector<QByteArray>({"resp:0000000a", "resp:0000000b", "resp:0000000c"}));
        check.take({type("string"), {Reply::Type::Error, "MOVED 1 127.0.0.1:1", 0, {}}, type("none")});
        check.fillIn(report);
        QCOMPARE(report.prefixes[1].references, 2.0);
        QCOMPARE(report.prefixes[1].staleReferences, 1.0);
        QCOMPARE(check.unknown(), 1.0);
    }

    void withoutSetsNothingIsAsked() { QVERIFY(ReferenceCheck(reportWith({})).next().empty()); }
};

QTEST_GUILESS_MAIN(TestReferenceCheck)
#include "tst_referencecheck.moc"
