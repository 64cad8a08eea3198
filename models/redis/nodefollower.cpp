// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/nodefollower.h"

#include "redis/factsquestion.h"
#include "redis/sentinelquestion.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>

#include <algorithm>
#include <map>
#include <utility>

namespace cacheledger
{

static constexpr std::chrono::milliseconds everySentinel{2000};
static constexpr std::chrono::milliseconds everyServer{5000};
static constexpr std::chrono::milliseconds soonest{500};
/// One that does not even connect shall not hold up what the others told.
static constexpr std::chrono::milliseconds longestConnect{2000};
static constexpr std::size_t askedAtOnce = 16;
static constexpr int answersUntilGone = 3;

class NodeFollower::Impl
{
public:
    Impl(NodeFollower* owner, const CacheConfig& config, QString dataPassword, QString sentinelSecret,
         FollowOptions limits)
        : q(owner),
          cache(config),
          password(std::move(dataPassword)),
          sentinelPassword(std::move(sentinelSecret)),
          options(std::move(limits))
    {
        if (options.every.count() == 0)
            options.every = cache.follow.how == Following::Sentinel ? everySentinel : everyServer;
        options.connection.connectTimeout = std::min(options.connection.connectTimeout, longestConnect);
        next.setSingleShot(true);
        QObject::connect(&next, &QTimer::timeout, owner, [this] { ask(); });
    }

    void ask();
    void askSoon();

    NodeFollower* q;
    CacheConfig cache;

private:
    void askServer(std::size_t tried);
    void onFacts(const NodeFacts& facts, std::size_t tried);
    QStringList namedBy(const NodeFacts& facts) const;
    std::optional<Error> noMember(const NodeFacts& facts) const;
    void onNamed(const QStringList& announced);
    void keepLatelyNamed();
    void chooseWhomToResolve();
    void resolveMore();
    void onResolved(const Endpoint& endpoint, const NodeFacts& facts);
    void tell();
    void fail(const Error& error);
    void wait();
    bool isConfigured(const Endpoint& endpoint) const;

