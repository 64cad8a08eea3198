// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "alerts/backtest.h"
#include "metrics/result.h"

#include <QtCore/QObject>

namespace cacheledger
{

/// A rule as the user interface lists it.
struct ListedRule {
    Rule rule;
    bool shipped = false; ///< comes with the product
    bool changed = false; ///< a user's rule stands in for the shipped one of this id
};

/// How the user interface meets the alerts, wherever they are judged and kept. Asynchronous; what was asked for
/// arrives from the event loop, errors as failed(). Lists are whole each time. GUI thread.
class AlertClient : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual std::vector<Alert> active() const = 0;     ///< pending and firing, as last told
    virtual std::vector<Silence> silences() const = 0; ///< that last or are to come
    virtual std::vector<ListedRule> rules() const = 0;
    virtual QStringList ruleProblems() const = 0; ///< a sentence for each fault of the user's file
    virtual std::optional<TimeMs> doNotDisturbUntilMs() const = 0;

    virtual void acknowledge(qint64 alert) = 0;
    virtual void snooze(qint64 alert, TimeMs untilMs) = 0; ///< 0: no longer
    virtual void markFalsePositive(qint64 alert, bool on) = 0;
    virtual void addSilence(const Silence& silence) = 0;
    virtual void endSilence(const QString& id) = 0;
    virtual void setDoNotDisturb(std::optional<TimeMs> untilMs) = 0;
    /// Into the user's file. A shipped rule that is removed is as it was shipped again.
    virtual void saveRule(const Rule& rule) = 0;
    virtual void removeRule(const QString& id) = 0;
    virtual void reloadRules() = 0;

    // Each returns an id at once; the signal of the same id or failed() follows.
    virtual quint64 requestLog(const AlertQuery& query) = 0;
    virtual quint64 requestStatistics(int days) = 0;
    virtual quint64 requestBacktest(const Rule& rule, TimeMs fromMs, TimeMs toMs) = 0;
    virtual void cancel(quint64 id) = 0;

Q_SIGNALS:
    void activeChanged();
    void silencesChanged();
    void rulesChanged();
    void doNotDisturbChanged();
    void logReady(quint64 id, const std::vector<cacheledger::Alert>& alerts);
    void statisticsReady(quint64 id, const cacheledger::AlertStatistics& statistics);
    void backtestReady(quint64 id, const std::vector<cacheledger::BacktestEpisode>& episodes);
    /// `id` is 0 where an action failed.
    void failed(quint64 id, const cacheledger::Error& error);
};

} // namespace cacheledger
