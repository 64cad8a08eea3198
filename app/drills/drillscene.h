// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cacheconfig.h"
#include "config/sourceconfig.h"
#include "metrics/result.h"

#include <memory>

namespace cacheledger
{

struct Drill;

/// The real servers of a drill, on loopback in temporary folders, and a workload that runs against them: first as on
/// any day, after strike() as in the failure. All of it ends with this object, with the thread that started it and when
/// our process is killed. Used from that thread; start() and heal() block, at most a few seconds.
class DrillScene
{
public:
    explicit DrillScene(const Drill& drill);
    ~DrillScene();

    /// Fails when there is no redis-server, with the package to install.
    Result<void> start();
    /// What is to be watched.
    CacheConfig cache() const;
    /// And who tells what the application counts; some drills have none.
    std::vector<SourceConfig> sources() const;
    /// The failure begins. Does not block.
    void strike();
    /// What was broken works again.
    Result<void> heal();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
