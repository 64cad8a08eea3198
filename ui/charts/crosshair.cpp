// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartpanel.h"

namespace cacheledger
{

void Crosshair::set(std::optional<TimeMs> time)
{
    if (time == m_time)
        return;
    m_time = time;
    Q_EMIT moved();
}

} // namespace cacheledger
