// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/coststore.h"

#include <QtCore/QDateTime>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{

const CacheId cache{u"7a3c"_s};
constexpr TimeMs may = 1'777'593'600'000; // 2026-05-01T00:00:00Z

/// With everything that a plan can say.
CostPlan fullPlan()
{
    CostPlan plan;
    plan.cache = cache;
    plan.currency = currencies::inr();
    plan.timeZone = "Asia/Kolkata";
    StageValue tokens;
    tokens.stage = u"response"_s;
    tokens.basis = StageValue::Basis::MeasuredTokens;
    tokens.model = u"gpt-4o"_s;
    tokens.embeddingModel = u"text-embedding-3-small"_s;
    tokens.tokensInput = *Decimal::parse(u"1200.5"_s);
    tokens.tokensOutput = Decimal(300);
    tokens.tokensEmbedding = Decimal(20);
    tokens.savedMs = 800;
    tokens.source = u"load test of May"_s;
    tokens.validFromMs = may + 1;
    tokens.isDefault = true;
    StageValue entered;
    entered.stage = u"context"_s;
    entered.costPerHit = *Money::parse(u"0.000000001"_s, currencies::usd());
    plan.values = {tokens, entered};
    CacheCostLine bill;
    bill.name = u"Redis, May"_s;
    bill.kind = CacheCostLine::Kind::Entered;
    bill.amount = Money::ofUnits(currencies::inr(), 15'000);
    bill.validFromMs = may;
    bill.validToMs = may + 86'400'000;
    CacheCostLine nodes;
    nodes.name = u"nodes"_s;
    nodes.kind = CacheCostLine::Kind::NodeHours;
    nodes.amount = *Money::parse(u"0.034"_s, currencies::usd());
    nodes.quantity = Decimal(3);
    nodes.isCache = false;
    CacheCostLine setUp;
    setUp.name = u"set-up"_s;
    setUp.kind = CacheCostLine::Kind::Once;
    setUp.amount = Money::ofUnits(currencies::inr(), 300'000);
    setUp.validFromMs = may;
    plan.costs = {bill, nodes, setUp};
    plan.wrongHitCost = Money::ofUnits(currencies::inr(), 2);
    plan.lookups = {{u"semantic"_s, u"text-embedding-3-small"_s, Decimal(25), {}, u"tokenizer"_s, false}};
    plan.rates = {{currencies::usd(), currencies::inr(), *Decimal::parse(u"83.12"_s), may, u"bank"_s}};
    plan.traffic = {0.375, 90'500};
    return plan;
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class CostStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath(u"costs.json"_s);
    }

    void whatIsSetIsThereAgain();
    void withoutAFileEveryPlanIsEmpty();
    void unknownKeysAndOtherPlansAreKept();
    void daysAreThoseOfThePlansZone();
    void whatAnotherProcessWroteIsTakenOver();
    void badFilesAreLeftAlone_data();
    void badFilesAreLeftAlone();
    void plansThatMakeNoSenseAreRefused_data();
    void plansThatMakeNoSenseAreRefused();

private:
    void write(QByteArray text)
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.write(text.replace('\'', '"')) > 0);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
};

void CostStoreTest::whatIsSetIsThereAgain()
{
    CostStore store(m_path);
    QVERIFY(store.load().ok());
    QSignalSpy changed(&store, &CostStore::planChanged);
    QVERIFY(store.setPlan(fullPlan()).ok());
    QVERIFY(store.setPlan(fullPlan()).ok()); // no change, no signal
    QCOMPARE(changed.count(), 1);
    CostStore again(m_path);
    QVERIFY(again.load().ok());
    QVERIFY(again.planOf(cache) == fullPlan());
}

void CostStoreTest::withoutAFileEveryPlanIsEmpty()
{
    CostStore store(m_path);
    QVERIFY(store.load().ok());
    const CostPlan plan = store.planOf(cache);
    QCOMPARE(plan.cache, cache);
    QVERIFY(plan.currency.isValid() && plan.values.empty() && plan.costs.empty());
    QVERIFY(!QFile::exists(m_path));
}

void CostStoreTest::unknownKeysAndOtherPlansAreKept()
{
    write("{'version': 1, 'note': 'keep', 'plans': [{'cache': 'other', 'currency': 'EUR', 'owner': 'keep too'}]}");
    CostStore store(m_path);
    QVERIFY(store.load().ok());
    QVERIFY(store.setPlan(fullPlan()).ok());
    CostPlan other = store.planOf(CacheId{u"other"_s});
    other.currency = currencies::gbp();
    QVERIFY(store.setPlan(other).ok());
    const QByteArray text = contentOf(m_path);
    QVERIFY(text.contains("\"note\": \"keep\"") && text.contains("\"owner\": \"keep too\""));
    CostStore again(m_path);
    QVERIFY(again.load().ok());
    QVERIFY(again.planOf(cache) == fullPlan());
    QVERIFY(again.planOf(CacheId{u"other"_s}) == other);
}

void CostStoreTest::daysAreThoseOfThePlansZone()
{
    write("{'version': 1, 'plans': [{'cache': '7a3c', 'currency': 'INR', 'timeZone': 'Asia/Kolkata', 'costs': ["
          "{'name': 'a', 'kind': 'per-month', 'amount': '1', 'validFrom': '2026-05-01'},"
          "{'name': 'b', 'kind': 'per-month', 'amount': '1', 'validFrom': '2026-05-01T00:00:00+02:00'}]}]}");
    CostStore store(m_path);
    QVERIFY2(store.load().ok(), qPrintable(store.load().ok() ? QString() : store.load().error().message));
    const CostPlan plan = store.planOf(cache);
    QCOMPARE(plan.costs[0].validFromMs, may - 19'800'000);
    QCOMPARE(plan.costs[1].validFromMs, may - 7'200'000);
}

void CostStoreTest::whatAnotherProcessWroteIsTakenOver()
{
    CostStore store(m_path);
    CostStore other(m_path);
    QVERIFY(store.load().ok() && other.load().ok());
    store.followFile();
    QSignalSpy changed(&store, &CostStore::planChanged);
    QVERIFY(other.setPlan(fullPlan()).ok());
    QTRY_COMPARE(changed.count(), 1);
    QVERIFY(store.planOf(cache) == fullPlan());
    // A change after that loses nothing of it.
    CostPlan mine;
    mine.cache = CacheId{u"mine"_s};
    mine.currency = currencies::jpy();
    QVERIFY(store.setPlan(mine).ok());
    CostStore again(m_path);
    QVERIFY(again.load().ok());
    QCOMPARE(again.plans().size(), std::size_t(2));
}

void CostStoreTest::badFilesAreLeftAlone_data()
{
    QTest::addColumn<QByteArray>("plans");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const QByteArray& inPlan, const QString& says) {
        QTest::newRow(name) << QByteArray("[{'cache': '7a3c', 'currency': 'USD'" + inPlan + "}]") << says;
    };
    QTest::newRow("plans that are no list") << QByteArray("7") << u"\"plans\""_s;
    QTest::newRow("no currency") << QByteArray("[{'cache': 'x'}]") << u"\"plans[0].currency\""_s;
    QTest::newRow("a currency that is not known")
        << QByteArray("[{'cache': 'x', 'currency': 'XAU'}]") << u"\"plans[0].currency\""_s;
    QTest::newRow("one cache twice") << QByteArray("[{'cache': 'x', 'currency': 'USD'}, "
                                                   "{'cache': 'x', 'currency': 'USD'}]")
                                     << u"\"plans[1].cache\""_s;
    row("an unknown basis", ", 'values': [{'stage': 'a', 'basis': 'guess'}]", u"plans[0].values[0].basis"_s);
    row("an amount that is a number", ", 'values': [{'stage': 'a', 'basis': 'entered-cost', 'costPerHit': 0.1}]",
        u"plans[0].values[0].costPerHit"_s);
    row("an amount with too many digits",
        ", 'values': [{'stage': 'a', 'basis': 'entered-cost', 'costPerHit': '0.0000000001'}]",
        u"plans[0].values[0].costPerHit"_s);
    row("a negative cost", ", 'costs': [{'name': 'a', 'kind': 'per-month', 'amount': '-1'}]", u"negative"_s);
    row("a day that does not exist",
        ", 'costs': [{'name': 'a', 'kind': 'per-month', 'amount': '1', 'validFrom': "
        "'2026-02-30'}]",
        u"plans[0].costs[0].validFrom"_s);
    row("a time without its zone",
        ", 'costs': [{'name': 'a', 'kind': 'per-month', 'amount': '1', 'validFrom': "
        "'2026-05-01T00:00:00'}]",
        u"plans[0].costs[0].validFrom"_s);
    row("a rate that is no number", ", 'rates': [{'from': 'USD', 'to': 'INR', 'rate': 'NaN', 'date': '2026-05-01'}]",
        u"plans[0].rates[0].rate"_s);
    row("a share in words", ", 'distinctShare': 'half'", u"plans[0].distinctShare"_s);
    row("a share above 1", ", 'distinctShare': 40", u"from 0 to 100"_s);
    row("an age beyond all numbers", ", 'answerAgeSeconds': 1e300", u"ten years"_s);
}

