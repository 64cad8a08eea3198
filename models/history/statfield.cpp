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

template <typename Scale, typename Take>
bool takeScaled(const std::vector<double>& ones, const std::vector<double>& others, const Scale& scale,
                const Take& take)
{
    for (std::size_t i = 0; i < ones.size(); ++i) {
        std::int64_t one = 0;
        std::int64_t other = 0;
        if (!scale(ones[i], one) || !scale(others[i], other))
            return false;
        take(i, one, other);
    }
    return true;
}

/// Gives each two values on, scaled to whole numbers; false where one is not whole then. Most are unscaled, and this is
/// most of what decoding a chart's series costs: for them there is a loop of their own.
template <typename Take>
bool predictEach(const std::vector<double>& ones, const std::vector<double>& others, int decimals, const Take& take)
{
    constexpr double largest = 0x1p53;
    if (decimals == 0)
        return takeScaled(
            ones, others,
            [](double value, std::int64_t& number) {
                return value < largest && value > -largest && toInteger(value, number);
            },
            take);
    return takeScaled(
        ones, others, [decimals](double value, std::int64_t& number) { return toDecimal(value, decimals, number); },
        take);
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
    std::int64_t before = 0; // what the bucket before ended with
    switch (field) {
    case First:
        return predictEach(ones, others, decimals, [&](std::size_t i, std::int64_t, std::int64_t last) {
            predicted[i] = i > 0 ? before : last;
            before = last;
        });
    case Min:
        return predictEach(ones, others, decimals, [&](std::size_t i, std::int64_t first, std::int64_t last) {
            predicted[i] = std::min(first, last);
        });
    case Max:
        return predictEach(ones, others, decimals, [&](std::size_t i, std::int64_t first, std::int64_t last) {
            predicted[i] = std::max(first, last);
        });
    case Sum:
        return predictEach(ones, others, decimals, [&](std::size_t i, std::int64_t min, std::int64_t max) {
            predicted[i] = predictSum(static_cast<std::int64_t>(fields[Count][i]), min, max);
        });
    default:
        return predictEach(ones, others, decimals, [&](std::size_t i, std::int64_t first, std::int64_t last) {
            predicted[i] = predictIncrease(i > 0 ? before : first, last);
            before = last;
        });
    }
}

} // namespace cacheledger::statfield
