// SPDX-License-Identifier: GPL-3.0-or-later
#include "historyfixture.h"

#include "metrics/catalogue.h"

#include <QtTest/QTest>

#include <bit>
#include <cmath>
#include <set>

namespace cacheledger::testing
{

LayoutPtr layoutOf(std::vector<std::string> names)
{
    return std::make_shared<const SeriesLayout>(std::move(names));
}

SnapshotPtr sample(TimeMs timeMs, std::map<std::string, double> values, int intervalMs, const QString& runId,
                   const NodeId& node)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->node = node;
    snapshot->timeMs = timeMs;
    snapshot->intervalMs = intervalMs;
    std::vector<std::string> names;
    for (const auto& [name, value] : values) {
        names.push_back(name);
        snapshot->values.push_back(value);
    }
    static std::map<std::vector<std::string>, LayoutPtr> layouts;
    LayoutPtr& layout = layouts[names];
    if (!layout)
        layout = layoutOf(std::move(names));
    snapshot->layout = layout;
    snapshot->texts = std::make_shared<const TextFields>(TextFields{{"run_id", runId.toStdString()}});
    return snapshot;
}

bool same(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}

std::vector<std::string> ModelHistory::names() const
{
    std::set<std::string> names;
    for (const auto& [time, snapshot] : m_samples)
        names.insert(snapshot->layout->names().begin(), snapshot->layout->names().end());
    return {names.begin(), names.end()};
}

