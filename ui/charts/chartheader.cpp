// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartheader.h"

#include "metrics/format.h"
#include "ui/charts/charttext.h"
#include "ui/charts/legendbutton.h"
#include "ui/charts/plotpainter.h"
#include "ui/theme.h"

#include <QtCore/QEvent>
#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>
#include <QtWidgets/QToolButton>

namespace cacheledger
{

static constexpr int headerRow = 24;

ChartHeader::ChartHeader(PlotData* plotData, Theme* theme, QWidget* parent)
    : QWidget(parent),
      m_data(plotData),
      m_theme(theme),
      m_menu(new QToolButton(this))
{
    m_menu->setObjectName(QStringLiteral("menuButton"));
    m_menu->setAutoRaise(true);
    m_menu->setIcon(theme->icon(QStringLiteral("menu")));
    m_menu->setToolTip(tr("Save, copy and more"));
    m_menu->setAccessibleName(tr("Menu of %1").arg(plotData->spec().title));
    m_menu->setFixedSize(headerRow, headerRow);
    for (int i = 0; i < plotData->seriesCount(); ++i) {
        auto* entry = new LegendButton(plotData->seriesSpec(i).label, theme, this);
        entry->setObjectName(QStringLiteral("legend.%1").arg(QString::fromStdString(plotData->seriesSpec(i).metric)));
        m_legend.push_back(entry);
        connect(entry, &LegendButton::clicked, this, [this, i] { toggle(i); });
        connect(entry, &LegendButton::soloed, this, [this, i] { solo(i); });
        setTabOrder(i == 0 ? static_cast<QWidget*>(m_menu) : m_legend[static_cast<size_t>(i) - 1], entry);
    }
    applyPens();
    connect(theme, &Theme::changed, this, &ChartHeader::applyPens);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ChartHeader::applyPens()
{
    for (size_t i = 0; i < m_legend.size(); ++i)
        m_legend[i]->setPen(seriesPen(*m_data, static_cast<int>(i), *m_theme));
    if (m_previous) {
        LineStroker::Pen pen = previousPen(*m_data, 0, *m_theme);
        if (m_legend.size() > 1) // stands for lines of several colours
            pen.color = m_theme->colors().dimText;
        m_previous->setPen(pen);
    }
    update();
}

void ChartHeader::setComparing(bool comparing)
{
    if (!m_previous && !comparing)
        return;
    if (!m_previous) {
        m_previous = new LegendButton({}, m_theme, this);
        m_previous->setObjectName(QStringLiteral("legend.previous"));
        m_previous->setChecked(m_data->isPreviousVisible());
        if (!m_legend.empty())
            setTabOrder(m_legend.back(), m_previous);
        connect(m_previous, &LegendButton::clicked, this, [this] {
            m_data->setPreviousVisible(m_previous->isChecked());
            Q_EMIT visibilityChanged();
        });
        applyPens();
    }
    m_previous->setVisible(comparing);
    arrange();
}

void ChartHeader::setUnit(const QString& unit)
{
    if (unit == m_unit)
        return;
    m_unit = unit;
    update();
}

QString ChartHeader::valueText(int index, std::optional<size_t> column) const
{
    if (!m_data->frame())
        return {};
    if (m_data->isUnlimited(index) || (column && m_data->isUnlimitedAt(index, *column)))
        return tr("no limit");
    const std::optional<double> value = column ? m_data->valueAt(index, *column) : std::nullopt;
    return format::value(value, m_data->spec().unit).joined();
}

void ChartHeader::showValues(std::optional<TimeMs> timeMs, bool dimmed)
{
    std::optional<size_t> column;
    if (timeMs && (*timeMs < m_data->span().fromMs || *timeMs > m_data->span().toMs))
        timeMs.reset(); // the crosshair is on charts of another range
    if (timeMs)
        column = m_data->columnAt(*timeMs);
    else if (m_data->frame() && !m_data->frame()->times.empty())
        column = m_data->frame()->times.size() - 1;
    for (size_t i = 0; i < m_legend.size(); ++i)
        m_legend[i]->setValue(valueText(static_cast<int>(i), column), dimmed && !timeMs);
    showPrevious(column ? std::optional(m_data->frame()->times[*column]) : timeMs);
}

void ChartHeader::showPrevious(std::optional<TimeMs> timeMs)
{
    if (!m_previous || m_previous->isHidden())
        return;
    m_previous->setLabel(m_data->frame() ? tr("previous %1").arg(charttext::length(m_data->span().lengthMs()))
                                         : tr("previous period"));
    m_previous->setValue(previousText(timeMs), false);
    m_previous->setToolTip(tr("Click: hide or show the period of the same length before, dashed."));
}

// "7,499 · 744 /s": a unit once where neighbours share it.
static QString joinedValues(const std::vector<FormattedValue>& values)
{
    QStringList texts;
    for (size_t i = 0; i < values.size(); ++i) {
        const bool shared = i + 1 < values.size() && values[i + 1].unit == values[i].unit;
        texts << (shared ? values[i].number : values[i].joined());
    }
    return texts.join(QStringLiteral(" · "));
}

// Of each line that is shown, in their order.
QString ChartHeader::previousText(std::optional<TimeMs> timeMs) const
{
    if (!m_data->knowsPrevious())
        return QStringLiteral("…");
    if (!m_data->hasPrevious())
        return tr("no data");
    const auto column = timeMs ? m_data->previousColumnAt(*timeMs) : std::nullopt;
    std::vector<FormattedValue> values;
    for (int i = 0; i < m_data->seriesCount() && column; ++i)
        if (m_data->showsPrevious(i))
            values.push_back(format::value(m_data->previous().valueAt(i, *column), m_data->spec().unit));
    return values.empty() ? format::value(std::nullopt, m_data->spec().unit).joined() : joinedValues(values);
}

void ChartHeader::toggle(int index)
{
    m_data->setVisible(index, m_legend[static_cast<size_t>(index)]->isChecked());
    Q_EMIT visibilityChanged();
}

// Alone; and when it is alone already, all again.
void ChartHeader::solo(int index)
{
    bool alone = m_data->isVisible(index);
    for (int i = 0; i < m_data->seriesCount(); ++i)
        alone = alone && (i == index || !m_data->isVisible(i));
    for (int i = 0; i < m_data->seriesCount(); ++i) {
        m_data->setVisible(i, alone || i == index);
        m_legend[static_cast<size_t>(i)]->setChecked(m_data->isVisible(i));
    }
    Q_EMIT visibilityChanged();
}

std::vector<LegendButton*> ChartHeader::entries() const
{
    std::vector<LegendButton*> shown = m_legend;
    if (m_previous && !m_previous->isHidden())
        shown.push_back(m_previous);
    return shown;
}

bool ChartHeader::event(QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest)
        arrange();
    return QWidget::event(event);
}

void ChartHeader::resizeEvent(QResizeEvent*)
{
    arrange();
}

void ChartHeader::arrange()
{
    m_menu->move(width() - m_menu->width(), 0);
    const int start = -3; // the swatch, not the button's edge, stands under the title
    int x = start;
    int y = headerRow;
    const std::vector<LegendButton*> shown = entries();
    for (LegendButton* entry : shown) {
        const QSize size = entry->sizeHint();
        if (x > start && x + size.width() > width()) {
            x = start;
            y += headerRow;
        }
        entry->setGeometry(x, y, size.width(), headerRow);
        x += size.width() + 3;
    }
    setFixedHeight(shown.empty() ? headerRow : y + headerRow);
}

void ChartHeader::paintTitle(QPainter& painter, double right) const
{
    const QFont bold = m_theme->font(FontRole::Body, true);
    const QFontMetricsF metrics(bold);
    const QFont small = m_theme->font(FontRole::Small);
    const double unitWidth = m_unit.isEmpty() ? 0 : QFontMetricsF(small).horizontalAdvance(m_unit) + 8;
    QString title = m_data->spec().title;
    double titleWidth = metrics.horizontalAdvance(title);
    if (titleWidth > right - unitWidth) {
        title = metrics.elidedText(title, Qt::ElideRight, right - unitWidth);
        titleWidth = metrics.horizontalAdvance(title);
    }
    painter.setFont(bold);
    painter.setPen(m_theme->colors().text);
    const double baseline = headerRow / 2.0 + metrics.capHeight() / 2;
    painter.drawText(QPointF(0, baseline), title);
    painter.setFont(small);
    painter.setPen(m_theme->colors().dimText);
    painter.drawText(QPointF(titleWidth + 8, baseline), m_unit);
}

void ChartHeader::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintTitle(painter, width() - headerRow - 8);
}

void ChartHeader::paintPicture(QPainter& painter, const QString& caption) const
{
    const QFont small = m_theme->font(FontRole::Small);
    const double captionWidth = QFontMetricsF(small).horizontalAdvance(caption);
    const bool room = captionWidth < width() * 0.6;
    const double right = width() - metric::space2; // over the plot's right edge
    paintTitle(painter, right - (room ? captionWidth + 12 : 0));
    if (room)
        painter.drawText(QRectF(0, 0, right, headerRow), Qt::AlignVCenter | Qt::AlignRight, caption);
    for (const LegendButton* entry : entries())
        entry->paintContent(painter, entry->geometry(), entry->geometry());
}

} // namespace cacheledger
