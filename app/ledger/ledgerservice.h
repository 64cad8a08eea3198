// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ledger/ledgerreader.h"
#include "cost/coststore.h"
#include "metrics/clock.h"

#include <map>
#include <memory>

class QThread;

namespace cacheledger
{

/// Computes ledgers in a thread of its own ("ledger") from the history file, one after the other. GUI thread.
class LedgerService : public LedgerClient
{
    Q_OBJECT

public:
    struct Parts {
        QString historyFile; ///< may not exist yet: a ledger without data
        CostStore* costs = nullptr;
        QString pricesFile; ///< followed, as another process or the price book may write it; empty: not
        // Both are called in the ledger's thread.
        std::function<Result<std::vector<StageConfig>>(const CacheId&)> stages;
        std::function<Result<std::shared_ptr<const TokenPrices>>()> prices;
        std::shared_ptr<const Clock> clock;
    };

    explicit LedgerService(Parts parts, QObject* parent = nullptr);
    ~LedgerService() override; ///< cancels all and waits for a running one

    quint64 request(const LedgerRequest& request) override;
    void cancel(quint64 id) override;
    CostPlan costPlan(const CacheId& cache) const override;
    Result<void> setCostPlan(const CostPlan& plan) override;

private:
    void answer(quint64 id, const Result<Ledger>& ledger);

    Parts m_parts;
    std::unique_ptr<QThread> m_thread;
    QObject* m_worker; // lives in m_thread, deleted when that ends
    std::map<quint64, std::shared_ptr<std::atomic_bool>> m_running;
    quint64 m_next = 1;
};

} // namespace cacheledger
