// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/channel.h"
#include "alerts/rulefile.h"

namespace cacheledger
{

/// What channels.json holds. Channels with problems are not among the channels; the others stay.
struct ChannelFile {
    std::vector<AlertChannel> channels;
    std::vector<RuleProblem> problems;
};

/// The user's channels: versioned JSON, docs/formats.md. Thread-safe.
namespace channelfile
{
inline constexpr int newestVersion = 1;

/// BadConfiguration, naming `file` and the line, when it is no JSON object with a version that is known and a list of
/// channels, or too large.
Result<ChannelFile> parse(const QByteArray& document, const QString& file);
/// A file with these channels, which parse() reads back as the same ones. Holds no secret.
QByteArray toText(const std::vector<AlertChannel>& channels);
/// What there is while the user has no file: the desktop, for tiers 1 and 2.
std::vector<AlertChannel> defaults();
} // namespace channelfile

} // namespace cacheledger
