// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/drills/drillscene.h"

#include <QtCore/QObject>
#include <QtCore/QThread>

namespace cacheledger
{

/// A drill's scene in a thread of its own ("drill"), so that nobody waits while its servers start; they end with that
/// thread. Used from one thread with an event loop.
class DrillStage : public QObject
{
    Q_OBJECT

public:
    explicit DrillStage(const Drill& drill, QObject* parent = nullptr);
    ~DrillStage() override; ///< ends the servers and the workload

    void start();  ///< ready() or failed() follows
    void strike(); ///< after ready(): the failure begins
    void heal();   ///< healed() or failed() follows

Q_SIGNALS:
    void ready(const cacheledger::CacheConfig& cache, const std::vector<cacheledger::SourceConfig>& sources);
    void healed();
    void failed(const cacheledger::Error& error);

private:
    template <typename Call>
    void post(Call call);

    const Drill& m_drill;
    QThread m_thread;
    QObject m_context;                   // lives in m_thread
    std::unique_ptr<DrillScene> m_scene; // touched in m_thread alone
};

} // namespace cacheledger
