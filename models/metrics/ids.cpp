// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/ids.h"

#include <QtCore/QUuid>

namespace cacheledger
{

CacheId newCacheId()
{
    return {QUuid::createUuid().toString(QUuid::WithoutBraces)};
}

NodeId newNodeId()
{
    return {QUuid::createUuid().toString(QUuid::WithoutBraces)};
}

} // namespace cacheledger
