// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/valueaxis.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

/// A unit that an axis can be labelled in: `size` of the stored unit make one of it.
struct Scale {
    double size;
    QString text;
    bool inLabel; ///< "9k": the text belongs to the number
};

QString axisText(const char* text)
{
    return QCoreApplication::translate("ValueAxis", text);
}

std::vector<Scale> byteScales(double unitBytes, const char* suffix)
{
    static constexpr std::array names{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    std::vector<Scale> scales;
    double size = 1 / unitBytes;
    for (const char* name : names) {
        scales.push_back({size, QLatin1String(name) + QLatin1String(suffix), false});
        size *= 1024;
    }
    return scales;
}

std::vector<Scale> timeScales(double unitSeconds)
{
    return {{1e-6 / unitSeconds, u"µs"_s, false},       {1e-3 / unitSeconds, u"ms"_s, false},
            {1 / unitSeconds, axisText("s"), false},    {60 / unitSeconds, axisText("min"), false},
            {3600 / unitSeconds, axisText("h"), false}, {86400 / unitSeconds, axisText("d"), false}};
}

std::vector<Scale> countScales()
{
    return {{1, {}, true}, {1e3, u"k"_s, true}, {1e6, u"M"_s, true}, {1e9, u"G"_s, true}, {1e12, u"T"_s, true}};
}

std::vector<Scale> scalesOf(Unit unit)
{
    switch (unit) {
    case Unit::Bytes:
        return byteScales(1, "");
    case Unit::BytesPerSecond:
        return byteScales(1, "/s");
    case Unit::KibPerSecond:
        return byteScales(1024, "/s");
    case Unit::Ratio:
        return {{0.01, u"%"_s, false}};
    case Unit::Percent:
        return {{1, u"%"_s, false}};
    case Unit::Seconds:
        return timeScales(1);
    case Unit::Milliseconds:
        return timeScales(1e-3);
    case Unit::Microseconds:
        return timeScales(1e-6);
    default:
        return countScales();
    }
}

QString plainUnit(Unit unit)
{
    if (unit == Unit::PerSecond)
        return axisText("/s");
    return unit == Unit::CpuCores ? axisText("cores") : QString();
}

Scale scaleFor(double magnitude, Unit unit)
{
    const std::vector<Scale> scales = scalesOf(unit);
    Scale chosen = scales.front();
    for (const Scale& scale : scales)
        if (magnitude >= scale.size * 0.9999)
            chosen = scale;
    return chosen;
}

bool isBytes(Unit unit)
{
    return unit == Unit::Bytes || unit == Unit::BytesPerSecond || unit == Unit::KibPerSecond;
}

bool isSixtieth(const Scale& scale)
{
    return scale.text == axisText("s") || scale.text == axisText("min");
}

// The smallest round step that is not below `rough`, both in the scale's unit.
double niceStep(double rough, Unit unit, const Scale& scale)
{
    if (isBytes(unit) && rough > 0.5)
        return std::exp2(std::ceil(std::log2(rough) - 1e-9));
    if (isSixtieth(scale) && rough > 5 && rough <= 60) {
        for (double step : {10.0, 15.0, 30.0, 60.0})
            if (rough <= step)
                return step;
    }
    if (scale.text == axisText("h") && rough > 1 && rough <= 24) {
        for (double step : {2.0, 3.0, 6.0, 12.0, 24.0})
            if (rough <= step)
                return step;
    }
    const double power = std::pow(10, std::floor(std::log10(rough) + 1e-9));
    const bool quarters = power >= 10; // 2.5 would cost a decimal
    for (double digit : {1.0, 2.0, 2.5, 5.0})
        if (rough <= power * digit * (1 + 1e-9) && (digit != 2.5 || quarters))
            return power * digit;
    return power * 10;
}

int decimalsOf(double step)
{
    int decimals = 0;
    for (double scaled = step; decimals < 9 && std::abs(scaled - std::round(scaled)) > 1e-6 * scaled; scaled *= 10)
        ++decimals;
    return decimals;
}

QString numberText(double number, int decimals)
{
    QLocale locale;
    if (std::abs(number) < 0.5 * std::pow(10, -decimals))
        number = 0; // no "-0"
    return locale.toString(number, 'f', decimals);
}

bool keepsZero(double low, double high)
{
    return low >= 0 && low <= high / 2;
}

} // namespace

