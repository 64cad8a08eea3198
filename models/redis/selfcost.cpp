// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/selfcost.h"

#include "metrics/catalogue.h"

#include <cmath>

namespace cacheledger
{

static constexpr qint64 nsPerSecond = 1'000'000'000;
static constexpr qint64 windowNs = 60 * nsPerSecond;
static constexpr qint64 markEveryNs = 5 * nsPerSecond;

const std::vector<std::string>& SelfCost::columns()
{
    static const std::vector<std::string> names{std::string(selfcost::commands), std::string(selfcost::bytesSent),
                                                std::string(selfcost::bytesReceived), std::string(selfcost::serverUs)};
    return names;
}

SelfCost::Reading SelfCost::read() const
{
    Reading reading;
    for (std::size_t kind = 0; kind < commandKindCount; ++kind) {
        const NodeTally::Counts counts = m_tally->of(static_cast<CommandKind>(kind));
        reading.total += counts;
        reading.commands[kind] = counts.commands;
    }
    return reading;
}

/// "+slowlog|get" is "slowlog|get" in commandstats since Redis 7 and "slowlog" before.
void SelfCost::findColumns(const LayoutPtr& layout)
{
    m_layout = layout;
    for (std::size_t kind = 0; kind < commandKindCount; ++kind) {
        Statistics& of = m_statistics[kind];
        const auto find = [&](const std::string& command) {
            of.calls = layout->indexOf("cmdstat." + command + ".calls");
            of.usec = layout->indexOf("cmdstat." + command + ".usec");
            return of.calls && of.usec;
        };
        const std::string command(commandInfo(static_cast<CommandKind>(kind)).aclRule + 1);
        if (!find(command))
            find(command.substr(0, command.find('|')));
    }
}

void SelfCost::addServerTime(const Reading& reading, const double* values)
{
    for (std::size_t kind = 0; kind < commandKindCount; ++kind) {
        Statistics& of = m_statistics[kind];
        const quint64 ours = m_last ? reading.commands[kind] - m_last->commands[kind] : 0;
        if (!of.calls || !of.usec || reading.commands[kind] == 0)
            continue;
        const double calls = values[*of.calls];
        const double usec = values[*of.usec];
        if (!(calls > 0))
            continue;
        m_knowsTime = true;
        const double newCalls = calls - of.lastCalls;
        // Statistics that were reset begin anew; a command that is under way is counted there with the next answer.
        const bool goesOn = newCalls > 0 && usec >= of.lastUsec;
        m_serverUs += static_cast<double>(ours) * (goesOn ? (usec - of.lastUsec) / newCalls : usec / calls);
        of.lastCalls = calls;
        of.lastUsec = usec;
    }
}

void SelfCost::fill(double* own, const Reading& reading, const LayoutPtr& layout, const double* values,
                    qint64 monotonicNs)
{
    if (m_layout != layout)
        findColumns(layout);
    addServerTime(reading, values);
    m_last = reading;
    while (m_marks.size() > 1 && monotonicNs - m_marks[1].atNs >= windowNs)
        m_marks.pop_front();
    own[0] = own[1] = own[2] = own[3] = std::nan("");
    if (!m_marks.empty() && monotonicNs > m_marks.front().atNs) {
        const Mark& since = m_marks.front();
        const NodeTally::Counts counts = reading.total - since.total;
        const double perMinute = static_cast<double>(windowNs) / static_cast<double>(monotonicNs - since.atNs);
        own[0] = std::round(static_cast<double>(counts.commands) * perMinute);
        own[1] = std::round(static_cast<double>(counts.bytesSent) * perMinute);
        own[2] = std::round(static_cast<double>(counts.bytesReceived) * perMinute);
        if (m_knowsTime)
            own[3] = std::round((m_serverUs - since.serverUs) * perMinute);
    }
    if (m_marks.empty() || monotonicNs - m_marks.back().atNs >= markEveryNs)
        m_marks.push_back({monotonicNs, reading.total, m_serverUs});
}

} // namespace cacheledger
