// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fakeinquirer.h"
#include "support/uifixture.h"
#include "ui/charts/chartpanel.h"
#include "ui/figuretable.h"
#include "ui/mainwindow.h"
#include "ui/pages/serverpage.h"
#include "ui/server/clienttable.h"
#include "ui/server/slowlogtable.h"
#include "ui/timerange.h"

#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

/// The views of the page "Server" that ask the servers: slow log and clients.
class TestServerViews : public QObject
{
    Q_OBJECT

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<FakeInquirer> servers;
    std::unique_ptr<MainWindow> window;
    ServerPage* page = nullptr;
    CacheConfig cache;

    void open(const QString& view)
    {
        window->showPage(u"server"_s);
        page = static_cast<ServerPage*>(window->page(u"server"_s));
        page->showView(view);
    }
    /// In the view that is shown.
    template <typename T>
    T* shown(const char* name) const
    {
        for (T* each : page->findChildren<T*>(QLatin1String(name))) {
            if (each->isVisible())
                return each;
        }
        return nullptr;
    }
    QString cell(const char* table, int row, int column) const
    {
        return page->findChild<FigureTable*>(QLatin1String(table))->figures().index(row, column).data().toString();
    }
    int rows(const char* table) const
    {
        return page->findChild<FigureTable*>(QLatin1String(table))->figures().rowCount();
    }

private Q_SLOTS:
    void init()
    {
        fixture = std::make_unique<UiFixture>();
        servers = std::make_unique<FakeInquirer>();
        fixture->services.servers = servers.get();
        cache = fixture->addCache(u"rag-cache"_s, {}, 2);
        fixture->setState(cache, NodeState::Up);
        window = std::make_unique<MainWindow>(fixture->services, &fixture->theme);
        window->show();
    }
    void cleanup()
    {
        window.reset();
        servers.reset();
        fixture.reset();
    }

    void everyNodeIsAskedOnceWhenTheSlowLogIsOpened()
    {
        open(u"commands"_s);
        QVERIFY(servers->asked.empty());
        page->showView(u"slowlog"_s);
        QCOMPARE(servers->asked.size(), std::size_t(2));
        QVERIFY(servers->lastParts.slowLog && servers->lastParts.latency && !servers->lastParts.clients);
        QCOMPARE(shown<QLabel>("AskState")->text(), u"Asking…"_s);
        shown<QPushButton>("AskServers")->click(); // while both are being asked
        QCOMPARE(servers->asked.size(), std::size_t(2));
    }

    void slowCommandsAreGroupedAndToldOnce()
    {
        open(u"slowlog"_s);
        Q_EMIT servers->answered(1, FakeInquirer::usualAnswer());
        QCOMPARE(rows("SlowGroups"), 2);
        QCOMPARE(cell("SlowGroups", 0, 0), u"GET"_s); // 99 ms against 56
        QCOMPARE(cell("SlowGroups", 1, 1), u"faq:*"_s);
        QCOMPARE(cell("SlowGroups", 1, 3), u"2"_s);
        QCOMPARE(cell("SlowGroups", 1, 4), u"41\u00a0ms"_s);
        QCOMPARE(rows("SlowEntries"), 3);
        QCOMPARE(cell("SlowEntries", 0, 1), u"HGETALL"_s);
        QCOMPARE(rows("LatencyEvents"), 1);
        Q_EMIT servers->answered(2, EvidenceAnswer(Error{ErrorCode::ConnectionRefused, u"Nothing listens."_s, {}}));
        QVERIFY(shown<QLabel>("AskProblems")->text().contains(u"Nothing listens."_s));
        page->refresh();
        Q_EMIT servers->answered(3, FakeInquirer::usualAnswer());
        QCOMPARE(rows("SlowEntries"), 3);
        Q_EMIT servers->answered(99, FakeInquirer::usualAnswer()); // that nobody asked for
        QCOMPARE(rows("SlowEntries"), 3);
    }

    void largeRepliesStandBesideWhatTookLong()
    {
        open(u"slowlog"_s);
        EvidenceAnswer answer = FakeInquirer::usualAnswer();
        SlowCommand reply = answer.slowLog->front();
        reply.log = CommandLog::LargeReply;
        reply.microseconds = 0;
        reply.bytes = 3 << 20;
        answer.slowLog->push_back(reply); // the same id and time, of another log
        Q_EMIT servers->answered(1, answer);
        QCOMPARE(rows("SlowEntries"), 4);
        QCOMPARE(rows("SlowGroups"), 3);
        QCOMPARE(cell("SlowGroups", 2, 2), u"large reply"_s);
        QCOMPARE(cell("SlowGroups", 2, 4), u"3\u00a0MiB"_s);
        QCOMPARE(cell("SlowGroups", 0, 2), u"took long"_s);
        answer.otherLogs = Error{ErrorCode::NoPermission, u"May not."_s, u"ACL SETUSER w +commandlog|get"_s};
        Q_EMIT servers->answered(2, answer);
        QVERIFY(shown<QLabel>("AskProblems")->text().contains(u"+commandlog|get"_s));
    }

