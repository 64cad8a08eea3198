// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keyrecord.h"
#include "metrics/health.h"

namespace cacheledger
{

/// Something of an analysis that is worth a look.
struct KeyFinding {
    Severity severity = Severity::Warning;
    QString text; ///< one or two sentences, translated
};

/// Prefixes that take a tenth of the memory and mostly have no TTL; truncated hashes as ids; single keys over 1 MiB;
/// what the server did not tell. The gravest first.
std::vector<KeyFinding> keyFindings(const KeyRecord& record);

} // namespace cacheledger
