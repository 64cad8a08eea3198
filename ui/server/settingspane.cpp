// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/settingspane.h"

#include "ui/figuretable.h"
#include "ui/pagescroll.h"
#include "ui/savings/ledgercharts.h"
#include "ui/server/askbar.h"
#include "ui/server/serverpast.h"
#include "ui/timerange.h"
#include "ui/widgets.h"

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

SettingsPane::SettingsPane(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_state(widgets::dimLabel({}, context.theme)),
      m_scroll(new PageScroll(this)),
      m_table(new FigureTable(tr("Settings that changed"), nullptr, 20))
{
    m_state->setObjectName(u"SettingsState"_s);
    m_state->setWordWrap(true);
    m_state->setTextFormat(Qt::PlainText);
    m_table->setObjectName(u"SettingChanges"_s);
    m_table->setOptionalColumns({4});
    m_card = titledCard(tr("Settings that changed, the newest first"), context.theme, {m_table});
    m_scroll->add(m_state);
    m_scroll->add(m_card);
    const auto again = [this] {
        if (isVisible())
            refresh();
    };
    connect(context.selection, &CacheSelection::changed, this, again);
    connect(context.range, &TimeRange::changed, this, again);
    if (context.services.servers)
        connect(context.services.servers, &ServerInquirer::recalled, this, &SettingsPane::onRecalled);
    showChanges({});
}

void SettingsPane::refresh()
{
    m_recalling = recallRange(m_context);
    if (m_recalling == 0)
        showChanges({});
}

void SettingsPane::onRecalled(quint64 request, const Result<ServerPast>& past)
{
    if (request != m_recalling)
        return;
    m_recalling = 0;
    showChanges(past ? past->settings : std::vector<SettingChange>());
    if (!past)
        m_state->setText(u"▲ "_s + past.error().text());
}

void SettingsPane::showChanges(const std::vector<SettingChange>& changes)
{
    const CacheConfig* cache = m_context.services.caches->find(m_context.selection->current());
    const auto shown = [](const QString& value) { return value.isEmpty() ? u"–"_s : value; };
    std::vector<std::vector<Figure>> rows;
    for (const SettingChange& change : changes)
        rows.push_back({{serverMoment(change.timeMs, m_context.range->zone())},
                        {change.name},
                        {shown(change.before)},
                        {shown(change.after)},
                        {addressOfNode(cache, change.node)}});
    m_card->setVisible(!rows.empty());
    m_state->setText(
        rows.empty()
            ? tr("No change of a setting was seen in this range. Settings are looked at every ten minutes while "
                 "CacheLedger collects, where the user may (CONFIG GET; see \"Notice changed settings\" in "
                 "Settings); nothing that is a secret is asked for.")
            : tr("As CONFIG GET told them, looked at every ten minutes: a change is shown from when it was seen, "
                 "here and in the charts."));
    m_table->setContent({tr("Seen"), tr("Setting"), tr("Before"), tr("After"), tr("Server")}, std::move(rows));
}

void SettingsPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

} // namespace cacheledger
