// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledgerclient.h"

#include <QtCore/QTimer>

#include <vector>

namespace cacheledger::testing
{

/// A LedgerClient with a made-up ledger. Answers come from the event loop.
class FakeLedger : public LedgerClient
{
    Q_OBJECT

public:
    using LedgerClient::LedgerClient;
    quint64 request(const LedgerRequest& request) override;
    void cancel(quint64 id) override { cancelled.push_back(id); }
    CostPlan costPlan(const CacheId& cache) const override;
    Result<void> setCostPlan(const CostPlan& plan) override;
    void announce(const CacheId& cache) { Q_EMIT inputsChanged(cache); }

    /// Three days of a RAG cache in dollars: gross 120 a day, embedding 3, wrong hits 1, cache 40; net 76 a day and 228
    /// in all. Half of a semantic stage is unpriced.
    static Ledger threeDays();

    LedgerPtr ledger = std::make_shared<const Ledger>(threeDays());
    CostPlan plan;
    std::optional<Error> failure; ///< every request and every change fails with it
    std::vector<LedgerRequest> requests;
    std::vector<quint64> cancelled;

private:
    quint64 m_next = 1;
};

} // namespace cacheledger::testing
