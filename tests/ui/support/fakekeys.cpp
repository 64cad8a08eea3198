// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakekeys.h"

namespace cacheledger::testing
{

KeyRecord FakeKeys::madeUp(TimeMs timeMs, double sampled)
{
    KeyAnalysis analysis({':', 1, 2000, 20, sampled});
    const auto add = [&](const QByteArray& prefix, int count, KeyType type, qint64 bytes, qint64 ttlMs) {
        for (int i = 0; i < count; ++i)
            analysis.add(
                {prefix + QByteArray::number(i) + "-question", type, bytes + i % 7, ttlMs, i * 90 % 100'000, {}});
    };
    add("emb:", 2400, KeyType::String, 6400, -1);
    add("resp:", 3100, KeyType::String, 1200, 3'600'000 * 5);
    add("ctx:", 800, KeyType::Hash, 2100, 86'400'000 * 3);
    add("session:", 500, KeyType::String, 300, 900'000);
    for (int i = 0; i < 900; ++i)
        analysis.add({"doc:" + QByteArray::number(0x10000000U + quint32(i) * 2654435761U % 0xE0000000U, 16),
                      KeyType::String,
                      800,
                      86'400'000,
                      60,
                      {}});
    for (int i = 0; i < 300; ++i)
        analysis.add({"doc_mapping:" + QByteArray::number(i), KeyType::Set, 900, -1, 60, {}});
    analysis.add({"index", KeyType::SortedSet, 2'400'000, -1, 5, {}});
    KeyRecord record{timeMs, QStringLiteral("10.0.0.2:6379"), true, 0, sampled, {}};
    record.result.report = analysis.report();
    for (PrefixShare& share : record.result.report.prefixes)
        if (share.prefix == "doc_mapping:") {
            share.references = 100;
            share.staleReferences = 38;
        }
    record.result.report.hottest = {{"resp:7-question", KeyType::String, 214}, {"index", KeyType::SortedSet, 180}};
    record.result.scanned = 8001;
    record.result.durationMs = 1800;
    return record;
}

} // namespace cacheledger::testing
