// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/testvalues.h"

#include <QtCore/QRegularExpression>

#include <limits>

namespace cacheledger
{

namespace
{

constexpr double noSample = std::numeric_limits<double>::quiet_NaN();

/// One word: `first`, then `more` values, each `step` higher.
struct Word {
    double first = noSample;
    double step = 0;
    std::size_t more = 0;
};

std::optional<Word> wordOf(const QString& text)
{
    static const QRegularExpression form(
        QStringLiteral("^(?:(_)|(stale)|([-+]?(?:[0-9.]+(?:e[-+]?[0-9]+)?|inf|nan))([-+][0-9.]+(?:e[-+]?[0-9]+)?)?)"
                       "(?:x([0-9]{1,7}))?\\z"),
        QRegularExpression::CaseInsensitiveOption);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return {};
    const bool repeated = match.hasCaptured(5);
    const std::size_t count = match.captured(5).toULong();
    if (match.hasCaptured(1))
        return repeated && count == 0 ? std::nullopt : std::optional(Word{noSample, 0, repeated ? count - 1 : 0});
    if (match.hasCaptured(2))
        return repeated ? std::nullopt : std::optional(Word());
    bool good = false;
    Word word{match.captured(3).toDouble(&good), 0, repeated ? count : 0};
    if (good && match.hasCaptured(4))
        word.step = match.captured(4).toDouble(&good);
    if (!good || (match.hasCaptured(4) && !repeated))
        return {};
    return word;
}

} // namespace

std::optional<std::vector<double>> testValues(const QString& text)
{
    std::vector<double> values;
    static const QRegularExpression space(QStringLiteral("\\s+"));
    for (const QString& part : text.split(space, Qt::SkipEmptyParts)) {
        const auto word = wordOf(part);
        if (!word || values.size() + word->more >= mostTestValues)
            return {};
        double value = word->first;
        for (std::size_t i = 0; i <= word->more; ++i, value += word->step)
            values.push_back(value);
    }
    return values;
}

} // namespace cacheledger
