// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/optionvalues.h"

#include "app/console.h"
#include "app/suggest.h"
#include "metrics/format.h"

#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static Error badValue(const QString& option, const QString& text, const QString& allowed)
{
    return Error{ErrorCode::InvalidArgument, Cli::tr("--%1 cannot be \"%2\".").arg(option, text.left(100)), allowed};
}

Result<double> numberValue(const QString& option, const QString& text, double minimum, double maximum)
{
    bool isNumber = false;
    const double value = text.toDouble(&isNumber);
    if (!isNumber || !std::isfinite(value) || value < minimum || value > maximum)
        return badValue(option, text, Cli::tr("Give a number from %1 to %2.").arg(minimum).arg(maximum));
    return value;
}

Result<int> integerValue(const QString& option, const QString& text, int minimum, int maximum)
{
    bool isNumber = false;
    const int value = text.toInt(&isNumber);
    if (!isNumber || value < minimum || value > maximum)
        return badValue(option, text, Cli::tr("Give a whole number from %1 to %2.").arg(minimum).arg(maximum));
    return value;
}

Result<qint64> durationValue(const QString& option, const QString& text)
{
    constexpr qint64 yearMs = 365LL * 86400 * 1000;
    const std::optional<qint64> value = parseDurationMs(text);
    if (!value || *value <= 0 || *value > yearMs)
        return badValue(option, text, Cli::tr("Give seconds, or a duration like 500ms, 90s, 10m or 2h."));
    return *value;
}

Result<TimeMs> timeValue(const QString& option, const QString& text, TimeMs nowMs)
{
    const std::optional<TimeMs> value = parseTime(text, nowMs);
    if (!value)
        return badValue(option, text,
                        Cli::tr("Give now, now-15m, now+1h, 2026-11-20T19:00:00Z, or seconds since 1970."));
    return *value;
}

Result<QSize> sizeValue(const QString& option, const QString& text)
{
    const QStringList parts = text.toLower().split(u'x');
    bool widthOk = false;
    bool heightOk = false;
    const QSize size = parts.size() == 2 ? QSize(parts[0].toInt(&widthOk), parts[1].toInt(&heightOk)) : QSize();
    const auto fits = [](int side) { return side >= 320 && side <= 7680; };
    if (!widthOk || !heightOk || !fits(size.width()) || !fits(size.height()))
        return badValue(option, text, Cli::tr("Give a size like 1366x768, each side from 320 to 7680."));
    return size;
}

Result<QString> choiceValue(const QString& option, const QString& text, const QStringList& choices)
{
    if (choices.contains(text))
        return text;
    const QString nearest = nearestWord(text, choices);
    return badValue(option, text,
                    nearest.isEmpty()
                        ? Cli::tr("Choose one of %1.").arg(choices.join(u", "_s))
                        : Cli::tr("Did you mean %1? Possible are %2.").arg(nearest, choices.join(u", "_s)));
}

} // namespace cacheledger
