// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/contentcheck.h"

#include "history/bucketblock.h"
#include "history/rawblock.h"
#include "history/samplereader.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

namespace
{

QString checkText(const char* text)
{
    return QCoreApplication::translate("History", text);
}

} // namespace

Result<void> ContentCheck::run()
{
    layouts();
    if (auto done = blocks(); !done)
        return done;
    if (auto done = hotRows(); !done)
        return done;
    if (auto done = hotBuckets(); !done)
        return done;
    usage();
    Query references(m_database, "SELECT DISTINCT \"table\", parent FROM pragma_foreign_key_check");
    while (references.next())
        m_report.add(checkText(QT_TRANSLATE_NOOP("History", "Rows of table %1 mean rows of table %2 that are missing."))
                         .arg(references.text(0), references.text(1)));
    addFailure(references);
    return {};
}

void ContentCheck::add(const QString& what, qint64 id)
{
    m_report.add(QStringLiteral("%1 %2").arg(what).arg(id));
}

void ContentCheck::addFailure(const Query& query)
{
    if (const auto result = query.result(); !result && !isCancelled())
        m_report.add(result.error().message);
}

void ContentCheck::layouts()
{
    Query rows(m_database, "SELECT id, hash, names FROM layout");
    while (rows.next()) {
        const auto bytes = m_compression.unpack(rows.blob(2));
        const auto names = bytes ? unpackNames(*bytes) : Result<std::vector<std::string>>(bytes.error());
        if (!names)
            add(checkText(QT_TRANSLATE_NOOP("History", "The names cannot be unpacked: layout")), rows.integer(0));
        else if (layoutHash(*bytes) != rows.integer(1))
            add(checkText(QT_TRANSLATE_NOOP("History", "The hash is not that of the names: layout")), rows.integer(0));
        else
            m_columns[rows.integer(0)] = names->size();
    }
    addFailure(rows);
}

Result<void> ContentCheck::blocks()
{
    Query rows(m_database, "SELECT id, node, tier, first, last, count, layout, interval, data FROM block "
                           "ORDER BY node, tier, first");
    while (rows.next()) {
        if (isCancelled())
            return cancelledError();
        ++m_report.blocks;
        if (const QString fault = faultOfBlock(rows); !fault.isEmpty())
            add(fault, rows.integer(0));
        const Place place{rows.integer(1), rows.integer(2)};
        const auto [end, isFirst] = m_ends.try_emplace(place, rows.integer(4));
        if (!isFirst && rows.integer(3) <= end->second)
            add(checkText(QT_TRANSLATE_NOOP("History", "It overlaps the one before: block")), rows.integer(0));
        end->second = std::max(end->second, rows.integer(4));
    }
    addFailure(rows);
    return {};
}

QString ContentCheck::faultOfBlock(const Query& row)
{
    const auto columns = m_columns.find(row.integer(6));
    if (columns == m_columns.end())
        return checkText(QT_TRANSLATE_NOOP("History", "Its layout is missing or damaged: block"));
    if (row.integer(7) <= 0)
        return checkText(QT_TRANSLATE_NOOP("History", "Its interval is none: block"));
    switch (row.integer(2)) {
    case static_cast<int>(Tier::Raw):
        return faultOfSamples(row, columns->second);
    case static_cast<int>(Tier::Minute):
    case static_cast<int>(Tier::Hour):
        return faultOfBuckets(row, columns->second);
    default:
        return checkText(QT_TRANSLATE_NOOP("History", "Its tier is none: block"));
    }
}

QString ContentCheck::faultOfSamples(const Query& row, std::size_t columns)
{
    const auto block = RawBlock::decode(m_compression, row.blob(8));
    const QString damaged = checkText(QT_TRANSLATE_NOOP("History", "It cannot be decoded: block"));
    if (!block)
        return damaged;
    std::vector<double> values(block->times().size());
    for (std::size_t i = 0; i < block->columnCount(); ++i)
        if (!block->readColumn(i, values))
            return damaged;
    const auto& times = block->times();
    if (block->columnCount() != columns || times.empty() || times.front() != row.integer(3) ||
        times.back() != row.integer(4) || static_cast<qint64>(times.size()) != row.integer(5))
        return checkText(QT_TRANSLATE_NOOP("History", "It holds something else than its row says: block"));
    return {};
}

