// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/route.h"
#include "metrics/result.h"

#include <QtCore/QProcessEnvironment>
#include <QtCore/QString>

#include <map>
#include <optional>

namespace cacheledger
{

/// Where runs without a window take passwords from: the environment, or a file that the user names. In this order:
/// CACHELEDGER_PASSWORD_<NAME> (the cache's name in upper case, everything but letters and digits as "_"), the file,
/// then CACHELEDGER_PASSWORD. Passwords stay in memory. A sentinel's password is never taken for a data node's, nor the
/// reverse.
class CredentialSource
{
public:
    /// `file` is JSON, {"caches": {"NAME": {"password": "...", "sentinelPassword": "..."}}}; empty: no file. Io when it
    /// cannot be read, BadConfiguration when it is not understood; the message never holds a password.
    static Result<CredentialSource>
    load(const QString& file, const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment());

    std::optional<QString> passwordFor(const QString& cacheName) const;
    /// Of the sentinels of a cache: CACHELEDGER_SENTINEL_PASSWORD_<NAME>, the file, CACHELEDGER_SENTINEL_PASSWORD.
    std::optional<QString> sentinelPasswordFor(const QString& cacheName) const;
    /// Of a notification channel: CACHELEDGER_CHANNEL_<ID>, then {"channels": {"ID": {"secret": "..."}}} in the file.
    std::optional<QString> channelSecret(const QString& id) const;
    /// Of a source of application metrics: CACHELEDGER_SOURCE_<CACHE>_<NAME>, then
    /// {"sources": {"CACHE/NAME": {"secret": "..."}}} in the file.
    std::optional<QString> sourceSecret(const QString& cacheName, const QString& sourceName) const;
    /// Of an SSH server or a proxy: CACHELEDGER_SSH_PASSWORD or CACHELEDGER_PROXY_PASSWORD, then
    /// {"routes": {"ssh://user@host:22": {"secret": "..."}}} in the file.
    std::optional<QString> routeSecret(const Route& route) const;
    /// The passphrase of a TLS key: CACHELEDGER_TLS_KEY_PASSWORD, then {"keys": {"FILE": {"secret": "..."}}}.
    std::optional<QString> tlsKeySecret(const QString& keyFile) const;
    /// What the user should know: the file can be read by others. Empty: nothing.
    QString warning() const { return m_warning; }

    static QString variableFor(const QString& cacheName);
    static QString variableForSentinel(const QString& cacheName);
    static QString variableForChannel(const QString& id);
    static QString variableForSource(const QString& cacheName, const QString& sourceName);

private:
    QProcessEnvironment m_environment;
    std::map<QString, QString> m_passwords;
    std::map<QString, QString> m_sentinelPasswords;
    std::map<QString, QString> m_channelSecrets;
    std::map<QString, QString> m_sourceSecrets;
    std::map<QString, QString> m_routeSecrets;
    std::map<QString, QString> m_keySecrets;
    QString m_warning;
};

} // namespace cacheledger
