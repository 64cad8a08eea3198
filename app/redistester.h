// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/connectioncheck.h"
#include "ui/services.h"

#include <memory>

class QThread;

namespace cacheledger
{

/// "Test connection" over a real connection, in a thread of its own.
class RedisTester : public ConnectionTester
{
    Q_OBJECT

public:
    explicit RedisTester(ConnectionOptions options = {}, QObject* parent = nullptr);
    ~RedisTester() override; ///< cancels

    void test(const Endpoint& endpoint, const QString& password, const FollowConfig& follow,
              const QString& sentinelPassword) override;
    void cancel() override;

    static TestOutcome outcomeOf(const CheckReport& report);

private:
    struct Wanted;
    void ask(const Wanted& wanted);
    void check(const Wanted& wanted, const std::optional<Endpoint>& primary);
    void tell(quint64 generation, const TestOutcome& outcome);

    ConnectionOptions m_options;
    std::unique_ptr<QThread> m_thread;
    QObject* m_worker;        // lives in m_thread; parent of the running check
    quint64 m_generation = 0; // answers of replaced tests are dropped
};

} // namespace cacheledger
