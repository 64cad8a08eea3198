// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/cachestore.h"

#include "config/cachejson.h"
#include "config/configfile.h"
#include "config/environment.h"
#include "config/filefollower.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QRegularExpression>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
QString storeText(const char* text)
{
    return QCoreApplication::translate("CacheStore", text);
}

nlohmann::ordered_json emptyDocument()
{
    return {{"version", cachejson::newestVersion}, {"caches", nlohmann::ordered_json::array()}};
}

/// The document as an object; the empty one when there is none yet. Only for documents that were read before.
nlohmann::ordered_json parsedDocument(const QByteArray& document)
{
    if (document.isEmpty())
        return emptyDocument();
    return nlohmann::ordered_json::parse(document.cbegin(), document.cend(), nullptr, false);
}

nlohmann::ordered_json objectOf(const nlohmann::ordered_json& document, const CacheId& id)
{
    for (const auto& object : document["caches"])
        if (object["id"] == id.value.toStdString())
            return object;
    return nlohmann::ordered_json::object();
}
} // namespace

CacheStore::CacheStore(QString file, QObject* parent) : QObject(parent), m_file(std::move(file)) {}

CacheStore::~CacheStore() = default;

Result<void> CacheStore::load()
{
    auto document = configfile::read(m_file);
    if (!document)
        return document.error();
    std::vector<CacheConfig> caches;
    std::map<QString, QString> colors;
    if (*document) {
        const auto json = configfile::parse(**document, m_file, cachejson::newestVersion);
        if (!json)
            return json.error();
        auto read = cachejson::toCaches(*json, m_file);
        if (!read)
            return read.error();
        caches = std::move(*read);
        colors = cachejson::toEnvironmentColors(*json);
    }
    m_document = document->value_or(QByteArray());
    m_caches = std::move(caches);
    if (std::exchange(m_colors, std::move(colors)) != m_colors)
        Q_EMIT environmentColorsChanged();
    return {};
}

void CacheStore::followFile()
{
    if (m_follower)
        return;
    m_follower = std::make_unique<FileFollower>(m_file);
    connect(m_follower.get(), &FileFollower::settled, this, [this] { Q_EMIT fileFollowed(takeOverOutsideChanges()); });
}

const CacheConfig* CacheStore::find(const CacheId& id) const
{
    const std::size_t index = indexOf(id);
    return index < m_caches.size() ? &m_caches[index] : nullptr;
}

const CacheConfig* CacheStore::findByName(const QString& name) const
{
    for (const auto sensitivity : {Qt::CaseSensitive, Qt::CaseInsensitive})
        for (const CacheConfig& cache : m_caches)
            if (cache.name.compare(name, sensitivity) == 0)
                return &cache;
    return nullptr;
}

const CacheConfig* CacheStore::cacheOf(const NodeId& node) const
{
    for (const CacheConfig& cache : m_caches)
        for (const NodeConfig& candidate : cache.nodes)
            if (candidate.id == node)
                return &cache;
    return nullptr;
}

std::size_t CacheStore::indexOf(const CacheId& id) const
{
    const auto found =
        std::find_if(m_caches.begin(), m_caches.end(), [&](const auto& cache) { return cache.id == id; });
    return static_cast<std::size_t>(found - m_caches.begin());
}

Result<void> CacheStore::add(CacheConfig cache, std::optional<std::size_t> position)
{
    if (auto ready = takeOverOutsideChanges(); !ready)
        return ready;
    cache.name = cache.name.trimmed();
    if (cache.id.isEmpty())
        cache.id = newCacheId();
    for (NodeConfig& node : cache.nodes)
        if (node.id.isEmpty())
            node.id = newNodeId();
    if (find(cache.id))
        return Error{ErrorCode::InvalidArgument, storeText("The cache \"%1\" is there already.").arg(cache.name), {}};
    if (auto unique = checkUnique(cache); !unique)
        return unique;
    std::vector<CacheConfig> caches = m_caches;
    const std::size_t place = std::min(position.value_or(caches.size()), caches.size());
    caches.insert(caches.begin() + static_cast<std::ptrdiff_t>(place), cache);
    if (auto saved = save(caches); !saved)
        return saved;
    m_removed.erase(cache.id);
    Q_EMIT cacheAdded(cache);
    return {};
}

Result<void> CacheStore::addAll(std::vector<CacheConfig> added)
{
    if (auto ready = takeOverOutsideChanges(); !ready)
        return ready;
    std::vector<CacheConfig> caches = m_caches;
    std::set<QString> ids;
    std::set<QString> names;
    for (const CacheConfig& cache : m_caches) {
        ids.insert(cache.id.value);
        names.insert(cache.name.toCaseFolded());
    }
    for (const CacheConfig& cache : added) {
        if (auto valid = validate(cache); !valid)
            return valid;
        if (cache.id.isEmpty() || !ids.insert(cache.id.value).second || !names.insert(cache.name.toCaseFolded()).second)
            return Error{ErrorCode::InvalidArgument, storeText("There is a cache \"%1\" already.").arg(cache.name),
                         storeText("Choose another name.")};
        caches.push_back(cache);
    }
    if (auto saved = save(caches); !saved)
        return saved;
    for (const CacheConfig& cache : added)
        Q_EMIT cacheAdded(cache);
    return {};
}

QString CacheStore::environmentColor(const QString& environment) const
{
    const auto chosen = m_colors.find(environment.trimmed().toCaseFolded());
    return chosen == m_colors.end() ? defaultEnvironmentColor(environment) : chosen->second;
}

