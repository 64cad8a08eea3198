// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/serieslayout.h"
#include "metrics/snapshot.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cacheledger
{

/// What one INFO text held.
struct InfoValues {
    LayoutPtr layout;
    std::vector<double> values; ///< NaN = the field was there but had no number
    std::shared_ptr<const TextFields> texts;
    int malformedLines = 0;
    std::string firstMalformed; ///< the first such line, cut to 80 bytes, for the message
};

/// Turns INFO text into numbers and texts. Understands Redis 2.8 to 8, Valkey, KeyDB, Dragonfly, Kvrocks, Garnet and
/// managed services by understanding the format, not the field list: unknown sections and fields are kept.
///
/// Ids: a plain field keeps its name. `dbN:`, `cmdstat_X:`, `latency_percentiles_usec_X:`, `errorstat_X:`, `slaveN:`
/// and any other `name:key=value,...` line become `dbN.keys`, `cmdstat.X.calls`, `latency.X.p99`, `errorstat.X.count`,
/// `slaveN.lag`, `name.key`. X is lower case as the server sends it, a `|` of sub-commands stays
/// (`cmdstat.config|get.calls`). Fields that look numeric but are not (hashes, versions) are texts; `12.5%` is 12.5;
/// nan and inf are absent, and so is the -1 with which Dragonfly and Garnet say "not measured here" in a counter, a
/// rate or an amount of memory. Module lines become `module.NAME.ver`, a bare list of numbers `name.0`, `name.1`, ...
/// `X_human` is left out where `X` is there: it says the same and changes all the time.
///
/// Counted as malformed: lines without a colon, with control bytes or broken UTF-8, repeated fields (the first counts),
/// and all that goes over the bounds (20,000 fields, 64 KiB a line, 4 KiB a text, 1 MiB of texts).
///
/// Keeps the last layout and texts and reuses them while they stay the same, which makes a poll cheap. One parser a
/// node; one thread at a time. Never fails: what cannot be understood is counted.
class InfoParser
{
public:
    InfoParser();
    ~InfoParser();
    InfoParser(InfoParser&&) noexcept;
    InfoParser& operator=(InfoParser&&) noexcept;

    /// `extra` are columns of the caller's own (the probe), appended after INFO's; the caller fills their values, which
    /// come back as NaN. They must be the same in every call.
    InfoValues parse(std::string_view info, const std::vector<std::string>& extra = {});

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
