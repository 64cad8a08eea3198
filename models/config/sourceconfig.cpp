// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/sourceconfig.h"

#include "metrics/catalogue.h"
#include "metrics/derived.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QRegularExpression>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
constexpr std::array kindNames{
    std::pair{SourceKind::RedisLists, "redis-lists"}, std::pair{SourceKind::RedisHash, "redis-hash"},
    std::pair{SourceKind::HttpJson, "http-json"}, std::pair{SourceKind::OpenMetrics, "openmetrics"}};

constexpr std::array authNames{std::pair{HttpAuth::None, "none"}, std::pair{HttpAuth::Bearer, "bearer"},
                               std::pair{HttpAuth::Basic, "basic"}, std::pair{HttpAuth::Header, "header"}};

template <typename Names, typename Value>
QString nameIn(const Names& names, Value value)
{
    for (const auto& [candidate, name] : names)
        if (candidate == value)
            return QString::fromLatin1(name);
    return {};
}

template <typename Value, typename Names>
std::optional<Value> valueNamed(const Names& names, const QString& text)
{
    for (const auto& [value, name] : names)
        if (text == QLatin1String(name))
            return value;
    return std::nullopt;
}

QString sourceText(const char* text)
{
    return QCoreApplication::translate("SourceConfig", text);
}

Error invalidSource(const QString& problem, const QString& hint = {})
{
    return {ErrorCode::InvalidArgument, problem, hint};
}

bool hasControlCharacter(const QString& text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; });
}

Result<void> validateSourceName(const QString& name)
{
    if (name.trimmed().isEmpty())
        return invalidSource(sourceText("The source has no name."), sourceText("Give it one."));
    if (name.size() > 100 || hasControlCharacter(name) || name.contains(u'/'))
        return invalidSource(sourceText("The source's name must be at most 100 characters without \"/\" and line "
                                        "breaks."));
    return {};
}

Result<void> validateHttp(const SourceConfig& source)
{
    static const QRegularExpression headerName(u"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$"_s);
    const QString scheme = source.url.scheme();
    if (!source.url.isValid() || (scheme != u"http" && scheme != u"https") || source.url.host().isEmpty())
        return invalidSource(
            sourceText("The source \"%1\" needs an address that begins with http:// or https://.").arg(source.name));
    if (!source.url.userInfo().isEmpty())
        return invalidSource(sourceText("The address of \"%1\" must not hold a user or password.").arg(source.name),
                             sourceText("Give them as basic authentication: secrets are never kept in a file."));
    if (source.auth == HttpAuth::Basic && (source.authName.isEmpty() || source.authName.contains(u':')))
        return invalidSource(sourceText("Basic authentication of \"%1\" needs a user without \":\".").arg(source.name));
    if (source.auth == HttpAuth::Header && !headerName.match(source.authName).hasMatch())
        return invalidSource(
            sourceText("Authentication of \"%1\" by a header needs the header's name.").arg(source.name));
    return {};
}

Result<void> validateRedis(const SourceConfig& source)
{
    if (source.auth != HttpAuth::None)
        return invalidSource(
            sourceText("HTTP authentication does not apply to the Redis source \"%1\".").arg(source.name),
            sourceText("It uses the cache's own password."));
    if (source.kind == SourceKind::RedisHash && (source.key.isEmpty() || source.key.size() > 512))
        return invalidSource(sourceText("The source \"%1\" needs the key of the hash.").arg(source.name));
    if (source.kind != SourceKind::RedisLists)
        return {};
    const QStringList operations = source.operations();
    if (operations.isEmpty() || operations.size() > SourceConfig::mostOperations)
        return invalidSource(sourceText("The source \"%1\" needs 1 to %2 operations, separated by commas.")
                                 .arg(source.name)
                                 .arg(SourceConfig::mostOperations));
    for (const QString& operation : operations)
        if (!isApplicationMetric("op." + operation.toStdString()))
            return invalidSource(sourceText("\"%1\" cannot be the name of an operation.").arg(operation.left(100)));
    return {};
}

