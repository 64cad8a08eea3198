// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"

#include <QtCore/QString>

#include <optional>
#include <string>
#include <string_view>

class QIODevice;

namespace cacheledger
{

/// One INFO text out of a file of several.
struct InfoDump {
    std::string text;
    qint64 line = 1;              ///< where it begins, from 1
    std::optional<TimeMs> dateMs; ///< of a line with a date before it
};

/// Takes a file with INFO texts apart, one at a time: a text begins at its first section's or field's second coming
/// (`# Server`, `redis_version:`) and after a line with a date. Lines in between that are no part of INFO stay with the
/// text before them. A text over 16 MiB is cut there. Not thread-safe.
class InfoDumpReader
{
public:
    explicit InfoDumpReader(QIODevice& in) : m_in(in) {}
    /// Nothing at the end, and when the device fails (see its errorString()).
    std::optional<InfoDump> next();

private:
    bool beginsAnother(std::string_view line, const InfoDump& dump) const;

    QIODevice& m_in;
    qint64 m_line = 0;
    std::optional<std::string> m_held; // the line that began the next text
    std::optional<TimeMs> m_date;      // of the next text
    std::string m_firstField;          // of the text that is being read
    std::string m_firstSection;
};

/// A date as it stands in a line of its own: "# 2026-06-01T12:00:00Z", "date: 1780315200", "=== Mon Jun  1 12:00:00 UTC
/// 2026 ===". Nothing for any other line, every line of INFO among them.
std::optional<TimeMs> dateLine(std::string_view line);

/// The stamp in a file's name: ISO 8601 with or without separators ("info-2026-06-01T12-00-00Z.txt", "20260601_120000",
/// "2026-06-01"), local time without a zone, or seconds or milliseconds since 1970. The last one counts.
std::optional<TimeMs> dateInName(const QString& name);

/// When a text was made, by the server's clock (`server_time_usec`, from 6.0).
std::optional<TimeMs> infoServerTime(std::string_view info);

} // namespace cacheledger
