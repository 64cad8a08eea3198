// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fakeinquirer.h"
#include "support/fakekeys.h"
#include "support/uifixture.h"
#include "ui/advisor/advicecard.h"
#include "ui/advisor/advicelist.h"
#include "ui/banner.h"
#include "ui/mainwindow.h"

#include <QtTest/QTest>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestAdvisorPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        fixture = std::make_unique<cacheledger::testing::UiFixture>();
        cache = fixture->addCache(u"rag-cache"_s, {}, 2);
    }
    void cleanup()
    {
        window.reset();
        fixture.reset();
    }

    void beforeAnAnswerThereIsNoAdvice()
    {
        open();
        QVERIFY(page->findChild<Banner*>()->isVisible());
        QVERIFY(!page->findChild<QWidget*>(u"Score"_s)->isVisible());
        QVERIFY(page->findChildren<AdviceCard*>().isEmpty());
    }

    void whatIsWatchedElsewhereIsSaid()
    {
        for (const NodeConfig& node : cache.nodes) {
            NodeStatus status;
            status.cache = cache.id;
            status.node = node.id;
            status.state = NodeState::Unwatched;
            fixture->statuses.set(status);
        }
        open();
        QVERIFY(textsOf(page->findChild<Banner*>()).join(u' ').contains(u"cacheledger advise"_s));
    }

    void whatIsFoundComesWithEvidenceAndWayBack()
    {
        answer({{"maxmemory", 0}, {"used_memory", 2e9}, {"evicted_keys", 0}});
        open();
        QVERIFY(!page->findChild<Banner*>()->isVisible());
        QTRY_VERIFY(cardOf(u"no-maxmemory"_s));
        AdviceCard* card = cardOf(u"no-maxmemory"_s);
        const QString text = textsOf(card).join(u'\n');
        QVERIFY2(text.contains(u"maxmemory"_s), qPrintable(text));
        QVERIFY(!card->findChild<QLabel*>(u"AdviceEvidence"_s)->text().isEmpty());
        QVERIFY(!text.contains(u"10.0.1.7"_s)); // all nodes have it
        QCOMPARE(page->findChild<QLabel*>(u"ScorePoints"_s)->text(), u"unknown"_s);
        QTRY_VERIFY(page->findChild<AdviceList*>(u"AdviceUnknown"_s)->isVisible());
    }

    void aNodeThatAloneHasItIsNamed()
    {
        answer({{"maxmemory", 4e9}, {"used_memory", 1e9}});
        answerOf(cache.nodes.back(), {{"maxmemory", 0}, {"used_memory", 1e9}});
        open();
        QTRY_VERIFY(cardOf(u"no-maxmemory"_s));
        const QString text = textsOf(cardOf(u"no-maxmemory"_s)).join(u'\n');
        QVERIFY2(text.contains(cache.nodes.back().endpoint.address()), qPrintable(text));
        QVERIFY2(!text.contains(cache.nodes.front().endpoint.address()), qPrintable(text));
    }

    void whatIsSetAsideStaysListedWithItsReasonAndComesBack()
    {
        answer({{"maxmemory", 0}, {"used_memory", 2e9}});
        open();
        QTRY_VERIFY(cardOf(u"no-maxmemory"_s));
        cardOf(u"no-maxmemory"_s)->findChild<QPushButton*>(u"AdviceDismiss"_s)->click();
        auto* reason = window->findChild<QLineEdit*>(u"DismissReason"_s);
        auto* accept = window->findChild<QPushButton*>(u"DismissAccept"_s);
        QVERIFY(reason && accept && !accept->isEnabled());
        reason->setText(u"a dedicated host"_s);
        QVERIFY(accept->isEnabled());
        accept->click();
        QTRY_VERIFY(!cardOf(u"no-maxmemory"_s));
        open(); // another window on the same profile
        QVERIFY(!cardOf(u"no-maxmemory"_s));
        auto* aside = page->findChild<AdviceList*>(u"AdviceAside"_s);
        QTRY_VERIFY(aside->isVisible());
        QVERIFY2(textsOf(aside).join(u'\n').contains(u"a dedicated host"_s), qPrintable(textsOf(aside).join(u'\n')));
        aside->findChild<QPushButton*>()->click();
        QTRY_VERIFY(cardOf(u"no-maxmemory"_s));
        QVERIFY(!aside->isVisible());
    }

    void whatAdviceIsWorthIsToldWhereItCanBeWorkedOut()
    {
        // 40 $ a day pay for the 8 GiB of two nodes; each of them loses one.
        Ledger ledger = cacheledger::testing::FakeLedger::threeDays();
        ledger.assumptions.push_back({u"cost.Redis"_s, {}, {}, {}, {}, Confidence::Measured, 0});
        fixture->ledger.ledger = std::make_shared<const Ledger>(ledger);
        const double gib = 1024.0 * 1024 * 1024;
        answer({{"maxmemory", 4 * gib},
                {"used_memory", gib},
                {"mem_fragmentation_ratio", 2},
                {"mem_fragmentation_bytes", gib}});
        open();
        QTRY_VERIFY(cardOf(u"fragmentation"_s));
        QTRY_VERIFY(worthOf(u"fragmentation"_s).startsWith(u"$304.37 a month"_s)); // 40 x 30.436875 / 4
        QVERIFY2(worthOf(u"fragmentation"_s).contains(u"Estimated"_s), qPrintable(worthOf(u"fragmentation"_s)));
        for (const AdviceCard* card : page->findChildren<AdviceCard*>())
            if (card->id() != "fragmentation")
                QVERIFY2(worthOf(QString::fromStdString(card->id())).isEmpty(), card->id().c_str());
        fixture->ledger.ledger =
            std::make_shared<const Ledger>(cacheledger::testing::FakeLedger::threeDays()); // nobody entered a cost
        fixture->ledger.announce(cache.id);
        QTRY_VERIFY(worthOf(u"fragmentation"_s).isEmpty());
        QVERIFY(!cardOf(u"fragmentation"_s)->findChild<QLabel*>(u"AdviceWorth"_s)->isVisible());
    }

    void anAnalysisOfTheKeysSaysWhichAndWhatTheyCost()
    {
        cacheledger::testing::FakeKeys keys;
        fixture->services.keys = &keys;
        Ledger ledger = cacheledger::testing::FakeLedger::threeDays(); // 40 $ a day
        ledger.assumptions.push_back({u"cost.Redis"_s, {}, {}, {}, {}, Confidence::Measured, 0});
        fixture->ledger.ledger = std::make_shared<const Ledger>(ledger);
        answer({{"maxmemory", 4e9}, {"used_memory", 1e9}, {"db0.keys", 10}, {"db0.expires", 9}});
        open();
        auto* unknown = page->findChild<AdviceList*>(u"AdviceUnknown"_s);
        QTRY_VERIFY(unknown->isVisible());
        QVERIFY2(textsOf(unknown).filter(u"No analysis of the keys is kept."_s).size() >= 3,
                 qPrintable(textsOf(unknown).join(u'\n')));
        keys.records = {cacheledger::testing::FakeKeys::madeUp(fixture->clock->nowMs() - 7'200'000)};
        keys.read(cache.id);
        QTRY_VERIFY(cardOf(u"keys-without-ttl"_s));
        const QString text = textsOf(cardOf(u"keys-without-ttl"_s)).join(u'\n');
        QVERIFY2(text.contains(u"emb: has no TTL"_s) && text.contains(u"analysis of 2\u00a0h ago"_s), qPrintable(text));
        QVERIFY2(worthOf(u"keys-without-ttl"_s).contains(u"$"_s), qPrintable(worthOf(u"keys-without-ttl"_s)));
        QVERIFY2(worthOf(u"short-hash-ids"_s).startsWith(u"No memory is freed"_s),
                 qPrintable(worthOf(u"short-hash-ids"_s)));
        QVERIFY(cardOf(u"big-keys"_s) && cardOf(u"stale-references"_s));
        window.reset();
        fixture->services.keys = nullptr;
    }

    void theServersAreAskedOnceForTheirLatencyMonitors()
    {
        cacheledger::testing::FakeInquirer servers;
        fixture->services.servers = &servers;
        answer({{"maxmemory", 4e9}, {"used_memory", 1e9}});
        open();
        QCOMPARE(servers.asked.size(), std::size_t(2));
        QVERIFY(servers.lastParts.latencyDoctor && !servers.lastParts.diagnosis && !servers.lastParts.clients);
        EvidenceAnswer off(Error{ErrorCode::Cancelled, {}, {}});
        off.latencyDoctor = u"Latency monitoring is disabled in this Redis instance."_s;
        Q_EMIT servers.answered(1, off);
        QTRY_VERIFY(cardOf(u"latency-monitor-off"_s));
        QVERIFY2(textsOf(cardOf(u"latency-monitor-off"_s)).join(u' ').contains(cache.nodes.front().endpoint.address()),
                 "only one of two has answered");
        page->refresh();
        QCOMPARE(servers.asked.size(), std::size_t(2));
        window.reset();
        fixture->services.servers = nullptr;
    }

    void theDecisionIsFilledWithWhatWasMeasured()
    {
        answer({{"maxmemory", 4e9}, {"used_memory", 1e9}});
        open();
        const auto text = [this](const char* factor) {
            return page->findChild<QLabel*>(u"Decision."_s + QLatin1String(factor))->text();
        };
        QTRY_VERIFY2(text("volume").startsWith(u"10,040 requests a day"_s), qPrintable(text("volume")));
        QVERIFY2(text("similarity").startsWith(u"at least 40.0"_s), qPrintable(text("similarity")));
        QVERIFY2(text("servers").contains(u"not known"_s), qPrintable(text("servers")));
        QVERIFY2(text("cost").contains(u"not entered"_s), qPrintable(text("cost")));
        QVERIFY(page->findChild<QWidget*>(u"Verdict"_s)->isVisible());
        const CacheConfig other = fixture->addCache(u"sessions"_s);
        fixture->ledger.failure = Error{ErrorCode::Io, u"The history cannot be read."_s, {}};
        window->selectCache(other.id);
        QVERIFY2(text("volume").contains(u"not known"_s), qPrintable(text("volume")));
    }

    void whatIsToBeExpectedIsReadFromHistory()
    {
        open();
        auto* forecast = page->findChild<AdviceList*>(u"Forecast"_s);
        QTRY_VERIFY(forecast->isVisible());
        const QString text = textsOf(forecast).join(u'\n');
        for (const NodeConfig& node : cache.nodes)
            QVERIFY2(text.contains(u"Memory, "_s + node.endpoint.address()), qPrintable(text));
        QVERIFY2(text.contains(u"Hit ratio now"_s) && text.contains(u"Latency now"_s), qPrintable(text));
        QVERIFY2(text.contains(u"Savings this month"_s) && text.contains(u"has no price"_s), qPrintable(text));
    }

    void whatHistoryCannotTellIsNotKnown()
    {
        fixture->history.failWith(Error{ErrorCode::Io, u"gone"_s, {}});
        open();
        auto* forecast = page->findChild<AdviceList*>(u"Forecast"_s);
        QTRY_VERIFY(forecast->isVisible());
        const QStringList texts = textsOf(forecast);
        QCOMPARE(texts.filter(u"Not known yet"_s).size(), 4); // memory of two nodes, hit ratio, latency
        QVERIFY(texts.filter(u"Growth"_s).isEmpty());
    }

    void anotherCacheHasItsOwnForecast()
    {
        const CacheConfig other = fixture->addCache(u"sessions"_s);
        open();
        auto* forecast = page->findChild<AdviceList*>(u"Forecast"_s);
        QTRY_VERIFY(forecast->isVisible());
        fixture->history.hold(true);
        window->selectCache(other.id);
        QTRY_VERIFY(!forecast->isVisible()); // nothing of the one before
        QTRY_VERIFY(!fixture->history.requests.empty());
        fixture->history.hold(false);
    }

    void anotherCacheHasItsOwnAdvice()
    {
        answer({{"maxmemory", 0}, {"used_memory", 2e9}});
        const CacheConfig other = fixture->addCache(u"sessions"_s);
        answerOf(other.nodes.front(), {{"maxmemory", 4e9}, {"used_memory", 1e9}});
        open();
        QTRY_VERIFY(cardOf(u"no-maxmemory"_s));
        window->selectCache(other.id);
        QTRY_VERIFY(!cardOf(u"no-maxmemory"_s));
    }

