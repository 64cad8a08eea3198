// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pagecontext.h"

namespace cacheledger
{

void CacheSelection::select(const CacheId& cache)
{
    if (cache == m_current)
        return;
    m_current = cache;
    Q_EMIT changed();
}

} // namespace cacheledger
