// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/statfield.h"

#include <algorithm>

namespace cacheledger::statfield
{

namespace
{

/// The two fields that a field is predicted from.
struct Sources {
    Field one;
    Field other;
};

std::optional<Sources> sourcesOf(std::size_t field)
{
    switch (field) {
    case First:
        return Sources{Last, Last};
    case Min:
    case Max:
    case Increase:
        return Sources{First, Last};
    case Sum:
        return Sources{Min, Max};
    default:
        return std::nullopt;
    }
}

} // namespace

bool predict(std::size_t field, int decimals, const Fields& fields, std::vector<std::int64_t>& predicted)
{
    const auto sources = sourcesOf(field);
    if (!sources)
        return false;
    const std::vector<double>& ones = fields[sources->one];
    const std::vector<double>& others = fields[sources->other];
    predicted.resize(ones.size());
    constexpr double largest = 0x1p53;
    // Most are whole; this is most of what decoding a chart's series costs.
    const auto scale = [decimals](double value, std::int64_t& scaled) {
        return decimals == 0 ? value < largest && value > -largest && toInteger(value, scaled)
                             : toDecimal(value, decimals, scaled);
    };
    std::int64_t before = 0; // what the bucket before ended with
    for (std::size_t i = 0; i < ones.size(); ++i) {
        std::int64_t one = 0;
        std::int64_t other = 0;
        if (!scale(ones[i], one) || !scale(others[i], other))
            return false;
        switch (field) {
        case First:
            predicted[i] = i > 0 ? before : other;
            break;
        case Min:
            predicted[i] = std::min(one, other);
            break;
        case Max:
            predicted[i] = std::max(one, other);
            break;
        case Sum:
            predicted[i] = predictSum(static_cast<std::int64_t>(fields[Count][i]), one, other);
            break;
        default:
            predicted[i] = predictIncrease(i > 0 ? before : one, other);
        }
        before = other;
    }
    return true;
}

} // namespace cacheledger::statfield
