// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/routearguments.h"

#include "app/console.h"
#include "config/transportsecrets.h"

#include <QtCore/QCommandLineParser>

#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr std::array routeOptions{
    OptionSpec{"ssh", "[USER@]HOST[:PORT]",
               QT_TRANSLATE_NOOP("Cli", "go through this SSH server; a password or passphrase is "
                                        "CACHELEDGER_SSH_PASSWORD")},
    OptionSpec{"ssh-key", "FILE", QT_TRANSLATE_NOOP("Cli", "private key; else the agent's and those in ~/.ssh")},
    OptionSpec{"ssh-known-hosts", "FILE", QT_TRANSLATE_NOOP("Cli", "its host key is in here; else ~/.ssh/known_hosts")},
    OptionSpec{"proxy", "URL",
               QT_TRANSLATE_NOOP("Cli", "go through socks5://[USER@]HOST[:PORT] or http://[USER@]HOST[:PORT]; a "
                                        "password is CACHELEDGER_PROXY_PASSWORD")},
};

std::span<const OptionSpec> routeOptionSpecs()
{
    return routeOptions;
}

static Error routeUsage(const QString& problem, const QString& hint = {})
{
    return Error{ErrorCode::InvalidArgument, problem, hint};
}

Result<Route> routeArguments(const QCommandLineParser& parser)
{
    for (const OptionSpec& option : routeOptions)
        if (parser.isSet(QLatin1String(option.name)) && parser.value(QLatin1String(option.name)).isEmpty())
            return routeUsage(Cli::tr("--%1 needs a value that is not empty.").arg(QLatin1String(option.name)));
    const bool isSsh = parser.isSet(u"ssh"_s);
    if (isSsh && parser.isSet(u"proxy"_s))
        return routeUsage(Cli::tr("--ssh and --proxy contradict each other."));
    if (!isSsh && (parser.isSet(u"ssh-key"_s) || parser.isSet(u"ssh-known-hosts"_s)))
        return routeUsage(Cli::tr("--ssh-key and --ssh-known-hosts belong to --ssh HOST, which is missing."));
    if (!isSsh && !parser.isSet(u"proxy"_s))
        return Route();
    auto route = parseRoute(isSsh ? u"ssh://"_s + parser.value(u"ssh"_s) : parser.value(u"proxy"_s));
    if (!route)
        return route.error();
    if (!isSsh && route->kind == RouteKind::Ssh)
        return routeUsage(Cli::tr("An SSH server is no proxy."), Cli::tr("Give it with --ssh HOST."));
    route->keyFile = parser.value(u"ssh-key"_s);
    route->knownHostsFile = parser.value(u"ssh-known-hosts"_s);
    return route;
}

static void learnSecrets(const Endpoint& endpoint, const CredentialSource& credentials)
{
    const QString gateway = transportsecrets::gatewayKey(endpoint);
    if (const auto secret = gateway.isEmpty() ? std::nullopt : credentials.routeSecret(endpoint.route))
        transportsecrets::set(gateway, *secret);
    const QString keyFile = transportsecrets::tlsKeyKey(endpoint);
    if (const auto secret = keyFile.isEmpty() ? std::nullopt : credentials.tlsKeySecret(keyFile))
        transportsecrets::set(keyFile, *secret);
}

void learnTransportSecrets(const CacheConfig& cache, const CredentialSource& credentials)
{
    for (const NodeConfig& node : cache.nodes)
        learnSecrets(node.endpoint, credentials);
    for (const Endpoint& sentinel : cache.follow.sentinels)
        learnSecrets(sentinel, credentials);
}

Result<void> applyRoute(const Route& route, Endpoint& endpoint)
{
    if (!route.isDirect())
        endpoint.route = route;
    if (endpoint.transport == Transport::Unix && !endpoint.route.isDirect() && endpoint.route.kind != RouteKind::Ssh)
        return routeUsage(Cli::tr("A proxy cannot reach the Unix socket %1.").arg(endpoint.path),
                          Cli::tr("An SSH server can: --ssh HOST."));
    return {};
}

} // namespace cacheledger
