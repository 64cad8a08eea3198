// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/layoutstore.h"

#include <algorithm>

namespace cacheledger
{

namespace
{

constexpr std::size_t maxLayoutsKept = 512;

} // namespace

/// FNV-1a of 64 bits: written in the file, so it must never change.
qint64 layoutHash(std::string_view packedNames)
{
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char byte : packedNames) {
        hash ^= static_cast<std::uint8_t>(byte);
        hash *= 0x100000001b3;
    }
    return static_cast<qint64>(hash);
}

Blob packNames(const std::vector<std::string>& names)
{
    Blob bytes;
    for (const std::string& name : names) {
        putVarint(bytes, name.size());
        bytes += name;
    }
    return bytes;
}

Result<std::vector<std::string>> unpackNames(std::string_view bytes)
{
    std::vector<std::string> names;
    ByteReader in(bytes);
    while (in.left() > 0) {
        const std::uint64_t length = in.varint();
        names.emplace_back(in.take(length));
    }
    if (!in.ok())
        return damagedBlock();
    return names;
}

Result<LayoutPtr> LayoutStore::find(qint64 id)
{
    if (const auto known = m_byId.find(id); known != m_byId.end())
        return known->second;
    Query query(m_database, "SELECT names FROM layout WHERE id=?", id);
    if (!query.next())
        return query.result() ? damagedBlock() : query.result().error();
    const auto bytes = m_compression.unpack(query.blob(0));
    if (!bytes)
        return bytes.error();
    auto names = unpackNames(*bytes);
    if (!names)
        return names.error();
    auto layout = std::make_shared<const SeriesLayout>(std::move(*names));
    remember(id, layout);
    return layout;
}

void LayoutStore::remember(qint64 id, const LayoutPtr& layout)
{
    if (m_byPointer.size() >= maxLayoutsKept)
        forget();
    if (!m_byId.emplace(id, layout).second)
        m_kept.push_back(layout);
    m_byPointer.emplace(layout.get(), id);
}

void LayoutStore::forget()
{
    m_byId.clear();
    m_byPointer.clear();
    m_kept.clear();
}

Result<qint64> LayoutStore::findOrStore(const SeriesLayout& layout)
{
    const Blob names = packNames(layout.names());
    const qint64 hash = layoutHash(names);
    for (Query query(m_database, "SELECT id, names FROM layout WHERE hash=?", hash); query.next();) {
        const auto bytes = m_compression.unpack(query.blob(1));
        if (bytes && *bytes == names)
            return query.integer(0);
    }
    const Blob packed = m_compression.pack(names);
    Query insert(m_database, "INSERT INTO layout(hash, names) VALUES(?, ?)", hash, std::string_view(packed));
    if (auto done = insert.run(); !done)
        return done.error();
    const qint64 id = m_database.lastRowId();
    if (auto done = Query(m_database, "INSERT OR REPLACE INTO meta(key, value) VALUES('layout.' || ?, ?)", id,
                          std::string_view(packed))
                        .run();
        !done)
        return done.error();
    return id;
}

Result<void> LayoutStore::keepCopies()
{
    if (auto done = Query(m_database, "DELETE FROM meta WHERE key GLOB 'layout.*' AND CAST(substr(key, 8) AS INTEGER) "
                                      "NOT IN (SELECT id FROM layout)")
                        .run();
        !done)
        return done;
    return Query(m_database, "INSERT OR IGNORE INTO meta(key, value) SELECT 'layout.' || id, names FROM layout").run();
}

Result<qint64> LayoutStore::idOf(const LayoutPtr& layout)
{
    if (const auto known = m_byPointer.find(layout.get()); known != m_byPointer.end())
        return known->second;
    auto id = findOrStore(*layout);
    if (id)
        remember(*id, layout);
    return id;
}

Result<qint64> LayoutStore::unionOf(std::span<const qint64> ids)
{
    if (std::ranges::all_of(ids, [&](qint64 id) { return id == ids.front(); }))
        return ids.front();
    // From the newest on, so that a node that gained columns ends up with the layout that its next polls have.
    std::vector<LayoutPtr> layouts;
    for (std::size_t i = ids.size(); i-- > 0;) {
        if (i + 1 < ids.size() && ids[i] == ids[i + 1])
            continue;
        auto layout = find(ids[i]);
        if (!layout)
            return layout.error();
        layouts.push_back(std::move(*layout));
    }
    std::vector<std::string> names = layouts.front()->names();
    LayoutPtr united = layouts.front();
    for (const LayoutPtr& layout : layouts) {
        for (const std::string& name : layout->names())
            if (!united->indexOf(name))
                names.push_back(name);
        if (names.size() > united->size())
            united = std::make_shared<const SeriesLayout>(names);
    }
    return idOf(united);
}

} // namespace cacheledger
