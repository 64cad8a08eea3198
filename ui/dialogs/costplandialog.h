// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/savings/costplanrows.h"

#include <QtWidgets/QDialog>

#include <map>

class QComboBox;
class QLabel;
class QLineEdit;
class QTabWidget;
class QTableView;

namespace cacheledger
{

class EntryTableModel;
class Theme;
class TrafficForm;

/// What the ledger of one cache is computed with: what a hit of each stage avoids, what the cache costs, embeddings
/// paid on lookups, exchange rates with their dates; and what people know of its traffic. A row that changes from a day
/// on is entered as a new version, so that old periods keep what they were computed with. It changes nothing itself:
/// saveRequested() carries the plan.
class CostPlanDialog : public QDialog
{
    Q_OBJECT

public:
    /// `stages` are offered where one is asked for; others may be typed.
    CostPlanDialog(const CostPlan& plan, const QStringList& stages, const QDate& today, Theme* theme,
                   QWidget* parent = nullptr);

    void showProblem(const QString& problem);
    void showPart(costplanrows::Part part);
    void showTraffic();
    EntryTableModel* model(costplanrows::Part part) { return m_parts.at(part).model; }

Q_SIGNALS:
    void saveRequested(const cacheledger::CostPlan& plan);

private:
    struct PartView {
        EntryTableModel* model = nullptr;
        QTableView* table = nullptr;
    };
    QWidget* makeGeneral(Theme* theme);
    QWidget* makePart(costplanrows::Part part, const QString& about, Theme* theme);
    QStringList choicesOf(costplanrows::Part part, int column) const;
    QStringList newRow(costplanrows::Part part) const;
    void addVersion(costplanrows::Part part);
    /// All that is entered, in m_plan's currency; else says what is wrong and where.
    bool read(CostPlan& plan);
    /// Amounts stay what they are: those in another currency are shown with its code.
    void changeCurrency();
    void save();

    CostPlan m_plan; // as it came, in the currency that is chosen
    QStringList m_stages;
    QDate m_today;
    std::map<costplanrows::Part, PartView> m_parts;
    QTabWidget* m_tabs;
    QComboBox* m_currency = nullptr;
    QLineEdit* m_zone = nullptr;
    QLineEdit* m_wrongHit = nullptr;
    TrafficForm* m_traffic;
    QLabel* m_message;
};

} // namespace cacheledger
