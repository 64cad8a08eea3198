// SPDX-License-Identifier: GPL-3.0-or-later
// parseClusterNodes on any bytes: it never crashes, and what it lets through can be used as it is.
#include "redis/clusternodes.h"

#include <cstdint>
#include <cstdlib>

using namespace cacheledger;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const ClusterNodes found =
        parseClusterNodes(QByteArray(reinterpret_cast<const char*>(bytes), static_cast<qsizetype>(size)));
    for (const ClusterNode& node : found.nodes) {
        if (node.id.isEmpty() || node.port == 0)
            std::abort();
        for (const SlotRange& range : node.ranges) {
            if (range.first < 0 || range.last >= SlotRange::slotCount || range.count() < 1)
                std::abort();
        }
    }
    return 0;
}
