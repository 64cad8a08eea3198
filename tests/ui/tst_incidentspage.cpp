// SPDX-License-Identifier: GPL-3.0-or-later
#include "../incidents/incidentfixture.h"
#include "incidents/evidencefile.h"
#include "support/fakeincidents.h"
#include "support/fakeledger.h"
#include "support/uifixture.h"
#include "ui/incidentlive.h"
#include "ui/mainwindow.h"
#include "ui/noticebar.h"
#include "ui/pages/incidentspage.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtTest/QTest>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDialog>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QTableWidget>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QTreeWidget>

#include <algorithm>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

/// One that takes messages, and others that do not.
class FakeChannels : public ChannelKeeper
{
public:
    std::vector<OperatorMessage> messages;
    bool refuses = false;

    std::vector<AlertChannel> channels() const override
    {
        const auto channel = [](const char* id, const char* name, ChannelKind kind) {
            AlertChannel made;
            made.id = QString::fromLatin1(id);
            made.name = QString::fromLatin1(name);
            made.kind = kind;
            return made;
        };
        std::vector<AlertChannel> all{
            channel("desktop", "Desktop", ChannelKind::Desktop), channel("team", "Team chat", ChannelKind::Webhook),
            channel("pager", "Pager", ChannelKind::Webhook), channel("off", "Off", ChannelKind::Mail)};
        all[2].webhook.form = WebhookForm::PagerDuty;
        all[3].enabled = false;
        return all;
    }
    QStringList problems() const override { return {}; }
    QString problemOf(const QString&) const override { return {}; }
    Result<void> save(const AlertChannel&, std::optional<std::size_t>) override { return {}; }
    Result<std::size_t> remove(const QString&) override { return std::size_t(0); }
    void test(const AlertChannel&, const std::optional<QString>&) override {}
    Result<void> send(const OperatorMessage& message) override
    {
        if (refuses)
            return Error{ErrorCode::Locked, u"Another process sends."_s, {}};
        messages.push_back(message);
        return {};
    }
};

