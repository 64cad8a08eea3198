// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/slowlogpane.h"

#include "ui/figuretable.h"
#include "ui/pagescroll.h"
#include "ui/savings/ledgercharts.h"
#include "ui/server/askbar.h"
#include "ui/server/serverpast.h"
#include "ui/timerange.h"
#include "ui/widgets.h"

#include <algorithm>
#include <map>

namespace cacheledger
{

using namespace Qt::StringLiterals;

struct SlowLogPane::Parts {
    PageContext context;
    CacheId cache;
    std::vector<SlowEntry> known; ///< of `cache`, told in this session
    ServerPast past;              ///< kept over the range
    quint64 recalling = 0;        ///< 0: not
    QString problem;              ///< why nothing is known of the past
};

/// The first part that the node did not tell.
static QString slowProblem(const EvidenceAnswer& answer)
{
    return !answer.slowLog    ? answer.slowLog.error().text()
           : !answer.latency  ? answer.latency.error().text()
           : answer.otherLogs ? answer.otherLogs->text()
                              : QString();
}

SlowLogPane::SlowLogPane(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_parts(std::make_unique<Parts>(Parts{context, {}, {}, {}, 0, {}})),
      m_asker(new ServerAsker(context, {true, false, true}, this)),
      m_bar(new AskBar(context, *m_asker,
                       tr("What the servers' slow logs and latency monitors hold, and what was kept of them over the "
                          "range. Of keys only the part before the first "
                          "delimiter is shown, of arguments only how many there were."),
                       slowProblem)),
      m_scroll(new PageScroll(this)),
      m_groups(new FigureTable(tr("Slow commands by kind"), nullptr, 10)),
      m_entries(new FigureTable(tr("Slow commands"))),
      m_latency(new FigureTable(tr("Latency events")))
{
    m_groups->setObjectName(u"SlowGroups"_s);
    m_groups->setOptionalColumns({5, 7});
    m_entries->setObjectName(u"SlowEntries"_s);
    m_entries->setOptionalColumns({5, 7, 6});
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
    connect(context.range, &TimeRange::changed, this, [this] {
        if (isVisible())
            recall();
    });
    if (context.services.servers)
        connect(context.services.servers, &ServerInquirer::recalled, this,
                [this](quint64 request, const Result<ServerPast>& past) {
                    if (request != m_parts->recalling)
                        return;
                    m_parts->recalling = 0;
                    m_parts->past = past ? *past : ServerPast();
                    m_parts->problem = past ? QString() : past.error().text();
                    showTables();
                });
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
    recall();
}

void SlowLogPane::recall()
{
    m_parts->recalling = recallRange(m_parts->context);
}

/// What is kept of the range and what was told in this session.
static std::vector<SlowEntry> slowEntriesOf(const ServerPast& past, std::vector<SlowEntry> told,
                                            const CacheConfig* cache)
{
    std::map<QString, std::vector<SlowCommand>> kept;
    for (const ServerPast::Slow& each : past.slow)
        kept[addressOfNode(cache, each.node)].push_back(each.command);
    for (const auto& [address, commands] : kept)
        addSlowEntries(told, address, commands);
    return told;
}

/// By address; what was asked just now before what was kept.
static std::map<QString, std::vector<LatencyEvent>>
latencyOf(const ServerPast& past, const std::vector<ServerAsker::Told>& told, const CacheConfig* cache)
{
    std::map<QString, std::vector<LatencyEvent>> events;
    for (const ServerAsker::Told& each : told)
        if (each.answer.latency)
            events[each.address] = *each.answer.latency;
    for (const ServerPast::Latency& each : past.latency) {
        std::vector<LatencyEvent>& known = events[addressOfNode(cache, each.node)];
        const bool isKnown = std::any_of(known.begin(), known.end(), [&each](const LatencyEvent& other) {
            return other.name == each.event.name && other.timeMs == each.event.timeMs;
        });
        if (!isKnown)
            known.push_back(each.event);
    }
    return events;
}

void SlowLogPane::showTables()
{
    Parts& parts = *m_parts;
    if (parts.cache != parts.context.selection->current()) {
        parts.cache = parts.context.selection->current();
        parts.known.clear();
        parts.past = {};
        parts.recalling = 0;
    }
    const QTimeZone& zone = parts.context.range->zone();
    for (const ServerAsker::Told& told : m_asker->told())
        if (told.answer.slowLog)
            addSlowEntries(parts.known, told.address, *told.answer.slowLog);
    const CacheConfig* cache = parts.context.services.caches->find(parts.cache);
    const std::vector<SlowEntry> entries = slowEntriesOf(parts.past, parts.known, cache);
    std::vector<std::vector<Figure>> latency;
    for (const auto& [address, events] : latencyOf(parts.past, m_asker->told(), cache))
        for (auto& row : latencyRows(address, events, zone))
            latency.push_back(std::move(row));
    m_groups->setContent(slowGroupHeadings(), slowGroupRows(entries, zone));
    m_entries->setContent(slowEntryHeadings(), slowEntryRows(entries, zone));
    m_groupsCard->setVisible(!entries.empty());
    m_entriesCard->setVisible(!entries.empty());
    m_latencyCard->setVisible(!latency.empty());
    const auto toldAll = [](const ServerAsker::Told& told) { return slowProblem(told.answer).isEmpty(); };
    m_none->setVisible(entries.empty() && parts.problem.isEmpty() && latency.empty() && !m_asker->told().empty() &&
                       std::all_of(m_asker->told().begin(), m_asker->told().end(), toldAll));
    m_latency->setContent(latencyHeadings(), std::move(latency));
    m_bar->showState(parts.problem);
}

void SlowLogPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_asker->askedMs())
        refresh();
    else
        recall();
}

} // namespace cacheledger
