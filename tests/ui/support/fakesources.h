// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services.h"

namespace cacheledger::testing
{

/// Answers what the test told it to, when told.
class FakeSourceTester : public SourceTester
{
    Q_OBJECT

public:
    using SourceTester::SourceTester;
    void test(const SourceConfig& source, const std::optional<QString>& secret) override
    {
        tested.push_back(source);
        lastSecret = secret;
    }
    void cancel() override { ++cancels; }
    void finish(const SourceOutcome& outcome) { Q_EMIT finished(outcome); }
    /// Counters of a RAG application and one histogram.
    static SourceOutcome usualOutcome();

    std::vector<SourceConfig> tested;
    std::optional<QString> lastSecret;
    int cancels = 0;
};

class UiFixture;

/// The four layers of a RAG cache, counted by an application, for a cache of the fixture: stages, source, its newest
/// sample and what history tells. Test vector: 10,000 requests of which response answered 3,000 and semantic 1,400.
SourceConfig fillLayers(UiFixture& fixture, const CacheConfig& cache);

} // namespace cacheledger::testing
