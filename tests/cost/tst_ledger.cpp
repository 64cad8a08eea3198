// SPDX-License-Identifier: GPL-3.0-or-later
// What a cache saved, from what was counted: each request once, every amount to the billionth.
#include "fixedprices.h"

#include "config/stageplan.h"
#include "cost/costaccrual.h"
#include "cost/ledger.h"
#include "cost/ledgerperiods.h"
#include "cost/ledgerrate.h"
#include "cost/ledgerwhatif.h"

#include <QtCore/QDateTime>
#include <QtTest/QTest>

#include <random>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{

constexpr qint64 hour = 3'600'000;
constexpr qint64 day = 24 * hour;
constexpr TimeMs may = 1'777'593'600'000; // 2026-05-01T00:00:00Z
constexpr TimeMs june = may + 31 * day;
const Currency usd = currencies::usd();
const Currency inr = currencies::inr();

Money dollars(const QString& text)
{
    return Money::parse(text, usd).value();
}

StageConfig stage(const QString& id, bool answers = true)
{
    return {id, id, answers};
}

StageValue costs(const QString& id, const QString& perHit)
{
    StageValue value;
    value.stage = id;
    value.costPerHit = dollars(perHit);
    value.source = u"a test"_s;
    return value;
}

StageCounts counts(const QString& id, double requests, double hits)
{
    StageCounts of;
    of.stage = id;
    of.requests = requests;
    of.hits = hits;
    of.misses = requests - hits;
    return of;
}

PeriodCounts period(TimeMs fromMs, TimeMs toMs, std::vector<StageCounts> stages)
{
    PeriodCounts of;
    of.fromMs = fromMs;
    of.toMs = toMs;
    of.coveredMs = toMs - fromMs;
    of.stages = std::move(stages);
    return of;
}

CacheCostLine line(const QString& name, CacheCostLine::Kind kind, const Money& amount, const QString& quantity = u"1"_s)
{
    CacheCostLine of;
    of.name = name;
    of.kind = kind;
    of.amount = amount;
    of.quantity = *Decimal::parse(quantity);
    return of;
}

CostPlan planIn(Currency currency)
{
    CostPlan plan;
    plan.cache = CacheId{u"cache"_s};
    plan.currency = currency;
    return plan;
}

/// Of one period, with prices that nobody needs.
Ledger ledgerOf(const CostPlan& plan, const std::vector<StageConfig>& stages, const PeriodCounts& counted,
                const FixedPrices& prices = {})
{
    return computeLedger(plan, prices, stages, {counted.fromMs, counted.toMs}, {counted});
}

QString text(const Money& money)
{
    return money.toDecimalString();
}

} // namespace

class LedgerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tenThousandQuestionsADaySave189Dollars();
    void aHitIsWorthWhatItsBasisSays_data();
    void aHitIsWorthWhatItsBasisSays();
    void whatIsMissingIsSaidAndNotZero_data();
    void whatIsMissingIsSaidAndNotZero();
    void aRequestIsCreditedOnce_data();
    void aRequestIsCreditedOnce();
    void hitsOfTheSameRequestAtTwoStagesAreCreditedOnce();
    void stepsCreditOnlyThemselves();
    void costLinesComeTo_data();
    void costLinesComeTo();
    void whatWasSpentOnceIsNoCostOfAPeriod();
    void aUnionIsTheSumOfItsParts_data();
    void aUnionIsTheSumOfItsParts();
    void theSameInputsGiveTheSameLedger();
    void aPriceChangeSplitsThePeriod();
    void everyLookupPaysItsEmbedding();
    void wrongHitsAreSubtracted_data();
    void wrongHitsAreSubtracted();
    void currenciesStayApartWithoutARate();
    void currenciesComeTogetherAtTheRateOfTheTime();
    void theWeakestConfidenceIsAtTheTop_data();
    void theWeakestConfidenceIsAtTheTop();
    void breakEvenAndPerThousand();
    void gapsAndCoverageAreToldAndNothingIsExtrapolated();
    void boundsFollowTheTimeZone_data();
    void boundsFollowTheTimeZone();
    void boundsThatMakeNoSenseAreRefused_data();
    void boundsThatMakeNoSenseAreRefused();
};

/// "Caching Strategies for Cost Reduction": 10,000 questions a day, $0.0001 and $0.002 a call, a 30 % hit ratio.
void LedgerTest::tenThousandQuestionsADaySave189Dollars()
{
    CostPlan plan = planIn(usd);
    plan.values = {costs(u"response"_s, u"0.0021"_s)};
    const Ledger ledger =
        ledgerOf(plan, {stage(u"response"_s)}, period(may, may + 30 * day, {counts(u"response"_s, 300'000, 90'000)}));
    QCOMPARE(text(ledger.total.gross), u"189"_s);
    QCOMPARE(text(ledger.total.net), u"189"_s);
    QCOMPARE(text(*ledger.perThousandRequests), u"0.63"_s);
    QVERIFY(ledger.unpriced.isEmpty());
}

