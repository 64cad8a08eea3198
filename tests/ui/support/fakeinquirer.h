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
    quint64 recall(const std::vector<NodeId>& nodes, TimeMs fromMs, TimeMs toMs) override
    {
        recalledNodes = nodes;
        recalledFromMs = fromMs;
        recalledToMs = toMs;
        return ++lastRecall;
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
        answer.memory = std::vector<MemoryPart>{{QStringLiteral("total.allocated"), 3'221'225'472},
                                                {QStringLiteral("dataset.bytes"), 2'684'354'560},
                                                {QStringLiteral("dataset.percentage"), 83.3},
                                                {QStringLiteral("keys.count"), 1'200'000},
                                                {QStringLiteral("allocator-fragmentation.ratio"), 1.31},
                                                {QStringLiteral("something.new"), 4096}};
        answer.memoryDoctor =
            QStringLiteral("Sam, I detected a few issues in this Redis instance memory implants:\n\n * High allocator "
                           "fragmentation: This instance has an allocator external fragmentation greater than 1.1.");
        answer.latencyDoctor = QStringLiteral(
            "Dave, I have observed latency spikes in this Redis instance.\n\n1. fork: 3 latency spikes (average "
            "212ms, mean deviation 9ms, period 3600.00 sec). Worst all time event 230ms.");
        return answer;
    }

    /// One slow command that servers hold no more, one they do, an old latency event and two changed settings.
    static ServerPast usualPast(const NodeId& node)
    {
        ServerPast past;
        past.slow = {{node, usualAnswer().slowLog->front()},
                     {node,
                      {1'795'352'000'000, 25'000, QStringLiteral("SMEMBERS"), 1, QStringLiteral("10.0.0.9:5001"), 2,
                       QStringLiteral("doc_mapping:*")}}};
        past.latency = {{node, {QStringLiteral("expire-cycle"), 1'795'352'000'000, 31, 31}}};
        past.settings = {{node, 1'795'352'100'000, QStringLiteral("slowlog-log-slower-than"), QStringLiteral("10000"),
                          QStringLiteral("1000")},
                         {node, 1'795'352'000'000, QStringLiteral("save"), QStringLiteral("3600 1"), {}}};
        return past;
    }

    std::vector<NodeId> asked;
    EvidenceParts lastParts;
    quint64 last = 0;
    std::vector<NodeId> recalledNodes;
    TimeMs recalledFromMs = 0, recalledToMs = 0;
    quint64 lastRecall = 1000;
};

} // namespace cacheledger::testing
