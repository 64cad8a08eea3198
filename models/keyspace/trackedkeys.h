// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <optional>
#include <vector>

class QDataStream;

namespace cacheledger
{

struct Reply;

/// One of the most used keys, by what the server measured. Absent: not that.
struct TrackedKey {
    QByteArray name;
    std::optional<qint64> cpuUs;    ///< the server's time, over the session
    std::optional<qint64> netBytes; ///< to and from clients, over the session
    std::optional<qint64> perSecond;

    friend bool operator==(const TrackedKey&, const TrackedKey&) = default;
};

/// What HOTKEYS GET told (Redis 8.6, Valkey 9.2). A session of it is begun by whoever runs the server, never by us:
/// it changes the server.
struct TrackedKeys {
    enum class State { NotOffered, Refused, NotStarted, Told };
    static constexpr std::size_t most = 20;

    State state = State::NotOffered;
    bool isActive = false; ///< the session goes on
    TimeMs fromMs = 0;     ///< of the first session; 0: not told
    qint64 durationMs = 0; ///< of the longest session; 0: not told
    qint64 sampledOf = 1;  ///< one key of so many was measured
    std::vector<TrackedKey> keys;

    /// From another server of the same cache.
    void add(const TrackedKeys& other);
    void save(QDataStream& to) const;
    void load(QDataStream& from);
};

/// Of an answer that may be anything: what it does not say is absent.
TrackedKeys trackedKeysFrom(const Reply& reply);
const char* trackingName(TrackedKeys::State state); ///< "not_offered", "refused", "not_started", "told"
std::optional<TrackedKeys::State> trackingFromName(const QByteArray& name);

/// Where the most used keys of an analysis come from, and what is missing where there are none. A sentence or two.
/// `isCounted`: the server's policy counts, so that there are some by OBJECT FREQ.
QString whereHotKeysComeFrom(const TrackedKeys& tracked, bool isCounted);

} // namespace cacheledger
