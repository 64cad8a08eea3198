// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/keyanalyst.h"

namespace cacheledger::testing
{

/// Answers what the test told it to, when told.
class FakeKeys : public KeyAnalyst
{
    Q_OBJECT

public:
    using KeyAnalyst::KeyAnalyst;
    void start(const KeyAnalysisOrder& order) override { ordered.push_back(order); }
    void goOn(const CacheId& cache) override { resumed = cache; }
    void setPaused(bool paused) override { current.isPaused = paused, Q_EMIT stateChanged(); }
    void cancel() override { ++cancels; }
    const KeyAnalysisState& state() const override { return current; }
    void read(const CacheId& cache) override
    {
        Q_EMIT recordsRead(cache, records), Q_EMIT unfinishedRead(cache, unfinished);
    }

    /// Four prefixes of a RAG cache: one that takes most and has no TTL, one with truncated hashes as ids, a big key.
    static KeyRecord madeUp(TimeMs timeMs, double sampled = 1);

    std::vector<KeyAnalysisOrder> ordered;
    KeyAnalysisState current;
    std::vector<KeyRecord> records;
    std::optional<UnfinishedKeys> unfinished;
    CacheId resumed;
    int cancels = 0;
};

} // namespace cacheledger::testing
