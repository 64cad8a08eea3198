// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/trackedkeys.h"

#include "metrics/format.h"
#include "redis/reply.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDataStream>

#include <algorithm>
#include <array>
#include <map>

namespace cacheledger
{

static constexpr std::array<const char*, 4> trackingNames{"not_offered", "refused", "not_started", "told"};

const char* trackingName(TrackedKeys::State state)
{
    return trackingNames[static_cast<std::size_t>(state)];
}

std::optional<TrackedKeys::State> trackingFromName(const QByteArray& name)
{
    const auto found = std::find(trackingNames.begin(), trackingNames.end(), name);
    if (found == trackingNames.end())
        return {};
    return static_cast<TrackedKeys::State>(found - trackingNames.begin());
}

static bool isUsedMore(const TrackedKey& a, const TrackedKey& b)
{
    for (const auto member : {&TrackedKey::cpuUs, &TrackedKey::netBytes, &TrackedKey::perSecond})
        if (a.*member != b.*member)
            return a.*member > b.*member; // nothing is less than 0
    return a.name < b.name;
}

static void settleTracked(TrackedKeys& tracked)
{
    std::sort(tracked.keys.begin(), tracked.keys.end(), isUsedMore);
    if (tracked.keys.size() > TrackedKeys::most)
        tracked.keys.resize(TrackedKeys::most);
}

/// The value that follows this name in a flat list of names and values; null: there is none.
static const Reply* valueOf(const Reply& list, const char* name)
{
    for (std::size_t i = 0; i + 1 < list.elements.size(); i += 2)
        if (list.elements[i].text == name)
            return &list.elements[i + 1];
    return nullptr;
}

static qint64 numberOf(const Reply& list, const char* name)
{
    const Reply* value = valueOf(list, name);
    return value && value->type == Reply::Type::Integer ? std::max<qint64>(0, value->integer) : 0;
}

/// Redis: an array with one list, in which the keys stand by each of the measures.
static void takeSession(const Reply& session, TrackedKeys& tracked)
{
    tracked.isActive = numberOf(session, "tracking-active") == 1;
    tracked.fromMs = numberOf(session, "collection-start-time-unix-ms");
    tracked.durationMs = numberOf(session, "collection-duration-ms");
    tracked.sampledOf = std::max<qint64>(1, numberOf(session, "sample-ratio"));
    std::map<QByteArray, TrackedKey> keys;
    const auto take = [&](const char* name, std::optional<qint64> TrackedKey::*member) {
        const Reply* list = valueOf(session, name);
        for (std::size_t i = 0; list && i + 1 < list->elements.size(); i += 2) {
            TrackedKey& key = keys[list->elements[i].text];
            key.name = list->elements[i].text;
            key.*member = list->elements[i + 1].integer;
        }
    };
    take("by-cpu-time-us", &TrackedKey::cpuUs);
    take("by-net-bytes", &TrackedKey::netBytes);
    for (const auto& [name, key] : keys)
        tracked.keys.push_back(key);
}

TrackedKeys trackedKeysFrom(const Reply& reply)
{
    TrackedKeys tracked;
    if (reply.type == Reply::Type::Error) {
        const bool isRefused = reply.text.startsWith("NOPERM");
        tracked.state = isRefused ? TrackedKeys::State::Refused : TrackedKeys::State::NotOffered;
        return tracked;
    }
    tracked.state = TrackedKeys::State::NotStarted;
    if (reply.type != Reply::Type::Array || reply.elements.empty())
        return tracked;
    tracked.state = TrackedKeys::State::Told;
    for (const Reply& each : reply.elements) {
        if (valueOf(each, "qps")) { // Valkey: a list for each key
            if (const Reply* name = valueOf(each, "key"))
                tracked.keys.push_back({name->text, {}, {}, numberOf(each, "qps")});
        } else {
            takeSession(each, tracked);
        }
    }
    settleTracked(tracked);
    return tracked;
}

static QString hotKeysText(const char* text)
{
    return QCoreApplication::translate("HotKeys", text);
}

static QString whyNotTracked(TrackedKeys::State state)
{
    switch (state) {
    case TrackedKeys::State::NotOffered:
        return hotKeysText(QT_TRANSLATE_NOOP(
            "HotKeys", "The server has no HOTKEYS, which would measure them: Redis 8.6 or Valkey 9.2 has."));
    case TrackedKeys::State::Refused:
        return hotKeysText(
            QT_TRANSLATE_NOOP("HotKeys", "HOTKEYS GET is not permitted: see cacheledger acl --features keys,hotkeys."));
    case TrackedKeys::State::NotStarted:
        return hotKeysText(QT_TRANSLATE_NOOP(
            "HotKeys", "HOTKEYS would measure them, but nobody has begun a session of it. CacheLedger begins none, for "
                       "that changes the server: do it yourself (HOTKEYS START), and analyse again."));
    case TrackedKeys::State::Told:
        break;
    }
    return {};
}

QString whereHotKeysComeFrom(const TrackedKeys& tracked, bool isCounted)
{
    QStringList said;
    if (isCounted)
        said << hotKeysText(QT_TRANSLATE_NOOP("HotKeys", "The eviction policy is an LFU one, so that the server counts "
                                                         "uses, logarithmically (OBJECT FREQ)."));
    if (tracked.state != TrackedKeys::State::Told && !isCounted)
        said << hotKeysText(QT_TRANSLATE_NOOP(
                    "HotKeys", "Nothing counts how often keys are used: the eviction policy is no LFU one."))
             << whyNotTracked(tracked.state);
    if (tracked.state != TrackedKeys::State::Told)
        return said.join(u' ');
    const QString duration = tracked.durationMs > 0 ? format::duration(tracked.durationMs) : QString();
    if (duration.isEmpty())
        said << hotKeysText(QT_TRANSLATE_NOOP("HotKeys", "Measured by the server (HOTKEYS)."));
    else if (tracked.isActive)
        said << hotKeysText(
                    QT_TRANSLATE_NOOP("HotKeys", "Measured by a session of HOTKEYS that has run for %1 and goes on."))
                    .arg(duration);
    else
        said << hotKeysText(QT_TRANSLATE_NOOP("HotKeys", "Measured by a session of HOTKEYS that ran for %1."))
                    .arg(duration);
    if (tracked.sampledOf > 1)
        said << hotKeysText(QT_TRANSLATE_NOOP("HotKeys", "It looked at one key of %1.")).arg(tracked.sampledOf);
    if (tracked.keys.empty())
        said << hotKeysText(QT_TRANSLATE_NOOP("HotKeys", "No key was used."));
    return said.join(u' ');
}

void TrackedKeys::add(const TrackedKeys& other)
{
    state = std::max(state, other.state);
    if (other.state != State::Told)
        return;
    isActive = isActive || other.isActive;
    if (fromMs == 0 || (other.fromMs > 0 && other.fromMs < fromMs))
        fromMs = other.fromMs;
    durationMs = std::max(durationMs, other.durationMs);
    sampledOf = std::max(sampledOf, other.sampledOf);
    keys.insert(keys.end(), other.keys.begin(), other.keys.end());
    settleTracked(*this);
}

void TrackedKeys::save(QDataStream& to) const
{
    to << QByteArray(trackingName(state)) << isActive << fromMs << durationMs << sampledOf << quint32(keys.size());
    for (const TrackedKey& key : keys) {
        to << key.name;
        for (const auto& value : {key.cpuUs, key.netBytes, key.perSecond})
            to << value.value_or(-1);
    }
}

void TrackedKeys::load(QDataStream& from)
{
    QByteArray name;
    quint32 count = 0;
    from >> name >> isActive >> fromMs >> durationMs >> sampledOf >> count;
    state = trackingFromName(name).value_or(State::NotOffered);
    if (count > most)
        from.setStatus(QDataStream::ReadCorruptData);
    for (quint32 i = 0; i < count && from.status() == QDataStream::Ok; ++i) {
        TrackedKey& key = keys.emplace_back();
        from >> key.name;
        for (auto* value : {&key.cpuUs, &key.netBytes, &key.perSecond}) {
            qint64 number = -1;
            from >> number;
            *value = number < 0 ? std::nullopt : std::optional(number);
        }
    }
}

} // namespace cacheledger
