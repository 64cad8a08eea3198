// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtCore/QTemporaryDir>

namespace cacheledger
{

/// Fresh certificates for TLS tests, made by the openssl program: an authority, a server's (for localhost and
/// 127.0.0.1), an expired one, one for another name, and a client's
/// (locked.key: its key with the passphrase "opens"). In a folder that goes with this object.
class Certificates
{
public:
    Certificates();
    /// Empty when all were made; else what openssl said.
    const QString& problem() const { return m_problem; }

    QString authority() const { return file("ca.crt"); }
    QString authorityFolder() const { return m_folder.filePath(QStringLiteral("trusted")); }
    QString file(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    /// Options of a redis-server that speaks TLS on `port` with "server", "expired" or "othername".
    QStringList serverOptions(quint16 port, const QString& name = QStringLiteral("server"),
                              bool askForClientCertificate = false) const;

private:
    bool openssl(const QStringList& arguments);
    bool sign(const QString& name, const QString& alternativeNames, const QStringList& validity);

    QTemporaryDir m_folder;
    QString m_problem;
};

} // namespace cacheledger
