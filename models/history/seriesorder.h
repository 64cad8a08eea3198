// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/serieslayout.h"

#include <vector>

namespace cacheledger
{

/// Each column of a layout once: first those that charts and derived metrics are made of, then the rest, so that what
/// is asked for together lies together in a block. It may change from version to version: blocks say where a series
/// lies.
std::vector<std::size_t> seriesOrder(const SeriesLayout& layout);

} // namespace cacheledger
