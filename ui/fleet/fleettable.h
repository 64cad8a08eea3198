// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QTableView>

namespace cacheledger
{

class FleetModel;
class Theme;

/// The fleet's rows. Return or a double click opens a node and folds a group; what can be missed is left out where the
/// window is narrow.
class FleetTable : public QTableView
{
    Q_OBJECT

public:
    FleetTable(FleetModel* model, Theme* theme, QWidget* parent);

Q_SIGNALS:
    void opened(const QString& node); ///< the id of a node
    void visibleRowsChanged(int first, int last);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void activate(const QModelIndex& index);
    void fitColumns();
    void tellVisible();
    void keepChoice();
    void restoreChoice();

    FleetModel* m_model;
    QString m_chosen; ///< key of the current row, over resets
};

} // namespace cacheledger
