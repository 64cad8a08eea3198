// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/incidentbook.h"

#include <QtCore/QDateTime>

#include <algorithm>

namespace cacheledger
{

bool IncidentBook::canWait(const Error& error)
{
    return error.code == ErrorCode::DiskFull || error.code == ErrorCode::ReadOnly || error.code == ErrorCode::Io ||
           error.code == ErrorCode::Locked;
}

IncidentList IncidentBook::list()
{
    IncidentList list = m_store.list();
    for (const auto& [id, waiting] : m_waiting) {
        const auto now = load(id);
        if (!now)
            continue;
        const auto known = std::ranges::find(list.incidents, id, &IncidentSummary::id);
        if (known == list.incidents.end())
            list.incidents.insert(list.incidents.begin(), summaryOf(*now));
        else
            *known = summaryOf(*now);
    }
    return list;
}

Result<Incident> IncidentBook::load(const QString& id) const
{
    const auto waiting = m_waiting.find(id);
    if (waiting == m_waiting.end())
        return m_store.load(id);
    if (waiting->second.unborn)
        return *waiting->second.unborn;
    auto incident = m_store.load(id);
    if (incident) {
        for (const IncidentStore::Change& change : waiting->second.changes)
            change(*incident);
    }
    return incident;
}

Result<QByteArray> IncidentBook::evidence(const QString& id, const QString& file) const
{
    if (const auto waiting = m_waiting.find(id); waiting != m_waiting.end()) {
        if (const auto kept = waiting->second.evidence.find(file); kept != waiting->second.evidence.end())
            return kept->second;
    }
    return m_store.evidence(id, file);
}

IncidentBook::Outcome IncidentBook::open(Incident incident)
{
    const auto created = m_store.create(incident);
    if (created)
        return {std::move(incident), {}};
    // A number that the store does not give: it keeps it when it is written.
    const QString day =
        QDateTime::fromMSecsSinceEpoch(incident.openedMs, Qt::UTC).toString(QStringLiteral("yyyy-MM-dd"));
    static constexpr int firstInMemory = 900'001;
    int number = firstInMemory;
    while (m_waiting.contains(QStringLiteral("%1-%2").arg(day).arg(number)))
        ++number;
    incident.id = QStringLiteral("%1-%2").arg(day).arg(number);
    m_waiting[incident.id].unborn = incident;
    return {std::move(incident), created.error()};
}

IncidentBook::Outcome IncidentBook::change(const QString& id, const IncidentStore::Change& change)
{
    auto waiting = m_waiting.find(id);
    if (waiting == m_waiting.end()) {
        auto changed = m_store.update(id, change);
        if (changed)
            return {std::move(*changed), {}};
        if (!canWait(changed.error()) || !m_store.load(id))
            return {{}, changed.error()};
        waiting = m_waiting.try_emplace(id).first;
        waiting->second.changes.push_back(change);
        return {load(id).value(), changed.error()};
    }
    if (waiting->second.unborn)
        change(*waiting->second.unborn);
    else
        waiting->second.changes.push_back(change);
    auto now = load(id);
    return now ? Outcome{std::move(*now), {}} : Outcome{{}, now.error()};
}

std::optional<Error> IncidentBook::keepEvidence(const QString& id, const QString& file, const QByteArray& content)
{
    const auto waiting = m_waiting.find(id);
    if (waiting == m_waiting.end()) {
        const auto saved = m_store.saveEvidence(id, file, content);
        if (saved)
            return {};
        if (canWait(saved.error()))
            m_waiting[id].evidence[file] = content;
        return saved.error();
    }
    waiting->second.evidence[file] = content;
    return {};
}

std::optional<Error> IncidentBook::write(const QString& id, Waiting& waiting)
{
    if (waiting.unborn) {
        Incident born = *waiting.unborn;
        if (const auto created = m_store.create(born); !created)
            return created.error();
        waiting.unborn.reset();
    }
    while (!waiting.evidence.empty()) {
        const auto& [file, content] = *waiting.evidence.begin();
        if (const auto saved = m_store.saveEvidence(id, file, content); !saved)
            return saved.error();
        waiting.evidence.erase(waiting.evidence.begin());
    }
    if (waiting.changes.empty())
        return {};
    const auto changed = m_store.update(id, [&waiting](Incident& incident) {
        for (const IncidentStore::Change& change : waiting.changes)
            change(incident);
    });
    return changed ? std::optional<Error>() : changed.error();
}

std::optional<Error> IncidentBook::retry()
{
    std::optional<Error> failed;
    for (auto each = m_waiting.begin(); each != m_waiting.end();) {
        if (const auto error = write(each->first, each->second)) {
            failed = error;
            ++each;
        } else {
            each = m_waiting.erase(each);
        }
    }
    return failed;
}

} // namespace cacheledger
