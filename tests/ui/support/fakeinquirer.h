// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services.h"

namespace cacheledger::testing
{

/// Answers what the test told it to, when told.
class FakeInquirer : public ServerInquirer
{
    Q_OBJECT

public:
    using ServerInquirer::ServerInquirer;
    quint64 ask(const NodeId& node, const EvidenceParts& parts) override
    {
        asked.push_back(node);
        lastParts = parts;
        return ++last;
    }
    /// Of a server with two slow commands, a latency event and three connections.
    static EvidenceAnswer usualAnswer()
    {
        EvidenceAnswer answer(Error{ErrorCode::Cancelled, {}, {}});
        answer.slowLog = std::vector<SlowCommand>{
            {1'795'352'600'000, 41'000, QStringLiteral("HGETALL"), 1, QStringLiteral("10.0.0.9:5001"), 8,
             QStringLiteral("faq:*")},
            {1'795'352'500'000, 15'000, QStringLiteral("HGETALL"), 1, QStringLiteral("10.0.0.9:5001"), 7,
             QStringLiteral("faq:*")},
            {1'795'352'400'000, 99'000, QStringLiteral("GET"), 1, QStringLiteral("10.0.0.9:5002"), 6, {}},
        };
        answer.latency = std::vector<LatencyEvent>{{QStringLiteral("fork"), 1'795'352'300'000, 12, 230}};
        answer.clients = std::vector<ClientConnection>{
            {QStringLiteral("10.0.0.9:5001"), QStringLiteral("checkout"), 300, 2, 0, QStringLiteral("get"),
             QStringLiteral("gold 5.0"), 22'000},
            {QStringLiteral("10.0.0.9:5002"), QStringLiteral("checkout"), 3000, 20, 0, QStringLiteral("get"),
             QStringLiteral("gold 5.0"), 24'000},
            {QStringLiteral("10.0.0.8:77"), {}, 10, 0, 9'000'000, QStringLiteral("hgetall"), {}, 9'100'000},
        };
        return answer;
    }

    std::vector<NodeId> asked;
    EvidenceParts lastParts;
    quint64 last = 0;
};

} // namespace cacheledger::testing
