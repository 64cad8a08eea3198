// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/samplestore.h"

#include "history/shortblocks.h"

#include "metrics/events.h"

#include <algorithm>
#include <limits>
#include <map>

namespace cacheledger
{

namespace
{

constexpr double absentValue = std::numeric_limits<double>::quiet_NaN();

/// Where each name of `to` is in `from`; nothing for one that it lacks.
std::vector<std::optional<std::size_t>> mapColumns(const SeriesLayout& to, const SeriesLayout& from)
{
    std::vector<std::optional<std::size_t>> map;
    map.reserve(to.size());
    for (const std::string& name : to.names())
        map.push_back(from.indexOf(name));
    return map;
}

} // namespace

std::vector<std::size_t> blockLengths(std::size_t count, std::size_t usual, const std::vector<std::size_t>& cuts)
{
    std::vector<std::size_t> lengths;
    std::size_t start = 0;
    const auto add = [&](std::size_t end) {
        const std::size_t length = end - start;
        const std::size_t parts = length <= 2 * usual ? 1 : (length + usual - 1) / usual;
        for (std::size_t i = 0; i < parts; ++i)
            lengths.push_back(length * (i + 1) / parts - length * i / parts);
        start = end;
    };
    for (std::size_t cut : cuts)
        add(cut);
    if (start < count)
        add(count);
    return lengths;
}

Result<void> SampleStore::putHot(qint64 node, const Snapshot& snapshot, bool resetBefore)
{
    const auto layout = m_layouts.idOf(snapshot.layout);
    if (!layout)
        return layout.error();
    const std::string_view data(reinterpret_cast<const char*>(snapshot.values.data()),
                                snapshot.values.size() * sizeof(double));
    return Query(m_database,
                 "INSERT INTO hot(node, time, interval, layout, flags, data) VALUES(?, ?, ?, ?, ?, ?) "
                 "ON CONFLICT(node, time) DO UPDATE SET interval=excluded.interval, layout=excluded.layout, "
                 "flags=excluded.flags, data=excluded.data",
                 node, snapshot.timeMs, snapshot.intervalMs, *layout, resetBefore ? 1 : 0, data)
        .run();
}

Result<void> SampleStore::put(qint64 node, const Snapshot* before, const Snapshot& snapshot)
{
    if (snapshot.texts && (!before || before->texts != snapshot.texts))
        if (auto done = m_texts.record(node, snapshot.timeMs, before ? before->texts.get() : nullptr, *snapshot.texts);
            !done)
            return done;
    return putHot(node, snapshot, before && serverRestarted(*before, snapshot));
}

Result<void> SampleStore::putTexts(qint64 node, const Snapshot& snapshot)
{
    if (!snapshot.texts)
        return {};
    const auto before = m_texts.at(node, snapshot.timeMs);
    if (!before)
        return before.error();
    const auto next = m_reader.firstAfter(node, snapshot.timeMs);
    if (!next)
        return next.error();
    return m_texts.record(node, snapshot.timeMs, before->get(), *snapshot.texts, *next);
}

Result<void> SampleStore::putLate(qint64 node, std::span<const SnapshotPtr> late, std::vector<TimeMs>& touched)
{
    Query lastQuery(m_database, "SELECT last FROM block WHERE node=? AND tier=0 ORDER BY first DESC LIMIT 1", node);
    const auto blockEnd = optionalNumber(lastQuery);
    if (!blockEnd)
        return blockEnd.error();
    for (std::size_t i = 0; i < late.size();) {
        if (auto done = putTexts(node, *late[i]); !done)
            return done;
        if (!*blockEnd || late[i]->timeMs > **blockEnd) {
            if (auto done = putHot(node, *late[i], false); !done)
                return done;
            ++i;
            continue;
        }
        const auto block = blockFor(node, late[i]->timeMs);
        if (!block)
            return block.error();
        // All that belong into one block at once: opening it is what costs.
        std::size_t end = i + 1;
        for (; end < late.size() && late[end]->timeMs <= **blockEnd; ++end) {
            const auto other = blockFor(node, late[end]->timeMs);
            if (!other)
                return other.error();
            if (*other != *block)
                break;
            if (auto done = putTexts(node, *late[end]); !done)
                return done;
        }
        if (auto done = mergeIntoBlock(node, **block, late.subspan(i, end - i)); !done)
            return done;
        i = end;
    }
    for (const SnapshotPtr& snapshot : late) {
        touched.push_back(snapshot->timeMs);
        const auto next = m_reader.firstAfter(node, snapshot->timeMs);
        if (!next)
            return next.error();
        if (*next)
            touched.push_back(**next);
    }
    std::ranges::sort(touched);
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    for (TimeMs time : touched)
        if (auto done = correctReset(node, time); !done)
            return done;
    return {};
}

Result<std::optional<qint64>> SampleStore::blockFor(qint64 node, TimeMs timeMs)
{
    Query query(m_database,
                "SELECT coalesce("
                "(SELECT id FROM block WHERE node=?1 AND tier=0 AND first<=?2 ORDER BY first DESC LIMIT 1),"
                "(SELECT id FROM block WHERE node=?1 AND tier=0 ORDER BY first LIMIT 1))",
                node, timeMs);
    return optionalNumber(query);
}

Result<void> SampleStore::mergeIntoBlock(qint64 node, qint64 block, std::span<const SnapshotPtr> late)
{
    Query range(m_database, "SELECT first, last FROM block WHERE id=?", block);
    if (!range.next())
        return range.result();
    const auto stored = m_reader.samples(node, range.integer(0), range.integer(1) + 1);
    if (!stored)
        return stored.error();
    std::map<TimeMs, StoredSample> merged;
    for (const StoredSample& sample : *stored)
        merged.emplace(sample.time, sample);
    for (const SnapshotPtr& snapshot : late) {
        const auto layout = m_layouts.idOf(snapshot->layout);
        if (!layout)
            return layout.error();
        merged.insert_or_assign(snapshot->timeMs,
                                StoredSample{snapshot->timeMs, snapshot->intervalMs, false, *layout, snapshot->values});
    }
    if (auto done = Query(m_database, "DELETE FROM block WHERE id=?", block).run(); !done)
        return done;
    std::vector<StoredSample> samples;
    samples.reserve(merged.size());
    for (auto& [time, sample] : merged)
        samples.push_back(std::move(sample));
    return writeBlocks(node, samples);
}

Result<void> SampleStore::writeBlocks(qint64 node, std::span<const StoredSample> samples)
{
    std::vector<std::size_t> cuts;
    for (std::size_t i = 1; i < samples.size(); ++i)
        if (samples[i].intervalMs != samples[i - 1].intervalMs)
            cuts.push_back(i);
    for (std::size_t length : blockLengths(samples.size(), sampleBlockLength, cuts)) {
        if (auto done = writeBlock(node, samples.first(length)); !done)
            return done;
        samples = samples.subspan(length);
    }
    return {};
}

Result<void> SampleStore::writeBlock(qint64 node, std::span<const StoredSample> samples)
{
    std::vector<qint64> ids;
    std::vector<TimeMs> times;
    std::vector<bool> resets;
    for (const StoredSample& sample : samples) {
        ids.push_back(sample.layoutId);
        times.push_back(sample.time);
        resets.push_back(sample.resetBefore);
    }
    const auto layoutId = m_layouts.unionOf(ids);
    if (!layoutId)
        return layoutId.error();
    const auto layout = m_layouts.find(*layoutId);
    if (!layout)
        return layout.error();
    std::map<qint64, std::vector<std::optional<std::size_t>>> maps;
    for (qint64 id : ids) {
        if (id == *layoutId || maps.contains(id))
            continue;
        const auto other = m_layouts.find(id);
        if (!other)
            return other.error();
        maps.emplace(id, mapColumns(**layout, **other));
    }
    const bool alike = maps.empty();
    const auto column = [&](std::size_t index, std::span<double> values) {
        for (std::size_t i = 0; i < samples.size(); ++i) {
            if (alike) {
                values[i] = samples[i].values[index];
                continue;
            }
            const auto map = maps.find(ids[i]);
            const auto at = map == maps.end() ? std::optional(index) : map->second[index];
            values[i] = at ? samples[i].values[*at] : absentValue;
        }
    };
    const Blob data = m_encoder.encode(times, resets, (*layout)->size(), column);
    return Query(m_database,
                 "INSERT INTO block(node, tier, first, last, count, layout, interval, data) "
                 "VALUES(?, 0, ?, ?, ?, ?, ?, ?)",
                 node, times.front(), times.back(), static_cast<qint64>(times.size()), *layoutId,
                 samples.front().intervalMs, std::string_view(data))
        .run();
}

Result<Snapshot> SampleStore::toSnapshot(qint64 node, const StoredSample& sample)
{
    const auto layout = m_layouts.find(sample.layoutId);
    if (!layout)
        return layout.error();
    const auto texts = m_texts.at(node, sample.time);
    if (!texts)
        return texts.error();
    Snapshot snapshot;
    snapshot.timeMs = sample.time;
    snapshot.intervalMs = sample.intervalMs;
    snapshot.layout = *layout;
    snapshot.values = sample.values;
    snapshot.texts = *texts;
    return snapshot;
}

Result<SnapshotPtr> SampleStore::newest(qint64 node)
{
    const auto stored = m_reader.lastBefore(node, std::numeric_limits<TimeMs>::max());
    if (!stored)
        return stored.error();
    if (!*stored)
        return SnapshotPtr();
    auto snapshot = toSnapshot(node, **stored);
    if (!snapshot)
        return snapshot.error();
    return std::make_shared<const Snapshot>(std::move(*snapshot));
}

Result<void> SampleStore::correctReset(qint64 node, TimeMs timeMs)
{
    auto stored = m_reader.samples(node, timeMs, timeMs + 1);
    if (!stored || stored->empty())
        return stored ? Result<void>() : stored.error();
    const auto before = m_reader.lastBefore(node, timeMs);
    if (!before)
        return before.error();
    bool reset = false;
    if (*before) {
        const auto earlier = toSnapshot(node, **before);
        const auto later = toSnapshot(node, stored->front());
        if (!earlier || !later)
            return earlier ? later.error() : earlier.error();
        reset = serverRestarted(*earlier, *later);
    }
    if (reset == stored->front().resetBefore)
        return {};
    Query hot(m_database, "UPDATE hot SET flags=? WHERE node=? AND time=? RETURNING id", reset ? 1 : 0, node, timeMs);
    if (hot.next() || !hot.result())
        return hot.result();

    Query block(m_database,
                "SELECT id, first, last FROM block WHERE node=? AND tier=0 AND first<=? ORDER BY first DESC LIMIT 1",
                node, timeMs);
    if (!block.next())
        return block.result();
    auto samples = m_reader.samples(node, block.integer(1), block.integer(2) + 1);
    if (!samples)
        return samples.error();
    for (StoredSample& sample : *samples)
        if (sample.time == timeMs)
            sample.resetBefore = reset;
    if (auto done = Query(m_database, "DELETE FROM block WHERE id=?", block.integer(0)).run(); !done)
        return done;
    return writeBlocks(node, *samples);
}

Result<void> SampleStore::compact(qint64 node)
{
    std::vector<StoredSample> samples;
    Query rows(m_database, "SELECT time, interval, layout, flags, data FROM hot WHERE node=? ORDER BY time LIMIT ?",
               node, static_cast<qint64>(freshBlockLength));
    while (rows.next()) {
        const auto values = unpackValues(rows.blob(4));
        samples.push_back(
            {rows.integer(0), static_cast<int>(rows.integer(1)), rows.integer(3) != 0, rows.integer(2), values});
        const auto layout = m_layouts.find(rows.integer(2));
        if (!layout)
            return layout.error();
        if (values.size() != (*layout)->size())
            return damagedBlock();
    }
    if (auto result = rows.result(); !result || samples.empty())
        return result;
    if (auto done = writeBlocks(node, samples); !done)
        return done;
    return Query(m_database, "DELETE FROM hot WHERE node=? AND time<=?", node, samples.back().time).run();
}

Result<bool> SampleStore::join(qint64 node)
{
    const auto blocks = shortBlocks(m_database, node, Tier::Raw, freshBlockLength * 2, sampleBlockLength);
    if (!blocks || blocks->empty())
        return blocks ? Result<bool>(false) : blocks.error();
    const auto samples = m_reader.samples(node, blocks->front().first, blocks->back().last + 1);
    if (!samples)
        return samples.error();
    const auto replaced = replaceBlocks(m_database, *blocks, [&] { return writeBlocks(node, *samples); });
    return replaced ? Result<bool>(true) : replaced.error();
}

} // namespace cacheledger
