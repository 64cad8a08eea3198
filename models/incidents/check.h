// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/jsonobject.h"
#include "incidents/livevalues.h"
#include "incidents/playbook.h"

namespace cacheledger
{

enum class CheckOutcome { Met, NotMet, NotCheckable };

/// What a check found. Texts are translated; those of the playbook still have their placeholders.
struct CheckResult {
    CheckOutcome outcome = CheckOutcome::NotCheckable;
    std::optional<double> value; ///< of a metric
    QString found;               ///< "92.7 %", "noeviction"; empty where nothing is known
    QString sentence;            ///< what that means, or why it cannot be checked

    friend bool operator==(const CheckResult&, const CheckResult&) = default;
};

CheckResult judge(const PlaybookCheck& check, const LiveValues& values);

/// "Memory used of limit > 90 %": what is asked, for people.
QString checkText(const PlaybookCheck& check);

/// Everything that makes a check senseless, keys as in playbook files. Empty: it can be used.
std::vector<JsonFault> faultsOf(const PlaybookCheck& check);

/// Text fields of INFO that a check may compare.
QStringList checkableFields();

} // namespace cacheledger
