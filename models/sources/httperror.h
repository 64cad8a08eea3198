// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to HttpFetch: what can go wrong with a GET, in words about its source.

#include "config/sourceconfig.h"

#include <QtCore/QList>
#include <QtNetwork/QSslError>

#include <chrono>

class QNetworkReply;

namespace cacheledger::httperror
{

QString text(const char* words); ///< translated
/// The server as the errors of a socket name it.
Endpoint endpointOf(const QUrl& url, const QString& caFile);

Error tooLate(const SourceConfig& source, std::chrono::milliseconds limit);
/// The server was not reached through the gateway in time.
Error ofWay(const SourceConfig& source, const Route& way, std::chrono::milliseconds limit);
Error tooLarge(const SourceConfig& source, qint64 mostBytes);
Error ofReply(const SourceConfig& source, const QNetworkReply& failed, const QList<QSslError>& certificateErrors);
Error ofCertificate(const SourceConfig& source, const QList<QSslError>& errors);
Error ofTls(const QString& message);
Error ofStatus(const SourceConfig& source, int status);

} // namespace cacheledger::httperror
