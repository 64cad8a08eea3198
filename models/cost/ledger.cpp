// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/ledger.h"

#include "config/stageplan.h"
#include "cost/costaccrual.h"
#include "cost/ledgercredits.h"
#include "cost/ledgerpricing.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

namespace
{

QString ledgerNote(const char* text)
{
    return QCoreApplication::translate("Ledger", text);
}

Decimal exactCount(double count)
{
    return Decimal::fromDouble(count).value_or(Decimal());
}

/// Makes the entries of one ledger, piece by piece.
class LedgerMaker
{
public:
    LedgerMaker(const CostPlan& plan, const TokenPrices& prices, const std::vector<StageConfig>& stages)
        : m_plan(plan),
          m_stages(stages),
          m_pricer(plan, prices, stages),
          m_accrual(ledgerZone(plan.timeZone))
    {
    }

    LedgerEntry piece(const PeriodCounts& counts, const std::vector<std::optional<double>>& credited);
    QStringList unpriced() const { return m_unpriced; }
    const std::vector<LedgerAssumption>& assumptions() const { return m_pricer.assumptions(); }
    double byTime() const { return m_byTime; }     ///< costs that go on without requests
    double byVolume() const { return m_byVolume; } ///< costs of requests
    std::vector<SpentOnce> spentOnce(TimeMs untilMs, QStringList& notes);

private:
    void addStage(const LedgerPricing::Stage& pricing, const StageConfig& stage, const StageCounts& counts,
                  std::optional<double> credited);
    void priceHits(LedgerStage& row, const LedgerPricing::Stage& pricing, const StageCounts& counts);
    void priceTokens(LedgerStage& row, const LedgerPricing::Stage& pricing, const StageCounts& counts);
    void takeWrongHits(const LedgerStage& row, const StageCounts& counts);
    void takeLookups(const LedgerPricing& pricing, const PeriodCounts& counts);
    void takeLines(const LedgerPricing& pricing, const PeriodCounts& counts);
    /// Adds to an amount of the entry, or apart where it is in another currency.
    void book(Money LedgerEntry::*place, const Money& amount, Confidence confidence, bool isCost);
    void missing(const QString& what, const QString& why);

