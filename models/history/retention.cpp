// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/retention.h"

#include "history/keptfrom.h"
#include "history/usagereader.h"

#include <algorithm>

namespace cacheledger
{

namespace
{

/// So many free pages stay in the file for what comes next: taking them out would only be undone.
constexpr qint64 spareFreePages = 256;
/// With more free pages than these, some are given back before more is dropped: SQLite looks for the file's last page
/// in the list of free ones from its beginning, at 1,000 a page of it, which made a step of a long list take 100 ms.
constexpr qint64 mostFreePages = 1024;
constexpr std::array droppedTiers = {Tier::Raw, Tier::Minute, Tier::Hour};

struct SampleTime {
    TimeMs timeMs = 0;
    int intervalMs = 0; // 0: none
};

} // namespace

Result<bool> Retention::step(const RetentionPolicy& policy, TimeMs nowMs, Duration budget)
{
    const Moment until = std::chrono::steady_clock::now() + budget;
    if (policy != m_policy)
        restart();
    m_policy = policy;
    if (m_stage == Stage::Idle) {
        if (policy.isEverything())
            return false;
        const auto planned = plan(policy, nowMs);
        if (!planned || !*planned)
            return planned;
    }
    auto more = work(until);
    if (!more)
        restart();
    return more;
}

/// False: there is nothing to look for.
Result<bool> Retention::plan(const RetentionPolicy& policy, TimeMs nowMs)
{
    auto usage = readUsage(m_database, UsageDetail::Sizes);
    if (!usage)
        return usage.error();
    if (policy.maxBytes != RetentionPolicy::unlimited && usage->usedBytes > policy.maxBytes)
        usage = readUsage(m_database, UsageDetail::Days);
    if (!usage)
        return usage.error();
    if (!usage->newestMs)
        return false;
    usage->newestMs = std::min(*usage->newestMs, nowMs);
    m_cuts = planRetention(policy, *usage);
    m_nodes.clear();
    Query nodes(m_database, "SELECT id FROM node ORDER BY id");
    while (nodes.next())
        m_nodes.push_back(nodes.integer(0));
    m_at = 0;
    m_dropped = false;
    m_stage = Stage::Drop;
    return nodes.result() ? Result<bool>(true) : nodes.result().error();
}

Result<bool> Retention::work(Moment until)
{
    if (m_stage == Stage::Drop) {
        if (const auto given = shrink(until, mostFreePages); !given || *given)
            return given;
        const auto more = dropUntil(until);
        if (!more || *more)
            return more;
        m_stage = m_dropped ? Stage::Sweep : Stage::Shrink;
        m_sweep.begin(beforeMs(Tier::Hour));
        if (m_dropped)
            return true;
    }
    if (m_stage == Stage::Sweep) {
        auto transaction = Transaction::begin(m_database);
        if (!transaction)
            return transaction.error();
        auto more = m_sweep.part();
        while (more && *more && std::chrono::steady_clock::now() < until)
            more = m_sweep.part();
        if (!more)
            return more;
        if (auto done = (*transaction)->commit(); !done)
            return done.error();
        if (!*more)
            m_stage = Stage::Shrink;
        return true;
    }
    const auto more = shrink(until, spareFreePages);
    if (more && !*more)
        m_stage = Stage::Idle;
    return more;
}

Result<bool> Retention::dropUntil(Moment until)
{
    std::unique_ptr<Transaction> transaction; // only once there is something to drop
    do {
        if (m_at >= m_nodes.size() * droppedTiers.size())
            break;
        const Tier tier = droppedTiers[m_at / m_nodes.size()];
        const qint64 node = m_nodes[m_at % m_nodes.size()];
        const auto batch = nextBatch(node, tier);
        if (!batch)
            return batch.error();
        if (batch->isEmpty()) {
            ++m_at;
            continue;
        }
        if (!transaction) {
            auto begun = Transaction::begin(m_database);
            if (!begun)
                return begun.error();
            transaction = std::move(*begun);
        }
        if (auto dropped = drop(node, tier, *batch, until); !dropped)
            return dropped.error();
    } while (std::chrono::steady_clock::now() < until);
    if (transaction)
        if (auto done = transaction->commit(); !done)
            return done.error();
    return m_at < m_nodes.size() * droppedTiers.size();
}

Result<void> Retention::drop(qint64 node, Tier tier, const Batch& batch, Moment until)
{
    m_dropped = true;
    if (auto raised = raiseKeptFrom(m_database, tier, beforeMs(tier)); !raised)
        return raised;
    const auto covered = cover(node, tier, batch.coarser, until);
    if (!covered || !*covered)
        return covered ? Result<void>() : covered.error();
    for (qint64 block : batch.blocks)
        if (auto done = Query(m_database, "DELETE FROM block WHERE id=?", block).run(); !done)
            return done;
    for (qint64 bucket : batch.fresh)
        if (auto done = Query(m_database, "DELETE FROM hotbucket WHERE id=?", bucket).run(); !done)
            return done;
    return {};
}

/// Writes those buckets of the next tier that are missing (after damage; or the node fell silent and nothing closed its
/// last ones). False: not all of them in the time.
Result<bool> Retention::cover(qint64 node, Tier tier, const std::set<TimeMs>& starts, Moment until)
{
    if (starts.empty())
        return true;
    const Tier coarser = static_cast<Tier>(static_cast<int>(tier) + 1);
    const auto heads = m_buckets.heads(node, coarser, *starts.begin(), *starts.rbegin() + 1);
    const auto kept = keptFrom(m_database, coarser); // before it they are not missing, but dropped
    if (!heads || !kept)
        return heads ? kept.error() : heads.error();
    bool built = false;
    for (TimeMs start : starts) {
        if (start < *kept || std::ranges::binary_search(*heads, start, {}, &BucketHead::start))
            continue;
        if (std::exchange(built, true) && std::chrono::steady_clock::now() >= until)
            return false;
        if (auto done = m_tiers.rebuild(node, {&start, 1}, std::numeric_limits<TimeMs>::max()); !done)
            return done.error();
    }
    return true;
}

Result<bool> Retention::isWhole(qint64 node, Tier tier, TimeMs start)
{
    const Tier finer = static_cast<Tier>(static_cast<int>(tier) - 1);
    const auto kept = keptFrom(m_database, finer);
    if (!kept || start >= *kept)
        return kept ? Result<bool>(true) : kept.error();
    const auto written = m_buckets.heads(node, tier, start, start + 1);
    if (!written || written->empty())
        return written ? Result<bool>(true) : written.error();
    const BucketHead& bucket = written->front();
    std::uint64_t samples = 0;
    if (finer == Tier::Minute) {
        const auto minutes = m_buckets.heads(node, finer, start, start + bucketMs(tier));
        if (!minutes)
            return minutes.error();
        for (const BucketHead& minute : *minutes)
            samples += minute.samples;
        return samples == bucket.samples;
    }
    bool continues = false; // the step into it comes from a sample before
    SampleTime before;
    const auto counted = m_samples.pieces(node, start, start + bucketMs(tier), [&](RawPiece& piece) {
        for (TimeMs time : piece.times) {
            continues = continues || (time >= start && samples == 0 && before.intervalMs > 0 &&
                                      !isGap(before.timeMs, before.intervalMs, time, piece.intervalMs));
            samples += time >= start;
            before = {time, piece.intervalMs};
        }
        return Result<bool>(true);
    });
    const auto oldest = m_samples.oldest(node);
    if (!counted || !oldest)
        return counted ? oldest.error() : counted.error();
    return samples == bucket.samples && (bucket.gapBefore || (continues && *oldest && **oldest <= start - lookBackMs));
}

Result<bool> Retention::admits(qint64 node, TimeMs timeMs)
{
    for (Tier tier : {Tier::Minute, Tier::Hour})
        if (auto whole = isWhole(node, tier, bucketStart(tier, timeMs)); !whole || !*whole)
            return whole;
    return true;
}

/// Gives free pages back to the file system, all but some. It sees them at the next checkpoint. False: there was
/// nothing to do.
Result<bool> Retention::shrink(Moment until, qint64 spare)
{
    const auto spareOrFewer = [&]() -> Result<bool> {
        Query mode(m_database, "PRAGMA auto_vacuum");
        const bool incremental = mode.next() && mode.integer(0) == 2;
        Query count(m_database, "PRAGMA freelist_count");
        const qint64 free = count.next() ? count.integer(0) : 0;
        for (const Query* query : {&mode, &count})
            if (auto read = query->result(); !read)
                return read.error();
        return !incremental || free <= spare;
    };
    auto done = spareOrFewer();
    if (!done || *done)
        return done ? Result<bool>(false) : done;
    auto transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    do {
        Query vacuum(m_database, "PRAGMA incremental_vacuum(8)");
        while (vacuum.next()) {
        }
        if (auto result = vacuum.result(); !result)
            return result.error();
        done = spareOrFewer();
    } while (done && !*done && std::chrono::steady_clock::now() < until);
    if (!done)
        return done;
    const auto committed = (*transaction)->commit();
    return committed ? Result<bool>(true) : committed.error();
}

} // namespace cacheledger
