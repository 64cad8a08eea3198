// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/hotitems.h"
#include "metrics/snapshot.h"

namespace cacheledger
{

/// Adds "keyspace.hot_items" to the samples of a source that counts what is asked for (item.NAME.requests): how many of
/// its items are hot. Absent until one of them has a baseline. Of one source, in order of time. One thread.
class HotItemColumn
{
public:
    static constexpr std::string_view metric = "keyspace.hot_items";

    explicit HotItemColumn(const HotItemLimits& limits) : m_items(limits) {}

    /// Does nothing to a sample without items, or where the metric is mapped already.
    void addTo(Snapshot& snapshot);

private:
    HotItems m_items;
    LayoutPtr m_before; // as it comes
    LayoutPtr m_after;  // the same and the column
};

} // namespace cacheledger
