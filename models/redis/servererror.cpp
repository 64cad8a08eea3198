// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/servererror.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

namespace
{

QString serverTr(const char* text)
{
    return QCoreApplication::translate("ServerError", text);
}

/// One family of error replies. The table is read from the top.
struct ErrorPattern {
    const char* text;
    bool prefix; ///< otherwise anywhere in the reply, lower case
    ErrorCode code;
    /// %1 is the server's address; with NoPermission, %2 the command, %3 the user, and %4 the ACL rule.
    const char* message;
    const char* hint;
};

// Sources: the servers' own texts, Redis 2.6 to 8 and forks; the older ones come without an upper-case code.
constexpr ErrorPattern errorPatterns[] = {
    {"NOAUTH", true, ErrorCode::AuthRequired, QT_TRANSLATE_NOOP("ServerError", "%1 requires a password."),
     QT_TRANSLATE_NOOP("ServerError", "Enter the password, and the user if the server has ACL users.")},
    {"ERR operation not permitted", true, ErrorCode::AuthRequired,
     QT_TRANSLATE_NOOP("ServerError", "%1 requires a password."),
     QT_TRANSLATE_NOOP("ServerError", "Enter the password, and the user if the server has ACL users.")},
    {"WRONGPASS", true, ErrorCode::WrongPassword,
     QT_TRANSLATE_NOOP("ServerError", "%1 refused the user or the password."),
     QT_TRANSLATE_NOOP("ServerError", "Check both; the user may also be disabled on the server.")},
    {"ERR invalid password", true, ErrorCode::WrongPassword,
     QT_TRANSLATE_NOOP("ServerError", "%1 refused the password."),
     QT_TRANSLATE_NOOP("ServerError", "Check the password.")},
    {"but no password is set", false, ErrorCode::WrongPassword,
     QT_TRANSLATE_NOOP("ServerError", "A password was given, but %1 has none."),
     QT_TRANSLATE_NOOP("ServerError", "Remove the password from this connection.")},
    {"without any password configured", false, ErrorCode::WrongPassword,
     QT_TRANSLATE_NOOP("ServerError", "A password was given, but the default user of %1 has none."),
     QT_TRANSLATE_NOOP("ServerError", "Remove the password from this connection, or enter the user it belongs to.")},
    {"wrong number of arguments for 'auth'", false, ErrorCode::Unsupported,
     QT_TRANSLATE_NOOP("ServerError", "%1 does not know users: it is older than Redis 6 and takes a password alone."),
     QT_TRANSLATE_NOOP("ServerError", "Remove the user from this connection and keep the password.")},
    {"NOPERM", true, ErrorCode::NoPermission,
     QT_TRANSLATE_NOOP("ServerError", "On %1, the user \"%3\" may not run %2, which monitoring needs."),
     QT_TRANSLATE_NOOP("ServerError", "Grant it on the server: ACL SETUSER %3 %4")},
    {"DENIED", true, ErrorCode::NoPermission,
     QT_TRANSLATE_NOOP("ServerError", "%1 is in protected mode and answers only its own machine."),
     QT_TRANSLATE_NOOP("ServerError", "Set a password on the server, or reach it through its own machine.")},
    {"LOADING", true, ErrorCode::Loading, QT_TRANSLATE_NOOP("ServerError", "%1 is loading its dataset into memory."),
     QT_TRANSLATE_NOOP("ServerError", "It answers when it has finished.")},
    {"MOVED", true, ErrorCode::Moved,
     QT_TRANSLATE_NOOP("ServerError", "%1 is a cluster node and points to another node."),
     QT_TRANSLATE_NOOP("ServerError", "Add the other nodes of the cluster, too.")},
    {"ASK ", true, ErrorCode::Moved,
     QT_TRANSLATE_NOOP("ServerError", "%1 is a cluster node and points to another node."),
     QT_TRANSLATE_NOOP("ServerError", "Add the other nodes of the cluster, too.")},
    {"max number of clients", false, ErrorCode::MaxClients,
     QT_TRANSLATE_NOOP("ServerError", "%1 has reached its maximum number of clients."),
     QT_TRANSLATE_NOOP("ServerError", "Close idle clients or raise maxclients on the server.")},
};

bool matches(const ErrorPattern& pattern, const QByteArray& text, const QByteArray& lowerText)
{
    return pattern.prefix ? text.startsWith(pattern.text) : lowerText.contains(pattern.text);
}

QString filled(const char* text, const Endpoint& endpoint, CommandKind command)
{
    // "INFO everything" is refused as INFO.
    const QString words = QString::fromLatin1(commandInfo(command).words).section(QLatin1Char(' '), 0, 0);
    const QString user = endpoint.user.isEmpty() ? QStringLiteral("default") : endpoint.user;
    QString sentence = serverTr(text);
    // In one go, so that a "%1" in a name stays what it is; arg() must not be given what has no place.
    if (sentence.contains(QLatin1String("%4")))
        return sentence.replace(QLatin1String("%4"), QString::fromLatin1(commandInfo(command).aclRule))
            .replace(QLatin1String("%3"), user);
    if (sentence.contains(QLatin1String("%3")))
        return sentence.arg(endpoint.address(), words, user);
    return sentence.contains(QLatin1String("%1")) ? sentence.arg(endpoint.address()) : sentence;
}

// Redis repeats the arguments of a command it does not know: after AUTH that is the password.
QByteArray withoutArguments(const QByteArray& text)
{
    const qsizetype cut = text.indexOf(", with args beginning with");
    return (cut < 0 ? text : text.left(cut)).left(200);
}

} // namespace

bool isUnknownCommandReply(const QByteArray& errorText)
{
    const QByteArray text = errorText.toLower();
    return text.contains("unknown command") || text.contains("unknown subcommand") || text.contains("not supported") ||
           text.contains("not allowed");
}

Error unknownCommandError(const Endpoint& endpoint, CommandKind command)
{
    return {ErrorCode::Unsupported,
            serverTr("%1 does not offer %2.").arg(endpoint.address(), QString::fromLatin1(commandInfo(command).words)),
            serverTr("Managed services and some servers leave it out: no user can be granted it there.")};
}

Error errorFromReply(const QByteArray& errorText, const Endpoint& endpoint, CommandKind command)
{
    const QByteArray lowerText = errorText.toLower();
    for (const ErrorPattern& pattern : errorPatterns) {
        if (matches(pattern, errorText, lowerText))
            return {pattern.code, filled(pattern.message, endpoint, command), filled(pattern.hint, endpoint, command)};
    }
    return {ErrorCode::ServerError,
            serverTr("%1 answered with the error \"%2\".")
                .arg(endpoint.address(), QString::fromUtf8(withoutArguments(errorText))),
            serverTr("Look into the server's log, or try again later.")};
}

} // namespace cacheledger