QString ContentCheck::faultOfBuckets(const Query& row, std::size_t columns)
{
    const auto tier = static_cast<Tier>(row.integer(2));
    const auto block = BucketBlock::decode(m_compression, tier, row.blob(8));
    const QString damaged = checkText(QT_TRANSLATE_NOOP("History", "It cannot be decoded: block"));
    if (!block)
        return damaged;
    std::vector<WindowStat> stats(block->heads().size());
    for (std::size_t i = 0; i < block->seriesCount(); ++i)
        if (!block->readSeries(i, stats))
            return damaged;
    const auto& heads = block->heads();
    if (block->seriesCount() != columns || heads.empty() || heads.front().start != row.integer(3) ||
        heads.back().start != row.integer(4) || static_cast<qint64>(heads.size()) != row.integer(5))
        return checkText(QT_TRANSLATE_NOOP("History", "It holds something else than its row says: block"));
    return {};
}

Result<void> ContentCheck::hotRows()
{
    Query rows(m_database, "SELECT id, node, time, interval, layout, length(data) FROM hot");
    while (rows.next()) {
        if (isCancelled())
            return cancelledError();
        const auto columns = m_columns.find(rows.integer(4));
        if (columns == m_columns.end())
            add(checkText(QT_TRANSLATE_NOOP("History", "Its layout is missing or damaged: hot row")), rows.integer(0));
        else if (rows.integer(5) != static_cast<qint64>(columns->second * sizeof(double)) || rows.integer(3) <= 0)
            add(checkText(QT_TRANSLATE_NOOP("History", "It does not fit its layout: hot row")), rows.integer(0));
        const auto end = m_ends.find({rows.integer(1), static_cast<int>(Tier::Raw)});
        if (end != m_ends.end() && rows.integer(2) <= end->second)
            add(checkText(QT_TRANSLATE_NOOP("History", "It is not later than all blocks: hot row")), rows.integer(0));
    }
    addFailure(rows);
    return {};
}

Result<void> ContentCheck::hotBuckets()
{
    Query rows(m_database, "SELECT id, node, tier, start, start, 1, layout, interval, data FROM hotbucket");
    while (rows.next()) {
        if (isCancelled())
            return cancelledError();
        const bool known = m_columns.contains(rows.integer(6));
        const bool tier =
            rows.integer(2) == static_cast<int>(Tier::Minute) || rows.integer(2) == static_cast<int>(Tier::Hour);
        if (!known || !tier || !faultOfBuckets(rows, m_columns[rows.integer(6)]).isEmpty())
            add(checkText(QT_TRANSLATE_NOOP("History", "It cannot be decoded: hot bucket")), rows.integer(0));
        const auto end = m_ends.find({rows.integer(1), rows.integer(2)});
        if (end != m_ends.end() && rows.integer(3) <= end->second)
            add(checkText(QT_TRANSLATE_NOOP("History", "It is not later than all blocks: hot bucket")),
                rows.integer(0));
    }
    addFailure(rows);
    return {};
}

void ContentCheck::usage()
{
    Query table(m_database, "SELECT count(*) FROM sqlite_master WHERE name='usage'");
    if (!table.next() || table.integer(0) == 0)
        return;
    Query rows(m_database,
               "WITH counted AS (SELECT node, tier, first / 86400000 AS day, count(*) AS blocks, sum(count) AS samples,"
               " sum(length(data)) AS bytes FROM block GROUP BY 1, 2, 3),"
               " written AS (SELECT node, tier, day, blocks, samples, bytes FROM usage WHERE blocks<>0)"
               " SELECT DISTINCT day FROM (SELECT * FROM (SELECT * FROM counted EXCEPT SELECT * FROM written)"
               " UNION SELECT * FROM (SELECT * FROM written EXCEPT SELECT * FROM counted))");
    while (rows.next())
        add(checkText(QT_TRANSLATE_NOOP("History", "Table usage is not what the blocks are: day")), rows.integer(0));
    addFailure(rows);
}

} // namespace cacheledger