    void anEmptySlowLogIsSaidToBeEmpty()
    {
        open(u"slowlog"_s);
        EvidenceAnswer quiet(Error{ErrorCode::Cancelled, {}, {}});
        quiet.slowLog = std::vector<SlowCommand>();
        quiet.latency = std::vector<LatencyEvent>();
        QVERIFY(!shown<QLabel>("NothingSlow"));
        Q_EMIT servers->answered(1, quiet);
        Q_EMIT servers->answered(2, quiet);
        QVERIFY(shown<QLabel>("NothingSlow"));
    }

    void anotherCacheHasItsOwnSlowLog()
    {
        open(u"slowlog"_s);
        Q_EMIT servers->answered(1, FakeInquirer::usualAnswer());
        QCOMPARE(rows("SlowEntries"), 3);
        const CacheConfig other = fixture->addCache(u"sessions"_s);
        window->selectCache(other.id);
        QCOMPARE(rows("SlowEntries"), 0);
        QCOMPARE(servers->asked.back(), other.nodes.front().id);
        Q_EMIT servers->answered(2, FakeInquirer::usualAnswer()); // of the cache before
        QCOMPARE(rows("SlowEntries"), 0);
    }

    void aServerThatWasStartedAnewNumbersAnew()
    {
        std::vector<SlowEntry> known;
        const SlowCommand first{1000, 5, u"GET"_s, 1, {}, 0, {}}, later{9000, 5, u"SET"_s, 1, {}, 0, {}};
        addSlowEntries(known, u"a"_s, {first});
        addSlowEntries(known, u"a"_s, {later, first});
        QCOMPARE(known.size(), std::size_t(2));
        QCOMPARE(known.front().command.command, u"SET"_s);
        addSlowEntries(known, u"b"_s, {first});
        QCOMPARE(known.size(), std::size_t(3));
    }

    void whatWasKeptOfTheRangeIsShownWithWhatIsTold()
    {
        open(u"slowlog"_s);
        QCOMPARE(servers->recalledNodes.size(), std::size_t(2));
        QCOMPARE(servers->recalledToMs - servers->recalledFromMs, window->range()->span().lengthMs());
        Q_EMIT servers->answered(1, FakeInquirer::usualAnswer());
        Q_EMIT servers->recalled(servers->lastRecall - 1, FakeInquirer::usualPast(cache.nodes[0].id)); // not ours
        QCOMPARE(rows("SlowEntries"), 3);
        Q_EMIT servers->recalled(servers->lastRecall, FakeInquirer::usualPast(cache.nodes[0].id));
        QCOMPARE(rows("SlowEntries"), 4); // one of the two was told as well
        QCOMPARE(cell("SlowEntries", 3, 1), u"SMEMBERS"_s);
        QCOMPARE(rows("LatencyEvents"), 2);
        const quint64 before = servers->lastRecall;
        window->range()->setPreset(u"7d"_s);
        QVERIFY(servers->lastRecall > before);
        Q_EMIT servers->recalled(servers->lastRecall, Error{ErrorCode::Corrupt, u"The log is damaged."_s, {}});
        QCOMPARE(rows("SlowEntries"), 3);
        QVERIFY(shown<QLabel>("AskProblems")->text().contains(u"damaged"_s));
    }

    void settingsThatChangedAreListed()
    {
        open(u"settings"_s);
        QCOMPARE(rows("SettingChanges"), 0);
        QVERIFY(shown<QLabel>("SettingsState")->text().contains(u"No change"_s));
        Q_EMIT servers->recalled(servers->lastRecall, FakeInquirer::usualPast(cache.nodes[0].id));
        QCOMPARE(rows("SettingChanges"), 2);
        QCOMPARE(cell("SettingChanges", 0, 1), u"slowlog-log-slower-than"_s);
        QCOMPARE(cell("SettingChanges", 0, 3), u"1000"_s);
        QCOMPARE(cell("SettingChanges", 1, 3), u"–"_s);
        QCOMPARE(cell("SettingChanges", 0, 4), cache.nodes[0].endpoint.address());
        page->refresh();
        Q_EMIT servers->recalled(servers->lastRecall, Error{ErrorCode::Corrupt, u"The log is damaged."_s, {}});
        QCOMPARE(rows("SettingChanges"), 0);
        QVERIFY(shown<QLabel>("SettingsState")->text().contains(u"damaged"_s));
    }

