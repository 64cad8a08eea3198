// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledger.h"
#include "metrics/result.h"

#include <QtCore/QObject>

namespace cacheledger
{

enum class LedgerStep { Hour, Day, Month }; ///< of the ledger's time zone

/// "What did this cache save in [fromMs, toMs)?"
struct LedgerRequest {
    CacheId cache;
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    LedgerStep by = LedgerStep::Day; ///< first and last entry are cut by the range
    QByteArray timeZone;             ///< IANA id; empty: the cost plan's
};

/// How the user interface asks for ledgers and edits what they are computed with, wherever that is kept. Asynchronous:
/// request() returns an id at once; exactly one of ledgerReady() and failed() follows from the event loop, unless it
/// was cancelled. GUI thread.
class LedgerClient : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual quint64 request(const LedgerRequest& request) = 0;
    /// No signal follows for this id. Unknown ids are ignored.
    virtual void cancel(quint64 id) = 0;
    /// As configured; one without values and costs where nobody has entered any.
    virtual CostPlan costPlan(const CacheId& cache) const = 0;
    /// In place of the cache's plan, on disk before it returns ok; InvalidArgument says what is wrong with it.
    virtual Result<void> setCostPlan(const CostPlan& plan) = 0;

Q_SIGNALS:
    void ledgerReady(quint64 id, const cacheledger::LedgerPtr& ledger);
    void failed(quint64 id, const cacheledger::Error& error);
    /// A cost plan or a price changed: ledgers are to be asked for again. Empty: of all caches.
    void inputsChanged(const cacheledger::CacheId& cache);
};

} // namespace cacheledger
