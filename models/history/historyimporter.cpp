// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyimporter.h"

#include "history/historywriter.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <set>

namespace cacheledger
{

namespace
{

/// In one transaction.
constexpr std::size_t importChunk = 2000;
/// Stored samples are looked for in one go where those given lie no further apart: else most of what is read is not
/// asked.
constexpr qint64 nearMs = 10 * 60'000;
/// Intervals are guessed anew for so many neighbours.
constexpr std::size_t intervalWindow = 120;
constexpr int defaultIntervalMs = 60'000;
constexpr qint64 longestIntervalMs = 7 * 86'400'000;

bool sameBits(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

/// A sample to be stored, and what the history has at its time.
struct PendingSample {
    std::shared_ptr<Snapshot> snapshot;
    bool stored = false;
    bool same = false;
};

std::vector<std::string> namesOf(std::span<const PendingSample> samples)
{
    std::set<std::string> names;
    const SeriesLayout* last = nullptr;
    for (const PendingSample& sample : samples) {
        if (sample.snapshot->layout.get() == last)
            continue;
        last = sample.snapshot->layout.get();
        names.insert(last->names().begin(), last->names().end());
    }
    return {names.begin(), names.end()};
}

/// Calls `work(sample, run, i)` where a sample's time is that of run sample i.
template <typename Work>
void match(std::span<PendingSample> samples, const SampleRun& run, const Work& work)
{
    auto at = samples.begin();
    for (std::size_t i = 0; i < run.times.size(); ++i) {
        at = std::lower_bound(at, samples.end(), run.times[i],
                              [](const PendingSample& sample, TimeMs time) { return sample.snapshot->timeMs < time; });
        if (at != samples.end() && at->snapshot->timeMs == run.times[i])
            work(*at, i);
    }
}

bool isStored(const Snapshot& snapshot, const std::vector<std::string>& names, const SampleRun& run, std::size_t index)
{
    for (std::size_t c = 0; c < snapshot.values.size(); ++c) {
        if (std::isnan(snapshot.values[c]))
            continue;
        const auto name = std::lower_bound(names.begin(), names.end(), snapshot.layout->name(c));
        const std::vector<double>& column = run.columns[static_cast<std::size_t>(name - names.begin())];
        if (column.empty() || !sameBits(column[index], snapshot.values[c]))
            return false;
    }
    return true;
}

} // namespace

class HistoryImporter::Impl
{
public:
    Impl(std::unique_ptr<HistoryWriter> itsWriter, std::unique_ptr<HistoryFile> itsFile)
        : writer(std::move(itsWriter)),
          file(std::move(itsFile))
    {
    }

    Result<void> storeNear(const KnownNode& node, std::span<PendingSample> samples);
    Result<void> compare(const NodeId& node, std::span<PendingSample> samples);
    Result<void> complete(const NodeId& node, std::span<PendingSample> samples);
    void completeOne(Snapshot& snapshot, const LayoutPtr& layout, const SampleRun& run, std::size_t index);
    Result<void> write(const KnownNode& node, std::span<const PendingSample> samples);

