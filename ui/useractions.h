// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pendingnotes.h"
#include "ui/services.h"

#include <functional>

class QTimeZone;
class QWidget;

namespace cacheledger
{

class Theme;

/// A short message with at most one action. Exactly one of `act` and `expired` is called, once.
struct Notice {
    QString text;
    QString actionText;            ///< empty: no button
    std::function<void()> act;     ///< the button
    std::function<void()> expired; ///< it went away unused
};

/// What the user can do from any page: configure caches, open one, retry one, start the demo. GUI thread.
class UserActions : public QObject
{
    Q_OBJECT

public:
    UserActions(Services services, Theme* theme, QWidget* window);

    void addCache();
    /// Asks for a list of caches that another tool wrote, shows what is in it, and adds what the user agrees to.
    void importCaches();
    void editCache(const CacheId& cache);
    void enterPassword(const CacheId& cache); ///< editCache(), with the password field ready for typing
    void duplicateCache(const CacheId& cache);
    /// Removes at once and offers to undo it; history is not touched, the password goes when undo is no longer offered.
    void removeCache(const CacheId& cache);
    /// Asks for a note or deploy of a cache at a moment, shown and asked in `zone`.
    void addNote(const CacheId& cache, TimeMs timeMs, const QTimeZone& zone);
    /// Takes a note or deploy back and offers to undo that.
    void removeNote(const Event& note);
    bool canAddNotes() const { return m_services.notes != nullptr; }
    /// What was added and taken back, to be laid over frames.
    PendingNotes& pendingNotes() { return m_pendingNotes; }
    bool canPractise() const { return m_services.drills != nullptr; }
    /// Asks which failure to practise; `drill` is chosen at first, empty: the first.
    void practise(const QString& drill = {});
    bool canOpenIncidents() const { return m_services.incidents != nullptr; }
    /// Shows the incident that an alert belongs to, or a new one with its playbook.
    void openIncident(const Alert& alert);
    /// Shows a new incident of the cache; `playbook` is an id.
    void openPlaybook(const QString& playbook, const CacheId& cache);
    void showIncident(const QString& id) { Q_EMIT incidentRequested(id); }
    void showPage(const QString& page) { Q_EMIT pageRequested(page); }
    void openCache(const CacheId& cache) { Q_EMIT cacheOpened(cache); }
    void openNode(const CacheId& cache, const NodeId& node) { Q_EMIT nodeOpened(cache, node); }
    void retry(const CacheId& cache) { Q_EMIT retryRequested(cache); }
    void startDemo() { Q_EMIT demoRequested(); }
    void notify(const QString& text) { Q_EMIT noticeRequested({text, {}, {}, {}}); }

Q_SIGNALS:
    void noticeRequested(const cacheledger::Notice& notice);
    void cacheOpened(const cacheledger::CacheId& cache);
    /// An empty node: whichever.
    void nodeOpened(const cacheledger::CacheId& cache, const cacheledger::NodeId& node);
    void retryRequested(const cacheledger::CacheId& cache);
    void demoRequested();
    void incidentRequested(const QString& id);
    void pageRequested(const QString& page);
    void notesChanged();

private:
    enum class Purpose { Add, Edit, Password, Duplicate };
    void openDialog(Purpose purpose, const CacheConfig& cache, const CacheId& passwordOf);

    void onIncidentOpened(const QString& id);
    void keepNote(const Event& note);
    void takeNoteBack(const Event& note);

    Services m_services;
    PendingNotes m_pendingNotes;
    Theme* m_theme;
    QWidget* m_window;
    bool m_awaitsIncident = false; // the next one that opens is the one that was asked for
};

} // namespace cacheledger
