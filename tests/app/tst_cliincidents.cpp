// SPDX-License-Identifier: GPL-3.0-or-later
#include "../incidents/incidentfixture.h"
#include "cliprocess.h"
#include "incidents/evidencefile.h"
#include "incidents/incidentstore.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

/// `cacheledger incidents ...` as a process.
class TestCliIncidents : public QObject
{
    Q_OBJECT

    std::unique_ptr<CliRunner> cli;
    QString folder() const { return cli->profileDir() + u"/data/incidents"_s; }
    void keepOne() const
    {
        IncidentStore store(folder());
        Incident incident = fullIncident();
        QVERIFY(store.create(incident).ok());
        QVERIFY(store
                    .saveEvidence(incident.id, u"2-slow-log.csv"_s,
                                  evidencefile::toCsv(EvidenceTable{{u"Command"_s}, {{u"KEYS"_s}}, {true}}))
                    .ok());
    }

private Q_SLOTS:
    void init() { cli = std::make_unique<CliRunner>(); }

    void anEmptyProfileHasNone()
    {
        const CliResult list = cli->run({u"incidents"_s, u"list"_s});
        QCOMPARE(list.exitCode, 0);
        QCOMPARE(list.out, QByteArray("There is no incident.\n"));
        QCOMPARE(cli->run({u"incidents"_s, u"list"_s, u"--json"_s}).out, QByteArray("[]\n"));
        QVERIFY(!QDir(cli->profileDir()).exists()); // nothing is made by looking
    }

    void listShowAndExport()
    {
        keepOne();
        const CliResult list = cli->run({u"incidents"_s, u"list"_s});
        QVERIFY2(list.out.startsWith("2026-11-22-1"), list.out.constData());
        const auto json = nlohmann::json::parse(cli->run({u"incidents"_s, u"list"_s, u"--json"_s}).out.toStdString());
        QCOMPARE(json[0]["state"].get<std::string>(), std::string("closed"));
        QCOMPARE(json[0]["owner"].get<std::string>(), std::string("Asha"));
        const CliResult shown = cli->run({u"incidents"_s, u"show"_s, u"2026-11-22-1"_s});
        QVERIFY2(shown.out.contains("| **KEYS** |"), shown.out.constData());
        const auto whole = nlohmann::json::parse(
            cli->run({u"incidents"_s, u"show"_s, u"2026-11-22-1"_s, u"--json"_s}).out.toStdString());
        QCOMPARE(whole["cause"].get<std::string>(), std::string("A deploy wrote without TTL."));
        const QString pdf = cli->path(u"review.pdf"_s);
        const CliResult exported = cli->run({u"incidents"_s, u"export"_s, u"2026-11-22-1"_s, u"--output"_s, pdf});
        QVERIFY2(exported.exitCode == 0, exported.err.constData());
        QFile file(pdf);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith("%PDF-"));
    }

    void whatIsWrongIsSaid_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("an unknown incident")
            << QStringList{u"show"_s, u"2020-01-01-1"_s} << 64 << QByteArray("2020-01-01-1");
        QTest::newRow("a path for an id") << QStringList{u"show"_s, u"../x"_s} << 64 << QByteArray("../x");
        QTest::newRow("no output") << QStringList{u"export"_s, u"2026-11-22-1"_s} << 64 << QByteArray("--output");
        QTest::newRow("another kind of file")
            << QStringList{u"export"_s, u"2026-11-22-1"_s, u"--output"_s, u"x.doc"_s} << 64 << QByteArray(".pdf");
        QTest::newRow("a folder that is not there")
            << QStringList{u"export"_s, u"2026-11-22-1"_s, u"--output"_s, u"/nowhere/at/all/x.md"_s} << 74
            << QByteArray("/nowhere");
    }
    void whatIsWrongIsSaid()
    {
        QFETCH(QStringList, words);
        QFETCH(int, exitCode);
        QFETCH(QByteArray, says);
        keepOne();
        const CliResult result = cli->run(QStringList{u"incidents"_s} + words);
        QCOMPARE(result.exitCode, exitCode);
        QVERIFY2(result.err.contains(says), result.err.constData());
    }

    void aBrokenOneIsToldAndTheOthersAreListed()
    {
        keepOne();
        QDir().mkpath(folder() + u"/2026-11-22-7"_s);
        QFile file(folder() + u"/2026-11-22-7/incident.json"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{");
        file.close();
        const CliResult list = cli->run({u"incidents"_s, u"list"_s});
        QCOMPARE(list.exitCode, 78);
        QVERIFY(list.err.contains("2026-11-22-7"));
        QVERIFY(list.out.contains("2026-11-22-1"));
    }
};

QTEST_GUILESS_MAIN(TestCliIncidents)
#include "tst_cliincidents.moc"
