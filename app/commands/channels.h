// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// `channels list`: each channel, and how it is doing.
int runChannelsList(const ChannelsListCommand& command, const CommandContext& context);
/// `channels test ID`: 0 when the test was taken.
int runChannelsTest(const ChannelsTestCommand& command, const CommandContext& context);

} // namespace cacheledger