    const CostPlan& m_plan;
    const std::vector<StageConfig>& m_stages;
    LedgerPricer m_pricer;
    CostAccrual m_accrual;
    const LedgerPricing* m_pricing = nullptr;
    LedgerEntry m_entry;
    QStringList m_unpriced;
    double m_byTime = 0;
    double m_byVolume = 0;
};

LedgerEntry LedgerMaker::piece(const PeriodCounts& counts, const std::vector<std::optional<double>>& credited)
{
    m_pricing = &m_pricer.at(counts.fromMs);
    m_entry = {};
    m_entry.fromMs = counts.fromMs;
    m_entry.toMs = counts.toMs;
    m_entry.resets = counts.resets;
    const auto lengthMs = static_cast<double>(counts.toMs - counts.fromMs);
    m_entry.coverage = std::clamp(static_cast<double>(counts.coveredMs) / lengthMs, 0.0, 1.0);
    for (const auto amount : {&LedgerEntry::gross, &LedgerEntry::embedding, &LedgerEntry::wrongHits,
                              &LedgerEntry::cacheCost, &LedgerEntry::otherCosts})
        m_entry.*amount = Money(m_plan.currency);
    m_entry.requests = requestsOf(m_stages, counts);
    for (std::size_t s = 0; s < m_stages.size() && s < counts.stages.size(); ++s)
        addStage(m_pricing->stages[s], m_stages[s], counts.stages[s], credited[s]);
    takeLookups(*m_pricing, counts);
    takeLines(*m_pricing, counts);
    if (m_entry.apart.empty())
        m_entry.net = m_entry.gross - m_entry.embedding - m_entry.wrongHits - m_entry.cacheCost - m_entry.otherCosts;
    return std::move(m_entry);
}

void LedgerMaker::addStage(const LedgerPricing::Stage& pricing, const StageConfig& stage, const StageCounts& counts,
                           std::optional<double> credited)
{
    LedgerStage row;
    row.stage = stage.id;
    row.name = stage.name;
    row.answers = stage.answers;
    row.requests = counts.lookups();
    row.hits = counts.hits;
    row.credited = credited;
    if (stage.answers && credited)
        m_entry.answered = m_entry.answered.value_or(0) + *credited;
    if (credited)
        priceHits(row, pricing, counts);
    if (!row.unpriced.isEmpty())
        missing(stage.name, row.unpriced);
    if (pricing.value && pricing.value->savedMs && credited)
        m_entry.latencySavedMs = m_entry.latencySavedMs.value_or(0) + *credited * *pricing.value->savedMs;
    if (row.gross.isValid() && row.gross.currency() != m_plan.currency) {
        row.unpriced =
            ledgerNote("It is in %1, and no rate of exchange has been entered.").arg(row.gross.currency().code());
        missing(stage.name, row.unpriced);
    }
    book(&LedgerEntry::gross, row.gross, row.confidence, false);
    takeWrongHits(row, counts);
    m_entry.stages.push_back(std::move(row));
}

void LedgerMaker::priceHits(LedgerStage& row, const LedgerPricing::Stage& pricing, const StageCounts& counts)
{
    if (!pricing.value) {
        row.unpriced = ledgerNote("What a hit spares has not been entered for that time.");
        return;
    }
    const auto basis = pricing.value->basis;
    const bool countsTokens = counts.tokensInput || counts.tokensOutput || counts.tokensEmbedding;
    if (basis == StageValue::Basis::MeasuredTokens && countsTokens) {
        priceTokens(row, pricing, counts);
    } else if (basis == StageValue::Basis::MeasuredCost) {
        row.confidence = pricing.measuredCost.confidence;
        row.assumptions = pricing.measuredCost.assumptions;
        if (counts.avoidedCost)
            row.gross = pricing.measuredCost.of(exactCount(*counts.avoidedCost));
        else
            row.unpriced = ledgerNote("The source does not tell the cost that hits spared.");
    } else {
        row.confidence = pricing.hit.confidence;
        row.assumptions = pricing.hit.assumptions;
        row.avoidedPerHit = pricing.hit.of(Decimal(1));
        row.gross = pricing.hit.of(exactCount(*row.credited));
        row.unpriced = pricing.hit.missing;
        return;
    }
    // What was measured for hits that are not credited does not count.
    const double hits = counts.hits.value_or(0);
    if (row.gross.isValid() && *row.credited < hits)
        row.gross = row.gross.times(exactCount(*row.credited)).dividedBy(std::llround(hits));
    if (row.gross.isValid() && *row.credited >= 1)
        row.avoidedPerHit = row.gross.dividedBy(std::llround(*row.credited));
}

void LedgerMaker::priceTokens(LedgerStage& row, const LedgerPricing::Stage& pricing, const StageCounts& counts)
{
    const double input = counts.tokensInput.value_or(0);
    const double cached = std::min(input, counts.tokensCachedInput.value_or(0));
    const std::array<std::pair<const PricedUnit*, double>, 4> parts{
        {{&pricing.input, input - cached},
         {&pricing.cachedInput, cached},
         {&pricing.output, counts.tokensOutput.value_or(0)},
         {&pricing.embedding, counts.tokensEmbedding.value_or(0)}}};
    Money sum;
    for (const auto& [unit, tokens] : parts) {
        if (tokens <= 0)
            continue;
        const Money amount = unit->of(exactCount(tokens));
        const bool mixed = sum.isValid() && amount.isValid() && sum.currency() != amount.currency();
        if (!amount.isValid() || mixed) {
            row.unpriced =
                mixed ? ledgerNote("Its prices are in several currencies without a rate of exchange.") : unit->missing;
            return;
        }
        sum = sum.isValid() ? sum + amount : amount;
        row.confidence = weakest(row.confidence, unit->confidence);
        row.assumptions.insert(row.assumptions.end(), unit->assumptions.begin(), unit->assumptions.end());
    }
    row.gross = sum.isValid() ? sum : Money(m_plan.currency);
}

void LedgerMaker::takeWrongHits(const LedgerStage& row, const StageCounts& counts)
{
    if (!counts.wrongHits || *counts.wrongHits <= 0)
        return;
    const Decimal wrong = exactCount(*counts.wrongHits);
    const Money cost = m_pricing->wrongHit ? m_pricing->wrongHit->of(wrong) : row.avoidedPerHit.times(wrong);
    if (!cost.isValid())
        missing(row.name, ledgerNote("What its wrong hits cost is not known."));
    book(&LedgerEntry::wrongHits, cost, m_pricing->wrongHit ? m_pricing->wrongHit->confidence : row.confidence, true);
}

void LedgerMaker::takeLookups(const LedgerPricing& pricing, const PeriodCounts& counts)
{
    for (std::size_t i = 0; i < m_plan.lookups.size(); ++i) {
        const QString& id = m_plan.lookups[i].stage;
        const auto stage = std::find_if(counts.stages.begin(), counts.stages.end(),
                                        [&](const StageCounts& of) { return of.stage == id; });
        const std::optional<double> lookups = stage == counts.stages.end() ? std::nullopt : stage->lookups();
        if (!lookups)
            continue; // without samples; a stage that never tells is found when all is added up
        const Money cost = pricing.lookups[i].of(exactCount(*lookups));
        if (!cost.isValid())
            missing(id, pricing.lookups[i].missing);
        m_byVolume += cost.currency() == m_plan.currency ? cost.toDouble() : 0;
        book(&LedgerEntry::embedding, cost, pricing.lookups[i].confidence, true);
    }
}

void LedgerMaker::takeLines(const LedgerPricing& pricing, const PeriodCounts& counts)
{
    std::optional<double> lookups;
    for (const StageCounts& stage : counts.stages)
        if (const std::optional<double> of = stage.lookups())
            lookups = lookups.value_or(0) + *of;
    Money memory(m_plan.currency);
    for (const LedgerPricing::Line& priced : pricing.lines) {
        const CacheCostLine& line = *priced.line;
        const Money amount = priced.amount.of(Decimal(1));
        Money cost = m_accrual.byTime(line, amount, counts.fromMs, counts.toMs);
        const bool valid = line.validFromMs <= counts.fromMs && (!line.validToMs || counts.toMs <= *line.validToMs);
        const bool byRequests = line.kind == CacheCostLine::Kind::Requests;
        if (byRequests && valid && lookups)
            cost = costPerLookup(line, amount).times(exactCount(*lookups));
        if (cost.currency() == m_plan.currency) {
            (byRequests ? m_byVolume : m_byTime) += cost.toDouble();
            if (line.isCache && !byRequests)
                memory += cost;
        }
        if (cost.sign() != 0)
            book(line.isCache ? &LedgerEntry::cacheCost : &LedgerEntry::otherCosts, cost, priced.amount.confidence,
                 true);
    }
    if (counts.unusedMemory)
        m_entry.idleCost = memory.times(exactCount(std::round(*counts.unusedMemory * 1e6) / 1e6));
}

std::vector<SpentOnce> LedgerMaker::spentOnce(TimeMs untilMs, QStringList& notes)
{
    std::vector<SpentOnce> all;
    for (const CacheCostLine& line : m_plan.costs) {
        if (line.kind != CacheCostLine::Kind::Once || line.validFromMs >= untilMs)
            continue;
        const Money amount = m_pricer.spentOnce(line).of(Decimal(1));
        if (amount.currency() == m_plan.currency)
            all.push_back({line.name, amount, line.validFromMs});
        else
            notes += ledgerNote("%1: It is not in the running total, as no rate of exchange has been entered.")
                         .arg(line.name);
    }
    return all;
}

void LedgerMaker::book(Money LedgerEntry::*place, const Money& amount, Confidence confidence, bool isCost)
{
    if (!amount.isValid())
        return;
    if (amount.currency() == m_plan.currency) {
        m_entry.*place += amount;
        if (amount.sign() != 0)
            m_entry.confidence = weakest(m_entry.confidence, confidence);
        return;
    }
    addApart(m_entry.apart, isCost ? -amount : amount);
}

void LedgerMaker::missing(const QString& what, const QString& why)
{
    const QString sentence = QStringLiteral("%1: %2").arg(what, why);
    if (!m_unpriced.contains(sentence))
        m_unpriced += sentence;
}

void addGaps(std::vector<UncoveredSpan>& gaps, const std::vector<UncoveredSpan>& more)
{
    for (const UncoveredSpan& gap : more) {
        if (!gaps.empty() && gaps.back().toMs >= gap.fromMs)
            gaps.back().toMs = std::max(gaps.back().toMs, gap.toMs);
        else
            gaps.push_back(gap);
    }
}

/// What no piece could say alone: counters that are missing altogether.
void noteMissing(Ledger& ledger, const CostPlan& plan)
{
    if (!ledger.hasData())
        return;
    for (const LedgerStage& stage : ledger.total.stages) {
        const bool pays = std::any_of(plan.lookups.begin(), plan.lookups.end(),
                                      [&](const SemanticLookup& lookup) { return lookup.stage == stage.stage; });
        if (!stage.hits)
            ledger.unpriced += ledgerNote("%1: No source counts its hits.").arg(stage.name);
        else if (pays && !stage.requests)
            ledger.unpriced +=
                ledgerNote("%1: No source counts its requests, so that the embedding paid for them is missing.")
                    .arg(stage.name);
    }
    for (const Money& apart : ledger.total.apart)
        ledger.unpriced +=
            ledgerNote("%1 %2 is not part of the net saving: no rate of exchange to %3 has been entered.")
                .arg(apart.currency().code(), apart.toDecimalString(), plan.currency.code());
}

/// `byTime` and `byVolume`: costs over all, in the ledger's currency.
void computeBreakEven(Ledger& ledger, double byTime, double byVolume)
{
    const LedgerEntry& total = ledger.total;
    const double requests = total.requests.value_or(0);
    if (requests < 1 || !total.net.isValid())
        return;
    ledger.perThousandRequests = (total.net * 1000).dividedBy(std::llround(requests));
    const double saved = (total.gross - total.wrongHits).toDouble();
    const double perMonth = byTime * meanMonthMs / static_cast<double>(total.toMs - total.fromMs);
    if (const double perRequest = (saved - byVolume) / requests; perRequest > 0)
        ledger.breakEvenRequestsPerMonth = perMonth / perRequest;
    // Requests were counted in the covered time, so the costs of that time count.
    if (saved > 0)
        ledger.breakEvenHitRatio = total.answered.value_or(0) / requests * (byTime * total.coverage + byVolume) / saved;
}

} // namespace

