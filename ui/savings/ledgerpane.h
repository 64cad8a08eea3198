// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledgerclient.h"
#include "ui/pagecontext.h"

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

#include <vector>

class QComboBox;
class QLabel;

namespace cacheledger
{

class Banner;
class BarChart;
class FigureTable;
class LedgerCharts;
class LedgerEntriesCard;
class MonthCard;
class PageScroll;
class SavingsHeadlines;

/// The ledger of the Savings page: headline figures with their confidence, gross to net, by stage, by
/// period, the running total, what if, and every assumption. Amounts come from the ledger alone.
class LedgerPane : public QWidget
{
    Q_OBJECT

public:
    LedgerPane(const PageContext& context, QWidget* parent);
    ~LedgerPane() override;

    /// What a row of the ledger stands for; the page shows it in its header, and is its parent.
    QComboBox* stepChooser() const { return m_step; }
    void refresh() { ask(); }
    void resetWhatIf();

    LedgerEntriesCard* entries() const { return m_entries; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void setUp();
    void connectAll();
    LedgerStep step() const;
    void chooseStep();
    void ask();
    void askSoon();
    void onAnswer(quint64 id, const LedgerPtr& ledger);
    void onFailed(quint64 id, const Error& error);
    void showLedger();
    void showNotes();

    PageContext m_context;
    QTimer m_soon;
    QTimer m_period; // a live range goes on
    quint64 m_running = 0;
    TimeMs m_askedFromMs = 0;  // of the ledger that is shown or on its way
    bool m_stepChosen = false; // by the user; else it follows the range
    LedgerStep m_shownStep = LedgerStep::Day;
    LedgerPtr m_ledger;
    QComboBox* m_step;
    Banner* m_banner;
    PageScroll* m_scroll;
    SavingsHeadlines* m_headlines;
    MonthCard* m_month = nullptr;
    std::vector<QWidget*> m_cards;
    FigureTable* m_stages = nullptr;
    LedgerEntriesCard* m_entries = nullptr;
    FigureTable* m_assumptions = nullptr;
    BarChart* m_stageBars = nullptr;
    LedgerCharts* m_charts = nullptr;
    QLabel* m_notes = nullptr;
};

} // namespace cacheledger
