// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledger.h"

#include <QtCore/QString>

#include <array>
#include <optional>
#include <vector>

namespace cacheledger
{

/// Where answers could be kept.
enum class CachingPlace { Redis, InMemory, Cdn, None };
inline constexpr std::array cachingPlaces{CachingPlace::Redis, CachingPlace::InMemory, CachingPlace::Cdn,
                                          CachingPlace::None};
const char* cachingPlaceName(CachingPlace place); ///< "redis", "in_memory", "cdn", "none"
QString cachingPlaceText(CachingPlace place);     ///< translated: "Redis"

/// What is known when a place is chosen. Absent is not known.
struct DecisionInput {
    std::optional<double> requestsPerDay;
    std::optional<double> distinctShare; ///< 0 to 1, as the user said: repeated requests are the rest
    std::optional<double> hitRatio;      ///< 0 to 1: at least so many requests repeat an earlier one
    std::optional<int> servers;          ///< of the application
    Money costPerMonth;                  ///< of the cache as it is
    Confidence costConfidence = Confidence::Assumed;
};

/// What a ledger and the user tell; counts say nothing of a day before there is one with samples.
DecisionInput decisionInputOf(const Ledger& ledger, const TrafficFacts& traffic);

enum class PlaceFit { Fits, DoesNotFit, Unknown, Any };
const char* placeFitName(PlaceFit fit); ///< "fits", "does_not_fit", "unknown", "any"

/// One line of the matrix: a factor, what was found of it, and what each place asks of it.
struct DecisionFactor {
    const char* id;   ///< "volume", "similarity", "servers", "cost": stable
    QString name;     ///< translated
    QString measured; ///< with its unit; where it is not known: what is missing
    bool isKnown = false;
    Confidence confidence = Confidence::Measured; ///< of what is known
    struct Cell {
        QString limit; ///< "> 500/day"
        PlaceFit fit = PlaceFit::Unknown;
    };
    std::array<Cell, cachingPlaces.size()> cells; ///< in the order of cachingPlaces
};

/// The decision matrix of "Caching Strategies for Cost Reduction" with what was found in its left column. A hit ratio
/// is a lower bound of similarity: below a limit it leaves the answer open. The limits of cost are US dollars: other
/// currencies are not held against them. Pure; texts are translated.
std::vector<DecisionFactor> decisionMatrix(const DecisionInput& input);

} // namespace cacheledger
