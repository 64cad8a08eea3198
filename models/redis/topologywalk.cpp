// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/topologywalk.h"

#include "redis/infoquery.h"
#include "redis/servererror.h"

#include <QtCore/QTimer>

#include <algorithm>
#include <functional>
#include <utility>

namespace cacheledger
{

/// One server being asked. Calls back once.
class FactsQuestion
{
public:
    using Callback = std::function<void(NodeFacts facts)>;

    FactsQuestion(const Endpoint& endpoint, const QString& password, const ConnectionOptions& options,
                  Callback whenDone)
        : m_whenDone(std::move(whenDone)),
          m_connection(endpoint, password, options)
    {
        m_facts.address = endpoint.address();
        QObject::connect(&m_connection, &Connection::ready, &m_connection, [this] {
            m_info.ask(m_connection, [this](const Result<QByteArray>& text) { onInfo(text); });
        });
        QObject::connect(&m_connection, &Connection::closed, &m_connection,
                         [this](const Error& error) { finish(error); });
        m_connection.open();
    }

private:
    void onInfo(const Result<QByteArray>& text)
    {
        if (!text.ok())
            return finish(text.error());
        m_facts.info = InfoParser().parse({text->constData(), static_cast<std::size_t>(text->size())});
        const auto column = m_facts.info.layout->indexOf("cluster_enabled");
        if (!column || !(m_facts.info.values[*column] > 0))
            return finish({});
        m_connection.send(Command::clusterNodes(), [this](const Result<Reply>& reply) {
            if (!reply.ok())
                return finish(reply.error());
            if (reply->type == Reply::Type::Error)
                return finish(errorFromReply(reply->text, m_connection.endpoint(), CommandKind::ClusterNodes));
            m_facts.cluster = parseClusterNodes(reply->text).nodes;
            finish({});
        });
    }

    void finish(std::optional<Error> error)
    {
        if (std::exchange(m_finished, true))
            return;
        m_facts.error = std::move(error);
        // From the event loop: the owner destroys us, and with us the connection whose callback this is.
        QTimer::singleShot(0, &m_connection, [this] {
            m_connection.close();
            const Callback whenDone = std::move(m_whenDone);
            whenDone(std::move(m_facts));
        });
    }

    Callback m_whenDone;
    NodeFacts m_facts;
    InfoQuery m_info;
    bool m_finished = false;
    Connection m_connection; // last: its callbacks use the others
};

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
    const auto runId = [](const NodeFacts& some) -> std::string {
        if (!some.info.texts)
            return {};
        const auto found = some.info.texts->find(std::string_view("run_id"));
        return found == some.info.texts->end() ? std::string() : found->second;
    };
    const std::string id = runId(one);
    const auto same = std::find_if(facts.begin(), facts.end(),
                                   [&](const NodeFacts& other) { return !id.empty() && runId(other) == id; });
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
        const auto parsed = parseEndpointUrl(waiting.takeFirst());
        if (!parsed)
            continue;
        Endpoint endpoint = first;
        if (endpoint.transport == Transport::Unix)
            endpoint.transport = Transport::Tcp;
        endpoint.host = parsed->endpoint.host;
        endpoint.port = parsed->endpoint.port;
        endpoint.path.clear();
        ask(endpoint);
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
