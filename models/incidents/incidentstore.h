// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/incident.h"
#include "metrics/result.h"

#include <QtCore/QByteArray>

#include <functional>
#include <map>

namespace cacheledger
{

/// What the folder of incidents holds.
struct IncidentList {
    std::vector<IncidentSummary> incidents; ///< open ones first, then the newest first
    QStringList problems;                   ///< a sentence for each one that cannot be read; those are left alone
};

/// Incidents as files: FOLDER/ID/incident.json and the evidence beside it. They are kept for ever. Files are replaced
/// as a whole. Several processes may use one folder: a change is made to what is on the disk then, under a lock. One
/// thread.
class IncidentStore
{
public:
    explicit IncidentStore(QString folder);

    /// A folder that does not exist has none. What has not changed since the last call is not read again.
    IncidentList list();
    Result<Incident> load(const QString& id) const;
    /// Gives it the next free id of its day, unless it has one. DiskFull, ReadOnly, Io: nothing was created.
    Result<void> create(Incident& incident);
    using Change = std::function<void(Incident&)>;
    /// The changed incident, or why nothing was changed: Locked (another process holds it for long), the errors of
    /// load(), DiskFull, ReadOnly, Io.
    Result<Incident> update(const QString& id, const Change& change);

    Result<void> saveEvidence(const QString& id, const QString& file, const QByteArray& content) const;
    Result<QByteArray> evidence(const QString& id, const QString& file) const;
    /// Ids of those that have every word in any of their texts, without regard to case, in the order of list().
    QStringList search(const QString& text);

private:
    struct Seen {
        qint64 modifiedMs = 0;
        qint64 size = 0;
        std::optional<IncidentSummary> summary;
        QString problem;
    };
    QString pathOf(const QString& id, const QString& file) const;
    bool isStillEmpty();

    QString m_folder;
    std::map<QString, Seen> m_seen;
    std::optional<qint64> m_emptyAsOfMs; // when the folder was changed last, if nothing was in it
};

} // namespace cacheledger
