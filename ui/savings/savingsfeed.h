// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledgerclient.h"
#include "ui/pagecontext.h"

#include <QtCore/QTimer>

namespace cacheledger
{

/// What one cache saves over the page's range, for a place that shows the total alone. Asks only while it is active and
/// the cache has a source of application metrics, a moment after it becomes so (other answers are waited for first) and
/// once a minute in a live range. GUI thread.
class SavingsFeed : public QObject
{
    Q_OBJECT

public:
    SavingsFeed(const PageContext& context, QObject* parent = nullptr);
    ~SavingsFeed() override;

    void setCache(const CacheId& cache);
    void setActive(bool active);
    /// "Net saving $228.00 · ◐ Estimated · coverage 99.6 %", or empty when the ledger has no data.
    static QString text(const Ledger& ledger, TimeMs askedFromMs);

Q_SIGNALS:
    void told(const QString& text); ///< empty: nothing is known

private:
    void askSoon();
    void ask();
    void drop();

    PageContext m_context;
    CacheId m_cache;
    bool m_active = false;
    quint64 m_running = 0;
    TimeMs m_askedFromMs = 0;
    QTimer m_soon;
    QTimer m_period;
    QTimer m_again;
};

} // namespace cacheledger
