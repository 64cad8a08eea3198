// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/route.h"

#include "config/endpoint.h"

#include <QtCore/QCoreApplication>

#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
struct RouteText {
    Q_DECLARE_TR_FUNCTIONS(RouteText)
};

struct RouteScheme {
    RouteKind kind;
    QLatin1String name;
    quint16 port;
};

constexpr std::array routeSchemes{RouteScheme{RouteKind::Ssh, "ssh"_L1, 22},
                                  RouteScheme{RouteKind::Socks5, "socks5"_L1, 1080},
                                  RouteScheme{RouteKind::HttpConnect, "http"_L1, 3128}};

Error routeError(const QString& problem)
{
    return {ErrorCode::InvalidArgument, problem,
            RouteText::tr("Write it as ssh://user@host:port, socks5://host:port or http://host:port.")};
}

Endpoint placeOf(const Route& route)
{
    Endpoint place;
    place.host = route.host;
    place.port = route.port;
    return place;
}
} // namespace

QString Route::url() const
{
    for (const RouteScheme& scheme : routeSchemes)
        if (scheme.kind == kind) {
            Endpoint place = placeOf(*this);
            place.user = user;
            return scheme.name + place.url().mid("redis"_L1.size()).chopped("/0"_L1.size());
        }
    return {};
}

QString Route::address() const
{
    return placeOf(*this).address();
}

Result<Route> parseRoute(const QString& text)
{
    const QString trimmed = text.trimmed();
    for (const RouteScheme& scheme : routeSchemes) {
        const QString start = scheme.name + "://"_L1;
        if (!trimmed.startsWith(start, Qt::CaseInsensitive))
            continue;
        QString place = trimmed.mid(start.size());
        if (place.endsWith(u'/'))
            place.chop(1);
        if (place.contains(u'/') || place.contains(u'?') || place.contains(u'#'))
            return routeError(RouteText::tr("The address of an SSH server or proxy ends after the port."));
        const auto parsed = parseEndpointUrl("redis://"_L1 + place);
        if (!parsed)
            return routeError(parsed.error().message);
        if (parsed->hasPassword)
            return routeError(RouteText::tr("The address of an SSH server or proxy must not hold a password."));
        // A port that is absent is told from one that is given by the rest of the text.
        const QString host = place.mid(place.lastIndexOf(u'@') + 1);
        const bool hasPort = host.startsWith(u'[') ? host.contains("]:"_L1) && !host.endsWith(u':')
                                                   : host.count(u':') == 1 && !host.endsWith(u':');
        Route route;
        route.kind = scheme.kind;
        route.host = parsed->endpoint.host;
        route.port = hasPort ? parsed->endpoint.port : scheme.port;
        route.user = parsed->endpoint.user;
        return route;
    }
    return routeError(RouteText::tr("This is no address of an SSH server or proxy."));
}

} // namespace cacheledger
