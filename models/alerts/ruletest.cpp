// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/ruletest.h"

#include "alerts/prometheusexport.h"
#include "alerts/rulewords.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

namespace
{

QString outcomeText(const char* text)
{
    return QCoreApplication::translate("RuleTest", text);
}

/// Any start does: time is that of the samples.
constexpr TimeMs playStartMs = 1'700'000'000'000;

QString nodeName(const SeriesLabels& labels)
{
    const auto instance = labels.find(QStringLiteral("instance"));
    return instance == labels.end() ? QString() : instance->second;
}

} // namespace

SeriesPlay::SeriesPlay(const RuleTestGroup& group, std::vector<Rule> rules) : m_intervalMs(group.intervalMs)
{
    std::map<SeriesLabels, std::vector<const TestSeries*>> byNode;
    for (const TestSeries& series : group.series)
        byNode[series.node].push_back(&series);
    std::vector<WatchedNode> watched;
    for (const auto& [labels, series] : byNode) {
        PlayedNode node{labels, {QString::number(m_nodes.size())}, nullptr, series};
        std::vector<std::string> names;
        for (const TestSeries* one : series)
            names.push_back(one->metric);
        node.layout = std::make_shared<SeriesLayout>(std::move(names));
        const auto job = labels.find(QStringLiteral("job"));
        watched.push_back({{},
                           node.id,
                           job == labels.end() ? QString() : job->second,
                           nodeName(labels),
                           {},
                           static_cast<int>(m_intervalMs)});
        m_nodes.push_back(std::move(node));
    }
    m_engine.setNodes(watched);
    m_engine.setRules(std::move(rules));
}

qint64 SeriesPlay::step()
{
    const qint64 sinceStartMs = static_cast<qint64>(m_steps) * m_intervalMs;
    const TimeMs timeMs = playStartMs + sinceStartMs;
    for (const PlayedNode& node : m_nodes)
        feed(node, m_steps, timeMs);
    // Late enough for a poll of this moment to count as missed, too early for the next.
    m_engine.advance(timeMs + m_intervalMs * 19 / 20);
    ++m_steps;
    return sinceStartMs;
}

void SeriesPlay::feed(const PlayedNode& node, std::size_t index, TimeMs timeMs)
{
    Snapshot snapshot;
    snapshot.node = node.id;
    snapshot.timeMs = timeMs;
    snapshot.intervalMs = static_cast<int>(m_intervalMs);
    snapshot.layout = node.layout;
    bool any = false;
    for (const TestSeries* series : node.series) {
        const double value = index < series->values.size() ? series->values[index] : std::nan("");
        if (series->metric == Condition::up && value == 0) {
            m_engine.unreachable(node.id, timeMs);
            return;
        }
        any = any || !std::isnan(value);
        snapshot.values.push_back(value);
    }
    if (any)
        m_engine.add(snapshot);
}

std::map<std::pair<QString, SeriesLabels>, AlertState> SeriesPlay::alerts() const
{
    std::map<std::pair<QString, SeriesLabels>, AlertState> states;
    for (const auto& [key, progress] : m_engine.alerts()) {
        if (progress.state == AlertState::Resolved)
            continue;
        const auto node = std::ranges::find(m_nodes, key.node, &PlayedNode::id);
        states[{key.rule, node->labels}] = progress.state;
    }
    return states;
}

namespace
{

using LabelSets = std::vector<SeriesLabels>;

LabelSets sorted(LabelSets sets)
{
    std::ranges::sort(sets);
    return sets;
}

/// The labels that a node and a rule give; what a series alone has (a replica's address) is not known here.
SeriesLabels comparable(const SeriesLabels& labels)
{
    SeriesLabels kept;
    for (const char* key : {"job", "instance", "severity", "playbook"})
        if (const auto found = labels.find(QLatin1String(key)); found != labels.end())
            kept.insert(*found);
    return kept;
}

QString shown(const LabelSets& sets)
{
    QStringList texts;
    for (const SeriesLabels& labels : sets) {
        QStringList parts;
        for (const auto& [name, value] : labels)
            parts << name + QStringLiteral("=\"") + value + u'"';
        texts << u'{' + parts.join(QStringLiteral(", ")) + u'}';
    }
    return texts.isEmpty() ? outcomeText("nothing") : texts.join(u' ');
}

LabelSets firingOf(const SeriesPlay& play, const Rule& rule)
{
    LabelSets firing;
    for (const auto& [alert, state] : play.alerts()) {
        if (alert.first != rule.id || state != AlertState::Firing)
            continue;
        SeriesLabels labels = alert.second;
        for (const auto& [name, value] : prometheusLabels(rule))
            labels[name] = value;
        firing.push_back(std::move(labels));
    }
    return sorted(std::move(firing));
}

void check(const AlertExpectation& expectation, const SeriesPlay& play, const std::vector<Rule>& rules,
           const QString& group, RuleTestOutcome& outcome)
{
    const QString where =
        outcomeText("line %1%2, at %3:")
            .arg(expectation.line)
            .arg(group.isEmpty() ? group : QStringLiteral(" (%1)").arg(group), rulewords::duration(expectation.atMs));
    const auto rule = std::ranges::find(rules, expectation.rule, &Rule::id);
    if (rule == rules.end() || !rule->enabled) {
        outcome.failures << where + u' ' + outcomeText("there is no enabled rule \"%1\".").arg(expectation.rule);
        return;
    }
    LabelSets expected;
    for (const SeriesLabels& labels : expectation.alerts)
        expected.push_back(comparable(labels));
    expected = sorted(std::move(expected));
    const LabelSets firing = firingOf(play, *rule);
    if (firing == expected)
        ++outcome.passed;
    else
        outcome.failures << where + u' ' +
                                outcomeText("of %1 should fire %2, but %3 fires.")
                                    .arg(expectation.rule, shown(expected), shown(firing));
}

} // namespace

RuleTestOutcome runRuleTests(const std::vector<RuleTestGroup>& groups, const std::vector<Rule>& rules)
{
    RuleTestOutcome outcome;
    for (const RuleTestGroup& group : groups) {
        outcome.leftOut += group.leftOut;
        std::vector<AlertExpectation> expectations = group.expectations;
        std::ranges::stable_sort(expectations, {}, &AlertExpectation::atMs);
        SeriesPlay play(group, rules);
        qint64 atMs = -1;
        for (const AlertExpectation& expectation : expectations) {
            // As in promtool, a moment between two evaluations sees the one before.
            while (atMs < 0 || atMs + group.intervalMs <= expectation.atMs)
                atMs = play.step();
            check(expectation, play, rules, group.name, outcome);
        }
    }
    return outcome;
}

} // namespace cacheledger
