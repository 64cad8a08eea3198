// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/snapshot.h"

#include <cmath>

namespace cacheledger
{

std::optional<double> Snapshot::value(std::string_view metric) const
{
    if (!layout)
        return std::nullopt;
    const auto column = layout->indexOf(metric);
    if (!column || *column >= values.size() || std::isnan(values[*column]))
        return std::nullopt;
    return values[*column];
}

std::optional<QString> Snapshot::text(std::string_view field) const
{
    if (!texts)
        return std::nullopt;
    const auto it = texts->find(field);
    if (it == texts->end())
        return std::nullopt;
    return QString::fromStdString(it->second);
}

} // namespace cacheledger
