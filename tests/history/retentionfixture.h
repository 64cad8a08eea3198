// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/retentionplan.h"
#include "historyfixture.h"

#include <random>

namespace cacheledger::testing
{

inline constexpr qint64 hour = 3600'000;
inline constexpr qint64 day = 24 * hour;
inline constexpr TimeMs farFuture = noon + 10'000 * day;
inline const NodeId node1{QStringLiteral("node-1")};
inline const NodeId node2{QStringLiteral("node-2")};

bool sameBucket(const WindowStat& a, const WindowStat& b);

/// A node's made-up past: gaps, restarts, a column that comes and goes.
class Past
{
public:
    Past(NodeId node, unsigned seed, int intervalMs) : m_node(std::move(node)), m_random(seed), m_intervalMs(intervalMs)
    {
    }

    std::vector<SnapshotPtr> until(TimeMs endMs)
    {
        std::vector<SnapshotPtr> samples;
        while (m_time < endMs) {
            const unsigned luck = m_random() % 1000;
            m_time += luck == 0 ? 3 * hour : luck < 5 ? m_intervalMs * 10 : m_intervalMs + static_cast<int>(luck % 3);
            if (luck == 7)
                ++m_run, m_hits = 0;
            m_hits += m_random() % 500;
            std::map<std::string, double> values{{"used_memory", 1e6 + m_random() % 9000}, {"keyspace_hits", m_hits}};
            if (m_time / day % 2 == 0)
                values["keyspace_misses"] = m_hits / 2;
            samples.push_back(sample(m_time, values, m_intervalMs, QStringLiteral("run-%1").arg(m_run), m_node));
        }
        return samples;
    }

private:
    NodeId m_node;
    std::mt19937 m_random;
    int m_intervalMs;
    TimeMs m_time = noon + 12'345;
    int m_run = 1;
    double m_hits = 0;
};
/// A history of two nodes that is written, dropped from, and held against what was given. Base of test classes;
/// failures fail the test.
class RetainedHistory
{
protected:
    /// A new file and nodes.
    void begin();
    void end();
    /// The file for writing; the writer before must be gone.
    void open();
    void append(std::span<const SnapshotPtr> snapshots);
    /// To the end, in the smallest steps that there are. How many there were.
    int retain(const RetentionPolicy& policy);
    /// Holds the given metrics against the models; all without any.
    void verify(const std::vector<std::string>& metrics = {});
    qint64 count(const char* sql);
    std::unique_ptr<HistoryFile> file() const;
    QString path() const { return m_folder->filePath(QStringLiteral("history.db")); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<HistoryWriter> m_writer;
    std::map<NodeId, ModelHistory> m_models;
};

} // namespace cacheledger::testing
