// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>
#include <utility>

/// The words that files use for the values of an enumeration, as an array of Word.
namespace cacheledger::wordtable
{

template <typename T>
using Word = std::pair<T, const char*>;

/// Empty for a value that is not in the table.
template <typename Words, typename T>
QString wordFor(const Words& words, T value)
{
    for (const auto& [known, word] : words)
        if (known == value)
            return QLatin1String(word);
    return {};
}

template <typename Words>
auto valueFor(const Words& words, const QString& text) -> std::optional<decltype(words[0].first)>
{
    for (const auto& [known, word] : words)
        if (text == QLatin1String(word))
            return known;
    return {};
}

/// "critical, warning, information"
template <typename Words>
QString allOf(const Words& words)
{
    QStringList all;
    for (const auto& [value, word] : words)
        all << QLatin1String(word);
    return all.join(QLatin1String(", "));
}

} // namespace cacheledger::wordtable
