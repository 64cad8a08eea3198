// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

#include <optional>
#include <vector>

namespace cacheledger
{

class Theme;

/// One bar of a BarChart, from one value to another in any unit: only their proportions are drawn.
struct Bar {
    enum class Kind {
        Gain,    ///< filled
        Cost,    ///< hatched: what is taken away
        Result,  ///< filled in the colour of its sign
        Partial, ///< paler: a period that has not ended, or is not covered
        Unknown, ///< no bar, a dotted line
    };
    QString label; ///< below it; translated
    QString value; ///< above it, as it is shown everywhere
    double from = 0;
    double to = 0;
    Kind kind = Kind::Gain;
};

/// Bars on one scale that has 0: a waterfall, periods, stages, a running total. Values and labels that have no room are
/// left out of the picture, never out of the table beside it. GUI thread.
class BarChart : public QWidget
{
    Q_OBJECT

public:
    /// `name` is the accessible name.
    BarChart(const QString& name, Theme* theme, QWidget* parent = nullptr);

    /// `summary` is what a screen reader says.
    void setBars(std::vector<Bar> bars, const QString& summary);
    /// A line from top to bottom before this bar, with a word: the payback point. Nothing: none.
    void setMark(std::optional<std::size_t> bar, const QString& text);
    void setWatermark(const QString& text);
    const std::vector<Bar>& bars() const { return m_bars; }
    std::optional<std::size_t> mark() const { return m_mark; }

    QSize sizeHint() const override { return {420, 200}; }
    QSize minimumSizeHint() const override { return {200, 160}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Scale {
        QRectF plot;
        double low = 0, high = 0;
        double y(double value) const;
    };
    Scale scale() const;
    QRectF slot(const Scale& scale, std::size_t bar) const;
    void paintBar(QPainter& painter, const Scale& scale, std::size_t index) const;
    void paintTexts(QPainter& painter, const Scale& scale) const;

    Theme* m_theme;
    std::vector<Bar> m_bars;
    std::optional<std::size_t> m_mark;
    QString m_markText;
    QString m_watermark;
};

} // namespace cacheledger
