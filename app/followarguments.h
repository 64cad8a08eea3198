// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandspec.h"
#include "app/credentials.h"
#include "config/cacheconfig.h"

#include <vector>

class QCommandLineParser;

namespace cacheledger
{

struct Target;

/// --sentinel-master, --follow and the options beside them: which servers belong to the address that was given.
struct FollowArguments {
    QString sentinelPrimary;         ///< empty: the address is no sentinel's
    std::vector<Endpoint> sentinels; ///< further ones beside the address
    QString sentinelUser;            ///< that the sentinels know us by; the address's user is the data nodes'
    Following how = Following::Off;  ///< without sentinels
    std::vector<AddressMapping> mappings;

    bool isEmpty() const;
};

/// The options as the help and the parser have them.
std::span<const OptionSpec> followOptionSpecs();

/// InvalidArgument: an empty value, an unknown word, or options that contradict each other.
Result<FollowArguments> followArguments(const QCommandLineParser& parser);

/// Turns an address that was given into what it stands for: its nodes are found once (waiting for the answer), and
/// followed by whoever watches the cache. Sentinels have to answer; another server that does not is watched alone until
/// it does. `target` has one node, the address, with its TLS settings.
Result<void> applyFollow(const FollowArguments& arguments, const CredentialSource& credentials, Target& target);

} // namespace cacheledger
