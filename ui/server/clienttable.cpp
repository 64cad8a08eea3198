// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/clienttable.h"

#include "metrics/format.h"
#include "ui/layers/funnel.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <map>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString clientText(const char* text)
{
    return QCoreApplication::translate("ClientTable", text);
}

#define N_(text) QT_TRANSLATE_NOOP("ClientTable", text)

static Figure secondsFigure(qint64 seconds)
{
    return {format::value(static_cast<double>(seconds), Unit::Seconds).joined(), true};
}

static Figure bytesFigure(qint64 bytes)
{
    return {format::value(static_cast<double>(bytes), Unit::Bytes).joined(), true};
}

/// Without the port, which is another one for each connection, and without a socket's folders.
static QString hostOf(const QString& address)
{
    const qsizetype colon = address.lastIndexOf(u':');
    const QString host = colon < 0 ? address : address.left(colon);
    return host.startsWith(u'/') ? host.section(u'/', -1) : host;
}

static QString groupOf(const ClientConnection& client, ClientGrouping grouping)
{
    const QString text = grouping == ClientGrouping::Name      ? client.name
                         : grouping == ClientGrouping::Library ? client.library
                         : grouping == ClientGrouping::Address ? hostOf(client.address)
                                                               : client.command.toUpper().replace(u'|', u' ');
    return text.isEmpty() ? clientText(N_("not said")) : text;
}

QStringList clientGroupHeadings(ClientGrouping grouping)
{
    const char* what = grouping == ClientGrouping::Name      ? N_("Name")
                       : grouping == ClientGrouping::Library ? N_("Library")
                       : grouping == ClientGrouping::Address ? N_("Address")
                                                             : N_("Last command");
    return {clientText(what),
            clientText(N_("Connections")),
            clientText(N_("Oldest")),
            clientText(N_("Longest idle")),
            clientText(N_("Output waiting")),
            clientText(N_("Memory"))};
}

std::vector<std::vector<Figure>> clientGroupRows(const std::vector<ClientConnection>& clients, ClientGrouping grouping)
{
    struct Group {
        qint64 count = 0, oldestS = 0, idleS = 0, outputBytes = 0, memoryBytes = 0;
    };
    std::map<QString, Group> groups;
    for (const ClientConnection& client : clients) {
        Group& group = groups[groupOf(client, grouping)];
        ++group.count;
        group.oldestS = std::max(group.oldestS, client.ageS);
        group.idleS = std::max(group.idleS, client.idleS);
        group.outputBytes += client.outputBytes;
        group.memoryBytes += client.memoryBytes;
    }
    std::vector<std::pair<QString, Group>> sorted(groups.begin(), groups.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
    std::vector<std::vector<Figure>> rows;
    for (const auto& [what, group] : sorted)
        rows.push_back({{what},
                        countFigure(static_cast<double>(group.count)),
                        secondsFigure(group.oldestS),
                        secondsFigure(group.idleS),
                        bytesFigure(group.outputBytes),
                        bytesFigure(group.memoryBytes)});
    return rows;
}

QStringList clientHeadings()
{
    return {clientText(N_("Address")),        clientText(N_("Name")),   clientText(N_("Library")),
            clientText(N_("Last command")),   clientText(N_("Age")),    clientText(N_("Idle")),
            clientText(N_("Output waiting")), clientText(N_("Memory")), clientText(N_("Server"))};
}

std::vector<std::vector<Figure>> biggestClientRows(std::vector<ConnectedClient> clients, std::size_t most)
{
    const auto size = [](const ConnectedClient& each) {
        return std::max(each.client.memoryBytes, each.client.outputBytes);
    };
    std::stable_sort(clients.begin(), clients.end(),
                     [&size](const auto& a, const auto& b) { return size(a) > size(b); });
    clients.resize(std::min(clients.size(), most));
    std::vector<std::vector<Figure>> rows;
    for (const auto& [server, client] : clients)
        rows.push_back({{client.address},
                        {client.name},
                        {client.library},
                        {client.command.toUpper().replace(u'|', u' ')},
                        secondsFigure(client.ageS),
                        secondsFigure(client.idleS),
                        bytesFigure(client.outputBytes),
                        bytesFigure(client.memoryBytes),
                        {server}});
    return rows;
}

#undef N_

} // namespace cacheledger
