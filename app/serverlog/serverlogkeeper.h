// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/serverlog/serverlogfile.h"
#include "metrics/clock.h"
#include "metrics/events.h"

#include <QtCore/QObject>
#include <QtCore/QThreadPool>

#include <map>
#include <memory>

namespace cacheledger
{

class Collector;

/// Writes what a collector's servers tell beside their polls into the servers' log, in a thread of its own, and tells
/// of settings that changed. What could not be written is tried again with what comes next; it is bounded: beyond that
/// the oldest is lost.
class ServerLogKeeper : public QObject
{
    Q_OBJECT

public:
    ServerLogKeeper(const QString& path, std::shared_ptr<const Clock> clock, QObject* parent = nullptr);
    ~ServerLogKeeper() override; ///< waits for what is being written

    /// From now on this one's; null: nobody's.
    void follow(Collector* collector);

Q_SIGNALS:
    /// A ConfigChange of a node.
    void settingsChanged(const cacheledger::Event& event);
    /// Once, until it can be written again.
    void failed(const cacheledger::Error& error);

private:
    void onTold(const CacheId& cache, const NodeId& node, const ServerTold& told);
    void write();
    void onWritten(std::vector<serverlogfile::Heard> heard, const Result<std::vector<SettingChange>>& changes);
    void tellChanges(const std::vector<SettingChange>& changes);

    QString m_path;
    std::shared_ptr<const Clock> m_clock;
    QMetaObject::Connection m_listening;
    std::map<NodeId, CacheId> m_caches;
    std::vector<serverlogfile::Heard> m_heard; // to be written
    bool m_writing = false;
    bool m_failing = false;
    QThreadPool m_pool;
};

} // namespace cacheledger
