// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/treemap.h"

#include "metrics/format.h"
#include "ui/keys/keytables.h"
#include "ui/keys/treemaplayout.h"
#include "ui/theme.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QToolTip>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr std::size_t mostParts = 60; // the rest is one part: what cannot be seen cannot be told apart

static QColor mixed(const QColor& from, const QColor& to, double share)
{
    const auto mix = [share](int a, int b) { return qRound(a + (b - a) * share); };
    return {mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue())};
}

Treemap::Treemap(Theme* theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setObjectName(u"KeyTreemap"_s);
    setMinimumHeight(180);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Treemap::setReport(const KeyReport& report)
{
    m_parts.clear();
    Part rest{{}, tr("(the rest)"), {}, report.folded ? report.folded->bytes : 0, 0, true};
    QStringList spoken;
    for (const PrefixShare& share : report.prefixes) {
        if (m_parts.size() >= mostParts) {
            rest.bytes += share.bytes;
            continue;
        }
        QString note = keytables::shareText(share.byteShare, share.byteShareError);
        if (share.withoutTtlShare.value_or(0) > 0)
            note +=
                u" \u00b7 "_s + tr("%1 without TTL").arg(format::value(*share.withoutTtlShare, Unit::Ratio).joined());
        m_parts.push_back({share.prefix, keytables::prefixName(share.prefix), note, share.bytes,
                           share.withoutTtlShare.value_or(0), false});
        if (spoken.size() < 5)
            spoken << m_parts.back().name + u' ' + note;
    }
    if (rest.bytes > 0)
        m_parts.push_back(rest);
    setAccessibleName(tr("Memory by prefix: %1").arg(spoken.join(u"; "_s)));
    m_laidOut = {};
    update();
}

void Treemap::layOut() const
{
    if (m_laidOut == size())
        return;
    m_laidOut = size();
    std::vector<double> values;
    for (const Part& part : m_parts)
        values.push_back(part.bytes);
    m_rects = treemapLayout(values, QRectF(rect()));
}

void Treemap::paintEvent(QPaintEvent*)
{
    layOut();
    QPainter painter(this);
    const ThemeColors& colors = m_theme->colors();
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const Part& part = m_parts[i];
        const QRectF box = m_rects[i].adjusted(0.5, 0.5, -0.5, -0.5);
        if (box.width() < 1 || box.height() < 1)
            continue;
        const QColor plain = mixed(colors.card, colors.series[0], part.isRest ? 0.08 : 0.28);
        painter.setPen(colors.card);
        painter.setBrush(mixed(plain, colors.warningGround, part.withoutTtl));
        painter.drawRect(box);
        if (part.withoutTtl > 0.5) { // not by colour alone
            painter.setPen(QPen(colors.warning, 2));
            painter.drawLine(box.topLeft() + QPointF(1, 1), box.bottomLeft() + QPointF(1, -1));
        }
        const QRectF inside = box.adjusted(8, 5, -6, -4);
        const QFont bold = m_theme->font(FontRole::Body, true), small = m_theme->font(FontRole::Small);
        const QFontMetricsF boldMetrics(bold), smallMetrics(small);
        if (inside.width() < 40 || inside.height() < boldMetrics.height())
            continue;
        painter.setFont(bold);
        painter.setPen(colors.text);
        painter.drawText(inside, Qt::AlignLeft | Qt::AlignTop,
                         boldMetrics.elidedText(part.name, Qt::ElideRight, inside.width()));
        if (inside.height() < boldMetrics.height() + smallMetrics.height())
            continue;
        painter.setFont(small);
        painter.drawText(inside.adjusted(0, boldMetrics.height(), 0, 0), Qt::AlignLeft | Qt::AlignTop,
                         smallMetrics.elidedText(part.note, Qt::ElideRight, inside.width()));
    }
}

const Treemap::Part* Treemap::partAt(const QPointF& position) const
{
    layOut();
    for (std::size_t i = 0; i < m_parts.size(); ++i)
        if (m_rects[i].contains(position))
            return &m_parts[i];
    return nullptr;
}

void Treemap::mousePressEvent(QMouseEvent* event)
{
    if (const Part* part = partAt(event->position()); part && !part->isRest)
        Q_EMIT prefixClicked(part->prefix);
}

bool Treemap::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const Part* part = partAt(help->pos());
    if (part)
        QToolTip::showText(help->globalPos(), part->note.isEmpty() ? part->name : part->name + u'\n' + part->note,
                           this);
    else
        QToolTip::hideText();
    return true;
}

} // namespace cacheledger
