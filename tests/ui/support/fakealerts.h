// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertclient.h"
#include "config/cacheconfig.h"

namespace cacheledger::testing
{

/// An AlertClient with made-up alerts that does what it is told and remembers it. Answers come from the event loop.
class FakeAlerts : public AlertClient
{
    Q_OBJECT

public:
    using AlertClient::AlertClient;

    std::vector<Alert> active() const override { return alerts; }
    std::vector<Silence> silences() const override { return kept; }
    std::vector<ListedRule> rules() const override { return listed; }
    QStringList ruleProblems() const override { return problems; }
    std::optional<TimeMs> doNotDisturbUntilMs() const override { return quietUntilMs; }

    void acknowledge(qint64 alert) override;
    void snooze(qint64 alert, TimeMs untilMs) override;
    void markFalsePositive(qint64 alert, bool on) override;
    void addSilence(const Silence& silence) override;
    void endSilence(const QString& id) override;
    void setDoNotDisturb(std::optional<TimeMs> untilMs) override;
    void saveRule(const Rule& rule) override;
    void removeRule(const QString& id) override;
    void reloadRules() override { ++reloads; }
    quint64 requestLog(const AlertQuery& query) override;
    quint64 requestStatistics(int days) override;
    quint64 requestBacktest(const Rule& rule, TimeMs fromMs, TimeMs toMs) override;
    void cancel(quint64 id) override { cancelled.push_back(id); }

    /// An alert of a shipped rule at a cache's first node; `minutes`: how long ago it began. Not announced.
    Alert& add(const QString& rule, const CacheConfig& cache, int minutes, AlertState state = AlertState::Firing);
    void announce() { Q_EMIT activeChanged(); }
    void fail(const Error& error) { Q_EMIT failed(0, error); }

    std::vector<Alert> alerts;
    std::vector<Alert> log; ///< what requestLog() answers with
    std::vector<Silence> kept;
    std::vector<ListedRule> listed = shippedRules();
    QStringList problems;
    std::optional<TimeMs> quietUntilMs;
    AlertStatistics statistics;
    std::vector<BacktestEpisode> episodes;
    std::optional<Error> failure; ///< every request fails with it
    TimeMs nowMs = 0;             ///< when things are acknowledged
    int reloads = 0;

    std::vector<AlertQuery> queries;
    std::vector<int> statisticsDays;
    std::vector<Rule> backtested;
    std::vector<Rule> saved;
    QStringList removed;
    std::vector<quint64> cancelled;

    static std::vector<ListedRule> shippedRules();

private:
    Alert* find(qint64 id);
    template <typename Answer>
    quint64 answer(Answer answer);

    quint64 m_next = 1;
    qint64 m_nextAlert = 1;
};

} // namespace cacheledger::testing
