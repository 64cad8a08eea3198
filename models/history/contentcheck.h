// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historycheck.h"
#include "history/layoutstore.h"

#include <map>

namespace cacheledger
{

/// Looks into every row of an open file: that it can be decoded, and that it is where the format says. Adds what is
/// wrong to a report. One thread; wants a read transaction around it.
class ContentCheck
{
public:
    ContentCheck(Database& database, HistoryCheckReport& report, const std::atomic_bool* cancelled)
        : m_database(database),
          m_report(report),
          m_cancelled(cancelled)
    {
    }

    /// Cancelled; what is wrong with the file is in the report.
    Result<void> run();

private:
    struct Place {
        qint64 node = 0;
        qint64 tier = 0;
        friend auto operator<=>(const Place&, const Place&) = default;
    };

    void layouts();
    Result<void> blocks();
    Result<void> hotRows();
    Result<void> hotBuckets();
    void usage();
    void add(const QString& what, qint64 id);
    void addFailure(const Query& query);
    bool isCancelled() const { return m_cancelled && m_cancelled->load(std::memory_order_relaxed); }
    QString faultOfBlock(const Query& row);
    QString faultOfSamples(const Query& row, std::size_t columns);
    QString faultOfBuckets(const Query& row, std::size_t columns);

    Database& m_database;
    HistoryCheckReport& m_report;
    const std::atomic_bool* m_cancelled;
    Compression m_compression;
    std::map<qint64, std::size_t> m_columns; // how many names each layout has
    std::map<Place, qint64> m_ends;          // time of the last sample or bucket in a block
};

} // namespace cacheledger