void LedgerTest::aHitIsWorthWhatItsBasisSays_data()
{
    QTest::addColumn<int>("basis");
    QTest::addColumn<QString>("gross");
    QTest::addColumn<int>("confidence");
    // 1,000 hits. Of 1M input tokens 400K cached: 600K x 2.5 + 400K x 1.25, 200K output x 10, 20K embedding x 0.02.
    QTest::newRow("tokens as counted, the cached ones at their price")
        << int(StageValue::Basis::MeasuredTokens) << u"4.0004"_s << int(Confidence::Measured);
    QTest::newRow("cost as counted") << int(StageValue::Basis::MeasuredCost) << u"3.75"_s << int(Confidence::Measured);
    QTest::newRow("average tokens") << int(StageValue::Basis::EnteredTokens) << u"5.5006"_s
                                    << int(Confidence::Estimated);
    QTest::newRow("an entered cost") << int(StageValue::Basis::EnteredCost) << u"2.1"_s << int(Confidence::Estimated);
}

void LedgerTest::aHitIsWorthWhatItsBasisSays()
{
    QFETCH(int, basis);
    QFETCH(int, confidence);
    StageValue value = costs(u"response"_s, u"0.0021"_s);
    value.basis = StageValue::Basis(basis);
    value.model = u"big"_s;
    value.embeddingModel = u"small"_s;
    value.tokensInput = Decimal(1000); // 0.0025
    value.tokensOutput = Decimal(300); // 0.003
    value.tokensEmbedding = Decimal(30);
    CostPlan plan = planIn(usd);
    plan.values = {value};
    StageCounts of = counts(u"response"_s, 5000, 1000);
    of.tokensInput = 1e6;
    of.tokensCachedInput = 4e5;
    of.tokensOutput = 2e5;
    of.tokensEmbedding = 2e4;
    of.avoidedCost = 3.75;
    FixedPrices prices;
    prices.add(u"big"_s, TokenKind::Input, u"2.5"_s, usd).add(u"big"_s, TokenKind::Output, u"10"_s, usd);
    prices.add(u"big"_s, TokenKind::CachedInput, u"1.25"_s, usd).add(u"small"_s, TokenKind::Embedding, u"0.02"_s, usd);
    const Ledger ledger = ledgerOf(plan, {stage(u"response"_s)}, period(may, june, {of}), prices);
    QTEST(text(ledger.total.gross), "gross");
    QCOMPARE(int(ledger.total.confidence), confidence);
    QCOMPARE(ledger.total.stages[0].avoidedPerHit, ledger.total.gross.dividedBy(1000));
    QVERIFY(ledger.unpriced.isEmpty());
}

void LedgerTest::whatIsMissingIsSaidAndNotZero_data()
{
    QTest::addColumn<int>("basis");
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("said");
    const int tokens = int(StageValue::Basis::MeasuredTokens);
    QTest::newRow("a model without a price") << tokens << u"unheard-of"_s << u"There is no price of unheard-of"_s;
    QTest::newRow("no model") << tokens << QString() << u"No model has been named"_s;
    QTest::newRow("no averages") << int(StageValue::Basis::EnteredTokens) << u"big"_s
                                 << u"No average number of tokens"_s;
    QTest::newRow("no cost counter") << int(StageValue::Basis::MeasuredCost) << u"big"_s
                                     << u"The source does not tell the cost"_s;
    QTest::newRow("no amount") << int(StageValue::Basis::EnteredCost) << u"big"_s << u"No amount has been entered"_s;
    QTest::newRow("no value at all") << -1 << u"big"_s << u"What a hit spares has not been entered"_s;
}

void LedgerTest::whatIsMissingIsSaidAndNotZero()
{
    QFETCH(int, basis);
    QFETCH(QString, model);
    QFETCH(QString, said);
    CostPlan plan = planIn(usd);
    plan.values = {costs(u"l1"_s, u"0.001"_s)};
    if (basis >= 0) {
        StageValue value;
        value.stage = u"l2"_s;
        value.basis = StageValue::Basis(basis);
        value.model = model;
        plan.values.push_back(value);
    }
    StageCounts second = counts(u"l2"_s, 900, 500);
    second.tokensInput = 1000;
    FixedPrices prices;
    prices.add(u"big"_s, TokenKind::Output, u"10"_s, usd);
    const Ledger ledger = ledgerOf(plan, {stage(u"l1"_s), stage(u"l2"_s)},
                                   period(may, june, {counts(u"l1"_s, 1000, 100), second}), prices);
    QVERIFY(!ledger.total.stages[1].gross.isValid());
    QVERIFY2(ledger.total.stages[1].unpriced.startsWith(said), qPrintable(ledger.total.stages[1].unpriced));
    QCOMPARE(ledger.unpriced.size(), 1);
    QVERIFY(ledger.unpriced[0].startsWith(u"l2: "_s + said));
    QCOMPARE(text(ledger.total.gross), u"0.1"_s); // what is known
}

