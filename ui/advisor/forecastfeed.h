// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "forecast/forecastframe.h"
#include "forecast/savingsforecast.h"
#include "ui/advisor/advicelist.h"
#include "ui/page.h"

#include <QtCore/QTimer>

#include <map>

namespace cacheledger
{

/// What is to be expected of one cache, worked out from history and its ledger: asks while it is active, and every ten
/// minutes. GUI thread.
class ForecastFeed : public QObject
{
    Q_OBJECT

public:
    explicit ForecastFeed(const PageContext& context, QObject* parent = nullptr);
    ~ForecastFeed() override;

    void setCache(const CacheConfig* cache); ///< null: none
    void setActive(bool active);

Q_SIGNALS:
    /// Lines to be read; none before the first answer.
    void told(const std::vector<cacheledger::AdviceList::Row>& rows);

private:
    void ask();
    void drop();
    void onFrame(quint64 id, const FramePtr& frame);
    void onFailed(quint64 id);
    void askLedger(TimeMs nowMs);
    void onLedger(quint64 id, const LedgerPtr& ledger);
    void tellWhenComplete();
    std::vector<AdviceList::Row> rows() const;

    PageContext m_context;
    CacheConfig m_cache;
    bool m_active = false;
    std::map<quint64, NodeId> m_running; // memory of which node; empty: all of them against past weeks
    quint64 m_ledgerRequest = 0;         // 0: none runs
    TimeMs m_ledgerUntilMs = 0;
    CacheForecast m_forecast;
    std::optional<SavingsForecast> m_savings; // nothing: not read
    QTimer m_again;
};

} // namespace cacheledger