    void connectionsAreGroupedAsChosen()
    {
        open(u"clients"_s);
        QVERIFY(servers->lastParts.clients && !servers->lastParts.slowLog);
        Q_EMIT servers->answered(1, FakeInquirer::usualAnswer());
        QCOMPARE(cell("ClientGroups", 0, 0), u"checkout"_s);
        QCOMPARE(cell("ClientGroups", 0, 1), u"2"_s);
        QCOMPARE(cell("ClientGroups", 1, 0), u"not said"_s);
        QCOMPARE(cell("BiggestClients", 0, 0), u"10.0.0.8:77"_s);
        QCOMPARE(cell("BiggestClients", 0, 8), cache.nodes[0].endpoint.address());
        QTRY_COMPARE(page->findChildren<ChartPanel*>().size(), 2); // how many there were
        QVERIFY(page->findChild<ChartPanel*>()->spec().id == "clients"_L1);
        auto* grouping = shown<QComboBox>("ClientGrouping");
        const std::pair<ClientGrouping, QString> firsts[] = {{ClientGrouping::Library, u"gold 5.0"_s},
                                                             {ClientGrouping::Address, u"10.0.0.9"_s},
                                                             {ClientGrouping::Command, u"GET"_s}};
        for (const auto& [group, first] : firsts) {
            grouping->setCurrentIndex(grouping->findData(int(group)));
            Q_EMIT grouping->activated(grouping->currentIndex());
            QCOMPARE(cell("ClientGroups", 0, 0), first);
        }
    }

    void aServerThatListsNoConnectionsSaysWhy()
    {
        open(u"clients"_s);
        EvidenceAnswer answer = FakeInquirer::usualAnswer();
        answer.clients = Error{ErrorCode::Unsupported, u"It has 1,001 clients."_s, {}};
        Q_EMIT servers->answered(1, answer);
        QVERIFY2(shown<QLabel>("AskProblems")->text().contains(u"1,001"_s),
                 qPrintable(shown<QLabel>("AskProblems")->text()));
        shown<QPushButton>("AskServers")->click();
        Q_EMIT servers->answered(servers->last, FakeInquirer::usualAnswer());
        QVERIFY(!shown<QLabel>("AskProblems"));
    }

    void aDiagnosisIsExplained()
    {
        open(u"diagnosis"_s);
        QVERIFY(servers->lastParts.diagnosis && !servers->lastParts.clients && !servers->lastParts.slowLog);
        QVERIFY(!shown<FigureTable>("MemoryParts"));
        Q_EMIT servers->answered(1, FakeInquirer::usualAnswer());
        QCOMPARE(rows("MemoryParts"), 6);
        QCOMPARE(cell("MemoryParts", 0, 1), u"3\u00a0GiB"_s);
        QCOMPARE(cell("MemoryParts", 2, 1), u"83.3\u00a0%"_s);
        QCOMPARE(cell("MemoryParts", 3, 1), u"1,200,000"_s);
        QCOMPARE(cell("MemoryParts", 4, 1), u"1.31"_s);
        QVERIFY(!cell("MemoryParts", 1, 2).isEmpty());
        QVERIFY(cell("MemoryParts", 5, 2).isEmpty()); // of a server that is newer than we
        QVERIFY(shown<QLabel>("MemoryMeaning")->text().contains(u"activedefrag"_s));
        QVERIFY(shown<QLabel>("MemoryDoctorText")->text().contains(u"Sam, I detected a few issues"_s));
        QVERIFY(shown<QLabel>("LatencyMeaning")->text().contains(u"at worst 230\u00a0ms"_s));
        QVERIFY(!shown<QComboBox>("DiagnosedServer")); // only one has answered
        EvidenceAnswer second(Error{ErrorCode::NoPermission, u"May not."_s, u"ACL SETUSER w +memory|stats"_s});
        second.latencyDoctor = u"Something else entirely."_s;
        Q_EMIT servers->answered(2, second);
        auto* choice = shown<QComboBox>("DiagnosedServer");
        QVERIFY(choice);
        QVERIFY(shown<QLabel>("AskProblems")->text().contains(u"+memory|stats"_s));
        QVERIFY(shown<FigureTable>("MemoryParts")); // the one that was chosen stays
        choice->setCurrentIndex(1 - choice->currentIndex());
        Q_EMIT choice->activated(choice->currentIndex());
        QVERIFY(!shown<FigureTable>("MemoryParts") && !shown<QLabel>("MemoryDoctorText"));
        QVERIFY(shown<QLabel>("LatencyMeaning")->text().contains(u"not known"_s));
        QVERIFY(shown<QLabel>("LatencyDoctorText")->text().contains(u"entirely"_s));
    }

    void withoutAnInquirerItSaysSo()
    {
        window.reset();
        fixture->services.servers = nullptr;
        window = std::make_unique<MainWindow>(fixture->services, &fixture->theme);
        window->show();
        open(u"clients"_s);
        QVERIFY(!shown<QPushButton>("AskServers")->isEnabled());
        QVERIFY(shown<QLabel>("AskProblems")->text().contains(u"not asked"_s));
    }
};

QTEST_MAIN(TestServerViews)
#include "tst_serverviews.moc"
