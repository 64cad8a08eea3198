// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/sourceconfig.h"
#include "metrics/snapshot.h"
#include "sources/sourcereading.h"

namespace cacheledger
{

/// The mappings in force: those of the configuration and, of Redis lists, each operation's own (op.OP.latency.*,
/// op.OP.success, op.OP.errors, and op.cache for `cache_latencies`).
std::vector<FieldMapping> effectiveFields(const SourceConfig& source);

/// Turns readings of one source into metrics. What one answer holds belongs together, so only from one answer follow:
/// misses = requests - hits, requests = hits + misses, where the third is not mapped. One thread.
class SourceMapper
{
public:
    explicit SourceMapper(const SourceConfig& source);

    /// The columns of a snapshot without its node and time; `problems` gets a sentence for what is mapped and not
    /// there. Columns of the poll before that are absent now are NaN.
    Snapshot map(const SourceReading& reading, QStringList& problems);
    /// The names of the metrics that a field gives, for people: "stage.response.latency.*".
    static QString metricText(const std::string& metric);

private:
    std::vector<FieldMapping> m_fields;
    LayoutPtr m_layout;
    std::string m_processStarted;
    std::shared_ptr<const TextFields> m_texts;
};

} // namespace cacheledger
