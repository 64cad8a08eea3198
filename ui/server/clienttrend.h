// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"
#include "ui/pagefeed.h"

namespace cacheledger
{

class ChartGroups;
class PageScroll;

/// How many clients there were over the range, and how many came, from history: the Dashboard's charts of them.
class ClientTrend : public QObject
{
    Q_OBJECT

public:
    /// Adds its charts to `scroll`, which outlives this.
    ClientTrend(const PageContext& context, PageScroll* scroll, QObject* parent);

    /// Makes the charts when they are missing; call once the view has been painted.
    void buildSoon();
    /// Asks history only while active.
    void setActive(bool active);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void ask();

    PageContext m_context;
    PageFeed m_feed;
    ChartGroups* m_charts;
};

} // namespace cacheledger
