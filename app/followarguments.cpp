// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/followarguments.h"

#include "app/console.h"
#include "app/targets.h"
#include "redis/factsquestion.h"
#include "redis/nodefollower.h"
#include "redis/sentinelquestion.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QEventLoop>

#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr std::array followOptions{
    OptionSpec{"sentinel-master", "NAME",
               QT_TRANSLATE_NOOP("Cli", "URL is a sentinel's: watch the primary of this name and its replicas")},
    OptionSpec{"sentinel", "URL", QT_TRANSLATE_NOOP("Cli", "a further sentinel; may be repeated")},
    OptionSpec{"sentinel-user", "NAME",
               QT_TRANSLATE_NOOP("Cli", "ACL user of the sentinels; their password is CACHELEDGER_SENTINEL_PASSWORD")},
    OptionSpec{"follow", "HOW",
               QT_TRANSLATE_NOOP("Cli", "replicas or cluster: watch also the servers that URL names, as they change")},
    OptionSpec{"map-address", "FROM=TO",
               QT_TRANSLATE_NOOP("Cli", "reach a server that announces FROM at TO (NAT); may be repeated")},
};

bool FollowArguments::isEmpty() const
{
    return sentinelPrimary.isEmpty() && how == Following::Off;
}

std::span<const OptionSpec> followOptionSpecs()
{
    return followOptions;
}

static Error followError(const QString& problem, const QString& hint = {})
{
    return Error{ErrorCode::InvalidArgument, problem, hint};
}

/// What is left over where the options that it belongs to are missing.
static Result<void> checkTogether(const FollowArguments& arguments)
{
    if (!arguments.sentinelPrimary.isEmpty() && arguments.how != Following::Off)
        return followError(Cli::tr("--follow and --sentinel-master contradict each other."),
                           Cli::tr("The sentinels tell all servers: leave --follow out."));
    if (arguments.sentinelPrimary.isEmpty() && (!arguments.sentinels.empty() || !arguments.sentinelUser.isEmpty()))
        return followError(
            Cli::tr("--sentinel and --sentinel-user belong to --sentinel-master NAME, which is missing."),
            Cli::tr("NAME is the word after \"sentinel monitor\" in the sentinels' configuration."));
    if (arguments.isEmpty() && !arguments.mappings.empty())
        return followError(Cli::tr("--map-address belongs to --follow or --sentinel-master, which are missing."));
    return {};
}

Result<FollowArguments> followArguments(const QCommandLineParser& parser)
{
    for (const OptionSpec& option : followOptions) {
        const QString name = QLatin1String(option.name);
        if (parser.isSet(name) && parser.values(name).contains(QString()))
            return followError(Cli::tr("--%1 needs a value that is not empty.").arg(name));
    }
    FollowArguments arguments;
    arguments.sentinelPrimary = parser.value(u"sentinel-master"_s);
    arguments.sentinelUser = parser.value(u"sentinel-user"_s);
    for (const QString& url : parser.values(u"sentinel"_s)) {
        const auto parsed = parseEndpointUrl(url);
        if (!parsed)
            return parsed.error();
        if (parsed->hasPassword || !parsed->endpoint.user.isEmpty())
            return followError(Cli::tr("--sentinel takes an address without user and password."),
                               Cli::tr("Use --sentinel-user and CACHELEDGER_SENTINEL_PASSWORD."));
        arguments.sentinels.push_back(parsed->endpoint);
    }
    for (const QString& text : parser.values(u"map-address"_s)) {
        const auto mapping = parseAddressMapping(text);
        if (!mapping)
            return mapping.error();
        arguments.mappings.push_back(*mapping);
    }
    if (parser.isSet(u"follow"_s)) {
        const auto how = followingFromName(parser.value(u"follow"_s));
        if (!how || (*how != Following::Replicas && *how != Following::Cluster))
            return followError(Cli::tr("--follow does not know \"%1\".").arg(parser.value(u"follow"_s)),
                               Cli::tr("Write replicas or cluster; for sentinels, --sentinel-master NAME."));
        arguments.how = *how;
    }
    if (const auto together = checkTogether(arguments); !together)
        return together.error();
    return arguments;
}

static Result<SentinelAnswer> askSentinels(const FollowConfig& follow, const QString& password)
{
    QEventLoop loop;
    std::optional<Result<SentinelAnswer>> result;
    const SentinelQuestion question(follow.sentinels, password, follow.sentinelPrimary, {},
                                    [&](const Result<SentinelAnswer>& answer) {
                                        result = answer;
                                        loop.quit();
                                    });
    loop.exec();
    return *result;
}

static Result<void> followSentinels(const FollowArguments& arguments, const CredentialSource& credentials,
                                    Target& target)
{
    CacheConfig& cache = target.cache;
    const Endpoint given = cache.nodes.front().endpoint;
    cache.follow.how = Following::Sentinel;
    cache.follow.sentinelPrimary = arguments.sentinelPrimary;
    cache.follow.sentinels = {given};
    cache.follow.sentinels.insert(cache.follow.sentinels.end(), arguments.sentinels.begin(), arguments.sentinels.end());
    for (Endpoint& sentinel : cache.follow.sentinels) {
        sentinel.user = arguments.sentinelUser;
        sentinel.transport = given.transport;
        sentinel.tls = given.tls;
        sentinel.route = given.route;
    }
    target.sentinelPassword = credentials.sentinelPasswordFor(cache.name).value_or(QString());
    const auto answer = askSentinels(cache.follow, target.sentinelPassword);
    if (!answer)
        return answer.error();
    const std::vector<Endpoint> servers =
        siblingsAt(QStringList{answer->primary} + answer->replicas, cache.follow.mappings, given);
    cache.nodes.clear();
    cache = withFoundServers(std::move(cache), servers);
    return {};
}

/// The first look of the follower that the cache gets anyway.
static void lookOnce(Target& target)
{
    QEventLoop loop;
    NodeFollower follower(target.cache, target.password, {});
    QObject::connect(
        &follower, &NodeFollower::found, &loop,
        [&](const std::vector<Endpoint>& servers) {
            target.cache = withFoundServers(std::move(target.cache), servers);
            loop.quit();
        },
        Qt::QueuedConnection);
    QObject::connect(&follower, &NodeFollower::failed, &loop, &QEventLoop::quit, Qt::QueuedConnection);
    follower.start();
    loop.exec();
}

Result<void> applyFollow(const FollowArguments& arguments, const CredentialSource& credentials, Target& target)
{
    if (arguments.isEmpty())
        return {};
    target.cache.follow.mappings = arguments.mappings;
    if (!arguments.sentinelPrimary.isEmpty())
        return followSentinels(arguments, credentials, target);
    target.cache.follow.how = arguments.how;
    lookOnce(target);
    return {};
}

} // namespace cacheledger
