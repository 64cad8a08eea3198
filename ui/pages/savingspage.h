// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledgerclient.h"
#include "ui/page.h"

#include <QtCore/QTimer>

#include <map>

class QComboBox;
class QFrame;
class QLabel;

namespace cacheledger
{

class Banner;
class BarChart;
class ElidedLabel;
class FigureTable;
class PageScroll;
class WhatIfCard;

/// What the selected cache saves, from the ledger: headline figures with their confidence, gross to net, by stage, by
/// period, the running total, what if, and every assumption. Amounts come from the ledger alone.
class SavingsPage : public Page
{
    Q_OBJECT

public:
    SavingsPage(const PageContext& context, QWidget* parent);
    ~SavingsPage() override;

    bool usesCache() const override { return true; }
    QWidget* headerWidget() override;
    void refresh() override;
    std::vector<PaletteItem> paletteItems() override;

    QString csv() const; ///< of the ledger that is shown; empty: none
    void copyCsv();
    void saveCsv();
    void editCosts();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    struct Headline {
        ElidedLabel* value = nullptr;
        ElidedLabel* note = nullptr;
    };
    void setUp();
    QWidget* makeHeadlines();
    QFrame* makeCard(const QString& title, std::initializer_list<QWidget*> content);
    QFrame* makeEntriesCard();
    void connectAll();
    LedgerStep step() const;
    void chooseStep();
    void ask();
    void askSoon();
    void onAnswer(quint64 id, const LedgerPtr& ledger);
    void onFailed(quint64 id, const Error& error);
    void showLedger();
    void showHeadlines();
    void setHeadline(const QString& id, const QString& value, const QString& note);
    void showCumulative();
    void showNotes();

    QTimer m_soon;
    QTimer m_period; // a live range goes on
    quint64 m_running = 0;
    TimeMs m_askedFromMs = 0;  // of the ledger that is shown or on its way
    bool m_stepChosen = false; // by the user; else it follows the range
    CacheId m_shownCache;
    LedgerStep m_shownStep = LedgerStep::Day;
    LedgerPtr m_ledger;
    QComboBox* m_step;
    Banner* m_banner;
    PageScroll* m_scroll;
    std::map<QString, Headline> m_headlines;
    std::vector<QWidget*> m_cards;
    FigureTable* m_stages = nullptr;
    FigureTable* m_entries = nullptr;
    FigureTable* m_assumptions = nullptr;
    BarChart* m_waterfall = nullptr;
    BarChart* m_stageBars = nullptr;
    BarChart* m_periods = nullptr;
    BarChart* m_cumulative = nullptr;
    WhatIfCard* m_whatIf = nullptr;
    QLabel* m_notes = nullptr;
    QLabel* m_payback = nullptr;
};

} // namespace cacheledger
