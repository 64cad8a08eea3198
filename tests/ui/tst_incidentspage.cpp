// SPDX-License-Identifier: GPL-3.0-or-later
#include "../incidents/incidentfixture.h"
#include "incidents/evidencefile.h"
#include "support/fakeincidents.h"
#include "support/uifixture.h"
#include "ui/mainwindow.h"
#include "ui/noticebar.h"
#include "ui/pages/incidentspage.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtTest/QTest>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QTableWidget>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QTreeWidget>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

class TestIncidentsPage : public QObject
{
    Q_OBJECT

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<FakeIncidents> incidents;
    std::unique_ptr<MainWindow> window;
    IncidentsPage* page = nullptr;

    /// One open incident of a configured cache that is short of memory.
    QString putOpen()
    {
        const CacheConfig cache = fixture->caches.caches().front();
        Alert alert = firingAlert(7, u"memory-high"_s, UiFixture::startMs - 60'000);
        alert.cache = cache.id;
        alert.cacheName = cache.name;
        alert.key.node = cache.nodes.front().id;
        Incident incident = incidentlife::openedFor(alert, somePlaybook(), UiFixture::startMs - 60'000);
        incident.id = u"2026-11-22-2"_s;
        incidents->put(incident);
        return incident.id;
    }
    template <typename T>
    T* child(const char* name) const
    {
        return page->findChild<T*>(QString::fromLatin1(name));
    }
    void openPage()
    {
        window = std::make_unique<MainWindow>(fixture->services, &fixture->theme);
        window->resize(1366, 768);
        window->show();
        window->showPage(u"incidents"_s);
        page = qobject_cast<IncidentsPage*>(window->page(u"incidents"_s));
        QVERIFY(page);
    }
    QString openOne()
    {
        const QString id = putOpen();
        openPage();
        page->showIncident(id);
        return id;
    }
    QString state() const { return child<QLabel>("IncidentState")->text(); }
    QString timers() const { return child<QLabel>("IncidentTimers")->text().replace(QChar(0xa0), u' '); }

private Q_SLOTS:
    void init()
    {
        QLocale::setDefault(QLocale(u"en_GB"_s));
        fixture = std::make_unique<UiFixture>();
        incidents = std::make_unique<FakeIncidents>();
        incidents->nowMs = UiFixture::startMs;
        fixture->services.incidents = incidents.get();
        fixture->fillTypical();
    }
    void cleanup()
    {
        window.reset();
        incidents.reset();
        fixture.reset();
    }

    void withoutAnyItSaysHowTheyComeToBe()
    {
        openPage();
        QVERIFY(child<QLabel>("NoIncidents")->isVisible());
        QVERIFY(!child<QTreeWidget>("IncidentList")->isVisible());
    }

    void withoutAClientThePageSaysSo()
    {
        fixture->services.incidents = nullptr;
        openPage();
        QVERIFY(child<QLabel>("NoIncidents")->text().contains(u"not kept"_s));
        page->showIncident(u"2026-11-22-1"_s);
        QVERIFY(page->paletteItems().empty());
    }

    void theListHasOpenOnesFirstAndSearches()
    {
        incidents->put(fullIncident());
        putOpen();
        openPage();
        auto* list = child<QTreeWidget>("IncidentList");
        QCOMPARE(list->topLevelItemCount(), 2);
        QVERIFY(list->topLevelItem(0)->text(0).contains(u"open"_s));
        child<QLineEdit>("IncidentSearch")->setText(u"nothing like it"_s);
        QTRY_COMPARE(child<QLabel>("NoIncidents")->text(), u"Nothing was found."_s);
        child<QLineEdit>("IncidentSearch")->clear();
        QCOMPARE(list->topLevelItemCount(), 2);
    }

    void brokenFilesAreTold()
    {
        incidents->problemTexts = {u"x/incident.json cannot be read: line 3 is not valid JSON."_s};
        openPage();
        QVERIFY(child<QLabel>("IncidentProblems")->isVisible());
        QVERIFY(child<QLabel>("IncidentProblems")->text().contains(u"line 3"_s));
    }

    void enterOpensOne()
    {
        putOpen();
        openPage();
        auto* list = child<QTreeWidget>("IncidentList");
        list->setFocus();
        list->setCurrentItem(list->topLevelItem(0));
        QTest::keyClick(list, Qt::Key_Return);
        QVERIFY(child<QLabel>("IncidentTitle")->isVisible());
        QVERIFY(child<QLabel>("IncidentTitle")->text().contains(u"Memory exhaustion"_s));
        QVERIFY2(state().contains(u"Open, tier 1"_s), qPrintable(state()));
        QVERIFY2(timers().contains(u"Next update due in 14 min"_s), qPrintable(timers()));
        QTest::mouseClick(child<QPushButton>("AllIncidents"), Qt::LeftButton);
        QVERIFY(list->isVisible());
    }

    void aClosedOneIsAskedFor()
    {
        incidents->put(fullIncident());
        openPage();
        page->showIncident(u"2026-11-22-1"_s);
        QTRY_VERIFY(child<QLabel>("IncidentTitle")->isVisible());
        QVERIFY(state().contains(u"Closed"_s));
        QVERIFY(!child<QCheckBox>("Step.actions.0")->isEnabled());
        QTest::mouseClick(child<QPushButton>("CloseIncident"), Qt::LeftButton);
        QVERIFY(state().contains(u"Mitigated"_s));
    }

    void stepsAreTickedWithTheKeyboard()
    {
        const QString id = openOne();
        auto* box = child<QCheckBox>("Step.actions.0");
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Space);
        QVERIFY(incidents->active(id)->checklist.contains({u"actions"_s, 0}));
        QCOMPARE(child<QCheckBox>("Step.actions.0"), box); // it is not built anew under the finger
        QCOMPARE(box->accessibleName(), u"Tell the on-call of rag-cache."_s);
    }

    void overdueTimersSaySo()
    {
        openOne();
        fixture->clock->advance(20 * 60'000);
        QTRY_VERIFY2_WITH_TIMEOUT(timers().contains(u"▲ Next update due since 6 min"_s), qPrintable(timers()), 20000);
    }

    void notesAreWrittenAndTakenBackWithUndo()
    {
        const QString id = openOne();
        auto* note = child<QLineEdit>("IncidentNote");
        note->setText(u"deploy at noon"_s);
        QTest::keyClick(note, Qt::Key_Return);
        QVERIFY(note->text().isEmpty());
        const auto isNote = [](const TimelineEntry& entry) { return entry.kind == TimelineKind::Note; };
        QCOMPARE(std::ranges::count_if(incidents->active(id)->timeline, isNote), 1);
        for (auto* button : page->findChildren<QToolButton*>()) {
            if (button->accessibleName() == "Take the note back"_L1)
                button->click();
        }
        QCOMPARE(std::ranges::count_if(incidents->active(id)->timeline, isNote), 0);
        auto* bar = window->findChild<NoticeBar*>();
        bar->findChild<QPushButton*>()->click();
        QCOMPARE(std::ranges::count_if(incidents->active(id)->timeline, isNote), 1);
    }

    void copyingAMessageThatLacksSomethingAsksFirst()
    {
        const QString id = openOne();
        child<QComboBox>("MessageAudience")->setCurrentIndex(1);
        auto* text = child<QPlainTextEdit>("MessageText");
        QVERIFY2(text->toPlainText().contains(u"[not available"_s), qPrintable(text->toPlainText()));
        QVERIFY(child<QLabel>("MessageMissing")->isVisible());
        auto* copy = child<QPushButton>("MessageCopy");
        QGuiApplication::clipboard()->clear();
        copy->click();
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
        copy->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), text->toPlainText());
        QCOMPARE(incidents->active(id)->timeline.back().kind, TimelineKind::Message);
        text->setPlainText(u"We look into it."_s);
        QVERIFY(!child<QLabel>("MessageMissing")->isVisible());
        copy->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"We look into it."_s);
    }

    void closingAsksForTheCauseAndCanBeUndone()
    {
        const QString id = openOne();
        child<QPushButton>("CloseIncident")->click();
        child<QPushButton>("CloseNow")->click();
        QVERIFY(incidents->active(id)); // no cause
        child<QPlainTextEdit>("IncidentCause")->setPlainText(u"No TTL."_s);
        child<QPlainTextEdit>("IncidentFollowUps")->setPlainText(u"Set TTLs\n\nWatch growth"_s);
        child<QPushButton>("CloseNow")->click();
        QVERIFY(!incidents->active(id));
        QVERIFY(state().contains(u"Closed"_s));
        window->findChild<NoticeBar*>()->findChild<QPushButton*>()->click();
        QVERIFY(incidents->active(id));
        QCOMPARE(incidents->active(id)->cause, u"No TTL."_s);
        QCOMPARE(incidents->active(id)->followUps.size(), std::size_t(2));
    }

    void whoLeadsAndThatItIsMitigated()
    {
        const QString id = openOne();
        auto* owner = child<QLineEdit>("IncidentOwner");
        owner->setFocus();
        QTest::keyClicks(owner, u"Asha"_s);
        QTest::keyClick(owner, Qt::Key_Return);
        QCOMPARE(incidents->active(id)->roles.commander, u"Asha"_s);
        child<QPushButton>("Mitigated")->click();
        QVERIFY(state().contains(u"Mitigated"_s));
        child<QPushButton>("Mitigated")->click();
        QVERIFY(state().contains(u"Open"_s));
    }

    void evidenceIsShownOrSaidToBeMissing()
    {
        const QString id = putOpen();
        Incident incident = *incidents->active(id);
        const auto item = [](EvidenceKind kind, const char* file, const QString& reason = {}) {
            return EvidenceItem{kind, {}, u"10.0.1.7:6379"_s, UiFixture::startMs, QString::fromLatin1(file), reason};
        };
        incidentlife::addEvidence(
            incident,
            {item(EvidenceKind::Info, "1-info.txt"), item(EvidenceKind::SlowLog, "2-slow-log.csv"),
             item(EvidenceKind::Charts, "3-charts.csv"), item(EvidenceKind::Latency, "4-latency.csv"),
             item(EvidenceKind::Clients, "", u"NOPERM"_s)},
            UiFixture::startMs);
        incidents->put(incident);
        incidents->files[u"1-info.txt"_s] = "redis_version:7";
        incidents->files[u"2-slow-log.csv"_s] =
            evidencefile::toCsv(EvidenceTable{{u"Command"_s}, {{u"GET"_s}, {u"KEYS"_s}}, {false, true}});
        incidents->files[u"3-charts.csv"_s] = evidencefile::toCsv(
            EvidenceCharts{{1000, 2000, 3000}, {false, false, true}, {{"hit_ratio", {0.9, 0.8, 0.7}}}});
        openPage();
        page->showIncident(id);
        child<QPushButton>("Show.1-info.txt")->click();
        QTRY_VERIFY(child<QPlainTextEdit>("ShownEvidence"));
        QCOMPARE(child<QPlainTextEdit>("ShownEvidence")->toPlainText(), u"redis_version:7"_s);
        child<QPushButton>("Show.2-slow-log.csv")->click();
        QTRY_VERIFY(child<QTableWidget>("ShownEvidence"));
        QCOMPARE(child<QTableWidget>("ShownEvidence")->item(0, 0)->text(), u"■ KEYS"_s); // notable ones first
        child<QPushButton>("Show.3-charts.csv")->click();
        QTRY_VERIFY(!page->findChildren<QWidget*>().isEmpty() && page->findChild<QWidget*>() &&
                    std::ranges::any_of(page->findChildren<QWidget*>(), [](const QWidget* widget) {
                        return widget->accessibleName() == "Hit ratio"_L1 && widget->isVisible();
                    }));
        child<QPushButton>("Show.4-latency.csv")->click();
        QTRY_VERIFY(std::ranges::any_of(page->findChildren<QLabel*>(), [](const QLabel* label) {
            return label->text().contains(u"The file is gone."_s) && label->isVisible();
        }));
        child<QPushButton>("CaptureEvidence")->click();
        QCOMPARE(incidents->calls, QStringList{u"capture "_s + id});
    }

    void nothingIsWiderThanItsWindow_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("a usual window") << QSize(1366, 768);
        QTest::newRow("half of a usual window, as at 200 per cent") << QSize(683, 384);
    }
    void nothingIsWiderThanItsWindow()
    {
        QFETCH(QSize, size);
        openOne();
        window->resize(size);
        child<QPushButton>("CloseIncident")->click();
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
        for (const QScrollArea* area : page->findChildren<QScrollArea*>()) {
            if (area->isVisible())
                QVERIFY2(area->widget()->width() <= area->viewport()->width(),
                         qPrintable(u"%1 px in %2"_s.arg(area->widget()->width()).arg(area->viewport()->width())));
        }
        for (const QLabel* label : page->findChildren<QLabel*>()) {
            if (label->isVisible() && label->wordWrap())
                QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
        }
    }

    void thePaletteKnowsOpenOnes()
    {
        putOpen();
        incidents->put(fullIncident());
        openPage();
        const std::vector<PaletteItem> items = page->paletteItems();
        QCOMPARE(items.size(), std::size_t(1));
        items.front().run();
        QVERIFY(child<QLabel>("IncidentTitle")->isVisible());
    }

    void aDueTimerIsANoticeThatLeadsThere()
    {
        const QString id = putOpen();
        openPage();
        Q_EMIT incidents->timerDue(id, true);
        auto* bar = window->findChild<NoticeBar*>();
        QVERIFY(bar->text().contains(u"escalated"_s));
        bar->findChild<QPushButton*>()->click();
        QVERIFY(child<QLabel>("IncidentTitle")->isVisible());
    }
};

QTEST_MAIN(TestIncidentsPage)
#include "tst_incidentspage.moc"
