// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/ledgercharts.h"

#include "ui/savings/barchart.h"
#include "ui/savings/ledgerview.h"
#include "ui/savings/whatifcard.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int leastChartWidth = 420;

QFrame* titledCard(const QString& title, Theme* theme, std::initializer_list<QWidget*> content)
{
    auto* card = new QFrame;
    widgets::makeCard(card);
    auto* column = new QVBoxLayout(card);
    widgets::setMargins(column, metric::space3, metric::space2);
    column->addWidget(widgets::label(title, theme, FontRole::Body, true, card));
    for (QWidget* each : content)
        column->addWidget(each);
    return card;
}

LedgerCharts::LedgerCharts(Theme* theme, QWidget* parent)
    : FlowGrid(leastChartWidth, 2, parent),
      m_waterfall(new BarChart(tr("From gross to net"), theme)),
      m_periods(new BarChart(tr("Net by period"), theme)),
      m_cumulative(new BarChart(tr("Running total"), theme)),
      m_whatIf(new WhatIfCard(theme)),
      m_payback(widgets::dimLabel({}, theme))
{
    m_waterfall->setObjectName(u"Waterfall"_s);
    m_periods->setObjectName(u"PeriodBars"_s);
    m_cumulative->setObjectName(u"Cumulative"_s);
    m_payback->setObjectName(u"Payback"_s);
    m_payback->setWordWrap(true);
    setCells({titledCard(tr("From gross to net"), theme, {m_waterfall}), m_whatIf,
              titledCard(tr("Net by period"), theme, {m_periods}),
              titledCard(tr("Running total"), theme, {m_cumulative, m_payback})});
}

void LedgerCharts::setLedger(const Ledger& ledger, LedgerStep step, TimeMs nowMs)
{
    m_waterfall->setBars(ledgerview::waterfall(ledger.total), ledgerview::waterfallSummary(ledger.total));
    m_periods->setBars(ledgerview::periods(ledger, step, nowMs), tr("Net by period, as in the ledger below."));
    m_whatIf->setEntry(ledger.total);
    showCumulative(ledger, step);
}

void LedgerCharts::showCumulative(const Ledger& ledger, LedgerStep step)
{
    const std::vector<Bar> bars = ledgerview::cumulative(ledger, step, Money());
    m_cumulative->setBars(bars, tr("Running total of the net over the periods."));
    const auto payback = ledgerview::paybackBar(bars);
    const bool everBelow = std::any_of(bars.begin(), bars.end(), [](const Bar& bar) { return bar.to < 0; });
    m_cumulative->setMark(everBelow ? payback : std::nullopt, tr("paid back"));
    const bool isKnown = bars.empty() || bars.back().kind != Bar::Kind::Unknown;
    m_payback->setText(!isKnown    ? tr("Payback is not known: a rate of exchange is missing.")
                       : !payback  ? tr("Payback is not reached in this range.")
                       : everBelow ? tr("Above zero for good since %1.").arg(bars[*payback].label)
                                   : tr("Above zero throughout."));
}

void LedgerCharts::setWatermark(const QString& text)
{
    for (BarChart* chart : {m_waterfall, m_periods, m_cumulative})
        chart->setWatermark(text);
}

void LedgerCharts::resetWhatIf()
{
    m_whatIf->reset();
}

} // namespace cacheledger
