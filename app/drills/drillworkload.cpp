// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drills/drillworkload.h"

#include <chrono>

namespace cacheledger
{

namespace
{
constexpr auto drillTick = std::chrono::milliseconds(20);
constexpr std::size_t pageCount = 1000, lookupsATick = 20;
constexpr std::size_t pageBytes = 500, entryBytes = 10'000;
constexpr std::size_t entryMemory = 10'400; // with its key and the allocator's rounding

std::string pageKey(std::size_t page)
{
    return "page:" + std::to_string(page);
}
} // namespace

DrillWorkload::DrillWorkload(Settings settings)
    : m_settings(std::move(settings)),
      m_redis(m_settings.unixSocket),
      m_filler(entryBytes, 'x')
{
    m_thread = std::thread([this] { run(); });
}

DrillWorkload::~DrillWorkload()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

void DrillWorkload::setFailing(bool failing)
{
    const std::lock_guard lock(m_mutex);
    m_failing = failing;
}

void DrillWorkload::run()
{
    warmUp();
    bool failing = false;
    auto next = std::chrono::steady_clock::now();
    for (std::unique_lock lock(m_mutex); !m_wake.wait_until(lock, next += drillTick, [this] { return m_stop; });) {
        const bool shall = m_failing;
        lock.unlock();
        next = std::max(next, std::chrono::steady_clock::now() - drillTick); // after a stall, no flood
        if (!m_redis.connected())
            m_redis = DemoRedis(m_settings.unixSocket);
        if (shall && !failing)
            begin();
        else if (failing && !shall)
            end();
        failing = shall;
        if (failing)
            fail();
        if (!failing || m_settings.failure != Failure::Stampede)
            lookUp();
        m_redis.flush();
        lock.lock();
    }
}

void DrillWorkload::warmUp()
{
    for (std::size_t page = 0; page < pageCount; ++page)
        m_redis.append({"SET", pageKey(page), std::string_view(m_filler).substr(0, pageBytes), "EX", "3600"});
    m_redis.flush();
}

void DrillWorkload::lookUp()
{
    for (std::size_t i = 0; i < lookupsATick; ++i) {
        const std::string key = pageKey(m_page++ % pageCount);
        if (!m_redis.get(key))
            m_redis.append({"SET", key, std::string_view(m_filler).substr(0, pageBytes), "EX", "3600"});
    }
}

void DrillWorkload::begin()
{
    for (std::size_t i = 0; i < m_settings.connections; ++i)
        m_clients.emplace_back(m_settings.unixSocket);
    if (m_settings.failure == Failure::Stampede)
        m_redis.append({"FLUSHALL"});
}

void DrillWorkload::fail()
{
    switch (m_settings.failure) {
    case Failure::None:
    case Failure::Connections: // they are there; that is all
        break;
    case Failure::Stampede:
        for (DemoRedis& client : m_clients)
            client.get(pageKey(m_page++ % pageCount));
        break;
    case Failure::NoExpiry:
        for (int i = 0; i < 20; ++i)
            write("answer:", pageBytes, false);
        break;
    case Failure::Filling:
        for (int i = 0; i < 20 && m_filled < m_settings.fillBytes; ++i) {
            write("report:", entryBytes, true);
            m_filled += entryMemory;
        }
        break;
    case Failure::Flood:
        for (int i = 0; i < 40; ++i)
            write("export:", entryBytes, true);
        break;
    }
}

void DrillWorkload::end()
{
    m_clients.clear();
    m_filled = 0;
    if (m_settings.failure != Failure::None)
        m_redis.append({"FLUSHALL"});
    warmUp();
}

void DrillWorkload::write(const char* prefix, std::size_t bytes, bool expires)
{
    const std::string key = prefix + std::to_string(m_next++);
    const std::string_view value = std::string_view(m_filler).substr(0, bytes);
    if (expires)
        m_redis.append({"SET", key, value, "EX", "3600"});
    else
        m_redis.append({"SET", key, value});
}

} // namespace cacheledger
