// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demoredis.h"
#include "app/demo/ragcounters.h"
#include "app/demo/zipf.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace cacheledger
{

/// The demo's application: a question-answering service with four cache layers in front of (simulated) embedding,
/// search and generation. Questions are Zipf-distributed over a set that drifts, their rate follows a day of four
/// minutes. Its look-ups and writes are real; only the time that a model would take is made up, and not waited for.
class RagWorkload
{
public:
    RagWorkload(std::string unixSocket, RagCounters& counters);
    ~RagWorkload(); ///< stops and joins

    void start();
    void stop();

private:
    using Steady = std::chrono::steady_clock;

    void run();
    double questionsPerSecond(Steady::duration sinceStart) const;
    void ask();
    /// The full answer to one question; its simulated time in milliseconds.
    double answer(std::size_t question);
    void store(const std::string& key, std::size_t bytes, int ttlSeconds);
    void publish();

    std::string m_socket;
    RagCounters& m_counters;
    DemoRedis m_redis;
    ZipfSampler m_zipf;
    std::mt19937_64 m_random;
    std::string m_filler;
    std::size_t m_drift = 0;                                // how far the set of questions has moved
    std::map<std::string, std::vector<double>> m_latencies; // by operation, since the last publication
    std::map<std::string, quint64> m_errors;

    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stop = false;
    std::thread m_thread;
};

} // namespace cacheledger
