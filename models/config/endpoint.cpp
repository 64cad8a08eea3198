// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/endpoint.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QRegularExpression>
#include <QtCore/QUrl>
#include <QtCore/QUrlQuery>

#include <algorithm>
#include <limits>
#include <optional>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
constexpr qsizetype longestSocketPath = 107; // sun_path without its final NUL

QString endpointText(const char* text)
{
    return QCoreApplication::translate("Endpoint", text);
}

/// What is wrong with an address. Never holds a piece of the text: it might be part of a password.
Error addressError(const QString& problem)
{
    return {ErrorCode::InvalidArgument, problem,
            endpointText("Write it as redis://user@host:port/db, rediss://host:port or unix:///path.")};
}

Error encodingError()
{
    return addressError(
        endpointText("The address has a character that must be percent-encoded "
                     "(in a user name or password: / as %2F, @ as %40, # as %23, ? as %3F, % as %25)."));
}

/// Nothing when a per cent sign is not followed by two hexadecimal digits or the bytes are not UTF-8.
std::optional<QString> percentDecoded(const QString& text)
{
    static const QRegularExpression broken(u"%(?![0-9A-Fa-f]{2})"_s);
    if (text.contains(broken))
        return std::nullopt;
    const QByteArray bytes = QByteArray::fromPercentEncoding(text.toUtf8());
    if (bytes.contains('\0') || !QUtf8StringView(bytes).isValidUtf8())
        return std::nullopt;
    return QString::fromUtf8(bytes);
}

QString percentEncoded(const QString& text, const QByteArray& keep = {})
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text, keep));
}

struct UrlPieces {
    QString scheme, authority, path, query;
};

/// Reads one URL into an endpoint; every step says what is wrong or nothing.
class EndpointReader
{
public:
    std::optional<Error> read(const QString& text);
    ParsedUrl result;

private:
    std::optional<Error> readScheme(const QString& scheme);
    std::optional<Error> readUser(const QString& userInfo);
    std::optional<Error> readHostAndPort(const QString& text);
    std::optional<Error> readPort(const QString& text);
    std::optional<Error> readSocketPath(const QString& path);
    std::optional<Error> readDatabase(const QString& text);
    std::optional<Error> readQuery(const QString& query);

    Endpoint& endpoint() { return result.endpoint; }
};

