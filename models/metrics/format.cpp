// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QTimeZone>

#include <array>
#include <charconv>
#include <cmath>

namespace cacheledger
{
namespace
{

QString formatText(const char* source)
{
    return QCoreApplication::translate("Format", source);
}

/// A number scaled to a unit that suits its size.
struct ScaledValue {
    double value = 0;
    QString unit;
};

/// Digits after the point that give about three significant ones; none for whole numbers.
int suitableDecimals(double value)
{
    const double size = std::abs(value);
    if (size == std::floor(size) || size >= 100)
        return 0;
    if (size >= 10)
        return 1;
    if (size >= 0.01)
        return 2;
    // A rate of one event a year still has a number; less than that is the noise of a subtraction.
    constexpr double noise = 1e-10;
    return size < noise ? 0 : 1 - static_cast<int>(std::floor(std::log10(size)));
}

QString numberText(double value, int decimals, const QLocale& locale)
{
    // Beyond this a double no longer holds every integer, and the digits would be made up.
    constexpr double longest = 1e16;
    if (std::abs(value) >= longest)
        return locale.toString(value, 'g', 4);
    QString text = locale.toString(value, 'f', decimals);
    // -0.004 must not read -0.00.
    if (value < 0 && locale.toDouble(text) == 0)
        text = locale.toString(0.0, 'f', decimals);
    return text;
}

/// Climbs from unit to unit while the number, as it will be shown, is not below the next one.
template <std::size_t N>
ScaledValue climb(double value, const std::array<std::pair<double, const char*>, N>& steps)
{
    std::size_t at = 0;
    const auto shownAsNext = [&] {
        const double rounding = steps[at].first > 100 ? 0.5 : 0.05;
        return std::abs(value) >= steps[at].first - rounding;
    };
    while (at + 1 < N && shownAsNext())
        value /= steps[at++].first;
    return {value, formatText(steps[at].second)};
}

ScaledValue scaledBytes(double bytes)
{
    static constexpr std::array<std::pair<double, const char*>, 7> steps{{
        {1024, QT_TRANSLATE_NOOP("Format", "B")},
        {1024, QT_TRANSLATE_NOOP("Format", "KiB")},
        {1024, QT_TRANSLATE_NOOP("Format", "MiB")},
        {1024, QT_TRANSLATE_NOOP("Format", "GiB")},
        {1024, QT_TRANSLATE_NOOP("Format", "TiB")},
        {1024, QT_TRANSLATE_NOOP("Format", "PiB")},
        {1024, QT_TRANSLATE_NOOP("Format", "EiB")},
    }};
    return climb(bytes, steps);
}

ScaledValue scaledDuration(double microseconds, const char* unitOfZero)
{
    static constexpr std::array<std::pair<double, const char*>, 6> steps{{
        {1000, QT_TRANSLATE_NOOP("Format", "µs")},
        {1000, QT_TRANSLATE_NOOP("Format", "ms")},
        {60, QT_TRANSLATE_NOOP("Format", "s")},
        {60, QT_TRANSLATE_NOOP("Format", "min")},
        {24, QT_TRANSLATE_NOOP("Format", "h")},
        {1, QT_TRANSLATE_NOOP("Format", "d")},
    }};
    return microseconds == 0 ? ScaledValue{0, formatText(unitOfZero)} : climb(microseconds, steps);
}

ScaledValue scaledCount(double value)
{
    static constexpr std::array<std::pair<double, const char*>, 5> steps{{
        {1000, ""},
        {1000, QT_TRANSLATE_NOOP("Format", "k")},
        {1000, QT_TRANSLATE_NOOP("Format", "M")},
        {1000, QT_TRANSLATE_NOOP("Format", "G")},
        {1000, QT_TRANSLATE_NOOP("Format", "T")},
    }};
    std::size_t at = 0;
    while (at + 1 < steps.size() && std::abs(value) >= 999.5)
        value /= steps[at++].first;
    return {value, at == 0 ? QString() : formatText(steps[at].second)};
}

/// The value in the unit that it is shown in; counts and timestamps are not scaled.
ScaledValue scaled(double value, Unit unit)
{
    switch (unit) {
    case Unit::Bytes:
        return scaledBytes(value);
    case Unit::BytesPerSecond:
    case Unit::KibPerSecond: {
        ScaledValue bytes = scaledBytes(unit == Unit::KibPerSecond ? value * 1024 : value);
        return {bytes.value, formatText(QT_TRANSLATE_NOOP("Format", "%1/s")).arg(bytes.unit)};
    }
    case Unit::Ratio:
        return {value * 100, QStringLiteral("%")};
    case Unit::Percent:
        return {value, QStringLiteral("%")};
    case Unit::Seconds:
        return scaledDuration(value * 1e6, "s");
    case Unit::Milliseconds:
        return scaledDuration(value * 1e3, "ms");
    case Unit::Microseconds:
        return scaledDuration(value, "µs");
    case Unit::PerSecond:
        return {value, formatText(QT_TRANSLATE_NOOP("Format", "/s"))};
    case Unit::CpuCores:
        return {value, formatText(QT_TRANSLATE_NOOP("Format", "cores"))};
    case Unit::None:
    case Unit::Count:
    case Unit::TimestampS:
        break;
    }
    return {value, QString()};
}

QString timestampText(double seconds, const QLocale& locale)
{
    // Servers send 0 or -1 for something that never happened.
    if (seconds <= 0)
        return formatText(QT_TRANSLATE_NOOP("Format", "never"));
    constexpr double year9999 = 253402300799.0;
    if (seconds > year9999)
        return numberText(seconds, 0, locale);
    const auto time = QDateTime::fromSecsSinceEpoch(static_cast<qint64>(seconds));
    return locale.toString(time, QLocale::ShortFormat);
}

FormattedValue unknownValue()
{
    return {formatText(QT_TRANSLATE_NOOP("Format", "unknown")), QString()};
}

bool isPercentage(Unit unit)
{
    return unit == Unit::Ratio || unit == Unit::Percent;
}

QString withoutTrailingZeros(QString text, const QLocale& locale)
{
    const QString point = locale.decimalPoint();
    if (!text.contains(point) || text.contains(locale.exponential()))
        return text;
    while (text.endsWith(locale.zeroDigit()))
        text.chop(locale.zeroDigit().size());
    if (text.endsWith(point))
        text.chop(point.size());
    return text;
}

} // namespace

QString FormattedValue::joined() const
{
    return unit.isEmpty() ? number : number + QChar(QChar::Nbsp) + unit;
}

FormattedValue format::value(std::optional<double> value, Unit unit, const QLocale& locale)
{
    if (!value || !std::isfinite(*value))
        return unknownValue();
    if (unit == Unit::TimestampS)
        return {timestampText(*value, locale), QString()};
    const ScaledValue shown = scaled(*value, unit);
    int decimals = suitableDecimals(shown.value);
    if (isPercentage(unit))
        decimals = 1;
    else if (unit == Unit::CpuCores)
        decimals = 2;
    return {numberText(shown.value, decimals, locale), shown.unit};
}

QString format::compact(double value, Unit unit, const QLocale& locale)
{
    if (!std::isfinite(value))
        return unknownValue().number;
    if (unit == Unit::TimestampS)
        return timestampText(value, locale);
    const bool count = unit == Unit::None || unit == Unit::Count || unit == Unit::PerSecond || unit == Unit::CpuCores;
    const ScaledValue shown = count ? scaledCount(value) : scaled(value, unit);
    const double size = std::abs(shown.value);
    const int decimals = size >= 100 ? 0 : size >= 1 || size == 0 ? 1 : suitableDecimals(shown.value);
    const QString number = withoutTrailingZeros(numberText(shown.value, decimals, locale), locale);
    if (count)
        return number + shown.unit +
               (unit == Unit::PerSecond ? formatText(QT_TRANSLATE_NOOP("Format", "/s")) : QString());
    return FormattedValue{number, shown.unit}.joined();
}

QString format::raw(double value)
{
    std::array<char, 32> buffer;
    std::to_chars_result end{};
    // As an integer, since the shortest text of 1000000 would be 1e+06, which spreadsheets show as it is.
    constexpr double exactIntegers = 9007199254740992.0;
    if (value == std::floor(value) && std::abs(value) < exactIntegers && (value != 0 || !std::signbit(value)))
        end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), static_cast<long long>(value));
    else
        end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return QString::fromLatin1(buffer.data(), end.ptr - buffer.data());
}

} // namespace cacheledger
