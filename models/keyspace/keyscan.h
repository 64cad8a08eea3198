// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keyrecord.h"
#include "keyspace/servermark.h"
#include "redis/connection.h"

#include <QtCore/QObject>

#include <memory>

namespace cacheledger
{

struct KeyScanOptions {
    KeyAnalysisOptions analysis; ///< its `sampled` says which share of the keys is asked about
    int keysPerSecond = 5000;    ///< asked about at most; 0: as fast as the server answers
    quint64 seed = 1;            ///< of the sample
    bool readOnly = false;       ///< a replica of a cluster: it tells of keys only then
    bool followReferences = true;
};

/// Where a scan of one server stands: what it takes to go on.
struct KeyScanState {
    KeyAnalysis analysis{KeyAnalysisOptions()};
    QByteArray cursor = "0";
    KeyScanResult sums{}; ///< without its report
    ServerMark mark{};    ///< of the server that the cursor is of; without: there is no cursor yet
};

/// Looks at the keys of one database of one server: SCAN, and for each key (or a sample) TYPE, PTTL, of every tenth
/// OBJECT IDLETIME, or of each OBJECT FREQ where the policy counts it, and its size (ValueSizes), pipelined; then of a
/// few sets whether their members are keys that are gone (ReferenceCheck); and what HOTKEYS measured, if it does. No
/// call asks for more than 250 names or 5 elements of a value, so that none holds the server up. A key that SCAN gives
/// twice (the server was growing its table) counts twice, as SCAN's contract allows. Single use, event-driven, one
/// thread. Emits finished() exactly once.
class KeyScan : public QObject
{
    Q_OBJECT

public:
    KeyScan(Endpoint endpoint, QString password, KeyScanOptions options, ConnectionOptions connection = {},
            QObject* parent = nullptr);
    ~KeyScan() override; ///< cancels silently
    void start();
    /// start() with what was summed up before, here or at other servers. A cursor goes on where it was, if this is
    /// still the same run of the same server; else finished() has the reason.
    void start(KeyScanState from);
    /// After finished(), also with an error: what was seen until then. Leaves nothing.
    KeyScanState takeState();
    void pause();  ///< what is under way is finished first
    void resume(); ///< from where it paused
    void cancel(); ///< finished() follows with what was seen

Q_SIGNALS:
    void progressed(const cacheledger::KeyScanProgress& progress); ///< at most a few times a second
    void finished(const cacheledger::Result<cacheledger::KeyScanResult>& result);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
