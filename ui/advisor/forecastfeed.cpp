// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/advisor/forecastfeed.h"

#include "forecast/forecastwords.h"

#include <algorithm>

namespace cacheledger
{

static constexpr int forecastAgainMs = 600'000;

ForecastFeed::ForecastFeed(const PageContext& context, QObject* parent) : QObject(parent), m_context(context)
{
    m_again.setTimerType(Qt::VeryCoarseTimer);
    m_again.setInterval(forecastAgainMs);
    connect(&m_again, &QTimer::timeout, this, &ForecastFeed::ask);
    if (HistoryClient* history = context.services.history) {
        connect(history, &HistoryClient::frameReady, this, &ForecastFeed::onFrame);
        connect(history, &HistoryClient::failed, this, &ForecastFeed::onFailed);
    }
    if (LedgerClient* ledger = context.services.ledger) {
        connect(ledger, &LedgerClient::ledgerReady, this, &ForecastFeed::onLedger);
        connect(ledger, &LedgerClient::failed, this, [this](quint64 id) { onLedger(id, nullptr); });
    }
}

ForecastFeed::~ForecastFeed()
{
    drop();
}

void ForecastFeed::setCache(const CacheConfig* cache)
{
    const CacheConfig next = cache ? *cache : CacheConfig();
    if (next.id == m_cache.id && next.nodes == m_cache.nodes)
        return;
    drop();
    m_cache = next;
    m_forecast = {};
    m_savings.reset();
    Q_EMIT told({});
    if (m_active)
        ask();
}

void ForecastFeed::setActive(bool active)
{
    if (std::exchange(m_active, active) == active)
        return;
    if (!active) {
        m_again.stop();
        drop();
        return;
    }
    m_again.start();
    ask();
}

void ForecastFeed::drop()
{
    if (m_context.services.history)
        for (const auto& [id, node] : m_running)
            m_context.services.history->cancel(id);
    m_running.clear();
    if (m_ledgerRequest != 0 && m_context.services.ledger)
        m_context.services.ledger->cancel(m_ledgerRequest);
    m_ledgerRequest = 0;
}

void ForecastFeed::ask()
{
    drop();
    HistoryClient* history = m_context.services.history;
    if (!history || m_cache.nodes.empty())
        return;
    const TimeMs nowMs = m_context.services.clock->nowMs();
    m_forecast = {};
    for (const NodeConfig& node : m_cache.nodes) {
        m_forecast.memory.emplace_back(node.id, MemoryForecast());
        m_running[history->request(forecastframe::memoryRequest(node.id, nowMs))] = node.id;
    }
    m_running[history->request(forecastframe::usualRequest(m_cache.nodeIds(), nowMs))] = NodeId();
    askLedger(nowMs);
}

void ForecastFeed::askLedger(TimeMs nowMs)
{
    LedgerClient* ledger = m_context.services.ledger;
    if (!ledger)
        return;
    m_ledgerUntilMs = nowMs;
    const TimeMs fromMs = savingsLedgerFrom(nowMs, ledger->costPlan(m_cache.id).timeZone);
    m_ledgerRequest = ledger->request({m_cache.id, fromMs, nowMs, LedgerStep::Day, {}});
}

void ForecastFeed::onLedger(quint64 id, const LedgerPtr& ledger)
{
    if (id != m_ledgerRequest || id == 0)
        return;
    m_ledgerRequest = 0;
    m_savings = ledger ? std::optional(forecastSavings(*ledger, m_ledgerUntilMs)) : std::nullopt;
    tellWhenComplete();
}

void ForecastFeed::tellWhenComplete()
{
    if (m_running.empty() && m_ledgerRequest == 0)
        Q_EMIT told(rows());
}

void ForecastFeed::onFrame(quint64 id, const FramePtr& frame)
{
    const auto running = m_running.find(id);
    if (running == m_running.end())
        return;
    if (running->second.isEmpty()) {
        m_forecast.hitRatio = forecastframe::hitRatioAnomaly(*frame);
        m_forecast.latency = forecastframe::latencyAnomaly(*frame);
    } else {
        for (auto& [node, memory] : m_forecast.memory)
            if (node == running->second)
                memory = forecastMemory(forecastframe::memoryHours(*frame));
    }
    m_running.erase(running);
    tellWhenComplete();
}

/// What could not be read is not known; the pages that draw history say why.
void ForecastFeed::onFailed(quint64 id)
{
    if (m_running.erase(id) > 0)
        tellWhenComplete();
}

std::vector<AdviceList::Row> ForecastFeed::rows() const
{
    std::vector<AdviceList::Row> rows;
    for (std::size_t i = 0; i < m_forecast.memory.size(); ++i) {
        const MemoryForecast& memory = m_forecast.memory[i].second;
        const QString of =
            m_forecast.memory.size() == 1 ? QString() : QLatin1String(", ") + m_cache.nodes[i].endpoint.address();
        rows.push_back({tr("Memory") + of, forecastwords::memoryText(memory), {}, {}});
        if (const QString growth = forecastwords::growthText(memory); !growth.isEmpty())
            rows.push_back({tr("Growth") + of, growth, {}, {}});
    }
    if (m_savings)
        rows.push_back({tr("Savings this month"), forecastwords::savingsText(*m_savings), {}, {}});
    rows.push_back({tr("Hit ratio now"), forecastwords::hitRatioText(m_forecast.hitRatio), {}, {}});
    rows.push_back({tr("Latency now"), forecastwords::latencyText(m_forecast.latency), {}, {}});
    return rows;
}

} // namespace cacheledger