void LedgerTest::aRequestIsCreditedOnce_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 5; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

/// A funnel that knows every request: where it was answered, and what it would have cost.
void LedgerTest::aRequestIsCreditedOnce()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const std::vector<StageConfig> stages{stage(u"response"_s), stage(u"semantic"_s), stage(u"embedding"_s, false)};
    CostPlan plan = planIn(usd);
    plan.values = {costs(u"response"_s, u"0.002113001"_s), costs(u"semantic"_s, u"0.002"_s),
                   costs(u"embedding"_s, u"0.000113"_s)};
    std::vector<StageCounts> of{counts(u"response"_s, 0, 0), counts(u"semantic"_s, 0, 0), counts(u"embedding"_s, 0, 0)};
    Money saved(usd);
    double answered = 0;
    for (int request = 0; request < 20'000; ++request) {
        ++*of[0].requests;
        if (random() % 10 < 3) {
            ++*of[0].hits, ++answered;
            saved += dollars(u"0.002113001"_s);
            continue;
        }
        ++*of[1].requests;
        ++*of[2].requests;
        if (random() % 10 < 5) { // its embedding was there already, whether or not the answer is
            ++*of[2].hits;
            saved += dollars(u"0.000113"_s);
        }
        if (random() % 10 < 2) {
            ++*of[1].hits, ++answered;
            saved += dollars(u"0.002"_s);
        }
    }
    const Ledger ledger = ledgerOf(plan, stages, period(may, june, of));
    QCOMPARE(text(ledger.total.gross), text(saved));
    QCOMPARE(ledger.total.answered, std::optional(answered));
    QCOMPARE(ledger.total.requests, std::optional(20'000.0));
    QVERIFY(ledger.notes.isEmpty());
}

void LedgerTest::hitsOfTheSameRequestAtTwoStagesAreCreditedOnce()
{
    // An application that asks both levels for every request: of 1,000 requests L1 has 600 and L2 900.
    CostPlan plan = planIn(usd);
    plan.values = {costs(u"l1"_s, u"0.01"_s), costs(u"l2"_s, u"0.01"_s)};
    const std::vector<StageConfig> stages{stage(u"l1"_s), stage(u"l2"_s)};
    const std::vector<TimeMs> bounds{may, may + day, may + 2 * day, may + 3 * day};
    std::vector<PeriodCounts> pieces;
    for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
        const double share = i == 0 ? 500 : 250;
        pieces.push_back(period(bounds[i], bounds[i + 1],
                                {counts(u"l1"_s, share, share * 0.6), counts(u"l2"_s, share, share * 0.9)}));
    }
    const Ledger ledger = computeLedger(plan, FixedPrices(), stages, bounds, pieces);
    QCOMPARE(ledger.total.stages[1].hits, std::optional(900.0));
    QCOMPARE(ledger.total.stages[1].credited, std::optional(400.0));
    QCOMPARE(text(ledger.total.gross), u"10"_s); // no more than 1,000 requests
    QCOMPARE(ledger.total.answered, ledger.total.requests);
    QCOMPARE(ledger.notes.size(), 1);
    QCOMPARE(ledger.entries[0].stages[1].credited, std::optional(200.0));
}

void LedgerTest::stepsCreditOnlyThemselves()
{
    // Every request finds its embedding, and is answered by the response cache too: no request is credited twice, since
    // the step has its own small value.
    CostPlan plan = planIn(usd);
    plan.values = {costs(u"response"_s, u"0.01"_s), costs(u"embedding"_s, u"0.0001"_s)};
    const Ledger ledger =
        ledgerOf(plan, {stage(u"response"_s), stage(u"embedding"_s, false)},
                 period(may, june, {counts(u"response"_s, 100, 100), counts(u"embedding"_s, 100, 100)}));
    QCOMPARE(text(ledger.total.gross), u"1.01"_s);
    QCOMPARE(ledger.total.answered, std::optional(100.0));
}

void LedgerTest::costLinesComeTo_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("amount");
    QTest::addColumn<QString>("quantity");
    QTest::addColumn<qint64>("from");
    QTest::addColumn<qint64>("to");
    QTest::addColumn<QString>("cost");
    using Kind = CacheCostLine::Kind;
    QTest::newRow("a month, whole") << int(Kind::PerMonth) << u"93"_s << u"1"_s << may << june << u"93"_s;
    QTest::newRow("a day of a month of 31") << int(Kind::PerMonth) << u"93"_s << u"1"_s << may << may + day << u"3"_s;
    QTest::newRow("a day of a month of 30")
        << int(Kind::PerMonth) << u"93"_s << u"2"_s << june << june + day << u"6.2"_s;
    QTest::newRow("across two months") << int(Kind::PerMonth) << u"93"_s << u"1"_s << june - day << june + day
                                       << u"6.1"_s;
    QTest::newRow("node-hours") << int(Kind::NodeHours) << u"0.034"_s << u"3"_s << may << may + day << u"2.448"_s;
    QTest::newRow("gigabyte-hours") << int(Kind::GbHours) << u"0.125"_s << u"0.5"_s << may << may + 2 * hour
                                    << u"0.125"_s;
    QTest::newRow("requests") << int(Kind::Requests) << u"0.2"_s << u"1000"_s << may << june << u"0.3"_s;
    QTest::newRow("a bill of 60 days, half of them")
        << int(Kind::Entered) << u"120"_s << u"1"_s << may << may + 30 * day << u"60"_s;
}

