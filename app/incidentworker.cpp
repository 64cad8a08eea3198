// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incidentworker.h"

#include "app/nodereplay.h"
#include "incidents/evidencefile.h"
#include "incidents/incidentlife.h"
#include "incidents/playbookfile.h"

#include <QtCore/QTimer>

#include <algorithm>

namespace cacheledger
{

static constexpr int lookAgainEveryMs = 3000;

/// Each reading makes a playbook of its own.
static bool isUnchanged(const Incident& a, Incident b)
{
    if (a.playbook && b.playbook && *a.playbook == *b.playbook)
        b.playbook = a.playbook;
    return a == b;
}

static bool isUnchanged(const IncidentSummary& a, const IncidentSummary& b)
{
    return a.id == b.id && a.title == b.title && a.tier == b.tier && a.state == b.state && a.closedMs == b.closedMs &&
           a.owner == b.owner && a.alerts == b.alerts;
}

static std::shared_ptr<const Playbook> playbookOf(const PlaybookLibrary& library, const Alert& alert, bool onEveryNode)
{
    const std::vector<Playbook> all = library.all();
    const Playbook* playbook = playbookFor(all, alert.key.rule, alert.playbook, onEveryNode);
    return playbook ? std::make_shared<const Playbook>(*playbook) : nullptr;
}

IncidentWorker::IncidentWorker(const QString& folder, QString playbooksFolder, std::shared_ptr<const Clock> clock,
                               FindAlert findAlert)
    : m_book(folder),
      m_playbooksFolder(std::move(playbooksFolder)),
      m_clock(std::move(clock)),
      m_findAlert(std::move(findAlert)),
      m_again(new QTimer(this))
{
    m_again->setInterval(lookAgainEveryMs);
    connect(m_again, &QTimer::timeout, this, &IncidentWorker::refresh);
}

void IncidentWorker::start()
{
    m_list.problems << QString(); // the first list is told even if it is empty
    refresh();
    m_again->start();
}

void IncidentWorker::tell(const std::optional<Error>& error)
{
    // A full disk is told once, not with every change.
    if (error && !std::exchange(m_troubled, true))
        Q_EMIT failed(0, *error);
}

void IncidentWorker::tellChanged(Incident incident)
{
    IncidentPtr& known = m_active[incident.id];
    if (known && isUnchanged(*known, incident))
        return;
    known = std::make_shared<const Incident>(std::move(incident));
    const IncidentPtr told = known;
    if (told->state == IncidentState::Closed)
        m_active.erase(told->id);
    Q_EMIT changed(told);
}

void IncidentWorker::refresh()
{
    if (m_book.isBehind()) {
        tell(m_book.retry());
        m_troubled = m_troubled && m_book.isBehind();
    }
    IncidentList list = m_book.list();
    for (const IncidentSummary& summary : list.incidents) {
        if (summary.state == IncidentState::Closed && !m_active.contains(summary.id))
            continue;
        if (auto incident = m_book.load(summary.id))
            tellChanged(std::move(*incident));
    }
    const bool isListed =
        list.problems == m_list.problems && list.incidents.size() == m_list.incidents.size() &&
        std::equal(list.incidents.begin(), list.incidents.end(), m_list.incidents.begin(),
                   [](const IncidentSummary& a, const IncidentSummary& b) { return isUnchanged(a, b); });
    m_list = std::move(list);
    if (!isListed)
        Q_EMIT listed(m_list);
}

void IncidentWorker::onOpened(const IncidentBook::Outcome& outcome)
{
    tell(outcome.error);
    tellChanged(*outcome.incident);
    refresh();
    Q_EMIT opened(std::make_shared<const Incident>(*outcome.incident));
}

void IncidentWorker::openFor(const Alert& alert, bool onEveryNode)
{
    const PlaybookLibrary library = playbookfile::library(m_playbooksFolder);
    onOpened(m_book.open(incidentlife::openedFor(alert, playbookOf(library, alert, onEveryNode), m_clock->nowMs())));
    Q_EMIT openEnded(alert.id);
}

void IncidentWorker::openWith(const QString& playbook, const CacheId& cache, const QString& cacheName)
{
    const PlaybookLibrary library = playbookfile::library(m_playbooksFolder);
    const Playbook* found = library.find(playbook);
    if (!found && !playbook.isEmpty()) {
        Q_EMIT failed(0, Error{ErrorCode::InvalidArgument, tr("There is no playbook \"%1\".").arg(playbook),
                               tr("List them with cacheledger playbooks list.")});
        return;
    }
    onOpened(m_book.open(incidentlife::openedWith(found ? std::make_shared<const Playbook>(*found) : nullptr, cache,
                                                  cacheName, m_clock->nowMs())));
}

void IncidentWorker::change(const QString& id, const IncidentStore::Change& change)
{
    auto outcome = m_book.change(id, change);
    if (!outcome.incident) {
        Q_EMIT failed(0, *outcome.error);
        return;
    }
    tell(outcome.error);
    tellChanged(std::move(*outcome.incident));
    refresh();
}

void IncidentWorker::keepEvidence(const QString& id, const std::vector<EvidencePart>& parts)
{
    const auto incident = m_book.load(id);
    if (!incident) {
        Q_EMIT failed(0, incident.error());
        return;
    }
    std::vector<EvidenceItem> items;
    auto number = static_cast<int>(incident->evidence.size());
    for (const EvidencePart& part : parts) {
        items.push_back(part.item);
        ++number;
        if (!part.item.reason.isEmpty())
            continue;
        items.back().file = evidencefile::fileName(number, part.item.kind);
        tell(m_book.keepEvidence(id, items.back().file, part.content));
    }
    change(id, [items, nowMs = m_clock->nowMs()](Incident& captured) {
        incidentlife::addEvidence(captured, items, nowMs);
    });
}

void IncidentWorker::catchUp(const QString& id, const std::vector<qint64>& alerts)
{
    const auto incident = m_book.load(id);
    for (const qint64 each : alerts) {
        const auto alert = m_findAlert ? m_findAlert(each) : std::nullopt;
        if (incident && alert && incidentlife::isBehind(*incident, *alert))
            change(id, [alert](Incident& followed) { incidentlife::follow(followed, *alert); });
    }
}

void IncidentWorker::load(quint64 request, const QString& id)
{
    auto incident = m_book.load(id);
    if (incident)
        Q_EMIT loaded(request, std::make_shared<const Incident>(std::move(*incident)));
    else
        Q_EMIT failed(request, incident.error());
}

void IncidentWorker::search(quint64 request, const QString& text)
{
    Q_EMIT found(request, m_book.search(text));
}

void IncidentWorker::evidence(quint64 request, const QString& id, const QString& file)
{
    const auto content = m_book.evidence(id, file);
    if (content)
        Q_EMIT evidenceRead(request, *content);
    else
        Q_EMIT failed(request, content.error());
}

void IncidentWorker::playbooks(quint64 request)
{
    std::vector<PlaybookChoice> choices;
    for (const ListedPlaybook& listed : playbookfile::library(m_playbooksFolder).playbooks)
        choices.push_back({listed.playbook.id, listed.playbook.title, listed.playbook.meaning});
    Q_EMIT playbooksRead(request, choices);
}

void IncidentWorker::samples(quint64 request, const QString& historyFile, const NodeId& node, TimeMs fromMs,
                             TimeMs toMs)
{
    const auto file = HistoryFile::open(historyFile);
    if (file)
        Q_EMIT samplesRead(request, storedSamples(**file, node, fromMs, toMs));
    else
        Q_EMIT failed(request, file.error());
}

} // namespace cacheledger
