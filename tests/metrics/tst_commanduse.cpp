// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/commanduse.h"

#include <QtTest/QTest>

using namespace cacheledger;

class TestCommandUse : public QObject
{
    Q_OBJECT

    static CommandUse use(const char* name, std::optional<double> calls, std::optional<double> usec)
    {
        CommandUse made;
        made.name = name;
        made.calls = calls;
        made.usec = usec;
        return made;
    }
    static std::string names(const std::vector<CommandUse>& uses)
    {
        std::string all;
        for (const CommandUse& each : uses)
            all += each.name + ' ';
        return all;
    }

private Q_SLOTS:
    void findsCommandsAndErrorTypesAmongMetrics()
    {
        const std::vector<std::string> metrics{"cmdstat.config|get.calls",  "cmdstat.get.usec",
                                               "cmdstat.get.calls",         "cmdstat..calls",
                                               "errorstat.WRONGTYPE.count", "used_memory"};
        QCOMPARE(commandsIn(metrics), (std::vector<std::string>{"config|get", "get"}));
        QCOMPARE(errorTypesIn(metrics), std::vector<std::string>{"WRONGTYPE"});
    }

    void sharesAreOfWhatIsKnown()
    {
        std::vector<CommandUse> uses{use("get", 75, 100), use("set", 25, 300), use("odd", {}, {})};
        setShares(uses);
        QCOMPARE(uses[0].callShare, std::optional(0.75));
        QCOMPARE(uses[1].timeShare, std::optional(0.75));
        QVERIFY(!uses[2].callShare && !uses[2].timeShare);
        std::vector<CommandUse> idle{use("get", 0, 0)};
        setShares(idle);
        QVERIFY(!idle[0].callShare && !idle[0].timeShare);
    }

    void sortsByEachOrder_data()
    {
        QTest::addColumn<int>("order");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("most time together") << int(CommandOrder::Time) << QByteArray("keys get set odd ");
        QTest::newRow("most calls") << int(CommandOrder::Calls) << QByteArray("get set keys odd ");
        QTest::newRow("slowest on average") << int(CommandOrder::Mean) << QByteArray("keys set get odd ");
        QTest::newRow("slowest p99, most of them not known")
            << int(CommandOrder::P99) << QByteArray("set get keys odd ");
        QTest::newRow("most failures") << int(CommandOrder::Failures) << QByteArray("set keys get odd ");
    }
    void sortsByEachOrder()
    {
        QFETCH(int, order);
        std::vector<CommandUse> uses{use("odd", {}, {}), use("set", 40, 80), use("get", 90, 90), use("keys", 1, 900)};
        uses[1].usecPerCall = 2, uses[2].usecPerCall = 1, uses[3].usecPerCall = 900;
        uses[1].p99 = 7;
        uses[1].rejected = 2, uses[1].failed = 3, uses[3].failed = 4;
        sortCommands(uses, static_cast<CommandOrder>(order));
        QTEST(QByteArray::fromStdString(names(uses)), "expected");
    }
};

QTEST_APPLESS_MAIN(TestCommandUse)
#include "tst_commanduse.moc"
