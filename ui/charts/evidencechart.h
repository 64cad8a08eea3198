// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/incident.h"
#include "ui/theme.h"

#include <QtCore/QTimeZone>
#include <QtWidgets/QWidget>

class QPainter;

namespace cacheledger
{

/// Draws one captured metric with its name, axes and gaps; as vectors, so that it can be printed. `markMs`: a moment to
/// mark (the incident's opening).
void paintEvidenceChart(QPainter& painter, const QRectF& rect, const EvidenceCharts& charts, std::size_t series,
                        TimeMs markMs, const QTimeZone& zone, const ThemeColors& colors, const QFont& font);
/// Indices of series that have any value.
std::vector<std::size_t> chartsWithValues(const EvidenceCharts& charts);

/// The same on the screen.
class EvidenceChart : public QWidget
{
    Q_OBJECT

public:
    EvidenceChart(EvidenceCharts charts, std::size_t series, TimeMs markMs, QTimeZone zone, Theme* theme,
                  QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    EvidenceCharts m_charts;
    std::size_t m_series;
    TimeMs m_markMs;
    QTimeZone m_zone;
    Theme* m_theme;
};

} // namespace cacheledger
