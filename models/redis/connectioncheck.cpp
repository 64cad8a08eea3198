// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/connectioncheck.h"

#include "metrics/infoparser.h"
#include "redis/connectionerror.h"
#include "redis/infoquery.h"
#include "redis/servererror.h"
#include "redis/serverkind.h"

#include <QtCore/QElapsedTimer>

#include <utility>

namespace cacheledger
{

class ConnectionCheck::Impl
{
public:
    Impl(ConnectionCheck* owner, Endpoint endpoint, QString password, ConnectionOptions options)
        : q(owner),
          connection(std::move(endpoint), std::move(password), std::move(options))
    {
        QObject::connect(&connection, &Connection::ready, q, [this] { sendPing(); });
        QObject::connect(&connection, &Connection::closed, q, [this](const Error& error) { finish(error); });
    }

    void start() { connection.open(); }

private:
    void sendPing();
    void onPing(const Result<Reply>& reply);
    void onInfo(const Result<QByteArray>& text);
    void finish(std::optional<Error> error);

    ConnectionCheck* q;
    InfoQuery info;
    CheckReport report;
    QElapsedTimer sincePing;
    bool finished = false;
    Connection connection; // last: its callbacks use the others
};

void ConnectionCheck::Impl::sendPing()
{
    sincePing.start();
    connection.send(Command::ping(), [this](const Result<Reply>& reply) { onPing(reply); });
}

void ConnectionCheck::Impl::onPing(const Result<Reply>& reply)
{
    if (!reply.ok())
        return finish(reply.error());
    report.roundTripMs = static_cast<double>(sincePing.nsecsElapsed()) / 1e6;
    // A replica without its primary refuses PING, but INFO tells what is the matter.
    if (reply->type == Reply::Type::Error && !reply->text.startsWith("MASTERDOWN"))
        return finish(errorFromReply(reply->text, connection.endpoint(), CommandKind::Ping));
    if (reply->type != Reply::Type::Error && reply->text != "PONG")
        return finish(notRedisError(connection.endpoint()));
    info.ask(connection, [this](const Result<QByteArray>& text) { onInfo(text); });
}

void ConnectionCheck::Impl::onInfo(const Result<QByteArray>& text)
{
    if (!text.ok())
        return finish(text.error());
    const InfoValues values = InfoParser().parse({text->constData(), static_cast<std::size_t>(text->size())});
    report.server = serverKind(values);
    report.role = serverRole(values);
    report.infoCommand = QString::fromLatin1(commandInfo(info.form()).words);
    report.replicas = replicaAddresses(values);
    report.primary = primaryAddress(values);
    finish({});
}

void ConnectionCheck::Impl::finish(std::optional<Error> error)
{
    if (std::exchange(finished, true))
        return;
    report.error = std::move(error);
    connection.close();
    Q_EMIT q->finished(CheckReport(report)); // a copy: a slot may destroy us
}

ConnectionCheck::ConnectionCheck(Endpoint endpoint, QString password, ConnectionOptions options, QObject* parent)
    : QObject(parent),
      m_impl(std::make_unique<Impl>(this, std::move(endpoint), std::move(password), std::move(options)))
{
}

ConnectionCheck::~ConnectionCheck() = default;

void ConnectionCheck::start()
{
    m_impl->start();
}

} // namespace cacheledger