/// Half of the day before's hits are gone since.
class LossLedger : public FakeLedger
{
public:
    quint64 request(const LedgerRequest& request) override
    {
        Ledger answer = threeDays();
        if (request.toMs - request.fromMs != usualForMs)
            answer.total.answered = *answer.total.answered / 2;
        QTimer::singleShot(
            0, this, [this, id = ++m_last, answer] { Q_EMIT ledgerReady(id, std::make_shared<const Ledger>(answer)); });
        return m_last;
    }

private:
    quint64 m_last = 0;
};

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

    void whatItCostIsHitsLostTimesWhatOneSaves()
    {
        LossLedger ledger;
        fixture->services.ledger = &ledger;
        openOne();
        QTRY_VERIFY2(timers().contains(u"180.00 (6,000 hits lost; Estimated)"_s), qPrintable(timers()));
        window.reset();
    }

    void withoutPricesItSaysWhyTheCostIsNotKnown()
    {
        fixture->services.ledger = nullptr;
        openOne();
        QVERIFY2(timers().contains(u"What it cost: not available, no prices are known here"_s), qPrintable(timers()));
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
        QTRY_VERIFY2_WITH_TIMEOUT(timers().contains(u"▲ Next update due since 6 min"_s), qPrintable(timers()), 30'000);
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
        child<QLineEdit>("FollowUp.0")->setText(u"Set TTLs"_s);
        child<QLineEdit>("FollowUpOwner.0")->setText(u"Asha"_s);
        child<QPushButton>("AddFollowUp")->click(); // stays empty, and is left out
        child<QPushButton>("AddFollowUp")->click();
        child<QLineEdit>("FollowUp.2")->setText(u"Watch growth"_s);
        child<QPushButton>("CloseNow")->click();
        QVERIFY(!incidents->active(id));
        QVERIFY(state().contains(u"Closed"_s));
        window->findChild<NoticeBar*>()->findChild<QPushButton*>()->click();
        QVERIFY(incidents->active(id));
        QCOMPARE(incidents->active(id)->cause, u"No TTL."_s);
        QCOMPARE(incidents->active(id)->followUps.size(), std::size_t(2));
        QCOMPARE(incidents->active(id)->followUps[0], (FollowUp{u"Set TTLs"_s, u"Asha"_s, false}));
    }

    void aClosedOneHasItsFollowUpsTickedAndItsReviewRead()
    {
        const QString id = openOne();
        incidents->close(id, u"No TTL."_s, {{u"Set TTLs"_s, {}, false}});
        const auto now = [&] {
            IncidentPtr found;
            const auto connection = connect(incidents.get(), &IncidentClient::incidentReady,
                                            [&](quint64, const IncidentPtr& incident) { found = incident; });
            incidents->request(id);
            const bool arrived = QTest::qWaitFor([&] { return found != nullptr; });
            disconnect(connection);
            return arrived ? *found : Incident();
        };
        QVERIFY(child<QCheckBox>("Reviewed")->isVisible());
        child<QCheckBox>("FollowUpDone.0")->click();
        QVERIFY(now().followUps.at(0).done);
        QCOMPARE(now().timeline.back().text, u"Done: Set TTLs"_s);
        child<QLineEdit>("FollowUpOwner.0")->setFocus();
        QTest::keyClicks(child<QLineEdit>("FollowUpOwner.0"), u"Ravi"_s);
        QTest::keyClick(child<QLineEdit>("FollowUpOwner.0"), Qt::Key_Return);
        QCOMPARE(now().followUps.at(0).owner, u"Ravi"_s);
        child<QCheckBox>("Reviewed")->click();
        QVERIFY(now().reviewed);
        QVERIFY(child<QCheckBox>("Reviewed")->isChecked());
    }

    void aMessageIsSentThroughAChannelAndThenStandsInTheTimeline()
    {
        FakeChannels channels;
        fixture->services.channels = &channels;
        const QString id = openOne();
        auto* choice = child<QComboBox>("MessageChannel");
        QCOMPARE(choice->count(), 1); // neither the desktop, nor a pager, nor one that is off
        child<QComboBox>("MessageAudience")->setCurrentIndex(1);
        auto* send = child<QPushButton>("MessageSend");
        send->click();
        QVERIFY2(channels.messages.empty(), "something is missing: it asks first");
        QVERIFY(send->text().contains(u"although something is missing"_s));
        send->click();
        QCOMPARE(channels.messages.size(), std::size_t(1));
        const OperatorMessage message = channels.messages.front();
        QCOMPARE(message.channel, u"team"_s);
        QCOMPARE(message.text, child<QPlainTextEdit>("MessageText")->toPlainText());
        QVERIFY(incidents->active(id)->timeline.back().kind != TimelineKind::Message); // not before it is kept
        Q_EMIT channels.messageTaken(message.id, {});
        QCOMPARE(incidents->active(id)->timeline.back().kind, TimelineKind::Message);
        QVERIFY(incidents->active(id)->timeline.back().text.contains(u"through Team chat"_s));
        const auto lines = incidents->active(id)->timeline.size();
        child<QPlainTextEdit>("MessageText")->setPlainText(u"We look into it."_s);
        send->click();
        Q_EMIT channels.messageTaken(channels.messages.back().id, u"The disk is full."_s);
        QCOMPARE(incidents->active(id)->timeline.size(), lines);
        QVERIFY(window->findChild<NoticeBar*>()->text().contains(u"The disk is full."_s));
        channels.refuses = true;
        send->click();
        QVERIFY(window->findChild<NoticeBar*>()->text().contains(u"Another process sends."_s));
        window.reset(); // before the channels go
    }

    void checksSeeWhatHistoryHasFromBeforeThePageWasOpened()
    {
        const QString id = putOpen();
        const NodeId node = fixture->caches.caches().front().nodes.front().id;
        const auto layout = std::make_shared<SeriesLayout>(std::vector<std::string>{"evicted_keys"});
        for (int i = 60; i > 0; --i) {
            auto sample = std::make_shared<Snapshot>();
            sample->node = node;
            sample->timeMs = UiFixture::startMs - i * 5000;
            sample->intervalMs = 5000;
            sample->layout = layout;
            sample->values = {1000.0 * (60 - i)};
            incidents->samples.push_back(sample);
        }
        IncidentLive live(fixture->services);
        const auto rate = [&] {
            return live.valuesOf(*incidents->active(id))->number("evicted_keys", RuleFunction::Rate, 240'000).value;
        };
        QVERIFY(!rate());
        live.lookBack(*incidents->active(id));
        QTRY_VERIFY(rate());
        QCOMPARE(qRound(*rate()), 200);
    }

    void aPlaybookIsOpenedByHand()
    {
        incidents->playbooks = {{u"stale-data"_s, u"Stale data"_s, u"Answers are old."_s},
                                {u"hot-key"_s, u"Hot key"_s, u"One key of {{cache}} takes {{value}}."_s}};
        openPage();
        child<QPushButton>("OpenPlaybook")->click();
        auto* dialog = page->findChild<QDialog*>();
        QVERIFY(dialog);
        auto* playbook = dialog->findChild<QComboBox*>(u"PlaybookChoice"_s);
        auto* open = dialog->findChild<QPushButton*>(u"PlaybookOpen"_s);
        QVERIFY(!open->isEnabled());
        QTRY_COMPARE(playbook->count(), 2);
        playbook->setCurrentIndex(1);
        const QString cache = fixture->caches.caches().front().name;
        const auto labels = dialog->findChildren<QLabel*>();
        QVERIFY(std::ranges::any_of(labels, [&](QLabel* each) { // no placeholder is for people
            return each->text() == u"One key of %1 takes …."_s.arg(cache);
        }));
        open->click();
        QCOMPARE(incidents->calls, QStringList{u"open hot-key"_s});
        const QString id = putOpen();
        Q_EMIT incidents->opened(id); // it was asked for, so it is shown
        QVERIFY(child<QLabel>("IncidentTitle")->isVisible());
    }

    void anAlertOfTheDesktopLeadsToItsIncident()
    {
        putOpen(); // of alert 7
        openPage();
        window->showPage(u"overview"_s);
        window->showAlert(7);
        QCOMPARE(window->currentPage(), u"incidents"_s);
        QVERIFY(child<QLabel>("IncidentTitle")->isVisible());
        window->showAlert(8);
        QCOMPARE(window->currentPage(), u"alerts"_s);
    }

    void oneThatOpensByItselfIsTold()
    {
        const QString id = putOpen();
        openPage();
        Q_EMIT incidents->opened(id);
        QVERIFY(!child<QLabel>("IncidentTitle")->isVisible());
        auto* bar = window->findChild<NoticeBar*>();
        QVERIFY(bar->text().contains(id));
        bar->findChild<QPushButton*>()->click();
        QVERIFY(child<QLabel>("IncidentTitle")->isVisible());
    }

    void whoLeadsAndThatItIsMitigated()
    {
        const QString id = openOne();
        auto* owner = child<QLineEdit>("IncidentOwner");
        owner->setFocus();
        QTest::keyClicks(owner, u"Asha"_s);
        QTest::keyClick(owner, Qt::Key_Return);
        QCOMPARE(incidents->active(id)->roles.commander, u"Asha"_s);
        for (const auto& [name, person] :
             {std::pair("IncidentCommunications", u"Ravi"_s), {"IncidentScribe", u"Mei"_s}}) {
            child<QLineEdit>(name)->setFocus();
            QTest::keyClicks(child<QLineEdit>(name), person);
            QTest::keyClick(child<QLineEdit>(name), Qt::Key_Return);
        }
        QCOMPARE(incidents->active(id)->roles, (IncidentRoles{u"Asha"_s, u"Ravi"_s, u"Mei"_s}));
        QCOMPARE(incidents->active(id)->timeline.back().text, u"Mei takes notes."_s);
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
        QCOMPARE(items.size(), std::size_t(2)); // and opening one by hand
        items.back().run();
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
