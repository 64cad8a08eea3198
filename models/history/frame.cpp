// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/frame.h"

#include <algorithm>

namespace cacheledger
{

const FrameSeries* Frame::find(std::string_view metric) const
{
    const auto it =
        std::find_if(series.begin(), series.end(), [metric](const FrameSeries& s) { return s.metric == metric; });
    return it == series.end() ? nullptr : &*it;
}

} // namespace cacheledger
