// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/textstore.h"

namespace cacheledger
{

namespace
{

/// The same number again for people ("1.25M"), which changes with every poll.
bool isDecoration(std::string_view field)
{
    return field.ends_with("_human");
}

} // namespace

Result<std::shared_ptr<const TextFields>> TextStore::at(qint64 node, TimeMs timeMs)
{
    auto fields = std::make_shared<TextFields>();
    Query query(m_database, "SELECT field, value, max(time) FROM text WHERE node=? AND time<=? GROUP BY field", node,
                timeMs);
    while (query.next())
        if (!query.isNull(1))
            fields->emplace(query.blob(0), query.blob(1));
    if (auto result = query.result(); !result)
        return result.error();
    return std::shared_ptr<const TextFields>(std::move(fields));
}

Result<void> TextStore::put(qint64 node, std::string_view field, TimeMs timeMs, const std::string* value, bool replace)
{
    // Stored as text where it is, whatever bytes the server sent.
    const char* sql = replace ? "INSERT OR REPLACE INTO text(node, field, time, value) VALUES(?, CAST(? AS TEXT), ?, "
                                "CAST(? AS TEXT))"
                              : "INSERT OR IGNORE INTO text(node, field, time, value) VALUES(?, CAST(? AS TEXT), ?, "
                                "CAST(? AS TEXT))";
    if (!value)
        return Query(m_database, sql, node, field, timeMs, nullptr).run();
    return Query(m_database, sql, node, field, timeMs, std::string_view(*value)).run();
}

Result<void> TextStore::change(qint64 node, std::string_view field, TimeMs timeMs, const std::string* before,
                               const std::string* after, std::optional<TimeMs> nextMs)
{
    if (auto done = put(node, field, timeMs, after, true); !done || !nextMs)
        return done;
    return put(node, field, *nextMs, before, false);
}

Result<void> TextStore::record(qint64 node, TimeMs timeMs, const TextFields* before, const TextFields& after,
                               std::optional<TimeMs> nextMs)
{
    for (const auto& [field, value] : after) {
        const auto old = before ? before->find(field) : after.end();
        const bool known = before && old != before->end();
        if (isDecoration(field) || (known && old->second == value))
            continue;
        if (auto done = change(node, field, timeMs, known ? &old->second : nullptr, &value, nextMs); !done)
            return done;
    }
    if (!before)
        return {};
    for (const auto& [field, value] : *before) {
        if (after.contains(field) || isDecoration(field))
            continue;
        if (auto done = change(node, field, timeMs, &value, nullptr, nextMs); !done)
            return done;
    }
    return {};
}

} // namespace cacheledger
