// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyinfo.h"

#include "history/historyerror.h"
#include "history/samplereader.h"
#include "history/schema.h"

#include <QtCore/QFileInfo>

namespace cacheledger
{

namespace
{

class InfoReader
{
public:
    explicit InfoReader(Database& database) : m_database(database), m_layouts(database, m_compression) {}

    Result<HistoryInfo> read();

private:
    template <typename... Arguments>
    qint64 number(const char* sql, const Arguments&... arguments)
    {
        return optional(sql, arguments...).value_or(0);
    }
    /// The first failure is kept; what is asked after it does not matter.
    template <typename... Arguments>
    std::optional<qint64> optional(const char* sql, const Arguments&... arguments)
    {
        Query query(m_database, sql, arguments...);
        const auto value = optionalNumber(query);
        if (!value && m_status)
            m_status = value.error();
        return value ? *value : std::nullopt;
    }

    TierInfo tier(qint64 node, Tier tier);
    void addBlocks(qint64 node, TierInfo& info);
    void addFresh(qint64 node, TierInfo& info);
    std::optional<double> bytesPerValue(const HistoryInfo& info);

    Database& m_database;
    Compression m_compression;
    LayoutStore m_layouts;
    Result<void> m_status;
};

Result<HistoryInfo> InfoReader::read()
{
    auto transaction = Transaction::read(m_database);
    if (!transaction)
        return transaction.error();
    HistoryInfo info;
    info.schemaVersion = number("PRAGMA user_version");
    const qint64 pageBytes = number("PRAGMA page_size");
    info.freeBytes = number("PRAGMA freelist_count") * pageBytes;
    info.fileBytes = QFileInfo(m_database.path()).size();
    info.walBytes = QFileInfo(m_database.path() + QStringLiteral("-wal")).size();
    info.events = number("SELECT count(*) FROM event");
    Query nodes(m_database, "SELECT node.id, cache.uid, node.uid, cache.name, node.address FROM node "
                            "JOIN cache ON cache.id=node.cache ORDER BY cache.name, node.address, node.id");
    while (nodes.next()) {
        HistoryInfo::Node node;
        node.node = {CacheId{nodes.text(1)}, NodeId{nodes.text(2)}, nodes.text(3), nodes.text(4)};
        for (Tier each : {Tier::Raw, Tier::Minute, Tier::Hour})
            if (TierInfo found = tier(nodes.integer(0), each); found.samples > 0)
                node.tiers.push_back(found);
        info.nodes.push_back(std::move(node));
    }
    Query check(m_database, "SELECT value FROM meta WHERE key='last_check'");
    if (check.next())
        info.lastCheck = check.text(0);
    info.bytesPerValue = bytesPerValue(info);
    for (const Query* query : {&nodes, &check})
        if (auto result = query->result(); !result)
            return result.error();
    if (!m_status)
        return m_status.error();
    return info;
}

TierInfo InfoReader::tier(qint64 node, Tier tier)
{
    TierInfo info;
    info.tier = tier;
    addBlocks(node, info);
    addFresh(node, info);
    return info;
}

void InfoReader::addBlocks(qint64 node, TierInfo& info)
{
    const int tier = static_cast<int>(info.tier);
    const bool counted = number("SELECT count(*) FROM sqlite_master WHERE name='usage'") > 0;
    Query sums(m_database,
               counted ? "SELECT sum(blocks), sum(samples), sum(bytes) FROM usage WHERE node=? AND tier=?"
                       : "SELECT count(*), sum(count), sum(length(data)) FROM block WHERE node=? AND tier=?",
               node, tier);
    if (sums.next()) {
        info.blocks = sums.integer(0);
        info.samples = sums.integer(1);
        info.bytes = sums.integer(2);
    }
    if (auto result = sums.result(); !result)
        m_status = result;
    info.first = optional("SELECT min(first) FROM block WHERE node=? AND tier=?", node, tier);
    info.last = optional("SELECT last FROM block WHERE node=? AND tier=? ORDER BY first DESC LIMIT 1", node, tier);
}

void InfoReader::addFresh(qint64 node, TierInfo& info)
{
    const char* sql = info.tier == Tier::Raw
                          ? "SELECT count(*), min(time), max(time), sum(length(data)) FROM hot WHERE node=?1 AND ?2=0"
                          : "SELECT count(*), min(start), max(start), sum(length(data)) FROM hotbucket WHERE node=?1 "
                            "AND tier=?2";
    Query fresh(m_database, sql, node, static_cast<int>(info.tier));
    if (fresh.next() && fresh.integer(0) > 0) {
        info.samples += fresh.integer(0);
        info.bytes += fresh.integer(3);
        if (!info.first)
            info.first = fresh.integer(1);
        info.last = fresh.integer(2);
    }
    if (auto result = fresh.result(); !result)
        m_status = result;
}

std::optional<double> InfoReader::bytesPerValue(const HistoryInfo& info)
{
    double blocks = 0;
    double columns = 0;
    Query layouts(m_database, "SELECT layout, count(*) FROM block GROUP BY layout");
    while (layouts.next()) {
        const auto layout = m_layouts.find(layouts.integer(0));
        if (!layout)
            continue;
        const auto weight = static_cast<double>(layouts.integer(1));
        blocks += weight;
        columns += weight * static_cast<double>((*layout)->size());
    }
    double polls = 0;
    for (const HistoryInfo::Node& node : info.nodes)
        for (const TierInfo& tier : node.tiers)
            if (tier.tier == Tier::Raw)
                polls += static_cast<double>(tier.samples);
    if (blocks == 0 || columns == 0 || polls == 0)
        return std::nullopt;
    return static_cast<double>(info.fileBytes - info.freeBytes) / (polls * columns / blocks);
}

} // namespace

Result<HistoryInfo> readHistoryInfo(const QString& path)
{
    const auto database = Database::open(path, Database::Mode::Read, historyWords());
    if (!database)
        return database.error();
    if (const auto checked = schema::checkForReading(**database); !checked)
        return checked.error();
    return InfoReader(**database).read();
}

} // namespace cacheledger
