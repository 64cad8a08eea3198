// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertengine.h"

#include <limits>
#include <map>
#include <string>
#include <vector>

namespace cacheledger
{

inline constexpr double absent = std::numeric_limits<double>::quiet_NaN();
inline constexpr TimeMs startMs = 1'700'000'000'000;

/// Samples of one node, with the columns that were named.
class SampleMaker
{
public:
    explicit SampleMaker(std::vector<std::string> names, QString node = QStringLiteral("n"));

    Snapshot at(TimeMs timeMs, std::vector<double> values) const;

private:
    NodeId m_node;
    LayoutPtr m_layout;
};

WatchedNode watchedNode(const QString& id = QStringLiteral("n"), int intervalMs = 1000);

/// "firing@12" for every transition: the state that was reached and the seconds since startMs.
QStringList said(const std::vector<AlertTransition>& transitions);

} // namespace cacheledger
