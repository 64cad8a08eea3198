// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets.h"

#include "app/commands/context.h"
#include "app/suggest.h"

#include <QtCore/QUuid>

namespace cacheledger
{

using namespace Qt::StringLiterals;

/// The name space of identities made from addresses; never change it: history hangs on it.
static constexpr QUuid adHocNamespace(0x6d3b6f0e, 0x58f2, 0x4c6d, 0x9a, 0x41, 0x1f, 0x0c, 0x7b, 0x27, 0xd5, 0x90);

CacheConfig adHocCache(const Endpoint& endpoint)
{
    Endpoint place;
    place.transport = endpoint.transport;
    place.host = endpoint.host.toLower();
    place.port = endpoint.port;
    place.path = endpoint.path;
    const auto idFor = [&place](const QString& kind) {
        return QUuid::createUuidV5(adHocNamespace, kind + u' ' + place.url()).toString(QUuid::WithoutBraces);
    };
    CacheConfig cache;
    cache.id = CacheId{idFor(u"cache"_s)};
    cache.name = endpoint.address();
    cache.nodes.push_back(NodeConfig{NodeId{idFor(u"node"_s)}, endpoint});
    return cache;
}

Target configuredTarget(const CacheConfig& cache, const CredentialSource& credentials)
{
    learnTransportSecrets(cache, credentials);
    return Target{cache, credentials.passwordFor(cache.name).value_or(QString()),
                  credentials.sentinelPasswordFor(cache.name).value_or(QString())};
}

bool looksLikeAddress(const QString& text)
{
    return text.contains(u"://"_s) || text.startsWith(u'/') || text.contains(u':');
}

bool looksLikeHost(const QString& text)
{
    return (text.contains(u'.') || text.compare(u"localhost"_s, Qt::CaseInsensitive) == 0) &&
           parseEndpointUrl(text).ok();
}

Error unknownCache(const QString& name, const QStringList& known)
{
    const QString message = Cli::tr("There is no cache named \"%1\".").arg(name);
    const QString nearest = nearestWord(name, known);
    if (!nearest.isEmpty())
        return Error{ErrorCode::UnknownCache, message, Cli::tr("Did you mean \"%1\"?").arg(nearest)};
    if (known.isEmpty())
        return Error{ErrorCode::UnknownCache, message,
                     Cli::tr("None is known yet: add one with cacheledger caches add NAME URL.")};
    return Error{ErrorCode::UnknownCache, message, Cli::tr("Known are: %1.").arg(known.join(u", "_s))};
}

static Result<Target> targetNamed(const QString& text, const CacheStore& store, const CredentialSource& credentials,
                                  Console& console, bool anyWordIsHost)
{
    if (const CacheConfig* configured = store.findByName(text))
        return configuredTarget(*configured, credentials);
    const auto parsed = parseEndpointUrl(text);
    if (!looksLikeAddress(text) && !looksLikeHost(text)) {
        QStringList known;
        for (const CacheConfig& cache : store.caches())
            known << cache.name;
        Error unknown = unknownCache(text, known);
        if (parsed)
            unknown.hint += u' ' + Cli::tr("A host of that name is written %1:6379.").arg(text);
        if (!anyWordIsHost || !parsed || !nearestWord(text, known).isEmpty())
            return unknown;
    }
    if (!parsed)
        return parsed.error();
    Target target{adHocCache(parsed->endpoint), {}};
    if (parsed->hasPassword) {
        console.note(Cli::tr("A password on the command line can be read by other users of this machine; "
                             "use CACHELEDGER_PASSWORD or --credentials FILE."));
        target.password = parsed->password;
    } else {
        target.password = credentials.passwordFor(target.cache.name).value_or(QString());
    }
    return target;
}

Result<Target> resolveTarget(const QString& text, const CacheStore& store, const CredentialSource& credentials,
                             Console& console, bool anyWordIsHost, const TlsArguments& tls,
                             const FollowArguments& follow, const Route& route)
{
    auto target = targetNamed(text, store, credentials, console, anyWordIsHost);
    if (!target)
        return target;
    for (NodeConfig& node : target->cache.nodes) {
        if (const auto applied = applyTls(tls, node.endpoint); !applied)
            return applied.error();
        if (const auto applied = applyRoute(route, node.endpoint); !applied)
            return applied.error();
        if (node.endpoint.transport == Transport::Tls && !node.endpoint.tls.verify)
            console.note(Cli::tr("The certificate of %1 is not verified: whoever answers there may be an impostor.")
                             .arg(node.endpoint.address()));
    }
    learnTransportSecrets(target->cache, credentials);
    if (!follow.isEmpty() && store.find(target->cache.id))
        return Error{ErrorCode::InvalidArgument,
                     Cli::tr("\"%1\" is configured already with the servers that belong to it.").arg(text),
                     Cli::tr("Leave --follow and --sentinel-master out, or name an address.")};
    if (const auto followed = applyFollow(follow, credentials, *target); !followed)
        return followed.error();
    return target;
}

Result<Target> resolveTarget(const QString& text, const CommandContext& context)
{
    const auto store = context.caches();
    if (!store && !looksLikeAddress(text))
        return store.error();
    const CacheStore none{QString()};
    return resolveTarget(text, store ? **store : none, context.credentials, context.console, true, context.tls,
                         context.follow, context.route);
}

} // namespace cacheledger
