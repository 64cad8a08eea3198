// SPDX-License-Identifier: GPL-3.0-or-later
#include "yearhistory.h"

#include "trace/trace.h"

#include "history/bucketjoiner.h"
#include "history/historyfile.h"
#include "history/historywriter.h"
#include "history/layoutstore.h"
#include "history/seriesorder.h"
#include "metrics/catalogue.h"

#include <QtCore/QTemporaryDir>

#include <cmath>
#include <cstdio>

namespace bench
{

using namespace cacheledger;

namespace
{

constexpr TimeMs dayMs = 86'400'000;
constexpr std::size_t minutesOfDay = joinedLength(Tier::Minute);
constexpr TimeMs yearStart = YearHistory::endOfYear - YearHistory::hourDays * dayMs;
constexpr std::size_t blockDaysOfHours = joinedLength(Tier::Hour) / 24;

KnownNode knownNode(const NodeId& node)
{
    return {{QStringLiteral("cache")}, node, QStringLiteral("Sessions"), QStringLiteral("10.0.0.1:6379")};
}

bool writePolls(const QString& path, const NodeId& node, std::span<const SnapshotPtr> trace, TimeMs startMs,
                qint64 polls)
{
    const auto writer = HistoryWriter::open(path);
    if (!writer || !(*writer)->registerNode(knownNode(node)))
        return false;
    trace::Player player({trace.begin(), trace.end()}, startMs);
    std::vector<SnapshotPtr> batch;
    for (qint64 poll = 0; poll < polls; ++poll) {
        auto snapshot = std::make_shared<Snapshot>(*player.next());
        snapshot->node = node;
        // Exactly as many a day as there are seconds: the trace's jitter, without its drift.
        const TimeMs tick = startMs + poll * 1000;
        snapshot->timeMs = tick + (snapshot->timeMs % 7);
        batch.push_back(std::move(snapshot));
        if (batch.size() < 256 && poll + 1 < polls)
            continue;
        if (!(*writer)->append(batch) || !(*writer)->compact())
            return false;
        batch.clear();
    }
    return true;
}

/// The minutes of a trace, by series.
struct Minutes {
    LayoutPtr layout;
    std::vector<BucketHead> heads;
    std::vector<std::vector<WindowStat>> series;
    std::vector<bool> counter;
};

bool readMinutes(const QString& path, const NodeId& node, Minutes& minutes)
{
    const auto file = HistoryFile::open(path);
    if (!file)
        return false;
    constexpr TimeMs end = std::numeric_limits<TimeMs>::max();
    const auto names = (*file)->metricNames(node, 0, end);
    if (!names)
        return false;
    minutes.layout = std::make_shared<const SeriesLayout>(*names);
    minutes.series.resize(names->size());
    for (const std::string& name : *names)
        minutes.counter.push_back(catalogue::lookup(name).kind == MetricKind::Counter);
    return bool((*file)->readTier(node, Tier::Minute, *names, 0, end, [&](const BucketRun& run) {
        for (std::size_t i = 0; i < run.starts.size(); ++i)
            minutes.heads.push_back({run.starts[i], run.samples[i], run.coveredMs[i], false, false});
        for (std::size_t s = 0; s < run.columns.size(); ++s) {
            minutes.series[s].insert(minutes.series[s].end(), run.columns[s].begin(), run.columns[s].end());
            minutes.series[s].resize(minutes.heads.size());
        }
        return true;
    }));
}

/// Writes days of minutes and hours made of a trace's minutes, in another order each time, counters going on.
class OldTiers
{
public:
    OldTiers(Database& database, const Minutes& minutes)
        : m_minutes(minutes),
          m_database(database),
          m_layouts(database, m_compression),
          m_encoder(m_compression),
          m_shift(minutes.series.size(), 0),
          m_last(minutes.series.size(), 0),
          m_hours(minutes.series.size())
    {
    }

    bool writeDay(TimeMs startMs, bool withMinutes)
    {
        std::vector<BucketHead> heads;
        std::vector<std::vector<WindowStat>> series(m_minutes.series.size());
        for (std::size_t minute = 0; minute < minutesOfDay; ++minute) {
            if (minute % 10 == 0)
                startPiece();
            BucketHead head = m_minutes.heads[m_at];
            head.start = startMs + static_cast<TimeMs>(minute) * bucketMs(Tier::Minute);
            heads.push_back(head);
            for (std::size_t s = 0; s < series.size(); ++s)
                series[s].push_back(shifted(s));
            ++m_at;
        }
        addHours(heads, series);
        return !withMinutes || writeBlock(Tier::Minute, heads, series);
    }

