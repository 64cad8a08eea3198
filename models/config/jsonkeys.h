// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For models/config and the files of costs: reading and writing the keys that JSON files share.

#include "config/endpoint.h"

#include <QtCore/QStringList>

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <vector>

namespace cacheledger::jsonkeys
{

using Json = nlohmann::ordered_json;

/// Translated, in the context of the configuration's files.
QString jsonText(const char* text);

/// Reads typed keys and remembers the first that is wrong. `where` is the path of the object, for the message
/// ("caches[0].").
class KeyReader
{
public:
    explicit KeyReader(QString file) : m_file(std::move(file)) {}

    const std::optional<Error>& error() const { return m_error; }
    void fail(const QString& key, const QString& problem);

    QString string(const Json& object, const char* key, const QString& where, bool needed = false);
    bool boolean(const Json& object, const char* key, const QString& where, bool fallback);
    int integer(const Json& object, const char* key, const QString& where, int fallback);
    double number(const Json& object, const char* key, const QString& where, double fallback);
    QStringList strings(const Json& object, const char* key, const QString& where);
    /// The objects of a list; none when the key is absent or wrong.
    std::vector<const Json*> objects(const Json& object, const char* key, const QString& where);

private:
    QString m_file;
    std::optional<Error> m_error;
};

/// Keys `url`, `tls` and `via`; a password in the URL is an error.
Endpoint readEndpoint(KeyReader& reader, const Json& object, const QString& where);
/// Sets or removes `tls`: it is only written when it says something.
void updateTls(Json& object, const TlsOptions& tls);
/// Likewise `via`.
void updateRoute(Json& object, const Route& route);
void setOrErase(Json& object, const char* key, const QString& text);

} // namespace cacheledger::jsonkeys
