// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/compression.h"
#include "metrics/serieslayout.h"
#include "sqlite/database.h"

#include <span>
#include <unordered_map>

namespace cacheledger
{

/// Each layout is kept a second time in table meta, under this and its number: a page that is damaged must not leave
/// all blocks without names.
inline constexpr std::string_view layoutCopyPrefix = "layout.";

/// The layouts of a file: lists of column names, written once and meant by number. Keeps those seen lately.
class LayoutStore
{
public:
    LayoutStore(Database& database, Compression& compression) : m_database(database), m_compression(compression) {}

    /// Corrupt when there is none of that number.
    Result<LayoutPtr> find(qint64 id);
    /// Its number; stores it first where it is new. Needs a writing transaction.
    Result<qint64> idOf(const LayoutPtr& layout);
    /// The number of the layout that has all names of these, and the layout: one of them where it will do.
    Result<qint64> unionOf(std::span<const qint64> ids);
    /// Makes the copies of layouts (layoutCopyPrefix) those of the layouts that there are. Needs a writing transaction.
    Result<void> keepCopies();
    /// After a rollback: numbers that were given may not exist.
    void forget();

private:
    Result<qint64> findOrStore(const SeriesLayout& layout);
    void remember(qint64 id, const LayoutPtr& layout);

    Database& m_database;
    Compression& m_compression;
    std::unordered_map<qint64, LayoutPtr> m_byId;
    std::unordered_map<const SeriesLayout*, qint64> m_byPointer; // of layouts that m_byId or m_kept keeps alive
    std::vector<LayoutPtr> m_kept;
};

/// Names as the bytes that are stored: for each its length as a varint, then its bytes.
Blob packNames(const std::vector<std::string>& names);
Result<std::vector<std::string>> unpackNames(std::string_view bytes);
/// The hash of packed names that table layout has.
qint64 layoutHash(std::string_view packedNames);

} // namespace cacheledger
