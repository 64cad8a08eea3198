// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/events.h"

#include "metrics/metrictext.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace cacheledger
{

namespace
{
constexpr std::array<std::pair<EventKind, const char*>, 12> eventKindNames = {{
    {EventKind::Restart, "Restart"},
    {EventKind::StatsReset, "StatsReset"},
    {EventKind::Failover, "Failover"},
    {EventKind::ConfigChange, "ConfigChange"},
    {EventKind::Unreachable, "Unreachable"},
    {EventKind::Reachable, "Reachable"},
    {EventKind::ClockJump, "ClockJump"},
    {EventKind::Note, "Note"},
    {EventKind::Deploy, "Deploy"},
    {EventKind::Alert, "Alert"},
    {EventKind::Incident, "Incident"},
    {EventKind::PollingPace, "PollingPace"},
}};

/// Counters that every server has in one form or another and that CONFIG RESETSTAT sets to zero. A few suffice: a reset
/// hits all of them at once, and the busy ones cannot catch up within a poll.
constexpr std::array<std::string_view, 10> resettableCounters = {
    "total_commands_processed", "total_connections_received", "keyspace_hits", "keyspace_misses",
    "total_net_input_bytes",    "total_net_output_bytes",     "expired_keys",  "evicted_keys",
    "rejected_connections",     "total_error_replies"};

/// A server that poses as a Redis of some version has its own version in a field of its own.
constexpr std::array<std::string_view, 5> versionFields = {"valkey_version", "dragonfly_version", "kvrocks_version",
                                                           "garnet_version", "redis_version"};

QString eventText(const char* text)
{
    return QCoreApplication::translate("Event", text);
}

/// Nearly every two polls: nothing that is written in words can differ then, and no word need be looked at.
bool haveSameTexts(const Snapshot& before, const Snapshot& after)
{
    return before.texts && before.texts == after.texts;
}

bool hasFallen(const Snapshot& before, const Snapshot& after, std::string_view metric)
{
    if (before.layout && before.layout == after.layout) {
        const auto column = after.layout->indexOf(metric); // one search for both; a comparison with NaN is false
        return column && *column < std::min(before.values.size(), after.values.size()) &&
               after.values[*column] < before.values[*column];
    }
    const auto earlier = before.value(metric);
    const auto later = after.value(metric);
    return earlier && later && *later < *earlier;
}

bool hasFallenCounter(const Snapshot& before, const Snapshot& after)
{
    for (std::string_view counter : resettableCounters)
        if (hasFallen(before, after, counter))
            return true;
    return false;
}

/// The role in the words that the rest of the product uses.
std::optional<QString> roleOf(const Snapshot& snapshot)
{
    const auto role = snapshot.text("role");
    if (role == QLatin1String("master"))
        return QCoreApplication::translate("Event", "primary");
    return role == QLatin1String("slave") ? QCoreApplication::translate("Event", "replica") : role;
}

/// "10.0.0.1:6379", or nothing on a server that replicates nobody.
std::optional<QString> masterOf(const Snapshot& snapshot)
{
    const auto host = snapshot.text("master_host");
    if (!host || host->isEmpty())
        return std::nullopt;
    const auto port = snapshot.value("master_port");
    return port ? *host + QLatin1Char(':') + QString::number(*port, 'f', 0) : *host;
}

/// The sentence about a text that changed, or an empty one.
QString changeText(const std::optional<QString>& earlier, const std::optional<QString>& later, const char* sentence)
{
    if (!earlier || !later || *earlier == *later)
        return {};
    return eventText(sentence).arg(*earlier, *later);
}

QString maxmemoryText(const Snapshot& before, const Snapshot& after)
{
    const auto earlier = before.value("maxmemory");
    const auto later = after.value("maxmemory");
    if (!earlier || !later || *earlier == *later)
        return {};
    return changeText(metricText("maxmemory", earlier), metricText("maxmemory", later),
                      QT_TRANSLATE_NOOP("Event", "maxmemory changed from %1 to %2."));
}

QString versionText(const Snapshot& before, const Snapshot& after)
{
    if (haveSameTexts(before, after))
        return {};
    for (std::string_view field : versionFields)
        if (before.text(field) && after.text(field))
            return changeText(before.text(field), after.text(field),
                              QT_TRANSLATE_NOOP("Event", "The server's version changed from %1 to %2."));
    return {};
}

QString policyText(const Snapshot& before, const Snapshot& after)
{
    if (haveSameTexts(before, after))
        return {};
    return changeText(before.text("maxmemory_policy"), after.text("maxmemory_policy"),
                      QT_TRANSLATE_NOOP("Event", "The eviction policy changed from %1 to %2."));
}

QString failoverText(const Snapshot& before, const Snapshot& after)
{
    if (haveSameTexts(before, after) && !after.texts->contains("master_host"))
        return {}; // only a port is a number
    QString role =
        changeText(roleOf(before), roleOf(after), QT_TRANSLATE_NOOP("Event", "The role changed from %1 to %2."));
    if (!role.isEmpty())
        return role;
    return changeText(masterOf(before), masterOf(after),
                      QT_TRANSLATE_NOOP("Event", "The primary changed from %1 to %2."));
}
} // namespace

const char* eventKindName(EventKind kind)
{
    for (const auto& [known, name] : eventKindNames)
        if (known == kind)
            return name;
    return "";
}

std::optional<EventKind> eventKindFromName(const QString& name)
{
    for (const auto& [kind, known] : eventKindNames)
        if (name == QLatin1String(known))
            return kind;
    return std::nullopt;
}

std::vector<Event> detectEvents(const Snapshot* before, const Snapshot& after)
{
    std::vector<Event> events;
    if (!before)
        return events;
    const auto add = [&](EventKind kind, const QString& text) {
        if (!text.isEmpty())
            events.push_back({after.node, {}, after.timeMs, kind, text});
    };
    if (serverRestarted(*before, after))
        add(EventKind::Restart, eventText(QT_TRANSLATE_NOOP("Event", "The server restarted.")));
    else if (hasFallenCounter(*before, after))
        add(EventKind::StatsReset, eventText(QT_TRANSLATE_NOOP("Event", "The server's statistics were reset.")));
    add(EventKind::Failover, failoverText(*before, after));
    add(EventKind::ConfigChange, maxmemoryText(*before, after));
    add(EventKind::ConfigChange, policyText(*before, after));
    add(EventKind::ConfigChange, versionText(*before, after));
    return events;
}

std::vector<Event> EventDetector::detect(const Snapshot* before, const Snapshot& after)
{
    return before && isQuiet(*before, after) ? std::vector<Event>() : detectEvents(before, after);
}

/// True only where detectEvents() would find nothing.
bool EventDetector::isQuiet(const Snapshot& before, const Snapshot& after)
{
    if (!after.layout || before.layout != after.layout || before.values.size() != after.values.size() ||
        after.values.size() != after.layout->size() || !haveSameTexts(before, after))
        return false;
    if (m_layout != after.layout) {
        m_layout = after.layout;
        m_counters.clear();
        for (std::string_view metric : resettableCounters)
            if (const auto column = m_layout->indexOf(metric))
                m_counters.push_back(*column);
        m_maxmemory = m_layout->indexOf("maxmemory");
    }
    if (m_texts != after.texts) {
        m_texts = after.texts;
        // Without run_id a restart shows in the uptime, and the address of a primary has a number in it.
        m_areTextsQuiet = m_texts->contains("run_id") && !m_texts->contains("master_host");
    }
    const auto fell = [&](std::size_t column) { return after.values[column] < before.values[column]; };
    return m_areTextsQuiet && std::ranges::none_of(m_counters, fell) &&
           (!m_maxmemory || after.values[*m_maxmemory] == before.values[*m_maxmemory]);
}

bool serverRestarted(const Snapshot& before, const Snapshot& after)
{
    if (haveSameTexts(before, after) && after.texts->contains("run_id"))
        return false;
    const auto earlier = before.text("run_id");
    const auto later = after.text("run_id");
    if (earlier && later)
        return *earlier != *later;
    return hasFallen(before, after, "uptime_in_seconds");
}

bool countersWereReset(const Snapshot& before, const Snapshot& after)
{
    return serverRestarted(before, after) || hasFallenCounter(before, after);
}

} // namespace cacheledger
