// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/framebuilder.h"
#include "support/uifixture.h"
#include "ui/banner.h"
#include "ui/figuretable.h"
#include "ui/mainwindow.h"
#include "ui/pages/serverpage.h"
#include "ui/server/commandspane.h"
#include "ui/server/commandtable.h"
#include "ui/timerange.h"

#include <QtGui/QClipboard>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

/// The page "Server" in the main window.
class TestServerPage : public QObject
{
    Q_OBJECT

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<MainWindow> window;
    ServerPage* page = nullptr;
    CacheConfig cache;

    template <typename T>
    T* find(const char* name) const
    {
        return page->findChild<T*>(QLatin1String(name));
    }
    void open()
    {
        window->showPage(u"server"_s);
        page = static_cast<ServerPage*>(window->page(u"server"_s));
    }
    QString cell(int row, int column) const
    {
        return find<FigureTable>("CommandTable")->figures().index(row, column).data().toString();
    }
    bool wasAsked(const std::string& metric) const
    {
        const auto& requests = fixture->history.requests;
        return std::any_of(requests.begin(), requests.end(), [&](const FrameRequest& request) {
            return request.columns > 1 &&
                   std::find(request.metrics.begin(), request.metrics.end(), metric) != request.metrics.end();
        });
    }
    void setUse(const char* command, double calls, double usec)
    {
        const NodeId node = cache.nodes.front().id;
        const std::string name = command;
        fixture->history.setValue(node, "increase.cmdstat." + name + ".calls", calls);
        fixture->history.setValue(node, "increase.cmdstat." + name + ".usec", usec);
        fixture->history.setValue(node, "increase.cmdstat." + name + ".rejected_calls", 0);
        fixture->history.setValue(node, "increase.cmdstat." + name + ".failed_calls", 0);
    }

private Q_SLOTS:
    void init()
    {
        fixture = std::make_unique<UiFixture>();
        cache = fixture->addCache(u"rag-cache"_s);
        setUse("get", 9000, 90'000);
        setUse("set", 900, 900'000);
        setUse("hget", 100, 10'000);
        setUse("expire", 0, 0);
        setUse("ping", 0, 0);
        window = std::make_unique<MainWindow>(fixture->services, &fixture->theme);
        window->show();
    }
    void cleanup()
    {
        window.reset();
        fixture.reset();
        page = nullptr;
    }

    void commandsOfTheRangeAreListedByTheTimeTheyTook()
    {
        fixture->setState(cache, NodeState::Up);
        open();
        QTRY_COMPARE(find<FigureTable>("CommandTable")->figures().rowCount(), 3); // two did nothing
        QCOMPARE(cell(0, 0), u"SET"_s);
        QCOMPARE(cell(0, 1), u"900"_s);
        QCOMPARE(cell(0, 2), u"9.0\u00a0%"_s);
        QCOMPARE(cell(0, 5), u"90.0\u00a0%"_s);
        QCOMPARE(cell(1, 0), u"GET"_s);
        QCOMPARE(cell(2, 0), u"HGET"_s);
        auto* order = find<QComboBox>("CommandOrder");
        order->setCurrentIndex(order->findData(int(CommandOrder::Calls)));
        Q_EMIT order->activated(order->currentIndex());
        QCOMPARE(cell(0, 0), u"GET"_s);
        QVERIFY(!page->findChild<Banner*>()->isVisible());
    }

    void theChosenCommandIsDrawnAndStaysChosen()
    {
        fixture->setState(cache, NodeState::Up);
        open();
        QTRY_VERIFY(wasAsked("command.set.calls_per_second")); // the first one, until another is chosen
        auto* table = find<FigureTable>("CommandTable");
        table->selectRow(1);
        QCOMPARE(page->findChild<CommandsPane*>()->chosenCommand(), u"get"_s);
        QTRY_VERIFY(wasAsked("command.get.usec_per_call"));
        QVERIFY(wasAsked("latency.get.p99"));
        auto* order = find<QComboBox>("CommandOrder");
        order->setCurrentIndex(order->findData(int(CommandOrder::Calls)));
        Q_EMIT order->activated(order->currentIndex());
        QCOMPARE(table->currentIndex().row(), 0);
        QCOMPARE(page->findChild<CommandsPane*>()->chosenCommand(), u"get"_s);
    }

    void comparingAsksForThePeriodBeforeOfTheCharts()
    {
        fixture->setState(cache, NodeState::Up);
        open();
        QTRY_VERIFY(wasAsked("command.set.calls_per_second"));
        const auto drawnBefore = [this] {
            const TimeSpan range = window->range()->span();
            return std::any_of(
                fixture->history.requests.begin(), fixture->history.requests.end(),
                [&](const FrameRequest& request) { return request.columns > 1 && request.toMs <= range.fromMs; });
        };
        QVERIFY(!drawnBefore());
        window->range()->setComparing(true);
        QTRY_VERIFY(drawnBefore());
    }

    void withoutAnAnswerOfAServerItSaysWhy()
    {
        open();
        auto* banner = page->findChild<Banner*>();
        QTRY_VERIFY(banner->isVisible());
        const auto says = [banner](const QString& words) {
            const auto labels = banner->findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(), [&](const QLabel* each) {
                return each->text().contains(words) || each->accessibleName().contains(words);
            });
        };
        QVERIFY(says(u"No command is known yet"_s));
        for (const char* command : {"get", "set", "hget"})
            setUse(command, 0, 0);
        fixture->setState(cache, NodeState::Up);
        QTRY_VERIFY(says(u"No command was counted in this range"_s));
        fixture->history.failWith({ErrorCode::Io, u"The disk is gone."_s, {}});
        page->refresh();
        QTRY_VERIFY(says(u"The disk is gone."_s));
    }

    void asksForNothingWhileHidden()
    {
        fixture->setState(cache, NodeState::Up);
        open();
        QTRY_VERIFY(wasAsked("command.set.calls_per_second"));
        window->showPage(u"settings"_s);
        const std::size_t asked = fixture->history.requests.size();
        fixture->clock->advance(60'000);
        fixture->setState(cache, NodeState::Up);
        QCoreApplication::processEvents();
        QCOMPARE(fixture->history.requests.size(), asked);
    }

    void theTableIsCopiedFromThePalette()
    {
        fixture->setState(cache, NodeState::Up);
        open();
        QTRY_COMPARE(cell(0, 0), u"SET"_s);
        for (const PaletteItem& item : page->paletteItems())
            item.run();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(u"Command,Calls,"_s));
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"\r\nSET,900,"_s));
    }

