// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertclient.h"
#include "config/cachestore.h"
#include "config/preferences.h"
#include "history/historyclient.h"
#include "incidents/incidentclient.h"
#include "metrics/clock.h"
#include "metrics/nodestatus.h"

#include <QtCore/QObject>

#include <memory>
#include <vector>

namespace cacheledger
{

/// The newest status of every node, as the GUI thread knows it. Filled by the composition root.
class NodeStatusBoard : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    void set(const NodeStatus& status); ///< emits statusChanged()
    void remove(const NodeId& node);
    const NodeStatus* find(const NodeId& node) const;

Q_SIGNALS:
    void statusChanged(const cacheledger::NodeStatus& status);

private:
    std::vector<NodeStatus> m_statuses;
};

/// What "Test connection" found, in words that the dialog shows.
struct TestOutcome {
    bool usable = false;
    QString headline;     ///< "Redis 7.0.15, primary, 0.3 ms" or the error's sentence
    QString hint;         ///< what to do next
    QStringList replicas; ///< addresses to offer
};

/// Tests an endpoint without keeping anything. Implemented over a real connection by the application.
class ConnectionTester : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void test(const Endpoint& endpoint, const QString& password) = 0; ///< a new test replaces a running one
    virtual void cancel() = 0;

Q_SIGNALS:
    void finished(const cacheledger::TestOutcome& outcome);
};

/// Where passwords are kept: the system keychain, else this session's memory. Keyed by cache. Asynchronous.
class SecretVault : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void read(const CacheId& cache) = 0;                           ///< readFinished() follows
    virtual void write(const CacheId& cache, const QString& password) = 0; ///< writeFinished() follows; empty removes
    /// True when passwords last only until the application ends (no keychain); the dialog says so.
    virtual bool sessionOnly() const = 0;

Q_SIGNALS:
    void readFinished(const cacheledger::CacheId& cache, const QString& password, bool found);
    void writeFinished(const cacheledger::CacheId& cache, bool sessionOnly);
};

/// Keeps the notes and deploys that the user adds with history, and takes them back. Asynchronous; history shows them
/// within seconds, whichever process writes it.
class NoteKeeper : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void keep(const Event& note) = 0;
    virtual void takeBack(const Event& note) = 0;

Q_SIGNALS:
    void failed(const cacheledger::Event& note, const cacheledger::Error& error);
};

/// What the user interface is given: it owns nothing of it. All live in the GUI thread and outlive the main window.
struct Services {
    CacheStore* caches = nullptr;
    Preferences* preferences = nullptr;
    HistoryClient* history = nullptr;
    NodeStatusBoard* statuses = nullptr;
    ConnectionTester* tester = nullptr; ///< may be null: no Test button
    SecretVault* secrets = nullptr;     ///< may be null: no passwords
    std::shared_ptr<const Clock> clock;
    QString stateFile;                   ///< window layout; empty: not kept
    QString profileText;                 ///< for the Settings page: a line each for what is kept where, translated
    QString version;                     ///< of the product, for the Settings page
    bool demo = false;                   ///< watermark
    NoteKeeper* notes = nullptr;         ///< may be null: no notes
    AlertClient* alerts = nullptr;       ///< may be null: no alerts
    IncidentClient* incidents = nullptr; ///< may be null: no incidents
};

} // namespace cacheledger
