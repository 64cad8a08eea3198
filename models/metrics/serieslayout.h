// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cacheledger
{

/// The ordered list of numeric metric ids that a snapshot's (or a block's) values stand for: the column names.
///
/// Immutable and shared: polls of one node nearly always have the same columns, so that a snapshot is one pointer and
/// one vector of doubles, and history writes the names once. Thread-safe after construction.
class SeriesLayout
{
public:
    /// Names must be distinct; a repeated name keeps its first place only in look-ups.
    explicit SeriesLayout(std::vector<std::string> names);
    SeriesLayout(const SeriesLayout&) = delete; // a copy's index would point into the original's names
    SeriesLayout& operator=(const SeriesLayout&) = delete;

    std::size_t size() const { return m_names.size(); }
    const std::string& name(std::size_t index) const { return m_names[index]; }
    const std::vector<std::string>& names() const { return m_names; }
    /// The column of a metric id, or nothing.
    std::optional<std::size_t> indexOf(std::string_view name) const;

    /// Equal when the names are equal in order.
    friend bool operator==(const SeriesLayout& a, const SeriesLayout& b) { return a.m_names == b.m_names; }

private:
    std::vector<std::string> m_names;
    std::unordered_map<std::string_view, std::uint32_t> m_index; // views into m_names, which never changes
};

using LayoutPtr = std::shared_ptr<const SeriesLayout>;

} // namespace cacheledger