void LedgerTest::costLinesComeTo()
{
    QFETCH(int, kind);
    QFETCH(QString, amount);
    QFETCH(QString, quantity);
    QFETCH(qint64, from);
    QFETCH(qint64, to);
    CostPlan plan = planIn(usd);
    plan.costs = {line(u"Redis"_s, CacheCostLine::Kind(kind), dollars(amount), quantity)};
    if (plan.costs[0].kind == CacheCostLine::Kind::Entered) {
        plan.costs[0].validFromMs = may;
        plan.costs[0].validToMs = may + 60 * day;
    }
    plan.values = {costs(u"l1"_s, u"0"_s), costs(u"l2"_s, u"0"_s)};
    const PeriodCounts counted = period(from, to, {counts(u"l1"_s, 1000, 500), counts(u"l2"_s, 500, 1)});
    const std::vector<StageConfig> stages{stage(u"l1"_s), stage(u"l2"_s)};
    const Ledger ledger = ledgerOf(plan, stages, counted);
    QTEST(text(ledger.total.cacheCost), "cost");
    QCOMPARE(ledger.total.net, -ledger.total.cacheCost);
    plan.costs[0].isCache = false;
    const Ledger other = ledgerOf(plan, stages, counted);
    QTEST(text(other.total.otherCosts), "cost");
    QCOMPARE(text(other.total.cacheCost), u"0"_s);
    plan.costs[0].validFromMs = to;
    plan.costs[0].validToMs = to + day;
    QCOMPARE(text(ledgerOf(plan, stages, counted).total.net), u"0"_s);
}

void LedgerTest::whatWasSpentOnceIsNoCostOfAPeriod()
{
    CostPlan plan = planIn(usd);
    plan.values = {costs(u"l1"_s, u"0.01"_s)};
    plan.costs = {line(u"set-up"_s, CacheCostLine::Kind::Once, Money::ofUnits(inr, 8300)),
                  line(u"later"_s, CacheCostLine::Kind::Once, dollars(u"5"_s)),
                  line(u"apart"_s, CacheCostLine::Kind::Once, Money::ofUnits(currencies::eur(), 7))};
    plan.costs[0].validFromMs = may + hour;
    plan.costs[1].validFromMs = june;
    plan.costs[2].validFromMs = may - day;
    plan.rates = {{inr, usd, *Decimal::parse(u"0.012"_s), may, u"bank"_s}};
    const Ledger ledger = ledgerOf(plan, {stage(u"l1"_s)}, period(may, june, {counts(u"l1"_s, 1000, 500)}));
    QCOMPARE(text(ledger.total.net), u"5"_s);
    QCOMPARE(text(ledger.total.cacheCost), u"0"_s);
    QCOMPARE(ledger.spentOnce.size(), std::size_t(1)); // the others: after the range, and without a rate
    QCOMPARE(ledger.spentOnce[0], (SpentOnce{u"set-up"_s, dollars(u"99.6"_s), may + hour}));
    QCOMPARE(text(runningTotal(ledger).back()), u"-94.6"_s);
    QCOMPARE(ledger.notes.size(), 1);
    QVERIFY2(ledger.notes[0].startsWith(u"apart: "_s), qPrintable(ledger.notes[0]));
    QVERIFY(ledger.unpriced.isEmpty());
}

void LedgerTest::aUnionIsTheSumOfItsParts_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 20; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

