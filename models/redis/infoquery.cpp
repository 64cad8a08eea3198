// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/infoquery.h"

#include "redis/servererror.h"

#include <QtCore/QCoreApplication>

#include <utility>

namespace cacheledger
{

namespace
{

// Others (-LOADING, -BUSY, -NOAUTH) would be the same for every form.
bool refusesTheForm(const Reply& reply)
{
    if (reply.type == Reply::Type::Error)
        return reply.text.startsWith("ERR") || reply.text.startsWith("NOPERM");
    return !reply.text.contains(':');
}

} // namespace

void InfoQuery::ask(Connection& connection, Callback callback)
{
    m_callback = std::move(callback);
    send(connection);
}

void InfoQuery::send(Connection& connection)
{
    connection.send(m_command, [this, &connection](const Result<Reply>& reply) { onReply(connection, reply); });
}

void InfoQuery::onReply(Connection& connection, const Result<Reply>& reply)
{
    if (!reply.ok())
        return finish(reply.error());
    if (refusesTheForm(*reply) && form() != CommandKind::Info) {
        m_command = form() == CommandKind::InfoEverything ? Command::infoAll() : Command::info();
        return send(connection);
    }
    if (reply->type == Reply::Type::Error)
        return finish(errorFromReply(reply->text, connection.endpoint(), CommandKind::Info));
    if (refusesTheForm(*reply))
        return finish(Error{ErrorCode::ServerError,
                            QCoreApplication::translate("InfoQuery", "%1 answers INFO with nothing that can be read.")
                                .arg(connection.endpoint().address()),
                            QCoreApplication::translate("InfoQuery", "Check that it is a Redis server.")});
    finish(reply->text);
}

void InfoQuery::finish(const Result<QByteArray>& info)
{
    const Callback callback = std::move(m_callback);
    m_callback = nullptr;
    callback(info); // may destroy this object
}

} // namespace cacheledger