WindowStat ModelHistory::minute(TimeMs start, const std::string& metric) const
{
    auto at = m_samples.lower_bound(start);
    if (at != m_samples.begin())
        at = std::min(std::prev(at), m_samples.lower_bound(start - 60'000),
                      [](const auto& a, const auto& b) { return a->first < b->first; });
    WindowAccumulator accumulator(catalogue::lookup(metric).kind == MetricKind::Counter);
    const Snapshot* before = nullptr;
    for (; at != m_samples.end() && at->first < start + 60'000; ++at) {
        const Snapshot& snapshot = *at->second;
        if (at->first >= start && before && before->timeMs < start)
            accumulator.take();
        accumulator.add(at->first, snapshot.value(metric).value_or(WindowStat::nan),
                        !before || isGap(before->timeMs, before->intervalMs, at->first, snapshot.intervalMs),
                        before && serverRestarted(*before, snapshot));
        before = &snapshot;
    }
    return accumulator.stat();
}

void ModelHistory::add(const SnapshotPtr& snapshot)
{
    m_samples[snapshot->timeMs] = snapshot;
    m_tiers.clear();
}

const std::map<TimeMs, WindowStat>& ModelHistory::tier(Tier tier, const std::string& metric) const
{
    const auto [at, isNew] = m_tiers.try_emplace({tier, metric});
    if (isNew)
        at->second = tier == Tier::Minute ? minutes(metric) : hours(metric);
    return at->second;
}

std::map<TimeMs, WindowStat> ModelHistory::minutes(const std::string& metric) const
{
    const TimeMs newest = m_samples.rbegin()->first;
    std::map<TimeMs, WindowStat> minutes;
    for (auto at = m_samples.begin(); at != m_samples.end();) {
        const TimeMs start = at->first / 60'000 * 60'000;
        if (start == newest / 60'000 * 60'000)
            break;
        minutes[start] = minute(start, metric);
        while (at != m_samples.end() && at->first < start + 60'000)
            ++at;
    }
    return minutes;
}

std::map<TimeMs, WindowStat> ModelHistory::hours(const std::string& metric) const
{
    const TimeMs newest = m_samples.rbegin()->first;
    std::map<TimeMs, WindowStat> hours;
    for (const auto& [start, stat] : tier(Tier::Minute, metric))
        if (const TimeMs hour = start / 3600'000 * 3600'000; hour < newest / 3600'000 * 3600'000)
            hours[hour].append(stat);
    return hours;
}

std::map<TimeMs, double> readRaw(const HistoryFile& file, const NodeId& node, const std::string& metric, TimeMs fromMs,
                                 TimeMs toMs)
{
    std::map<TimeMs, double> values;
    TimeMs last = std::numeric_limits<TimeMs>::min();
    const auto read = file.readRaw(node, {&metric, 1}, fromMs, toMs, [&](const SampleRun& run) {
        for (std::size_t i = 0; i < run.times.size(); ++i) {
            if (run.times[i] <= last)
                QTest::qFail("a sample came twice or out of order", __FILE__, __LINE__);
            last = run.times[i];
            values[last] = run.columns[0].empty() ? WindowStat::nan : run.columns[0][i];
        }
        return true;
    });
    if (!read)
        QTest::qFail(qPrintable(read.error().text()), __FILE__, __LINE__);
    return values;
}

std::vector<TimeMs> readResets(const HistoryFile& file, const NodeId& node)
{
    std::vector<TimeMs> resets;
    const auto read = file.readRaw(node, {}, std::numeric_limits<TimeMs>::min(), std::numeric_limits<TimeMs>::max(),
                                   [&](const SampleRun& run) {
                                       for (std::size_t i = 0; i < run.times.size(); ++i)
                                           if (run.resetBefore[i])
                                               resets.push_back(run.times[i]);
                                       return true;
                                   });
    if (!read)
        QTest::qFail(qPrintable(read.error().text()), __FILE__, __LINE__);
    return resets;
}

std::map<TimeMs, WindowStat> readTier(const HistoryFile& file, const NodeId& node, Tier tier, const std::string& metric)
{
    std::map<TimeMs, WindowStat> stats;
    TimeMs last = std::numeric_limits<TimeMs>::min();
    const auto read = file.readTier(node, tier, {&metric, 1}, std::numeric_limits<TimeMs>::min(),
                                    std::numeric_limits<TimeMs>::max(), [&](const BucketRun& run) {
                                        for (std::size_t i = 0; i < run.starts.size(); ++i) {
                                            if (run.starts[i] <= last)
                                                QTest::qFail("a bucket came twice or out of order", __FILE__, __LINE__);
                                            last = run.starts[i];
                                            stats[last] = run.columns[0].empty() ? WindowStat() : run.columns[0][i];
                                        }
                                        return true;
                                    });
    if (!read)
        QTest::qFail(qPrintable(read.error().text()), __FILE__, __LINE__);
    return stats;
}

namespace
{

QString describe(const WindowStat& stat)
{
    return QStringLiteral("count %1 min %2 max %3 sum %4 first %5 last %6 increase %7 rates %8..%9")
        .arg(stat.count)
        .arg(stat.min, 0, 'g', 17)
        .arg(stat.max, 0, 'g', 17)
        .arg(stat.sum, 0, 'g', 17)
        .arg(stat.first, 0, 'g', 17)
        .arg(stat.last, 0, 'g', 17)
        .arg(stat.increase, 0, 'g', 17)
        .arg(stat.minRate, 0, 'g', 17)
        .arg(stat.maxRate, 0, 'g', 17);
}

bool sameStat(const WindowStat& a, const WindowStat& b)
{
    return a.count == b.count && same(a.min, b.min) && same(a.max, b.max) && same(a.sum, b.sum) &&
           same(a.first, b.first) && same(a.last, b.last) && same(a.increase, b.increase) &&
           same(a.minRate, b.minRate) && same(a.maxRate, b.maxRate);
}

QString rawDifference(const HistoryFile& file, const ModelHistory& model, const NodeId& node, const std::string& name)
{
    const auto found = readRaw(file, node, name);
    if (found.size() != model.samples().size())
        return QStringLiteral("%1 samples instead of %2").arg(found.size()).arg(model.samples().size());
    for (const auto& [time, snapshot] : model.samples())
        if (const auto at = found.find(time);
            at == found.end() || !same(at->second, snapshot->value(name).value_or(WindowStat::nan)))
            return QStringLiteral("%1 at %2").arg(QString::fromStdString(name)).arg(time);
    return {};
}

} // namespace

QString differenceOf(const HistoryFile& file, const ModelHistory& model, const NodeId& node)
{
    for (const std::string& name : model.names()) {
        if (const QString raw = rawDifference(file, model, node, name); !raw.isEmpty())
            return raw;
        for (Tier tier : {Tier::Minute, Tier::Hour}) {
            const auto& expected = model.tier(tier, name);
            const auto found = readTier(file, node, tier, name);
            const QString where = tierName(tier) + QLatin1Char(' ') + QString::fromStdString(name);
            if (found.size() != expected.size())
                return QStringLiteral("%1: %2 buckets instead of %3").arg(where).arg(found.size()).arg(expected.size());
            for (const auto& [start, stat] : expected)
                if (const auto at = found.find(start); at == found.end() || !sameStat(at->second, stat))
                    return QStringLiteral("%1 at %2: %3 instead of %4")
                        .arg(where)
                        .arg(start)
                        .arg(at == found.end() ? QStringLiteral("nothing") : describe(at->second), describe(stat));
        }
    }
    std::vector<TimeMs> resets;
    const Snapshot* before = nullptr;
    for (const auto& [time, snapshot] : model.samples()) {
        if (before && serverRestarted(*before, *snapshot))
            resets.push_back(time);
        before = snapshot.get();
    }
    return readResets(file, node) == resets ? QString() : QStringLiteral("resets differ");
}

} // namespace cacheledger::testing
