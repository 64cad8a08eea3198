// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/exportwriter.h"

namespace cacheledger
{

/// Writes samples as OpenMetrics text 1.0, a family after the other. A family's name is made from a metric's id
/// (docs/formats.md); the id itself is in the label `metric`, so that nothing of it is lost. Time in seconds.
class OpenMetricsWriter
{
public:
    /// The value, or a bucket's smallest or largest, which are families of their own.
    enum class Part { Value, Min, Max };

    explicit OpenMetricsWriter(QIODevice& out) : m_device(out) {}

    /// TYPE, UNIT and HELP from the catalogue; samples follow.
    void beginFamily(const std::string& metric, Part part);
    /// NaN is absent: no line. False: the device failed.
    bool sample(const QString& cache, const QString& node, TimeMs timeMs, double value);
    /// "# EOF"; Io with the device's words if anything failed.
    Result<void> end();

private:
    ExportDevice m_device;
    std::vector<QByteArray> m_families; ///< names in use: two ids must not share one
    QByteArray m_sample;                ///< name of the family's samples
    QByteArray m_metric;                ///< the label
};

/// "cacheledger_used_memory_bytes" for used_memory: a prefix, the id with everything but ASCII letters, digits and
/// underscores as "_", min or max, the unit. Without a counter's "_total".
QByteArray openMetricsName(const std::string& metric, OpenMetricsWriter::Part part);

} // namespace cacheledger
