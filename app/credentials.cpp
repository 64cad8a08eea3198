// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/credentials.h"

#include "app/console.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <nlohmann/json.hpp>

#include <tuple>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static Error badCredentials(const QString& file, const QString& what)
{
    return Error{ErrorCode::BadConfiguration, Cli::tr("The credentials file %1 %2.").arg(file, what),
                 Cli::tr("It should read {\"caches\": {\"NAME\": {\"password\": \"...\"}}}.")};
}

/// In upper case, everything but letters and digits as "_".
static QString variableSuffix(const QString& name)
{
    QString suffix;
    for (const QChar c : name.toUpper())
        suffix += c.unicode() < 128 && c.isLetterOrNumber() ? c : u'_';
    return suffix;
}

QString CredentialSource::variableFor(const QString& cacheName)
{
    return u"CACHELEDGER_PASSWORD_"_s + variableSuffix(cacheName);
}

QString CredentialSource::variableForSentinel(const QString& cacheName)
{
    return u"CACHELEDGER_SENTINEL_PASSWORD_"_s + variableSuffix(cacheName);
}

QString CredentialSource::variableForChannel(const QString& id)
{
    return u"CACHELEDGER_CHANNEL_"_s + variableSuffix(id);
}

QString CredentialSource::variableForSource(const QString& cacheName, const QString& sourceName)
{
    return u"CACHELEDGER_SOURCE_"_s + variableSuffix(cacheName) + u'_' + variableSuffix(sourceName);
}

Result<CredentialSource> CredentialSource::load(const QString& file, const QProcessEnvironment& environment)
{
    CredentialSource source;
    source.m_environment = environment;
    if (file.isEmpty())
        return source;
    QFile input(file);
    if (!input.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Io,
                     Cli::tr("The credentials file %1 cannot be read: %2.").arg(file, input.errorString()),
                     Cli::tr("Check its name and permissions.")};
    const QByteArray text = input.read(1024 * 1024 + 1);
    if (text.size() > 1024 * 1024)
        return badCredentials(file, Cli::tr("is over 1 MiB"));
    const nlohmann::json json = nlohmann::json::parse(text.constData(), text.constData() + text.size(), nullptr, false);
    if (json.is_discarded())
        return badCredentials(file, Cli::tr("is not JSON"));
    if (!json.is_object() || (!json.contains("caches") && !json.contains("channels") && !json.contains("sources") &&
                              !json.contains("routes") && !json.contains("keys")))
        return badCredentials(file, Cli::tr("has no object \"caches\""));
    for (const auto& [list, key, secrets] :
         {std::tuple("caches", "password", &source.m_passwords),
          std::tuple("channels", "secret", &source.m_channelSecrets),
          std::tuple("sources", "secret", &source.m_sourceSecrets),
          std::tuple("routes", "secret", &source.m_routeSecrets), std::tuple("keys", "secret", &source.m_keySecrets)}) {
        if (!json.contains(list))
            continue;
        if (!json[list].is_object())
            return badCredentials(file, Cli::tr("has no object \"%1\"").arg(QLatin1String(list)));
        for (const auto& [name, entry] : json[list].items()) {
            const bool isObject = entry.is_object();
            const auto sentinel = isObject ? entry.find("sentinelPassword") : entry.end();
            if (isObject && secrets == &source.m_passwords && sentinel != entry.end() && sentinel->is_string()) {
                source.m_sentinelPasswords[QString::fromStdString(name)] =
                    QString::fromStdString(sentinel->get<std::string>());
                if (!entry.contains(key))
                    continue; // the data nodes ask for none
            }
            if (!isObject || !entry.contains(key) || !entry[key].is_string())
                return badCredentials(
                    file,
                    Cli::tr("has no \"%1\" text for \"%2\"").arg(QLatin1String(key), QString::fromStdString(name)));
            (*secrets)[QString::fromStdString(name)] = QString::fromStdString(entry[key].get<std::string>());
        }
    }
    if (QFileInfo(input).permissions() & (QFile::ReadGroup | QFile::ReadOther))
        source.m_warning = Cli::tr("Other users can read the credentials file %1. Run: chmod 600 %1").arg(file);
    return source;
}

/// The cache's own variable, the file, then the variable that is for all.
static std::optional<QString> passwordFrom(const QProcessEnvironment& environment, const QString& variable,
                                           const std::map<QString, QString>& file, const QString& cacheName,
                                           const QString& forAll)
{
    if (environment.contains(variable))
        return environment.value(variable);
    if (const auto found = file.find(cacheName); found != file.end())
        return found->second;
    if (environment.contains(forAll))
        return environment.value(forAll);
    return {};
}

std::optional<QString> CredentialSource::passwordFor(const QString& cacheName) const
{
    return passwordFrom(m_environment, variableFor(cacheName), m_passwords, cacheName, u"CACHELEDGER_PASSWORD"_s);
}

std::optional<QString> CredentialSource::sentinelPasswordFor(const QString& cacheName) const
{
    return passwordFrom(m_environment, variableForSentinel(cacheName), m_sentinelPasswords, cacheName,
                        u"CACHELEDGER_SENTINEL_PASSWORD"_s);
}

/// The variable, then the file.
static std::optional<QString> secretFrom(const QProcessEnvironment& environment, const QString& variable,
                                         const std::map<QString, QString>& file, const QString& name)
{
    if (environment.contains(variable))
        return environment.value(variable);
    const auto found = file.find(name);
    return found == file.end() ? std::nullopt : std::optional(found->second);
}

std::optional<QString> CredentialSource::channelSecret(const QString& id) const
{
    return secretFrom(m_environment, variableForChannel(id), m_channelSecrets, id);
}

std::optional<QString> CredentialSource::sourceSecret(const QString& cacheName, const QString& sourceName) const
{
    return secretFrom(m_environment, variableForSource(cacheName, sourceName), m_sourceSecrets,
                      cacheName + u'/' + sourceName);
}

std::optional<QString> CredentialSource::routeSecret(const Route& route) const
{
    const QString variable =
        route.kind == RouteKind::Ssh ? u"CACHELEDGER_SSH_PASSWORD"_s : u"CACHELEDGER_PROXY_PASSWORD"_s;
    return secretFrom(m_environment, variable, m_routeSecrets, route.url());
}

std::optional<QString> CredentialSource::tlsKeySecret(const QString& keyFile) const
{
    return secretFrom(m_environment, u"CACHELEDGER_TLS_KEY_PASSWORD"_s, m_keySecrets, keyFile);
}

} // namespace cacheledger
