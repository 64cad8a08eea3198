// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledgerclient.h"
#include "ui/pagecontext.h"

#include <QtWidgets/QFrame>

class QLabel;

namespace cacheledger
{

/// What the cache will have saved by the end of the month that goes on, whatever range the page shows. Hidden where
/// nothing has a price: the page says so already. Asks only when it is told to.
class MonthCard : public QFrame
{
    Q_OBJECT

public:
    MonthCard(const PageContext& context, QWidget* parent = nullptr);
    ~MonthCard() override;

    /// Asks, unless what is shown is of the selected cache, its present prices and the last ten minutes.
    void refresh();

private:
    void onAnswer(quint64 id, const LedgerPtr& ledger);
    void drop();

    PageContext m_context;
    quint64 m_running = 0;
    CacheId m_cache;      // that was asked about
    TimeMs m_askedMs = 0; // 0: what is shown does not hold any more
    bool m_isKnown = false;
    QLabel* m_text;
};

} // namespace cacheledger
