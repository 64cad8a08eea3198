// SPDX-License-Identifier: GPL-3.0-or-later
#include "promtoollives.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cacheledger
{

namespace
{

/// A gauge's life: what it does changes from time to time.
class Life
{
public:
    Life(std::mt19937& random, double lowest, double highest) : m_random(random), m_low(lowest), m_high(highest) {}

    double next()
    {
        if (m_left-- <= 0) {
            m_left = 3 + int(m_random() % 25);
            m_shape = int(m_random() % 7);
            m_level = between();
            m_other = between();
            m_age = 0;
        }
        const int age = m_age++;
        switch (m_shape) {
        case 0: // step
            return m_level;
        case 1: // spikes
            return age % 6 == 5 ? m_high : m_level;
        case 2: // sawtooth
            return m_low + std::round((m_high - m_low) * (age % 8) / 7);
        case 3: // flapping
            return age % 2 ? m_level : m_other;
        case 4: // slower flapping
            return age / 3 % 2 ? m_level : m_other;
        case 5: // slope
            return m_level + std::round((m_other - m_level) * age / 25);
        default: // noise
            return between();
        }
    }

private:
    double between() { return m_low + std::round((m_high - m_low) * double(m_random() % 1000) / 999); }

    std::mt19937& m_random;
    double m_low, m_high, m_level = 0, m_other = 0;
    int m_left = 0, m_shape = 0, m_age = 0;
};

/// What a node does at a step: answer, not answer, or nobody asked.
enum class Presence { Answers, Down, Silent };

std::vector<Presence> presences(std::mt19937& random, int steps)
{
    std::vector<Presence> all;
    while (int(all.size()) < steps) {
        for (int count = 10 + int(random() % 50); count > 0; --count)
            all.push_back(Presence::Answers);
        const Presence what = random() % 2 ? Presence::Down : Presence::Silent;
        for (int count = 1 + int(random() % (random() % 3 ? 4 : 16)); count > 0; --count)
            all.push_back(what);
    }
    all.resize(std::size_t(steps));
    return all;
}

QString sampleText(double value)
{
    return QString::number(value, 'g', 17);
}

/// One series of a test file; `at` gives the value of each step that the node answers.
class SeriesText
{
public:
    SeriesText(const QString& series, const QString& instance)
    {
        const QString labels = QStringLiteral("job=\"redis\", instance=\"%1\"").arg(instance);
        m_text = QStringLiteral("      - series: '");
        m_text += series.endsWith(u'}') ? series.chopped(1) + QStringLiteral(", ") + labels + u'}'
                                        : series + u'{' + labels + u'}';
        m_text += QStringLiteral("'\n        values: '");
    }
    void add(double value) { m_text += sampleText(value) + u' '; }
    void addNone() { m_text += QStringLiteral("_ "); }
    QString text() const { return m_text.trimmed().prepend(QStringLiteral("      ")) + QStringLiteral("'\n"); }

private:
    QString m_text;
};

constexpr MadeUpMetric shortMetrics[] = {
    {"redis_connected_clients", 0, 100, false, true},
    {"redis_config_maxclients", 100, 120},
    {"redis_evicted_keys_total", 0, 900, true, true},
    {"redis_keyspace_hits_total", 0, 90, true},
    {"redis_keyspace_misses_total", 0, 30, true},
    {"redis_memory_used_bytes", 50, 110, false, true},
    {"redis_memory_max_bytes", -60, 100}, // no limit, at times
    {"redis_commands_processed_total", 0, 3000, true},
    {"redis_total_error_replies", 0, 200, true},
    {"redis_db_keys{db=\"db0\"}", 0, 60},
    {"redis_db_keys{db=\"db1\"}", 0, 60},
    {"redis_db_keys_expiring{db=\"db0\"}", 0, 40},
    {"redis_db_keys_expiring{db=\"db1\"}", 0, 40},
    {"redis_commands_total{cmd=\"get\"}", 0, 50, true},
    {"redis_commands_duration_seconds_total{cmd=\"get\"}", 0, 40, true, false, 0.0001},
    {"redis_connected_slaves", 1, 2},
    {"redis_connected_slave_lag_seconds{slave_ip=\"10.0.0.1\", slave_port=\"1\"}", -1, 10},
    {"redis_connected_slave_lag_seconds{slave_ip=\"10.0.0.2\", slave_port=\"1\"}", -1, 8},
    {"redis_cluster_enabled", 0, 1},
};

constexpr MadeUpMetric shippedMetrics[] = {
    {"redis_connected_clients", 0, 130, false, true},
    {"redis_config_maxclients", 100, 160},
    {"redis_evicted_keys_total", 0, 9000, true, true},
    {"redis_keyspace_hits_total", 0, 200'000, true},
    {"redis_keyspace_misses_total", 0, 60'000, true},
    {"redis_memory_used_bytes", 50, 110, false, true},
    {"redis_memory_max_bytes", 0, 1, false, false, 100}, // no limit, at times
    {"redis_commands_processed_total", 0, 60'000, true},
    {"redis_total_error_replies", 0, 6000, true},
    {"redis_errors_total{err=\"OOM\"}", 0, 1, true, true},
    {"redis_db_keys{db=\"db0\"}", 0, 60},
    {"redis_db_keys_expiring{db=\"db0\"}", 0, 40},
    {"redis_connected_slaves", 0, 2},
    {"redis_connected_slave_lag_seconds{slave_ip=\"10.0.0.1\", slave_port=\"1\"}", -1, 10},
    {"cacheledger_probe_p95", 0, 200'000},
    {"cacheledger_probe_p99", 0, 20'000, false, true},
    {"cacheledger_keyspace_hot_items", 0, 2},
    {"cacheledger_app_wrong_answers", 0, 1, true},
    {"cacheledger_ledger_net_per_month", -100, 100, false, true},
    {"cacheledger_rdb_saves", 0, 1, true},
    {"cacheledger_cache_primaries", 0, 3, false, true},
    {"redis_cluster_enabled", 0, 1},
    {"redis_aof_enabled", 0, 1},
    {"cacheledger_forecast_memory_full", 0, 500'000, false, true},
    {"cacheledger_anomaly_hit_ratio", -1, 0, false, false, 12},
    {"cacheledger_anomaly_latency", -4, 12, false, true},
};

constexpr MadeUpMetric longMetrics[] = {
    {"redis_memory_used_bytes", 800, 1200},
    {"redis_connected_clients", 0, 100},
    {"redis_keyspace_hits_total", 0, 900, true, true},
    {"redis_keyspace_misses_total", 0, 300, true},
};

} // namespace

std::span<const MadeUpMetric> shortLives()
{
    return shortMetrics;
}

std::span<const MadeUpMetric> shippedLives()
{
    return shippedMetrics;
}

std::span<const MadeUpMetric> longLives()
{
    return longMetrics;
}

QString seriesOfNode(std::mt19937& random, std::span<const MadeUpMetric> metrics, const QString& instance, int steps,
                     bool farFromZero)
{
    const std::vector<Presence> presence = presences(random, steps);
    SeriesText up(QStringLiteral("redis_up"), instance);
    for (const Presence what : presence)
        what == Presence::Silent ? up.addNone() : up.add(what == Presence::Answers ? 1 : 0);
    QString text = up.text();
    for (const MadeUpMetric& metric : metrics) {
        SeriesText series(QLatin1String(metric.series), instance);
        Life life(random, metric.lowest, metric.highest);
        double counted = random() % 3 ? double(random() % 100'000) : 0;
        if (farFromZero)
            counted += metric.highest * 1000;
        for (const Presence what : presence) {
            const double value = std::max(metric.isCounter ? 0.0 : -1.0, life.next());
            if (random() % 60 == 0) // restarted
                counted = farFromZero ? std::round(counted / 2) : 0;
            counted += value;
            if (what != Presence::Answers || (metric.mayBeMissing && random() % 15 == 0))
                series.addNone();
            else
                series.add((metric.isCounter ? counted : value) * metric.factor);
        }
        text += series.text();
    }
    return text;
}

} // namespace cacheledger