/// Any counts, any costs, any cuts: the whole computed at once is the parts added up, to the billionth.
void LedgerTest::aUnionIsTheSumOfItsParts()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const auto amount = [&] { return Money(usd, Int128(random() % 900'000'007)); };
    CostPlan plan = planIn(usd);
    plan.timeZone = "Asia/Kolkata";
    plan.values = {costs(u"l1"_s, u"0"_s), costs(u"l2"_s, u"0"_s)};
    plan.values[0].costPerHit = amount();
    plan.values[1].basis = StageValue::Basis::MeasuredTokens;
    plan.values[1].model = u"big"_s;
    plan.wrongHitCost = amount();
    plan.lookups = {{u"l2"_s, u"big"_s, Decimal(17), {}, {}, false}};
    for (int kind = 0; kind < 5; ++kind)
        plan.costs.push_back(line(QString::number(kind), CacheCostLine::Kind(kind), amount(),
                                  kind == int(CacheCostLine::Kind::Requests) ? u"1000"_s : u"3.7"_s));
    plan.costs.back().validFromMs = may + 12'345;
    plan.costs.back().validToMs = may + 47 * day + 1;
    FixedPrices prices;
    prices.add(u"big"_s, TokenKind::Input, u"2.511"_s, usd).add(u"big"_s, TokenKind::Embedding, u"0.013"_s, usd);
    const std::vector<StageConfig> stages{stage(u"l1"_s), stage(u"l2"_s)};
    std::vector<TimeMs> bounds{may + static_cast<qint64>(random() % day)};
    std::vector<PeriodCounts> pieces;
    for (int i = 0; i < 12; ++i) {
        bounds.push_back(bounds.back() + 1 + static_cast<qint64>(random() % (8 * day)));
        StageCounts first = counts(u"l1"_s, 5000, random() % 2000);
        first.wrongHits = random() % 20;
        StageCounts second = counts(u"l2"_s, 2000, random() % 900);
        second.tokensInput = random() % 1'000'000;
        pieces.push_back(period(bounds[bounds.size() - 2], bounds.back(), {first, second}));
    }
    const Ledger parts = computeLedger(plan, prices, stages, bounds, pieces);
    PeriodCounts whole = period(bounds.front(), bounds.back(), {counts(u"l1"_s, 0, 0), counts(u"l2"_s, 0, 0)});
    whole.stages[0].wrongHits = 0;
    whole.stages[1].tokensInput = 0;
    for (const PeriodCounts& piece : pieces)
        for (std::size_t s = 0; s < 2; ++s) {
            *whole.stages[s].requests += *piece.stages[s].requests;
            *whole.stages[s].hits += *piece.stages[s].hits;
            *(s == 0 ? whole.stages[s].wrongHits : whole.stages[s].tokensInput) +=
                *(s == 0 ? piece.stages[s].wrongHits : piece.stages[s].tokensInput);
        }
    const Ledger one = ledgerOf(plan, stages, whole, prices);
    QCOMPARE(text(parts.total.net), text(one.total.net));
    QCOMPARE(text(parts.total.gross), text(one.total.gross));
    QCOMPARE(text(parts.total.cacheCost), text(one.total.cacheCost));
    QCOMPARE(text(parts.total.embedding), text(one.total.embedding));
    QCOMPARE(text(parts.total.wrongHits), text(one.total.wrongHits));
    Money sum(usd);
    for (std::size_t i = 0; i < pieces.size(); ++i)
        sum += ledgerOf(plan, stages, pieces[i], prices).total.net;
    QCOMPARE(text(sum), text(one.total.net));
    QVERIFY(one.unpriced.isEmpty());
}

void LedgerTest::theSameInputsGiveTheSameLedger()
{
    CostPlan plan = planIn(usd);
    plan.values = {costs(u"response"_s, u"0.0021"_s)};
    plan.costs = {line(u"Redis"_s, CacheCostLine::Kind::PerMonth, dollars(u"37.77"_s))};
    const PeriodCounts counted = period(may + 7, june - 13, {counts(u"response"_s, 12'345, 6'789)});
    QVERIFY(ledgerOf(plan, {stage(u"response"_s)}, counted) == ledgerOf(plan, {stage(u"response"_s)}, counted));
}

void LedgerTest::aPriceChangeSplitsThePeriod()
{
    CostPlan plan = planIn(usd);
    plan.values = {costs(u"response"_s, u"0"_s)};
    plan.values[0].basis = StageValue::Basis::EnteredTokens;
    plan.values[0].model = u"big"_s;
    plan.values[0].tokensInput = Decimal(1000);
    FixedPrices prices;
    prices.add(u"big"_s, TokenKind::Input, u"2"_s, usd, may - day);
    prices.add(u"big"_s, TokenKind::Input, u"1"_s, usd, may + 10 * day + 5);
    const std::vector<TimeMs> bounds{may, june};
    const std::vector<TimeMs> cuts = ledgerCuts(bounds, plan, prices);
    QCOMPARE(cuts, (std::vector<TimeMs>{may, may + 10 * day + 5, june}));
    const std::vector<PeriodCounts> pieces{period(cuts[0], cuts[1], {counts(u"response"_s, 100, 10)}),
                                           period(cuts[1], cuts[2], {counts(u"response"_s, 1000, 100)})};
    const Ledger ledger = computeLedger(plan, prices, {stage(u"response"_s)}, bounds, pieces);
    QCOMPARE(ledger.entries.size(), std::size_t(1));
    QCOMPARE(text(ledger.total.gross), u"0.12"_s);
    QCOMPARE(text(ledger.total.stages[0].avoidedPerHit), u"0.001090909"_s);
    QStringList rows;
    for (const LedgerAssumption& row : ledger.assumptions)
        rows += row.id + u" = "_s + row.value + u' ' + row.unit;
    QVERIFY(rows.contains(u"price.big.input@2026-04-30 = 2 USD / 1M tokens"_s));
    QVERIFY(rows.contains(u"price.big.input@2026-05-11 = 1 USD / 1M tokens"_s));
    QCOMPARE(ledger.total.stages[0].assumptions.size(), std::size_t(3));
}

