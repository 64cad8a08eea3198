// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/evidenceanswer.h"

namespace cacheledger
{

const char* commandLogName(CommandLog log)
{
    static constexpr const char* names[] = {"slow", "large-request", "large-reply"};
    return names[static_cast<int>(log)];
}

} // namespace cacheledger
