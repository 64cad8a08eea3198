// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeledger.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger::testing
{

using namespace Qt::StringLiterals;

static constexpr qint64 dayMs = 24 * 3600'000LL;
static constexpr TimeMs firstDayMs = 1'795'046'400'000; // 2026-11-19T00:00:00Z

static Money dollars(qint64 units)
{
    return Money::ofUnits(currencies::usd(), units);
}

static LedgerEntry entryOf(TimeMs fromMs, int days)
{
    LedgerEntry entry;
    entry.fromMs = fromMs;
    entry.toMs = fromMs + days * dayMs;
    entry.coverage = 0.996;
    entry.requests = 10000.0 * days;
    entry.answered = 4000.0 * days;
    entry.gross = dollars(120 * days);
    entry.embedding = dollars(3 * days);
    entry.wrongHits = dollars(1 * days);
    entry.cacheCost = dollars(40 * days);
    entry.otherCosts = dollars(0);
    entry.net = dollars(76 * days);
    entry.latencySavedMs = 3.6e6 * days;
    entry.confidence = Confidence::Estimated;
    LedgerStage response{u"response"_s, {}, true, 10000.0 * days, 3000.0 * days, 3000.0 * days, {}, {}, {}, {}, {}};
    response.name = QCoreApplication::translate("Fixture", "Response");
    response.gross = dollars(120 * days);
    response.avoidedPerHit = *Money::parse(u"0.04", currencies::usd());
    LedgerStage semantic{u"semantic"_s, {}, true, 7000.0 * days, 1000.0 * days, 1000.0 * days, {}, {}, {}, {}, {}};
    semantic.name = QCoreApplication::translate("Fixture", "Semantic");
    semantic.unpriced = QCoreApplication::translate("Fixture", "The model of the semantic stage has no price.");
    entry.stages = {response, semantic};
    return entry;
}

Ledger FakeLedger::threeDays()
{
    Ledger ledger;
    ledger.currency = currencies::usd();
    ledger.timeZone = "UTC";
    for (int day = 0; day < 3; ++day)
        ledger.entries.push_back(entryOf(firstDayMs + day * dayMs, 1));
    ledger.total = entryOf(firstDayMs, 3);
    ledger.unpriced = {ledger.total.stages[1].unpriced};
    ledger.perThousandRequests = *Money::parse(u"7.6", currencies::usd());
    ledger.breakEvenRequestsPerMonth = 101333;
    ledger.breakEvenHitRatio = 0.139;
    ledger.assumptions = {{u"value.response"_s, QCoreApplication::translate("Fixture", "A hit of the response stage"),
                           u"0.04"_s, u"USD"_s, QCoreApplication::translate("Fixture", "invoice of May"),
                           Confidence::Estimated, 0}};
    return ledger;
}

quint64 FakeLedger::request(const LedgerRequest& request)
{
    requests.push_back(request);
    const quint64 id = m_next++;
    QTimer::singleShot(0, this, [this, id] {
        if (std::find(cancelled.begin(), cancelled.end(), id) != cancelled.end())
            return;
        if (failure)
            Q_EMIT failed(id, *failure);
        else
            Q_EMIT ledgerReady(id, ledger);
    });
    return id;
}

CostPlan FakeLedger::costPlan(const CacheId& cache) const
{
    CostPlan asked = plan;
    asked.cache = cache;
    if (!asked.currency.isValid())
        asked.currency = currencies::usd();
    return asked;
}

Result<void> FakeLedger::setCostPlan(const CostPlan& changed)
{
    if (failure)
        return *failure;
    plan = changed;
    announce(changed.cache);
    return {};
}

} // namespace cacheledger::testing
