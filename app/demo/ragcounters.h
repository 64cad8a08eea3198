// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demo.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <array>
#include <atomic>
#include <mutex>
#include <vector>

namespace cacheledger
{

/// What the demo's application counts about itself. Written by the workload's thread, read by any.
class RagCounters
{
public:
    enum Layer { Response, Semantic, Embedding, Context, LayerCount };
    static constexpr std::array<const char*, LayerCount> layerNames{"response", "semantic", "embedding", "context"};

    /// Upper bounds of the request histogram, in seconds, as on a Prometheus `le` label; +Inf follows.
    static constexpr std::array<double, 8> bucketBounds{0.002, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2};

    /// Upper bounds of the histogram of look-ups, likewise.
    static constexpr std::array<double, 8> lookupBounds{0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.01, 0.1};

    /// What a hit makes unnecessary.
    struct Tokens {
        quint64 input = 0, output = 0, embedding = 0;
    };
    /// A look-up that took so long; `avoided` counts when it was a hit.
    void lookup(Layer layer, bool hit, double milliseconds, const Tokens& avoided);
    /// The hit before was a wrong answer, as its user said.
    void wrongHit(Layer layer);
    void layerError(Layer layer);
    /// A question was answered after so many (simulated) milliseconds, or failed.
    void question(double milliseconds, bool failed);
    Demo::Totals totals() const;

    /// The bodies of the application's endpoints.
    QByteArray cacheStatsJson() const;
    QByteArray servingStatsJson() const;
    QByteArray healthJson() const;
    QByteArray openMetrics() const;

private:
    struct Counts {
        std::array<Demo::Totals::Layer, LayerCount> layers;
        std::array<quint64, bucketBounds.size() + 1> buckets{};
        std::array<std::array<quint64, lookupBounds.size() + 1>, LayerCount> lookups{};
        std::array<double, LayerCount> lookupMilliseconds{};
        quint64 questions = 0, errors = 0;
        double milliseconds = 0;
    };
    Counts counts() const;
    static void writeLayers(QString& text, const Counts& now);
    template <typename Bounds, typename Counted>
    static void writeHistogram(QString& text, const QString& name, const QString& label, const Bounds& bounds,
                               const Counted& buckets, double milliseconds);

    mutable std::mutex m_mutex;
    Counts m_counts;
};

} // namespace cacheledger
