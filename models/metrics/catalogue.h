// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cacheledger
{

/// What a value is measured in. Decides how it is shown; stored values are always in this unit, never scaled.
enum class Unit {
    None,  ///< a plain number, a flag or an identifier
    Count, ///< things: keys, clients, commands
    Bytes,
    Ratio,   ///< 0..1, shown as per cent
    Percent, ///< 0..100, as INFO sends it
    Seconds,
    Milliseconds,
    Microseconds,
    PerSecond, ///< things a second
    BytesPerSecond,
    KibPerSecond, ///< INFO's instantaneous_input_kbps
    TimestampS,   ///< seconds since 1970
    CpuCores,     ///< CPU seconds a second
};

/// Counter: only grows until a restart or CONFIG RESETSTAT; Gauge: any value at any time; Info: constant or an
/// identifier, kept but not charted; Flag: 0 or 1.
enum class MetricKind { Gauge, Counter, Info, Flag };

/// Which direction is good, for colouring a change.
enum class BetterWhen { Neither, Lower, Higher };

/// How the values of several nodes become one of the cache. None: there is no sensible total (offsets, identifiers);
/// for a derived ratio it means that the nodes' inputs are combined, each by its own rule, and the formula is evaluated
/// on those. SumOfPrimaries: what describes the data set (keys, memory and its limit); a replica holds the same data
/// again, so it counts only where no primary is among the nodes.
enum class Combine { Sum, SumOfPrimaries, Max, Min, Mean, None };

/// What is known about a metric. `id` of a family has `*` for the variable part (`cmdstat.*.calls`, `db*.keys`); its
/// name and description have %1 (%2 ...) there.
struct MetricInfo {
    std::string_view id;
    Unit unit = Unit::None;
    MetricKind kind = MetricKind::Gauge;
    BetterWhen better = BetterWhen::Neither;
    Combine combine = Combine::None;
    const char* name = nullptr;        ///< short, untranslated source text in context "Metric" (see metricName)
    const char* description = nullptr; ///< one sentence, likewise
};

/// The one table of metrics: every numeric field of INFO of Redis 7.0 and 8.0 and of the other servers that we know,
/// our probe's and the derived ones. Thread-safe, constant.
namespace catalogue
{
/// Exact id first, then families. Nothing for an unknown id: such a metric is kept and shown as a plain gauge.
const MetricInfo* find(std::string_view id);
/// Like find, with a plain gauge for unknown ids, whose `id` is the argument (so keep that alive).
MetricInfo lookup(std::string_view id);
const std::vector<MetricInfo>& all();
/// Whether it is told by applications (models/sources) or computed from what they tell, and by no server.
bool isOfApplication(std::string_view id);
/// What stands where its family has the first star: "response" of stage.response.hits; empty: it is of no family.
std::string_view variablePart(std::string_view id);
/// Translated short name, a family's with its variable part put in; falls back to the id.
QString metricName(std::string_view id);
/// Translated one-sentence description; empty for unknown ids.
QString metricDescription(std::string_view id);
/// The known id closest in spelling, else one that holds the word, for "did you mean"; empty when none is
/// near.
QString nearest(std::string_view id);
} // namespace catalogue

/// The monitor's own probe, stored with each poll beside INFO's fields, in microseconds. `rtt` is the PING of this
/// poll; the percentiles are over the probes of the last 60 s (nearest rank).
namespace probe
{
inline constexpr std::string_view rtt = "probe.rtt";
inline constexpr std::string_view p50 = "probe.p50";
inline constexpr std::string_view p95 = "probe.p95";
inline constexpr std::string_view p99 = "probe.p99";
} // namespace probe

/// What watching costs the server itself, likewise stored with each poll: means of about the last minute, a minute
/// each (redis/selfcost.h says how).
namespace selfcost
{
inline constexpr std::string_view commands = "self.commands_per_min";
inline constexpr std::string_view bytesSent = "self.bytes_sent_per_min";
inline constexpr std::string_view bytesReceived = "self.bytes_received_per_min";
inline constexpr std::string_view serverUs = "self.server_us_per_min";
} // namespace selfcost

} // namespace cacheledger
