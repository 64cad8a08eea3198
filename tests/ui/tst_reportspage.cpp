// SPDX-License-Identifier: GPL-3.0-or-later
#include "../report/madeupreport.h"
#include "support/fakereports.h"
#include "support/uifixture.h"
#include "ui/mainwindow.h"
#include "ui/pages/reportspage.h"
#include "ui/timerange.h"

#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QTreeWidget>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

class TestReportsPage : public QObject
{
    Q_OBJECT

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<FakeReports> reports;
    std::unique_ptr<MainWindow> window;
    Page* page = nullptr;

    template <typename T>
    T* child(const char* name) const
    {
        return page->findChild<T*>(QString::fromLatin1(name));
    }
    QString status() const { return child<QLabel>("ReportStatus")->text(); }
    void choose(const char* name, int index) const { child<QComboBox>(name)->setCurrentIndex(index); }
    CostReportPtr report() const { return std::make_shared<const CostReport>(*buildCostReport(madeUpReport())); }
    bool hasPreview() const { return !child<QLabel>("ReportPreview")->pixmap(Qt::ReturnByValue).isNull(); }
    /// Answers the dialog that save() opens; empty: cancelled.
    void saveAs(const QString& file)
    {
        QTimer::singleShot(0, this, [file] {
            auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            if (!dialog)
                return;
            if (file.isEmpty())
                dialog->reject();
            else
                dialog->findChild<QLineEdit*>()->setText(file), QMetaObject::invokeMethod(dialog, "accept");
        });
        QTest::mouseClick(child<QPushButton>("ReportSave"), Qt::LeftButton);
    }

private Q_SLOTS:
    void init()
    {
        QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        fixture = std::make_unique<UiFixture>();
        reports = std::make_unique<FakeReports>();
        fixture->services.reports = reports.get();
        fixture->fillTypical();
        window = std::make_unique<MainWindow>(fixture->services, &fixture->theme);
        window->resize(1366, 768);
        window->show();
        window->showPage(u"reports"_s);
        page = window->page(u"reports"_s);
    }
    void cleanup()
    {
        window.reset();
        reports.reset();
        fixture.reset();
    }

    void thePreviewOfLastMonthIsAskedForAndShown()
    {
        QTRY_COMPARE(reports->requested.size(), std::size_t(1));
        const ReportOrder order = reports->requested.front();
        QCOMPARE(order.cache, window->selectedCache());
        QCOMPARE(order.period, *reportPeriod(u"last-month"_s, UiFixture::startMs, window->range()->zone()));
        QVERIFY(!hasPreview());
        QVERIFY(!child<QPushButton>("ReportSave")->visibleRegion().isEmpty());
        Q_EMIT reports->reportReady(reports->last, report());
        QTRY_VERIFY(hasPreview());
        QVERIFY(!child<QLabel>("ReportStatus")->isVisible());
    }

    void onlyTheNewestChoicesAreAskedFor()
    {
        QTRY_COMPARE(reports->requested.size(), std::size_t(1));
        choose("ReportPeriod", 0);
        choose("ReportPaper", 1);
        child<QLineEdit>("ReportTitle")->setText(u"For the board"_s);
        QTRY_COMPARE(reports->requested.size(), std::size_t(2));
        QCOMPARE(reports->cancelled, std::vector<quint64>{1});
        const ReportOrder order = reports->requested.back();
        QCOMPARE(order.title, u"For the board"_s);
        QCOMPARE(order.paper, ReportPaper::Letter);
        QCOMPARE(order.period, *reportPeriod(u"last-week"_s, UiFixture::startMs, window->range()->zone()));
        Q_EMIT reports->reportReady(1, report()); // too late
        QTest::qWait(0);
        QVERIFY(!hasPreview());
    }

    void theWindowsRangeIsAPeriodToo()
    {
        QVERIFY(!page->usesRange());
        choose("ReportPeriod", 4);
        QVERIFY(page->usesRange());
        window->range()->setCustom({UiFixture::startMs - 7'200'000, UiFixture::startMs});
        QTRY_COMPARE(reports->requested.empty() ? ReportPeriod{} : reports->requested.back().period,
                     (ReportPeriod{UiFixture::startMs - 7'200'000, UiFixture::startMs}));
    }

    void anErrorIsSaidWhereThePreviewWouldBe()
    {
        QTRY_COMPARE(reports->requested.size(), std::size_t(1));
        Q_EMIT reports->failed(1, Error{ErrorCode::InvalidArgument, u"There is no data."_s, u"Choose another."_s});
        QCOMPARE(status(), u"▲ There is no data. Choose another."_s);
        QVERIFY(!hasPreview());
    }

