// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/coststore.h"

#include "config/configfile.h"
#include "config/filefollower.h"
#include "cost/costplanjson.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace cacheledger
{

namespace
{
using CostDocument = nlohmann::ordered_json;

/// The document as an object; the empty one when there is none yet. Only for documents that were read before.
CostDocument costDocument(const QByteArray& document)
{
    if (document.isEmpty())
        return {{"version", costplanjson::newestVersion}};
    return CostDocument::parse(document.cbegin(), document.cend(), nullptr, false);
}

auto planIn(const std::vector<CostPlan>& plans, const CacheId& cache)
{
    return std::find_if(plans.begin(), plans.end(), [&cache](const CostPlan& plan) { return plan.cache == cache; });
}
} // namespace

CostStore::CostStore(QString file, QObject* parent) : QObject(parent), m_file(std::move(file)) {}

CostStore::~CostStore() = default;

Result<void> CostStore::load()
{
    const auto document = configfile::read(m_file);
    if (!document)
        return document.error();
    std::vector<CostPlan> plans;
    if (*document) {
        const auto json = configfile::parse(**document, m_file, costplanjson::newestVersion);
        if (!json)
            return json.error();
        auto read = costplanjson::toPlans(*json, m_file);
        if (!read)
            return read.error();
        plans = std::move(*read);
    }
    m_document = document->value_or(QByteArray());
    m_plans = std::move(plans);
    return {};
}

void CostStore::followFile()
{
    if (m_follower)
        return;
    m_follower = std::make_unique<FileFollower>(m_file);
    connect(m_follower.get(), &FileFollower::settled, this, [this] { Q_EMIT fileFollowed(takeOverOutsideChanges()); });
}

CostPlan CostStore::planOf(const CacheId& cache) const
{
    const auto found = planIn(m_plans, cache);
    if (found != m_plans.end())
        return *found;
    CostPlan plan;
    plan.cache = cache;
    plan.currency = currencies::usd();
    return plan;
}

Result<void> CostStore::setPlan(const CostPlan& plan)
{
    if (Result<void> ready = takeOverOutsideChanges(); !ready)
        return ready;
    if (Result<void> valid = validate(plan); !valid)
        return valid;
    const auto old = planIn(m_plans, plan.cache);
    if (old != m_plans.end() && *old == plan)
        return {};
    CostDocument document = costDocument(m_document);
    CostDocument& objects = document["plans"];
    if (!objects.is_array())
        objects = CostDocument::array();
    const auto place = static_cast<std::size_t>(old - m_plans.begin()); // the file's plans are in our order
    if (place == m_plans.size())
        objects.push_back(CostDocument::object());
    costplanjson::update(objects[place], plan);
    const QByteArray text = configfile::toText(document);
    if (Result<void> written = configfile::write(m_file, text); !written)
        return written;
    m_document = text;
    if (place == m_plans.size())
        m_plans.push_back(plan);
    else
        m_plans[place] = plan;
    Q_EMIT planChanged(plan.cache);
    return {};
}

/// Nothing that another process wrote may be lost, and a file that cannot be understood stays as it is.
Result<void> CostStore::takeOverOutsideChanges()
{
    const auto document = configfile::read(m_file);
    if (!document)
        return document.error();
    if (!*document || (!m_document.isEmpty() && **document == m_document))
        return {};
    const std::vector<CostPlan> before = m_plans;
    if (Result<void> loaded = load(); !loaded)
        return loaded;
    const std::vector<CostPlan> now = m_plans;
    for (const CostPlan& plan : now)
        if (std::find(before.begin(), before.end(), plan) == before.end())
            Q_EMIT planChanged(plan.cache);
    for (const CostPlan& plan : before)
        if (planIn(now, plan.cache) == now.end())
            Q_EMIT planChanged(plan.cache);
    return {};
}

} // namespace cacheledger
