// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to rulefile: one rule from its JSON object.

#include "alerts/rulecheck.h"
#include "config/jsonobject.h"

namespace cacheledger
{

/// Reads a rule and collects everything that is wrong with it: keys of the wrong type, unknown and missing ones, and
/// what faultsOf() finds.
class RuleReader
{
public:
    using Json = nlohmann::ordered_json;

    explicit RuleReader(const Json& object);

    const Rule& rule() const { return m_rule; }
    const std::vector<RuleFault>& faults() const { return m_faults; }

private:
    void checkKeys();
    void readIdentity();
    void readCondition();
    void readTimes();
    void readScope();

    Rule m_rule;
    std::vector<RuleFault> m_faults;
    JsonObject m_in;
};

/// The object of a rule; what has its default is left out.
nlohmann::ordered_json ruleObject(const Rule& rule);

} // namespace cacheledger
