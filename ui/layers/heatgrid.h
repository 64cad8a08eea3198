// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/layers/hourgrid.h"

#include <QtWidgets/QWidget>

namespace cacheledger
{

class Theme;

/// The hit ratio of every hour of the week as a grid of cells: the per cent as a number, and a ground that grows darker
/// (in the dark theme lighter) with it, so that it can be read without colour too. "–": no traffic; "·": no data.
class HeatGrid : public QWidget
{
    Q_OBJECT

public:
    explicit HeatGrid(Theme* theme, QWidget* parent = nullptr);

    void setGrid(const HourGrid& grid);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {240, sizeHint().height()}; }

    struct CellColors {
        QColor ground, text;
    };
    /// Of a ratio; the text has a contrast of at least 4.5 to its ground.
    static CellColors colorsFor(double ratio, const Theme& theme);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF cellRect(int day, int hour) const;
    int dayWidth() const;
    int rowHeight() const;
    void paintCell(QPainter& painter, int day, int hour) const;

    Theme* m_theme;
    HourGrid m_grid;
};

} // namespace cacheledger