void LedgerTest::everyLookupPaysItsEmbedding()
{
    CostPlan plan = planIn(usd);
    plan.values = {costs(u"semantic"_s, u"0.002"_s)};
    plan.lookups = {{u"semantic"_s, u"small"_s, Decimal(25), {}, {}, false}};
    FixedPrices prices;
    prices.add(u"small"_s, TokenKind::Embedding, u"0.1"_s, usd);
    const Ledger ledger =
        ledgerOf(plan, {stage(u"semantic"_s)}, period(may, june, {counts(u"semantic"_s, 1000, 100)}), prices);
    QCOMPARE(text(ledger.total.embedding), u"0.0025"_s);
    QCOMPARE(text(ledger.total.net), u"0.1975"_s);
    // A stage whose requests nobody counts: said, not 0.
    StageCounts hitsOnly;
    hitsOnly.stage = u"semantic"_s;
    hitsOnly.hits = 100;
    const Ledger unknown = ledgerOf(plan, {stage(u"semantic"_s)}, period(may, june, {hitsOnly}), prices);
    QVERIFY2(unknown.unpriced.join(u' ').contains(u"No source counts its requests"_s),
             qPrintable(unknown.unpriced.join(u' ')));
    // And one whose model has no price.
    const Ledger unpriced =
        ledgerOf(plan, {stage(u"semantic"_s)}, period(may, june, {counts(u"semantic"_s, 1000, 100)}));
    QVERIFY(unpriced.unpriced.join(u' ').contains(u"There is no price of small, embedding tokens"_s));
}

void LedgerTest::wrongHitsAreSubtracted_data()
{
    QTest::addColumn<QString>("price");
    QTest::addColumn<QString>("wrong");
    QTest::newRow("at an entered price") << u"0.5"_s << u"2"_s;
    QTest::newRow("at what they were thought to spare") << QString() << u"0.008"_s;
}

void LedgerTest::wrongHitsAreSubtracted()
{
    QFETCH(QString, price);
    CostPlan plan = planIn(usd);
    plan.values = {costs(u"semantic"_s, u"0.002"_s)};
    if (!price.isEmpty())
        plan.wrongHitCost = dollars(price);
    StageCounts of = counts(u"semantic"_s, 1000, 100);
    of.wrongHits = 4;
    const Ledger ledger = ledgerOf(plan, {stage(u"semantic"_s)}, period(may, june, {of}));
    QTEST(text(ledger.total.wrongHits), "wrong");
    QCOMPARE(ledger.total.net, ledger.total.gross - ledger.total.wrongHits);
}

