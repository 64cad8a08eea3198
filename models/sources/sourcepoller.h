// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "metrics/nodestatus.h"
#include "metrics/snapshot.h"
#include "sources/sourcereader.h"

#include <QtCore/QObject>

#include <memory>

namespace cacheledger
{

/// Polls one source at its own interval on a fixed grid, one poll at a time; a poll that is overdue is waited for. What
/// fails is tried again at the next tick. The status is like a node's, under the source's id: Up with an error says
/// what of the last answer could not be used. Event-driven; lives in one thread (the collector's); many share it.
class SourcePoller : public QObject
{
    Q_OBJECT

public:
    SourcePoller(SourceAccess access, std::shared_ptr<const Clock> clock, QObject* parent = nullptr);
    ~SourcePoller() override;

    void start();
    /// Tries now instead of at the next tick, when the source is down.
    void retryNow();
    const NodeStatus& status() const;

Q_SIGNALS:
    void sampled(const cacheledger::SnapshotPtr& snapshot);
    /// On every change of state and error; not for each sample. Before sampled().
    void statusChanged(const cacheledger::NodeStatus& status);
    /// Counters are lower than at the poll before; a sentence. After sampled().
    void countersFell(cacheledger::TimeMs timeMs, const QString& text);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
