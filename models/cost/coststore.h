// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/costplan.h"

#include <QtCore/QObject>

#include <memory>

namespace cacheledger
{

class FileFollower;

/// The cost plans of all caches, kept in `costs.json` (versioned JSON, written whole with QSaveFile). Unknown keys of
/// the file and its plans are kept. What another process wrote meanwhile is taken over before a change is made. What
/// belongs to a cache that is not configured any more stays: undo brings the cache back. GUI (or main) thread.
class CostStore : public QObject
{
    Q_OBJECT

public:
    /// `file` may not exist yet. Nothing is read before load().
    explicit CostStore(QString file, QObject* parent = nullptr);
    ~CostStore() override;

    /// BadConfiguration names the line or key; the file is then left alone, and writing is refused until it is repaired
    /// or moved away.
    Result<void> load();
    /// From now on, what another process writes is taken over, with signals, soon after it is written.
    void followFile();

    const std::vector<CostPlan>& plans() const { return m_plans; }
    /// As configured; in US dollars and empty where nobody has entered anything.
    CostPlan planOf(const CacheId& cache) const;
    /// In place of the cache's plan: validated, and on disk before it returns ok; otherwise nothing has changed.
    Result<void> setPlan(const CostPlan& plan);

Q_SIGNALS:
    void planChanged(const cacheledger::CacheId& cache);
    /// Another process wrote the file while it is followed; the error when it could not be understood.
    void fileFollowed(const cacheledger::Result<void>& result);

private:
    Result<void> takeOverOutsideChanges();

    QString m_file;
    QByteArray m_document; // the file as read, so that unknown keys survive
    std::vector<CostPlan> m_plans;
    std::unique_ptr<FileFollower> m_follower; // null: not followed
};

} // namespace cacheledger
