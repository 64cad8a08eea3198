// SPDX-License-Identifier: GPL-3.0-or-later
#include "../report/madeupreport.h"
#include "app/livereports.h"
#include "app/reportmaking.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QMutex>
#include <QtCore/QSemaphore>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

/// Reports for the window and by schedule, with a ledger that is made up.
class TestLiveReports : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> dir;
    std::shared_ptr<ManualClock> clock;
    std::unique_ptr<LiveReports> reports;
    std::vector<LedgerRequest> asked;
    QMutex mutex;
    QSemaphore mayAnswer;
    bool waits = false;
    bool hasData = true;
    int retryMs = 3'600'000;

    QString path(const QString& name) const { return dir->filePath(name); }
    Profile profile() const { return Profile::under(dir->path()); }
    void make()
    {
        LiveReports::Parts parts;
        parts.profile = profile();
        parts.clock = clock;
        parts.checkMs = 20;
        parts.retryMs = retryMs;
        parts.gathering = [this](const CacheId& cache, const QString&) -> Result<ReportGathering> {
            if (cache.value != "rag"_L1)
                return Error{ErrorCode::UnknownCache, u"There is no cache like that."_s, {}};
            ReportGathering gathering;
            gathering.profile = profile();
            gathering.cache = cache;
            gathering.cacheName = u"rag-cache"_s;
            gathering.zone = QTimeZone::utc();
            gathering.ledger = [this](const LedgerRequest& request) -> Result<Ledger> {
                {
                    const QMutexLocker lock(&mutex);
                    asked.push_back(request);
                }
                if (waits)
                    mayAnswer.acquire();
                Ledger ledger = madeUpReport().ledger;
                if (!hasData)
                    ledger.total.coverage = 0;
                return ledger;
            };
            return gathering;
        };
        parts.channels = [] { return std::vector<AlertChannel>(); };
        reports = std::make_unique<LiveReports>(parts);
    }
    static ReportOrder order()
    {
        ReportOrder order;
        order.cache = CacheId{u"rag"_s};
        order.period = {reportTime(2026, 11, 1), reportTime(2026, 12, 1)};
        order.locale = QLocale(u"en_US"_s);
        return order;
    }
    ReportSchedule schedule(const QString& folder) const
    {
        ReportSchedule schedule;
        schedule.id = u"monthly"_s;
        schedule.order = order();
        schedule.order.period = {};
        schedule.folder = folder;
        schedule.sinceMs = reportTime(2026, 11, 20);
        return schedule;
    }

