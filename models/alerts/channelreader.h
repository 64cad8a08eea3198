// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to channelfile: one channel from its JSON object.

#include "alerts/channel.h"
#include "config/jsonobject.h"

#include <nlohmann/json.hpp>

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
    void readGeneral(JsonObject& object);
    void readTiers(JsonObject& object);
    void readSettings(JsonObject& object);
    void readMail(JsonObject& settings);
    void readWebhook(JsonObject& settings);
    void readCommand(JsonObject& settings);

    AlertChannel m_channel;
    std::vector<RuleFault> m_faults;
};

/// The object of a channel; only the settings of its kind.
nlohmann::ordered_json channelObject(const AlertChannel& channel);

} // namespace cacheledger
