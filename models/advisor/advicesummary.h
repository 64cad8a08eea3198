// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/advice.h"

#include <QtCore/QStringList>

#include <map>

namespace cacheledger
{

/// The answer of a whole cache to one question.
struct CacheAdvice {
    AdviceFinding finding; ///< of the node that is worst off
    QStringList nodes;     ///< that gave this answer, by name
};

/// One answer for each question, over all nodes: found where any node has it, else not checkable where one could not be
/// looked at, else fine. Found ones come first, critical before warning, in the order of the questions.
/// `findings`: by the node's name, each as advise() gave it.
std::vector<CacheAdvice> summarise(const std::map<QString, std::vector<AdviceFinding>>& findings);

} // namespace cacheledger
