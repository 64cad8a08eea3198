// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cacheledger
{

/// A segment (a label: tenant, model, language) of a stage.
struct StageSegment {
    std::string stage;
    std::string segment;
    friend bool operator==(const StageSegment&, const StageSegment&) = default;
};

/// What the application metrics of a cache tell about, read from the names of its metrics
/// (docs/formats.md: `stage.S.hits`, `stage.S@G.hits`, `op.O.latency.p95`, `serving.*`, `item.NAME.requests`).
class LayerMetrics
{
public:
    LayerMetrics() = default;
    explicit LayerMetrics(const std::vector<std::string>& names);

    bool has(const std::string& metric) const { return m_names.contains(metric); }
    bool empty() const { return m_names.empty(); }
    const std::vector<std::string>& stages() const { return m_stages; } ///< in the order of the names
    const std::vector<std::string>& operations() const { return m_operations; }
    const std::vector<StageSegment>& segments() const { return m_segments; }
    const std::vector<std::string>& serving() const { return m_serving; } ///< whole ids
    const std::vector<std::string>& items() const { return m_items; }     ///< NAME of item.NAME.requests
    friend bool operator==(const LayerMetrics& a, const LayerMetrics& b) { return a.m_names == b.m_names; }

private:
    void note(std::string_view name);

    std::set<std::string> m_names;
    std::vector<std::string> m_stages;
    std::vector<std::string> m_operations;
    std::vector<StageSegment> m_segments;
    std::vector<std::string> m_serving;
    std::vector<std::string> m_items;
};

} // namespace cacheledger
