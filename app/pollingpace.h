// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/pollthrottle.h"

#include <QtCore/QString>

namespace cacheledger
{

/// Why a node is polled every `intervalMs` from now on, in a sentence for an event.
QString pollingPaceText(const PollThrottle& throttle, int intervalMs);

} // namespace cacheledger
