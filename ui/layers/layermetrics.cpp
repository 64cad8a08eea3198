// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/layermetrics.h"

#include <algorithm>

namespace cacheledger
{

template <typename T>
static void addOnce(std::vector<T>& all, const T& value)
{
    if (std::find(all.begin(), all.end(), value) == all.end())
        all.push_back(value);
}

LayerMetrics::LayerMetrics(const std::vector<std::string>& names)
{
    for (const std::string& name : names) {
        if (m_names.insert(name).second)
            note(name);
    }
}

/// The part between "stage." and the next dot, or all of a name between prefix and suffix.
void LayerMetrics::note(std::string_view name)
{
    const auto after = [&](std::string_view prefix) {
        return name.starts_with(prefix) ? name.substr(prefix.size()) : std::string_view();
    };
    if (const std::string_view rest = after("stage."); !rest.empty()) {
        const std::string_view stage = rest.substr(0, rest.find('.'));
        const std::size_t at = stage.find('@');
        addOnce(m_stages, std::string(stage.substr(0, at)));
        // A label may hold dots: it ends where the leaf begins.
        const std::size_t label = rest.find('@');
        if (label != std::string_view::npos && rest.rfind('.') != std::string_view::npos && rest.rfind('.') > label)
            addOnce(m_segments, {std::string(rest.substr(0, label)),
                                 std::string(rest.substr(label + 1, rest.rfind('.') - label - 1))});
    } else if (const std::string_view operation = after("op."); !operation.empty()) {
        std::size_t end = operation.find(".latency.");
        if (end == std::string_view::npos)
            end = operation.rfind('.');
        if (end != std::string_view::npos && end > 0)
            addOnce(m_operations, std::string(operation.substr(0, end)));
    } else if (!after("serving.").empty()) {
        m_serving.emplace_back(name);
    } else if (const std::string_view item = after("item."); item.ends_with(".requests")) {
        m_items.emplace_back(item.substr(0, item.size() - std::string_view(".requests").size()));
    }
}

} // namespace cacheledger
