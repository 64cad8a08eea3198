// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/catalogue.h"

#include <QtCore/QString>

#include <optional>
#include <string>
#include <vector>

namespace cacheledger
{

/// One line of a chart.
struct ChartSeriesSpec {
    enum class Style { Line, Limit /* dashed, in dim colour: maxmemory */ };
    std::string metric;
    QString label; ///< in the legend; translated
    Style style = Style::Line;
};

/// What a chart shows, without any data.
struct ChartSpec {
    QString id;    ///< "hit_ratio": for tests, settings and file names
    QString title; ///< translated
    QString group; ///< translated heading it stands under
    Unit unit = Unit::None;
    std::vector<ChartSeriesSpec> series;
    std::optional<double> threshold; ///< drawn as a line, breaches shaded
    bool thresholdAbove = true;
    std::string judged; ///< the series that the threshold is for; empty: every line (of one metric, a node each)
    std::optional<double>
        axisMin; ///< fixed ends of the value axis, where the unit has natural ones (0 and 1 of a ratio)
    std::optional<double> axisMax;
};

} // namespace cacheledger
