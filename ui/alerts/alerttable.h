// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"

#include <QtCore/QSet>
#include <QtWidgets/QTableView>

#include <vector>

namespace cacheledger
{

class AlertsModel;
class Theme;

/// The look that the tables of the Alerts page share: whole rows are chosen, rows of one height, no grid.
/// `stretched` is the column that takes what room is left.
void setUpAlertTable(QTableView* table, const QString& name, int stretched);

/// A table of alerts: tier in shape, word and colour; what needs no look steps back. In a narrow view the columns that
/// can be missed are not shown. The rows that are chosen stay so when everything is new.
class AlertTable : public QTableView
{
    Q_OBJECT

public:
    AlertTable(AlertsModel* model, Theme* theme, const QString& name, QWidget* parent = nullptr);

    /// Into the model; what is on top of a scrolled view stays there.
    void setAlerts(std::vector<Alert> alerts);
    std::vector<int> chosenRows() const; ///< in order
    qint64 currentId() const;            ///< 0: none

Q_SIGNALS:
    void chosenChanged();
    void opened(qint64 id); ///< Enter or double click

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyboardSearch(const QString&) override {} // letters are actions
    void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;

private:
    void keepChoice();
    void restoreChoice();

    AlertsModel* m_model;
    QSet<qint64> m_kept;
    qint64 m_keptCurrent = 0;
};

} // namespace cacheledger
