// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/sourcestore.h"

#include "config/configfile.h"
#include "config/filefollower.h"
#include "config/sourcejson.h"

#include <QtCore/QCoreApplication>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
using SourceDocument = nlohmann::ordered_json;

QString sourceStoreText(const char* text)
{
    return QCoreApplication::translate("SourceStore", text);
}

/// The document as an object; the empty one when there is none yet. Only for documents that were read before.
SourceDocument sourceDocument(const QByteArray& document)
{
    if (document.isEmpty())
        return {{"version", sourcejson::newestVersion}, {"sources", SourceDocument::array()}};
    return SourceDocument::parse(document.cbegin(), document.cend(), nullptr, false);
}

/// The object of the list whose `key` is `value`, with its unknown keys; an empty one when there is none.
SourceDocument objectIn(const SourceDocument& document, const char* list, const char* key, const QString& value)
{
    if (const auto objects = document.find(list); objects != document.end())
        for (const SourceDocument& object : *objects)
            if (object[key] == value.toStdString())
                return object;
    return SourceDocument::object();
}

Error unknownSource(const QString& name)
{
    return {ErrorCode::InvalidArgument,
            name.isEmpty() ? sourceStoreText("The source is not there any more.")
                           : sourceStoreText("The source \"%1\" is not there any more.").arg(name),
            {}};
}
} // namespace

SourceStore::SourceStore(QString file, QObject* parent) : QObject(parent), m_file(std::move(file)) {}

SourceStore::~SourceStore() = default;

Result<void> SourceStore::load()
{
    auto document = configfile::read(m_file);
    if (!document)
        return document.error();
    sourcejson::Content content;
    if (*document) {
        const auto json = configfile::parse(**document, m_file, sourcejson::newestVersion);
        if (!json)
            return json.error();
        auto read = sourcejson::toContent(*json, m_file);
        if (!read)
            return read.error();
        content = std::move(*read);
    }
    m_document = document->value_or(QByteArray());
    m_sources = std::move(content.sources);
    m_plans = std::move(content.plans);
    return {};
}

void SourceStore::followFile()
{
    if (m_follower)
        return;
    m_follower = std::make_unique<FileFollower>(m_file);
    connect(m_follower.get(), &FileFollower::settled, this, [this] { Q_EMIT fileFollowed(takeOverOutsideChanges()); });
}

std::vector<SourceConfig> SourceStore::sourcesOf(const CacheId& cache) const
{
    std::vector<SourceConfig> found;
    std::copy_if(m_sources.begin(), m_sources.end(), std::back_inserter(found),
                 [&cache](const SourceConfig& source) { return source.cache == cache; });
    return found;
}

const SourceConfig* SourceStore::find(const NodeId& id) const
{
    const std::size_t index = indexOf(id);
    return index < m_sources.size() ? &m_sources[index] : nullptr;
}

const SourceConfig* SourceStore::findByName(const CacheId& cache, const QString& name) const
{
    for (const SourceConfig& source : m_sources)
        if (source.cache == cache && source.name.compare(name, Qt::CaseInsensitive) == 0)
            return &source;
    return nullptr;
}

StagePlan SourceStore::planOf(const CacheId& cache) const
{
    for (const StagePlan& plan : m_plans)
        if (plan.cache == cache)
            return plan;
    return {cache, {}};
}

std::size_t SourceStore::indexOf(const NodeId& id) const
{
    const auto found =
        std::find_if(m_sources.begin(), m_sources.end(), [&id](const auto& source) { return source.id == id; });
    return static_cast<std::size_t>(found - m_sources.begin());
}

Result<void> SourceStore::add(SourceConfig source, std::optional<std::size_t> position)
{
    if (auto ready = takeOverOutsideChanges(); !ready)
        return ready;
    source.name = source.name.trimmed();
    if (source.id.isEmpty())
        source.id = newNodeId();
    if (find(source.id))
        return Error{
            ErrorCode::InvalidArgument, sourceStoreText("The source \"%1\" is there already.").arg(source.name), {}};
    if (auto unique = checkUnique(source); !unique)
        return unique;
    std::vector<SourceConfig> sources = m_sources;
    const std::size_t place = std::min(position.value_or(sources.size()), sources.size());
    sources.insert(sources.begin() + static_cast<std::ptrdiff_t>(place), source);
    if (auto saved = save(sources, m_plans); !saved)
        return saved;
    Q_EMIT sourceAdded(source);
    return {};
}

Result<void> SourceStore::update(const SourceConfig& source)
{
    if (auto ready = takeOverOutsideChanges(); !ready)
        return ready;
    const std::size_t index = indexOf(source.id);
    if (index == m_sources.size())
        return unknownSource(source.name);
    SourceConfig changed = source;
    changed.name = changed.name.trimmed();
    if (auto unique = checkUnique(changed); !unique)
        return unique;
    if (m_sources[index] == changed)
        return {};
    std::vector<SourceConfig> sources = m_sources;
    sources[index] = changed;
    if (auto saved = save(sources, m_plans); !saved)
        return saved;
    Q_EMIT sourceUpdated(changed);
    return {};
}

