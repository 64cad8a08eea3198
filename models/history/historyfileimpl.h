// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/bucketreader.h"
#include "history/historyfile.h"
#include "history/readahead.h"
#include "history/samplereader.h"

#include <set>
#include <utility>

namespace cacheledger
{

/// What an open history is made of. What is asked of it is in historyfile*.cpp: series, names and events, the rest.
class HistoryFile::Impl
{
public:
    explicit Impl(std::unique_ptr<Database> handle)
        : database(std::move(handle)),
          layouts(*database, compression),
          ahead(*database),
          samples(*database, layouts, compression, &ahead),
          buckets(*database, layouts, compression, &ahead)
    {
    }

    /// Its number in the file.
    Result<std::optional<qint64>> find(const NodeId& node)
    {
        Query query(*database, "SELECT id FROM node WHERE uid=?", node.value);
        return optionalNumber(query);
    }

    /// The first question goes through each of them several times.
    void expectIndexes()
    {
        if (std::exchange(indexesExpected, true))
            return;
        for (const char* name :
             {"block_first", "block_layout", "hot_time", "hot_layout", "hotbucket_start", "hotbucket_layout"})
            ahead.tree(name);
        expectLayouts();
    }
    void expectLayouts()
    {
        if (!std::exchange(layoutsExpected, true))
            ahead.tree("layout");
    }

    Result<void> addLayouts(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs, std::set<qint64>& ids);
    Result<std::vector<std::string>> namesOf(const std::set<qint64>& ids);

    std::unique_ptr<Database> database;
    Compression compression;
    LayoutStore layouts;
    ReadAhead ahead;
    SampleReader samples;
    BucketReader buckets;
    bool indexesExpected = false;
    bool layoutsExpected = false;
};

} // namespace cacheledger
