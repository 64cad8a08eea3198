// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledgerclient.h"
#include "ui/flowgrid.h"

#include <initializer_list>

class QFrame;
class QLabel;

namespace cacheledger
{

class BarChart;
class Theme;
class WhatIfCard;

/// The pictures of a ledger: from gross to net, by period, the running total with its payback, and "what if".
class LedgerCharts : public FlowGrid
{
    Q_OBJECT

public:
    explicit LedgerCharts(Theme* theme, QWidget* parent = nullptr);

    void setLedger(const Ledger& ledger, LedgerStep step, TimeMs nowMs);
    void setWatermark(const QString& text);
    void resetWhatIf();

private:
    void showCumulative(const Ledger& ledger, LedgerStep step);

    BarChart* m_waterfall;
    BarChart* m_periods;
    BarChart* m_cumulative;
    WhatIfCard* m_whatIf;
    QLabel* m_payback;
};

/// A card with a title and what stands in it.
QFrame* titledCard(const QString& title, Theme* theme, std::initializer_list<QWidget*> content);

} // namespace cacheledger
