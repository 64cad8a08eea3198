// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertclient.h"
#include "alerts/channel.h"
#include "config/cachestore.h"
#include "config/preferences.h"
#include "config/sourcefield.h"
#include "config/sourcestore.h"
#include "cost/ledgerclient.h"
#include "history/historyclient.h"
#include "incidents/incidentclient.h"
#include "metrics/clock.h"
#include "metrics/evidenceanswer.h"
#include "metrics/nodestatus.h"
#include "metrics/servertold.h"
#include "report/reportclient.h"
#include "ui/nodeservices.h"

#include <QtCore/QObject>

#include <map>
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
    void stateChanged(const cacheledger::NodeId& node); ///< after that, where the state is another one

private:
    std::map<NodeId, NodeStatus> m_statuses; // a thousand report each second
};

/// What "Test connection" found, in words that the dialog shows.
struct TestOutcome {
    bool usable = false;
    QString headline;                  ///< "Redis 7.0.15, primary, 0.3 ms" or the error's sentence
    QString hint;                      ///< what to do next
    QStringList replicas;              ///< addresses to offer
    std::optional<Endpoint> primary{}; ///< that the sentinels named
};

/// Tests a connection without keeping anything. Implemented over a real one by the application.
class ConnectionTester : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    /// A new test replaces a running one. Where sentinels are followed, they are asked first, and the primary that they
    /// name is tested: as `endpoint` is (user, TLS), wherever that is.
    virtual void test(const Endpoint& endpoint, const QString& password, const FollowConfig& follow,
                      const QString& sentinelPassword) = 0;
    virtual void cancel() = 0;

Q_SIGNALS:
    void finished(const cacheledger::TestOutcome& outcome);
};

/// The vault's keys for what the sentinels of a cache, the SSH server or proxy on the way to it, and its client key for
/// TLS ask for, and the cache that a key of the vault is about.
CacheId sentinelSecret(const CacheId& cache);
CacheId routeSecret(const CacheId& cache);
CacheId tlsKeySecret(const CacheId& cache);
CacheId cacheOfSecret(const CacheId& secret);

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

/// The channels that alerts are told through: kept by the application, which sends. Secrets go through SecretVault,
/// under channelSecretKey().
class ChannelKeeper : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual std::vector<AlertChannel> channels() const = 0;
    virtual QStringList problems() const = 0; ///< a sentence for each fault of the user's file
    /// What is wrong with a channel, as last told; empty: nothing that is known.
    virtual QString problemOf(const QString& channel) const = 0;
    /// In place of one with the same id, else at `position` (the end). On disk when it returns.
    virtual Result<void> save(const AlertChannel& channel, std::optional<std::size_t> position = {}) = 0;
    virtual Result<std::size_t> remove(const QString& channel) = 0; ///< where it stood, for undo
    /// Sends a test, also of a channel that is not saved; testFinished() follows. Nothing for `secret`: the stored one.
    virtual void test(const AlertChannel& channel, const std::optional<QString>& secret) = 0;

    /// Sends what somebody wrote; messageTaken() follows. Once it is taken it is sent until it arrives, also after a
    /// restart. Locked: another process sends, which says nothing for us.
    virtual Result<void> send(const OperatorMessage& message) = 0;

Q_SIGNALS:
    void messageTaken(const QString& message, const QString& problem); ///< empty: it is
    void changed();                                                    ///< channels or problems
    void testFinished(const QString& channel, const QString& problem); ///< empty: it was sent
};

/// Where the vault keeps a channel's secret.
CacheId channelSecretKey(const QString& channel);

class DrillLauncher;
class DrillSession;
class KeyAnalyst;

/// What a look at a source of application metrics found.
struct SourceOutcome {
    bool usable = false;             ///< it answered; fields may be few
    QString headline;                ///< "41 fields, 16 mapped" or the error's sentence
    QString hint;                    ///< what to do next
    std::vector<SourceField> fields; ///< what it has now, by name, with values and what they are mapped to
    QStringList problems;            ///< what of its answer could not be used, a sentence each
};

/// Looks at a source without keeping anything. Implemented by the application.
class SourceTester : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    /// Nothing for `secret`: the stored one, or the cache's password. A new look replaces a running one.
    virtual void test(const SourceConfig& source, const std::optional<QString>& secret) = 0;
    virtual void cancel() = 0;

Q_SIGNALS:
    void finished(const cacheledger::SourceOutcome& outcome);
};

/// Asks servers for their slow logs, connections and latency events, beside the polling, and knows what they told
/// before. Implemented by the application.
class ServerInquirer : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    /// Exactly one answered() with the number that this returns follows from the event loop.
    virtual quint64 ask(const NodeId& node, const EvidenceParts& parts) = 0;
    /// What was kept of what these told, [fromMs, toMs). Exactly one recalled() with the number follows.
    virtual quint64 recall(const std::vector<NodeId>& nodes, TimeMs fromMs, TimeMs toMs) = 0;

Q_SIGNALS:
    void answered(quint64 request, const cacheledger::EvidenceAnswer& answer);
    void recalled(quint64 request, const cacheledger::Result<cacheledger::ServerPast>& past);
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
    QString stateFile;                    ///< window layout; empty: not kept
    QString profileText;                  ///< for the Settings page: a line each for what is kept where, translated
    QString version;                      ///< of the product, for the Settings page
    bool demo = false;                    ///< watermark
    NoteKeeper* notes = nullptr;          ///< may be null: no notes
    AlertClient* alerts = nullptr;        ///< may be null: no alerts
    ChannelKeeper* channels = nullptr;    ///< may be null: nobody is told of alerts
    IncidentClient* incidents = nullptr;  ///< may be null: no incidents
    DrillLauncher* drills = nullptr;      ///< may be null: no drills can be started here
    DrillSession* drill = nullptr;        ///< the one that this window is about; null: none
    SourceStore* sources = nullptr;       ///< sources and stages; may be null: none
    SourceTester* sourceTester = nullptr; ///< may be null: no look at a source
    LedgerClient* ledger = nullptr;       ///< may be null: no savings
    ReportClient* reports = nullptr;      ///< may be null: no reports
    KeyAnalyst* keys = nullptr;           ///< may be null: keys are not analysed here
    QString scenariosFolder{};            ///< of the economics calculator; empty: scenarios are not kept
    QString pricesFile{};                 ///< the price book; empty: none
    NodeInspector* inspector = nullptr;   ///< may be null: slots and settings of nodes are not looked at
    QString dismissalsFile{};             ///< advice that was set aside; empty: not kept
    ServerInquirer* servers = nullptr;    ///< may be null: servers are only polled
};

} // namespace cacheledger