private:
    using Values = std::vector<std::pair<std::string, double>>;

    void answerOf(const NodeConfig& node, const Values& values)
    {
        std::vector<std::string> names;
        auto made = std::make_shared<Snapshot>();
        for (const auto& [name, value] : values) {
            names.push_back(name);
            made->values.push_back(value);
        }
        made->node = node.id;
        made->timeMs = fixture->clock->nowMs();
        made->intervalMs = 1000;
        made->layout = std::make_shared<SeriesLayout>(names);
        NodeStatus status;
        status.cache = cache.id;
        status.node = node.id;
        status.state = NodeState::Up;
        status.lastSampleMs = made->timeMs;
        status.latest = made;
        fixture->statuses.set(status);
    }
    void answer(const Values& values)
    {
        for (const NodeConfig& node : cache.nodes)
            answerOf(node, values);
    }
    void open()
    {
        window = std::make_unique<MainWindow>(fixture->services, &fixture->theme);
        window->show();
        window->selectCache(cache.id);
        window->showPage(u"advisor"_s);
        page = window->page(u"advisor"_s);
        QVERIFY(page);
    }
    AdviceCard* cardOf(const QString& id) const
    {
        for (AdviceCard* card : page->findChildren<AdviceCard*>())
            if (card->isVisible() && QString::fromStdString(card->id()) == id)
                return card;
        return nullptr;
    }
    QString worthOf(const QString& id) const
    {
        const AdviceCard* card = cardOf(id);
        return card ? card->findChild<QLabel*>(u"AdviceWorth"_s)->text() : QString();
    }
    static QStringList textsOf(const QWidget* widget)
    {
        QStringList texts;
        for (const QLabel* label : widget->findChildren<QLabel*>())
            texts << label->text();
        return texts;
    }

    std::unique_ptr<cacheledger::testing::UiFixture> fixture;
    std::unique_ptr<MainWindow> window;
    CacheConfig cache;
    Page* page = nullptr;
};

QTEST_MAIN(TestAdvisorPage)
#include "tst_advisorpage.moc"
