// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertclient.h"
#include "app/alertdesk.h"
#include "app/rulestore.h"

#include <QtCore/QThread>

#include <atomic>

namespace cacheledger
{

class Collector;
class HistoryRecorder;

/// The alerts of this process, from the rules' file to the page: hands the rules to what a collector judges by, owns
/// the desk and its thread, and leaves what fired and ended in the history. Without a collector it shows what another
/// process keeps. Main thread.
class LiveAlerts : public AlertClient
{
    Q_OBJECT

public:
    struct Files {
        QString log;
        QString rules;
        QString history;
    };
    LiveAlerts(Files files, std::shared_ptr<const Clock> clock, QObject* parent = nullptr);
    ~LiveAlerts() override; ///< stores what waits; detach() first

    /// Reads the rules and begins to show.
    void start();
    /// From now on this process keeps the alerts of what `collector` polls, which was given no cache yet; alerts at
    /// other nodes than `nodes` end. Both must outlive the attachment; `recorder` may be null.
    void attach(Collector* collector, HistoryRecorder* recorder, const std::set<NodeId>& nodes);
    /// The collector has gone (or another process took over): what it judged is stored, events are handed over.
    void detach();

    std::vector<Alert> active() const override { return m_active; }
    std::vector<Silence> silences() const override { return m_silences; }
    std::vector<ListedRule> rules() const override { return m_rules.listed(); }
    QStringList ruleProblems() const override { return m_rules.problems(); }
    std::optional<TimeMs> doNotDisturbUntilMs() const override { return m_doNotDisturbUntilMs; }

    void acknowledge(qint64 alert) override;
    void snooze(qint64 alert, TimeMs untilMs) override;
    void markFalsePositive(qint64 alert, bool on) override;
    void addSilence(const Silence& silence) override;
    void endSilence(const QString& id) override;
    void setDoNotDisturb(std::optional<TimeMs> untilMs) override;
    void saveRule(const Rule& rule) override;
    void removeRule(const QString& id) override;
    void reloadRules() override { m_rules.reload(); }

    /// The alert opened or joined this incident.
    void setIncident(qint64 alert, const QString& incident);

    quint64 requestLog(const AlertQuery& query) override;
    quint64 requestStatistics(int days) override;
    quint64 requestBacktest(const Rule& rule, TimeMs fromMs, TimeMs toMs) override;
    void cancel(quint64 id) override;

Q_SIGNALS:
    void happened(const std::vector<cacheledger::AlertNews>& news);
    void stored();
    void storingPaused(const cacheledger::Error& error);
    void storingResumed();
    void damagedSetAside(const QString& path);
    /// Whether this process keeps the alerts from now on; not told by the destructor.
    void keepingChanged(bool keeps);

private:
    template <typename Call>
    void tellDesk(const Call& call);
    template <typename Call>
    quint64 askDesk(const Call& call);
    void connectDesk();
    void remember(const std::vector<AlertNews>& news);
    void onRulesChanged();

    Files m_files;
    RuleStore m_rules;
    QThread m_thread;
    AlertDesk* m_desk; // lives in m_thread, deleted when that ends
    Collector* m_collector = nullptr;
    HistoryRecorder* m_recorder = nullptr;
    std::vector<Alert> m_active;
    std::vector<Silence> m_silences;
    std::optional<TimeMs> m_doNotDisturbUntilMs;
    quint64 m_lastRequest = 0;
    std::set<quint64> m_requests;                                     // of the desk, neither answered nor cancelled
    std::map<quint64, std::shared_ptr<std::atomic_bool>> m_backtests; // true: cancelled
};

/// One line about it, as people read it: "critical: ..." or "ended after 12 s: ...".
QString alertNewsText(const AlertNews& news);

} // namespace cacheledger
