// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/evidenceanswer.h"
#include "ui/figuretable.h"

namespace cacheledger
{

enum class ClientGrouping { Name, Library, Address, Command };

QStringList clientGroupHeadings(ClientGrouping grouping);
/// Connections with the same name, library, host or last command together, the largest groups first.
std::vector<std::vector<Figure>> clientGroupRows(const std::vector<ClientConnection>& clients, ClientGrouping grouping);

QStringList clientHeadings();
/// A connection and the server that told of it.
struct ConnectedClient {
    QString server; ///< address
    ClientConnection client;
};
/// The connections that take most of the server's memory, or have most output waiting; at most so many.
std::vector<std::vector<Figure>> biggestClientRows(std::vector<ConnectedClient> clients, std::size_t most);

} // namespace cacheledger