    void changesAreAgainstThePeriodBefore_data()
    {
        QTest::addColumn<double>("now");
        QTest::addColumn<double>("before");
        QTest::addColumn<QString>("change");
        QTest::newRow("a half more") << 15.0 << 10.0 << u"+50\u00a0%"_s;
        QTest::newRow("a tenth") << 1.0 << 10.0 << u"−90\u00a0%"_s;
        QTest::newRow("alike") << 10.0 << 10.0 << u"0\u00a0%"_s;
        QTest::newRow("a command that nobody sent before") << 3.0 << 0.0 << u"new"_s;
        QTest::newRow("a period before that nobody saw") << 3.0 << WindowStat::nan << u"unknown"_s;
    }
    void changesAreAgainstThePeriodBefore()
    {
        QFETCH(double, now);
        QFETCH(double, before);
        const auto frame = [](double rate) {
            return FrameBuilder(UiFixture::startMs, 1)
                .line("increase.cmdstat.config|get.calls", {rate})
                .line("command.config|get.calls_per_second", {rate})
                .line("increase.cmdstat.ping.calls", {1})
                .line("command.ping.calls_per_second", {1})
                .frame();
        };
        const std::vector<std::string> names{"config|get", "ping"};
        const Frame shown = frame(now), earlier = frame(before);
        const auto known = std::isnan(before) ? std::vector<CommandUse>() : commandUses(names, &earlier);
        const auto rows = commandRows(commandUses(names, &shown), known);
        QCOMPARE(rows[0][0].text, u"CONFIG GET"_s);
        QTEST(rows[0][4].text, "change");
    }

    void errorsComeWithWhatTheyMean()
    {
        const Frame shown = FrameBuilder(UiFixture::startMs, 1)
                                .line("increase.errorstat.OOM.count", {4})
                                .line("increase.errorstat.ERR.count", {9})
                                .line("increase.errorstat.LOADING.count", {0})
                                .line("increase.errorstat.MYMODULE.count", {1})
                                .frame();
        const auto rows = errorRows({"ERR", "LOADING", "MYMODULE", "OOM"}, &shown, nullptr);
        QCOMPARE(rows.size(), std::size_t(3));
        QCOMPARE(rows[0][0].text, u"ERR"_s);
        QCOMPARE(rows[1][0].text, u"OOM"_s);
        QVERIFY(rows[1][3].text.contains(u"maxmemory"_s));
        QVERIFY(rows[2][3].text.isEmpty());
        QVERIFY(!rows[0][2].known); // nothing is known of the period before
        QVERIFY(errorRows({"ERR"}, nullptr, nullptr).empty());
    }
};

QTEST_MAIN(TestServerPage)
#include "tst_serverpage.moc"
