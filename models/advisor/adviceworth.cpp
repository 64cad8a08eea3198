// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/adviceworth.h"

#include "advisor/advicerules.h"
#include "cost/ledgerrate.h"
#include "cost/ledgerverdict.h"
#include "cost/moneyformat.h"
#include "metrics/format.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr double bytesAGiB = 1024.0 * 1024 * 1024;

static Money scaled(const Money& amount, double factor)
{
    const auto exact = std::isfinite(factor) ? Decimal::fromDouble(factor) : std::nullopt;
    return exact ? amount.times(*exact) : Money();
}

CacheMoney cacheMoneyOf(const Ledger& ledger)
{
    CacheMoney money;
    money.cost = verdictInputOf(ledger, {}).cacheCostPerMonth;
    money.costConfidence = Confidence::Measured;
    for (const LedgerAssumption& row : ledger.assumptions)
        if (row.id.startsWith("cost."_L1))
            money.costConfidence = weakest(money.costConfidence, row.confidence);
    const LedgerEntry& total = ledger.total;
    const double coveredMs = total.coverage * static_cast<double>(total.toMs - total.fromMs);
    if (coveredMs < static_cast<double>(shortestForRateMs))
        return money;
    bool anyPriced = false;
    Confidence savedConfidence = Confidence::Measured;
    for (const LedgerStage& stage : total.stages) {
        if (!stage.gross.isValid())
            continue;
        anyPriced = true;
        savedConfidence = weakest(savedConfidence, stage.confidence);
    }
    if (anyPriced && ledger.unpriced.isEmpty() && total.apart.empty()) {
        money.saved = scaled(total.gross - total.wrongHits, meanMonthMs / coveredMs);
        money.savedConfidence = savedConfidence;
    }
    return money;
}

CacheMoney cacheMoneyOf(const Ledger& ledger, const CostPlan& plan, TimeMs nowMs)
{
    CacheMoney money = cacheMoneyOf(ledger);
    if (!money.cost.isValid()) {
        const EnteredCost entered = enteredCostPerMonth(plan, nowMs);
        money.cost = entered.perMonth;
        money.costConfidence = entered.confidence;
    }
    return money;
}

/// What its servers' memory is limited to, else what they use; nothing where one does not tell.
static std::optional<double> memoryPaidFor(const std::vector<const LiveWindow*>& all)
{
    double bytes = 0;
    for (const LiveWindow* window : all) {
        const auto limit = window->value("maxmemory");
        const auto paid = limit.value_or(0) > 0 ? limit : window->value("used_memory");
        if (!paid)
            return std::nullopt;
        bytes += *paid;
    }
    return bytes > 0 ? std::optional(bytes) : std::nullopt;
}

static std::optional<AdviceWorth> worthOfMemory(double freedBytes, std::optional<double> paidFor,
                                                const CacheMoney& money, bool atMost)
{
    if (freedBytes <= 0 || !paidFor || money.cost.sign() <= 0)
        return std::nullopt;
    const Money perMonth = scaled(money.cost, std::min(1.0, freedBytes / *paidFor));
    if (perMonth.sign() <= 0)
        return std::nullopt;
    const QString freed = format::value(freedBytes, Unit::Bytes).joined();
    const QString price = formatMoney(scaled(money.cost, bytesAGiB / *paidFor));
    return AdviceWorth{
        perMonth, weakest(money.costConfidence, atMost ? Confidence::Assumed : Confidence::Estimated), atMost,
        atMost ? AdviceText::tr("if none of these %1 were needed, at %2 a GiB and month, which is what the cache costs")
                     .arg(freed, price)
               : AdviceText::tr("%1 freed, at %2 a GiB and month, which is what the cache costs").arg(freed, price)};
}

static double keptForEver(const LiveWindow& window)
{
    return window.value("used_memory").value_or(0) * window.value("keys_without_expiry_ratio").value_or(0);
}

/// Bytes; nothing: this finding frees none.
static std::optional<double> freedBy(const std::string& finding, const LiveWindow& window)
{
    if (finding == "keys-without-ttl")
        return keptForEver(window);
    if (finding == "fragmentation")
        return window.value("mem_fragmentation_bytes").value_or(0);
    if (finding == "client-buffers")
        return window.value("mem_clients_normal").value_or(0) + window.value("mem_clients_slaves").value_or(0);
    return {};
}

static std::optional<AdviceWorth> worthOfHits(const std::vector<const LiveWindow*>& having,
                                              const std::vector<const LiveWindow*>& all, const CacheMoney& money)
{
    double allHits = 0;
    for (const LiveWindow* window : all)
        allHits += window->value("hits_per_second").value_or(0);
    double gain = 0; // of what is saved today
    for (const LiveWindow* window : having) {
        const double ratio = window->value("hit_ratio").value_or(0);
        if (ratio <= 0 || allHits <= 0)
            return std::nullopt;
        const double target = ratio < 0.8 ? 0.8 : 0.9; // what the finding is held against
        gain += window->value("hits_per_second").value_or(0) / allHits * (target / ratio - 1);
    }
    const Money perMonth = scaled(money.saved, gain);
    if (perMonth.sign() <= 0)
        return std::nullopt;
    return AdviceWorth{perMonth, weakest(money.savedConfidence, Confidence::Estimated), false,
                       AdviceText::tr("if it rose to what it is held against, and each further hit avoided what one of "
                                      "today does (together %1 a month)")
                           .arg(formatMoney(money.saved))};
}

static std::optional<AdviceWorth> worthOfWrites(const CacheMoney& money)
{
    if (money.saved.sign() > 0)
        return AdviceWorth{money.saved, Confidence::Assumed, true,
                           AdviceText::tr("what hits avoid in a month, if the cache stood at its limit all of it and "
                                          "could take no new answers")};
    if (money.cost.sign() > 0)
        return AdviceWorth{money.cost, Confidence::Assumed, true,
                           AdviceText::tr("what the cache costs a month, which buys nothing new while writes fail; "
                                          "what hits avoid is not known")};
    return std::nullopt;
}

std::optional<AdviceWorth> worthOf(const std::string& finding, const std::vector<const LiveWindow*>& having,
                                   const std::vector<const LiveWindow*>& all, const CacheMoney& money)
{
    if (finding == "hit-ratio-low")
        return worthOfHits(having, all, money);
    if (finding == "noeviction-on-cache")
        return worthOfWrites(money);
    double freed = 0;
    for (const LiveWindow* window : having) {
        const auto bytes = freedBy(finding, *window);
        if (!bytes)
            return std::nullopt;
        freed += *bytes;
    }
    return worthOfMemory(freed, memoryPaidFor(all), money, finding != "fragmentation");
}

} // namespace cacheledger
