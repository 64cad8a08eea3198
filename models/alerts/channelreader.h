// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to channelfile: one channel from its JSON object.

#include "alerts/channel.h"

#include <nlohmann/json.hpp>

#include <span>

namespace cacheledger
{

/// Reads a channel and collects everything that is wrong with it: keys of the wrong type, unknown and missing ones, and
/// what faultsOf() finds.
class ChannelReader
{
public:
    using Json = nlohmann::ordered_json;

    explicit ChannelReader(const Json& object);

    const AlertChannel& channel() const { return m_channel; }
    const std::vector<RuleFault>& faults() const { return m_faults; }

private:
    /// An object of the channel and where it stands: "" or "settings/".
    struct Place {
        const Json& object;
        const char* prefix;
    };

    void readGeneral(const Place& place);
    void readTiers(const Place& place);
    void readSettings();
    void readMail(const Place& place);
    void readWebhook(const Place& place);
    void readCommand(const Place& place);
    void checkKeys(const Place& place, std::span<const char* const> known);
    void fail(const Place& place, const char* key, const QString& reason);
    const Json* find(const Place& place, const char* key) const;
    QString text(const Place& place, const char* key, const QString& fallback = {});
    QStringList texts(const Place& place, const char* key);
    int number(const Place& place, const char* key, int fallback);
    bool flag(const Place& place, const char* key, bool fallback);
    template <typename T>
    T word(const Place& place, const char* key, T fallback, std::optional<T> (*valueOf)(const QString&),
           QString (*all)());

    const Json& m_object;
    AlertChannel m_channel;
    std::vector<RuleFault> m_faults;
};

/// The object of a channel; only the settings of its kind.
nlohmann::ordered_json channelObject(const AlertChannel& channel);

} // namespace cacheledger