std::optional<UrlPieces> splitUrl(const QString& text)
{
    static const QRegularExpression form(u"^(?:([^/?#@:]+)://)?([^/?#]*)([^?#]*)(?:\\?([^#]*))?$"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    return UrlPieces{match.captured(1).toLower(), match.captured(2), match.captured(3), match.captured(4)};
}

std::optional<Error> EndpointReader::read(const QString& text)
{
    if (text.isEmpty())
        return addressError(endpointText("The address is empty."));
    if (text.startsWith(u'/')) { // taken as it is: a path is no URL
        endpoint().transport = Transport::Unix;
        return readSocketPath(text);
    }
    const std::optional<UrlPieces> pieces = splitUrl(text);
    if (!pieces)
        return encodingError();
    if (auto error = readScheme(pieces->scheme))
        return error;
    // An @ further right means that a password was cut in two.
    if (pieces->path.contains(u'@') || (pieces->query.contains(u'@') && endpoint().transport != Transport::Unix))
        return encodingError();
    const qsizetype at = pieces->authority.lastIndexOf(u'@');
    if (at >= 0)
        if (auto error = readUser(pieces->authority.left(at)))
            return error;
    const QString host = pieces->authority.mid(at + 1);
    if (endpoint().transport == Transport::Unix) {
        const std::optional<QString> path = percentDecoded(pieces->path);
        if (!path)
            return encodingError();
        if (!host.isEmpty())
            return addressError(endpointText("The socket's path must begin with a slash, after two others."));
        if (auto error = readSocketPath(*path))
            return error;
    } else {
        if (auto error = readHostAndPort(host))
            return error;
        if (auto error = readDatabase(pieces->path.mid(1)))
            return error;
    }
    return readQuery(pieces->query);
}

std::optional<Error> EndpointReader::readScheme(const QString& scheme)
{
    if (scheme.isEmpty() || scheme == u"redis"_s || scheme == u"valkey"_s)
        endpoint().transport = Transport::Tcp;
    else if (scheme == u"rediss"_s || scheme == u"valkeys"_s)
        endpoint().transport = Transport::Tls;
    else if (scheme == u"unix"_s || scheme == u"redis+unix"_s)
        endpoint().transport = Transport::Unix;
    else
        return addressError(endpointText("The address begins with a scheme that is not a Redis one."));
    return std::nullopt;
}

std::optional<Error> EndpointReader::readUser(const QString& userInfo)
{
    const qsizetype colon = userInfo.indexOf(u':');
    const std::optional<QString> user = percentDecoded(colon < 0 ? userInfo : userInfo.left(colon));
    const std::optional<QString> password = percentDecoded(colon < 0 ? QString() : userInfo.mid(colon + 1));
    if (!user || !password)
        return encodingError();
    if (user->contains(QRegularExpression(u"\\s"_s)))
        return addressError(endpointText("The user name must not hold blanks."));
    endpoint().user = *user;
    result.password = *password;
    result.hasPassword = colon >= 0;
    return std::nullopt;
}

std::optional<Error> EndpointReader::readHostAndPort(const QString& text)
{
    static const QRegularExpression ipv6(u"^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[\\w.-]+)?$"_s);
    static const QRegularExpression badInHost(u"[\\s\\[\\]<>\\\\^|\"`{}:/?#@%\\x00-\\x1f]"_s);
    if (text.startsWith(u'[')) {
        const qsizetype end = text.indexOf(u']');
        const QString rest = text.mid(end + 1);
        if (end < 0 || (!rest.isEmpty() && !rest.startsWith(u':')))
            return addressError(endpointText("The IPv6 address is not closed with a bracket."));
        endpoint().host = text.mid(1, end - 1).replace(u"%25"_s, u"%"_s);
        if (!ipv6.match(endpoint().host).hasMatch())
            return addressError(endpointText("What stands in brackets is not an IPv6 address."));
        return readPort(rest.mid(1));
    }
    if (ipv6.match(text).hasMatch()) { // a bare one can have no port
        endpoint().host = text;
        return std::nullopt;
    }
    const qsizetype colon = text.indexOf(u':');
    const std::optional<QString> host = percentDecoded(colon < 0 ? text : text.left(colon));
    if (!host)
        return encodingError();
    if (host->isEmpty())
        return addressError(endpointText("The address names no host."));
    if (host->contains(badInHost) || host->size() > 253)
        return addressError(endpointText("The host name has a character that no host name has, or is too long."));
    endpoint().host = *host;
    return colon < 0 ? std::nullopt : readPort(text.mid(colon + 1));
}

std::optional<Error> EndpointReader::readPort(const QString& text)
{
    if (text.isEmpty())
        return std::nullopt;
    bool isNumber = false;
    const int port = text.toInt(&isNumber);
    if (!isNumber || port < 1 || port > 65535 || !text.at(0).isDigit())
        return addressError(endpointText("The port must be a number from 1 to 65535."));
    endpoint().port = static_cast<quint16>(port);
    return std::nullopt;
}

std::optional<Error> EndpointReader::readSocketPath(const QString& path)
{
    if (!path.startsWith(u'/') || path.size() < 2)
        return addressError(endpointText("The socket's path is missing."));
    if (path.toUtf8().size() > longestSocketPath || path.contains(QChar(u'\0')))
        return addressError(endpointText("The socket's path is too long: at most 107 bytes are possible."));
    endpoint().path = path;
    return std::nullopt;
}

std::optional<Error> EndpointReader::readDatabase(const QString& text)
{
    if (text.isEmpty())
        return std::nullopt;
    bool isNumber = false;
    const int database = text.toInt(&isNumber);
    if (!isNumber || database < 0 || !text.at(0).isDigit())
        return addressError(endpointText("The database must be a number from 0."));
    endpoint().database = database;
    return std::nullopt;
}

std::optional<Error> EndpointReader::readQuery(const QString& query)
{
    const auto items = QUrlQuery(query).queryItems();
    if (!query.isEmpty() && items.isEmpty())
        return addressError(endpointText("The address has options that are not known; only db=NUMBER is."));
    for (const auto& [key, value] : items) {
        if (key != u"db"_s)
            return addressError(endpointText("The address has options that are not known; only db=NUMBER is."));
        if (auto error = readDatabase(value))
            return error;
    }
    return std::nullopt;
}
} // namespace

QString Endpoint::url() const
{
    const QString login = user.isEmpty() ? QString() : percentEncoded(user) + u'@';
    if (transport == Transport::Unix) {
        const QString option = database == 0 ? QString() : u"?db=%1"_s.arg(database);
        return u"unix://"_s + login + percentEncoded(path, "/") + option;
    }
    const QString scheme = transport == Transport::Tls ? u"rediss://"_s : u"redis://"_s;
    const QString bracketed = u'[' + QString(host).replace(u'%', u"%25"_s) + u']';
    const QString shownHost = host.contains(u':') ? bracketed : host;
    return scheme + login + shownHost + u":%1/%2"_s.arg(port).arg(database);
}

QString Endpoint::address() const
{
    if (transport == Transport::Unix)
        return path;
    return (host.contains(u':') ? u'[' + host + u']' : host) + u":%1"_s.arg(port);
}

Result<ParsedUrl> parseEndpointUrl(const QString& text)
{
    EndpointReader reader;
    if (auto error = reader.read(text.trimmed()))
        return *error;
    return reader.result;
}

} // namespace cacheledger
