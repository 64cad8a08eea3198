// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include "app/drills/drill.h"
#include "app/drills/drillprocess.h"

#include <QtCore/QFile>
#include <QtTest/QSignalSpy>
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

    void aWindowIsForPeopleAndSaysAtItsEndWhatCameOfIt()
    {
        const auto window = m_cli.start({u"drill"_s, u"connection-exhaustion"_s, u"--window"_s});
        QByteArray said;
        const auto hasSaid = [&](const char* text) {
            said += window->readAllStandardError();
            return said.contains(text);
        };
        QTRY_VERIFY2_WITH_TIMEOUT(hasSaid("The playbook connection-exhaustion was opened") ||
                                      window->state() == QProcess::NotRunning,
                                  said, 120'000);
        window->terminate();
        const CliResult result = CliRunner::wait(*window, 30'000);
        QVERIFY2(result.exitCode == 0 || result.exitCode == 1, said + result.err); // 1: late, on a loaded machine
        QVERIFY2(result.out.contains("Opened: the playbook connection-exhaustion."), result.out + said);
        QVERIFY(!QFile::exists(m_cli.profileDir() + u"/data/history.sqlite"_s)); // nothing of it is the user's
    }

    void theWindowRunsADrillBesideItAndTellsItsResult()
    {
        qputenv("QT_QPA_PLATFORM", "offscreen");
        DrillProcess drill(QStringLiteral(CACHELEDGER_BINARY));
        QCOMPARE(drill.choices().size(), drills().size());
        QSignalSpy ended(&drill, &DrillLauncher::ended), failed(&drill, &DrillLauncher::failed);
        drill.start(u"stampede"_s, 300);
        QVERIFY(drill.isRunning());
        drill.stop();
        QTRY_VERIFY_WITH_TIMEOUT(!drill.isRunning(), 30'000);
        QCOMPARE(ended.size() + failed.size(), 1); // it was stopped before or after its window stood
        drill.start(u"no-such-drill"_s, 60);
        QTRY_VERIFY_WITH_TIMEOUT(!drill.isRunning(), 30'000);
        QVERIFY(failed.last().at(0).value<Error>().text().contains(u"no-such-drill"_s));
        DrillProcess nothing(u"/nonexistent/program"_s);
        QSignalSpy refused(&nothing, &DrillLauncher::failed);
        nothing.start(u"stampede"_s, 60);
        QTRY_COMPARE(refused.size(), 1);
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
