// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/connection.h"

#include <functional>

namespace cacheledger
{

/// Asks for INFO in the richest form that the server allows: `INFO everything`, then `INFO all`, then `INFO`, and
/// remembers what worked. A form is refused by an error (-ERR, -NOPERM) or by an answer without any field, which is
/// what old servers give for a section that they do not know.
class InfoQuery
{
public:
    using Callback = std::function<void(const Result<QByteArray>& info)>;

    /// One question at a time; `connection` is Ready. When it is destroyed, nothing is called any more; it must not
    /// outlive this object without being closed.
    void ask(Connection& connection, Callback callback);
    /// Another connection, perhaps another server: all forms are tried again.
    void reset() { m_command = Command::infoEverything(); }
    /// The form that was last asked for.
    CommandKind form() const { return m_command.kind(); }

private:
    void send(Connection& connection);
    void onReply(Connection& connection, const Result<Reply>& reply);
    void finish(const Result<QByteArray>& info);

    Command m_command = Command::infoEverything(); // kept: it is sent once a poll
    Callback m_callback;
};

} // namespace cacheledger
