// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demoredis.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace cacheledger
{

/// A thousand pages that are looked up a thousand times a second, and on top of it what a drill does while its failure
/// lasts. Runs in a thread of its own until it is destroyed. Writes: only for the socket of a LocalRedis.
class DrillWorkload
{
public:
    enum class Failure {
        None,        ///< nothing but the lookups
        Stampede,    ///< everything is gone, many ask, nobody fills
        NoExpiry,    ///< new entries without a time to live
        Filling,     ///< new entries until `fillBytes` are there
        Connections, ///< clients that stay
        Flood,       ///< new entries, without end
        Collision,   ///< answers are kept under hashes cut so short that questions share them
        HotKey,      ///< everybody asks for one product
    };
    static constexpr const char* statsKey = "app:stats"; ///< the hash in which the application counts
    static constexpr int products = 10;                  ///< counted there as "item:product-0" and so on
    struct Settings {
        std::string unixSocket;
        Failure failure = Failure::None;
        std::size_t fillBytes = 0;
        std::size_t connections = 0;
    };

    explicit DrillWorkload(Settings settings);
    ~DrillWorkload();
    DrillWorkload(const DrillWorkload&) = delete;
    DrillWorkload& operator=(const DrillWorkload&) = delete;

    /// Called from any thread: the failure begins or ends.
    void setFailing(bool failing);

private:
    void run();
    void warmUp();
    void lookUp();
    void begin();
    void fail();
    void end();
    void write(const char* prefix, std::size_t bytes, bool expires);
    void ask(bool shortKeys);
    void visit(int product, int times);
    void count(const std::string& field, long long by);

    const Settings m_settings;
    DemoRedis m_redis;
    std::vector<DemoRedis> m_clients;
    const std::string m_filler;
    std::size_t m_next = 0, m_page = 0, m_filled = 0, m_question = 0;
    std::mutex m_mutex; // guards what follows
    std::condition_variable m_wake;
    bool m_stop = false, m_failing = false;
    std::thread m_thread;
};

} // namespace cacheledger
