// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/sourcelist.h"

#include "metrics/format.h"
#include "ui/cachestate.h"
#include "ui/layers/sourcewords.h"
#include "ui/timerange.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QToolButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

SourceList::SourceList(const PageContext& context, QWidget* parent)
    : QFrame(parent),
      m_context(context),
      m_rows(new QVBoxLayout)
{
    setObjectName(u"SourceList"_s);
    widgets::makeCard(this);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space3, metric::space2);
    column->addWidget(widgets::label(tr("Sources"), context.theme, FontRole::Body, true, this));
    m_rows->setSpacing(metric::space1);
    column->addLayout(m_rows);
}

void SourceList::fill()
{
    m_states.clear();
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    for (const SourceConfig& source : m_context.services.sources->sourcesOf(m_context.selection->current()))
        m_rows->addWidget(makeRow(source));
    updateStates();
}

QWidget* SourceList::makeRow(const SourceConfig& source)
{
    auto* row = new QWidget(this);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(metric::space1);
    auto* on = new QCheckBox(row);
    on->setObjectName(u"Source.on."_s + source.name);
    on->setAccessibleName(tr("Ask %1").arg(source.name));
    on->setToolTip(on->accessibleName());
    on->setChecked(!source.paused);
    connect(on, &QCheckBox::toggled, this, [this, id = source.id](bool asked) { setPaused(id, !asked); });
    line->addWidget(on);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    const auto addWords = [&](FontRole role, bool bold) {
        auto* label = new ElidedLabel(row);
        label->setTextFormat(Qt::PlainText);
        label->setFont(m_context.theme->font(role, bold));
        words->addWidget(label);
        return label;
    };
    addWords(FontRole::Body, true)->setText(source.name);
    ElidedLabel* about = addWords(FontRole::Small, false);
    about->setObjectName(u"Source.about."_s + source.name);
    m_states.emplace_back(source.id, about);
    line->addLayout(words, 1);
    const auto addButton = [&](const QString& icon, const QString& text, auto act) {
        QToolButton* button = widgets::iconButton(m_context.theme, icon, text.arg(source.name), row);
        button->setObjectName(u"Source.%1.%2"_s.arg(icon, source.name));
        connect(button, &QToolButton::clicked, this, act);
        line->addWidget(button);
    };
    addButton(u"edit"_s, tr("Edit %1"), [this, id = source.id] {
        if (const SourceConfig* known = m_context.services.sources->find(id))
            Q_EMIT editRequested(*known);
    });
    addButton(u"remove"_s, tr("Remove %1"), [this, id = source.id] { remove(id); });
    return row;
}

/// "HTTP, JSON · http://... · every 15 s · seen 3 s ago", or what is wrong.
QString SourceList::stateText(const SourceConfig& source) const
{
    const Services& services = m_context.services;
    const NodeStatus* status = services.statuses->find(source.id);
    if (status && status->error && !source.paused)
        return u"▲ "_s + status->error->text();
    QStringList parts{sourcewords::kind(source.kind), source.address(),
                      tr("every %1").arg(format::duration(source.intervalMs))};
    if (source.paused)
        parts << tr("paused");
    else
        parts << wording::lastSeen(status ? status->lastSampleMs : std::nullopt, services.clock->nowMs());
    parts.removeAll(QString());
    return parts.join(u" · "_s);
}

void SourceList::updateStates()
{
    for (const auto& [id, label] : m_states) {
        const SourceConfig* source = m_context.services.sources->find(id);
        if (!source)
            continue;
        const QString text = stateText(*source);
        const bool problem = text.startsWith(u"▲"_s);
        if (label->text() != text)
            label->setText(text);
        if (label->property("problem").toBool() != problem || !label->property("dim").isValid()) {
            widgets::setStyleProperty(label, "problem", problem);
            widgets::setStyleProperty(label, "dim", !problem);
        }
    }
}

void SourceList::setPaused(const NodeId& id, bool paused)
{
    const SourceConfig* known = m_context.services.sources->find(id);
    if (!known || known->paused == paused)
        return;
    SourceConfig changed = *known;
    changed.paused = paused;
    if (const auto saved = m_context.services.sources->update(changed); !saved) {
        m_context.actions->notify(saved.error().text());
        fill();
    }
}

/// The notice may outlive this page, not the services.
void SourceList::remove(const NodeId& id)
{
    const auto removed = m_context.services.sources->remove(id);
    if (!removed) {
        m_context.actions->notify(removed.error().text());
        return;
    }
    UserActions* actions = m_context.actions;
    const Services services = m_context.services;
    Notice notice{tr("“%1” is removed. Its history is kept.").arg(removed->source.name), tr("Undo"), {}, {}};
    notice.act = [actions, services, was = *removed] {
        if (const auto added = services.sources->add(was.source, was.position); !added)
            actions->notify(added.error().text());
    };
    notice.expired = [services, id] {
        if (services.secrets && !services.sources->find(id))
            services.secrets->write(sourceSecretKey(id), {});
    };
    Q_EMIT actions->noticeRequested(notice);
}

} // namespace cacheledger
