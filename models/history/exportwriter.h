// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyreader.h"

#include <QtCore/QByteArray>

#include <span>
#include <string>
#include <vector>

namespace cacheledger
{

/// Text on its way to a device, in chunks. After the first failure nothing more is written.
class ExportDevice
{
public:
    explicit ExportDevice(QIODevice& out) : m_out(out) {}

    QByteArray& text() { return m_text; } ///< to append to
    bool hasFailed() const { return m_failed; }
    /// Writes if there is a chunk. False: the device failed.
    bool writeChunk();
    /// Writes the rest; Io with the device's words if anything failed.
    Result<void> end();

private:
    bool flush();

    QIODevice& m_out;
    QByteArray m_text;
    bool m_failed = false;
};

/// Writes an export's rows as CSV (RFC 4180) or JSON (docs/formats.md).
class ExportWriter
{
public:
    /// `columns`: the names after time and node.
    ExportWriter(QIODevice& out, ExportFormat format, std::span<const std::string> columns);

    void begin();
    /// NaN is absent. `values` are parallel to the columns. False: the device failed.
    bool row(TimeMs timeMs, const QString& node, std::span<const double> values);
    /// Writes the end; Io with the device's words if anything failed.
    Result<void> end();

private:
    void csvRow(TimeMs timeMs, const QString& node, std::span<const double> values);
    void jsonRow(TimeMs timeMs, const QString& node, std::span<const double> values);

    ExportDevice m_device;
    QByteArray& m_buffer;
    ExportFormat m_format;
    std::vector<QByteArray> m_names; ///< quoted as the format wants it
    bool m_firstRow = true;
};

/// "2024-05-01T12:00:00.250Z".
QByteArray isoTime(TimeMs timeMs);
/// The shortest text that reads back as the same number; whole numbers without exponent.
QByteArray exactNumber(double value);

} // namespace cacheledger
