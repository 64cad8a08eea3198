// SPDX-License-Identifier: GPL-3.0-or-later
#include "../report/monthhistory.h"
#include "cliprocess.h"
#include "config/cachestore.h"
#include "config/profile.h"
#include "cost/coststore.h"
#include "report/reportschedule.h"

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

/// `cacheledger report` as a process, over a history whose every hit is known.
class TestCliReport : public QObject
{
    Q_OBJECT

    std::unique_ptr<CliRunner> cli;
    CacheId cache;
    GeneratedCounts counts;
    const QTimeZone zone = QTimeZone("Europe/Berlin");

    Profile profile() const { return Profile::under(cli->profileDir()); }
    TimeMs at(int month, int day, int hour = 0) const
    {
        return QDateTime(QDate(2026, month, day), QTime(hour, 0), zone).toMSecsSinceEpoch();
    }
    static QString iso(TimeMs timeMs)
    {
        return QDateTime::fromMSecsSinceEpoch(timeMs, QTimeZone::utc()).toString(Qt::ISODateWithMs);
    }
    /// Two October days around the change of clocks, a sample each ten minutes, and a price that changes at midnight.
    void fill()
    {
        QVERIFY(profile().create().ok());
        CacheStore caches(profile().cachesFile());
        QVERIFY(caches.load().ok());
        CacheConfig config;
        config.id = newCacheId();
        config.name = u"rag"_s;
        NodeConfig node;
        node.id = newNodeId();
        node.endpoint.host = u"127.0.0.1"_s;
        config.nodes = {node};
        QVERIFY(caches.add(config).ok());
        cache = config.id;
        QVERIFY(writeGeneratedHistory(profile().historyFile(), cache, u"rag"_s, at(10, 24) - 600'000, at(10, 27),
                                      600'000, &counts));
        CostPlan plan;
        plan.cache = cache;
        plan.currency = currencies::usd();
        plan.timeZone = "Europe/Berlin";
        for (const auto& [fromMs, cost] : {std::pair<TimeMs, const char*>(0, "0.5"), {at(10, 26), "0.25"}}) {
            StageValue value;
            value.stage = u"response"_s;
            value.costPerHit = *Money::parse(QString::fromLatin1(cost), currencies::usd());
            value.source = u"entered by a test"_s;
            value.validFromMs = fromMs;
            plan.values.push_back(value);
        }
        CostStore costs(profile().costsFile());
        QVERIFY(costs.load().ok());
        const auto kept = costs.setPlan(plan);
        QVERIFY2(kept.ok(), kept.ok() ? "" : qPrintable(kept.error().text()));
    }
    QStringList words(const QString& file, TimeMs fromMs, TimeMs toMs, const QStringList& more = {}) const
    {
        return QStringList{u"report"_s, u"--cache"_s,  u"rag"_s, u"--from"_s,   iso(fromMs), u"--to"_s,
                           iso(toMs),   u"--output"_s, file,     u"--locale"_s, u"en_US"_s} +
               more;
    }
    static QByteArray contentOf(const QString& name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// What introducing the cache has cost, under the cache's name.
    void writeScenario() const
    {
        QVERIFY(QDir().mkpath(profile().scenariosDir()));
        QFile scenario(profile().scenariosDir() + u"/rag.json"_s);
        QVERIFY(scenario.open(QIODevice::WriteOnly));
        scenario.write(R"({"version": 1, "name": "rag", "currency": "USD", "implementationCost": "4000",
                           "before": [{"name": "API", "perMonth": "900"}]})");
    }
    /// The raw value of a figure in the CSV.
    static QByteArray valueOf(const QByteArray& csv, const QByteArray& id)
    {
        for (const QByteArray& line : csv.split('\n')) {
            const QList<QByteArray> fields = line.split(',');
            if (fields.size() > 4 && fields[1] == id)
                return fields[fields.size() - 4];
        }
        return {};
    }

private Q_SLOTS:
    void init()
    {
        cli = std::make_unique<CliRunner>();
        fill();
    }

    void aScenarioNamedLikeTheCacheTellsWhatWasSpentOnce()
    {
        const QByteArray tooShort = "Payback: not known, as the period is too short";
        const QString before = cli->path(u"before.html"_s);
        QCOMPARE(cli->run(words(before, at(10, 24), at(10, 27))).exitCode, 0);
        QVERIFY(!contentOf(before).contains(tooShort));
        writeScenario();
        const QString after = cli->path(u"after.html"_s);
        const CliResult result = cli->run(words(after, at(10, 24), at(10, 27)));
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY2(contentOf(after).contains(tooShort), contentOf(after).constData());
    }

    void aScenarioOfAnotherCurrencyIsTakenAtTheEnteredRate()
    {
        writeScenario();
        const QString without = cli->path(u"without.html"_s), with = cli->path(u"with.html"_s);
        const QStringList inRupees{u"--currency"_s, u"INR"_s};
        QCOMPARE(cli->run(words(without, at(10, 24), at(10, 27), inRupees)).exitCode, 0);
        QVERIFY2(contentOf(without).contains("$4,000.00 was spent once and no rate of exchange to INR is entered"),
                 contentOf(without).constData());
        CostStore costs(profile().costsFile());
        QVERIFY(costs.load().ok());
        CostPlan plan = costs.planOf(cache);
        const QStringList ledger{u"ledger"_s,     u"--cache"_s, u"rag"_s,       u"--from"_s,
                                 iso(at(10, 24)), u"--to"_s,    iso(at(10, 27))};
        QVERIFY(cli->run(ledger).out.contains("Net saving: $"));
        plan.currency = currencies::inr();
        QVERIFY(costs.setPlan(plan).ok());
        const CliResult apart = cli->run(ledger);
        QVERIFY2(apart.out.contains("Net saving: not known without a rate of exchange"), apart.out.constData());
        const QJsonObject json = QJsonDocument::fromJson(cli->run(ledger + QStringList{u"--json"_s}).out).object();
        QVERIFY(json[u"total"_s][u"gross"_s].isString());
        QCOMPARE(json[u"total"_s][u"net"_s].type(), QJsonValue::Null);
        QCOMPARE(json[u"perThousandRequests"_s].type(), QJsonValue::Null);
        plan.currency = currencies::usd();
        plan.rates = {{currencies::usd(), currencies::inr(), *Decimal::parse(u"83.125"_s), at(10, 1), u"bank"_s},
                      {currencies::usd(), currencies::inr(), *Decimal::parse(u"99"_s), at(11, 1), u"later"_s}};
        QVERIFY(costs.setPlan(plan).ok());
        QCOMPARE(cli->run(words(with, at(10, 24), at(10, 27), inRupees)).exitCode, 0);
        const QByteArray html = contentOf(with);
        QVERIFY2(html.contains("Payback: not known, as the period is too short"), html.constData());
        for (const char* row : {"scenario “rag”", "83.125", "INR / USD"})
            QVERIFY2(html.contains(row), row);
        QVERIFY2(html.contains("3,32,500.00"), html.constData()); // 4,000 x 83.125
    }

    void everyFormIsWrittenWithoutADisplay()
    {
        cli->removeVariable(u"DISPLAY"_s);
        cli->removeVariable(u"QT_QPA_PLATFORM"_s);
        for (const auto& [ending, begins] : {std::pair<QString, QByteArray>(u"pdf"_s, "%PDF-1.4"),
                                             {u"html"_s, "<!DOCTYPE html>"},
                                             {u"csv"_s, "section,"}}) {
            const QString file = cli->path(u"out."_s + ending);
            const CliResult result = cli->run(words(file, at(10, 24), at(10, 27)));
            QVERIFY2(result.exitCode == 0, result.err.constData());
            QVERIFY2(contentOf(file).startsWith(begins), contentOf(file).left(20).constData());
        }
    }

    void theTotalIsThatOfEveryHitAcrossClocksAndPrices()
    {
        const QString file = cli->path(u"out.csv"_s);
        const CliResult result = cli->run(words(file, at(10, 24), at(10, 27)));
        QVERIFY2(result.exitCode == 0, result.err.constData());
        const QByteArray csv = contentOf(file);
        QCOMPARE(valueOf(csv, "stage.response.hits"), QByteArray::number(counts.responseHits));
        // Until midnight of the 26th a hit was 0.5, then 0.25. The step into a sample counts where the sample lies.
        qint64 early = 0, late = 0;
        for (qint64 n = 1; n * 600'000 < at(10, 27) - at(10, 24) + 600'000; ++n)
            (at(10, 24) - 600'000 + n * 600'000 < at(10, 26) ? early : late) += 70 + n % 7;
        QCOMPARE(early + late, counts.responseHits);
        const Money expected =
            *Money::parse(u"0.5", currencies::usd()) * early + *Money::parse(u"0.25", currencies::usd()) * late;
        QCOMPARE(valueOf(csv, "gross"), expected.rounded().toDecimalString(2).toLatin1());
        QCOMPARE(valueOf(csv, "net"), expected.rounded().toDecimalString(2).toLatin1());
        QVERIFY(csv.contains("entry.2026-10-25.net")); // the day of 25 hours is one entry
    }

    void aBareDateIsMidnightOfTheReportsZone()
    {
        const QString folder = QDir::cleanPath(cli->path(u"."_s));
        const auto report = [&](const QString& from, const QString& to) {
            return cli->run({u"report"_s, u"--cache"_s, u"rag"_s, u"--from"_s, from, u"--to"_s, to, u"--folder"_s,
                             folder, u"--format"_s, u"csv"_s});
        };
        const CliResult result = report(u"2026-10-24"_s, u"2026-10-27"_s); // Berlin's, with a day of 25 hours
        QVERIFY2(result.exitCode == 0, result.err.constData());
        const QByteArray csv = contentOf(cli->path(u"rag-2026-10-24-to-2026-10-26.csv"_s));
        QCOMPARE(valueOf(csv, "stage.response.hits"), QByteArray::number(counts.responseHits));
        const CliResult backwards = report(u"2026-10-27"_s, u"2026-10-27"_s);
        QCOMPARE(backwards.exitCode, 64);
        QVERIFY2(backwards.err.contains("--from must be before --to"), backwards.err.constData());
    }

    void aRangeWithoutDataIsAnError()
    {
        const QString file = cli->path(u"out.pdf"_s);
        const CliResult result = cli->run(words(file, at(5, 1), at(6, 1)));
        QCOMPARE(result.exitCode, 64);
        QVERIFY2(result.err.contains("no application data of rag"), result.err.constData());
        QVERIFY(!QFile::exists(file));
    }

    void aSecondAndTenYearsAreTruthful()
    {
        const QString file = cli->path(u"out.csv"_s);
        const CliResult second = cli->run(words(file, at(10, 25, 12), at(10, 25, 12) + 1000));
        QVERIFY2(second.exitCode == 0 || (second.exitCode == 64 && second.err.contains("no application data")),
                 second.err.constData());
        const TimeMs tenYears = qint64(3652) * 86'400'000;
        const CliResult years = cli->run(words(file, at(10, 27) - tenYears, at(10, 27)));
        QVERIFY2(years.exitCode == 0, years.err.constData());
        const QByteArray csv = contentOf(file);
        QCOMPARE(valueOf(csv, "stage.response.hits"), QByteArray::number(counts.responseHits));
        QVERIFY2(valueOf(csv, "coverage").toDouble() < 0.01, valueOf(csv, "coverage").constData());
    }

    void whatIsWrongIsSaid_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("says");
        const QStringList good{u"--preset"_s, u"last-month"_s};
        QTest::newRow("no cache") << QStringList{u"--output"_s, u"x.pdf"_s} + good << 64 << QByteArray("--cache");
        QTest::newRow("an unknown cache")
            << QStringList{u"--cache"_s, u"rga"_s, u"--output"_s, u"x.pdf"_s} + good << 64 << QByteArray("rag");
        QTest::newRow("no place to go") << QStringList{u"--cache"_s, u"rag"_s} + good << 64 << QByteArray("--output");
        QTest::newRow("no period") << QStringList{u"--cache"_s, u"rag"_s, u"--output"_s, u"x.pdf"_s} << 64
                                   << QByteArray("--preset");
        QTest::newRow("an unknown preset")
            << QStringList{u"--cache"_s, u"rag"_s, u"--output"_s, u"x.pdf"_s, u"--preset"_s, u"last-decade"_s} << 64
            << QByteArray("last-decade");
        QTest::newRow("an unknown form") << QStringList{u"--cache"_s, u"rag"_s, u"--output"_s, u"x.doc"_s} + good << 64
                                         << QByteArray("x.doc");
        QTest::newRow("an unknown currency")
            << QStringList{u"--cache"_s, u"rag"_s, u"--output"_s, u"x.pdf"_s, u"--currency"_s, u"XYZ"_s} + good << 64
            << QByteArray("XYZ");
        QTest::newRow("an unknown locale")
            << QStringList{u"--cache"_s, u"rag"_s, u"--output"_s, u"x.pdf"_s, u"--locale"_s, u"klingon"_s} + good << 64
            << QByteArray("klingon");
        QTest::newRow("an unknown channel")
            << QStringList{u"--cache"_s, u"rag"_s, u"--output"_s, u"x.pdf"_s, u"--mail"_s, u"nobody"_s} + good << 64
            << QByteArray("nobody");
    }
    void whatIsWrongIsSaid()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        QFETCH(QByteArray, says);
        const CliResult result = cli->run(QStringList{u"report"_s} + arguments);
        QCOMPARE(result.exitCode, exitCode);
        QVERIFY2(result.err.contains(says), result.err.constData());
    }

