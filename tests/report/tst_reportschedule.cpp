// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/reportschedule.h"

#include <QtCore/QDateTime>
#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestReportSchedule : public QObject
{
    Q_OBJECT

    QTemporaryDir dir;
    const QTimeZone zone = QTimeZone("Europe/Berlin");

    TimeMs at(int year, int month, int day, int hour = 0) const
    {
        return QDateTime(QDate(year, month, day), QTime(hour, 0), zone).toMSecsSinceEpoch();
    }
    ReportSchedule monthly() const
    {
        ReportSchedule schedule;
        schedule.id = u"s1"_s;
        schedule.order.cache = CacheId{u"c1"_s};
        schedule.order.locale = QLocale(u"hi_IN"_s);
        schedule.order.currency = u"INR"_s;
        schedule.order.title = u"A title \"of ours\""_s;
        schedule.order.paper = ReportPaper::Letter;
        schedule.order.form = ReportForm::Html;
        schedule.folder = u"/srv/reports"_s;
        schedule.channel = u"finance"_s;
        schedule.sinceMs = at(2026, 8, 20);
        return schedule;
    }
    QString file(const QString& name, const QByteArray& text) const
    {
        QFile written(dir.filePath(name));
        if (!written.open(QIODevice::WriteOnly) || written.write(text) != text.size())
            qFatal("cannot write");
        return written.fileName();
    }

private Q_SLOTS:
    void whatWasMissedIsMadeUpForOnce()
    {
        const ReportSchedule schedule = monthly();
        QVERIFY(!duePeriod(schedule, {}, at(2026, 8, 31), zone)); // its first month has not ended
        const auto first = duePeriod(schedule, {}, at(2026, 9, 1), zone);
        QCOMPARE(first, (ReportPeriod{at(2026, 8, 1), at(2026, 9, 1)}));
        // The application was off for months: the last one is made, not each.
        const auto late = duePeriod(schedule, {}, at(2026, 12, 5), zone);
        QCOMPARE(late, (ReportPeriod{at(2026, 11, 1), at(2026, 12, 1)}));
        MadeReport made;
        made.schedule = schedule.id;
        made.period = *late;
        QVERIFY(!duePeriod(schedule, {made}, at(2026, 12, 31), zone));
        QVERIFY(duePeriod(schedule, {made}, at(2027, 1, 1), zone));
        made.schedule.clear(); // by hand: not the schedule's
        QVERIFY(duePeriod(schedule, {made}, at(2026, 12, 31), zone));
    }

    void aWeekEndsOnMonday()
    {
        ReportSchedule schedule = monthly();
        schedule.every = ReportEvery::Week;
        schedule.sinceMs = at(2026, 10, 21);
        QVERIFY(!duePeriod(schedule, {}, at(2026, 10, 25, 23), zone));
        QCOMPARE(duePeriod(schedule, {}, at(2026, 10, 26), zone), (ReportPeriod{at(2026, 10, 19), at(2026, 10, 26)}));
    }

    void schedulesComeBackAsTheyWere()
    {
        const QString path = dir.filePath(u"config/reports.json"_s);
        QCOMPARE(loadReportSchedules(path)->size(), std::size_t(0));
        QVERIFY(saveReportSchedules(path, {monthly()}).ok());
        const auto loaded = loadReportSchedules(path);
        QVERIFY2(loaded.ok(), loaded.ok() ? "" : qPrintable(loaded.error().text()));
        const ReportSchedule& schedule = loaded->front();
        QCOMPARE(schedule.id, u"s1"_s);
        QCOMPARE(schedule.order.cache, CacheId{u"c1"_s});
        QCOMPARE(schedule.order.locale, QLocale(u"hi_IN"_s));
        QCOMPARE(schedule.order.title, u"A title \"of ours\""_s);
        QCOMPARE(schedule.order.paper, ReportPaper::Letter);
        QCOMPARE(schedule.order.form, ReportForm::Html);
        QCOMPARE(schedule.channel, u"finance"_s);
        QCOMPARE(schedule.sinceMs, monthly().sinceMs);
    }

    void aFaultOfTheFileIsNamed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("no JSON") << QByteArray("{") << u"reports.json"_s;
        QTest::newRow("no list") << QByteArray(R"({"version":1,"schedules":3})") << u"schedules"_s;
        QTest::newRow("no id") << QByteArray(R"({"version":1,"schedules":[{}]})") << u"schedules[0].id"_s;
        QTest::newRow("another rhythm") << QByteArray(R"({"version":1,"schedules":[{"id":"a","every":"day"}]})")
                                        << u"schedules[0].every"_s;
        QTest::newRow("a folder of nowhere")
            << QByteArray(
                   R"({"version":1,"schedules":[{"id":"a","every":"week","format":"pdf","paper":"a4","cache":"c","folder":"x"}]})")
            << u"folder"_s;
        QTest::newRow("a newer version") << QByteArray(R"({"version":9,"schedules":[]})") << u"reports.json"_s;
    }
    void aFaultOfTheFileIsNamed()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, says);
        const auto loaded = loadReportSchedules(file(u"reports.json"_s, text));
        QVERIFY(!loaded.ok());
        QVERIFY2(loaded.error().text().contains(says), qPrintable(loaded.error().text()));
    }

    void aScheduleThatCannotBeCarriedOutIsRefused()
    {
        QVERIFY(checkReportSchedule(monthly()).ok());
        ReportSchedule schedule = monthly();
        schedule.order.cache = {};
        QVERIFY(!checkReportSchedule(schedule).ok());
        schedule = monthly();
        schedule.folder = u"here"_s;
        QVERIFY(!checkReportSchedule(schedule).ok());
        schedule = monthly();
        schedule.order.currency = u"XXX"_s;
        QVERIFY(!checkReportSchedule(schedule).ok());
    }

    void madeReportsAreListedNewestFirst()
    {
        const QString path = dir.filePath(u"made.json"_s);
        for (int i = 0; i < 210; ++i)
            QVERIFY(addMadeReport(path, {u"/r/%1.pdf"_s.arg(i), u"c"_s, {1000, 2000}, 3000, {}, {}}).ok());
        QVERIFY(addMadeReport(path, {u"/r/150.pdf"_s, u"c"_s, {1000, 2000}, 4000, u"s"_s, u"no mail"_s}).ok());
        const auto made = loadMadeReports(path);
        QVERIFY(made.ok());
        QCOMPARE(made->size(), std::size_t(200));
        QCOMPARE(made->front().file, u"/r/150.pdf"_s);
        QCOMPARE(made->front().problem, u"no mail"_s);
        QCOMPARE(made->front().period, (ReportPeriod{1000, 2000}));
        QCOMPARE(made->at(1).file, u"/r/209.pdf"_s);
        QCOMPARE(
            std::count_if(made->begin(), made->end(), [](const auto& each) { return each.file == u"/r/150.pdf"_s; }),
            1);
    }

    void filesAreNamedSafely()
    {
        QCOMPARE(reportFileName(u"rag-cache"_s, {at(2026, 11, 1), at(2026, 12, 1)}, ReportForm::Pdf, zone),
                 u"rag-cache-2026-11.pdf"_s);
        QCOMPARE(reportFileName(u"../../etc/pass wd"_s, {at(2026, 11, 9), at(2026, 11, 16)}, ReportForm::Csv, zone),
                 u"etc-pass-wd-2026-11-09-to-2026-11-15.csv"_s);
        QCOMPARE(reportFileName(u"///"_s, {at(2026, 1, 1), at(2027, 1, 1)}, ReportForm::Html, zone),
                 u"cache-2026-01-01-to-2026-12-31.html"_s);
    }

    void systemdTakesTheUnits()
    {
        const SystemdUnits units =
            systemdUnits(monthly(), u"rag cache"_s, u"/opt/Cache Ledger/cacheledger"_s,
                         {u"report"_s, u"--cache"_s, u"rag $cache 100%"_s, u"--title"_s, u"a \"b\""_s});
        QCOMPARE(units.name, u"cacheledger-report-rag-cache-monthly"_s);
        QVERIFY2(units.service.contains("ExecStart=\"/opt/Cache Ledger/cacheledger\" report --cache "
                                        "\"rag $$cache 100%%\" --title \"a \\\"b\\\"\"\n"),
                 units.service.constData());
        QVERIFY(units.timer.contains("OnCalendar=*-*-01 06:00:00\n"));
        QVERIFY(units.timer.contains("Persistent=true\n"));
        const QString tool = QStandardPaths::findExecutable(u"systemd-analyze"_s);
        if (tool.isEmpty())
            return;
        QProcess process;
        process.start(tool, {u"calendar"_s, u"Mon *-*-* 06:00:00"_s, u"*-*-01 06:00:00"_s});
        QVERIFY(process.waitForFinished());
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    }
};

QTEST_GUILESS_MAIN(TestReportSchedule)
#include "tst_reportschedule.moc"