ValueAxis::ValueAxis(double low, double high, const Options& options)
{
    if (!std::isfinite(low) || !std::isfinite(high) || low > high) {
        low = 0;
        high = 0;
    }
    if (options.logarithmic && high > 0)
        makeLogarithmic(low, high, options);
    else
        makeLinear(low, high, options);
}

void ValueAxis::makeLinear(double low, double high, const Options& options)
{
    if (keepsZero(low, high))
        low = 0;
    low = options.fixedMin.value_or(low);
    high = options.fixedMax.value_or(high);
    const double magnitude = std::max(std::abs(low), std::abs(high));
    const Scale scale = scaleFor(magnitude, options.unit);
    // A line that does not move stands in the middle of a band, not on an axis of its own noise.
    const double least = magnitude > 0 ? magnitude * 0.002 : options.unit == Unit::Ratio ? 1.0 : scale.size;
    if (high - low < least) {
        const bool wholes = options.unit == Unit::Count || options.unit == Unit::None;
        const double pad = std::max(magnitude * 0.05, wholes ? 1.0 : 0.0);
        high = high == 0 && low == 0 ? least : high + (options.fixedMax ? 0 : pad);
        low = low == 0 || options.fixedMin ? low : low - pad;
    }
    double step = niceStep((high - low) / scale.size / std::max(1, options.intervals), options.unit, scale);
    if ((options.unit == Unit::Count || options.unit == Unit::None) && scale.size == 1 && magnitude >= 1)
        step = std::max(1.0, step);
    const double unit = step * scale.size;
    m_min = options.fixedMin ? low : std::floor(low / unit + 1e-9) * unit;
    m_max = options.fixedMax ? high : std::ceil(high / unit - 1e-9) * unit;
    if (!(m_max > m_min))
        m_max = m_min + unit;
    m_unitText = scale.inLabel ? plainUnit(options.unit) : scale.text;
    const int decimals = decimalsOf(step);
    const auto first = static_cast<qint64>(std::ceil(m_min / unit - 1e-6));
    for (qint64 i = first; static_cast<double>(i) * unit <= m_max + unit * 1e-6 && m_ticks.size() < 40; ++i) {
        const double number = static_cast<double>(i) * step;
        QString label = numberText(number, i == 0 ? 0 : decimals);
        if (scale.inLabel && i != 0)
            label += scale.text;
        m_ticks.push_back({static_cast<double>(i) * unit, label});
    }
}

void ValueAxis::makeLogarithmic(double low, double high, const Options& options)
{
    m_logarithmic = true;
    m_zeroAtBottom = options.hasZero;
    if (low <= 0)
        low = high;
    m_logMax = std::ceil(std::log10(high) - 1e-9);
    m_logMin = std::min(std::floor(std::log10(low) + 1e-9), m_logMax - 1) - (m_zeroAtBottom ? 1 : 0);
    m_min = std::pow(10, m_logMin);
    m_max = std::pow(10, m_logMax);
    const int decades = static_cast<int>(m_logMax - m_logMin);
    const int every = std::max(1, (decades + options.intervals) / (options.intervals + 1));
    for (int i = 0; i <= decades; i += every) {
        const double value = std::pow(10, m_logMin + i);
        if (i == 0 && m_zeroAtBottom) {
            m_ticks.push_back({value, u"0"_s});
            continue;
        }
        const Scale scale = scaleFor(value, options.unit);
        double number = value / scale.size;
        if (std::abs(number - std::round(number)) < 1e-6)
            number = std::round(number);
        const int decimals = number >= 1 ? (number >= 10 || decimalsOf(number) == 0 ? 0 : 1)
                                         : static_cast<int>(std::ceil(-std::log10(number)));
        QString label = numberText(number, decimals);
        if (!scale.text.isEmpty())
            label += scale.inLabel ? scale.text : QChar(QChar::Nbsp) + scale.text;
        m_ticks.push_back({value, label});
    }
    m_unitText = plainUnit(options.unit);
}

double ValueAxis::value(double fraction) const
{
    if (!m_logarithmic)
        return m_min + fraction * (m_max - m_min);
    return std::pow(10, m_logMin + fraction * (m_logMax - m_logMin));
}

bool operator==(const ValueAxis& a, const ValueAxis& b)
{
    return a.m_min == b.m_min && a.m_max == b.m_max && a.m_logarithmic == b.m_logarithmic &&
           a.m_zeroAtBottom == b.m_zeroAtBottom && a.m_unitText == b.m_unitText && a.m_ticks.size() == b.m_ticks.size();
}

} // namespace cacheledger