    void whatCannotBeWrittenIsNamed()
    {
        const CliResult nowhere = cli->run(words(u"/nowhere/at/all/x.pdf"_s, at(10, 24), at(10, 27)));
        QCOMPARE(nowhere.exitCode, 74);
        QVERIFY2(nowhere.err.contains("/nowhere/at/all"), nowhere.err.constData());
        const CliResult folder = cli->run(words(cli->profileDir(), at(10, 24), at(10, 27), {u"--format"_s, u"pdf"_s}));
        QCOMPARE(folder.exitCode, 74);
        const CliResult logo =
            cli->run(words(cli->path(u"x.pdf"_s), at(10, 24), at(10, 27), {u"--logo"_s, u"/no/logo.png"_s}));
        QCOMPARE(logo.exitCode, 74);
        QVERIFY2(logo.err.contains("logo.png"), logo.err.constData());
    }

    void aFolderGetsANamedFile()
    {
        const CliResult result =
            cli->run({u"report"_s, u"--cache"_s, u"rag"_s, u"--from"_s, iso(at(10, 24)), u"--to"_s, iso(at(10, 27)),
                      u"--folder"_s, QDir::cleanPath(cli->path(u"."_s)), u"--format"_s, u"csv"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY(QFile::exists(cli->path(u"rag-2026-10-24-to-2026-10-26.csv"_s)));
    }

    void aReportIsSentAsAnAttachment()
    {
        QProcess server;
        server.start(u"/usr/bin/python3"_s,
                     {QStringLiteral(PROJECT_SOURCE_DIR "/tests/app/mailserver.py"), u"plain"_s});
        while (!server.canReadLine() && server.waitForReadyRead())
            continue;
        const int port = server.readLine().trimmed().toInt();
        if (port == 0)
            QSKIP("aiosmtpd is not installed");
        QFile channels(profile().channelsFile());
        QVERIFY(channels.open(QIODevice::WriteOnly));
        channels.write(QStringLiteral(R"({"version": 1, "channels": [{"id": "finance", "kind": "mail", "settings": {
            "host": "127.0.0.1", "port": %1, "security": "none", "from": "c@example.org", "to": ["f@example.org"]}}]})")
                           .arg(port)
                           .toUtf8());
        channels.close();
        const QString file = cli->path(u"über.pdf"_s);
        const CliResult sent = cli->run(words(file, at(10, 24), at(10, 27), {u"--mail"_s, u"finance"_s}));
        QVERIFY2(sent.exitCode == 0, sent.err.constData());
        while (!server.canReadLine() && server.waitForReadyRead())
            continue;
        const auto mail = nlohmann::json::parse(server.readLine().toStdString());
        QCOMPARE(mail["subject"].get<std::string>(), std::string("Cost report of rag"));
        QCOMPARE(mail["files"][0][0].get<std::string>(), std::string("über.pdf"));
        QCOMPARE(mail["files"][0][1].get<qint64>(), QFileInfo(file).size());
        server.kill();
        server.waitForFinished();
        const CliResult refused = cli->run(words(file, at(10, 24), at(10, 27), {u"--mail"_s, u"finance"_s}));
        QCOMPARE(refused.exitCode, 69);
        QVERIFY2(refused.err.contains("was written, but not sent"), refused.err.constData());
    }

    void aScheduleIsKeptOrPrinted()
    {
        const QStringList schedule{u"report"_s,   u"schedule"_s,           u"--cache"_s, u"rag"_s,
                                   u"--folder"_s, cli->path(u"reports"_s), u"--every"_s, u"week"_s};
        CliResult result = cli->run(schedule);
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QCOMPARE(cli->run(schedule).exitCode, 0); // again: the same one
        const auto kept = loadReportSchedules(profile().reportsFile());
        QVERIFY(kept.ok());
        QCOMPARE(kept->size(), std::size_t(1));
        QCOMPARE(kept->front().order.cache, cache);
        QCOMPARE(kept->front().every, ReportEvery::Week);
        result = cli->run(schedule + QStringList{u"--systemd"_s});
        QVERIFY2(result.out.contains("OnCalendar=Mon *-*-* 06:00:00"), result.out.constData());
        QVERIFY2(result.out.contains("--preset last-week"), result.out.constData());
        QVERIFY2(result.out.contains("--profile " + cli->profileDir().toUtf8()), result.out.constData());
        // A service has another working folder.
        const QString relative = QDir::current().relativeFilePath(cli->profileDir());
        result = cli->run(QStringList{u"--profile"_s, relative} + schedule + QStringList{u"--systemd"_s});
        QVERIFY2(result.out.contains("--profile " + cli->profileDir().toUtf8()), result.out.constData());
        cli->setVariable(u"XDG_CONFIG_HOME"_s, cli->path(u"xdg"_s));
        result = cli->run(schedule + QStringList{u"--systemd"_s, u"--write"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY(QFile::exists(cli->path(u"xdg/systemd/user/cacheledger-report-rag-weekly.timer"_s)));
        QCOMPARE(cli->run(schedule + QStringList{u"--write"_s}).exitCode, 64);
        QCOMPARE(cli->run({u"report"_s, u"schedule"_s, u"--cache"_s, u"rag"_s}).exitCode, 64);
    }
};

QTEST_GUILESS_MAIN(TestCliReport)
#include "tst_clireport.moc"
