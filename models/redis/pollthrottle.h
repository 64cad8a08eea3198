// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

#include <array>
#include <optional>

namespace cacheledger
{

/// When a node is to be polled less often than configured: because its answers take far longer than they usually do, or
/// because watching costs it more than it may. Five polls are judged at a time, by their median. One thread.
///
/// Usual is what this node's answers take in general, learnt from 30 polls on and followed slowly while they are not
/// slow. Slow is more than ten times that and more than 50 ms above it: the interval doubles, after five more the next
/// time. Good is less than three times usual or less than 10 ms above it: it is halved, until it is as configured. What
/// stays slow for half an hour is usual from then on. Over the budget, it doubles at most once a minute, and is halved
/// where that would cost less than 0.8 of the budget.
class PollThrottle
{
public:
    static constexpr int maxFactor = 16;

    /// `serverUsPerMin`: what watching may cost the server, in microseconds a minute; 0: anything.
    explicit PollThrottle(int serverUsPerMin) : m_budgetUs(serverUsPerMin) {}

    enum class Reason { SlowAnswers, OverBudget };
    /// Of a poll: its round trip in microseconds, and what watching costs now (NaN: not known). True: the factor is
    /// another one now.
    bool add(qint64 monotonicNs, double roundTripUs, double serverUsPerMin);
    /// The configured interval is to be multiplied by this, a power of two.
    int factor() const { return m_factor; }
    Reason reason() const { return m_reason; } ///< of the last change to a larger factor
    double usualUs() const { return m_usualUs; }
    double medianUs() const { return m_medianUs; } ///< of the last five polls that were judged
    double costUsPerMin() const { return m_costUs; }
    int budgetUsPerMin() const { return m_budgetUs; }
    void setBudget(int serverUsPerMin) { m_budgetUs = serverUsPerMin; }

private:
    int judge(qint64 nowNs);
    int judgeBudget(qint64 nowNs) const;
    void learn();

    static constexpr std::size_t atATime = 5;
    int m_budgetUs;
    std::array<double, atATime> m_recent{};
    std::size_t m_count = 0;
    int m_learntFrom = 0; // times five polls
    double m_usualUs = 0;
    double m_medianUs = 0;
    double m_costUs = 0;
    int m_factor = 1;
    Reason m_reason = Reason::SlowAnswers;
    std::optional<qint64> m_slowSinceNs;
    std::optional<qint64> m_changedNs; // the factor; the costs are a mean of a minute
    std::optional<qint64> m_firstNs;
};

} // namespace cacheledger