    std::unique_ptr<HistoryWriter> writer;
    std::unique_ptr<HistoryFile> file; // sees what the writer has committed
    std::set<NodeId> registered;
    std::map<NodeId, int> intervals;
    ImportCounts counts;
};

int guessIntervals(std::span<Snapshot> samples, int knownMs)
{
    std::vector<qint64> steps;
    for (std::size_t start = 0; start < samples.size(); start += intervalWindow) {
        const std::size_t end = std::min(samples.size(), start + intervalWindow);
        steps.clear();
        for (std::size_t i = std::max<std::size_t>(start, 1); i < end; ++i)
            steps.push_back(samples[i].timeMs - samples[i - 1].timeMs);
        if (!steps.empty()) {
            const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
            std::nth_element(steps.begin(), middle, steps.end());
            const int found = static_cast<int>(std::clamp<qint64>(*middle, 1, longestIntervalMs));
            if (knownMs == 0 || std::abs(found - knownMs) > knownMs / 4)
                knownMs = found;
        }
        for (std::size_t i = start; i < end; ++i)
            if (samples[i].intervalMs == 0)
                samples[i].intervalMs = knownMs ? knownMs : defaultIntervalMs;
    }
    return knownMs;
}

HistoryImporter::HistoryImporter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
HistoryImporter::~HistoryImporter() = default;

Result<std::unique_ptr<HistoryImporter>> HistoryImporter::open(const QString& path)
{
    auto writer = HistoryWriter::open(path);
    if (!writer)
        return writer.error();
    auto file = HistoryFile::open(path);
    if (!file)
        return file.error();
    return std::unique_ptr<HistoryImporter>(
        new HistoryImporter(std::make_unique<Impl>(std::move(*writer), std::move(*file))));
}

const ImportCounts& HistoryImporter::counts() const
{
    return m_impl->counts;
}

Result<void> HistoryImporter::store(const KnownNode& node, std::vector<Snapshot> samples)
{
    std::ranges::stable_sort(samples, {}, &Snapshot::timeMs);
    m_impl->intervals[node.node] = guessIntervals(samples, m_impl->intervals[node.node]);
    std::vector<PendingSample> pending;
    pending.reserve(samples.size());
    for (Snapshot& sample : samples) {
        sample.node = node.node;
        pending.push_back({std::make_shared<Snapshot>(std::move(sample)), false, false});
    }
    for (std::size_t start = 0; start < pending.size();) {
        std::size_t end = start + 1;
        while (end < pending.size() && end - start < importChunk &&
               pending[end].snapshot->timeMs - pending[end - 1].snapshot->timeMs <= nearMs)
            ++end;
        if (auto done = m_impl->storeNear(node, std::span(pending).subspan(start, end - start)); !done)
            return done;
        start = end;
    }
    return m_impl->writer->compact();
}

Result<void> HistoryImporter::Impl::storeNear(const KnownNode& node, std::span<PendingSample> samples)
{
    if (auto done = compare(node.node, samples); !done)
        return done;
    if (auto done = complete(node.node, samples); !done)
        return done;
    const qint64 refusedBefore = writer->refusedSamples();
    if (auto done = write(node, samples); !done)
        return done;
    qint64 added = 0;
    qint64 changed = 0;
    for (const PendingSample& sample : samples)
        ++(!sample.stored ? added : sample.same ? counts.unchanged : changed);
    const qint64 refused = writer->refusedSamples() - refusedBefore;
    const qint64 refusedNew = std::min(refused, added);
    counts.added += added - refusedNew;
    counts.changed += changed - (refused - refusedNew);
    counts.refused += refused;
    counts.firstMs =
        std::min(counts.firstMs.value_or(samples.front().snapshot->timeMs), samples.front().snapshot->timeMs);
    counts.lastMs = std::max(counts.lastMs.value_or(samples.back().snapshot->timeMs), samples.back().snapshot->timeMs);
    return {};
}

Result<void> HistoryImporter::Impl::compare(const NodeId& node, std::span<PendingSample> samples)
{
    const std::vector<std::string> names = namesOf(samples);
    return file->readRaw(node, names, samples.front().snapshot->timeMs, samples.back().snapshot->timeMs + 1,
                         [&](const SampleRun& run) {
                             match(samples, run, [&](PendingSample& sample, std::size_t i) {
                                 sample.stored = true;
                                 sample.same = isStored(*sample.snapshot, names, run, i);
                             });
                             return true;
                         });
}

/// Puts the values that are stored, and not given anew, into the samples that replace them.
Result<void> HistoryImporter::Impl::complete(const NodeId& node, std::span<PendingSample> samples)
{
    const auto isChanged = [](const PendingSample& sample) { return sample.stored && !sample.same; };
    const auto first = std::find_if(samples.begin(), samples.end(), isChanged);
    if (first == samples.end())
        return {};
    const auto last = std::find_if(samples.rbegin(), samples.rend(), isChanged).base();
    const TimeMs fromMs = first->snapshot->timeMs;
    const TimeMs toMs = std::prev(last)->snapshot->timeMs + 1;
    auto names = file->metricNames(node, fromMs, toMs);
    if (!names)
        return names.error();
    const std::size_t storedNames = names->size();
    for (const std::string& name : namesOf(samples))
        if (!std::binary_search(names->begin(), names->begin() + static_cast<std::ptrdiff_t>(storedNames), name))
            names->push_back(name);
    const auto layout = std::make_shared<const SeriesLayout>(*names);
    return file->readRaw(node, *names, fromMs, toMs, [&](const SampleRun& run) {
        match(samples, run, [&](PendingSample& sample, std::size_t i) {
            if (isChanged(sample))
                completeOne(*sample.snapshot, layout, run, i);
        });
        return true;
    });
}

void HistoryImporter::Impl::completeOne(Snapshot& snapshot, const LayoutPtr& layout, const SampleRun& run,
                                        std::size_t index)
{
    std::vector<double> values(layout->size(), WindowStat::nan);
    for (std::size_t c = 0; c < values.size(); ++c)
        if (!run.columns[c].empty())
            values[c] = run.columns[c][index];
    for (std::size_t c = 0; c < snapshot.values.size(); ++c)
        if (!std::isnan(snapshot.values[c]))
            values[*layout->indexOf(snapshot.layout->name(c))] = snapshot.values[c];
    snapshot.layout = layout;
    snapshot.values = std::move(values);
    snapshot.intervalMs = run.intervalMs;
}

Result<void> HistoryImporter::Impl::write(const KnownNode& node, std::span<const PendingSample> samples)
{
    std::vector<SnapshotPtr> wanted;
    for (const PendingSample& sample : samples)
        if (!sample.same)
            wanted.push_back(sample.snapshot);
    if (wanted.empty())
        return {};
    if (!registered.contains(node.node)) {
        if (auto done = writer->registerNode(node); !done)
            return done;
        registered.insert(node.node);
    }
    if (auto done = writer->append(wanted); !done)
        return done;
    return writer->compact();
}

Result<void> HistoryImporter::storeEvents(std::span<const Event> events)
{
    return m_impl->writer->appendEvents(events);
}

Result<void> HistoryImporter::finish()
{
    return m_impl->writer->flush();
}

} // namespace cacheledger