    QString password;
    QString sentinelPassword;
    FollowOptions options;
    QTimer next;
    QElapsedTimer sinceAsked; // invalid: never asked
    bool asking = false;
    std::size_t turn = 0; // whose turn it is to be asked
    std::unique_ptr<FactsQuestion> question;
    std::unique_ptr<SentinelQuestion> sentinels;
    std::vector<Endpoint> named;   // in this round
    std::vector<Endpoint> waiting; // to be asked who they are
    std::map<QString, std::unique_ptr<FactsQuestion>> resolving;
    std::map<QString, std::string> runIds; // by address; only of those that told
    std::map<QString, int> unnamed;        // by address: answers in a row that left out a found server
};

void NodeFollower::Impl::ask()
{
    if (std::exchange(asking, true))
        return;
    sinceAsked.start();
    if (cache.follow.how != Following::Sentinel)
        return askServer(0);
    sentinels =
        std::make_unique<SentinelQuestion>(cache.follow.sentinels, sentinelPassword, cache.follow.sentinelPrimary,
                                           options.connection, [this](const Result<SentinelAnswer>& answer) {
                                               const auto keep = std::move(sentinels); // until we are done
                                               if (!answer.ok())
                                                   return fail(answer.error());
                                               onNamed(QStringList{answer->primary} + answer->replicas);
                                           });
}

void NodeFollower::Impl::askSoon()
{
    if (asking || !sinceAsked.isValid())
        return;
    const auto due = soonest - std::chrono::milliseconds(sinceAsked.elapsed());
    const auto wanted = std::max(due, std::chrono::milliseconds(0));
    if (next.remainingTimeAsDuration() > wanted)
        next.start(wanted);
}

/// The servers take turns; one that does not answer is skipped.
void NodeFollower::Impl::askServer(std::size_t tried)
{
    const NodeConfig& node = cache.nodes[turn++ % cache.nodes.size()];
    question = std::make_unique<FactsQuestion>(node.endpoint, password, options.connection,
                                               [this, tried](const NodeFacts& facts) { onFacts(facts, tried); });
}

void NodeFollower::Impl::onFacts(const NodeFacts& facts, std::size_t tried)
{
    const auto keep = std::move(question); // its callback this is
    const std::optional<Error> error = facts.error ? facts.error : noMember(facts);
    if (!error)
        return onNamed(namedBy(facts));
    if (tried + 1 < cache.nodes.size())
        return askServer(tried + 1);
    fail(*error);
}

/// Of a cluster its members alone, each as the cluster calls it: INFO names replicas on for a while that are none any
/// more.
QStringList NodeFollower::Impl::namedBy(const NodeFacts& facts) const
{
    if (cache.follow.how != Following::Cluster)
        return addressesIn(facts);
    NodeFacts members = facts;
    members.info = {};
    return addressesIn(members).mid(1);
}

std::optional<Error> NodeFollower::Impl::noMember(const NodeFacts& facts) const
{
    if (cache.follow.how != Following::Cluster || !facts.cluster.empty())
        return std::nullopt;
    return Error{ErrorCode::Unsupported,
                 QCoreApplication::translate("NodeFollower", "%1 is no member of a cluster.").arg(facts.address),
                 QCoreApplication::translate("NodeFollower", "Follow its replicas, or nothing.")};
}

bool NodeFollower::Impl::isConfigured(const Endpoint& endpoint) const
{
    return std::any_of(cache.nodes.begin(), cache.nodes.end(), [&endpoint](const NodeConfig& node) {
        return !node.found && isSameServer(node.endpoint, endpoint);
    });
}

void NodeFollower::Impl::onNamed(const QStringList& announced)
{
    named = siblingsAt(announced, cache.follow.mappings, cache.nodes.front().endpoint);
    keepLatelyNamed();
    chooseWhomToResolve();
    resolveMore();
}

/// Those that were found before, and that the answer does not name, for some answers more.
void NodeFollower::Impl::keepLatelyNamed()
{
    for (const NodeConfig& node : cache.nodes) {
        const QString address = node.endpoint.address();
        const bool isNamed = std::any_of(named.begin(), named.end(), [&node](const Endpoint& endpoint) {
            return isSameServer(endpoint, node.endpoint);
        });
        if (!node.found || isNamed)
            unnamed.erase(address);
        else if (++unnamed[address] < answersUntilGone)
            named.push_back(node.endpoint);
    }
}

/// The configured servers until each told who it is, and what is new. While one of the former is still to tell, all
/// others are asked again: it may be one of them, and they may have restarted since.
void NodeFollower::Impl::chooseWhomToResolve()
{
    waiting.clear();
    for (const NodeConfig& node : cache.nodes) {
        if (!node.found && !runIds.contains(node.endpoint.address()))
            waiting.push_back(node.endpoint);
    }
    const bool all = !waiting.empty();
    for (const Endpoint& endpoint : named) {
        const bool isNew = std::none_of(cache.nodes.begin(), cache.nodes.end(), [&endpoint](const NodeConfig& node) {
            return isSameServer(node.endpoint, endpoint);
        });
        if (!isConfigured(endpoint) && (all || (isNew && !runIds.contains(endpoint.address()))))
            waiting.push_back(endpoint);
    }
}

void NodeFollower::Impl::resolveMore()
{
    while (!waiting.empty() && resolving.size() < askedAtOnce) {
        const Endpoint endpoint = waiting.back();
        waiting.pop_back();
        resolving[endpoint.address()] =
            std::make_unique<FactsQuestion>(endpoint, password, options.connection,
                                            [this, endpoint](const NodeFacts& facts) { onResolved(endpoint, facts); });
    }
    if (resolving.empty())
        tell();
}

void NodeFollower::Impl::onResolved(const Endpoint& endpoint, const NodeFacts& facts)
{
    const auto keep = resolving.extract(endpoint.address()); // its callback this is
    if (!facts.error)
        runIds[endpoint.address()] = runIdOf(facts.info);
    resolveMore();
}

void NodeFollower::Impl::tell()
{
    const auto idOf = [this](const Endpoint& endpoint) {
        const auto known = runIds.find(endpoint.address());
        return known == runIds.end() ? std::string() : known->second;
    };
    std::vector<Endpoint> servers;
    for (const NodeConfig& node : cache.nodes) {
        if (!node.found)
            servers.push_back(node.endpoint);
    }
    for (const Endpoint& endpoint : named) {
        const std::string id = idOf(endpoint);
        const bool isKnown = std::any_of(servers.begin(), servers.end(), [&](const Endpoint& other) {
            return isSameServer(other, endpoint) || (!id.empty() && idOf(other) == id);
        });
        if (!isKnown)
            servers.push_back(endpoint);
    }
    wait();
    Q_EMIT q->found(servers);
}

void NodeFollower::Impl::fail(const Error& error)
{
    wait();
    Q_EMIT q->failed(error);
}

void NodeFollower::Impl::wait()
{
    asking = false;
    next.start(options.every);
}

NodeFollower::NodeFollower(const CacheConfig& cache, QString password, QString sentinelPassword, FollowOptions options,
                           QObject* parent)
    : QObject(parent),
      m_impl(std::make_unique<Impl>(this, cache, std::move(password), std::move(sentinelPassword), std::move(options)))
{
}

NodeFollower::~NodeFollower() = default;

void NodeFollower::start()
{
    m_impl->ask();
}

void NodeFollower::setNodes(const std::vector<NodeConfig>& nodes)
{
    m_impl->cache.nodes = nodes;
}

void NodeFollower::askSoon()
{
    m_impl->askSoon();
}

} // namespace cacheledger
