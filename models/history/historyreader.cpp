// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyreader.h"

#include "history/columngrid.h"
#include "history/framebuilder.h"
#include "history/queryplan.h"

#include <algorithm>

namespace cacheledger
{

namespace
{
Result<void> readPiece(const HistoryFile& file, const NodeId& node, std::size_t place, const TierPiece& piece,
                       FrameBuilder& builder, const std::atomic_bool* cancelled)
{
    const std::vector<std::string>& metrics = builder.plan().inputIds();
    if (piece.tier != Tier::Raw)
        return file.readTier(
            node, piece.tier, metrics, piece.fromMs, piece.toMs,
            [&](const BucketRun& run) {
                builder.addBuckets(place, piece.tier, run);
                return true;
            },
            cancelled);
    return file.readRaw(
        node, metrics, piece.fromMs, piece.toMs,
        [&](const SampleRun& run) {
            builder.addSamples(place, run, piece.fromMs, piece.toMs);
            return true;
        },
        cancelled);
}
} // namespace

Result<Frame> readFrame(const HistoryFile& file, const FrameRequest& request, const std::atomic_bool* cancelled)
{
    if (std::optional<Error> error = rangeError(request.fromMs, request.toMs))
        return *std::move(error);
    Result<MetricPlan> plan = planMetrics(file, request.nodes, request.metrics, request.fromMs, request.toMs);
    if (!plan)
        return plan.error();
    auto builder = FrameBuilder::make(request, std::move(plan).value());
    if (!builder)
        return builder.error();

    const Tier tier = request.tier.value_or(tierFor(request.toMs - request.fromMs, request.columns));
    std::optional<TimeMs> newest;
    Tier finest = request.nodes.empty() ? tier : Tier::Hour;
    std::vector<std::vector<TierPiece>> pieces;
    for (const NodeId& node : request.nodes) {
        pieces.push_back(planTiers(file, node, tier, request.fromMs, request.toMs));
        for (const TierPiece& piece : pieces.back())
            file.expect(node, piece.tier, piece.fromMs, piece.toMs);
    }
    for (std::size_t n = 0; n < request.nodes.size(); ++n) {
        const NodeId& node = request.nodes[n];
        for (const TierPiece& piece : pieces[n]) {
            if (Result<void> read = readPiece(file, node, n, piece, **builder, cancelled); !read)
                return read.error();
            finest = std::min(finest, piece.tier);
        }
        if (const std::optional<TimeMs> last = file.newestSample(node))
            newest = std::max(newest.value_or(*last), *last);
    }
    Frame frame = (*builder)->build(request.nowMs ? *request.nowMs : SystemClock().nowMs());
    frame.tier = std::max(tier, finest); // coarser than asked where that was dropped
    frame.newestMs = newest;
    if (request.withEvents) {
        Result<std::vector<Event>> events = file.events(request.nodes, request.fromMs, request.toMs);
        if (!events)
            return events.error();
        frame.events = std::move(events).value();
    }
    return frame;
}

} // namespace cacheledger
