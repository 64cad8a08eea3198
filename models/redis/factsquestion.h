// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/following.h"
#include "redis/connection.h"
#include "redis/infoquery.h"
#include "redis/topology.h"

#include <functional>
#include <string>
#include <vector>

namespace cacheledger
{

/// Asks one server, over a connection of its own, for INFO and, where it is of a cluster, CLUSTER NODES; on demand for
/// its settings too. Calls back once, from the event loop, unless it is destroyed before; may be destroyed from inside
/// the call. One thread.
class FactsQuestion
{
public:
    using Callback = std::function<void(NodeFacts facts)>;

    FactsQuestion(const Endpoint& endpoint, const QString& password, const ConnectionOptions& options,
                  Callback whenDone, bool withSettings = false);

private:
    void onInfo(const Result<QByteArray>& text);
    void askSettings();
    void onSettings(const Result<Reply>& reply);
    void finish(std::optional<Error> error);

    Callback m_whenDone;
    NodeFacts m_facts;
    InfoQuery m_info;
    bool m_withSettings;
    std::size_t m_settingsWaiting = 0;
    bool m_finished = false;
    Connection m_connection; // last: its callbacks use the others
};

/// Of this run of the server, whichever address it is reached by; empty: it does not tell.
std::string runIdOf(const InfoValues& info);

/// A server at "host:port", spoken to as `sibling` is (user, TLS); nothing where that is no address.
std::optional<Endpoint> siblingAt(const QString& address, const Endpoint& sibling);
/// The servers that announced addresses stand for, each once, in their order: mapped, and spoken to as `sibling` is.
std::vector<Endpoint> siblingsAt(const QStringList& announced, const std::vector<AddressMapping>& mappings,
                                 const Endpoint& sibling);

} // namespace cacheledger
