// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/topologywalk.h"

#include "redis/factsquestion.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace cacheledger
{

class TopologyWalk::Impl
{
public:
    Impl(TopologyWalk* owner, Endpoint firstServer, QString secret, ConnectionOptions limits)
        : q(owner),
          first(std::move(firstServer)),
          password(std::move(secret)),
          options(std::move(limits))
    {
    }

    void ask(const Endpoint& endpoint);
    void start() { ask(first); }

private:
    static constexpr std::size_t atOnce = 16;
    static constexpr qsizetype mostServers = 1000;

    void onFacts(const QString& asked, NodeFacts one);
    bool isKnownServer(const NodeFacts& one);
    void askMore();

    TopologyWalk* q;
    Endpoint first;
    QString password;
    ConnectionOptions options;
    QStringList seen;    // addresses asked or to be asked
    QStringList waiting; // to be asked
    std::vector<NodeFacts> facts;
    std::vector<std::pair<QString, std::unique_ptr<FactsQuestion>>> running;
};

void TopologyWalk::Impl::ask(const Endpoint& endpoint)
{
    const QString address = endpoint.address();
    if (!seen.contains(address))
        seen += address;
    running.emplace_back(
        address, std::make_unique<FactsQuestion>(endpoint, password, options,
                                                 [this, address](NodeFacts one) { onFacts(address, std::move(one)); }));
}

/// A server may be known by two addresses: the one we were given and the one that the others use, which then counts.
bool TopologyWalk::Impl::isKnownServer(const NodeFacts& one)
{
    const std::string id = runIdOf(one.info);
    const auto same = std::find_if(facts.begin(), facts.end(),
                                   [&](const NodeFacts& other) { return !id.empty() && runIdOf(other.info) == id; });
    if (same == facts.end())
        return false;
    if (same == facts.begin())
        same->address = one.address;
    return true;
}

void TopologyWalk::Impl::onFacts(const QString& asked, NodeFacts one)
{
    running.erase(
        std::find_if(running.begin(), running.end(), [&](const auto& entry) { return entry.first == asked; }));
    if (facts.empty() && one.error) {
        Q_EMIT q->finished(*one.error);
        return;
    }
    for (const QString& address : addressesIn(one)) {
        if (!seen.contains(address) && seen.size() < mostServers) {
            seen += address;
            waiting += address;
        }
    }
    if (!isKnownServer(one))
        facts.push_back(std::move(one));
    askMore();
}

void TopologyWalk::Impl::askMore()
{
    while (!waiting.isEmpty() && running.size() < atOnce) {
        if (const auto endpoint = siblingAt(waiting.takeFirst(), first))
            ask(*endpoint);
    }
    if (running.empty())
        Q_EMIT q->finished(topologyFrom(facts));
}

TopologyWalk::TopologyWalk(Endpoint first, QString password, ConnectionOptions options, QObject* parent)
    : QObject(parent),
      m_impl(std::make_unique<Impl>(this, std::move(first), std::move(password), std::move(options)))
{
}

TopologyWalk::~TopologyWalk() = default;

void TopologyWalk::start()
{
    m_impl->start();
}

} // namespace cacheledger
