// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/credentials.h"

#include "app/console.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static Error badCredentials(const QString& file, const QString& what)
{
    return Error{ErrorCode::BadConfiguration, Cli::tr("The credentials file %1 %2.").arg(file, what),
                 Cli::tr("It should read {\"caches\": {\"NAME\": {\"password\": \"...\"}}}.")};
}

QString CredentialSource::variableFor(const QString& cacheName)
{
    QString name = u"CACHELEDGER_PASSWORD_"_s;
    for (const QChar c : cacheName.toUpper())
        name += c.unicode() < 128 && c.isLetterOrNumber() ? c : u'_';
    return name;
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
    if (!json.is_object() || !json.contains("caches") || !json["caches"].is_object())
        return badCredentials(file, Cli::tr("has no object \"caches\""));
    for (const auto& [name, entry] : json["caches"].items()) {
        if (!entry.is_object() || !entry.contains("password") || !entry["password"].is_string())
            return badCredentials(file,
                                  Cli::tr("has no \"password\" text for \"%1\"").arg(QString::fromStdString(name)));
        source.m_passwords[QString::fromStdString(name)] = QString::fromStdString(entry["password"].get<std::string>());
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

} // namespace cacheledger
