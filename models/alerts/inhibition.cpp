// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/inhibition.h"

#include "alerts/condition.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <set>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

using Ids = std::vector<QString>;
/// Which ids each id points at.
using Links = std::map<QString, Ids>;

QString inhibitionText(const char* text)
{
    return QCoreApplication::translate("Inhibition", text);
}

/// "*" stands between the rules that inhibit everything and all others, so that there are not as many links as pairs.
Links linksOf(const std::vector<Rule>& rules)
{
    Links links;
    for (const Rule& rule : rules) {
        for (const QString& id : inhibition::inhibitedBy(rule))
            links[rule.id].push_back(id);
        if (!inhibition::inhibitsEveryRule(rule))
            links[inhibition::everyRule()].push_back(rule.id);
    }
    return links;
}

Links reversed(const Links& links)
{
    Links back;
    for (const auto& [from, ids] : links)
        for (const QString& to : ids)
            back[to].push_back(from);
    return back;
}

/// Takes away, again and again, what nothing of `links` leads to.
void trim(std::set<QString>& among, const Links& links)
{
    std::map<QString, int> leadingHere;
    const auto next = [&](const QString& id) {
        const auto found = links.find(id);
        return found == links.end() ? Ids() : found->second;
    };
    for (const QString& id : among)
        for (const QString& to : next(id))
            ++leadingHere[to];
    Ids free;
    std::ranges::copy_if(among, std::back_inserter(free), [&](const QString& id) { return leadingHere[id] == 0; });
    while (!free.empty()) {
        const QString id = free.back();
        free.pop_back();
        among.erase(id);
        for (const QString& to : next(id))
            if (--leadingHere[to] == 0 && among.contains(to))
                free.push_back(to);
    }
}

/// Rules on a circle, or between two.
void addCircles(const Links& links, std::map<QString, QString>& faults)
{
    std::set<QString> left;
    for (const auto& [id, inhibited] : links)
        if (!faults.contains(id))
            left.insert(id);
    trim(left, links);
    trim(left, reversed(links));
    QStringList named;
    for (const QString& id : left)
        if (id != inhibition::everyRule() && named.size() < 5)
            named << id;
    for (const QString& id : left)
        faults.try_emplace(
            id, inhibitionText("goes in a circle: these rules silence each other: %1.").arg(named.join(u", "_s)));
    faults.erase(inhibition::everyRule());
}

/// An id that no rule has; then also what refers to the rule that says so, which is left out.
void addUnknown(const std::vector<Rule>& rules, const Links& links, std::map<QString, QString>& faults)
{
    std::set<QString> known{inhibition::everyRule()};
    for (const Rule& rule : rules)
        known.insert(rule.id);
    Ids gone;
    for (const auto& [id, inhibited] : links)
        for (const QString& other : inhibited)
            if (!known.contains(other))
                gone.push_back(other);
    const Links back = reversed(links);
    while (!gone.empty()) {
        const QString id = gone.back();
        gone.pop_back();
        const auto naming = back.find(id);
        for (const QString& rule : naming == back.end() ? Ids() : naming->second)
            if (rule != inhibition::everyRule() &&
                faults
                    .try_emplace(
                        rule, inhibitionText("names \"%1\", which is no rule or has a fault itself.").arg(id.left(80)))
                    .second)
                gone.push_back(rule);
    }
}

} // namespace

QStringList inhibition::inhibitedBy(const Rule& rule)
{
    return rule.inhibits.value_or(rule.metric == Condition::up ? QStringList{everyRule()} : QStringList());
}

bool inhibition::inhibitsEveryRule(const Rule& rule)
{
    return inhibitedBy(rule).contains(everyRule());
}

std::map<QString, QString> inhibition::faultsOf(const std::vector<Rule>& rules)
{
    std::map<QString, QString> faults;
    const Links links = linksOf(rules);
    addUnknown(rules, links, faults);
    addCircles(links, faults);
    return faults;
}

Inhibitors::Inhibitors(const std::vector<Rule>& rules)
{
    for (const Rule& rule : rules) {
        const QStringList ids = inhibition::inhibitedBy(rule);
        if (ids.isEmpty())
            continue;
        const bool all = m_inhibiting[rule.id] = ids.contains(inhibition::everyRule());
        if (all)
            m_ofEveryRule << rule.id;
        for (const QString& id : ids)
            m_ofRule[id] << rule.id;
    }
}

QStringList Inhibitors::of(const QString& rule) const
{
    const auto named = m_ofRule.find(rule);
    const QStringList ids = named == m_ofRule.end() ? QStringList() : named->second;
    const auto own = m_inhibiting.find(rule);
    return own != m_inhibiting.end() && own->second ? ids : ids + m_ofEveryRule;
}

} // namespace cacheledger
