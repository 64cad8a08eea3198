// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/useractions.h"
#include "ui/dialogs/cachelistdialog.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/dialogs/drilldialog.h"
#include "ui/dialogs/notedialog.h"

#include <QtWidgets/QWidget>

namespace cacheledger
{

UserActions::UserActions(Services services, Theme* theme, QWidget* window)
    : QObject(window),
      m_services(std::move(services)),
      m_theme(theme),
      m_window(window)
{
    if (m_services.notes)
        connect(m_services.notes, &NoteKeeper::failed, this, [this](const Event& note, const Error& error) {
            m_pendingNotes.forget(note);
            Q_EMIT notesChanged();
            notify(error.text());
        });
    if (m_services.incidents) {
        connect(m_services.incidents, &IncidentClient::opened, this, &UserActions::onIncidentOpened);
        connect(m_services.incidents, &IncidentClient::failed, this,
                [this](quint64 request) { m_awaitsIncident = m_awaitsIncident && request != 0; });
    }
}

void UserActions::openIncident(const Alert& alert)
{
    m_awaitsIncident = true;
    m_services.incidents->openForAlert(alert.id);
}

void UserActions::openPlaybook(const QString& playbook, const CacheId& cache)
{
    m_awaitsIncident = true;
    m_services.incidents->openWithPlaybook(playbook, cache);
}

/// What was asked for is shown; what opened by itself is told.
void UserActions::onIncidentOpened(const QString& id)
{
    if (std::exchange(m_awaitsIncident, false))
        Q_EMIT incidentRequested(id);
    else
        Q_EMIT noticeRequested(
            {tr("Incident %1 was opened.").arg(id), tr("Show"), [this, id] { Q_EMIT incidentRequested(id); }, {}});
}

void UserActions::practise(const QString& drill)
{
    auto* dialog = new DrillDialog(m_services.drills, drill, m_theme, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void UserActions::addNote(const CacheId& cache, TimeMs timeMs, const QTimeZone& zone)
{
    const CacheConfig* known = m_services.caches->find(cache);
    if (!known || !m_services.notes)
        return;
    auto* dialog = new NoteDialog(known->name, timeMs, m_services.clock->nowMs(), zone, m_theme, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, cache] {
        const Event note{NodeId{}, cache, dialog->timeMs(), dialog->kind(), dialog->text()};
        keepNote(note);
        Q_EMIT noticeRequested({note.kind == EventKind::Deploy ? tr("The deploy is added.") : tr("The note is added."),
                                tr("Undo"),
                                [this, note] { takeNoteBack(note); },
                                {}});
    });
    dialog->open();
}

void UserActions::removeNote(const Event& note)
{
    takeNoteBack(note);
    Q_EMIT noticeRequested({note.kind == EventKind::Deploy ? tr("The deploy is removed.") : tr("The note is removed."),
                            tr("Undo"),
                            [this, note] { keepNote(note); },
                            {}});
}

void UserActions::keepNote(const Event& note)
{
    m_pendingNotes.add(note);
    m_services.notes->keep(note);
    Q_EMIT notesChanged();
}

void UserActions::takeNoteBack(const Event& note)
{
    m_pendingNotes.remove(note);
    m_services.notes->takeBack(note);
    Q_EMIT notesChanged();
}

void UserActions::addCache()
{
    CacheConfig cache;
    cache.id = newCacheId();
    cache.nodes = {NodeConfig{newNodeId(), Endpoint{}}};
    const int interval = m_services.preferences->value(QStringLiteral("intervalMs")).toInt();
    if (interval >= CacheConfig::minIntervalMs)
        cache.intervalMs = interval;
    openDialog(Purpose::Add, cache, {});
}

void UserActions::importCaches()
{
    auto* dialog = new CacheListDialog(m_services, m_theme, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &CacheListDialog::imported, this,
            [this](int count) { notify(tr("Caches added: %1.").arg(QLocale().toString(count))); });
    dialog->open();
}

void UserActions::editCache(const CacheId& cache)
{
    if (const CacheConfig* known = m_services.caches->find(cache))
        openDialog(Purpose::Edit, *known, cache);
}

void UserActions::enterPassword(const CacheId& cache)
{
    if (const CacheConfig* known = m_services.caches->find(cache))
        openDialog(Purpose::Password, *known, cache);
}

void UserActions::duplicateCache(const CacheId& cache)
{
    if (const CacheConfig* known = m_services.caches->find(cache))
        openDialog(Purpose::Duplicate, m_services.caches->duplicateOf(*known), cache);
}

void UserActions::openDialog(Purpose purpose, const CacheConfig& cache, const CacheId& passwordOf)
{
    const bool editing = purpose == Purpose::Edit || purpose == Purpose::Password;
    const QString title = purpose == Purpose::Add ? tr("Connect a cache")
                          : editing               ? tr("Edit “%1”").arg(cache.name)
                                                  : tr("Duplicate a cache");
    auto* dialog = new ConnectionDialog(m_services, m_theme, title, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setCache(cache, passwordOf);
    if (purpose == Purpose::Password)
        dialog->startAtPassword();
    connect(dialog, &ConnectionDialog::saveRequested, this, [this, dialog, editing](const CacheConfig& edited) {
        const auto saved = editing ? m_services.caches->update(edited) : m_services.caches->add(edited);
        if (!saved) {
            dialog->showProblem(saved.error());
            return;
        }
        if (const QString color = dialog->environmentColor(); !color.isEmpty() && !edited.environment.isEmpty()) {
            if (const auto set = m_services.caches->setEnvironmentColor(edited.environment, color); !set)
                notify(set.error().text());
        }
        if (m_services.secrets)
            for (const auto& [secret, text] : dialog->changedSecrets(edited.id))
                m_services.secrets->write(secret, text);
        dialog->accept();
        if (!editing)
            Q_EMIT cacheOpened(edited.id);
        notify(editing ? tr("“%1” is saved.").arg(edited.name) : tr("“%1” is added.").arg(edited.name));
    });
    dialog->open();
}

void UserActions::removeCache(const CacheId& cache)
{
    const auto removed = m_services.caches->remove(cache);
    if (!removed) {
        notify(removed.error().text());
        return;
    }
    Notice notice{tr("“%1” is removed. Its history is kept.").arg(removed->cache.name), tr("Undo"), {}, {}};
    notice.act = [this, undo = *removed] {
        if (const auto added = m_services.caches->add(undo.cache, undo.position); !added)
            notify(added.error().text());
    };
    notice.expired = [this, cache] {
        if (!m_services.secrets || m_services.caches->find(cache))
            return;
        for (const CacheId& secret : {cache, sentinelSecret(cache), routeSecret(cache), tlsKeySecret(cache)})
            m_services.secrets->write(secret, {});
    };
    Q_EMIT noticeRequested(notice);
}

} // namespace cacheledger
