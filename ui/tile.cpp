// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tile.h"

#include "ui/charts/sparkline.h"

#include <QtWidgets/QBoxLayout>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static ElidedLabel* tileLabel(Theme* theme, FontRole role, bool bold, bool dim, QWidget* parent)
{
    auto* label = new ElidedLabel(parent);
    label->setFont(theme->font(role, bold));
    label->setProperty("dim", dim);
    return label;
}

Tile::Tile(HeadlineSpec spec, Theme* theme, QWidget* parent)
    : QFrame(parent),
      m_spec(std::move(spec)),
      m_theme(theme),
      m_caption(tileLabel(theme, FontRole::Small, false, true, this)),
      m_window(tileLabel(theme, FontRole::Small, false, true, this)),
      m_number(tileLabel(theme, FontRole::Number, true, false, this)),
      m_unit(tileLabel(theme, FontRole::Body, false, true, this)),
      m_state(new SeverityLabel(theme, FontRole::Small, this)),
      m_change(tileLabel(theme, FontRole::Small, false, true, this)),
      m_spark(new Sparkline(theme, this))
{
    widgets::makeCard(this);
    setObjectName(u"Tile."_s + m_spec.id);
    m_caption->setText(m_spec.caption);
    m_number->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_window->keepWhole();
    m_spark->setFixedHeight(30);
    m_unit->alignBaselineTo(m_number);
    auto* head = new QHBoxLayout;
    head->addWidget(m_caption, 1);
    head->addWidget(m_window);
    auto* value = new QHBoxLayout;
    value->setSpacing(metric::space1 + 2);
    value->addWidget(m_number, 0, Qt::AlignBottom);
    value->addWidget(m_unit, 1, Qt::AlignBottom);
    auto* state = new QHBoxLayout;
    state->setSpacing(metric::space1 + 2);
    state->addWidget(m_state);
    state->addWidget(m_change, 1);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space3, metric::space1);
    column->addLayout(head);
    column->addLayout(value);
    column->addLayout(state);
    column->addSpacing(2);
    column->addWidget(m_spark);
    connect(theme, &Theme::changed, this, &Tile::restyle);
    setContent(headlineContent(m_spec, nullptr, nullptr), m_spec.window, {});
}

void Tile::setContent(const TileContent& content, const QString& window, const QString& comparedWith)
{
    m_content = content;
    m_window->setText(window);
    m_number->setText(content.number);
    m_unit->setText(content.note.isEmpty() ? content.unit : content.unit + u' ' + content.note);
    m_change->setText(content.change);
    m_change->setAccessibleDescription(comparedWith);
    setToolTip(content.change.isEmpty() ? QString()
                                        : tr("%1: %2 against %3").arg(m_spec.caption, content.change, comparedWith));
    restyle();
}

void Tile::setSeries(const FramePtr& frame)
{
    widgets::showSeries(m_spark, frame.get(), m_spec.spark);
}

void Tile::setStale(const QString& since)
{
    if (since == m_since)
        return;
    m_since = since;
    restyle();
}

void Tile::restyle()
{
    const bool stale = !m_since.isEmpty();
    const Severity severity = stale ? Severity::Unknown : m_content.severity;
    const QString word = stale ? tr("Stale") : Theme::severityWord(severity);
    m_state->setSeverity(severity, word);
    m_change->setText(stale ? m_since : m_content.change);
    widgets::setStyleProperty(this, "stale", stale);
    m_spark->setDimmed(stale);
    widgets::setStyleProperty(m_number, "dim", stale || !m_content.known);
    setAccessibleName(tr("%1: %2 %3, %4").arg(m_spec.caption, m_number->text(), m_unit->text(), word));
}

} // namespace cacheledger
