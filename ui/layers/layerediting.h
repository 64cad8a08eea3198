// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/sourceconfig.h"
#include "config/stageplan.h"

class QWidget;

namespace cacheledger
{

struct PageContext;

/// Opens the dialog of a source. What is saved goes into the store, its secret into the vault; stages that its mapping
/// needs and the cache does not have are added to `stages`. Nothing without a store or without the source's cache.
void editSource(const PageContext& context, QWidget* window, const SourceConfig& source,
                const std::vector<StageConfig>& stages, bool isNew);
/// Opens the dialog of the selected cache's stages; what is saved can be undone.
void editStages(const PageContext& context, QWidget* window, const std::vector<StageConfig>& stages);

} // namespace cacheledger
