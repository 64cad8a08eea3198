// SPDX-License-Identifier: GPL-3.0-or-later
// What a history of 5 GiB adds to the start: opening it to write and to read, and the first answer, from a cold page
// cache, beside the same with an hour of history.
#include "coldfile.h"
#include "figure.h"
#include "trace/trace.h"

#include "history/historyreader.h"
#include "history/historywriter.h"
#include "sqlite/database.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>

#include <cmath>
#include <cstdio>

using namespace cacheledger;

namespace
{

constexpr qint64 bytesWanted = 5LL << 30;
constexpr qint64 blockBytes = 46'000;
constexpr TimeMs blockMs = 480'000;
const NodeId node{QStringLiteral("trace")};

bool writeHour(const QString& path, std::span<const SnapshotPtr> trace)
{
    const auto writer = HistoryWriter::open(path);
    const auto newest = trace.subspan(trace.size() - std::min<std::size_t>(trace.size(), 2700));
    return writer && (*writer)->append(newest) && (*writer)->compact();
}

/// Rows of table block as a node has them after years, older than the hour; their data are zeros, which nothing reads
/// at the start. Everything else (rows, indexes, sizes by day, overflow chains) is as it is.
bool addOldBlocks(const QString& path)
{
    const auto database = Database::open(path, Database::Mode::Write);
    if (!database || !(*database)->exec("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536"))
        return false;
    const auto transaction = Transaction::begin(**database);
    if (!transaction)
        return false;
    const bool done =
        bool(Query(**database,
                   "WITH RECURSIVE old(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM old WHERE n < ?1) "
                   "INSERT INTO block(node, tier, first, last, count, layout, interval, data) "
                   "SELECT 1, 0, oldest - (?1 + 1 - n) * ?2, oldest - (?1 + 1 - n) * ?2 + ?2 - 1000, 480, 1, "
                   "1000, zeroblob(?3) FROM old, (SELECT min(first) AS oldest FROM block WHERE tier=0)",
                   bytesWanted / blockBytes, blockMs, blockBytes)
                 .run());
    return done && (*transaction)->commit() && (*database)->exec("PRAGMA journal_mode=WAL");
}

/// Milliseconds; NaN when something failed.
double startMs(const QString& path, TimeMs endMs)
{
    if (!bench::dropFromCache(path))
        return std::nan("");
    FrameRequest request;
    request.nodes = {node};
    request.metrics = {"used_memory", "hit_ratio", "commands_per_second"};
    request.toMs = request.nowMs.emplace(endMs);
    request.fromMs = endMs - 300'000;
    QElapsedTimer timer;
    timer.start();
    const auto writer = HistoryWriter::open(path);
    const bool ready = writer && (*writer)->compact();
    const auto file = HistoryFile::open(path);
    const auto nodes = file ? (*file)->nodes() : file.error();
    const auto frame = file ? readFrame(**file, request) : file.error();
    const double elapsed = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    return ready && nodes && frame && !frame->times.empty() ? elapsed : std::nan("");
}

double medianStartMs(const QString& path, TimeMs endMs)
{
    std::vector<double> times;
    for (int run = 0; run < 7; ++run)
        times.push_back(startMs(path, endMs));
    return bench::median(times);
}

} // namespace

int main(int argc, char** argv)
{
    if (bench::listed(argc, argv, {"history.open_5gib_ms"}))
        return 0;
    QCoreApplication app(argc, argv);
    const std::vector<SnapshotPtr> trace = trace::load();
    QTemporaryDir folder;
    const QString small = folder.filePath(QStringLiteral("small.db"));
    const QString large = folder.filePath(QStringLiteral("large.db"));
    if (trace.empty() || !writeHour(small, trace) || !writeHour(large, trace) || !addOldBlocks(large))
        return 1;
    const TimeMs endMs = trace.back()->timeMs + 1000;
    const double without = medianStartMs(small, endMs);
    const double with = medianStartMs(large, endMs);
    bench::print({QStringLiteral("history.open_5gib_ms"), with - without, QStringLiteral("ms"),
                  QStringLiteral("ms with an hour of history; with 5 GiB: %1 ms").arg(with), without, with / without});
    std::fprintf(stderr, "history: the file has %.2f GiB\n",
                 static_cast<double>(QFileInfo(large).size()) / static_cast<double>(1LL << 30));
    return 0;
}
