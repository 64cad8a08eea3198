// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/infodumps.h"

#include <QtCore/QDateTime>
#include <QtCore/QIODevice>
#include <QtCore/QLocale>
#include <QtCore/QRegularExpression>
#include <QtCore/QTimeZone>

#include <charconv>
#include <cmath>

namespace cacheledger
{

namespace
{

constexpr qint64 longestDumpLine = 1 << 20;
constexpr std::size_t largestDump = 16u << 20;
constexpr double earliestEpochS = 1.2e9; // 2008: Redis is younger
constexpr double latestEpochS = 4.2e9;   // 2103

std::string_view trimmedLine(std::string_view line)
{
    constexpr std::string_view blank = " \t\r\n";
    const std::size_t first = line.find_first_not_of(blank);
    return first == std::string_view::npos ? std::string_view()
                                           : line.substr(first, line.find_last_not_of(blank) - first + 1);
}

std::optional<TimeMs> epochOf(const QString& digits)
{
    bool ok = false;
    const double number = digits.toDouble(&ok);
    const double seconds = digits.section(QLatin1Char('.'), 0, 0).size() >= 13 ? number / 1000 : number;
    return ok && seconds >= earliestEpochS && seconds <= latestEpochS ? std::optional(std::llround(seconds * 1000))
                                                                      : std::nullopt;
}

/// "Z", "+02:00", "-0330"; empty is local time.
std::optional<TimeMs> momentOf(const QDate& date, const QTime& time, const QString& zone)
{
    if (!date.isValid() || !time.isValid())
        return std::nullopt;
    if (zone.isEmpty())
        return QDateTime(date, time).toMSecsSinceEpoch();
    if (zone.compare(QLatin1String("Z"), Qt::CaseInsensitive) == 0)
        return QDateTime(date, time, QTimeZone::utc()).toMSecsSinceEpoch();
    const int sign = zone.startsWith(QLatin1Char('-')) ? -1 : 1;
    const int offset = sign * (zone.mid(1, 2).toInt() * 3600 + zone.right(2).toInt() * 60);
    return QDateTime(date, time, QTimeZone(offset)).toMSecsSinceEpoch();
}

const QRegularExpression& isoStamp()
{
    static const QRegularExpression expression(QStringLiteral(
        R"((?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])\2([0-2]\d|3[01])(?:[T _.-]*([01]\d|2[0-3])[:_.-]?([0-5]\d)(?:[:_.-]?([0-5]\d))?)?(?:[.,]\d+)?\s?(Z|[+-]\d\d:?\d\d)?(?!\d))"));
    return expression;
}

std::optional<TimeMs> isoMoment(const QRegularExpressionMatch& match)
{
    const QDate date(match.captured(1).toInt(), match.captured(3).toInt(), match.captured(4).toInt());
    const QTime time(match.captured(5).toInt(), match.captured(6).toInt(), match.captured(7).toInt());
    return momentOf(date, time, match.captured(8));
}

/// What date(1) prints in the C locale: "Mon Jun  1 12:00:00 UTC 2026".
std::optional<TimeMs> unixDate(const QString& text)
{
    static const QRegularExpression expression(
        QStringLiteral(R"(^\w{3} (\w{3})\s+(\d{1,2}) (\d\d):(\d\d):(\d\d) (?:(\w{1,5}|[+-]\d{2,4}) )?(20\d\d)$)"));
    const auto match = expression.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    static const QStringList months{QStringLiteral("Jan"), QStringLiteral("Feb"), QStringLiteral("Mar"),
                                    QStringLiteral("Apr"), QStringLiteral("May"), QStringLiteral("Jun"),
                                    QStringLiteral("Jul"), QStringLiteral("Aug"), QStringLiteral("Sep"),
                                    QStringLiteral("Oct"), QStringLiteral("Nov"), QStringLiteral("Dec")};
    const QDate date(match.captured(7).toInt(), static_cast<int>(months.indexOf(match.captured(1))) + 1,
                     match.captured(2).toInt());
    const QTime time(match.captured(3).toInt(), match.captured(4).toInt(), match.captured(5).toInt());
    const QString zone = match.captured(6);
    const bool utc = zone == QLatin1String("UTC") || zone == QLatin1String("GMT");
    return momentOf(date, time, utc ? QStringLiteral("Z") : QString()); // names of zones mean several; taken as ours
}

} // namespace

std::optional<TimeMs> dateLine(std::string_view line)
{
    constexpr std::size_t longest = 120;
    if (line.size() > longest)
        return std::nullopt;
    static const QRegularExpression decoration(
        QStringLiteral(R"(^[#=\-*\s\[]*(?:(?:date|time|timestamp)\s*[:=]\s*)?|[#=\-*\s\]]*$)"),
        QRegularExpression::CaseInsensitiveOption);
    QString text = QString::fromUtf8(line.data(), static_cast<qsizetype>(line.size()));
    text.remove(decoration);
    if (text.isEmpty())
        return std::nullopt;
    if (const auto unix = unixDate(text))
        return unix;
    static const QRegularExpression digits(QStringLiteral(R"(^\d{10}(\d{3})?(\.\d+)?$)"));
    if (digits.match(text).hasMatch())
        return epochOf(text);
    const auto iso = isoStamp().match(text);
    return iso.hasMatch() && iso.capturedStart() == 0 && iso.capturedLength() == text.size() ? isoMoment(iso)
                                                                                             : std::nullopt;
}

std::optional<TimeMs> dateInName(const QString& name)
{
    std::optional<TimeMs> found;
    for (auto matches = isoStamp().globalMatch(name); matches.hasNext();)
        if (const auto moment = isoMoment(matches.next()))
            found = moment;
    if (found)
        return found;
    static const QRegularExpression digits(QStringLiteral(R"((?<!\d)\d{10}(?:\d{3})?(?!\d))"));
    for (auto matches = digits.globalMatch(name); matches.hasNext();)
        if (const auto moment = epochOf(matches.next().captured()))
            found = moment;
    return found;
}

std::optional<TimeMs> infoServerTime(std::string_view info)
{
    constexpr std::string_view field = "server_time_usec:";
    std::size_t at = info.find(field);
    while (at != std::string_view::npos && at != 0 && info[at - 1] != '\n')
        at = info.find(field, at + 1);
    if (at == std::string_view::npos)
        return std::nullopt;
    qint64 usec = 0;
    const char* start = info.data() + at + field.size();
    const auto read = std::from_chars(start, info.data() + info.size(), usec);
    return read.ec == std::errc() && usec > 0 ? std::optional(usec / 1000) : std::nullopt;
}

/// Its first section or first field again.
bool InfoDumpReader::beginsAnother(std::string_view line, const InfoDump& dump) const
{
    if (dump.text.empty())
        return false;
    if (line.starts_with('#'))
        return line == m_firstSection;
    const std::size_t colon = line.find(':');
    return colon != std::string_view::npos && line.substr(0, colon) == m_firstField;
}

std::optional<InfoDump> InfoDumpReader::next()
{
    InfoDump dump;
    dump.dateMs = m_date;
    m_date.reset();
    m_firstField.clear();
    m_firstSection.clear();
    while (m_held || !m_in.atEnd()) {
        std::string raw;
        if (m_held) {
            raw = *std::move(m_held);
            m_held.reset();
        } else {
            raw = m_in.readLine(longestDumpLine).toStdString();
            ++m_line;
        }
        if (raw.empty())
            break;
        const std::string_view line = trimmedLine(raw);
        if (line.empty())
            continue;
        if (const auto date = dateLine(line)) {
            if (!m_firstField.empty()) {
                m_date = date;
                return dump;
            }
            dump.dateMs = date;
            continue;
        }
        if (beginsAnother(line, dump) || dump.text.size() > largestDump) {
            m_held = std::move(raw);
            if (!m_firstField.empty())
                return dump;
            m_firstSection.clear();
            dump.text.clear();
            continue;
        }
        if (dump.text.empty())
            dump.line = m_line;
        const std::size_t colon = line.find(':');
        if (line.starts_with('#')) {
            if (m_firstSection.empty() && m_firstField.empty())
                m_firstSection = line;
        } else if (m_firstField.empty() && colon != std::string_view::npos) {
            m_firstField = line.substr(0, colon);
        }
        dump.text += line;
        dump.text += "\r\n";
    }
    return m_firstField.empty() ? std::nullopt : std::optional(std::move(dump));
}

} // namespace cacheledger
