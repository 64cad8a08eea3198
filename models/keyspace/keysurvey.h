// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keyscan.h"
#include "keyspace/keysurveyplan.h"

namespace cacheledger
{

/// Where an analysis of a cache stands that was cancelled or broke off: what it takes to go on.
struct KeySurveyState {
    KeyScanState scan;     ///< of the server that was being looked at, with the sums of those before
    QByteArray layout;     ///< SurveyPlan::layout; empty: one server, or replication
    std::size_t shard = 0; ///< its place in SurveyPlan::shards
    QString server;        ///< the address that the cursor is of
    TimeMs timeMs = 0;     ///< when it ended; the owner's to set
    int keysPerSecond = 0; ///< what was allowed

    /// Something was seen, something is left, and where to go on is known.
    bool canGoOn() const;
    /// For a file of this version's own; fromBytes() has nothing where that is none, or nothing to go on with.
    QByteArray toBytes() const;
    static std::optional<KeySurveyState> fromBytes(const QByteArray& bytes);
};

/// Looks at the keys of a whole cache: finds out which servers belong together, and scans one after the other (a
/// KeyScan each) into one sum: of a cluster every shard, at a replica that keeps up where there is one. A shard that
/// cannot be reached, or goes while it is looked at, is told in the result (KeyScanResult::missing), and so is it when
/// slots moved meanwhile. What sets refer to is followed when all keys were seen (ReferenceSurvey). Single use,
/// event-driven, one thread. Emits finished() exactly once.
class KeySurvey : public QObject
{
    Q_OBJECT

public:
    /// `known` begins with the server to ask; the others are what the user configured.
    KeySurvey(std::vector<Endpoint> known, QString password, KeyScanOptions options, ConnectionOptions connection = {},
              QObject* parent = nullptr);
    ~KeySurvey() override; ///< cancels silently
    void start();
    /// Goes on with what was cancelled; finished() with the reason where that cannot be: the server was restarted,
    /// failed over or left, slots moved.
    void start(KeySurveyState from);
    void pause();
    void resume();
    void cancel();
    /// Where it is, or was when it was cancelled or broke off; leaves nothing to go on with.
    KeySurveyState takeState();
    double sampled() const; ///< share of the keys that is looked at

Q_SIGNALS:
    void progressed(const cacheledger::KeyScanProgress& progress); ///< over all servers
    void finished(const cacheledger::Result<cacheledger::KeyScanResult>& result);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
