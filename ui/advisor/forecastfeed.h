// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "forecast/forecastframe.h"
#include "ui/advisor/advicelist.h"
#include "ui/page.h"

#include <QtCore/QTimer>

#include <map>

namespace cacheledger
{

/// What is to be expected of one cache, worked out from history: asks while it is active, and every ten minutes. GUI
/// thread.
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
    std::vector<AdviceList::Row> rows() const;

    PageContext m_context;
    CacheConfig m_cache;
    bool m_active = false;
    std::map<quint64, NodeId> m_running; // memory of which node; empty: all of them against past weeks
    CacheForecast m_forecast;
    QTimer m_again;
};

} // namespace cacheledger
