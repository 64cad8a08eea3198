// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fakekeys.h"
#include "support/uifixture.h"
#include "ui/banner.h"
#include "ui/figuretable.h"
#include "ui/keys/treemap.h"
#include "ui/keys/treemaplayout.h"
#include "ui/mainwindow.h"

#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

#include <numeric>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

/// The page "Keys" in the main window, over made-up analyses.
class TestKeysPage : public QObject
{
    Q_OBJECT

    template <typename T>
    T* find(const char* name) const
    {
        return page->findChild<T*>(QString::fromLatin1(name));
    }
    QString cell(int row, int column) const
    {
        return find<FigureTable>("KeyPrefixes")->figures().index(row, column).data().toString();
    }
    void open()
    {
        window = std::make_unique<MainWindow>(fixture->services, &fixture->theme);
        window->resize(1366, 768);
        window->show();
        window->selectCache(fixture->caches.caches().front().id);
        window->showPage(u"keys"_s);
        page = window->page(u"keys"_s);
    }

private Q_SLOTS:
    void init()
    {
        fixture = std::make_unique<UiFixture>();
        fixture->fillTypical();
        keys = std::make_unique<FakeKeys>();
        fixture->services.keys = keys.get();
    }
    void cleanup()
    {
        window.reset();
        keys.reset();
        fixture.reset();
    }

    void plantedFaultsAreFoundAndSaid()
    {
        keys->records = {FakeKeys::madeUp(UiFixture::startMs)};
        open();
        const QString findings = find<QLabel>("KeyFindings")->text();
        QVERIFY2(findings.contains(u"emb: has no TTL"_s) && findings.contains(u"fills 63."_s) &&
                     findings.contains(u"No price: "_s),
                 qPrintable(findings));
        QVERIFY2(findings.contains(u"The ids of doc: have only 8 hexadecimal digits"_s), qPrintable(findings));
        QVERIFY2(findings.contains(u"One key, index (zset), takes 2.29"_s), qPrintable(findings));
        QVERIFY(!findings.contains(u"resp:"_s));
        QCOMPARE(cell(0, 0), u"emb:"_s);
        QCOMPARE(cell(0, 5), u"100.0\u00a0%"_s);
        QCOMPARE(cell(1, 6), u"under 1 d 100.0\u00a0%"_s);
        QVERIFY(find<Treemap>("KeyTreemap")->accessibleName().contains(u"emb:"_s));
        QVERIFY(find<QLabel>("KeysAbout")->text().contains(u"at 10.0.0.2:6379, a replica"_s));
        QCOMPARE(find<FigureTable>("BigKeys")->figures().index(0, 0).data().toString(), u"index"_s);
    }

