// SPDX-License-Identifier: GPL-3.0-or-later
// The import's readers: the first byte chooses CSV, JSON, OpenMetrics or guessing. Rows refer to columns that the sink
// gave, have a moment, and never hold NaN; a reader ends with success or with a line.
#include "history/importformat.h"

#include <QtCore/QBuffer>

#include <cmath>
#include <cstdint>
#include <cstdlib>

using namespace cacheledger;

namespace
{

class CheckingSink : public ImportSink
{
public:
    std::optional<std::size_t> column(const std::string& metric) override
    {
        return metric.starts_with('x') ? std::nullopt : std::optional(m_columns++);
    }
    Result<void> row(const ImportRow& row) override
    {
        if (row.line < 1 || row.timeMs < 0)
            std::abort();
        for (const ImportField& field : row.fields)
            if (field.column >= m_columns || std::isnan(field.value))
                std::abort();
        return {};
    }
    void skipped(qint64 line, const QString& why) override
    {
        if (line < 1 || why.isEmpty())
            std::abort();
    }
    void badField(qint64 line, const std::string&, std::string_view) override
    {
        if (line < 1)
            std::abort();
    }

private:
    std::size_t m_columns = 0;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    QBuffer in;
    in.setData(reinterpret_cast<const char*>(data) + 1, static_cast<qsizetype>(size) - 1);
    in.open(QIODevice::ReadOnly);
    const ImportNames names({{"When", "time"}, {"Who", "node"}, {"Gone", ""}, {"Mem", "used_memory"}});
    CheckingSink sink;
    ImportFormat format = static_cast<ImportFormat>(data[0] % 4);
    if (format == ImportFormat::Auto)
        format = detectImportFormat(in);
    const auto read = format == ImportFormat::Csv    ? readCsvRows(in, names, sink)
                      : format == ImportFormat::Json ? readJsonRows(in, names, sink)
                                                     : readOpenMetricsRows(in, names, sink);
    if (!read && read.error().message.isEmpty())
        std::abort();
    return 0;
}
