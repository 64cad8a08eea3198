// SPDX-License-Identifier: GPL-3.0-or-later
// Makes a trace of a recorded history: packtrace HISTORY > TRACE (README.md). Of its first node; paths of the server's
// machine are left out.
#include "trace.h"

#include "history/compression.h"
#include "history/layoutstore.h"
#include "history/samplereader.h"
#include "history/textstore.h"

#include <cstdio>

using namespace cacheledger;

namespace
{

bool isOfTheMachine(std::string_view field)
{
    return field == "executable" || field == "config_file" || field == "os";
}

Result<std::vector<SnapshotPtr>> readAll(Database& database)
{
    Compression compression;
    LayoutStore layouts(database, compression);
    SampleReader reader(database, layouts, compression);
    TextStore texts(database);
    constexpr TimeMs end = std::numeric_limits<TimeMs>::max();
    const auto samples = reader.samples(1, 0, end);
    if (!samples)
        return samples.error();
    std::vector<SnapshotPtr> snapshots;
    for (const StoredSample& sample : *samples) {
        const auto layout = layouts.find(sample.layoutId);
        const auto fields = texts.at(1, sample.time);
        if (!layout || !fields)
            return layout ? fields.error() : layout.error();
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->timeMs = sample.time;
        snapshot->intervalMs = sample.intervalMs;
        snapshot->layout = *layout;
        snapshot->values = sample.values;
        TextFields kept = *fields ? **fields : TextFields();
        std::erase_if(kept, [](const auto& field) { return isOfTheMachine(field.first); });
        const bool asBefore = !snapshots.empty() && *snapshots.back()->texts == kept;
        snapshot->texts = asBefore ? snapshots.back()->texts : std::make_shared<const TextFields>(std::move(kept));
        snapshots.push_back(std::move(snapshot));
    }
    return snapshots;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2)
        return 64;
    const auto database = Database::open(QString::fromLocal8Bit(argv[1]), Database::Mode::Read);
    const auto snapshots = database ? readAll(**database) : database.error();
    if (!snapshots) {
        std::fprintf(stderr, "packtrace: %s\n", qPrintable(snapshots.error().text()));
        return 1;
    }
    const std::string text = trace::format(*snapshots);
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 74;
}
