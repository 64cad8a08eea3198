// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyfile.h"

#include "history/historyerror.h"
#include "history/historyfileimpl.h"
#include "history/keptfrom.h"
#include "history/schema.h"
#include "history/usagereader.h"

#include <chrono>
#include <thread>

namespace cacheledger
{

HistoryFile::HistoryFile(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

HistoryFile::~HistoryFile() = default;

/// Two that open a file at the same moment may each find the other recovering its log, which SQLite's own busy timeout
/// does not wait for.
static Result<std::unique_ptr<Database>> openForReading(const QString& path)
{
    static constexpr int mostTries = 50;
    for (int left = mostTries;; --left) {
        auto database = Database::open(path, Database::Mode::Read, historyWords());
        const Result<void> checked = database ? schema::checkForReading(**database) : database.error();
        if (checked)
            return database;
        if (checked.error().code != ErrorCode::Locked || left == 0)
            return checked.error();
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

Result<std::unique_ptr<HistoryFile>> HistoryFile::open(const QString& path)
{
    const sharedfile::Use use;
    ReadAhead::beginning(path);
    auto database = openForReading(path);
    if (!database)
        return database.error();
    return std::unique_ptr<HistoryFile>(new HistoryFile(std::make_unique<Impl>(std::move(*database))));
}

std::optional<TimeMs> HistoryFile::tierEnd(const NodeId& node, Tier tier) const
{
    const auto id = m_impl->find(node);
    if (!id || !*id)
        return {};
    if (tier == Tier::Raw)
        return newestSample(node);
    const auto newest = m_impl->buckets.newest(**id, tier);
    if (!newest || !*newest)
        return {};
    return **newest + bucketMs(tier);
}

TimeMs HistoryFile::keptFrom(Tier tier) const
{
    const auto from = cacheledger::keptFrom(*m_impl->database, tier);
    return from ? *from : neverDropped;
}

std::optional<TimeMs> HistoryFile::oldest(const NodeId& node, Tier tier) const
{
    const auto id = m_impl->find(node);
    if (!id || !*id)
        return {};
    const auto oldest = tier == Tier::Raw ? m_impl->samples.oldest(**id) : m_impl->buckets.oldest(**id, tier);
    return oldest ? *oldest : std::nullopt;
}

std::optional<TimeMs> HistoryFile::oldestSample(const NodeId& node) const
{
    std::optional<TimeMs> oldest;
    qint64 width = 0;
    for (Tier tier : {Tier::Hour, Tier::Minute, Tier::Raw}) {
        // A bucket begins before its first sample: what is finer and still there tells more exactly.
        if (const auto first = this->oldest(node, tier); first && (!oldest || *first < *oldest + width)) {
            oldest = first;
            width = bucketMs(tier);
        }
    }
    return oldest;
}

qint64 HistoryFile::blocksRead() const
{
    return m_impl->samples.blocksRead() + m_impl->buckets.blocksRead();
}

std::optional<TimeMs> HistoryFile::newestSample(const NodeId& node) const
{
    const auto id = m_impl->find(node);
    if (!id || !*id)
        return {};
    const auto newest = m_impl->samples.newest(**id);
    if (newest && *newest)
        return *newest;
    for (Tier tier : {Tier::Minute, Tier::Hour})
        if (const auto bucket = m_impl->buckets.newest(**id, tier); bucket && *bucket)
            return *bucket;
    return {};
}

Result<HistoryUsage> HistoryFile::usage() const
{
    return readUsage(*m_impl->database, UsageDetail::Days);
}

} // namespace cacheledger