void LedgerTest::currenciesStayApartWithoutARate()
{
    CostPlan plan = planIn(inr);
    plan.values = {costs(u"response"_s, u"0.002"_s)};
    plan.costs = {line(u"Redis"_s, CacheCostLine::Kind::PerMonth, Money::ofUnits(inr, 15'000)),
                  line(u"CDN"_s, CacheCostLine::Kind::PerMonth, dollars(u"20"_s))};
    const Ledger ledger =
        ledgerOf(plan, {stage(u"response"_s)}, period(may, june, {counts(u"response"_s, 10'000, 1000)}));
    QCOMPARE(ledger.total.cacheCost, Money::ofUnits(inr, 15'000));
    for (const Money& net : {ledger.total.net, ledger.entries[0].net, runningTotal(ledger)[0], netIf(ledger.total, {})})
        QVERIFY(!net.isValid()); // the dollars may turn it over
    QVERIFY(!ledger.perThousandRequests && !ledger.breakEvenRequestsPerMonth && !ledger.breakEvenHitRatio);
    QVERIFY(!netPerMonth(ledger));
    QCOMPARE(ledger.total.apart, std::vector{dollars(u"-18"_s)});
    QVERIFY(ledger.unpriced.join(u' ').contains(u"USD -18 is not part of the net saving"_s));
}

void LedgerTest::currenciesComeTogetherAtTheRateOfTheTime()
{
    CostPlan plan = planIn(inr);
    plan.values = {costs(u"response"_s, u"0.002"_s)};
    plan.rates = {{usd, inr, Decimal(80), may + 10 * day, u"bank"_s}, {usd, inr, Decimal(90), may + 20 * day, {}}};
    const std::vector<TimeMs> bounds{may, june};
    const std::vector<TimeMs> cuts = ledgerCuts(bounds, plan, FixedPrices());
    QCOMPARE(cuts.size(), std::size_t(4));
    std::vector<PeriodCounts> pieces;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
        pieces.push_back(period(cuts[i], cuts[i + 1], {counts(u"response"_s, 1000, 100)}));
    const Ledger ledger = computeLedger(plan, FixedPrices(), {stage(u"response"_s)}, bounds, pieces);
    QCOMPARE(text(ledger.total.gross), u"50"_s); // before the first rate at that one: 16 + 16 + 18
    QVERIFY(ledger.total.apart.empty());
    QCOMPARE(int(ledger.total.confidence), int(Confidence::Estimated));
}

void LedgerTest::theWeakestConfidenceIsAtTheTop_data()
{
    QTest::addColumn<QString>("weak");
    QTest::addColumn<int>("confidence");
    QTest::newRow("a bill and counted costs") << QString() << int(Confidence::Measured);
    QTest::newRow("a monthly price") << u"monthly"_s << int(Confidence::Estimated);
    QTest::newRow("a default that nobody checked") << u"default"_s << int(Confidence::Assumed);
    QTest::newRow("a default that comes to nothing") << u"unused default"_s << int(Confidence::Measured);
}

void LedgerTest::theWeakestConfidenceIsAtTheTop()
{
    QFETCH(QString, weak);
    CostPlan plan = planIn(usd);
    plan.values = {costs(u"response"_s, u"0.002"_s)};
    plan.values[0].basis = StageValue::Basis::MeasuredCost;
    plan.costs = {line(u"bill"_s, CacheCostLine::Kind::Entered, dollars(u"10"_s))};
    plan.costs[0].validFromMs = may;
    plan.costs[0].validToMs = june;
    if (!weak.isEmpty()) {
        plan.costs.push_back(line(weak, CacheCostLine::Kind::PerMonth, dollars(u"5"_s)));
        plan.costs[1].isDefault = weak.endsWith(u"default"_s);
        if (weak.startsWith(u"unused"_s))
            plan.costs[1].validFromMs = june;
    }
    StageCounts of = counts(u"response"_s, 1000, 100);
    of.avoidedCost = 12.5;
    const Ledger ledger = ledgerOf(plan, {stage(u"response"_s)}, period(may, june, {of}));
    QTEST(int(ledger.total.confidence), "confidence");
}

void LedgerTest::breakEvenAndPerThousand()
{
    CostPlan plan = planIn(usd);
    plan.values = {costs(u"response"_s, u"0.002"_s)};
    plan.values[0].savedMs = 800;
    plan.costs = {line(u"Redis"_s, CacheCostLine::Kind::PerMonth, dollars(u"31"_s))};
    PeriodCounts counted = period(may, june, {counts(u"response"_s, 100'000, 30'000)});
    counted.unusedMemory = 0.25;
    const Ledger ledger = ledgerOf(plan, {stage(u"response"_s)}, counted);
    QCOMPARE(text(ledger.total.net), u"29"_s);
    QCOMPARE(text(*ledger.perThousandRequests), u"0.29"_s);
    QCOMPARE(text(*ledger.total.idleCost), u"7.75"_s);
    QCOMPARE(ledger.total.latencySavedMs, std::optional(30'000 * 800.0));
    // $31 in 31 days; each request saves $0.0006.
    const double volume = 31.0 / 31 * (365.2425 / 12) / 0.0006;
    QVERIFY(std::abs(*ledger.breakEvenRequestsPerMonth - volume) < 0.001);
    QVERIFY(std::abs(*ledger.breakEvenHitRatio - 31.0 / 200) < 1e-9);
    // Without traffic there is nothing to say.
    const Ledger idle = ledgerOf(plan, {stage(u"response"_s)}, period(may, june, {counts(u"response"_s, 0, 0)}));
    QVERIFY(!idle.perThousandRequests && !idle.breakEvenHitRatio && !idle.breakEvenRequestsPerMonth);
    QCOMPARE(text(idle.total.net), u"-31"_s);
}

void LedgerTest::gapsAndCoverageAreToldAndNothingIsExtrapolated()
{
    CostPlan plan = planIn(usd);
    plan.values = {costs(u"response"_s, u"0.01"_s)};
    plan.costs = {line(u"Redis"_s, CacheCostLine::Kind::PerMonth, dollars(u"31"_s))};
    const std::vector<TimeMs> bounds{may, may + day, may + 2 * day, may + 3 * day};
    std::vector<PeriodCounts> pieces;
    for (std::size_t i = 0; i < 3; ++i)
        pieces.push_back(period(bounds[i], bounds[i + 1], {counts(u"response"_s, 1000, 300)}));
    pieces[1].coveredMs = day / 4;
    pieces[1].gaps = {{bounds[1] + day / 4, bounds[2]}};
    pieces[2].coveredMs = 0;
    pieces[2].gaps = {{bounds[2], bounds[3]}};
    pieces[2].stages = {StageCounts()};
    pieces[1].resets = 2;
    const Ledger ledger = computeLedger(plan, FixedPrices(), {stage(u"response"_s)}, bounds, pieces);
    QCOMPARE(ledger.entries[1].coverage, 0.25);
    QCOMPARE(ledger.total.coverage, 1.25 / 3);
    QCOMPARE(ledger.gaps, (std::vector<UncoveredSpan>{{bounds[1] + day / 4, bounds[3]}}));
    QCOMPARE(text(ledger.total.gross), u"6"_s);
    QCOMPARE(text(ledger.total.cacheCost), u"3"_s); // it cost what it cost, seen or not
    QVERIFY(!ledger.entries[2].stages[0].hits);
    QVERIFY(!ledger.entries[2].stages[0].gross.isValid());
    QCOMPARE(ledger.total.resets, 2);
    Ledger later = ledger;
    QCOMPARE(later.coverageSince(bounds[0] - 3 * day), 1.25 / 3); // the range began where it was asked to
    later.firstDataMs = bounds[0];
    QCOMPARE(later.coverageSince(bounds[0] - 3 * day), 1.25 / 6);
    const Ledger none = ledgerOf(plan, {stage(u"response"_s)}, pieces[2]);
    QVERIFY(!none.hasData());
    QVERIFY(none.unpriced.isEmpty());
}

void LedgerTest::boundsFollowTheTimeZone_data()
{
    QTest::addColumn<int>("by");
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QStringList>("hours"); // of each period
    const int byDay = int(LedgerStep::Day);
    QTest::newRow("days of UTC") << byDay << QByteArray() << u"2026-05-01T06:00:00Z"_s << u"2026-05-03T00:00:00Z"_s
                                 << QStringList{u"18"_s, u"24"_s};
    QTest::newRow("days of India") << byDay << QByteArray("Asia/Kolkata") << u"2026-05-01T00:00:00Z"_s
                                   << u"2026-05-02T18:30:00Z"_s << QStringList{u"18.5"_s, u"24"_s};
    QTest::newRow("the day on which summer begins") << byDay << QByteArray("Europe/Berlin") << u"2026-03-28T23:00:00Z"_s
                                                    << u"2026-03-30T22:00:00Z"_s << QStringList{u"23"_s, u"24"_s};
    QTest::newRow("the day on which summer ends") << byDay << QByteArray("Europe/Berlin") << u"2026-10-24T22:00:00Z"_s
                                                  << u"2026-10-26T23:00:00Z"_s << QStringList{u"25"_s, u"24"_s};
    QTest::newRow("hours of India") << int(LedgerStep::Hour) << QByteArray("Asia/Kolkata") << u"2026-05-01T00:00:00Z"_s
                                    << u"2026-05-01T02:00:00Z"_s << QStringList{u"0.5"_s, u"1"_s, u"0.5"_s};
    QTest::newRow("months across summer's beginning")
        << int(LedgerStep::Month) << QByteArray("Europe/Berlin") << u"2026-01-31T23:00:00Z"_s
        << u"2026-03-31T22:00:00Z"_s << QStringList{u"672"_s, u"743"_s};
    QTest::newRow("a second") << int(LedgerStep::Month) << QByteArray() << u"2026-05-01T00:00:01Z"_s
                              << u"2026-05-01T00:00:04.6Z"_s << QStringList{u"0.001"_s};
}

void LedgerTest::boundsFollowTheTimeZone()
{
    QFETCH(int, by);
    QFETCH(QByteArray, zone);
    QFETCH(QString, from);
    QFETCH(QString, to);
    const auto timeOf = [](const QString& iso) {
        return QDateTime::fromString(iso, Qt::ISODateWithMs).toMSecsSinceEpoch();
    };
    const auto bounds = ledgerBounds(timeOf(from), timeOf(to), LedgerStep(by), zone);
    QVERIFY(bounds.ok());
    QStringList hours;
    for (std::size_t i = 0; i + 1 < bounds->size(); ++i)
        hours += QString::number(static_cast<double>((*bounds)[i + 1] - (*bounds)[i]) / hour);
    QTEST(hours, "hours");
}

void LedgerTest::boundsThatMakeNoSenseAreRefused_data()
{
    QTest::addColumn<qint64>("from");
    QTest::addColumn<qint64>("to");
    QTest::addColumn<QByteArray>("zone");
    QTest::newRow("an empty range") << may << may << QByteArray();
    QTest::newRow("a reversed range") << june << may << QByteArray();
    QTest::newRow("hours of a century") << may - 36'525 * day << may << QByteArray();
    QTest::newRow("a time that no calendar has") << may << std::numeric_limits<qint64>::max() << QByteArray();
    QTest::newRow("an unknown zone") << may << june << QByteArray("Atlantis/Capital");
}

void LedgerTest::boundsThatMakeNoSenseAreRefused()
{
    QFETCH(qint64, from);
    QFETCH(qint64, to);
    QFETCH(QByteArray, zone);
    const auto bounds = ledgerBounds(from, to, LedgerStep::Hour, zone);
    QVERIFY(!bounds.ok());
    QCOMPARE(bounds.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!bounds.error().message.isEmpty());
}

QTEST_GUILESS_MAIN(LedgerTest)
#include "tst_ledger.moc"
