// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/preferences.h"
#include "history/retentionplan.h"

namespace cacheledger
{

/// What the preferences say about how long and how much history is kept.
RetentionPolicy retentionPolicy(const Preferences& preferences);
/// The same with one of them changed.
RetentionPolicy retentionPolicyWith(const Preferences& preferences, const QString& key, int value);

} // namespace cacheledger
