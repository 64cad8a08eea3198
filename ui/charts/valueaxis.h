// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/catalogue.h"

#include <QtCore/QString>

#include <cmath>
#include <optional>
#include <vector>

namespace cacheledger
{

struct ValueTick {
    double value = 0;
    QString label; ///< without the unit, unless the axis is logarithmic
};

/// Where a value stands between bottom and top, and ticks on round numbers of its unit (bytes in powers of two,
/// durations in 1-2-5-10-15-30). A value; knows nothing of painting.
class ValueAxis
{
public:
    struct Options {
        Unit unit = Unit::None;
        std::optional<double> fixedMin; ///< kept as they are, not rounded
        std::optional<double> fixedMax;
        bool logarithmic = false;
        bool hasZero = false; ///< logarithmic: values of zero or less exist and stand on the bottom line, labelled 0
        int intervals = 4;    ///< about so many between the ticks
    };

    ValueAxis() : ValueAxis(0, 1, {}) {}
    /// For data from `low` to `high` (logarithmic: `low` is the smallest value above zero). Data that is not there
    /// (NaN, infinite, reversed) gives an axis from 0 to 1.
    ValueAxis(double low, double high, const Options& options);

    double min() const { return m_min; }
    double max() const { return m_max; }
    bool isLogarithmic() const { return m_logarithmic; }
    const std::vector<ValueTick>& ticks() const { return m_ticks; }
    QString unitText() const { return m_unitText; } ///< "GiB", "%", "ms", "/s"; may be empty

    /// 0 at the bottom, 1 at the top; outside for values outside. NaN stays NaN.
    double fraction(double value) const
    {
        if (!m_logarithmic)
            return (value - m_min) / (m_max - m_min);
        return value <= 0 ? 0 : (std::log10(value) - m_logMin) / (m_logMax - m_logMin);
    }
    double value(double fraction) const;

    friend bool operator==(const ValueAxis& a, const ValueAxis& b);

private:
    void makeLinear(double low, double high, const Options& options);
    void makeLogarithmic(double low, double high, const Options& options);

    double m_min = 0;
    double m_max = 1;
    double m_logMin = 0;
    double m_logMax = 1;
    bool m_logarithmic = false;
    bool m_zeroAtBottom = false;
    QString m_unitText;
    std::vector<ValueTick> m_ticks;
};

} // namespace cacheledger