private Q_SLOTS:
    void init()
    {
        dir = std::make_unique<QTemporaryDir>();
        clock = std::make_shared<ManualClock>(reportTime(2026, 11, 30));
        asked.clear();
        waits = false;
        hasData = true;
        retryMs = 3'600'000;
        make();
    }
    void cleanup()
    {
        mayAnswer.release(100);
        reports.reset();
        while (mayAnswer.tryAcquire()) { // the next test begins with none
        }
    }

    void aReportIsMadeAndSaved()
    {
        QSignalSpy ready(reports.get(), &ReportClient::reportReady);
        const quint64 id = reports->requestReport(order());
        QVERIFY(ready.isEmpty()); // never from within the call
        QTRY_COMPARE(ready.size(), 1);
        QCOMPARE(ready[0][0].toULongLong(), id);
        QCOMPARE(ready[0][1].value<CostReportPtr>()->cacheName, u"rag-cache"_s);
        QCOMPARE(asked.size(), std::size_t(2)); // the period before, too
        QCOMPARE(asked[1].toMs, asked[0].fromMs);
        QCOMPARE(asked[0].by, LedgerStep::Day);

        QSignalSpy saved(reports.get(), &ReportClient::saved);
        reports->save(order(), path(u"out.pdf"_s));
        QTRY_COMPARE(saved.size(), 1);
        QFile file(path(u"out.pdf"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith("%PDF-"));
        QCOMPARE(reports->made().size(), std::size_t(1));
        QCOMPARE(reports->made().front().file, path(u"out.pdf"_s));
        make(); // it is remembered
        reports->start();
        QCOMPARE(reports->made().size(), std::size_t(1));
    }

    void tenYearsGoByMonth()
    {
        ReportOrder ten = order();
        ten.period.fromMs = reportTime(2016, 12, 1);
        QSignalSpy ready(reports.get(), &ReportClient::reportReady);
        reports->requestReport(ten);
        QTRY_COMPARE(ready.size(), 1);
        QCOMPARE(asked[0].by, LedgerStep::Month);
    }

    void whatFailsIsSaid()
    {
        QSignalSpy failed(reports.get(), &ReportClient::failed);
        ReportOrder unknown = order();
        unknown.cache = CacheId{u"x"_s};
        reports->requestReport(unknown);
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed[0][1].value<Error>().code, ErrorCode::UnknownCache);
        hasData = false;
        reports->save(order(), path(u"empty.pdf"_s));
        QTRY_COMPARE(failed.size(), 2);
        QVERIFY(failed[1][1].value<Error>().message.contains(u"no application data of rag-cache"_s));
        QVERIFY(!QFile::exists(path(u"empty.pdf"_s)));
        hasData = true;
        reports->save(order(), path(u"none/out.pdf"_s));
        QTRY_COMPARE(failed.size(), 3);
        QVERIFY(failed[2][1].value<Error>().message.contains(u"there is no folder"_s));
        reports->save(order(), dir->path());
        QTRY_COMPARE(failed.size(), 4);
        QVERIFY(failed[3][1].value<Error>().message.contains(u"that is a folder"_s));
    }

    void cancelledWorkWritesNothing()
    {
        waits = true;
        QSignalSpy saved(reports.get(), &ReportClient::saved), failed(reports.get(), &ReportClient::failed);
        const quint64 id = reports->save(order(), path(u"out.pdf"_s));
        QTRY_VERIFY([this] {
            const QMutexLocker lock(&mutex);
            return !asked.empty();
        }());
        reports->cancel(id);
        mayAnswer.release(10);
        reports.reset(); // waits for what runs
        QVERIFY(saved.isEmpty() && failed.isEmpty());
        QVERIFY(!QFile::exists(path(u"out.pdf"_s)));
    }

    void aFullDiskLeavesTheOldFile()
    {
        QFile old(path(u"out.csv"_s));
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
        old.close();
        rlimit limit{};
        getrlimit(RLIMIT_FSIZE, &limit);
        const rlimit before = limit;
        limit.rlim_cur = 4096;
        const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        const auto written = writeReport(path(u"out.csv"_s), QByteArray(100'000, 'x'));
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, ignored);
        QVERIFY(!written.ok());
        QVERIFY2(written.error().message.contains(u"out.csv"_s), qPrintable(written.error().text()));
        QVERIFY(old.open(QIODevice::ReadOnly));
        QCOMPARE(old.readAll(), QByteArray("old"));
    }

    void aScheduleIsCarriedOutOnce()
    {
        const QString folder = path(u"reports"_s);
        QVERIFY(QDir().mkpath(folder));
        QVERIFY(reports->setSchedule(schedule(folder)).ok());
        QSignalSpy made(reports.get(), &ReportClient::madeChanged);
        reports->start();
        QTest::qWait(60); // several looks: November has not ended
        QVERIFY(QDir(folder).isEmpty());
        clock->jumpTo(reportTime(2027, 1, 20)); // off over two ends of a month
        QTRY_VERIFY(QFile::exists(folder + u"/rag-cache-2026-12.pdf"_s));
        QTRY_COMPARE(reports->made().size(), std::size_t(1));
        QCOMPARE(reports->made().front().schedule, u"monthly"_s);
        QTest::qWait(60);
        QCOMPARE(QDir(folder).entryList(QDir::Files).size(), 1); // not November, and December once
        clock->jumpTo(reportTime(2027, 2, 1));
        QTRY_VERIFY(QFile::exists(folder + u"/rag-cache-2027-01.pdf"_s));
    }

    void whatFailsIsTriedAgainLater()
    {
        retryMs = 60'000;
        make();
        const QString folder = path(u"later"_s); // is not there yet
        QVERIFY(reports->setSchedule(schedule(folder)).ok());
        QSignalSpy failed(reports.get(), &ReportClient::scheduleFailed);
        clock->jumpTo(reportTime(2026, 12, 2));
        reports->start();
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed[0][0].toString(), u"monthly"_s);
        QVERIFY(QDir().mkpath(folder));
        QTest::qWait(60);
        QCOMPARE(failed.size(), 1); // not every look
        QVERIFY(QDir(folder).isEmpty());
        clock->advance(60'000);
        QTRY_VERIFY(QFile::exists(folder + u"/rag-cache-2026-11.pdf"_s));
    }

    void aMailThatCannotBeSentIsToldWithTheReport()
    {
        ReportSchedule mailed = schedule(dir->path());
        mailed.channel = u"finance"_s; // is not there
        QVERIFY(reports->setSchedule(mailed).ok());
        QSignalSpy failed(reports.get(), &ReportClient::scheduleFailed);
        clock->jumpTo(reportTime(2026, 12, 2));
        reports->start();
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(QFile::exists(path(u"rag-cache-2026-11.pdf"_s)));
        QVERIFY2(reports->made().front().problem.contains(u"finance"_s), qPrintable(reports->made().front().problem));
    }

    void aChannelThatIsNoMailIsRefused()
    {
        AlertChannel hook;
        hook.kind = ChannelKind::Webhook;
        hook.name = u"Hook"_s;
        QVERIFY(mailReport(hook, {}, u"x.pdf"_s, "x", u"s"_s, 0).contains(u"Hook"_s));
    }

    void schedulesAreKeptAndRemoved()
    {
        QVERIFY(!reports->setSchedule(schedule(u"relative"_s)).ok());
        QVERIFY(reports->setSchedule(schedule(dir->path())).ok());
        QCOMPARE(loadReportSchedules(profile().reportsFile())->size(), std::size_t(1));
        QVERIFY(reports->removeSchedule(u"monthly"_s).ok());
        QVERIFY(loadReportSchedules(profile().reportsFile())->empty());
        QFile broken(profile().reportsFile());
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("{") == 1);
        broken.close();
        QVERIFY(!reports->setSchedule(schedule(dir->path())).ok()); // what is in it is not lost
    }
};

QTEST_MAIN(TestLiveReports)
#include "tst_livereports.moc"
