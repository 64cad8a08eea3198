// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pagecontext.h"

namespace cacheledger
{

/// Asks for what was kept of the selected cache's servers over the time range: the number that recalled() comes with;
/// 0: there is nobody to ask.
quint64 recallRange(const PageContext& context);

/// Of a node of this cache (may be null); empty: it has none of that id.
QString addressOfNode(const CacheConfig* cache, const NodeId& id);

} // namespace cacheledger
