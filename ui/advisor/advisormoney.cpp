// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/advisor/advisormoney.h"

#include "cost/moneyformat.h"
#include "ui/advisor/decisioncard.h"
#include "ui/savings/ledgerview.h"
#include "ui/savings/verdictcard.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>

namespace cacheledger
{

AdvisorMoney::AdvisorMoney(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_verdict(new VerdictCard(context, this)),
      m_decision(new DecisionCard(context.theme, this))
{
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 0, metric::space3);
    column->addWidget(m_verdict);
    column->addWidget(m_decision);
    connect(m_verdict, &VerdictCard::judged, this,
            [this](const CacheId& cache, const LedgerPtr& ledger) { show(cache, ledger.get()); });
    connect(context.selection, &CacheSelection::changed, this, [this] { show({}, nullptr); });
}

void AdvisorMoney::show(const CacheId& cache, const Ledger* ledger)
{
    const CostPlan plan = ledger ? m_context.services.ledger->costPlan(cache) : CostPlan();
    m_money = ledger ? cacheMoneyOf(*ledger, plan, m_context.services.clock->nowMs()) : CacheMoney();
    const DecisionInput input = ledger ? decisionInputOf(*ledger, plan.traffic) : DecisionInput();
    m_decision->setMatrix(decisionMatrix(input));
    Q_EMIT changed();
}

QString AdvisorMoney::worthText(const CacheAdvice& advice, const std::vector<const LiveWindow*>& having,
                                const std::vector<const LiveWindow*>& all) const
{
    const auto worth = worthOf(advice.finding.id, having, all, m_money);
    return worth ? worthText(*worth) : QString();
}

QString AdvisorMoney::worthText(const AdviceWorth& worth) const
{
    const QString amount = formatMoney(worth.perMonth, locale());
    return (worth.atMost ? tr("At most %1 a month (%2): %3.") : tr("%1 a month (%2): %3."))
        .arg(amount, ledgerview::confidence(worth.confidence), worth.basis);
}

} // namespace cacheledger
