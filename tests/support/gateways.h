// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/route.h"

#include <QtCore/QProcess>
#include <QtCore/QString>
#include <QtCore/QTemporaryDir>

namespace cacheledger
{

/// Real ways to a server for tests: an SSH server and a SOCKS5 proxy (asyncssh), an HTTP proxy (tinyproxy; with the
/// user "tester" and the password "s3cret"). On loopback, in a temporary folder; they end with this object.
class Gateways
{
public:
    Gateways();
    ~Gateways();

    /// Empty when they answer; else what is missing.
    const QString& problem() const { return m_problem; }

    Route ssh() const; ///< with the key that is let in
    Route socks() const;
    Route http() const;
    QString file(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    void stop(); ///< all of them, as a crash

private:
    void startPython();
    void startProxy();

    QTemporaryDir m_folder;
    QProcess m_python;
    QProcess m_proxy;
    quint16 m_sshPort = 0;
    quint16 m_socksPort = 0;
    quint16 m_httpPort = 0;
    QString m_problem;
};

} // namespace cacheledger