    bool writeHours()
    {
        const bool done = m_hourHeads.empty() || writeBlock(Tier::Hour, m_hourHeads, m_hours);
        m_hourHeads.clear();
        for (auto& hours : m_hours)
            hours.clear();
        return done;
    }

private:
    void startPiece()
    {
        m_seed = m_seed * 1664525 + 1013904223;
        m_at = 1 + (m_seed >> 8) % (m_minutes.heads.size() - 11);
        for (std::size_t s = 0; s < m_shift.size(); ++s) {
            const WindowStat& before = m_minutes.series[s][m_at - 1];
            m_shift[s] = m_minutes.counter[s] && !before.empty() ? m_last[s] - before.last : 0;
        }
    }

    WindowStat shifted(std::size_t series)
    {
        WindowStat stat = m_minutes.series[series][m_at];
        if (stat.empty())
            return stat;
        const double shift = m_shift[series];
        stat.min += shift;
        stat.max += shift;
        stat.first += shift;
        stat.last += shift;
        stat.sum += shift * stat.count;
        m_last[series] = stat.last;
        return stat;
    }

    void addHours(const std::vector<BucketHead>& heads, const std::vector<std::vector<WindowStat>>& series)
    {
        for (std::size_t minute = 0; minute < heads.size(); minute += 60) {
            BucketHead hour{heads[minute].start, 0, 0, false, false};
            for (std::size_t i = minute; i < minute + 60; ++i) {
                hour.samples += heads[i].samples;
                hour.coveredMs += heads[i].coveredMs;
            }
            m_hourHeads.push_back(hour);
            for (std::size_t s = 0; s < series.size(); ++s) {
                WindowStat stat;
                for (std::size_t i = minute; i < minute + 60; ++i)
                    stat.append(series[s][i]);
                m_hours[s].push_back(stat);
            }
        }
    }

    bool writeBlock(Tier tier, const std::vector<BucketHead>& heads, const std::vector<std::vector<WindowStat>>& series)
    {
        const auto layout = m_layouts.idOf(m_minutes.layout);
        if (!layout)
            return false;
        const Blob data = m_encoder.encodeApart(
            tier, heads, seriesOrder(*m_minutes.layout),
            [&](std::size_t s, std::span<WindowStat> stats) { std::ranges::copy(series[s], stats.begin()); });
        return bool(Query(m_database,
                          "INSERT INTO block(node, tier, first, last, count, layout, interval, data) "
                          "VALUES(1, ?, ?, ?, ?, ?, 1000, ?)",
                          static_cast<int>(tier), heads.front().start, heads.back().start,
                          static_cast<qint64>(heads.size()), *layout, std::string_view(data))
                        .run());
    }

    const Minutes& m_minutes;
    Database& m_database;
    Compression m_compression;
    LayoutStore m_layouts;
    BucketBlockEncoder m_encoder;
    unsigned m_seed = 7;
    std::size_t m_at = 0;
    std::vector<double> m_shift;
    std::vector<double> m_last;
    std::vector<BucketHead> m_hourHeads;
    std::vector<std::vector<WindowStat>> m_hours;
};

bool writeOldTiers(const QString& path, const NodeId& node, const Minutes& minutes, int rawDays)
{
    if (const auto writer = HistoryWriter::open(path); !writer || !(*writer)->registerNode(knownNode(node)))
        return false;
    const auto database = Database::open(path, Database::Mode::Write);
    if (!database)
        return false;
    OldTiers tiers(**database, minutes);
    const int days = YearHistory::hourDays - rawDays;
    for (int day = 0; day < days; ++day) {
        if (!tiers.writeDay(yearStart + day * dayMs, day >= YearHistory::hourDays - YearHistory::minuteDays))
            return false;
        if ((day + 1) % static_cast<int>(blockDaysOfHours) == 0 || day + 1 == days)
            if (!tiers.writeHours())
                return false;
    }
    return true;
}

} // namespace

bool YearHistory::write(const QString& path, std::span<const SnapshotPtr> trace, int rawDays) const
{
    QTemporaryDir folder;
    const QString once = folder.filePath(QStringLiteral("once.db"));
    Minutes minutes;
    const qint64 polls = rawDays * dayMs / 1000;
    const bool done = writePolls(once, node, trace, yearStart, static_cast<qint64>(trace.size()) * 2) &&
                      readMinutes(once, node, minutes) && minutes.heads.size() > 20 &&
                      writeOldTiers(path, node, minutes, rawDays) &&
                      writePolls(path, node, trace, endMs - rawDays * dayMs, polls);
    if (!done)
        std::fprintf(stderr, "The year's history could not be written to %s.\n", qPrintable(path));
    return done;
}

} // namespace bench
