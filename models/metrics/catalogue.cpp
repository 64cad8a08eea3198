// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/catalogue.h"

#include "metrics/catalogue_tables.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace cacheledger
{
namespace
{

/// Whether `id` is of the family; fills what each star stands for. A star stands for at least one character and for as
/// few as possible, except that the last one takes what is left.
bool matchesFamily(std::string_view family, std::string_view id, std::vector<std::string_view>* parts)
{
    const std::size_t star = family.find('*');
    if (star == std::string_view::npos)
        return family == id;
    if (id.substr(0, star) != family.substr(0, star))
        return false;
    const std::string_view rest = family.substr(star + 1);
    const std::size_t place = parts ? parts->size() : 0;
    for (std::size_t end = star + 1; end <= id.size(); ++end) {
        if (parts) {
            parts->resize(place);
            parts->push_back(id.substr(star, end - star));
        }
        if (matchesFamily(rest, id.substr(end), parts))
            return true;
    }
    return false;
}

std::size_t literalLength(std::string_view family)
{
    return family.size() - static_cast<std::size_t>(std::count(family.begin(), family.end(), '*'));
}

class CatalogueIndex
{
public:
    CatalogueIndex()
    {
        for (auto part : {catalogue::serverMetrics(), catalogue::memoryMetrics(), catalogue::persistenceMetrics(),
                          catalogue::statsMetrics(), catalogue::replicationMetrics(), catalogue::commandAndKeyMetrics(),
                          catalogue::otherServerMetrics(), catalogue::applicationMetrics(), catalogue::ownMetrics()})
            m_all.insert(m_all.end(), part.begin(), part.end());
        for (const MetricInfo& info : m_all) {
            if (info.id.find('*') == std::string_view::npos)
                m_exact.emplace(info.id, &info);
            else
                m_families[info.id.front()].push_back(&info);
        }
        // The family that says most about an id wins: latency.*.p99 before latency.*.p*.
        for (auto& [first, families] : m_families)
            std::stable_sort(families.begin(), families.end(), [](const MetricInfo* a, const MetricInfo* b) {
                return literalLength(a->id) > literalLength(b->id);
            });
    }

    const MetricInfo* find(std::string_view id) const
    {
        if (const auto it = m_exact.find(id); it != m_exact.end())
            return it->second;
        const auto families = id.empty() ? m_families.end() : m_families.find(id.front());
        if (families == m_families.end())
            return nullptr;
        for (const MetricInfo* family : families->second)
            if (matchesFamily(family->id, id, nullptr))
                return family;
        return nullptr;
    }

    const std::vector<MetricInfo>& all() const { return m_all; }

private:
    std::vector<MetricInfo> m_all;
    std::unordered_map<std::string_view, const MetricInfo*> m_exact;
    std::unordered_map<char, std::vector<const MetricInfo*>> m_families;
};

const CatalogueIndex& catalogueIndex()
{
    static const CatalogueIndex index;
    return index;
}

QString fromUtf8View(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// A family's text with its stars' parts put in; the id's own stars when asked about the family itself.
QString translatedFor(const MetricInfo& info, std::string_view id, const char* source)
{
    QString text = QCoreApplication::translate("Metric", source);
    std::vector<std::string_view> parts;
    matchesFamily(info.id, id, &parts);
    for (std::size_t i = 0; i < parts.size(); ++i)
        text.replace(QStringLiteral("%%1").arg(i + 1), fromUtf8View(parts[i]));
    return text;
}

std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

} // namespace

const MetricInfo* catalogue::find(std::string_view id)
{
    return catalogueIndex().find(id);
}

MetricInfo catalogue::lookup(std::string_view id)
{
    if (const MetricInfo* known = find(id))
        return *known;
    MetricInfo unknown;
    unknown.id = id;
    return unknown;
}

const std::vector<MetricInfo>& catalogue::all()
{
    return catalogueIndex().all();
}

bool catalogue::isOfApplication(std::string_view id)
{
    constexpr std::string_view increase = "increase.";
    if (id.starts_with(increase))
        id.remove_prefix(increase.size());
    constexpr std::string_view prefixes[] = {"stage.", "op.", "app.", "serving.", "item.", "keyspace.hot"};
    return std::any_of(std::begin(prefixes), std::end(prefixes),
                       [id](std::string_view prefix) { return id.starts_with(prefix); });
}

std::string_view catalogue::variablePart(std::string_view id)
{
    const MetricInfo* info = find(id);
    std::vector<std::string_view> parts;
    if (!info || !matchesFamily(info->id, id, &parts) || parts.empty())
        return {};
    return parts.front();
}

QString catalogue::metricName(std::string_view id)
{
    const MetricInfo* info = find(id);
    return info ? translatedFor(*info, id, info->name) : fromUtf8View(id);
}

QString catalogue::metricDescription(std::string_view id)
{
    const MetricInfo* info = find(id);
    return info ? translatedFor(*info, id, info->description) : QString();
}

QString catalogue::nearest(std::string_view id)
{
    // An absurdly long argument cannot be near anything, and would only cost time.
    constexpr std::size_t longestId = 80;
    if (id.empty() || id.size() > longestId)
        return {};
    std::size_t best = std::max<std::size_t>(2, id.size() / 3) + 1;
    std::string_view nearestId;
    for (const MetricInfo& info : all()) {
        if (info.id.find('*') != std::string_view::npos)
            continue;
        if (const std::size_t distance = editDistance(id, info.id); distance < best) {
            best = distance;
            nearestId = info.id;
        }
    }
    if (!nearestId.empty() || id.size() < 3)
        return fromUtf8View(nearestId);
    // "evictions" is far from "evictions_per_second", but a part of it. Of several, one that begins with it, then the
    // shortest.
    const auto rank = [id](std::string_view candidate) {
        return std::pair(candidate.rfind(id, 0) != 0, candidate.size());
    };
    for (const MetricInfo& info : all()) {
        if (info.id.find('*') == std::string_view::npos && info.id.find(id) != std::string_view::npos &&
            (nearestId.empty() || rank(info.id) < rank(nearestId)))
            nearestId = info.id;
    }
    return fromUtf8View(nearestId);
}

} // namespace cacheledger
