// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/sourcemapping.h"

#include "config/sourcepresets.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

void SourceMapping::setMapped(std::vector<FieldMapping> mapped)
{
    m_mapped = std::move(mapped);
    change();
}

void SourceMapping::setFound(std::vector<SourceField> found)
{
    const auto sameField = [](const SourceField& a, const SourceField& b) { return a.from == b.from; };
    const bool same = std::equal(m_found.begin(), m_found.end(), found.begin(), found.end(), sameField);
    m_found = std::move(found);
    if (!same)
        return change();
    m_suggested = suggestions();
    Q_EMIT valuesChanged();
}

const FieldMapping* SourceMapping::ofMetric(const std::string& metric) const
{
    const auto known =
        std::find_if(m_mapped.begin(), m_mapped.end(), [&](const FieldMapping& each) { return each.metric == metric; });
    return known == m_mapped.end() ? nullptr : &*known;
}

const SourceField* SourceMapping::foundField(const QString& from) const
{
    const auto known =
        std::find_if(m_found.begin(), m_found.end(), [&](const SourceField& each) { return each.from == from; });
    return known == m_found.end() ? nullptr : &*known;
}

void SourceMapping::setStages(std::vector<StageConfig> stages)
{
    m_stages = std::move(stages);
    change();
}

std::vector<FieldMapping> SourceMapping::suggestions() const
{
    std::vector<SourceField> fields = m_found;
    for (SourceField& field : fields) {
        const std::vector<std::string> metrics = metricsOf(field.from);
        field.metric = metrics.empty() ? std::string() : metrics.front();
    }
    const auto open = [&](std::span<const StageConfig> stages) {
        std::vector<FieldMapping> proposed = suggestMapping(fields, stages);
        std::erase_if(proposed, [this](const FieldMapping& each) { return ofMetric(each.metric) != nullptr; });
        return proposed;
    };
    std::vector<FieldMapping> proposed = open(m_stages);
    const auto ofStage = [](const FieldMapping& each) { return each.metric.starts_with("stage."); };
    if (m_stages.empty() || std::any_of(proposed.begin(), proposed.end(), ofStage))
        return proposed;
    return open({});
}

void SourceMapping::change()
{
    m_suggested = suggestions();
    Q_EMIT changed();
}

void SourceMapping::applyPreset(const std::vector<FieldMapping>& fields)
{
    const auto among = [](const std::vector<FieldMapping>& some, const auto& test) {
        return std::any_of(some.begin(), some.end(), test);
    };
    std::erase_if(m_mapped, [&](const FieldMapping& mapped) {
        return among(m_ofPreset, [&](const FieldMapping& each) { return each == mapped; }) ||
               among(fields, [&](const FieldMapping& each) { return each.metric == mapped.metric; });
    });
    m_mapped.insert(m_mapped.end(), fields.begin(), fields.end());
    m_ofPreset = fields;
    change();
}

/// What its own name says of its unit.
static double factorOf(const SourceField* field, const std::string& metric, std::span<const StageConfig> stages)
{
    if (!field)
        return 1;
    SourceField alone = *field;
    alone.metric.clear();
    const std::vector<FieldMapping> proposed = suggestMapping(std::span(&alone, 1), stages);
    const bool fits = !proposed.empty() && (field->isDistribution || proposed.front().metric == metric);
    return fits ? proposed.front().factor : 1;
}

void SourceMapping::assign(const QString& from, const std::string& metric)
{
    std::erase_if(m_mapped, [&](const FieldMapping& each) { return each.metric == metric; });
    if (!from.isEmpty() && !metric.empty())
        m_mapped.push_back({from, metric, factorOf(foundField(from), metric, m_stages)});
    change();
}

void SourceMapping::setFactor(const std::string& metric, double factor)
{
    for (FieldMapping& each : m_mapped) {
        if (each.metric == metric && factor != 0)
            each.factor = factor;
    }
    change();
}

void SourceMapping::setMetricOf(const QString& from, const std::string& metric)
{
    std::erase_if(m_mapped, [&](const FieldMapping& each) { return each.from == from && each.metric != metric; });
    if (const FieldMapping* known = ofMetric(metric); metric.empty() || (known && known->from == from))
        change();
    else
        assign(from, metric);
}

int SourceMapping::takeSuggestions()
{
    const std::vector<FieldMapping> taken = std::exchange(m_suggested, {});
    m_mapped.insert(m_mapped.end(), taken.begin(), taken.end());
    if (!taken.empty())
        change();
    return static_cast<int>(taken.size());
}

std::vector<std::string> SourceMapping::metricsOf(const QString& from) const
{
    std::vector<std::string> metrics;
    for (const FieldMapping& each : m_mapped) {
        if (each.from == from)
            metrics.push_back(each.metric);
    }
    return metrics;
}

QStringList SourceMapping::fieldNames() const
{
    QStringList names;
    for (const SourceField& field : m_found)
        names << field.from;
    for (const FieldMapping& each : m_mapped) {
        if (!names.contains(each.from))
            names << each.from;
    }
    return names;
}

} // namespace cacheledger