Ledger computeLedger(const CostPlan& plan, const TokenPrices& prices, const std::vector<StageConfig>& stages,
                     const std::vector<TimeMs>& bounds, const std::vector<PeriodCounts>& pieces)
{
    Ledger ledger;
    ledger.currency = plan.currency;
    ledger.timeZone = plan.timeZone;
    LedgerMaker maker(plan, prices, stages);
    const LedgerCredits credits = creditHits(stages, pieces);
    std::size_t entry = 0;
    for (std::size_t p = 0; p < pieces.size(); ++p) {
        while (entry + 1 < bounds.size() && bounds[entry + 1] <= pieces[p].fromMs)
            ++entry;
        if (ledger.entries.empty() || bounds[entry] > ledger.entries.back().fromMs)
            ledger.entries.emplace_back();
        addEntry(ledger.entries.back(), maker.piece(pieces[p], credits.hits[p]));
        addGaps(ledger.gaps, pieces[p].gaps);
    }
    for (const LedgerEntry& part : ledger.entries)
        addEntry(ledger.total, part);
    if (!bounds.empty())
        ledger.spentOnce = maker.spentOnce(bounds.back(), ledger.notes);
    ledger.assumptions = maker.assumptions();
    ledger.unpriced = maker.unpriced();
    noteMissing(ledger, plan);
    for (const StageConfig& stage : stages)
        if (std::find(credits.counted.begin(), credits.counted.end(), stage.id) != credits.counted.end())
            ledger.notes +=
                ledgerNote("%1: Its source counts hits of requests that an earlier stage had answered; they "
                           "are credited once.")
                    .arg(stage.name);
    computeBreakEven(ledger, maker.byTime(), maker.byVolume());
    return ledger;
}

} // namespace cacheledger
