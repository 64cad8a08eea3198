// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/clienttrend.h"

#include "ui/charts/chartpanel.h"
#include "ui/pages/chartgroups.h"
#include "ui/pages/dashboardcharts.h"

#include <QtCore/QEvent>

namespace cacheledger
{

static std::vector<ChartSpec> trendCharts()
{
    std::vector<ChartSpec> charts = dashboardCharts({});
    std::erase_if(charts, [](const ChartSpec& chart) {
        return chart.id != QLatin1String("clients") && chart.id != QLatin1String("connections");
    });
    return charts;
}

ClientTrend::ClientTrend(const PageContext& context, PageScroll* scroll, QObject* parent)
    : QObject(parent),
      m_context(context),
      m_feed(context.services.history, context.range),
      m_charts(new ChartGroups(context, scroll, this))
{
    m_charts->setSpecs(trendCharts());
    connect(&m_feed, &PageFeed::answered, m_charts, &ChartGroups::setFrame);
    connect(&m_feed, &PageFeed::failed, this, [this](const Error& error) { m_charts->setMessage(error.text()); });
    connect(m_charts, &ChartGroups::started, this, [this] {
        m_charts->panels().front()->installEventFilter(this);
        ask();
    });
    const auto again = [this] {
        m_charts->setFrame(nullptr);
        ask();
    };
    connect(context.selection, &CacheSelection::changed, this, again);
    connect(context.services.caches, &CacheStore::cacheUpdated, this, again);
}

void ClientTrend::buildSoon()
{
    m_charts->buildSoon();
}

void ClientTrend::setActive(bool active)
{
    m_feed.setActive(active);
}

void ClientTrend::ask()
{
    if (m_charts->panels().empty())
        return; // how many columns they have room for is still to come
    const CacheConfig* cache = m_context.services.caches->find(m_context.selection->current());
    m_charts->setWatermark(cache && cache->demo ? tr("DEMO") : QString());
    FeedQuestion question;
    question.nodes = cache ? cache->nodeIds() : std::vector<NodeId>();
    question.metrics = metricsOf(m_charts->specs());
    question.columns = m_charts->panels().front()->plotColumns();
    question.withEvents = true;
    m_feed.setQuestion(question);
}

bool ClientTrend::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && !m_charts->panels().empty() && watched == m_charts->panels().front())
        m_feed.setColumns(m_charts->panels().front()->plotColumns());
    return QObject::eventFilter(watched, event);
}

} // namespace cacheledger
