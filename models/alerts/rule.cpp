// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/rule.h"

namespace cacheledger
{

bool breaches(Comparison comparison, double value, double limit)
{
    switch (comparison) {
    case Comparison::Above:
        return value > limit;
    case Comparison::AtLeast:
        return value >= limit;
    case Comparison::Below:
        return value < limit;
    case Comparison::AtMost:
        return value <= limit;
    case Comparison::Equal:
        return value == limit;
    case Comparison::NotEqual:
        return value != limit;
    }
    return false;
}

} // namespace cacheledger
