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
    if (!json.is_object() || (!json.contains("caches") && !json.contains("channels") && !json.contains("sources")))
        return badCredentials(file, Cli::tr("has no object \"caches\""));
    for (const auto& [list, key, secrets] : {std::tuple("caches", "password", &source.m_passwords),
                                             std::tuple("channels", "secret", &source.m_channelSecrets),
                                             std::tuple("sources", "secret", &source.m_sourceSecrets)}) {
        if (!json.contains(list))
            continue;
        if (!json[list].is_object())
            return badCredentials(file, Cli::tr("has no object \"%1\"").arg(QLatin1String(list)));
        for (const auto& [name, entry] : json[list].items()) {
            if (!entry.is_object() || !entry.contains(key) || !entry[key].is_string())
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

std::optional<QString> CredentialSource::passwordFor(const QString& cacheName) const
{
    const QString variable = variableFor(cacheName);
    if (m_environment.contains(variable))
        return m_environment.value(variable);
    if (const auto found = m_passwords.find(cacheName); found != m_passwords.end())
        return found->second;
    if (m_environment.contains(u"CACHELEDGER_PASSWORD"_s))
        return m_environment.value(u"CACHELEDGER_PASSWORD"_s);
    return {};
}

std::optional<QString> CredentialSource::channelSecret(const QString& id) const
{
    const QString variable = variableForChannel(id);
    if (m_environment.contains(variable))
        return m_environment.value(variable);
    const auto found = m_channelSecrets.find(id);
    return found == m_channelSecrets.end() ? std::nullopt : std::optional(found->second);
}

std::optional<QString> CredentialSource::sourceSecret(const QString& cacheName, const QString& sourceName) const
{
    const QString variable = variableForSource(cacheName, sourceName);
    if (m_environment.contains(variable))
        return m_environment.value(variable);
    const auto found = m_sourceSecrets.find(cacheName + u'/' + sourceName);
    return found == m_sourceSecrets.end() ? std::nullopt : std::optional(found->second);
}

} // namespace cacheledger
