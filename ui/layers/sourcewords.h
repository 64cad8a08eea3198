// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/sourceconfig.h"

#include <QtCore/QString>

namespace cacheledger::sourcewords
{

/// "Redis lists and counters", "HTTP (JSON)"; translated.
QString kind(SourceKind kind);
/// "no authentication", "bearer token"; translated.
QString auth(HttpAuth auth);

} // namespace cacheledger::sourcewords
