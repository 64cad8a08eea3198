// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fakealerts.h"
#include "fakehistory.h"
#include "fakeledger.h"
#include "fakesources.h"
#include "ui/services.h"
#include "ui/theme.h"

#include <QtCore/QTemporaryDir>

namespace cacheledger::testing
{

/// Answers what the test told it to.
class FakeTester : public ConnectionTester
{
    Q_OBJECT

public:
    using ConnectionTester::ConnectionTester;
    void test(const Endpoint& endpoint, const QString& password, const FollowConfig& follow,
              const QString& sentinelPassword) override;
    void cancel() override { ++cancels; }
    void finish(const TestOutcome& outcome) { Q_EMIT finished(outcome); }

    std::vector<Endpoint> tested;
    QString lastPassword;
    FollowConfig lastFollow;
    QString lastSentinelPassword;
    int cancels = 0;
};

/// A vault in memory that answers from the event loop.
class FakeVault : public SecretVault
{
    Q_OBJECT

public:
    using SecretVault::SecretVault;
    void read(const CacheId& cache) override;
    void write(const CacheId& cache, const QString& password) override;
    bool sessionOnly() const override { return lastsOnlySession; }

    std::map<CacheId, QString> passwords;
    bool lastsOnlySession = false;
};

/// All services over made-up data, in a folder of its own.
class UiFixture
{
public:
    UiFixture();

    static constexpr TimeMs startMs = 1'795'352'640'000; // 2026-11-22T13:04:00Z

    /// A cache with so many nodes, already in the store.
    CacheConfig addCache(const QString& name, const QString& environment = {}, int nodes = 1);
    /// Its nodes' state now; `secondsAgo`: the age of the newest sample.
    void setState(const CacheConfig& cache, NodeState state, double secondsAgo = 0.4);
    void sampleArrived(const CacheConfig& cache);
    static SnapshotPtr snapshot(const NodeId& node, TimeMs timeMs);
    /// Four caches of which one is down, one in need of memory, one quiet.
    void fillTypical();
    /// After fillTypical(): alerts, old ones, a silence, statistics, what a backtest finds.
    void fillAlerts();

    QTemporaryDir dir;
    std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>(startMs);
    CacheStore caches{dir.filePath(QStringLiteral("caches.json"))};
    Preferences preferences{dir.filePath(QStringLiteral("preferences.json"))};
    SourceStore sources{dir.filePath(QStringLiteral("sources.json"))}; ///< none at first
    FakeHistory history;
    FakeAlerts alerts; ///< none at first
    NodeStatusBoard statuses;
    FakeTester tester;
    FakeSourceTester sourceTester;
    FakeLedger ledger;
    FakeVault vault;
    Theme theme;
    Services services;
};

} // namespace cacheledger::testing