Result<void> CacheStore::setEnvironmentColor(const QString& environment, const QString& color)
{
    if (auto ready = takeOverOutsideChanges(); !ready)
        return ready;
    const QString name = environment.trimmed();
    if (name.isEmpty() || (!color.isEmpty() && !environmentColors().contains(color)))
        return Error{ErrorCode::InvalidArgument, storeText("\"%1\" is no colour of an environment.").arg(color),
                     storeText("Use one of: %1.").arg(environmentColors().join(u", "_s))};
    if (environmentColor(name) == color)
        return {};
    nlohmann::ordered_json document = parsedDocument(m_document);
    cachejson::setEnvironmentColor(document, name, color);
    if (auto saved = saveDocument(document); !saved)
        return saved;
    m_colors = cachejson::toEnvironmentColors(document);
    Q_EMIT environmentColorsChanged();
    return {};
}

Result<void> CacheStore::update(const CacheConfig& cache)
{
    if (auto ready = takeOverOutsideChanges(); !ready)
        return ready;
    const std::size_t index = indexOf(cache.id);
    if (index == m_caches.size())
        return Error{ErrorCode::UnknownCache, storeText("The cache \"%1\" is not there any more.").arg(cache.name), {}};
    CacheConfig changed = cache;
    changed.name = changed.name.trimmed();
    for (NodeConfig& node : changed.nodes)
        if (node.id.isEmpty())
            node.id = newNodeId();
    if (auto unique = checkUnique(changed); !unique)
        return unique;
    if (m_caches[index] == changed)
        return {};
    std::vector<CacheConfig> caches = m_caches;
    caches[index] = changed;
    if (auto saved = save(caches); !saved)
        return saved;
    Q_EMIT cacheUpdated(changed);
    return {};
}

Result<CacheStore::Removed> CacheStore::remove(const CacheId& id)
{
    if (auto ready = takeOverOutsideChanges(); !ready)
        return ready.error();
    const std::size_t index = indexOf(id);
    if (index == m_caches.size())
        return Error{ErrorCode::UnknownCache, storeText("The cache is not there any more."), {}};
    const Removed removed{m_caches[index], index};
    const QByteArray object = configfile::toText(objectOf(parsedDocument(m_document), id));
    std::vector<CacheConfig> caches = m_caches;
    caches.erase(caches.begin() + static_cast<std::ptrdiff_t>(index));
    if (auto saved = save(caches); !saved)
        return saved.error();
    m_removed[id] = object;
    Q_EMIT cacheRemoved(id);
    return removed;
}

CacheConfig CacheStore::duplicateOf(const CacheConfig& cache) const
{
    static const QRegularExpression numbered(u" \\(\\d+\\)$"_s);
    constexpr qsizetype longestStem = 90;
    CacheConfig copy = cache;
    copy.id = newCacheId();
    for (NodeConfig& node : copy.nodes)
        node.id = newNodeId();
    const QString stem = QString(cache.name).remove(numbered).left(longestStem);
    for (int number = 2; findByName(copy.name); ++number)
        copy.name = u"%1 (%2)"_s.arg(stem).arg(number);
    return copy;
}

/// Nothing that another process wrote may be lost, and a file that cannot be understood stays as it is.
Result<void> CacheStore::takeOverOutsideChanges()
{
    const auto document = configfile::read(m_file);
    if (!document)
        return document.error();
    if (!*document || (!m_document.isEmpty() && **document == m_document))
        return {};
    const std::vector<CacheConfig> before = m_caches;
    if (auto loaded = load(); !loaded)
        return loaded;
    for (const CacheConfig& old : before)
        if (!find(old.id))
            Q_EMIT cacheRemoved(old.id);
    const std::vector<CacheConfig> after = m_caches;
    for (const CacheConfig& cache : after) {
        const auto old =
            std::find_if(before.begin(), before.end(), [&](const auto& other) { return other.id == cache.id; });
        if (old == before.end())
            Q_EMIT cacheAdded(cache);
        else if (*old != cache)
            Q_EMIT cacheUpdated(cache);
    }
    return {};
}

/// Valid, and neither its name nor an identity belongs to another cache.
Result<void> CacheStore::checkUnique(const CacheConfig& cache) const
{
    if (auto valid = validate(cache); !valid)
        return valid;
    for (const CacheConfig& other : m_caches) {
        if (other.id == cache.id)
            continue;
        if (other.name.compare(cache.name, Qt::CaseInsensitive) == 0)
            return Error{ErrorCode::InvalidArgument, storeText("There is a cache \"%1\" already.").arg(other.name),
                         storeText("Choose another name.")};
        for (const NodeConfig& node : cache.nodes)
            if (cacheOf(node.id) == &other)
                return Error{ErrorCode::InvalidArgument,
                             storeText("A server of \"%1\" belongs to \"%2\" already.").arg(cache.name, other.name),
                             {}};
    }
    return {};
}

Result<void> CacheStore::saveDocument(const nlohmann::ordered_json& document)
{
    const QByteArray text = configfile::toText(document);
    if (auto written = configfile::write(m_file, text); !written)
        return written;
    m_document = text;
    return {};
}

Result<void> CacheStore::save(const std::vector<CacheConfig>& caches)
{
    nlohmann::ordered_json document = parsedDocument(m_document);
    nlohmann::ordered_json objects = nlohmann::ordered_json::array();
    for (const CacheConfig& cache : caches) {
        nlohmann::ordered_json object = objectOf(document, cache.id);
        if (const auto removed = m_removed.find(cache.id); object.empty() && removed != m_removed.end())
            object = parsedDocument(removed->second);
        cachejson::update(object, cache);
        objects.push_back(std::move(object));
    }
    document["caches"] = std::move(objects);
    if (auto saved = saveDocument(document); !saved)
        return saved;
    m_caches = caches;
    return {};
}

} // namespace cacheledger
