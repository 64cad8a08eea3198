// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/advicesummary.h"
#include "advisor/adviceworth.h"
#include "cost/ledgerclient.h"
#include "ui/pagecontext.h"

#include <QtWidgets/QWidget>

namespace cacheledger
{

class DecisionCard;
class VerdictCard;

/// The money's part of the Advisor page: whether caching pays here, where answers should be kept, and what advice is
/// worth; all from the ledger of the last 30 days of the selected cache.
class AdvisorMoney : public QWidget
{
    Q_OBJECT

public:
    AdvisorMoney(const PageContext& context, QWidget* parent = nullptr);

    /// As a sentence for a card; empty: it cannot be worked out. `having`: the servers that have it, of `all`.
    /// Of the selected cache; without amounts until they are known.
    const CacheMoney& money() const { return m_money; }
    QString worthText(const AdviceWorth& worth) const;
    QString worthText(const CacheAdvice& advice, const std::vector<const LiveWindow*>& having,
                      const std::vector<const LiveWindow*>& all) const;

Q_SIGNALS:
    void changed(); ///< what advice is worth

private:
    void show(const CacheId& cache, const Ledger* ledger);

    PageContext m_context;
    VerdictCard* m_verdict;
    DecisionCard* m_decision;
    CacheMoney m_money; // of the selected cache
};

} // namespace cacheledger
