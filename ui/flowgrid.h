// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

#include <vector>

namespace cacheledger
{

/// Lays its cells out in as many equal columns as fit, row by row. Rows are as high as their highest cell.
class FlowGrid : public QWidget
{
    Q_OBJECT

public:
    FlowGrid(int minCellWidth, int maxColumns, QWidget* parent = nullptr);

    /// Takes the widgets over as children, in this order; those of before that are not among them are deleted.
    void setCells(const std::vector<QWidget*>& cells);
    /// Cells with texts that break into lines get the height that these need; else their size hints must do, which are
    /// quicker to have.
    void setBreaksTexts(bool breaks) { m_breaksTexts = breaks; }
    const std::vector<QWidget*>& cells() const { return m_cells; }
    int columns() const { return columnsFor(width()); }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    int columnsFor(int width) const;
    int layOut(int width, bool apply) const;

    int m_minCellWidth;
    int m_maxColumns;
    bool m_breaksTexts = false;
    std::vector<QWidget*> m_cells;
};

} // namespace cacheledger
