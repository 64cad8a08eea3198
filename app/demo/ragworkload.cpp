// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/ragworkload.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cacheledger
{

namespace
{

constexpr std::size_t questionCount = 12000;
constexpr double peakPerSecond = 420;
constexpr auto dayLength = std::chrono::seconds(240);
constexpr auto tick = std::chrono::milliseconds(20);
/// Oftener than it is asked: once a second against polls once a second beats, and some seconds would count nothing.
constexpr auto publishEvery = std::chrono::milliseconds(250);

// How long a layer's entries live, and how large they are. An embedding of 1,536 floats has 6 KiB.
constexpr int responseTtl = 60, semanticTtl = 240, embeddingTtl = 900, contextTtl = 180;
constexpr std::size_t embeddingBytes = 6144;

// Milliseconds that each way to an answer takes.
constexpr double exactHitMs = 1, semanticHitMs = 50, embeddingMs = 200, searchMs = 100, generationMs = 500;

std::string keyOf(const char* prefix, std::size_t id)
{
    return std::string(prefix) + std::to_string(id);
}

} // namespace

RagWorkload::RagWorkload(std::string unixSocket, RagCounters& counters)
    : m_socket(std::move(unixSocket)),
      m_counters(counters),
      m_redis(m_socket),
      m_zipf(questionCount, 1.02),
      m_random(25),
      m_filler(16384, 'x')
{
}

RagWorkload::~RagWorkload()
{
    stop();
}

void RagWorkload::start()
{
    m_thread = std::thread([this] { run(); });
}

void RagWorkload::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

double RagWorkload::questionsPerSecond(Steady::duration sinceStart) const
{
    const double days = std::chrono::duration<double>(sinceStart) / std::chrono::duration<double>(dayLength);
    const double rhythm = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * (days + 0.3)); // begins in the morning
    return peakPerSecond * (0.25 + 0.75 * rhythm);
}

void RagWorkload::run()
{
    const auto start = Steady::now();
    auto published = start;
    double owed = 0;
    auto next = start;
    for (std::unique_lock lock(m_mutex); !m_wake.wait_until(lock, next += tick, [this] { return m_stop; });) {
        lock.unlock();
        if (!m_redis.connected())
            m_redis = DemoRedis(m_socket);
        const auto now = Steady::now();
        next = std::max(next, now - std::chrono::seconds(1)); // after a stall, no flood
        m_drift = std::size_t(std::chrono::duration<double>(now - start).count() * 2);
        owed += questionsPerSecond(now - start) * std::chrono::duration<double>(tick).count();
        for (; owed >= 1; owed -= 1)
            ask();
        m_redis.flush();
        if (now - published >= publishEvery) {
            publish();
            published = now;
        }
        lock.lock();
    }
}

void RagWorkload::ask()
{
    const bool failed = std::uniform_int_distribution<int>(0, 799)(m_random) == 0;
    const double milliseconds = answer(m_zipf(m_random) + m_drift);
    m_counters.question(milliseconds, failed);
    if (!failed)
        return;
    ++m_errors["generate"];
    m_redis.append({"INCR", "cache_latencies"}); // what a bug does: the server answers -WRONGTYPE
}

double RagWorkload::answer(std::size_t question)
{
    const auto spread = [this](double ms) { return ms * std::lognormal_distribution<double>(0, 0.25)(m_random); };
    // A question's tokens; the prompt is mostly the context that was found.
    const RagCounters::Tokens all{600 + question * 31 % 600, 120 + question * 17 % 260, 8 + question % 24};
    const auto look = [this](RagCounters::Layer layer, const std::string& key, const RagCounters::Tokens& avoided) {
        const auto before = Steady::now();
        const bool hit = m_redis.get(key);
        const double took = std::chrono::duration<double, std::milli>(Steady::now() - before).count();
        m_latencies["cache"].push_back(took);
        m_counters.lookup(layer, hit, took, avoided);
        if (!m_redis.connected())
            m_counters.layerError(layer);
        return hit;
    };
    const std::size_t answerBytes = 800 + question * 37 % 3200;
    const std::string response = keyOf("resp:", question);
    if (look(RagCounters::Response, response, all))
        return m_latencies["query"].emplace_back(spread(exactHitMs));

    // The semantic look-up compares embeddings, so the question is embedded first, from the embedding cache if it can.
    double milliseconds = semanticHitMs;
    if (const std::string key = keyOf("emb:", question); !look(RagCounters::Embedding, key, {0, 0, all.embedding})) {
        milliseconds += m_latencies["embed"].emplace_back(spread(embeddingMs));
        store(key, embeddingBytes, embeddingTtl);
    }
    const std::string semantic = keyOf("sem:", question / 6); // neighbours ask the same in other words
    const bool similar = look(RagCounters::Semantic, semantic, {all.input, all.output, 0});
    if (similar && question % 64 == 63) // a neighbour's answer that does not fit
        m_counters.wrongHit(RagCounters::Semantic);
    if (!similar) {
        if (const std::string key = keyOf("ctx:", question / 3); !look(RagCounters::Context, key, {})) {
            milliseconds += m_latencies["search"].emplace_back(spread(searchMs));
            store(key, 2000 + question * 53 % 6000, contextTtl);
        }
        milliseconds += m_latencies["generate"].emplace_back(spread(generationMs));
        store(semantic, answerBytes, semanticTtl);
    }
    store(response, answerBytes, responseTtl);
    return m_latencies["query"].emplace_back(milliseconds);
}

void RagWorkload::store(const std::string& key, std::size_t bytes, int ttlSeconds)
{
    m_redis.append({"SET", key, std::string_view(m_filler).substr(0, bytes), "EX", std::to_string(ttlSeconds)});
}

void RagWorkload::publish()
{
    for (auto& [operation, values] : m_latencies) {
        if (values.empty())
            continue;
        const std::string list = operation == "cache" ? "cache_latencies" : "latencies:" + operation;
        std::vector<std::string> texts;
        for (std::size_t i = values.size() > 1000 ? values.size() - 1000 : 0; i < values.size(); ++i)
            texts.push_back(std::to_string(values[i]));
        std::vector<std::string_view> words{"LPUSH", list};
        words.insert(words.end(), texts.begin(), texts.end());
        m_redis.append(words);
        m_redis.append({"LTRIM", list, "0", "999"});
        const std::size_t errors = std::min<std::size_t>(m_errors[operation], values.size());
        m_redis.append({"INCRBY", "success_count:" + operation, std::to_string(values.size() - errors)});
        m_redis.append({"INCRBY", "error_count:" + operation, std::to_string(errors)});
        values.clear();
        m_errors[operation] -= errors;
    }
    const Demo::Totals totals = m_counters.totals();
    const auto layers = {&totals.response, &totals.semantic, &totals.embedding, &totals.context};
    std::size_t index = 0;
    for (const Demo::Totals::Layer* layer : layers) {
        const std::string name = RagCounters::layerNames[index++];
        m_redis.append({"HSET", "rag:cache_stats", name + "_hits", std::to_string(layer->hits), name + "_misses",
                        std::to_string(layer->misses), name + "_errors", std::to_string(layer->errors),
                        name + "_wrong_hits", std::to_string(layer->wrongHits)});
    }
    m_redis.append({"HSET", "rag:cache_stats", "total_requests", std::to_string(totals.questions)});
    m_redis.flush();
}

} // namespace cacheledger
