// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload.h"

#include "sqlite/database.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>

#include <algorithm>

namespace cacheledger::testing
{

using namespace Qt::StringLiterals;

namespace
{

const KnownNode busy{CacheId{u"cache-1"_s}, NodeId{u"node-1"_s}, u"Sessions"_s, u"127.0.0.1:6379"_s};
const KnownNode quiet{CacheId{u"cache-1"_s}, NodeId{u"node-2"_s}, u"Sessions"_s, u"127.0.0.1:6380"_s};

QString textOf(Database& database, const char* sql)
{
    Query query(database, sql);
    const QString text = query.next() ? query.text(0) : QString();
    return query.result() ? text : query.result().error().text();
}

/// What SQLite itself finds.
QString structureFault(const QString& path)
{
    const auto database = Database::open(path, Database::Mode::Read);
    if (!database)
        return database.error().text();
    if (const QString checked = textOf(**database, "PRAGMA integrity_check"); checked != "ok"_L1)
        return checked;
    const QString dangling = textOf(**database, "PRAGMA foreign_key_check");
    return dangling.isEmpty() ? QString() : u"dangling reference in "_s + dangling;
}

} // namespace

int tortureStep(int shortForm)
{
    return qEnvironmentVariableIsSet("CACHELEDGER_TORTURE") ? 1 : shortForm;
}

QString memoryFolder()
{
    const QFileInfo memory(u"/dev/shm"_s);
    return (memory.isDir() && memory.isWritable() ? memory.filePath() : QDir::tempPath()) + u"/cacheledger-XXXXXX"_s;
}

Workload::Workload(int polls, int pollsPerBatch, qint64 stepMs) : m_stepMs(stepMs)
{
    for (int i = 0; i < polls; ++i) {
        if (i % pollsPerBatch == 0)
            m_batches.emplace_back();
        Batch& batch = m_batches.back();
        batch.samples.push_back(poll(i, busy.node));
        if (i % 3 == 0)
            batch.samples.push_back(poll(i, quiet.node));
        if (i == polls * 3 / 5)
            batch.samples.push_back(poll(i / 2, busy.node, 7));
        if (i % 10 == 0)
            batch.events.push_back(Event{busy.node, busy.cache, poll(i, busy.node)->timeMs, EventKind::Note,
                                         u"Note %1 of a deployment."_s.arg(i)});
    }
}

SnapshotPtr Workload::poll(int i, const NodeId& node, qint64 offsetMs) const
{
    const double since = i % 170;
    std::map<std::string, double> values{{"keyspace_hits", since * 3 + static_cast<double>(offsetMs)},
                                         {"used_memory", 5000.0 + i * 37 % 977}};
    if (i % 13 == 0)
        values["evicted_keys"] = since;
    if (i > 250)
        values["total_eviction_exceeded_time"] = i;
    return sample(noon + i * m_stepMs + i % 3 + offsetMs, values, static_cast<int>(m_stepMs), u"run-%1"_s.arg(i / 170),
                  node);
}

Result<void> Workload::write(HistoryWriter& writer, std::size_t batch) const
{
    for (const KnownNode& node : {busy, quiet})
        if (batch == 0)
            if (auto done = writer.registerNode(node); !done)
                return done;
    if (auto done = writer.append(m_batches[batch].samples); !done)
        return done;
    if (auto done = writer.appendEvents(m_batches[batch].events); !done)
        return done;
    return writer.compact();
}

std::size_t Workload::batchesIn(const HistoryFile& file) const
{
    const auto newest = file.newestSample(busy.node);
    std::size_t batches = 0;
    const auto last = [&](const Batch& batch) {
        TimeMs timeMs = 0;
        for (const SnapshotPtr& snapshot : batch.samples)
            timeMs = std::max(timeMs, snapshot->timeMs);
        return timeMs;
    };
    while (newest && batches < m_batches.size() && last(m_batches[batches]) <= *newest)
        ++batches;
    return batches;
}

const Workload::Models& Workload::modelsOf(std::size_t batches) const
{
    constexpr std::size_t mostKept = 32;
    if (m_models.size() >= mostKept && !m_models.contains(batches))
        m_models.clear();
    const auto [at, isNew] = m_models.try_emplace(batches);
    for (std::size_t i = 0; isNew && i < batches; ++i)
        for (const SnapshotPtr& snapshot : m_batches[i].samples)
            at->second[snapshot->node].add(snapshot);
    return at->second;
}

QString Workload::contentsFault(const HistoryFile& file, std::size_t batches) const
{
    std::size_t events = 0;
    for (std::size_t i = 0; i < batches; ++i)
        events += m_batches[i].events.size();
    for (const auto& [node, model] : modelsOf(batches))
        if (const QString difference = differenceOf(file, model, node); !difference.isEmpty())
            return node.value + u": "_s + difference;
    if (batches == 0)
        return {};
    const auto found = file.events(std::vector{busy.node}, 0, 2 * noon);
    if (!found)
        return found.error().text();
    // The events of the last batch are a transaction of their own.
    const bool complete = found->size() == events || found->size() + m_batches[batches - 1].events.size() == events;
    return complete ? QString() : u"%1 events instead of %2"_s.arg(found->size()).arg(events);
}

QString Workload::faultOf(const QString& path, std::size_t least, std::size_t most) const
{
    if (const auto writer = HistoryWriter::open(path); !writer)
        return writer.error().text();
    if (const QString fault = structureFault(path); !fault.isEmpty())
        return fault;
    const auto file = HistoryFile::open(path);
    if (!file)
        return file.error().text();
    const std::size_t batches = batchesIn(**file);
    if (batches < least || batches > most)
        return u"%1 batches instead of %2 to %3"_s.arg(batches).arg(least).arg(most);
    return contentsFault(**file, batches);
}

} // namespace cacheledger::testing
