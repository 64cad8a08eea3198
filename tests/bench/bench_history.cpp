// SPDX-License-Identifier: GPL-3.0-or-later
// How much a sample costs on disk and in CPU, on the recorded trace of a real server (tests/trace), beside a table of
// one row a sample.
#include "figure.h"
#include "rowstore.h"
#include "trace/trace.h"

#include "history/historywriter.h"
#include "sqlite/database.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QTemporaryDir>

#include <cstdio>

using namespace cacheledger;

namespace
{

/// As many polls as the recorder writes at a time when it has to catch up.
constexpr std::size_t batchLength = 256;

template <typename Append>
bool inBatches(std::span<const SnapshotPtr> snapshots, Append&& append)
{
    for (std::size_t at = 0; at < snapshots.size(); at += batchLength)
        if (!append(snapshots.subspan(at, std::min(batchLength, snapshots.size() - at))))
            return false;
    return true;
}

bool writeHistory(const QString& path, std::span<const SnapshotPtr> snapshots)
{
    const auto writer = HistoryWriter::open(path);
    return writer && inBatches(snapshots, [&](std::span<const SnapshotPtr> batch) {
               return (*writer)->append(batch) && (*writer)->compact();
           });
}

struct Ingest {
    double samplesPerSecond = 0;
    qint64 bytes = 0;
};

Ingest ingestRows(const QString& path, std::span<const SnapshotPtr> snapshots)
{
    bench::RowStore rows(path);
    const double before = bench::ownCpuSeconds();
    if (!inBatches(snapshots, [&](std::span<const SnapshotPtr> batch) { return rows.append(batch); }))
        return {};
    return {static_cast<double>(trace::presentValues(snapshots)) / (bench::ownCpuSeconds() - before), rows.bytes()};
}

std::optional<double> ingestHistory(const QString& path, std::span<const SnapshotPtr> snapshots)
{
    const double before = bench::ownCpuSeconds();
    if (!writeHistory(path, snapshots))
        return std::nullopt;
    return static_cast<double>(trace::presentValues(snapshots)) / (bench::ownCpuSeconds() - before);
}

/// Whole number that a query on a history file gives.
qint64 number(const QString& path, const char* sql)
{
    const auto database = Database::open(path, Database::Mode::Read);
    if (!database)
        return 0;
    Query query(**database, sql);
    return query.next() ? query.integer(0) : 0;
}

/// Present values of the samples that are in blocks.
qint64 valuesInBlocks(const QString& path, std::span<const SnapshotPtr> snapshots)
{
    const qint64 polls = number(path, "SELECT sum(count) FROM block WHERE tier=0");
    return trace::presentValues(snapshots.first(static_cast<std::size_t>(polls)));
}

qint64 bytesOfBlocks(const QString& path)
{
    return number(path, "SELECT sum(length(data)) FROM block WHERE tier=0");
}

/// What a series that never changes costs beside the rest: the trace with a hundred more.
double constantBytes(const QTemporaryDir& folder, std::span<const SnapshotPtr> snapshots, const QString& narrow)
{
    constexpr int added = 100;
    std::unordered_map<const SeriesLayout*, LayoutPtr> layouts;
    std::vector<SnapshotPtr> wider;
    for (const SnapshotPtr& snapshot : snapshots) {
        LayoutPtr& layout = layouts[snapshot->layout.get()];
        if (!layout) {
            std::vector<std::string> names = snapshot->layout->names();
            for (int i = 0; i < added; ++i)
                names.push_back("constant_" + std::to_string(i));
            layout = std::make_shared<const SeriesLayout>(std::move(names));
        }
        auto copy = std::make_shared<Snapshot>(*snapshot);
        copy->layout = layout;
        for (int i = 0; i < added; ++i)
            copy->values.push_back(1e6 + i);
        wider.push_back(std::move(copy));
    }
    const QString path = folder.filePath(QStringLiteral("wider.db"));
    if (!writeHistory(path, wider))
        return std::nan("");
    const qint64 samples = valuesInBlocks(path, wider) - valuesInBlocks(path, snapshots);
    const qint64 more = bytesOfBlocks(path) - bytesOfBlocks(narrow);
    return static_cast<double>(more) / static_cast<double>(samples);
}

} // namespace

int main(int argc, char** argv)
{
    if (bench::listed(argc, argv,
                      {"history.bytes_per_sample", "history.row_ratio", "history.constant_bytes_per_sample",
                       "history.ingest_samples_per_s", "history.ingest_ratio"}))
        return 0;
    QCoreApplication app(argc, argv);
    const std::vector<SnapshotPtr> snapshots = trace::load();
    QTemporaryDir folder;
    std::vector<double> ours;
    QString path;
    for (int run = 0; run < 3; ++run) {
        path = folder.filePath(QStringLiteral("history%1.db").arg(run));
        const auto speed = ingestHistory(path, snapshots);
        if (!speed)
            return 1;
        ours.push_back(*speed);
    }
    const Ingest rows = ingestRows(folder.filePath(QStringLiteral("rows.db")), snapshots);
    const qint64 bytes = bench::blockBytes(path, "tier=0") - bench::blockBytes(path, "0");
    const double perSample = static_cast<double>(bytes) / static_cast<double>(valuesInBlocks(path, snapshots));
    const double perRow = static_cast<double>(rows.bytes) / static_cast<double>(trace::presentValues(snapshots));
    const QString baseline = QStringLiteral("one row a sample in SQLite");
    const QString speedUnit = QStringLiteral("samples/s");
    const QString bytesUnit = QStringLiteral("bytes");
    const double speed = bench::median(ours);
    bench::print(
        {QStringLiteral("history.bytes_per_sample"), perSample, bytesUnit, baseline, perRow, perRow / perSample});
    bench::print({QStringLiteral("history.row_ratio"), perRow / perSample, QStringLiteral("ratio")});
    bench::print(
        {QStringLiteral("history.constant_bytes_per_sample"), constantBytes(folder, snapshots, path), bytesUnit});
    bench::print({QStringLiteral("history.ingest_samples_per_s"), speed, speedUnit, baseline, rows.samplesPerSecond,
                  speed / rows.samplesPerSecond});
    bench::print({QStringLiteral("history.ingest_ratio"), speed / rows.samplesPerSecond, QStringLiteral("ratio")});
    std::fprintf(stderr, "history: %zu polls, %lld samples\n", snapshots.size(),
                 static_cast<long long>(trace::presentValues(snapshots)));
    return 0;
}
