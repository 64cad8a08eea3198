// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <random>
#include <span>

namespace cacheledger
{

/// A series of redis_exporter, or of ours, that lives between two limits.
struct MadeUpMetric {
    const char* series;
    double lowest; ///< no value is below -1, of a counter's steps none below 0
    double highest;
    bool isCounter = false;
    bool mayBeMissing = false;
    double factor = 1;
};

/// For steps of half a minute; what no limit of a shipped rule fits.
std::span<const MadeUpMetric> shortLives();
/// For steps of half a minute, about the limits of the shipped rules.
std::span<const MadeUpMetric> shippedLives();
/// For steps of five minutes.
std::span<const MadeUpMetric> longLives();

/// The input series of one node in promtool's notation: steps, spikes, sawtooth, gaps, resets, flapping, outages.
/// Before 2.52 Prometheus extrapolated a counter near zero that begins within a window further than one far from zero:
/// with `farFromZero` there is none, neither at the start nor after a restart.
QString seriesOfNode(std::mt19937& random, std::span<const MadeUpMetric> metrics, const QString& instance, int steps,
                     bool farFromZero);

} // namespace cacheledger
