// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/evidenceanswer.h"
#include "redis/reply.h"

#include <optional>

namespace cacheledger
{

/// What MEMORY STATS answers, the parts of each database after its name. Nothing: it is something else.
std::optional<std::vector<MemoryPart>> memoryPartsIn(const Reply& reply);
/// What MEMORY DOCTOR or LATENCY DOCTOR answers: printable text, cut after 16 KiB.
std::optional<QString> doctorTextIn(const Reply& reply);

} // namespace cacheledger
