// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drills/drillworkload.h"

#include <chrono>
#include <functional>

namespace cacheledger
{

namespace
{
constexpr auto drillTick = std::chrono::milliseconds(20);
constexpr std::size_t pageCount = 1000, lookupsATick = 20;
constexpr std::size_t pageBytes = 500, entryBytes = 10'000;
constexpr std::size_t entryMemory = 10'400; // with its key and the allocator's rounding

constexpr std::size_t questionCount = 200, wholeHash = 16, cutHash = 2; // hash lengths in hexadecimal digits
constexpr int hotVisitsATick = 40;

/// The first digits of a question's hash.
std::string answerKey(const std::string& question, std::size_t digits)
{
    constexpr const char* hex = "0123456789abcdef";
    std::size_t hash = std::hash<std::string>()(question);
    std::string key = "answer:";
    for (std::size_t i = 0; i < digits; ++i, hash >>= 4)
        key += hex[hash & 15];
    return key;
}

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
        if (m_settings.failure == Failure::Collision)
            ask(failing);
        else if (m_settings.failure == Failure::HotKey)
            visit(static_cast<int>(m_question++ % products), 1);
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
    case Failure::Collision:   // how it asks is what fails
        break;
    case Failure::HotKey:
        visit(products - 1, hotVisitsATick);
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
    const bool counts = m_settings.failure == Failure::Collision || m_settings.failure == Failure::HotKey;
    if (m_settings.failure != Failure::None && !counts) // whoever counts goes on doing so
        m_redis.append({"FLUSHALL"});
    warmUp();
}

/// The application asks the cache for an answer, sees whose it is, and counts the wrong ones.
void DrillWorkload::ask(bool shortKeys)
{
    const std::string question = "question " + std::to_string(m_question++ % questionCount);
    const std::string key = answerKey(question, shortKeys ? cutHash : wholeHash);
    m_redis.flush();
    const auto answer = m_redis.value(key);
    if (!answer)
        m_redis.append({"SET", key, question, "EX", "3600"});
    count("requests", 1);
    count("wrong_answers", answer && *answer != question ? 1 : 0);
}

void DrillWorkload::visit(int product, int times)
{
    const std::string key = pageKey(static_cast<std::size_t>(product));
    for (int i = 0; i < times; ++i)
        m_redis.append({"GET", key});
    for (int each = 0; each < products; ++each) // so that all are known from the beginning
        count("item:product-" + std::to_string(each), each == product ? times : 0);
    count("requests", times);
}

void DrillWorkload::count(const std::string& field, long long by)
{
    m_redis.append({"HINCRBY", statsKey, field, std::to_string(by)});
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
