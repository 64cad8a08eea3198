// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include "app/drills/drill.h"

#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// Each failure on a real redis-server: the expected alert, the expected playbook with its values, nothing else of
/// tier 1.
class TestCliDrill : public QObject
{
    Q_OBJECT

    const CliRunner m_cli;

private Q_SLOTS:
    void theAlertComesAndThePlaybookOpens_data()
    {
        QTest::addColumn<QString>("drill");
        for (const Drill& drill : drills())
            QTest::newRow(qPrintable(drill.id)) << drill.id;
    }

    void theAlertComesAndThePlaybookOpens()
    {
        QFETCH(QString, drill);
        const QStringList arguments{u"drill"_s, drill, u"--json"_s};
        CliResult result = m_cli.run(arguments, 120'000);
        if (result.exitCode != 0) // a machine under load misses a poll now and then, and then the alert comes one late
            result = m_cli.run(arguments, 120'000);
        QVERIFY2(result.exitCode == 0, result.out + result.err);
        const auto json = nlohmann::json::parse(result.out.toStdString());
        const Drill* known = findDrill(drill);
        QCOMPARE(QString::fromStdString(json["expectedRule"]), known->rule);
        QCOMPARE(QString::fromStdString(json["playbook"]), known->playbook);
        QVERIFY(json["raised"].get<bool>() && json["unexpected"].empty() && !json["symptoms"].empty());
        QVERIFY(json["secondsHeld"].get<double>() <= json["secondsAllowed"].get<double>());
    }

    void anUnknownDrillIsRefusedWithTheKnownOnes()
    {
        const CliResult result = m_cli.run({u"drill"_s, u"no-such-drill"_s}, 20'000);
        QCOMPARE(result.exitCode, 64);
        QVERIFY2(result.err.contains("There is no drill named no-such-drill") && result.err.contains("stampede"),
                 result.err);
    }

    void aFactorIsANumberFromOneOn()
    {
        for (const QString& factor : {u"0"_s, u"-3"_s, u"fast"_s, u"1e9"_s}) {
            const CliResult result = m_cli.run({u"drill"_s, u"stampede"_s, u"--factor"_s, factor}, 20'000);
            QCOMPARE(result.exitCode, 64);
            QVERIFY2(result.err.contains("--factor"), result.err);
        }
    }
};

QTEST_GUILESS_MAIN(TestCliDrill)
#include "tst_clidrill.moc"
