// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"

#include <QtGui/QColor>
#include <QtWidgets/QWidget>

#include <vector>

namespace cacheledger
{

class Theme;

/// A small line without axes, for tiles and cards. Scales itself to its values; a gap is a gap; without any value it is
/// an empty dashed baseline. Decoration to a screen reader: the number beside it says more.
class Sparkline : public QWidget
{
    Q_OBJECT

public:
    explicit Sparkline(Theme* theme, QWidget* parent = nullptr);

    /// Times ascending; NaN is no value; `breaks[i]`: no line from i-1 to i (empty: none). Drawn from the first time to
    /// the last, unless setSpan() says otherwise.
    void setData(std::vector<TimeMs> times, std::vector<double> values, std::vector<bool> breaks = {});
    void setSpan(TimeMs fromMs, TimeMs toMs);
    void setColor(const QColor& color); ///< invalid (the start): the theme's accent
    void setDimmed(bool dimmed);        ///< stale

    QSize sizeHint() const override { return {120, 28}; }
    QSize minimumSizeHint() const override { return {40, 16}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme* m_theme;
    std::vector<TimeMs> m_times;
    std::vector<double> m_values;
    std::vector<bool> m_breaks;
    TimeMs m_fromMs = 0;
    TimeMs m_toMs = 0;
    QColor m_color;
    bool m_dimmed = false;
};

} // namespace cacheledger
