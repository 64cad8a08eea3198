// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace cacheledger
{

struct PageContext;

enum class CostPart { Values, Traffic };

/// Opens the dialog of the selected cache's costs and values at one of its parts; what is saved can be undone. Nothing
/// without a ledger or a cache.
void editCostPlan(const PageContext& context, QWidget* window, CostPart part = CostPart::Values);

} // namespace cacheledger
