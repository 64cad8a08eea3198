// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"

#include <QtCore/QList>
#include <QtNetwork/QAbstractSocket>
#include <QtNetwork/QLocalSocket>
#include <QtNetwork/QSslError>

class QSslConfiguration;

namespace cacheledger
{

/// The named Error for what Qt's sockets report.
Error errorFromSocket(QAbstractSocket::SocketError error, const QString& reason, const Endpoint& endpoint);
/// The same for a connection that broke, by the system's number; 0: the other side closed it.
Error errorFromSystem(int systemError, const Endpoint& endpoint);
Error errorFromLocalSocket(QLocalSocket::LocalSocketError error, const QString& reason, const Endpoint& endpoint);
/// Which certificate was not accepted, and why.
Error errorFromCertificate(const QList<QSslError>& errors, const Endpoint& endpoint);
/// Fills trust and client certificate from the files that `endpoint` names.
Result<void> configureTls(QSslConfiguration& configuration, const Endpoint& endpoint);

} // namespace cacheledger
