// SPDX-License-Identifier: GPL-3.0-or-later
// The demo's workload knows what every hit of it saved; the ledger, from what was polled of it, says the same.
#include "app/demo/demo.h"
#include "app/demo/democosts.h"
#include "app/ledger/ledgerreader.h"
#include "app/secrets.h"
#include "app/watch.h"
#include "history/periodtotals.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class DemoSavingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_watch.reset(); }
    void thePlanIsOneThatCanBeKept();
    void theLedgerAgreesWithTheWorkload();

private:
    Result<Ledger> ledger() const;
    double increase(const std::string& counter, const Ledger& of) const;

    QTemporaryDir m_folder;
    Demo m_demo;
    CacheStore m_caches{m_folder.filePath(u"caches.json"_s)};
    SourceStore m_sources{m_folder.filePath(u"sources.json"_s)};
    NodeStatusBoard m_statuses;
    KeychainVault m_vault{false};
    Problems m_problems;
    CredentialSource m_credentials = CredentialSource::load({}, QProcessEnvironment()).value();
    std::unique_ptr<Watch> m_watch;
    QString m_history = m_folder.filePath(u"history.sqlite"_s);
};

void DemoSavingsTest::initTestCase()
{
    QVERIFY(m_demo.start().ok());
    QVERIFY(m_caches.add(m_demo.cache()).ok());
    for (SourceConfig source : m_demo.sources()) {
        source.intervalMs = SourceConfig::minIntervalMs;
        QVERIFY(m_sources.add(source).ok());
    }
    QVERIFY(m_sources.setPlan(m_demo.stages()).ok());
    Watch::Parts parts{&m_caches, &m_statuses, &m_vault, &m_credentials, &m_problems, std::make_shared<SystemClock>(),
                       m_history};
    parts.sources = &m_sources;
    m_watch = std::make_unique<Watch>(std::move(parts));
    m_watch->start();
}

void DemoSavingsTest::thePlanIsOneThatCanBeKept()
{
    const CostPlan plan = demoCostPlan(m_demo.cache().id);
    QVERIFY2(validate(plan).ok(), qPrintable(validate(plan).ok() ? QString() : validate(plan).error().message));
    for (const StageValue& value : plan.values)
        QVERIFY(value.isDefault);
}

/// Of all that has been polled so far.
Result<Ledger> DemoSavingsTest::ledger() const
{
    const auto file = HistoryFile::open(m_history);
    if (!file)
        return file.error();
    const TimeMs nowMs = SystemClock().nowMs();
    const LedgerInputs inputs{demoCostPlan(m_demo.cache().id), m_demo.stages().stages, *ledgerPrices(Profile())};
    return readLedger(**file, inputs, {m_demo.cache().id, nowMs - 3'600'000, nowMs, LedgerStep::Hour, {}}, nowMs);
}

double DemoSavingsTest::increase(const std::string& counter, const Ledger& of) const
{
    const auto file = HistoryFile::open(m_history);
    std::vector<NodeId> nodes;
    for (const SourceConfig& source : m_demo.sources())
        nodes.push_back(source.id);
    const auto totals = readPeriodTotals(**file, {nodes, {counter}, {of.total.fromMs, of.total.toMs}, {}});
    return totals ? totals->periods.front().increases.front() : std::nan("");
}

void DemoSavingsTest::theLedgerAgreesWithTheWorkload()
{
    const auto seen = [this](double hits) {
        const auto now = ledger();
        return now && now->total.answered.value_or(0) >= hits && now->total.stages[3].hits.value_or(0) > 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(seen(200), 60'000);
    m_watch.reset(); // writes what is left: from now on history stands still
    const auto money = ledger();
    QVERIFY(money.ok());
    QVERIFY2(money->unpriced.isEmpty(), qPrintable(money->unpriced.join(u'\n')));
    QCOMPARE(money->total.confidence, Confidence::Assumed);
    // Exactly: the workload adds up what each hit spared, in the same answers that its counters come in.
    for (const LedgerStage& stage : money->total.stages) {
        const double known = increase("stage." + stage.stage.toStdString() + ".avoided_cost", *money);
        QVERIFY(stage.gross.isValid());
        const qint64 millionths = std::llround(known * 1e6);
        QCOMPARE(stage.gross.toDecimalString(), Money(currencies::usd(), Int128(millionths) * 1000).toDecimalString());
    }
    // What it has done since is more, never less.
    const Demo::Totals totals = m_demo.totals();
    QVERIFY(*money->total.answered <= static_cast<double>(totals.response.hits + totals.semantic.hits));
    QVERIFY(*money->total.requests <= static_cast<double>(totals.response.requests));
    const quint64 known = totals.response.avoidedNanos + totals.semantic.avoidedNanos + totals.embedding.avoidedNanos +
                          totals.context.avoidedNanos;
    QVERIFY(money->total.gross <= Money(currencies::usd(), Int128(known)));
}

QTEST_GUILESS_MAIN(DemoSavingsTest)
#include "tst_demosavings.moc"