Result<SourceStore::Removed> SourceStore::remove(const NodeId& id)
{
    if (auto ready = takeOverOutsideChanges(); !ready)
        return ready.error();
    const std::size_t index = indexOf(id);
    if (index == m_sources.size())
        return unknownSource({});
    const Removed removed{m_sources[index], index};
    std::vector<SourceConfig> sources = m_sources;
    sources.erase(sources.begin() + static_cast<std::ptrdiff_t>(index));
    if (auto saved = save(sources, m_plans); !saved)
        return saved.error();
    Q_EMIT sourceRemoved(id);
    return removed;
}

Result<void> SourceStore::setPlan(const StagePlan& plan)
{
    if (auto ready = takeOverOutsideChanges(); !ready)
        return ready;
    if (auto valid = validate(plan); !valid)
        return valid;
    if (planOf(plan.cache) == plan)
        return {};
    std::vector<StagePlan> plans = m_plans;
    const auto old =
        std::find_if(plans.begin(), plans.end(), [&plan](const auto& other) { return other.cache == plan.cache; });
    if (old == plans.end())
        plans.push_back(plan);
    else if (plan.stages.empty())
        plans.erase(old);
    else
        *old = plan;
    if (auto saved = save(m_sources, plans); !saved)
        return saved;
    Q_EMIT planChanged(plan.cache);
    return {};
}

/// Nothing that another process wrote may be lost, and a file that cannot be understood stays as it is.
Result<void> SourceStore::takeOverOutsideChanges()
{
    const auto document = configfile::read(m_file);
    if (!document)
        return document.error();
    if (!*document || (!m_document.isEmpty() && **document == m_document))
        return {};
    const std::vector<SourceConfig> oldSources = m_sources;
    const std::vector<StagePlan> oldPlans = m_plans;
    if (auto loaded = load(); !loaded)
        return loaded;
    tellChanges(oldSources, oldPlans);
    return {};
}

void SourceStore::tellChanges(const std::vector<SourceConfig>& oldSources, const std::vector<StagePlan>& oldPlans)
{
    const std::vector<SourceConfig> sources = m_sources;
    const std::vector<StagePlan> plans = m_plans;
    for (const SourceConfig& old : oldSources)
        if (!find(old.id))
            Q_EMIT sourceRemoved(old.id);
    for (const SourceConfig& source : sources) {
        const auto old = std::find_if(oldSources.begin(), oldSources.end(),
                                      [&source](const auto& other) { return other.id == source.id; });
        if (old == oldSources.end())
            Q_EMIT sourceAdded(source);
        else if (*old != source)
            Q_EMIT sourceUpdated(source);
    }
    for (const StagePlan& plan : plans)
        if (std::find(oldPlans.begin(), oldPlans.end(), plan) == oldPlans.end())
            Q_EMIT planChanged(plan.cache);
    for (const StagePlan& old : oldPlans)
        if (planOf(old.cache).stages.empty())
            Q_EMIT planChanged(old.cache);
}

Result<void> SourceStore::checkUnique(const SourceConfig& source) const
{
    if (auto valid = validate(source); !valid)
        return valid;
    const SourceConfig* other = findByName(source.cache, source.name);
    if (other && other->id != source.id)
        return Error{ErrorCode::InvalidArgument,
                     sourceStoreText("The cache has a source \"%1\" already.").arg(other->name),
                     sourceStoreText("Choose another name.")};
    return {};
}

Result<void> SourceStore::save(const std::vector<SourceConfig>& sources, const std::vector<StagePlan>& plans)
{
    SourceDocument document = sourceDocument(m_document);
    SourceDocument sourceObjects = SourceDocument::array();
    for (const SourceConfig& source : sources) {
        SourceDocument object = objectIn(document, "sources", "id", source.id.value);
        sourcejson::update(object, source);
        sourceObjects.push_back(std::move(object));
    }
    SourceDocument planObjects = SourceDocument::array();
    for (const StagePlan& plan : plans) {
        SourceDocument object = objectIn(document, "stages", "cache", plan.cache.value);
        sourcejson::update(object, plan);
        planObjects.push_back(std::move(object));
    }
    document["sources"] = std::move(sourceObjects);
    document["stages"] = std::move(planObjects);
    const QByteArray text = configfile::toText(document);
    if (auto written = configfile::write(m_file, text); !written)
        return written;
    m_document = text;
    m_sources = sources;
    m_plans = plans;
    return {};
}

} // namespace cacheledger
