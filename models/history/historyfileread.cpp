// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyfileimpl.h"

namespace cacheledger
{

namespace
{

/// The asked columns of a piece, empty where its layout has none of that name.
template <typename Piece, typename Value>
Result<void> readAsked(const Piece& piece, std::span<const std::string> metrics,
                       Result<void> (Piece::*read)(std::size_t, std::vector<Value>&) const,
                       std::vector<std::vector<Value>>& columns, const std::atomic_bool* cancelled)
{
    columns.resize(metrics.size());
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        if (cancelled && cancelled->load(std::memory_order_relaxed))
            return cancelledError();
        const auto index = piece.layout->indexOf(metrics[i]);
        if (!index)
            continue;
        if (auto done = (piece.*read)(*index, columns[i]); !done)
            return done;
    }
    return {};
}

/// Gives runs on, and holds back the sample before the range until it is known whether the next one follows it closely.
class RunFilter
{
public:
    RunFilter(TimeMs fromMs, const std::function<bool(const SampleRun&)>& sink) : m_fromMs(fromMs), m_sink(sink) {}

    bool give(SampleRun&& run)
    {
        if (run.times.size() == 1 && run.times.front() < m_fromMs) {
            m_before = std::move(run);
            return true;
        }
        if (m_before && !isGap(m_before->times.front(), m_before->intervalMs, run.times.front(), run.intervalMs) &&
            !m_sink(*m_before))
            return false;
        m_before.reset();
        if (run.times.front() < m_fromMs && isGap(run.times[0], run.intervalMs, run.times[1], run.intervalMs))
            dropFirst(run);
        return m_sink(run);
    }

private:
    static void dropFirst(SampleRun& run)
    {
        run.times.erase(run.times.begin());
        run.resetBefore.erase(run.resetBefore.begin());
        for (std::vector<double>& column : run.columns)
            if (!column.empty())
                column.erase(column.begin());
    }

    TimeMs m_fromMs;
    const std::function<bool(const SampleRun&)>& m_sink;
    std::optional<SampleRun> m_before;
};

BucketRun runOf(const BucketPiece& piece)
{
    BucketRun run;
    run.intervalMs = piece.intervalMs;
    for (const BucketHead& head : piece.heads) {
        run.starts.push_back(head.start);
        run.samples.push_back(head.samples);
        run.coveredMs.push_back(head.coveredMs);
        run.gapBefore.push_back(head.gapBefore);
        run.gapInside.push_back(head.gapInside);
    }
    return run;
}

} // namespace

Result<void> HistoryFile::readRaw(const NodeId& node, std::span<const std::string> metrics, TimeMs fromMs, TimeMs toMs,
                                  const std::function<bool(const SampleRun&)>& sink,
                                  const std::atomic_bool* cancelled) const
{
    if (fromMs >= toMs)
        return {};
    auto transaction = Transaction::read(*m_impl->database);
    if (!transaction)
        return transaction.error();
    const auto id = m_impl->find(node);
    if (!id || !*id)
        return id ? Result<void>() : id.error();
    RunFilter filter(fromMs, sink);
    const auto give = [&](RawPiece& piece) -> Result<bool> {
        if (piece.times.empty())
            return true;
        SampleRun run;
        run.intervalMs = piece.intervalMs;
        if (auto read = readAsked(piece, metrics, &RawPiece::readColumn, run.columns, cancelled); !read)
            return read.error();
        run.times = std::move(piece.times);
        run.resetBefore = std::move(piece.resetBefore);
        return filter.give(std::move(run));
    };
    return m_impl->samples.pieces(**id, fromMs, toMs, give, cancelled);
}

Result<void> HistoryFile::readTier(const NodeId& node, Tier tier, std::span<const std::string> metrics, TimeMs fromMs,
                                   TimeMs toMs, const std::function<bool(const BucketRun&)>& sink,
                                   const std::atomic_bool* cancelled) const
{
    const TimePart all{fromMs, toMs};
    return fromMs < toMs ? readTier(node, tier, metrics, std::span(&all, 1), StatNeed::All, sink, cancelled)
                         : Result<void>();
}

Result<void> HistoryFile::readTier(const NodeId& node, Tier tier, std::span<const std::string> metrics,
                                   std::span<const TimePart> parts, StatNeed need,
                                   const std::function<bool(const BucketRun&)>& sink,
                                   const std::atomic_bool* cancelled) const
{
    if (tier == Tier::Raw)
        return {};
    auto transaction = Transaction::read(*m_impl->database);
    if (!transaction)
        return transaction.error();
    const auto id = m_impl->find(node);
    if (!id || !*id)
        return id ? Result<void>() : id.error();
    const auto give = [&](BucketPiece& piece) -> Result<bool> {
        BucketRun run = runOf(piece);
        if (auto read = readAsked(piece, metrics, &BucketPiece::readSeries, run.columns, cancelled); !read)
            return read.error();
        return sink(run);
    };
    return m_impl->buckets.pieces(**id, tier, parts, need, give, cancelled, metrics);
}

void HistoryFile::expect(const NodeId& node, Tier tier, TimeMs fromMs, TimeMs toMs) const
{
    auto transaction = Transaction::read(*m_impl->database);
    const auto id = m_impl->find(node);
    if (!transaction || !id || !*id || fromMs >= toMs)
        return;
    m_impl->expectLayouts();
    if (tier == Tier::Raw)
        m_impl->samples.expectFresh(**id, fromMs, toMs);
    else
        m_impl->buckets.expectFresh(**id, tier, fromMs, toMs);
}

} // namespace cacheledger
