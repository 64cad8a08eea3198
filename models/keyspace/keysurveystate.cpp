// SPDX-License-Identifier: GPL-3.0-or-later
// Where an analysis stands, as bytes for a file.
#include "keyspace/keysurvey.h"

#include <QtCore/QDataStream>
#include <QtCore/QIODevice>

namespace cacheledger
{

static constexpr quint32 surveyMagic = 0x434C4B53; // "CLKS"
static constexpr qint32 surveyVersion = 2;         // with the layout of KeyAnalysis::save()

bool KeySurveyState::canGoOn() const
{
    if (scan.sums.scanned == 0 || server.isEmpty())
        return false;
    return scan.mark.runId.isEmpty() ? scan.cursor == "0" && shard > 0 : scan.cursor != "0";
}

static void saveSums(QDataStream& to, const KeyScanResult& sums)
{
    to << sums.scanned << sums.vanished << sums.notTold << sums.durationMs << qint32(sums.servers) << sums.nodes
       << sums.onReplicas << sums.slotsMoved << sums.estimated << quint32(sums.missing.size());
    for (const MissingKeys& each : sums.missing)
        to << each.node << each.scanned << each.why;
    sums.tracked.save(to);
}

static KeyScanResult loadSums(QDataStream& from)
{
    KeyScanResult sums;
    qint32 servers = 0;
    quint32 missing = 0;
    from >> sums.scanned >> sums.vanished >> sums.notTold >> sums.durationMs >> servers >> sums.nodes >>
        sums.onReplicas >> sums.slotsMoved >> sums.estimated >> missing;
    sums.servers = servers;
    for (quint32 i = 0; i < missing && from.status() == QDataStream::Ok; ++i) {
        MissingKeys& each = sums.missing.emplace_back();
        from >> each.node >> each.scanned >> each.why;
    }
    sums.tracked.load(from);
    return sums;
}

QByteArray KeySurveyState::toBytes() const
{
    QByteArray bytes;
    QDataStream to(&bytes, QIODevice::WriteOnly);
    to.setVersion(QDataStream::Qt_6_4);
    to << surveyMagic << surveyVersion << timeMs << qint32(keysPerSecond) << layout << quint32(shard) << server
       << scan.cursor << scan.mark.runId << scan.mark.role << scan.mark.replicationId;
    saveSums(to, scan.sums);
    scan.analysis.save(to);
    return bytes;
}

std::optional<KeySurveyState> KeySurveyState::fromBytes(const QByteArray& bytes)
{
    QDataStream from(bytes);
    from.setVersion(QDataStream::Qt_6_4);
    KeySurveyState state;
    quint32 magic = 0, shard = 0;
    qint32 version = 0, keysPerSecond = 0;
    from >> magic >> version;
    if (magic != surveyMagic || version != surveyVersion)
        return {};
    from >> state.timeMs >> keysPerSecond >> state.layout >> shard >> state.server >> state.scan.cursor >>
        state.scan.mark.runId >> state.scan.mark.role >> state.scan.mark.replicationId;
    state.keysPerSecond = keysPerSecond;
    state.shard = shard;
    state.scan.sums = loadSums(from);
    const bool isWhole = from.status() == QDataStream::Ok && state.scan.analysis.load(from);
    return isWhole && state.canGoOn() ? std::optional(std::move(state)) : std::nullopt;
}

} // namespace cacheledger
