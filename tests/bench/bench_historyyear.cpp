// SPDX-License-Identifier: GPL-3.0-or-later
// Questions of pages to a history of a year, from an open with a cold page cache, and what the tiers cost.
#include "coldfile.h"
#include "figure.h"
#include "rowstore.h"
#include "trace/trace.h"
#include "yearhistory.h"

#include "history/historyreader.h"
#include "history/historywriter.h"
#include "ui/pages/dashboardcharts.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace cacheledger;

namespace
{

constexpr TimeMs minuteMs = 60'000;
constexpr TimeMs hourMs = 60 * minuteMs;
constexpr TimeMs dayMs = 24 * hourMs;

/// Ranges that the range bar offers, and those just below a change of tier at 1,200 columns, which read the most.
constexpr TimeMs ranges[] = {
    minuteMs,           5 * minuteMs,          15 * minuteMs, hourMs,     6 * hourMs,  12 * hourMs,
    20 * hourMs - 1000, 20 * hourMs,           dayMs,         2 * dayMs,  7 * dayMs,   14 * dayMs,
    30 * dayMs,         50 * dayMs - minuteMs, 50 * dayMs,    90 * dayMs, 182 * dayMs, 365 * dayMs};

class Questions
{
public:
    Questions(QString path, const bench::YearHistory& year) : m_path(std::move(path)), m_year(year) {}

    /// Milliseconds from a cold start; NaN when there is no answer.
    double ask(const std::vector<std::string>& metrics, TimeMs rangeMs, std::optional<Tier> tier = {}) const
    {
        FrameRequest request;
        request.nodes = {m_year.node};
        request.metrics = metrics;
        request.toMs = request.nowMs.emplace(m_year.endMs);
        request.fromMs = request.toMs - rangeMs;
        request.tier = tier;
        if (!bench::dropFromCache(m_path))
            return std::nan("");
        QElapsedTimer timer;
        timer.start();
        const auto file = HistoryFile::open(m_path);
        const auto frame = file ? readFrame(**file, request) : file.error();
        const double elapsed = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        return frame && !frame->times.empty() ? elapsed : std::nan("");
    }

    /// The worst range, each the fastest of several runs: what else the machine does only adds. Each goes to stderr.
    double worst(const std::vector<std::string>& metrics) const
    {
        double most = 0;
        for (const TimeMs range : ranges) {
            std::vector<double> times;
            for (int run = 0; run < 9; ++run)
                times.push_back(ask(metrics, range));
            const double fastest = *std::ranges::min_element(times);
            std::fprintf(stderr, "history: %zu metrics over %.2f h: %.1f ms\n", metrics.size(),
                         static_cast<double>(range) / hourMs, fastest);
            most = fastest <= most ? most : fastest; // NaN stays
        }
        return most;
    }

private:
    QString m_path;
    const bench::YearHistory& m_year;
};

std::vector<std::string> twelveCharts(const SnapshotPtr& newest)
{
    std::vector<ChartSpec> charts = dashboardCharts(topCommands(newest.get(), 5));
    charts.resize(12);
    return metricsOf(charts);
}

void printScanRatio(const Questions& questions)
{
    const std::vector<std::string> metric{"used_memory"};
    std::vector<double> tiers;
    for (int run = 0; run < 9; ++run)
        tiers.push_back(questions.ask(metric, 30 * dayMs));
    const double fromTiers = *std::ranges::min_element(tiers);
    const double scan =
        std::min(questions.ask(metric, 30 * dayMs, Tier::Raw), questions.ask(metric, 30 * dayMs, Tier::Raw));
    bench::print({QStringLiteral("history.scan_ratio"), scan / fromTiers, QStringLiteral("ratio"),
                  QStringLiteral("ms to scan 30 days of raw samples; from the tiers: %1 ms").arg(fromTiers), scan,
                  scan / fromTiers});
}

/// CPU of the longest step that brings a copy of the history down to half its size; NaN where it does not get there.
double longestRetentionStepMs(const QString& path, TimeMs nowMs)
{
    const QString copy = path + QStringLiteral(".half");
    QFile::remove(copy);
    RetentionPolicy policy;
    policy.maxBytes = QFileInfo(path).size() / 2;
    if (!QFile::copy(path, copy))
        return std::nan("");
    double longest = 0;
    Result<bool> more = true;
    if (const auto writer = HistoryWriter::open(copy)) {
        while (more && *more) {
            const double begun = bench::ownCpuSeconds();
            more = (*writer)->retain(policy, nowMs);
            longest = std::max(longest, (bench::ownCpuSeconds() - begun) * 1e3);
        }
        (void)(*writer)->flush();
    }
    const bool kept = more && longest > 0 && QFileInfo(copy).size() <= policy.maxBytes;
    for (const char* suffix : {"", "-wal", "-shm", ".lock"})
        QFile::remove(copy + QLatin1String(suffix));
    return kept ? longest : std::nan("");
}

} // namespace

int main(int argc, char** argv)
{
    if (bench::listed(argc, argv,
                      {"history.tier_overhead", "history.query_1_ms", "history.query_12_ms", "history.scan_ratio",
                       "history.retain_step_ms"}))
        return 0;
    QCoreApplication app(argc, argv);
    QTemporaryDir folder;
    // A file that is kept spares writing it again while a query is being worked on.
    const QString kept = qEnvironmentVariable("CACHELEDGER_BENCH_HISTORY");
    const QString path = kept.isEmpty() ? folder.filePath(QStringLiteral("history.db")) : kept;
    constexpr int rawDays = 30;
    const std::vector<SnapshotPtr> trace = trace::load();
    const bench::YearHistory year{{QStringLiteral("node")}};
    if (!QFile::exists(path) && !year.write(path, trace, rawDays))
        return 1;

    const auto days = [&](const char* condition) { return double(bench::blockBytes(path, condition)); };
    const QByteArray newest = QByteArray::number(year.endMs - rawDays * dayMs);
    const double empty = days("0");
    const double raw = days("tier=0") - empty;
    const double all = days("first>=" + newest) - empty;
    bench::print({QStringLiteral("history.tier_overhead"), (all - raw) / raw, QStringLiteral("ratio"),
                  QStringLiteral("bytes of the raw tier, 30 days"), raw, all / raw});
    const Questions questions(path, year);
    bench::print({QStringLiteral("history.query_1_ms"),
                  std::max(questions.worst({"used_memory"}), questions.worst({"hits_per_second"})),
                  QStringLiteral("ms")});
    bench::print(
        {QStringLiteral("history.query_12_ms"), questions.worst(twelveCharts(trace.back())), QStringLiteral("ms")});
    printScanRatio(questions);
    bench::print(
        {QStringLiteral("history.retain_step_ms"), longestRetentionStepMs(path, year.endMs), QStringLiteral("ms")});
    return 0;
}
