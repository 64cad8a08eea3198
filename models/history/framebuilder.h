// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/columncombine.h"

#include <memory>

namespace cacheledger
{

/// Builds a frame from what is read of one or several nodes. Pure: no file, no clock.
///
/// The range is cut into equal columns; each node's data goes in with add...(), in order of time; build() ends it.
class FrameBuilder
{
public:
    static constexpr int maxColumns = 16384;

    /// InvalidArgument: an empty, reversed or absurdly long range, or no columns. More columns than maxColumns or than
    /// milliseconds become that many.
    static Result<std::unique_ptr<FrameBuilder>> make(const FrameRequest& request, MetricPlan plan);

    const MetricPlan& plan() const { return m_plan; }
    /// Samples in [fromMs, toMs); an earlier one only gives the first step its beginning. `node`: place in the request.
    void addSamples(std::size_t node, const SampleRun& run, TimeMs fromMs, TimeMs toMs);
    void addBuckets(std::size_t node, Tier tier, const BucketRun& run);
    /// Everything but tier, events and newestMs. No gap reaches beyond `nowMs`. Call once.
    Frame build(TimeMs nowMs);

private:
    FrameBuilder(const FrameRequest& request, int columns, MetricPlan plan);

    MetricPlan m_plan;
    TimeMs m_fromMs;
    TimeMs m_toMs;
    int m_columns;
    std::vector<NodeColumns> m_nodes;
    std::vector<ColumnFold> m_folds; // refer to the plan and write to m_nodes
};

} // namespace cacheledger
