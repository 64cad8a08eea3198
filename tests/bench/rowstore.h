// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/snapshot.h"

#include <QtCore/QString>

#include <span>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace bench
{

/// What history is held against: the same samples in the same SQLite, one row each, in the smallest way there is (no
/// rowid, series as numbers, absent values left out).
class RowStore
{
public:
    explicit RowStore(const QString& path);
    ~RowStore();
    RowStore(const RowStore&) = delete;
    RowStore& operator=(const RowStore&) = delete;

    /// One transaction; false when SQLite failed.
    bool append(std::span<const cacheledger::SnapshotPtr> snapshots);
    /// Bytes of the file, with what is still in its log.
    qint64 bytes();

private:
    int seriesOf(const std::string& name);

    sqlite3* m_database = nullptr;
    sqlite3_stmt* m_insert = nullptr;
    std::unordered_map<std::string, int> m_series;
    cacheledger::LayoutPtr m_layout;
    std::vector<int> m_columns; // series of each column of m_layout
};

/// Bytes of a history file that its rows need: pages in use, of those tiers alone whose `sql` condition on table block
/// holds, without fresh rows. Works on a copy.
qint64 blockBytes(const QString& path, const char* condition);

} // namespace bench
