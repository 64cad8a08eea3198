// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyclient.h"

#include <map>
#include <vector>

namespace cacheledger::testing
{

/// A HistoryClient that answers from the event loop with made-up curves. Values can be set per node; a NaN is absent.
class FakeHistory : public HistoryClient
{
    Q_OBJECT

public:
    using HistoryClient::HistoryClient;

    quint64 request(const FrameRequest& request) override;
    quint64 requestUsage() override;
    void cancel(quint64 id) override;

    /// Answers nothing until told: for tests of waiting and of stale replies.
    void hold(bool held) { m_held = held; }
    /// Answers the oldest waiting request.
    void answerOne();
    void failWith(const Error& error) { m_error = error; }
    void setValue(const NodeId& node, const std::string& metric, double value) { m_values[node][metric] = value; }
    /// A stretch of every longer range in which no data is.
    void setGap(double fromFraction, double toFraction) { m_gapFrom = fromFraction, m_gapTo = toFraction; }

    /// A metric without values in the last part of every range.
    void endLine(const std::string& metric, double atFraction) { m_ends[metric] = atFraction; }

    /// A month of three nodes, at 24 MiB of samples a day.
    HistoryUsage usage = usualUsage();
    static HistoryUsage usualUsage();

    std::vector<FrameRequest> requests; ///< every one, in order
    std::vector<quint64> cancelled;

    FramePtr frameFor(const FrameRequest& request) const;

private:
    struct Waiting {
        quint64 id;
        FrameRequest request;
    };
    void answer(const Waiting& waiting);
    double valueAt(const FrameRequest& request, const std::string& metric, TimeMs time) const;

    std::map<NodeId, std::map<std::string, double>> m_values;
    std::map<std::string, double> m_ends;
    std::vector<Waiting> m_waiting;
    std::optional<Error> m_error;
    quint64 m_next = 1;
    bool m_held = false;
    double m_gapFrom = 0.30, m_gapTo = 0.36;
};

} // namespace cacheledger::testing
