// SPDX-License-Identifier: GPL-3.0-or-later
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
