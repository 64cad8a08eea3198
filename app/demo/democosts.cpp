// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/democosts.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

static StageValue demoValue(const char* stage, qint64 nanos, double savedMs)
{
    StageValue value;
    value.stage = QLatin1String(stage);
    value.costPerHit = Money(currencies::usd(), nanos);
    value.savedMs = savedMs;
    value.source = QCoreApplication::translate("Demo", "sample data of the demo");
    value.isDefault = true;
    return value;
}

CostPlan demoCostPlan(const CacheId& cache)
{
    using namespace democosts;
    CostPlan plan;
    plan.cache = cache;
    plan.currency = currencies::usd();
    plan.values = {demoValue("response", responseHitNanos, 800), demoValue("semantic", semanticHitNanos, 750),
                   demoValue("embedding", embeddingHitNanos, 200), demoValue("context", contextHitNanos, 100)};
    const QString source = plan.values.front().source;
    SemanticLookup lookup;
    lookup.stage = QStringLiteral("semantic");
    lookup.costPerLookup = Money(plan.currency, semanticLookupNanos);
    lookup.source = source;
    lookup.isDefault = true;
    plan.lookups = {lookup};
    plan.wrongHitCost = Money(plan.currency, wrongHitNanos);
    CacheCostLine nodes;
    nodes.name = QCoreApplication::translate("Demo", "Redis, two nodes");
    nodes.kind = CacheCostLine::Kind::NodeHours;
    nodes.amount = Money(plan.currency, nodeHourNanos);
    nodes.quantity = Decimal(2);
    nodes.source = source;
    nodes.isDefault = true;
    plan.costs = {nodes};
    return plan;
}

} // namespace cacheledger
