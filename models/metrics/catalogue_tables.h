// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the catalogue's one table. Private to the catalogue; everyone else asks catalogue.h.
//
// Names and descriptions of families hold %1, %2 ... for the parts that the stars stand for.
#pragma once

#include "metrics/catalogue.h"

#include <span>

namespace cacheledger::catalogue
{

std::span<const MetricInfo> serverMetrics();
std::span<const MetricInfo> memoryMetrics();
std::span<const MetricInfo> persistenceMetrics();
std::span<const MetricInfo> statsMetrics();
std::span<const MetricInfo> replicationMetrics();
std::span<const MetricInfo> commandAndKeyMetrics();
std::span<const MetricInfo> otherServerMetrics();
std::span<const MetricInfo> ownMetrics();
std::span<const MetricInfo> applicationMetrics();

} // namespace cacheledger::catalogue