    void whereTheMostUsedKeysComeFromIsSaid()
    {
        KeyRecord record = FakeKeys::madeUp(UiFixture::startMs);
        record.result.estimated = 1;
        record.result.report.biggest.front().isEstimate = true;
        keys->records = {record};
        open();
        const auto whereFrom = [&] { return find<QLabel>("WhereHotKeysComeFrom")->text(); };
        QVERIFY2(whereFrom().contains(u"LFU"_s), qPrintable(whereFrom()));
        QVERIFY(find<FigureTable>("HotKeys")->isVisibleTo(page) &&
                !find<FigureTable>("TrackedKeys")->isVisibleTo(page));
        QVERIFY(find<FigureTable>("BigKeys")->figures().index(0, 2).data().toString().startsWith(u"about "_s));
        QVERIFY(find<QLabel>("KeyFindings")->text().contains(u"is estimated from 20 elements"_s));
        window.reset();
        record.result.report.hottest.clear();
        keys->records = {record};
        open();
        QVERIFY2(whereFrom().contains(u"has no HOTKEYS"_s), qPrintable(whereFrom()));
        QVERIFY(!find<FigureTable>("HotKeys")->isVisibleTo(page));
        window.reset();
        record.result.tracked = {TrackedKeys::State::Told, false, 1, 60'000, 1, {{"emb:7", 1500, {}, {}}}};
        keys->records = {record};
        open();
        const FigureTableModel& tracked = find<FigureTable>("TrackedKeys")->figures();
        QCOMPARE(tracked.index(0, 0).data().toString(), u"emb:7"_s);
        QCOMPARE(tracked.index(0, 1).data().toString(), u"1.50\u00a0ms"_s);
        QCOMPARE(tracked.index(0, 2).data().toString(), u"\u2013"_s);
        QVERIFY2(whereFrom().contains(u"that ran for 1"_s), qPrintable(whereFrom()));
    }

    void findingsArePricedByWhatTheCacheCosts()
    {
        fixture->ledger.plan.currency = currencies::usd();
        CacheCostLine line;
        line.amount = Money::ofUnits(currencies::usd(), 437);
        fixture->ledger.plan.costs = {line};
        fixture->ledger.ledger = std::make_shared<const Ledger>(); // nothing was counted yet
        KeyRecord before = FakeKeys::madeUp(UiFixture::startMs - 86'400'000);
        before.result.report.prefixes.front().withoutTtlShare = 0;
        keys->records = {FakeKeys::madeUp(UiFixture::startMs), before};
        open();
        const auto text = [&] { return find<QLabel>("KeyFindings")->text(); };
        QTRY_VERIFY2(text().contains(u"emb: lost its TTL"_s) && text().contains(u"is worth $"_s), qPrintable(text()));
        QVERIFY2(!text().contains(u"No price"_s), qPrintable(text()));
        QVERIFY2(cell(0, 9).startsWith(u"$2"_s), qPrintable(cell(0, 9))); // two thirds of it
        fixture->ledger.plan.costs.clear();
        fixture->ledger.announce(fixture->caches.caches().front().id);
        QTRY_VERIFY2(text().contains(u"No price"_s), qPrintable(text()));
        QCOMPARE(cell(0, 9), u"\u2013"_s);
    }

    void aSampleSaysHowSureItIs()
    {
        keys->records = {FakeKeys::madeUp(UiFixture::startMs, 0.1)};
        open();
        QVERIFY2(cell(0, 2).contains(u"\u00b1"_s), qPrintable(cell(0, 2)));
        QVERIFY(find<QLabel>("KeysAbout")->text().contains(u"estimated from 8,001 keys"_s));
    }

    void twoAnalysesAreCompared()
    {
        KeyRecord before = FakeKeys::madeUp(UiFixture::startMs - 86'400'000);
        std::erase_if(before.result.report.prefixes, [](const PrefixShare& each) { return each.prefix == "doc:"; });
        before.result.report.prefixes.front().bytes -= 1 << 20;
        keys->records = {FakeKeys::madeUp(UiFixture::startMs), before};
        open();
        QCOMPARE(cell(0, 10), u"\u2013"_s);
        auto* box = find<QComboBox>("KeyBefore");
        QCOMPARE(box->count(), 3); // none, and both
        box->setCurrentIndex(2);
        Q_EMIT box->activated(2);
        QCOMPARE(cell(0, 10), u"+1\u00a0MiB"_s);
        bool isNew = false;
        for (int row = 0; row < find<FigureTable>("KeyPrefixes")->figures().rowCount(); ++row)
            isNew = isNew || (cell(row, 0) == u"doc:"_s && cell(row, 10) == u"new"_s);
        QVERIFY(isNew);
    }

    void anAnalysisIsStartedPausedAndCancelled()
    {
        open();
        QVERIFY(find<QLabel>("KeysEmpty")->isVisible());
        find<QComboBox>("KeySample")->setCurrentIndex(1);
        find<QLineEdit>("KeyDelimiter")->setText(u"/"_s);
        QTest::mouseClick(find<QPushButton>("AnalyseKeys"), Qt::LeftButton);
        QCOMPARE(keys->ordered.size(), std::size_t(1));
        QCOMPARE(keys->ordered.front().sampled, 0.1);
        QCOMPARE(keys->ordered.front().delimiter, std::optional('/'));
        QCOMPARE(keys->ordered.front().keysPerSecond, 5000);
        keys->current = {true, false, fixture->caches.caches().front().id, {2500, 10'000, u"10.0.0.2:6379"_s, true}};
        Q_EMIT keys->stateChanged();
        QVERIFY(!find<QPushButton>("AnalyseKeys")->isEnabled());
        QVERIFY2(find<QLabel>("KeysRunning")->text().contains(u"2,500 of 10,000 keys at 10.0.0.2:6379, a replica"_s),
                 qPrintable(find<QLabel>("KeysRunning")->text()));
        QTest::mouseClick(find<QPushButton>("PauseKeys"), Qt::LeftButton);
        QVERIFY(keys->current.isPaused);
        QVERIFY(find<QLabel>("KeysRunning")->text().contains(u"paused"_s));
        QTest::mouseClick(find<QPushButton>("CancelKeys"), Qt::LeftButton);
        QCOMPARE(keys->cancels, 1);
        keys->current = {};
        Q_EMIT keys->stateChanged();
        QVERIFY(find<QPushButton>("AnalyseKeys")->isEnabled());
        QVERIFY(!find<QPushButton>("PauseKeys")->isVisible());
    }

    void whatWasCancelledIsResumed()
    {
        keys->unfinished = UnfinishedKeys{fixture->clock->nowMs() - 120'000, 12'345, u"10.0.0.2:6379"_s};
        open();
        QVERIFY2(find<QLabel>("KeysRunning")->text().contains(u"Stopped 2\u00a0min ago after 12,345 keys"_s),
                 qPrintable(find<QLabel>("KeysRunning")->text()));
        QTest::mouseClick(find<QPushButton>("ResumeKeys"), Qt::LeftButton);
        QCOMPARE(keys->resumed, fixture->caches.caches().front().id);
        keys->current = {true, false, keys->resumed, {20'000, 90'000, u"10.0.0.3:6379"_s, false, 2, 3}};
        Q_EMIT keys->stateChanged();
        QVERIFY(!find<QPushButton>("ResumeKeys")->isVisible());
        QVERIFY2(
            find<QLabel>("KeysRunning")->text().contains(u"20,000 of 90,000 keys at 10.0.0.3:6379 (server 2 of 3)"_s),
            qPrintable(find<QLabel>("KeysRunning")->text()));
        keys->current = {};
        keys->unfinished.reset();
        keys->read(keys->resumed);
        QVERIFY(!find<QPushButton>("ResumeKeys")->isVisible());
        QVERIFY(find<QLabel>("KeysRunning")->text().isEmpty());
    }

    void aShardThatIsMissingIsSaid()
    {
        KeyRecord record = FakeKeys::madeUp(UiFixture::startMs);
        record.result.servers = 3;
        record.result.missing = {{u"10.0.0.3:6379"_s, 400, u"It went."_s},
                                 {u"10.0.0.4:6379"_s, 0, u"It is not there."_s}};
        record.result.slotsMoved = true;
        keys->records = {record};
        open();
        const QString findings = find<QLabel>("KeyFindings")->text();
        for (const QString& part : {u"Of 10.0.0.3:6379 only 400 keys were seen. It went."_s,
                                    u"The keys of 10.0.0.4:6379 are missing."_s, u"Slots moved while it ran"_s})
            QVERIFY2(findings.contains(part), qPrintable(findings));
        QVERIFY(find<QLabel>("KeysAbout")->text().contains(u"3 shards"_s));
    }

    void whatFailsIsSaid()
    {
        open();
        const CacheId cache = fixture->caches.caches().front().id;
        Q_EMIT keys->failed(cache, Error{ErrorCode::NoPermission, u"SCAN is not permitted."_s, u"Grant +scan."_s});
        QVERIFY(page->findChild<Banner*>()->isVisible());
        find<QLineEdit>("KeyDelimiter")->setText(u"\u00e9"_s); // two bytes
        QTest::mouseClick(find<QPushButton>("AnalyseKeys"), Qt::LeftButton);
        QVERIFY(keys->ordered.empty());
    }

    void withoutAnAnalystNothingCanBeStarted()
    {
        fixture->services.keys = nullptr;
        open();
        QVERIFY(!find<QPushButton>("AnalyseKeys")->isEnabled());
        QVERIFY(page->paletteItems().empty());
    }

    void treemapFillsItsAreaInProportion()
    {
        const std::vector<double> values{60, 25, 10, 4, 1, 0};
        const QRectF area(10, 20, 300, 120);
        const std::vector<QRectF> rects = treemapLayout(values, area);
        QCOMPARE(rects.size(), values.size());
        QVERIFY(rects.back().isEmpty());
        for (std::size_t i = 0; i + 1 < rects.size(); ++i) {
            QVERIFY(qAbs(rects[i].width() * rects[i].height() - values[i] / 100 * 300 * 120) < 0.01);
            QVERIFY(area.adjusted(-0.01, -0.01, 0.01, 0.01).contains(rects[i]));
            for (std::size_t j = 0; j < i; ++j) {
                const QRectF shared = rects[i] & rects[j];
                QVERIFY(shared.width() * shared.height() < 0.01);
            }
        }
        QVERIFY(treemapLayout({1}, QRectF()).front().isEmpty());
        QVERIFY(treemapLayout({0, 0}, area).front().isEmpty());
    }

private:
    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<FakeKeys> keys;
    std::unique_ptr<MainWindow> window;
    Page* page = nullptr;
};

QTEST_MAIN(TestKeysPage)
#include "tst_keyspage.moc"
