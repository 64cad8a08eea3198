// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "metrics/result.h"

#include <QtCore/QString>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

class QIODevice;

namespace cacheledger
{

/// Auto looks at the first bytes.
enum class ImportFormat { Auto, Csv, Json, OpenMetrics };

/// What a column (or key, or metric name) of a source stands for.
struct ImportColumn {
    enum class Role { Time, Node, Metric, Ignored };
    Role role = Role::Metric;
    std::string metric; ///< the id, for Metric
};

/// The source's names: `--map COLUMN=METRIC`, where METRIC may also be `time`, `node`, or empty for "leave it out".
/// Without an entry `time`, `timestamp`, `date` and the like are the time, `node` and `instance` the node, all else is
/// a metric of its own name.
class ImportNames
{
public:
    ImportNames() = default;
    explicit ImportNames(std::map<std::string, std::string> mapped) : m_mapped(std::move(mapped)) {}
    ImportColumn column(const std::string& name) const;
    bool isMapped(const std::string& name) const { return m_mapped.contains(name); }

private:
    std::map<std::string, std::string> m_mapped;
};

/// One value of a row; `column` is what the sink gave for its name.
struct ImportField {
    std::size_t column = 0;
    double value = 0;
};

struct ImportRow {
    qint64 line = 0; ///< where it begins in the source, from 1
    TimeMs timeMs = 0;
    std::string node; ///< as the source names it; empty: it does not
    std::vector<ImportField> fields;
};

/// Takes what the readers find. Values are finite or infinite, never NaN: absent ones are not given.
class ImportSink
{
public:
    virtual ~ImportSink() = default;
    /// The number of a metric's column; nothing: it is not wanted.
    virtual std::optional<std::size_t> column(const std::string& metric) = 0;
    /// An error ends the reading.
    virtual Result<void> row(const ImportRow& row) = 0;
    /// A row that is left out.
    virtual void skipped(qint64 line, const QString& why) = 0;
    /// A field of a row that is no number; the others of the row count.
    virtual void badField(qint64 line, const std::string& column, std::string_view text) = 0;
};

/// Read a source to its end, in bounded memory. InvalidArgument names the line from which on it is not understood; what
/// stands before it has been given to the sink. Io: the device failed.
Result<void> readCsvRows(QIODevice& in, const ImportNames& names, ImportSink& sink);
Result<void> readJsonRows(QIODevice& in, const ImportNames& names, ImportSink& sink);
Result<void> readOpenMetricsRows(QIODevice& in, const ImportNames& names, ImportSink& sink);

/// By the first bytes, which stay unread. Never Auto.
ImportFormat detectImportFormat(QIODevice& in);

/// A moment in a source: ISO 8601 (local time without a zone), seconds or milliseconds since 1970. Nothing relative.
std::optional<TimeMs> importTime(std::string_view text);
/// A number as exports write it, surrounded by spaces at most; NaN for texts that say "absent" ("", null, NaN, NA, -).
/// Nothing: it is no number.
std::optional<double> importNumber(std::string_view text);

/// "Line N: WHY", InvalidArgument.
Error importError(qint64 line, const QString& why);

} // namespace cacheledger
