// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/evidenceanswer.h"
#include "metrics/ids.h"

#include <map>
#include <optional>

namespace cacheledger
{

/// What a server told beside its polls: what is new in its slow log, its latency events as they are now, all settings
/// that are no secret. Parts that were not asked for, or refused, are empty.
struct ServerTold {
    std::vector<SlowCommand> slow;
    std::vector<LatencyEvent> latency;
    std::optional<std::map<QString, QString>> settings;

    bool isEmpty() const { return slow.empty() && latency.empty() && !settings; }
};

/// A setting that is another one than it was when it was looked at before.
struct SettingChange {
    NodeId node;
    TimeMs timeMs = 0; ///< when it was seen
    QString name;
    QString before;
    QString after;
};

/// What was kept of what servers told, each the newest first.
struct ServerPast {
    struct Slow {
        NodeId node;
        SlowCommand command;
    };
    struct Latency {
        NodeId node;
        LatencyEvent event;
    };
    std::vector<Slow> slow;
    std::vector<Latency> latency;
    std::vector<SettingChange> settings;
};

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::ServerTold)