void CostStoreTest::badFilesAreLeftAlone()
{
    QFETCH(QByteArray, plans);
    QFETCH(QString, says);
    write("{'version': 1, 'plans': " + plans + "}");
    const QByteArray before = contentOf(m_path);
    CostStore store(m_path);
    const auto loaded = store.load();
    QVERIFY(!loaded.ok());
    QCOMPARE(loaded.error().code, ErrorCode::BadConfiguration);
    QVERIFY2(loaded.error().message.contains(says), qPrintable(loaded.error().message));
    QVERIFY(!store.setPlan(fullPlan()).ok());
    QCOMPARE(contentOf(m_path), before);
}

void CostStoreTest::plansThatMakeNoSenseAreRefused_data()
{
    QTest::addColumn<CostPlan>("plan");
    const auto row = [](const char* name, const std::function<void(CostPlan&)>& change) {
        CostPlan plan = fullPlan();
        change(plan);
        QTest::newRow(name) << plan;
    };
    row("no currency", [](CostPlan& plan) { plan.currency = {}; });
    row("an unknown zone", [](CostPlan& plan) { plan.timeZone = "Mars/Olympus"; });
    row("an entered cost without an amount", [](CostPlan& plan) { plan.values[1].costPerHit = {}; });
    row("negative tokens", [](CostPlan& plan) { plan.values[0].tokensInput = Decimal(-1); });
    row("time saved that is not finite", [](CostPlan& plan) { plan.values[0].savedMs = std::nan(""); });
    row("two values of a stage from one time", [](CostPlan& plan) { plan.values.push_back(plan.values[0]); });
    row("a cost without a name", [](CostPlan& plan) { plan.costs[1].name = u" "_s; });
    row("an amount beyond all",
        [](CostPlan& plan) { plan.costs[1].amount = Money::ofUnits(currencies::usd(), 1'000'000'000'000'001); });
    row("a bill without its time", [](CostPlan& plan) { plan.costs[0].validToMs.reset(); });
    row("a cost that ends before it begins", [](CostPlan& plan) { plan.costs[0].validToMs = may; });
    row("costs of one name that overlap", [](CostPlan& plan) {
        plan.costs[1].name = plan.costs[0].name;
        plan.costs[1].validFromMs = may + 1000;
    });
    row("what was spent once, without its day", [](CostPlan& plan) { plan.costs[2].validFromMs = 0; });
    row("what was spent once, with an end", [](CostPlan& plan) { plan.costs[2].validToMs = may + 1000; });
    row("a price for half a request", [](CostPlan& plan) {
        plan.costs[1].kind = CacheCostLine::Kind::Requests;
        plan.costs[1].quantity = *Decimal::parse(u"0.5"_s);
    });
    row("a wrong hit in another currency",
        [](CostPlan& plan) { plan.wrongHitCost = Money::ofUnits(currencies::usd(), 1); });
    row("a lookup without model and cost", [](CostPlan& plan) { plan.lookups[0].embeddingModel.clear(); });
    row("a rate of 0", [](CostPlan& plan) { plan.rates[0].rate = Decimal(0); });
    row("a rate to itself", [](CostPlan& plan) { plan.rates[0].to = plan.rates[0].from; });
    row("two rates of a day", [](CostPlan& plan) { plan.rates.push_back(plan.rates[0]); });
    row("more distinct requests than there are", [](CostPlan& plan) { plan.traffic.distinctShare = 1.01; });
    row("a share that is no number", [](CostPlan& plan) { plan.traffic.distinctShare = std::nan(""); });
    row("an answer from the future", [](CostPlan& plan) { plan.traffic.answerAgeMs = -1; });
    row("an answer older than anyone", [](CostPlan& plan) { plan.traffic.answerAgeMs = 11LL * 366 * 86'400'000; });
    row("more lines than anyone has", [](CostPlan& plan) { plan.rates.resize(CostPlan::mostOfEach + 1); });
}

void CostStoreTest::plansThatMakeNoSenseAreRefused()
{
    QFETCH(CostPlan, plan);
    QVERIFY(validate(fullPlan()).ok());
    CostStore store(m_path);
    QVERIFY(store.load().ok());
    const auto set = store.setPlan(plan);
    QVERIFY(!set.ok());
    QCOMPARE(set.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!set.error().message.isEmpty());
    QVERIFY(!QFile::exists(m_path));
}

QTEST_GUILESS_MAIN(CostStoreTest)
#include "tst_coststore.moc"