    void savingShowsProgressAndCanBeCancelled()
    {
        saveAs(fixture->dir.filePath(u"out.pdf"_s));
        QCOMPARE(QFileInfo(reports->savedFile).fileName(), u"out.pdf"_s);
        const quint64 id = reports->last;
        QVERIFY(!child<QPushButton>("ReportSave")->isEnabled());
        QVERIFY(child<QPushButton>("ReportCancel")->isVisible());
        QTest::mouseClick(child<QPushButton>("ReportCancel"), Qt::LeftButton);
        QVERIFY(std::count(reports->cancelled.begin(), reports->cancelled.end(), id) == 1);
        QVERIFY(child<QPushButton>("ReportSave")->isEnabled());
        QVERIFY2(status().contains(u"nothing was written"_s), qPrintable(status()));
    }

    void savedAndFailedAreSaid()
    {
        saveAs(fixture->dir.filePath(u"out.pdf"_s));
        Q_EMIT reports->saved(reports->last, fixture->dir.filePath(u"out.pdf"_s));
        QVERIFY2(status().contains(u"out.pdf"_s), qPrintable(status()));
        saveAs(fixture->dir.filePath(u"full.pdf"_s));
        Q_EMIT reports->failed(reports->last, Error{ErrorCode::DiskFull, u"The disk is full."_s, {}});
        QCOMPARE(status(), u"▲ The disk is full."_s);
        QVERIFY(child<QPushButton>("ReportSave")->isEnabled());
        reports->savedFile.clear();
        saveAs({});
        QCOMPARE(reports->savedFile, QString());
    }

    void madeReportsAreListed()
    {
        reports->madeReports = {
            {u"/r/rag-2026-10.pdf"_s, u"rag"_s, {0, 86'400'000}, 5, u"s"_s, u"The mail was refused."_s},
            {u"/r/rag-2026-09.pdf"_s, u"rag"_s, {0, 86'400'000}, 4, {}, {}}};
        Q_EMIT reports->madeChanged();
        auto* list = child<QTreeWidget>("ReportList");
        QCOMPARE(list->topLevelItemCount(), 2);
        QCOMPARE(list->topLevelItem(0)->text(0), u"rag-2026-10.pdf"_s);
        QVERIFY(list->topLevelItem(0)->text(1).contains(u"refused"_s));
    }

    void aScheduleIsAddedAndRemoved()
    {
        child<QLineEdit>("ScheduleFolder")->setText(u"not absolute"_s);
        QTest::mouseClick(child<QPushButton>("ScheduleAdd"), Qt::LeftButton);
        QVERIFY(reports->kept.empty());
        QVERIFY2(child<QLabel>("ScheduleMessage")->text().startsWith(u"▲"_s),
                 qPrintable(child<QLabel>("ScheduleMessage")->text()));
        child<QLineEdit>("ScheduleFolder")->setText(fixture->dir.path());
        choose("ScheduleEvery", 1);
        QTest::mouseClick(child<QPushButton>("ScheduleAdd"), Qt::LeftButton);
        QCOMPARE(reports->kept.size(), std::size_t(1));
        QCOMPARE(reports->kept.front().every, ReportEvery::Week);
        QCOMPARE(reports->kept.front().order.cache, window->selectedCache());
        QTest::mouseClick(child<QToolButton>("ScheduleRemove"), Qt::LeftButton);
        QVERIFY(reports->kept.empty());
    }

    void withoutAClientThePageSaysSo()
    {
        fixture->services.reports = nullptr;
        MainWindow other(fixture->services, &fixture->theme);
        other.show();
        other.showPage(u"reports"_s);
        QCOMPARE(other.currentPage(), u"reports"_s);
        QVERIFY(other.page(u"reports"_s)->findChildren<QComboBox*>().isEmpty());
    }

    void picturesForEyes()
    {
        const QString folder = qEnvironmentVariable("REPORTSPAGE_PICTURES");
        if (folder.isEmpty())
            QSKIP("only when REPORTSPAGE_PICTURES names a folder");
        QTRY_COMPARE(reports->requested.size(), std::size_t(1));
        reports->madeReports = {{u"/r/rag-2026-10.pdf"_s, u"rag"_s, {0, 86'400'000}, 5, {}, {}}};
        Q_EMIT reports->madeChanged();
        Q_EMIT reports->reportReady(reports->last, report());
        QTRY_VERIFY(hasPreview());
        for (const bool dark : {false, true}) {
            fixture->theme.setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
            QTest::qWait(100);
            QVERIFY(window->grab().save(folder + (dark ? u"/dark.png"_s : u"/light.png"_s)));
        }
    }
};

QTEST_MAIN(TestReportsPage)
#include "tst_reportspage.moc"
