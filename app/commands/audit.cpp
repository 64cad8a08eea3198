// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/audit.h"

#include "app/audit/auditfile.h"
#include "app/exitcodes.h"
#include "app/targets.h"

#include <QtCore/QDateTime>

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;
using OrderedJson = nlohmann::ordered_json;

/// Of a cache's nodes and its sentinels, or the address itself.
static Result<QStringList> addressesOf(const QString& text, const CommandContext& context)
{
    const auto store = context.caches();
    if (const CacheConfig* cache = store ? (*store)->findByName(text) : nullptr) {
        QStringList addresses;
        for (const NodeConfig& node : cache->nodes)
            addresses << node.endpoint.address();
        for (const Endpoint& sentinel : cache->follow.sentinels)
            addresses << sentinel.address();
        return addresses;
    }
    if (looksLikeAddress(text)) {
        const auto url = parseEndpointUrl(text);
        if (!url)
            return url.error();
        return QStringList{url->endpoint.address()};
    }
    if (!store)
        return store.error();
    return Error{ErrorCode::UnknownCache, Cli::tr("There is no cache named \"%1\".").arg(text),
                 Cli::tr("cacheledger caches list names them; an address works, too.")};
}

static QString dayOf(TimeMs ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).date().toString(Qt::ISODate);
}

static void printText(const std::vector<auditfile::Row>& rows, Console& console)
{
    constexpr int addressWidth = 28;
    constexpr int commandWidth = 30;
    constexpr int numberWidth = 12;
    const auto line = [&](const QString& day, const QString& address, const QString& command, const QStringList& more) {
        QString text =
            day.leftJustified(12) + address.leftJustified(addressWidth) + u' ' + command.leftJustified(commandWidth);
        for (const QString& number : more)
            text += u' ' + number.rightJustified(numberWidth);
        console.writeLine(text);
    };
    line(Cli::tr("day (UTC)"), Cli::tr("server"), Cli::tr("command"),
         {Cli::tr("sent"), Cli::tr("bytes sent"), Cli::tr("received")});
    for (const auditfile::Row& row : rows)
        line(row.day, row.address, row.command,
             {QString::number(row.commands), QString::number(row.bytesSent), QString::number(row.bytesReceived)});
}

static void printJson(const std::vector<auditfile::Row>& rows, Console& console)
{
    OrderedJson list = OrderedJson::array();
    for (const auditfile::Row& row : rows)
        list.push_back({{"day", row.day.toStdString()},
                        {"server", row.address.toStdString()},
                        {"command", row.command.toStdString()},
                        {"sent", row.commands},
                        {"bytesSent", row.bytesSent},
                        {"bytesReceived", row.bytesReceived}});
    console.writeLine(QString::fromStdString(list.dump(2)));
}

int runAudit(const AuditCommand& command, const CommandContext& context)
{
    auditfile::Question question;
    if (!command.cache.isEmpty()) {
        const auto addresses = addressesOf(command.cache, context);
        if (!addresses)
            return context.console.fail(addresses.error());
        question.addresses = *addresses;
    }
    if (command.fromMs)
        question.fromDay = dayOf(*command.fromMs);
    if (command.toMs)
        question.toDay = dayOf(*command.toMs);
    const auto rows = auditfile::read(context.profile.auditFile(), question);
    if (!rows)
        return context.console.fail(rows.error());
    if (command.json)
        printJson(*rows, context.console);
    else if (rows->empty())
        context.console.note(Cli::tr("The audit log has nothing of that."));
    else
        printText(*rows, context.console);
    return context.console.finish(ExitCode::Ok);
}

} // namespace cacheledger
