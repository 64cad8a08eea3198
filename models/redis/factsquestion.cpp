// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/factsquestion.h"

#include "redis/connectionerror.h"
#include "redis/servererror.h"

#include <QtCore/QTimer>

#include <algorithm>
#include <utility>

namespace cacheledger
{

FactsQuestion::FactsQuestion(const Endpoint& endpoint, const QString& password, const ConnectionOptions& options,
                             Callback whenDone, bool withSettings)
    : m_whenDone(std::move(whenDone)),
      m_withSettings(withSettings),
      m_connection(endpoint, password, options)
{
    m_facts.address = endpoint.address();
    QObject::connect(&m_connection, &Connection::ready, &m_connection,
                     [this] { m_info.ask(m_connection, [this](const Result<QByteArray>& text) { onInfo(text); }); });
    QObject::connect(&m_connection, &Connection::closed, &m_connection, [this](const Error& error) { finish(error); });
    m_connection.open();
}

void FactsQuestion::onInfo(const Result<QByteArray>& text)
{
    if (!text.ok())
        return finish(text.error());
    m_facts.info = InfoParser().parse({text->constData(), static_cast<std::size_t>(text->size())});
    const auto column = m_facts.info.layout->indexOf("cluster_enabled");
    if (!column || !(m_facts.info.values[*column] > 0))
        return askSettings();
    m_connection.send(Command::clusterNodes(), [this](const Result<Reply>& reply) {
        if (!reply.ok())
            return finish(reply.error());
        if (reply->type == Reply::Type::Error)
            return finish(errorFromReply(reply->text, m_connection.endpoint(), CommandKind::ClusterNodes));
        m_facts.cluster = parseClusterNodes(reply->text).nodes;
        askSettings();
    });
}

void FactsQuestion::askSettings()
{
    if (!m_withSettings)
        return finish({});
    const std::vector<Command> questions = settingsQuestions();
    m_settingsWaiting = questions.size();
    m_connection.sendAll(questions, [this](const Result<Reply>& reply) { onSettings(reply); });
}

/// One that is refused is refused for all: then nothing is known of the settings, but of all else it is.
void FactsQuestion::onSettings(const Result<Reply>& reply)
{
    if (!reply.ok())
        return finish(reply.error());
    if (reply->type == Reply::Type::Error)
        m_facts.settingsError = errorFromReply(reply->text, m_connection.endpoint(), CommandKind::ConfigGet);
    else if (!readSettings(*reply, m_facts.settings))
        m_facts.settingsError = notRedisError(m_connection.endpoint());
    if (--m_settingsWaiting > 0)
        return;
    if (m_facts.settingsError)
        m_facts.settings.clear();
    finish({});
}

void FactsQuestion::finish(std::optional<Error> error)
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

std::string runIdOf(const InfoValues& info)
{
    if (!info.texts)
        return {};
    const auto found = info.texts->find(std::string_view("run_id"));
    return found == info.texts->end() ? std::string() : found->second;
}

std::optional<Endpoint> siblingAt(const QString& address, const Endpoint& sibling)
{
    const auto parsed = parseEndpointUrl(address);
    if (!parsed || parsed->endpoint.transport != Transport::Tcp)
        return std::nullopt;
    Endpoint endpoint = sibling;
    if (endpoint.transport == Transport::Unix)
        endpoint.transport = Transport::Tcp;
    endpoint.host = parsed->endpoint.host;
    endpoint.port = parsed->endpoint.port;
    endpoint.path.clear();
    return endpoint;
}

std::vector<Endpoint> siblingsAt(const QStringList& announced, const std::vector<AddressMapping>& mappings,
                                 const Endpoint& sibling)
{
    std::vector<Endpoint> servers;
    for (const QString& address : announced) {
        const auto endpoint = siblingAt(reachableAddress(address, mappings), sibling);
        if (endpoint && std::none_of(servers.begin(), servers.end(),
                                     [&](const Endpoint& other) { return isSameServer(other, *endpoint); }))
            servers.push_back(*endpoint);
    }
    return servers;
}

} // namespace cacheledger
