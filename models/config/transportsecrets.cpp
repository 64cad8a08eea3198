// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/transportsecrets.h"

#include <map>
#include <mutex>

namespace cacheledger::transportsecrets
{

namespace
{
struct KnownSecrets {
    std::mutex mutex;
    std::map<QString, QString> byKey;
};

KnownSecrets& known()
{
    static KnownSecrets secrets;
    return secrets;
}
} // namespace

void set(const QString& key, const QString& secret)
{
    if (key.isEmpty())
        return;
    KnownSecrets& secrets = known();
    const std::lock_guard lock(secrets.mutex);
    if (secret.isEmpty())
        secrets.byKey.erase(key);
    else
        secrets.byKey[key] = secret;
}

QString of(const QString& key)
{
    KnownSecrets& secrets = known();
    const std::lock_guard lock(secrets.mutex);
    const auto found = secrets.byKey.find(key);
    return found == secrets.byKey.end() ? QString() : found->second;
}

QString gatewayKey(const Endpoint& endpoint)
{
    return endpoint.route.url();
}

QString tlsKeyKey(const Endpoint& endpoint)
{
    if (endpoint.transport != Transport::Tls)
        return {};
    return endpoint.tls.keyFile.isEmpty() ? endpoint.tls.certificateFile : endpoint.tls.keyFile;
}

} // namespace cacheledger::transportsecrets
