// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cachefigures.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

void CacheFigures::set(const CacheId& cache, const std::string& metric, std::optional<double> value, TimeMs untilMs)
{
    if (!value && !m_caches.contains(cache))
        return; // no column for what was never known
    Known& known = m_caches[cache];
    auto figure = std::ranges::find(known.figures, metric, &Figure::metric);
    if (figure == known.figures.end()) {
        known.plain.reset();
        figure = known.figures.insert(figure, {metric, {}, 0});
    }
    figure->value = value;
    figure->untilMs = untilMs;
}

SnapshotPtr CacheFigures::addedTo(const SnapshotPtr& sample, const CacheId& cache)
{
    const auto known = m_caches.find(cache);
    if (known == m_caches.end())
        return sample;
    Known& of = known->second;
    if (of.plain != sample->layout) {
        std::vector<std::string> names = sample->layout->names();
        for (const Figure& figure : of.figures)
            names.push_back(figure.metric);
        of.plain = sample->layout;
        of.widened = std::make_shared<SeriesLayout>(std::move(names));
    }
    auto widened = std::make_shared<Snapshot>(*sample);
    widened->layout = of.widened;
    for (const Figure& figure : of.figures)
        widened->values.push_back(sample->timeMs <= figure.untilMs ? figure.value.value_or(std::nan(""))
                                                                   : std::nan(""));
    return widened;
}

} // namespace cacheledger
