// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/historytargets.h"

#include "app/commands/context.h"
#include "app/targets.h"

#include <QtCore/QFile>

#include <algorithm>

namespace cacheledger
{

bool isSource(const KnownNode& node)
{
    return !node.cacheName.isEmpty() && node.address.size() > node.cacheName.size() + 1 &&
           node.address.startsWith(node.cacheName + u'/');
}

template <typename Matches>
static std::vector<KnownNode> selectNodes(const std::vector<KnownNode>& nodes, const Matches& matches)
{
    std::vector<KnownNode> found;
    std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(found), matches);
    return found;
}

static std::vector<KnownNode> nodesOfName(const std::vector<KnownNode>& nodes, const QString& text)
{
    std::vector<KnownNode> found =
        selectNodes(nodes, [&text](const KnownNode& node) { return node.cacheName == text; });
    if (found.empty())
        found = selectNodes(
            nodes, [&text](const KnownNode& node) { return node.cacheName.compare(text, Qt::CaseInsensitive) == 0; });
    return found;
}

static QStringList cacheNames(const std::vector<KnownNode>& nodes)
{
    QStringList names;
    for (const KnownNode& node : nodes) {
        if (!names.contains(node.cacheName))
            names << node.cacheName;
    }
    return names;
}

Result<std::vector<KnownNode>> nodesInHistory(const QString& text, const HistoryFile& file,
                                              const CommandContext& context)
{
    const auto nodes = file.nodes();
    if (!nodes)
        return nodes.error();
    CacheId id;
    if (const auto store = context.caches(); store) {
        if (const CacheConfig* configured = (*store)->findByName(text))
            id = configured->id;
    }
    if (id.isEmpty()) { // a host alone is found where it was collected
        if (const auto parsed = parseEndpointUrl(text))
            id = adHocCache(parsed->endpoint).id;
    }
    std::vector<KnownNode> found = selectNodes(*nodes, [&id](const KnownNode& node) { return node.cache == id; });
    if (found.empty())
        found = nodesOfName(*nodes, text);
    return found.empty() ? Result<std::vector<KnownNode>>(unknownCache(text, cacheNames(*nodes))) : found;
}

/// The cache with its configured nodes and those that history has besides.
static HistoryTarget targetOf(const CacheConfig& cache, const std::vector<KnownNode>& known)
{
    HistoryTarget target{cache.id, cache.name, {}};
    for (const NodeConfig& node : cache.nodes)
        target.nodes.push_back({cache.id, node.id, cache.name, node.endpoint.address()});
    for (const KnownNode& node : known) {
        const auto isSame = [&node](const KnownNode& other) { return other.node == node.node; };
        if (node.cache == cache.id && !isSource(node) && std::none_of(target.nodes.begin(), target.nodes.end(), isSame))
            target.nodes.push_back(node);
    }
    return target;
}

Result<HistoryTarget> resolveHistoryTarget(const QString& text, const HistoryFile* file, const CommandContext& context)
{
    std::vector<KnownNode> known;
    if (file) {
        auto nodes = file->nodes();
        if (!nodes)
            return nodes.error();
        known = std::move(*nodes);
    }
    const auto store = context.caches();
    if (!store)
        return store.error();
    if (const CacheConfig* configured = (*store)->findByName(text))
        return targetOf(*configured, known);
    if (const std::vector<KnownNode> named = nodesOfName(known, text); !named.empty()) {
        CacheConfig cache;
        cache.id = named.front().cache;
        cache.name = named.front().cacheName;
        return targetOf(cache, known);
    }
    const auto parsed = parseEndpointUrl(text);
    if (!parsed && looksLikeAddress(text))
        return parsed.error();
    if (parsed) {
        HistoryTarget target = targetOf(adHocCache(parsed->endpoint), known);
        const auto isOf = [&target](const KnownNode& node) { return node.cache == target.cache; };
        // Another word than an address is one where the history knows it, and else the name of a new cache.
        if (looksLikeAddress(text) || std::ranges::any_of(known, isOf))
            return target;
    }
    QStringList names = cacheNames(known);
    for (const CacheConfig& cache : (*store)->caches()) {
        if (!names.contains(cache.name))
            names << cache.name;
    }
    return unknownCache(text, names);
}

Result<std::unique_ptr<HistoryFile>> openHistoryIfThere(const CommandContext& context)
{
    const QString path = context.profile.historyFile();
    return QFile::exists(path) ? HistoryFile::open(path) : std::unique_ptr<HistoryFile>();
}

} // namespace cacheledger
