// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/exportwriter.h"

#include "history/tierplan.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QIODevice>

#include <nlohmann/json.hpp>

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace cacheledger
{

namespace
{
constexpr qsizetype exportChunkBytes = 65'536;

QByteArray csvField(const QByteArray& text)
{
    if (text.indexOf(',') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0 && text.indexOf('\r') < 0)
        return text;
    QByteArray doubled = text;
    doubled.replace('"', "\"\"");
    return '"' + doubled + '"';
}

QByteArray jsonText(const QByteArray& text)
{
    const std::string dumped =
        nlohmann::json(text.toStdString()).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return QByteArray::fromStdString(dumped);
}
} // namespace

QByteArray isoTime(TimeMs timeMs)
{
    constexpr qint64 dayMs = 86'400'000;
    const TimeMs midnight = floorTo(timeMs, dayMs);
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(midnight / dayMs))};
    const int ms = static_cast<int>(timeMs - midnight);
    char text[48];
    const int length = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int(date.year()),
                                     unsigned(date.month()), unsigned(date.day()), ms / 3600'000, ms / 60'000 % 60,
                                     ms / 1000 % 60, ms % 1000);
    return QByteArray(text, length);
}

QByteArray exactNumber(double value)
{
    char text[64];
    constexpr double exactlyWhole = 9007199254740992.0; // 2^53
    if (value == 0 && std::signbit(value))
        return "-0.0"; // "-0" is the whole number 0 to many a JSON parser
    const bool whole = std::floor(value) == value && std::fabs(value) <= exactlyWhole;
    const auto end = whole ? std::to_chars(text, text + sizeof text, static_cast<qint64>(value))
                           : std::to_chars(text, text + sizeof text, value);
    return QByteArray(text, static_cast<qsizetype>(end.ptr - text));
}

ExportWriter::ExportWriter(QIODevice& out, ExportFormat format, std::span<const std::string> columns)
    : m_device(out),
      m_buffer(m_device.text()),
      m_format(format)
{
    for (const std::string& column : columns) {
        const QByteArray name = QByteArray::fromStdString(column);
        m_names.push_back(format == ExportFormat::Csv ? csvField(name) : jsonText(name));
    }
}

void ExportWriter::begin()
{
    if (m_format == ExportFormat::Json) {
        m_buffer += '[';
        return;
    }
    m_buffer += "time,node";
    for (const QByteArray& name : m_names)
        m_buffer += ',' + name;
    m_buffer += "\r\n";
}

bool ExportWriter::row(TimeMs timeMs, const QString& node, std::span<const double> values)
{
    if (m_device.hasFailed())
        return false;
    m_format == ExportFormat::Csv ? csvRow(timeMs, node, values) : jsonRow(timeMs, node, values);
    m_firstRow = false;
    return m_device.writeChunk();
}

void ExportWriter::csvRow(TimeMs timeMs, const QString& node, std::span<const double> values)
{
    m_buffer += isoTime(timeMs) + ',' + csvField(node.toUtf8());
    for (double value : values) {
        m_buffer += ',';
        if (!std::isnan(value))
            m_buffer += exactNumber(value);
    }
    m_buffer += "\r\n";
}

void ExportWriter::jsonRow(TimeMs timeMs, const QString& node, std::span<const double> values)
{
    m_buffer += m_firstRow ? "\n" : ",\n";
    m_buffer += "{\"time\":\"" + isoTime(timeMs) + "\",\"node\":" + jsonText(node.toUtf8());
    for (std::size_t i = 0; i < values.size(); ++i)
        m_buffer += ',' + m_names[i] + ':' + (std::isfinite(values[i]) ? exactNumber(values[i]) : "null");
    m_buffer += '}';
}

Result<void> ExportWriter::end()
{
    if (m_format == ExportFormat::Json)
        m_buffer += m_firstRow ? "]\n" : "\n]\n";
    return m_device.end();
}

bool ExportDevice::flush()
{
    m_failed = m_failed || m_out.write(m_text) != m_text.size();
    m_text.clear();
    return !m_failed;
}

bool ExportDevice::writeChunk()
{
    return m_text.size() < exportChunkBytes ? !m_failed : flush();
}

Result<void> ExportDevice::end()
{
    if (flush())
        return {};
    return Error{
        ErrorCode::Io,
        QCoreApplication::translate("History", "The export could not be written: %1.").arg(m_out.errorString()),
        QCoreApplication::translate("History", "Check that there is space and that the target can be written.")};
}

} // namespace cacheledger
