// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/serverkind.h"

#include "config/endpoint.h"

#include <cmath>
#include <utility>

namespace cacheledger
{

namespace
{

QString infoText(const InfoValues& info, std::string_view field)
{
    if (!info.texts)
        return {};
    const auto found = info.texts->find(field);
    return found == info.texts->end() ? QString() : QString::fromStdString(found->second);
}

// A field that looks like a number is one, even where a text is meant ("1.0" as a version, a host named "10").
QString infoField(const InfoValues& info, const std::string& field)
{
    const auto column = info.layout ? info.layout->indexOf(field) : std::nullopt;
    if (column && !std::isnan(info.values[*column]))
        return QString::number(info.values[*column], 'g', 15);
    return infoText(info, field);
}

QString addressFrom(const QString& host, const QString& port)
{
    bool isNumber = false;
    Endpoint endpoint;
    endpoint.host = host;
    endpoint.port = port.toUShort(&isNumber);
    return host.isEmpty() || !isNumber || endpoint.port == 0 ? QString() : endpoint.address();
}

struct KindField {
    const char* field;
    const char* name;
};

// Those that imitate Redis also send a redis_version, so that it comes last.
constexpr KindField versionFields[] = {
    {"valkey_version", "Valkey"}, {"dragonfly_version", "Dragonfly"}, {"kvrocks_version", "Kvrocks"},
    {"garnet_version", "Garnet"}, {"keydb_version", "KeyDB"},         {"redis_version", "Redis"},
};

} // namespace

QString serverKind(const InfoValues& info)
{
    for (const KindField& kind : versionFields) {
        QString version = infoField(info, kind.field);
        if (version.isEmpty())
            continue;
        for (const char* prefix : {"df-v", "df-", "v"}) { // Dragonfly's "df-v1.23.0"
            if (version.startsWith(QLatin1String(prefix)))
                version.remove(0, static_cast<qsizetype>(qstrlen(prefix)));
        }
        QString name = QString::fromLatin1(kind.name);
        // KeyDB calls itself Redis; only its program and a field of its multi-version store give it away.
        if (name == QLatin1String("Redis") &&
            (infoText(info, "executable").contains(QLatin1String("keydb")) || !infoField(info, "mvcc_depth").isEmpty()))
            name = QStringLiteral("KeyDB");
        return name + QLatin1Char(' ') + version;
    }
    return {};
}

/// Of a field "NAME:MAJOR.MINOR..."; 0 and 0 where there is none.
static std::pair<int, int> versionIn(const QByteArray& info, const QByteArray& field)
{
    const qsizetype at = info.indexOf(field + ':');
    if (at < 0)
        return {};
    const QList<QByteArray> parts = info.mid(at + field.size() + 1, 20).split('\r').front().split('.');
    return {parts.value(0).toInt(), parts.value(1).toInt()};
}

bool offersCommandLog(const QByteArray& info)
{
    return versionIn(info, "valkey_version") >= std::pair(8, 1);
}

bool offersHotKeys(const QByteArray& info)
{
    for (const char* imitator : {"dragonfly_version:", "kvrocks_version:", "garnet_version:"})
        if (info.contains(imitator))
            return false;
    if (info.contains("valkey_version:"))
        return versionIn(info, "valkey_version") >= std::pair(9, 2);
    return versionIn(info, "redis_version") >= std::pair(8, 6);
}

QString serverRole(const InfoValues& info)
{
    QString mode = infoText(info, "redis_mode");
    if (mode == QLatin1String("sentinel"))
        return mode;
    const QString role = infoText(info, "role");
    if (role == QLatin1String("master"))
        return QStringLiteral("primary");
    return role == QLatin1String("slave") ? QStringLiteral("replica") : role;
}

QStringList replicaAddresses(const InfoValues& info)
{
    QStringList addresses;
    for (int i = 0;; ++i) {
        const std::string prefix = "slave" + std::to_string(i);
        const QString port = infoField(info, prefix + ".port");
        if (port.isEmpty())
            return addresses;
        const QString address = addressFrom(infoField(info, prefix + ".ip"), port);
        if (!address.isEmpty())
            addresses += address;
    }
}

QString primaryAddress(const InfoValues& info)
{
    if (serverRole(info) != QLatin1String("replica"))
        return {};
    return addressFrom(infoField(info, "master_host"), infoField(info, "master_port"));
}

} // namespace cacheledger