Result<void> validateFields(const SourceConfig& source)
{
    if (source.fields.size() > SourceConfig::mostFields)
        return invalidSource(
            sourceText("The source \"%1\" maps more than %2 fields.").arg(source.name).arg(SourceConfig::mostFields));
    std::set<std::string> metrics;
    for (const FieldMapping& field : source.fields) {
        const QString metric = QString::fromStdString(field.metric);
        if (field.from.isEmpty() || field.from.size() > 1000)
            return invalidSource(sourceText("A field of \"%1\" has no name.").arg(source.name));
        if (!isApplicationMetric(field.metric))
            return invalidSource(
                derived::isDerived(field.metric)
                    ? sourceText("\"%1\" is computed and cannot be mapped to.").arg(metric)
                    : sourceText("\"%1\" is no metric of an application.").arg(metric.left(100)),
                sourceText("Metrics are stage.NAME.hits, stage.NAME.reported_hit_ratio, op.NAME.success, app.requests "
                           "and the like."));
        if (!std::isfinite(field.factor) || field.factor == 0)
            return invalidSource(sourceText("The factor of \"%1\" must be a number other than 0.").arg(metric));
        if (!metrics.insert(field.metric).second)
            return invalidSource(sourceText("Two fields of \"%1\" are mapped to \"%2\".").arg(source.name, metric));
    }
    return {};
}
} // namespace

QString sourceKindName(SourceKind kind)
{
    return nameIn(kindNames, kind);
}

std::optional<SourceKind> sourceKindNamed(const QString& name)
{
    return valueNamed<SourceKind>(kindNames, name);
}

QStringList sourceKindNames()
{
    QStringList names;
    for (const auto& [kind, name] : kindNames)
        names << QString::fromLatin1(name);
    return names;
}

QString httpAuthName(HttpAuth auth)
{
    return nameIn(authNames, auth);
}

std::optional<HttpAuth> httpAuthNamed(const QString& name)
{
    return valueNamed<HttpAuth>(authNames, name);
}

bool isApplicationMetric(const std::string& id)
{
    static const QRegularExpression bare(u"^(stage|op)\\.[A-Za-z0-9_.@:/+|-]{1,100}$"_s);
    static const QRegularExpression whole(u"^(stage|op|app|serving|item)\\.[A-Za-z0-9_.@:/+|-]{1,150}$"_s);
    const QString text = QString::fromStdString(id);
    if (derived::isDerived(id) || !whole.match(text).hasMatch())
        return false;
    return catalogue::find(id) || bare.match(text).hasMatch();
}

CacheId sourceSecretKey(const NodeId& source)
{
    return {u"source-"_s + source.value};
}

QStringList SourceConfig::operations() const
{
    QStringList names;
    for (const QString& part : key.split(u',', Qt::SkipEmptyParts))
        if (const QString operation = part.trimmed(); !operation.isEmpty() && !names.contains(operation))
            names << operation;
    return names;
}

QString SourceConfig::address() const
{
    if (isHttp(kind))
        return url.toDisplayString(QUrl::RemoveUserInfo);
    const QString server = usesNodeOfCache() ? QString() : endpoint.address() + u' ';
    return server + (kind == SourceKind::RedisLists ? u"latencies:{%1}"_s.arg(operations().join(u',')) : key);
}

Result<void> validate(const SourceConfig& source)
{
    if (auto name = validateSourceName(source.name); !name)
        return name;
    if (source.cache.isEmpty())
        return invalidSource(sourceText("The source \"%1\" belongs to no cache.").arg(source.name));
    if (source.intervalMs < SourceConfig::minIntervalMs || source.intervalMs > SourceConfig::maxIntervalMs)
        return invalidSource(sourceText("The poll interval of \"%1\" must be from %2 ms to %3 ms.")
                                 .arg(source.name)
                                 .arg(SourceConfig::minIntervalMs)
                                 .arg(SourceConfig::maxIntervalMs));
    if (auto place = isHttp(source.kind) ? validateHttp(source) : validateRedis(source); !place)
        return place;
    return validateFields(source);
}

} // namespace cacheledger
