// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cacheconfig.h"

#include <QtCore/QObject>

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace cacheledger
{

class FileFollower;

/// The configured caches, in the user's order, kept in `caches.json` (versioned JSON, written whole with QSaveFile).
/// Unknown keys of the file are kept when it is written again. What another process (`caches add`) wrote meanwhile is
/// taken over, with signals, before a change is made. GUI (or main) thread.
class CacheStore : public QObject
{
    Q_OBJECT

public:
    /// `file` may not exist yet. Nothing is read before load().
    explicit CacheStore(QString file, QObject* parent = nullptr);
    ~CacheStore() override;

    /// BadConfiguration names the line or key; the file is then left alone and writing is refused until it is repaired
    /// or moved away.
    Result<void> load();
    /// From now on, what another process writes is taken over, with signals, soon after it is written.
    void followFile();

    const std::vector<CacheConfig>& caches() const { return m_caches; }
    const CacheConfig* find(const CacheId& id) const;
    const CacheConfig* findByName(const QString& name) const; ///< exact, then case-insensitive
    const CacheConfig* cacheOf(const NodeId& node) const;

    /// Validated, with a unique name, and on disk before they return ok; otherwise nothing has changed.
    Result<void> add(CacheConfig cache, std::optional<std::size_t> position = {});
    Result<void> update(const CacheConfig& cache);
    /// What was removed and where it stood, for undo (add() with its position). History is not touched.
    struct Removed {
        CacheConfig cache;
        std::size_t position = 0;
    };
    Result<Removed> remove(const CacheId& id);
    /// A copy with new identities and the name "NAME (2)", not yet added.
    CacheConfig duplicateOf(const CacheConfig& cache) const;

    /// Several at once, in one writing of the file: all of them or none.
    Result<void> addAll(std::vector<CacheConfig> caches);
    /// The name of the colour that stands for an environment, see environmentColors().
    QString environmentColor(const QString& environment) const;
    /// For all caches of that environment, however it is written; empty: as it was at first.
    Result<void> setEnvironmentColor(const QString& environment, const QString& color);

Q_SIGNALS:
    void cacheAdded(const cacheledger::CacheConfig& cache);
    void cacheUpdated(const cacheledger::CacheConfig& cache);
    void cacheRemoved(const cacheledger::CacheId& id);
    void environmentColorsChanged();
    /// Another process wrote the file while it is followed; the error when it could not be understood. The caches that
    /// are known stay then.
    void fileFollowed(const cacheledger::Result<void>& result);

private:
    Result<void> takeOverOutsideChanges();
    Result<void> checkUnique(const CacheConfig& cache) const;
    Result<void> save(const std::vector<CacheConfig>& caches);
    Result<void> saveDocument(const nlohmann::ordered_json& document);
    std::size_t indexOf(const CacheId& id) const; ///< the number of caches when there is none

    QString m_file;
    QByteArray m_document; // the file as read, so that unknown keys survive
    std::vector<CacheConfig> m_caches;
    std::map<QString, QString> m_colors;      // by environment, case folded
    std::unique_ptr<FileFollower> m_follower; // null: not followed
    std::map<CacheId, QByteArray> m_removed;  // objects of removed caches: undo brings their unknown keys back
};

} // namespace cacheledger
