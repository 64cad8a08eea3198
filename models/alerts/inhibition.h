// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rule.h"

#include <map>

namespace cacheledger
{

/// Which alerts nobody is notified of while another one fires at the same node. Thread-safe.
namespace inhibition
{
/// In place of an id: every rule that does not say so itself.
inline QString everyRule()
{
    return QStringLiteral("*");
}

/// What the rule says, or its default: everything of a rule on `up`, nothing of all others.
QStringList inhibitedBy(const Rule& rule);
bool inhibitsEveryRule(const Rule& rule);

/// What is wrong with what these rules say, by the id of the rule that says it; a sentence after the key "inhibits": an
/// id that none of the rules has or that has such a fault itself, and rules that inhibit each other in a circle.
std::map<QString, QString> faultsOf(const std::vector<Rule>& rules);
} // namespace inhibition

/// Which rules inhibit which, for many questions. A value type.
class Inhibitors
{
public:
    Inhibitors() = default;
    explicit Inhibitors(const std::vector<Rule>& rules);

    /// Whether an alert of this rule may stand in for others.
    bool inhibits(const QString& rule) const { return m_inhibiting.contains(rule); }
    /// The ids of the rules that inhibit this one.
    QStringList of(const QString& rule) const;

private:
    QStringList m_ofEveryRule;
    std::map<QString, QStringList> m_ofRule;
    std::map<QString, bool> m_inhibiting; // whether every rule
};

} // namespace cacheledger
