// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/slowlogpane.h"

#include "ui/figuretable.h"
#include "ui/pagescroll.h"
#include "ui/savings/ledgercharts.h"
#include "ui/server/askbar.h"
#include "ui/timerange.h"
#include "ui/widgets.h"

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

struct SlowLogPane::Parts {
    PageContext context;
    CacheId cache;
    std::vector<SlowEntry> known; ///< of `cache`, in this session
};

/// The first part that the node did not tell.
static QString slowProblem(const EvidenceAnswer& answer)
{
    return !answer.slowLog   ? answer.slowLog.error().text()
           : !answer.latency ? answer.latency.error().text()
                             : QString();
}

SlowLogPane::SlowLogPane(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_parts(std::make_unique<Parts>(Parts{context, {}, {}})),
      m_asker(new ServerAsker(context, {true, false, true}, this)),
      m_bar(
          new AskBar(context, *m_asker,
                     tr("What the servers' slow logs and latency monitors hold. Of keys only the part before the first "
                        "delimiter is shown, of arguments only how many there were."),
                     slowProblem)),
      m_scroll(new PageScroll(this)),
      m_groups(new FigureTable(tr("Slow commands by kind"), nullptr, 10)),
      m_entries(new FigureTable(tr("Slow commands"))),
      m_latency(new FigureTable(tr("Latency events")))
{
    m_groups->setObjectName(u"SlowGroups"_s);
    m_groups->setOptionalColumns({4, 6});
    m_entries->setObjectName(u"SlowEntries"_s);
    m_entries->setOptionalColumns({4, 6, 5});
    m_latency->setObjectName(u"LatencyEvents"_s);
    m_latency->setOptionalColumns({3, 4});
    m_groupsCard = titledCard(tr("Slow commands by kind"), context.theme, {m_groups});
    m_entriesCard = titledCard(tr("Slow commands, the newest first"), context.theme, {m_entries});
    m_latencyCard = titledCard(tr("Latency events"), context.theme, {m_latency});
    m_none =
        widgets::dimLabel(tr("No command took longer than the servers' slowlog-log-slower-than, and no latency event "
                             "was seen (latency-monitor-threshold; 0 is off)."),
                          context.theme);
    m_none->setObjectName(u"NothingSlow"_s);
    for (QWidget* each : {static_cast<QWidget*>(m_bar), m_none, m_groupsCard, m_latencyCard, m_entriesCard})
        m_scroll->add(each);
    connect(m_asker, &ServerAsker::changed, this, &SlowLogPane::showTables);
    connect(m_bar, &AskBar::requested, this, &SlowLogPane::refresh);
    connect(context.selection, &CacheSelection::changed, this, [this] {
        if (isVisible())
            refresh();
    });
    showTables();
}

SlowLogPane::~SlowLogPane() = default;

void SlowLogPane::refresh()
{
    m_asker->ask();
}

void SlowLogPane::showTables()
{
    Parts& parts = *m_parts;
    if (parts.cache != parts.context.selection->current()) {
        parts.cache = parts.context.selection->current();
        parts.known.clear();
    }
    const QTimeZone& zone = parts.context.range->zone();
    std::vector<std::vector<Figure>> latency;
    for (const ServerAsker::Told& told : m_asker->told()) {
        if (told.answer.slowLog)
            addSlowEntries(parts.known, told.address, *told.answer.slowLog);
        if (told.answer.latency)
            for (auto& row : latencyRows(told.address, *told.answer.latency, zone))
                latency.push_back(std::move(row));
    }
    m_groups->setContent(slowGroupHeadings(), slowGroupRows(parts.known, zone));
    m_entries->setContent(slowEntryHeadings(), slowEntryRows(parts.known, zone));
    m_groupsCard->setVisible(!parts.known.empty());
    m_entriesCard->setVisible(!parts.known.empty());
    m_latencyCard->setVisible(!latency.empty());
    const auto toldAll = [](const ServerAsker::Told& told) { return slowProblem(told.answer).isEmpty(); };
    m_none->setVisible(parts.known.empty() && latency.empty() && !m_asker->told().empty() &&
                       std::all_of(m_asker->told().begin(), m_asker->told().end(), toldAll));
    m_latency->setContent(latencyHeadings(), std::move(latency));
    m_bar->showState();
}

void SlowLogPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_asker->askedMs())
        refresh();
}

} // namespace cacheledger
