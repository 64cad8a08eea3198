// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/funnelview.h"

#include "ui/theme.h"

#include <QtGui/QPainter>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

FunnelView::FunnelView(Theme* theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setAccessibleName(tr("Funnel of the stages"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(theme, &Theme::changed, this, [this] { update(); });
    setFunnel({});
}

void FunnelView::setFunnel(const Funnel& funnel)
{
    const std::size_t before = m_rows.size();
    makeRows(funnel);
    setAccessibleDescription(funnelSummary(funnel));
    if (m_rows.size() != before)
        updateGeometry();
    update();
}

void FunnelView::makeRows(const Funnel& funnel)
{
    const auto share = [&](std::optional<double> count) {
        return count && funnel.requestsIn && *funnel.requestsIn > 0
                   ? std::optional(std::clamp(*count / *funnel.requestsIn, 0.0, 1.0))
                   : std::nullopt;
    };
    const bool quiet = funnel.requestsIn && *funnel.requestsIn == 0;
    m_rows.clear();
    m_rows.push_back({tr("Requests in"), quiet ? tr("no traffic") : countFigure(funnel.requestsIn).text,
                      share(funnel.requestsIn), std::nullopt, true, false});
    for (const FunnelStage& stage : funnel.stages) {
        Row row{stage.name, {}, share(stage.arriving), share(stage.hits), stage.answers, false};
        if (stage.ratioOnly)
            row.text = tr("reports %1, no counts").arg(ratioFigure(stage.hitRatio, false).text);
        else if (stage.isQuiet())
            row.text = tr("no traffic");
        else if (!stage.hits)
            row.text = countFigure({}).text;
        else if (stage.answers)
            row.text =
                tr("answered %1 · %2").arg(ratioFigure(stage.answeredShare, quiet).text, countFigure(stage.hits).text);
        else
            row.text = tr("spared %1 · %2").arg(ratioFigure(stage.hitRatio, quiet).text, countFigure(stage.hits).text);
        if (!stage.answers) { // of its own lookups, which are not the requests
            row.reaching = share(stage.requests);
        }
        m_rows.push_back(row);
    }
    const auto rest = share(funnel.fullPipeline);
    m_rows.push_back(
        {tr("Full pipeline"),
         quiet  ? tr("no traffic")
         : rest ? tr("reached by %1 · %2").arg(ratioFigure(rest, false).text, countFigure(funnel.fullPipeline).text)
                : countFigure({}).text,
         rest, std::nullopt, true, true});
}

int FunnelView::rowHeight() const
{
    return std::max(30, QFontMetrics(m_theme->font(FontRole::Body)).height() + 12);
}

QSize FunnelView::sizeHint() const
{
    return {640, static_cast<int>(m_rows.size()) * rowHeight()};
}

QSize FunnelView::minimumSizeHint() const
{
    return {240, sizeHint().height()};
}

void FunnelView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_theme->font(FontRole::Body));
    const QFontMetrics metrics = painter.fontMetrics();
    int nameWidth = 0;
    int textWidth = 0;
    for (const Row& row : m_rows) {
        nameWidth = std::max(nameWidth, metrics.horizontalAdvance(row.name) + (row.main ? 0 : metric::space4));
        textWidth = std::max(textWidth, metrics.horizontalAdvance(row.text));
    }
    nameWidth = std::min(nameWidth, width() / 4) + metric::space3;
    textWidth = std::min(textWidth, width() * 2 / 5) + metric::space3;
    const int high = rowHeight();
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        paintRow(painter, m_rows[i], QRectF(0, static_cast<double>(i) * high, width(), high), nameWidth, textWidth);
}

void FunnelView::paintRow(QPainter& painter, const Row& row, const QRectF& area, int nameWidth, int textWidth) const
{
    const ThemeColors& colors = m_theme->colors();
    const QFontMetrics metrics = painter.fontMetrics();
    const int indent = row.main ? 0 : metric::space4;
    painter.setPen(row.main ? colors.text : colors.dimText);
    const QRectF name(indent, area.top(), nameWidth - indent - metric::space2, area.height());
    painter.drawText(name, Qt::AlignVCenter | Qt::AlignLeft,
                     metrics.elidedText(row.name, Qt::ElideRight, static_cast<int>(name.width())));
    const QRectF words(area.right() - textWidth + metric::space2, area.top(), textWidth - metric::space2,
                       area.height());
    painter.setPen(row.main ? colors.text : colors.dimText);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                     metrics.elidedText(row.text, Qt::ElideRight, static_cast<int>(words.width())));
    const double inset = row.main ? 4 : area.height() / 3;
    const QRectF whole(nameWidth, area.top() + inset, area.width() - nameWidth - textWidth, area.height() - 2 * inset);
    if (!row.reaching) { // not known how wide: a dotted line, no bar
        painter.setPen(QPen(colors.controlLine, 1, Qt::DotLine));
        painter.drawLine(QPointF(whole.left(), whole.center().y()), QPointF(whole.right(), whole.center().y()));
        return;
    }
    const QRectF bar(whole.left(), whole.top(), std::max(2.0, whole.width() * *row.reaching), whole.height());
    painter.setPen(QPen(colors.controlLine, 1));
    painter.setBrush(row.last ? QBrush(colors.dimText, Qt::BDiagPattern) : QBrush(colors.grid));
    painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    if (row.filled && *row.filled > 0) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(row.main ? colors.accent : colors.dimText);
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), std::max(2.0, whole.width() * *row.filled), bar.height()),
                                3, 3);
    }
}

} // namespace cacheledger
