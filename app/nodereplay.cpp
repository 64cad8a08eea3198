// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/nodereplay.h"

#include "alerts/ruleinputs.h"
#include "alerts/rulemetrics.h"
#include "app/historytargets.h"

#include <algorithm>

namespace cacheledger
{

template <typename Take>
static void forEachSample(const SampleRun& run, const NodeId& node, const LayoutPtr& layout, const Take& take)
{
    Snapshot snapshot;
    snapshot.node = node;
    snapshot.intervalMs = run.intervalMs;
    snapshot.layout = layout;
    snapshot.values.resize(layout->size());
    for (std::size_t i = 0; i < run.times.size(); ++i) {
        snapshot.timeMs = run.times[i];
        for (std::size_t column = 0; column < run.columns.size(); ++column)
            snapshot.values[column] = run.columns[column].empty() ? WindowStat::nan : run.columns[column][i];
        take(snapshot);
    }
}

/// The polls of one node and the times at which it did not answer, in order of time.
class NodeReplay
{
public:
    NodeReplay(const HistoryFile& file, const KnownNode& node, Backtest& backtest)
        : m_file(file),
          m_node(node),
          m_backtest(backtest)
    {
    }

    Result<void> run(TimeMs fromMs, TimeMs toMs, const std::atomic_bool* cancelled)
    {
        const auto names = m_file.metricNames(m_node.node, fromMs, toMs);
        if (!names)
            return names.error();
        const auto events = m_file.events(std::span(&m_node.node, 1), fromMs, toMs);
        if (!events)
            return events.error();
        for (const Event& event : *events)
            if (event.kind == EventKind::Unreachable)
                m_outages.push_back(event.timeMs);
        std::ranges::sort(m_outages);
        m_layout = std::make_shared<SeriesLayout>(*names);
        const auto read = m_file.readRaw(
            m_node.node, *names, fromMs, toMs,
            [this](const SampleRun& run) {
                feed(run);
                return true;
            },
            cancelled);
        passOutages(toMs);
        return read;
    }

private:
    void passOutages(TimeMs untilMs)
    {
        for (; m_nextOutage < m_outages.size() && m_outages[m_nextOutage] < untilMs; ++m_nextOutage)
            m_backtest.unreachable(m_node.node, m_outages[m_nextOutage]);
    }

    void feed(const SampleRun& run)
    {
        forEachSample(run, m_node.node, m_layout, [this](const Snapshot& snapshot) {
            passOutages(snapshot.timeMs);
            m_backtest.add(snapshot);
        });
    }

    const HistoryFile& m_file;
    const KnownNode& m_node;
    Backtest& m_backtest;
    LayoutPtr m_layout;
    std::vector<TimeMs> m_outages;
    std::size_t m_nextOutage = 0;
};

/// The interval at which a node was last polled, from its newest samples.
static int intervalOf(const HistoryFile& file, const KnownNode& node, TimeMs toMs)
{
    int intervalMs = 1000;
    const std::vector<std::string> none;
    const TimeMs newestMs = std::min(toMs, file.newestSample(node.node).value_or(toMs) + 1);
    (void)file.readRaw(node.node, none, newestMs - 1, newestMs, [&](const SampleRun& run) {
        intervalMs = std::max(1, run.intervalMs);
        return true;
    });
    return intervalMs;
}

Result<std::vector<BacktestEpisode>> backtestOver(const HistoryFile& file, const Rule& rule,
                                                  const std::vector<KnownNode>& nodes, TimeMs fromMs, TimeMs toMs,
                                                  const std::atomic_bool* cancelled)
{
    std::vector<WatchedNode> watched;
    for (const KnownNode& node : nodes)
        watched.push_back({node.cache,
                           node.node,
                           node.cacheName,
                           node.address,
                           {},
                           intervalOf(file, node, toMs),
                           isSource(node) ? NodeRole::Source : NodeRole::Server});
    Backtest backtest(rule, watched);
    for (const KnownNode& node : nodes)
        if (const auto replayed = NodeReplay(file, node, backtest).run(fromMs - lookBackMs(rule), toMs, cancelled);
            !replayed)
            return replayed.error();
    std::vector<BacktestEpisode> episodes = backtest.finish(toMs);
    // What ended before the range was only needed to fill the windows.
    std::erase_if(episodes, [&](const BacktestEpisode& episode) { return episode.endMs.value_or(toMs) < fromMs; });
    return episodes;
}

/// The newest values of minutes, each as one sample at its minute's end.
static void addMinutes(const HistoryFile& file, const NodeId& node, const std::vector<Rule>& rules, TimeMs fromMs,
                       TimeMs toMs, std::vector<Snapshot>& samples)
{
    const auto names = file.metricNames(node, fromMs, toMs);
    const auto layout = std::make_shared<SeriesLayout>(names ? inputsOf(rules, *names) : std::vector<std::string>());
    (void)file.readTier(node, Tier::Minute, layout->names(), fromMs, toMs, [&](const BucketRun& run) {
        for (std::size_t i = 0; i < run.starts.size(); ++i) {
            Snapshot snapshot;
            snapshot.node = node;
            snapshot.intervalMs = run.intervalMs;
            snapshot.layout = layout;
            snapshot.timeMs = run.starts[i] + bucketMs(Tier::Minute) - 1;
            for (const std::vector<WindowStat>& column : run.columns)
                snapshot.values.push_back(column.empty() ? WindowStat::nan : column[i].last);
            samples.push_back(std::move(snapshot));
        }
        return true;
    });
}

std::vector<Snapshot> recentSamples(const HistoryFile& file, const NodeId& node, const std::vector<Rule>& rules,
                                    TimeMs nowMs)
{
    std::vector<Snapshot> samples;
    std::vector<Rule> ofGrowth;
    qint64 longestMs = 0, dayMs = 0;
    for (const Rule& rule : rules) {
        if (rule.enabled && looksBackADay(rule)) {
            ofGrowth.push_back(rule);
            dayMs = std::max(dayMs, lookBackMs(rule));
            longestMs = std::max(longestMs, NodeSeries::lookbackMs + rule.windowMs);
        } else if (rule.enabled) {
            longestMs = std::max(longestMs, lookBackMs(rule));
        }
    }
    const TimeMs fromMs = nowMs - longestMs;
    if (!ofGrowth.empty())
        addMinutes(file, node, ofGrowth, nowMs - dayMs, fromMs - bucketMs(Tier::Minute), samples);
    const auto names = file.metricNames(node, fromMs, nowMs);
    const auto layout = std::make_shared<SeriesLayout>(names ? inputsOf(rules, *names) : std::vector<std::string>());
    (void)file.readRaw(node, layout->names(), fromMs, nowMs, [&](const SampleRun& run) {
        forEachSample(run, node, layout, [&](const Snapshot& snapshot) { samples.push_back(snapshot); });
        return true;
    });
    return samples;
}

std::vector<SnapshotPtr> storedSamples(const HistoryFile& file, const NodeId& node, TimeMs fromMs, TimeMs toMs)
{
    std::vector<SnapshotPtr> samples;
    const auto names = file.metricNames(node, fromMs, toMs);
    if (!names)
        return samples;
    const auto layout = std::make_shared<SeriesLayout>(*names);
    (void)file.readRaw(node, *names, fromMs, toMs, [&](const SampleRun& run) {
        forEachSample(run, node, layout,
                      [&](const Snapshot& sample) { samples.push_back(std::make_shared<const Snapshot>(sample)); });
        return true;
    });
    return samples;
}

} // namespace cacheledger
