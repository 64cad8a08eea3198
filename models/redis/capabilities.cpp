// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/capabilities.h"

#include "metrics/infoparser.h"
#include "redis/servererror.h"
#include "redis/serverkind.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

namespace
{

CommandState stateFrom(const Reply& reply)
{
    if (reply.type != Reply::Type::Error)
        return CommandState::Allowed;
    if (reply.text.startsWith("NOPERM"))
        return CommandState::Denied;
    // Any other refusal (a cluster command outside a cluster) is an answer to a command that may be sent.
    return isUnknownCommandReply(reply.text) ? CommandState::Unsupported : CommandState::Allowed;
}

bool isInfo(CommandKind kind)
{
    return kind == CommandKind::InfoEverything || kind == CommandKind::InfoAll || kind == CommandKind::Info;
}

} // namespace

std::vector<FeatureCapability> Capabilities::features(const QString& user) const
{
    const bool hasInfo = std::any_of(commands.begin(), commands.end(), [](const CommandCapability& one) {
        return isInfo(one.kind) && one.state == CommandState::Allowed;
    });
    std::vector<FeatureCapability> found;
    for (const char* name : commandFeatureNames()) {
        FeatureCapability feature;
        feature.name = QLatin1String(name);
        QStringList rules;
        bool wasTried = false; // what reads a key of somebody's is not, and nothing is known of it
        for (const CommandCapability& one : commands) {
            const CommandInfo& command = commandInfo(one.kind);
            const bool counts = command.feature == commandFeatureFromName(feature.name);
            wasTried = wasTried || counts;
            if (!counts || one.state == CommandState::Allowed || (isInfo(one.kind) && hasInfo))
                continue;
            feature.missing += QLatin1String(command.words);
            if (one.state == CommandState::Denied && !rules.contains(QLatin1String(command.aclRule)))
                rules += QLatin1String(command.aclRule);
        }
        if (!wasTried)
            continue;
        feature.available = feature.missing.isEmpty();
        if (!rules.isEmpty())
            feature.grant = QStringLiteral("ACL SETUSER %1 %2")
                                .arg(user.isEmpty() ? QStringLiteral("default") : user, rules.join(QLatin1Char(' ')));
        found.push_back(std::move(feature));
    }
    return found;
}

class CapabilityProbe::Impl
{
public:
    Impl(CapabilityProbe* owner, Endpoint endpoint, QString password, ConnectionOptions options)
        : q(owner),
          connection(std::move(endpoint), std::move(password), std::move(options))
    {
        QObject::connect(&connection, &Connection::ready, q, [this] { next(); });
        QObject::connect(&connection, &Connection::closed, q, [this](const Error& error) { finish(error); });
    }

    void start() { connection.open(); }

private:
    // One after the other: a burst would delay the server's other clients for longer at a time.
    void next()
    {
        std::optional<Command> command;
        while (!command && at < commandTable().size())
            command = Command::trial(commandTable()[at++].kind);
        if (!command)
            return finish(found);
        connection.send(*command, [this, kind = command->kind()](const Result<Reply>& reply) {
            if (!reply.ok())
                return finish(reply.error());
            found.commands.push_back({kind, stateFrom(*reply)});
            if (isInfo(kind) && reply->type == Reply::Type::Bulk && found.server.isEmpty())
                found.server = serverKind(
                    InfoParser().parse({reply->text.constData(), static_cast<std::size_t>(reply->text.size())}));
            next();
        });
    }

    void finish(const Result<Capabilities>& result)
    {
        if (std::exchange(finished, true))
            return;
        connection.close();
        Q_EMIT q->finished(Result<Capabilities>(result)); // a copy: a slot may destroy us
    }

    CapabilityProbe* q;
    Capabilities found;
    std::size_t at = 0;
    bool finished = false;
    Connection connection; // last: its callbacks use the others
};

CapabilityProbe::CapabilityProbe(Endpoint endpoint, QString password, ConnectionOptions options, QObject* parent)
    : QObject(parent),
      m_impl(std::make_unique<Impl>(this, std::move(endpoint), std::move(password), std::move(options)))
{
}

CapabilityProbe::~CapabilityProbe() = default;

void CapabilityProbe::start()
{
    m_impl->start();
}

} // namespace cacheledger
