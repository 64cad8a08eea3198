// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/axisrenderer.h"

#include "ui/theme.h"

#include <QtCharts/QCategoryAxis>
#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCore/QDateTime>
#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>
#include <QtWidgets/QGraphicsLayout>
#include <QtWidgets/QGraphicsScene>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr size_t keptTimeLayers = 6;

/// A QChart with one axis that shows labels where we say.
class AxisRenderer::Chart
{
public:
    Chart(Qt::Alignment side, bool grid)
    {
        m_chart = new QChart;
        m_scene.addItem(m_chart);
        m_chart->setAnimationOptions(QChart::NoAnimation);
        m_chart->setBackgroundVisible(false);
        m_chart->setMargins({});
        m_chart->legend()->hide();
        m_axis = new QCategoryAxis;
        m_axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        m_axis->setTruncateLabels(false);
        m_axis->setLineVisible(false);
        m_axis->setGridLineVisible(grid);
        m_chart->addAxis(m_axis, side);
    }

    void dress(const ThemeColors& colors, const QFont& font)
    {
        m_axis->setLabelsFont(font);
        m_axis->setLabelsColor(colors.dimText);
        m_axis->setGridLinePen(QPen(colors.grid, 1));
    }

    /// Labels at shares (0..1) of the axis' length.
    struct Label {
        double share;
        QString text;
    };

    void paint(QPainter* painter, const PlotGeometry& geometry, const std::vector<Label>& labels)
    {
        const QStringList old = m_axis->categoriesLabels();
        for (const QString& label : old)
            m_axis->remove(label);
        // The axis lays out anew only when its range changes, and ours would always be 0..1.
        m_length = m_length == 1 ? 2 : 1;
        m_axis->setStartValue(-m_length);
        m_axis->setRange(-m_length, 0);
        // Labels of a QCategoryAxis are unique as text; ours need not be (01:00 twice in October).
        QStringList seen;
        for (const Label& label : labels) {
            QString unique = label.text;
            while (seen.contains(unique))
                unique += QChar(0x200b);
            seen << unique;
            m_axis->append(unique, (label.share - 1) * m_length);
        }
        m_chart->resize(geometry.size);
        m_chart->setPlotArea(geometry.plot);
        const QRectF all(QPointF(0, 0), geometry.size);
        m_chart->layout()->setGeometry(all); // at once; by itself it would wait for the event loop
        m_scene.setSceneRect(all);
        m_scene.render(painter, all, all);
    }

private:
    QGraphicsScene m_scene;
    QChart* m_chart = nullptr;       // the scene's
    QCategoryAxis* m_axis = nullptr; // the chart's
    double m_length = 1;
};

struct AxisRenderer::TimeLayer {
    QString key;
    QPixmap pixmap;
};

AxisRenderer* AxisRenderer::of(Theme* theme)
{
    auto* known = theme->findChild<AxisRenderer*>(QString(), Qt::FindDirectChildrenOnly);
    return known ? known : new AxisRenderer(theme);
}

AxisRenderer::AxisRenderer(Theme* theme)
    : QObject(theme),
      m_theme(theme),
      m_values(std::make_unique<Chart>(Qt::AlignLeft, true)),
      m_times(std::make_unique<Chart>(Qt::AlignBottom, false))
{
    connect(theme, &Theme::changed, this, [this] { m_timeLayers.clear(); });
}

AxisRenderer::~AxisRenderer() = default;

void AxisRenderer::paintValues(QPainter* painter, const ValueAxis& axis, const PlotGeometry& geometry)
{
    ++m_renderings;
    m_values->dress(m_theme->colors(), m_theme->font(FontRole::Small));
    std::vector<Chart::Label> labels;
    for (const ValueTick& tick : axis.ticks())
        labels.push_back({axis.fraction(tick.value), tick.label});
    m_values->paint(painter, geometry, labels);
}

void AxisRenderer::paintTimes(QPainter* painter, const TimeAxis& axis, const PlotGeometry& geometry, TimeMs nowMs)
{
    ++m_renderings;
    const QFont font = m_theme->font(FontRole::Small);
    const QFontMetricsF metrics(font);
    m_times->dress(m_theme->colors(), font);
    const auto measure = [&](const QString& text) { return metrics.horizontalAdvance(text); };
    std::vector<Chart::Label> labels;
    for (const TimeTick& tick : axis.ticks(measure, 1, geometry.size.width() - 1, nowMs))
        labels.push_back({(tick.x - axis.left()) / axis.width(), tick.label});
    m_times->paint(painter, geometry, labels);
}

static QPixmap emptyLayer(QSizeF size, double pixelRatio, const QColor& ground)
{
    QPixmap layer((size * pixelRatio).toSize());
    layer.setDevicePixelRatio(pixelRatio);
    layer.fill(ground);
    return layer;
}

QPixmap AxisRenderer::valueLayer(const ValueAxis& axis, const PlotGeometry& geometry, double pixelRatio,
                                 const QColor& ground)
{
    QPixmap layer = emptyLayer(geometry.size, pixelRatio, ground);
    QPainter painter(&layer);
    paintValues(&painter, axis, geometry);
    return layer;
}

QString AxisRenderer::timeKey(const TimeAxis& axis, const PlotGeometry& geometry, TimeMs nowMs, double pixelRatio) const
{
    const qint64 day = QDateTime::fromMSecsSinceEpoch(nowMs, axis.zone()).date().toJulianDay();
    return u"%1 %2 %3 %4x%5 %6 %7 %8 %9"_s.arg(axis.span().fromMs)
        .arg(axis.span().toMs)
        .arg(QString::fromLatin1(axis.zone().id()))
        .arg(geometry.size.width())
        .arg(geometry.size.height() - geometry.plot.bottom())
        .arg(geometry.plot.left())
        .arg(geometry.plot.width())
        .arg(pixelRatio)
        .arg(day);
}

QPixmap AxisRenderer::timeLayer(const TimeAxis& axis, const PlotGeometry& geometry, TimeMs nowMs, double pixelRatio)
{
    const QString key = timeKey(axis, geometry, nowMs, pixelRatio);
    for (const TimeLayer& known : m_timeLayers)
        if (known.key == key)
            return known.pixmap;
    const double height = geometry.size.height() - geometry.plot.bottom();
    QPixmap layer = emptyLayer({geometry.size.width(), height}, pixelRatio, Qt::transparent);
    // A plot of no more than a few pixels above the strip: Qt Charts needs one to hang the axis on.
    const double above = 8;
    const PlotGeometry low{{geometry.size.width(), height + above},
                           {geometry.plot.left(), 0, geometry.plot.width(), above}};
    QPainter painter(&layer);
    painter.translate(0, -above);
    paintTimes(&painter, axis, low, nowMs);
    painter.end();
    m_timeLayers.push_front({key, layer});
    if (m_timeLayers.size() > keptTimeLayers)
        m_timeLayers.pop_back();
    return layer;
}

} // namespace cacheledger
