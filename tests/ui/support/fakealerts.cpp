// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakealerts.h"

#include "alerts/rulefile.h"

#include <QtCore/QTimer>

#include <algorithm>

namespace cacheledger::testing
{

using namespace Qt::StringLiterals;

std::vector<ListedRule> FakeAlerts::shippedRules()
{
    std::vector<ListedRule> rules;
    for (const Rule& rule : rulefile::shipped())
        rules.push_back({rule, true, false});
    return rules;
}

Alert& FakeAlerts::add(const QString& rule, const CacheConfig& cache, int minutes, AlertState state)
{
    Alert alert;
    alert.id = m_nextAlert++;
    alert.cache = cache.id;
    alert.cacheName = cache.name;
    alert.key = {rule, cache.nodes.front().id};
    alert.address = cache.nodes.front().endpoint.address();
    for (const ListedRule& each : listed) {
        if (each.rule.id != rule)
            continue;
        alert.ruleName = each.rule.name;
        alert.tier = each.rule.tier;
        alert.metric = each.rule.metric;
        alert.function = each.rule.function;
        alert.comparison = each.rule.comparison;
        alert.threshold = each.rule.threshold;
        alert.forMs = each.rule.forMs;
        alert.playbook = each.rule.playbook;
    }
    alert.state = state;
    alert.sinceMs = nowMs - minutes * 60'000LL;
    if (state != AlertState::Pending)
        alert.firedMs = alert.sinceMs;
    alert.newestValue = 0.714;
    alert.firedValue = 0.75;
    alert.newestValueMs = nowMs;
    alerts.push_back(alert);
    return alerts.back();
}

Alert* FakeAlerts::find(qint64 id)
{
    for (std::vector<Alert>* all : {&alerts, &log}) {
        for (Alert& alert : *all) {
            if (alert.id == id)
                return &alert;
        }
    }
    return nullptr;
}

void FakeAlerts::acknowledge(qint64 alert)
{
    find(alert)->acknowledgedMs = nowMs;
    announce();
}

void FakeAlerts::snooze(qint64 alert, TimeMs untilMs)
{
    find(alert)->snoozedUntilMs = untilMs == 0 ? std::optional<TimeMs>() : untilMs;
    announce();
}

void FakeAlerts::markFalsePositive(qint64 alert, bool on)
{
    find(alert)->falsePositive = on;
    announce();
}

void FakeAlerts::addSilence(const Silence& silence)
{
    kept.push_back(silence);
    Q_EMIT silencesChanged();
}

void FakeAlerts::endSilence(const QString& id)
{
    std::erase_if(kept, [&](const Silence& silence) { return silence.id == id; });
    Q_EMIT silencesChanged();
}

void FakeAlerts::setDoNotDisturb(std::optional<TimeMs> untilMs)
{
    quietUntilMs = untilMs;
    Q_EMIT doNotDisturbChanged();
}

void FakeAlerts::saveRule(const Rule& rule)
{
    saved.push_back(rule);
    const auto known =
        std::find_if(listed.begin(), listed.end(), [&](const ListedRule& each) { return each.rule.id == rule.id; });
    if (known == listed.end())
        listed.push_back({rule, false, false});
    else
        *known = {rule, known->shipped, known->shipped};
    Q_EMIT rulesChanged();
}

void FakeAlerts::removeRule(const QString& id)
{
    removed << id;
    const std::vector<ListedRule> shipped = shippedRules();
    std::erase_if(listed, [&](const ListedRule& each) { return each.rule.id == id; });
    for (const ListedRule& each : shipped) {
        if (each.rule.id == id)
            listed.push_back(each);
    }
    Q_EMIT rulesChanged();
}

template <typename Answer>
quint64 FakeAlerts::answer(Answer answer)
{
    const quint64 id = m_next++;
    QTimer::singleShot(0, this, [this, id, answer] {
        if (std::find(cancelled.begin(), cancelled.end(), id) != cancelled.end())
            return;
        if (failure)
            Q_EMIT failed(id, *failure);
        else
            answer(id);
    });
    return id;
}

quint64 FakeAlerts::requestLog(const AlertQuery& query)
{
    queries.push_back(query);
    return answer([this](quint64 id) { Q_EMIT logReady(id, log); });
}

quint64 FakeAlerts::requestStatistics(int days)
{
    statisticsDays.push_back(days);
    return answer([this, days](quint64 id) {
        AlertStatistics made = statistics;
        made.days = days;
        Q_EMIT statisticsReady(id, made);
    });
}

quint64 FakeAlerts::requestBacktest(const Rule& rule, TimeMs, TimeMs)
{
    backtested.push_back(rule);
    return answer([this](quint64 id) { Q_EMIT backtestReady(id, episodes); });
}

} // namespace cacheledger::testing
