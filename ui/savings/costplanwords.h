// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Inside ui/savings: the words of a cost plan's tables, untranslated; RowReader::translated() says them.

#include <QtCore/QCoreApplication>

#include <array>

namespace cacheledger::costplanwords
{

inline constexpr std::array bases{QT_TRANSLATE_NOOP("CostPlanRows", "counted tokens"),
                                  QT_TRANSLATE_NOOP("CostPlanRows", "counted cost"),
                                  QT_TRANSLATE_NOOP("CostPlanRows", "entered tokens"),
                                  QT_TRANSLATE_NOOP("CostPlanRows", "entered cost")}; // in the order of Basis
inline constexpr std::array kinds{
    QT_TRANSLATE_NOOP("CostPlanRows", "per month"), QT_TRANSLATE_NOOP("CostPlanRows", "node-hours"),
    QT_TRANSLATE_NOOP("CostPlanRows", "GB-hours"),  QT_TRANSLATE_NOOP("CostPlanRows", "per requests"),
    QT_TRANSLATE_NOOP("CostPlanRows", "as billed"), QT_TRANSLATE_NOOP("CostPlanRows", "once")}; // in the order of Kind
inline constexpr std::array owners{QT_TRANSLATE_NOOP("CostPlanRows", "other"),
                                   QT_TRANSLATE_NOOP("CostPlanRows", "the cache")};

} // namespace cacheledger::costplanwords
