// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keyname.h"

#include <QtCore/QStringDecoder>

#include <algorithm>
#include <array>
#include <cmath>

namespace cacheledger
{

static constexpr std::array delimiters{':', '/', '.', '|', '-', '_'};

std::optional<char> detectDelimiter(const std::vector<QByteArray>& names)
{
    std::array<std::size_t, delimiters.size()> counts{};
    for (const QByteArray& name : names) {
        // Only the first one counts: in "user:a-b", "-" belongs to the id.
        const auto first = std::find_first_of(name.begin(), name.end(), delimiters.begin(), delimiters.end());
        if (first != name.end() && first != name.begin())
            ++counts[std::size_t(std::find(delimiters.begin(), delimiters.end(), *first) - delimiters.begin())];
    }
    const auto most = std::max_element(counts.begin(), counts.end());
    if (names.empty() || *most * 3 < names.size())
        return std::nullopt;
    return delimiters[std::size_t(most - counts.begin())];
}

QByteArray keyPrefix(const QByteArray& name, char delimiter, int depth)
{
    qsizetype end = 0;
    for (int level = 0; level < depth; ++level) {
        const qsizetype at = name.indexOf(delimiter, end);
        if (at < 0)
            break;
        end = at + 1;
    }
    return name.left(end);
}

int hexIdLength(const QByteArray& name, char delimiter)
{
    const QByteArray id = name.mid(name.lastIndexOf(delimiter) + 1);
    const auto isHex = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    };
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const bool fits = id.size() >= 4 && id.size() <= 32 && std::all_of(id.begin(), id.end(), isHex) &&
                      std::any_of(id.begin(), id.end(), isDigit) && !std::all_of(id.begin(), id.end(), isDigit);
    return fits ? static_cast<int>(id.size()) : 0;
}

double collisionProbability(double count, int digits)
{
    const double pairs = count * std::max(0.0, count - 1) / 2;
    return -std::expm1(-pairs / std::pow(16.0, digits));
}

QString shownKey(const QByteArray& name, int longest)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString decoded = decoder.decode(name);
    QString text;
    if (decoder.hasError()) {
        for (const char c : name)
            text += c >= ' ' && c < 0x7f ? QString(QLatin1Char(c))
                                         : QStringLiteral("\\x%1").arg(quint8(c), 2, 16, QLatin1Char('0'));
    } else {
        for (const QChar c : decoded)
            text += c.isPrint() || c.isSurrogate() ? QString(c)
                                                   : QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
    }
    if (text.size() <= longest)
        return text;
    text.truncate(longest - 1);
    if (text.back().isHighSurrogate())
        text.chop(1);
    return text + QChar(0x2026);
}

} // namespace cacheledger
