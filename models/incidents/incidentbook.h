// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/incidentstore.h"

namespace cacheledger
{

/// A store that loses nothing while the disk is full or cannot be written: what could not be written stays in memory,
/// is shown as if it had been, and is written by retry(). One thread.
class IncidentBook
{
public:
    explicit IncidentBook(QString folder) : m_store(std::move(folder)) {}

    /// What is kept in memory is part of the answers.
    IncidentList list();
    Result<Incident> load(const QString& id) const;
    Result<QByteArray> evidence(const QString& id, const QString& file) const;
    QStringList search(const QString& text) { return m_store.search(text); }

    /// What came of a change: the incident as it is now, and why it is only in memory. Without an incident nothing was
    /// changed.
    struct Outcome {
        std::optional<Incident> incident;
        std::optional<Error> error;
    };
    Outcome open(Incident incident);
    Outcome change(const QString& id, const IncidentStore::Change& change);
    std::optional<Error> keepEvidence(const QString& id, const QString& file, const QByteArray& content);

    bool isBehind() const { return !m_waiting.empty(); } ///< something is only in memory
    /// Writes what waits; why something still does.
    std::optional<Error> retry();

private:
    struct Waiting {
        std::optional<Incident> unborn; ///< not on the disk at all; changes have been made to it
        std::vector<IncidentStore::Change> changes;
        std::map<QString, QByteArray> evidence;
    };
    static bool canWait(const Error& error);
    std::optional<Error> write(const QString& id, Waiting& waiting);

    IncidentStore m_store;
    std::map<QString, Waiting> m_waiting; // by id
};

} // namespace cacheledger
