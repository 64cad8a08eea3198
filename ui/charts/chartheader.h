// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/plotdata.h"

#include <QtWidgets/QWidget>

#include <vector>

class QToolButton;

namespace cacheledger
{

class LegendButton;
class Theme;

/// Title, unit and menu button of a chart, and below them its legend, in as many rows as it needs.
class ChartHeader : public QWidget
{
    Q_OBJECT

public:
    ChartHeader(PlotData* plotData, Theme* theme, QWidget* parent = nullptr);

    QToolButton* menuButton() const { return m_menu; }
    void setUnit(const QString& unit);
    /// Whether the legend has an entry for the period before.
    void setComparing(bool comparing);
    /// The values of a column, or the newest ones.
    void showValues(std::optional<TimeMs> timeMs, bool dimmed);
    /// For a picture: no menu button but a caption in its place.
    void paintPicture(QPainter& painter, const QString& caption) const;

Q_SIGNALS:
    void visibilityChanged(); ///< of a series, or of the period before

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QString valueText(int index, std::optional<size_t> column) const;
    void showPrevious(std::optional<TimeMs> timeMs);
    QString previousText(std::optional<TimeMs> timeMs) const;
    std::vector<LegendButton*> entries() const;
    void toggle(int index);
    void solo(int index);
    void applyPens();
    void arrange();
    void paintTitle(QPainter& painter, double right) const;

    PlotData* m_data;
    Theme* m_theme;
    QString m_unit;
    QToolButton* m_menu;
    std::vector<LegendButton*> m_legend;
    LegendButton* m_previous = nullptr; ///< made when it is first wanted
};

} // namespace cacheledger
