// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/flowgrid.h"
#include "ui/theme.h"

#include <QtCore/QEvent>

#include <algorithm>

namespace cacheledger
{

static constexpr int gridSpacing = metric::space3;

FlowGrid::FlowGrid(int minCellWidth, int maxColumns, QWidget* parent)
    : QWidget(parent),
      m_minCellWidth(minCellWidth),
      m_maxColumns(maxColumns)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void FlowGrid::setCells(const std::vector<QWidget*>& cells)
{
    for (QWidget* old : m_cells) {
        if (std::find(cells.begin(), cells.end(), old) == cells.end())
            old->deleteLater(), old->hide();
    }
    m_cells = cells;
    QWidget* previous = nullptr;
    for (QWidget* cell : m_cells) {
        if (cell->parentWidget() != this)
            cell->setParent(this);
        if (cell->isHidden()) // cells of a grid that is still to be shown are not; show() would lay them out in vain
            cell->show();
        // A cell, then what is in it, then the next cell.
        QList<QWidget*> stops{cell};
        for (QWidget* inner : cell->findChildren<QWidget*>()) {
            if (inner->focusPolicy() & Qt::TabFocus)
                stops << inner;
        }
        for (QWidget* stop : stops) {
            if (previous)
                setTabOrder(previous, stop);
            previous = stop;
        }
    }
    updateGeometry();
    if (!testAttribute(Qt::WA_PendingResizeEvent)) // else its size and style are still to come
        layOut(width(), true);
}

int FlowGrid::columnsFor(int width) const
{
    int columns = std::clamp((width + gridSpacing) / (m_minCellWidth + gridSpacing), 1, m_maxColumns);
    // Six tiles stand in rows of six, three, two or one, never four and two.
    const int count = static_cast<int>(m_cells.size());
    while (columns > 1 && columns < m_maxColumns && count == m_maxColumns && count % columns != 0)
        --columns;
    return columns;
}

int FlowGrid::layOut(int width, bool apply) const
{
    const int columns = columnsFor(width);
    int y = 0;
    for (std::size_t row = 0; row < m_cells.size(); row += static_cast<std::size_t>(columns)) {
        const std::size_t end = std::min(m_cells.size(), row + static_cast<std::size_t>(columns));
        int height = 0;
        for (std::size_t i = row; i < end; ++i) {
            const QSize hint = m_cells[i]->sizeHint().expandedTo(m_cells[i]->minimumSize());
            height = std::max(height, hint.boundedTo(m_cells[i]->maximumSize()).height());
            if (m_breaksTexts && m_cells[i]->hasHeightForWidth())
                height = std::max(height, m_cells[i]->heightForWidth((width + gridSpacing) / columns - gridSpacing));
        }
        for (std::size_t i = row; apply && i < end; ++i) {
            const int column = static_cast<int>(i - row);
            const int left = column * (width + gridSpacing) / columns;
            const int right = (column + 1) * (width + gridSpacing) / columns - gridSpacing;
            m_cells[i]->setGeometry(isRightToLeft() ? width - right : left, y, right - left, height);
        }
        y += height + gridSpacing;
    }
    return std::max(0, y - gridSpacing);
}

int FlowGrid::heightForWidth(int width) const
{
    return layOut(width, false);
}

QSize FlowGrid::sizeHint() const
{
    const int wanted = std::max(width(), m_minCellWidth);
    return {wanted, layOut(wanted, false)};
}

QSize FlowGrid::minimumSizeHint() const
{
    return {std::min(m_minCellWidth, 160), layOut(std::max(width(), m_minCellWidth), false)};
}

void FlowGrid::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layOut(width(), true);
    updateGeometry();
}

bool FlowGrid::event(QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest) {
        layOut(width(), true);
        updateGeometry();
    }
    return QWidget::event(event);
}

} // namespace cacheledger
