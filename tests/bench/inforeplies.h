// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <vector>

namespace bench
{

/// A command's whole reply over a plain socket, as bytes.
QByteArray askBytes(quint16 port, const QByteArray& command, const QByteArray& expectedEnd);

/// INFO replies of consecutive seconds: counters move between them, as they do live.
std::vector<QByteArray> recordReplies(quint16 port, int count);

} // namespace bench
