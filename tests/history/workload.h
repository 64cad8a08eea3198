// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historywriter.h"
#include "historyfixture.h"

namespace cacheledger::testing
{

/// A representative life of a history, the same each time: two nodes, one of which is seldom asked, a restart, other
/// columns after an upgrade, a late sample, events; long enough for blocks of samples and minutes and closed hours.
class Workload
{
public:
    Workload(int polls, int pollsPerBatch, qint64 stepMs = 30'000);

    std::size_t size() const { return m_batches.size(); }
    /// As the recorder does it. A batch that failed may be written again.
    Result<void> write(HistoryWriter& writer, std::size_t batch) const;
    /// Opens the file for writing, as after a crash. Empty when it is sound (SQLite's own check, every block decodes)
    /// and holds the first n batches, `least` <= n <= `most`, exactly, in every tier; else what is wrong.
    QString faultOf(const QString& path, std::size_t least, std::size_t most) const;

private:
    struct Batch {
        std::vector<SnapshotPtr> samples;
        std::vector<Event> events;
    };
    using Models = std::map<NodeId, ModelHistory>;

    SnapshotPtr poll(int i, const NodeId& node, qint64 offsetMs = 0) const;
    const Models& modelsOf(std::size_t batches) const;
    std::size_t batchesIn(const HistoryFile& file) const;
    QString contentsFault(const HistoryFile& file, std::size_t batches) const;

    qint64 m_stepMs;
    std::vector<Batch> m_batches;
    mutable std::map<std::size_t, Models> m_models; // of the first n batches, as far as asked for lately
};

/// How many of the cases a test tries: every one when CACHELEDGER_TORTURE is set, else every `shortForm`-th.
int tortureStep(int shortForm);

/// A template for QTemporaryDir in memory where there is such a place: for thousands of files whose syncs prove
/// nothing.
QString memoryFolder();

} // namespace cacheledger::testing
