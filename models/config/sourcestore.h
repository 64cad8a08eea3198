// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/sourceconfig.h"
#include "config/stageplan.h"

#include <QtCore/QObject>

#include <memory>
#include <optional>
#include <vector>

namespace cacheledger
{

class FileFollower;

/// The sources of application metrics and the stages of every cache, kept in `sources.json` (versioned JSON, written
/// whole with QSaveFile). Unknown keys of the file are kept when it is written again. What another process
/// (`sources add`) wrote meanwhile is taken over, with signals, before a change is made. What belongs to a cache that
/// is not configured any more stays: undo brings the cache back. GUI (or main) thread.
class SourceStore : public QObject
{
    Q_OBJECT

public:
    /// `file` may not exist yet. Nothing is read before load().
    explicit SourceStore(QString file, QObject* parent = nullptr);
    ~SourceStore() override;

    /// BadConfiguration names the line or key; the file is then left alone and writing is refused until it is repaired
    /// or moved away.
    Result<void> load();
    /// From now on, what another process writes is taken over, with signals, soon after it is written.
    void followFile();

    const std::vector<SourceConfig>& sources() const { return m_sources; }
    std::vector<SourceConfig> sourcesOf(const CacheId& cache) const;
    const SourceConfig* find(const NodeId& id) const;
    const SourceConfig* findByName(const CacheId& cache, const QString& name) const; ///< case-insensitive
    /// The stages as configured; none when nobody said (then the sources' mappings tell which there are).
    StagePlan planOf(const CacheId& cache) const;

    /// Validated, with a unique name, and on disk before they return ok; otherwise nothing has changed. An empty id
    /// gets a new one.
    Result<void> add(SourceConfig source, std::optional<std::size_t> position = {});
    Result<void> update(const SourceConfig& source);
    /// What was removed and where it stood, for undo (add() with its position). History is not touched.
    struct Removed {
        SourceConfig source;
        std::size_t position = 0;
    };
    Result<Removed> remove(const NodeId& id);
    /// In place of the cache's plan; no stages: none is kept.
    Result<void> setPlan(const StagePlan& plan);

Q_SIGNALS:
    void sourceAdded(const cacheledger::SourceConfig& source);
    void sourceUpdated(const cacheledger::SourceConfig& source);
    void sourceRemoved(const cacheledger::NodeId& id);
    void planChanged(const cacheledger::CacheId& cache);
    /// Another process wrote the file while it is followed; the error when it could not be understood.
    void fileFollowed(const cacheledger::Result<void>& result);

private:
    Result<void> takeOverOutsideChanges();
    void tellChanges(const std::vector<SourceConfig>& oldSources, const std::vector<StagePlan>& oldPlans);
    Result<void> checkUnique(const SourceConfig& source) const;
    Result<void> save(const std::vector<SourceConfig>& sources, const std::vector<StagePlan>& plans);
    std::size_t indexOf(const NodeId& id) const; ///< the number of sources when there is none

    QString m_file;
    QByteArray m_document; // the file as read, so that unknown keys survive
    std::vector<SourceConfig> m_sources;
    std::vector<StagePlan> m_plans;
    std::unique_ptr<FileFollower> m_follower; // null: not followed
};

} // namespace cacheledger
