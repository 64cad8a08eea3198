// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/sourceconfig.h"
#include "sources/histogram.h"
#include "sources/sourcereading.h"

#include <map>
#include <span>
#include <string>

namespace cacheledger
{

/// Reads OpenMetrics or Prometheus text, poll after poll of one source: what it remembers are the buckets of the poll
/// before, since quantiles are of what was counted in between.
///
/// A mapping's name may leave labels out: all samples that have the named ones are added up. A histogram or summary is
/// meant by its name without `_bucket`, `_sum`, `_count`. Bounded: 200,000 samples, 64 KiB a line. One thread.
class ExpositionReader
{
public:
    /// The wanted names; `everything`: all series with all their labels besides, histograms since the application
    /// began (for a look at what there is). ServerError when no line is a sample. NaN and Inf, torn histograms and
    /// lines that are no samples are problems of the reading; all else counts.
    Result<SourceReading> read(const QByteArray& text, std::span<const FieldMapping> wanted, bool everything = false);

private:
    std::map<std::string, HistogramCounts> m_before;
};

} // namespace cacheledger
