// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/nodeseries.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace cacheledger
{

namespace
{

constexpr double noValue = std::numeric_limits<double>::quiet_NaN();
constexpr qint64 minuteMs = 60'000;

/// Vectors are shortened once in so many samples, so that forgetting costs next to nothing a sample.
constexpr int forgetEvery = 128;

/// What a counter grew by between the first and the last of its samples in a window.
struct SeenGrowth {
    double seen;
    double first; ///< value
    TimeMs firstMs;
    TimeMs lastMs;
    double steps; ///< from sample to sample
};

/// To the window's ends: in seconds, in the order of Prometheus' extrapolatedRate() (from 2.52), so that even the
/// rounding is the same.
double extrapolated(const SeenGrowth& grown, TimeMs windowStartMs, TimeMs windowEndMs, double perSeconds)
{
    const double sampled = static_cast<double>(grown.lastMs - grown.firstMs) / 1000;
    const double step = sampled / grown.steps;
    const auto reach = [step](double away) { return away < step * 1.1 ? away : step / 2; };
    double toStart = reach(static_cast<double>(grown.firstMs - windowStartMs) / 1000);
    const double toEnd = reach(static_cast<double>(windowEndMs - grown.lastMs) / 1000);
    if (grown.seen > 0 && grown.first >= 0)
        toStart = std::min(toStart, sampled * (grown.first / grown.seen)); // a counter was never below zero
    return grown.seen * ((sampled + toStart + toEnd) / sampled / perSeconds);
}

template <typename T>
void dropFront(std::vector<T>& values, std::size_t count)
{
    values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(std::min(count, values.size())));
}

} // namespace

void NodeSeries::arrange(const WantedColumns& wanted)
{
    std::size_t place = 0;
    for (const WantedColumn& each : wanted.all()) {
        auto found =
            std::ranges::find_if(m_columns, [&](const Column& column) { return column.wanted.metric == each.metric; });
        if (found == m_columns.end()) {
            m_columns.emplace_back().wanted.metric = each.metric;
            found = m_columns.end() - 1;
            if (m_layout)
                found->index = m_layout->indexOf(each.metric);
        }
        found->wanted.windowMs = std::max(found->wanted.windowMs, each.windowMs);
        found->wanted.keepsDay = found->wanted.keepsDay || each.keepsDay;
        found->wanted.dayWindowMs = std::max(found->wanted.dayWindowMs, each.dayWindowMs);
        std::swap(m_columns[place++], *found);
    }
}

void NodeSeries::map(const Snapshot& snapshot)
{
    if (snapshot.layout == m_layout)
        return;
    m_layout = snapshot.layout;
    for (Column& column : m_columns)
        column.index = m_layout->indexOf(column.wanted.metric);
}

void NodeSeries::put(Column& column, TimeMs timeMs, double value)
{
    const bool known = !std::isnan(value);
    if (known) {
        if (column.lastMs != 0 && value < column.last)
            column.carried += column.last;
        column.last = value;
        column.lastMs = timeMs;
        if (column.wanted.keepsDay && (column.day.empty() || timeMs - column.day.back().timeMs >= minuteMs))
            column.day.push_back({timeMs, value});
    }
    if (column.wanted.windowMs == 0)
        return;
    column.knownCount += known ? 1 : 0;
    column.values.push_back(value);
    column.corrected.push_back(known ? value + column.carried : noValue);
    column.known.push_back(column.knownCount);
}

void NodeSeries::add(const Snapshot& snapshot)
{
    if (snapshot.timeMs <= m_newestMs)
        return;
    map(snapshot);
    for (Column& column : m_columns)
        column.increase = {};
    m_newestMs = snapshot.timeMs;
    m_times.push_back(snapshot.timeMs);
    for (Column& column : m_columns)
        put(column, snapshot.timeMs, column.index ? snapshot.values[*column.index] : noValue);
    forgetOld();
}

void NodeSeries::forgetOld()
{
    if (++m_addedSince < forgetEvery)
        return;
    m_addedSince = 0;
    std::size_t longest = 0;
    for (Column& column : m_columns) {
        // A column with a shorter window, or wanted since later, has fewer entries than there are times.
        const std::size_t missing = m_times.size() - column.values.size();
        const std::size_t old = firstAtOrAfter(m_newestMs - column.wanted.windowMs);
        const std::size_t count = old > missing ? old - missing : 0;
        dropFront(column.values, count);
        dropFront(column.corrected, count);
        dropFront(column.known, count);
        longest = std::max(longest, column.values.size());
        const TimeMs oldestMs = m_newestMs - dayMs - column.wanted.dayWindowMs - lookbackMs - minuteMs;
        std::erase_if(column.day, [oldestMs](const DayPoint& point) { return point.timeMs < oldestMs; });
    }
    dropFront(m_times, m_times.size() - longest);
}

std::size_t NodeSeries::firstAtOrAfter(TimeMs timeMs) const
{
    return static_cast<std::size_t>(std::ranges::lower_bound(m_times, timeMs) - m_times.begin());
}

std::optional<double> NodeSeries::value(std::size_t column, TimeMs atMs) const
{
    const Column& wanted = m_columns[column];
    if (wanted.lastMs == 0 || wanted.lastMs < atMs - lookbackMs)
        return {};
    return wanted.last;
}

std::optional<double> NodeSeries::valueDayBefore(std::size_t column, TimeMs atMs) const
{
    const std::vector<DayPoint>& day = m_columns[column].day;
    const auto found = dayPoint(day, atMs - dayMs);
    return found == day.end() ? std::nullopt : std::optional(found->value);
}

/// The newest one that was not too old then; the end: there is none.
std::vector<NodeSeries::DayPoint>::const_iterator NodeSeries::dayPoint(const std::vector<DayPoint>& day, TimeMs atMs)
{
    const auto after = std::ranges::upper_bound(day, atMs, {}, &DayPoint::timeMs);
    return after == day.begin() || std::prev(after)->timeMs < atMs - lookbackMs ? day.end() : std::prev(after);
}

std::optional<double> NodeSeries::increaseDayBefore(std::size_t column, qint64 windowMs, TimeMs atMs) const
{
    const std::vector<DayPoint>& day = m_columns[column].day;
    const TimeMs endMs = atMs - dayMs;
    const auto first = std::ranges::lower_bound(day, endMs - windowMs, {}, &DayPoint::timeMs);
    const auto end = std::ranges::upper_bound(day, endMs, {}, &DayPoint::timeMs);
    if (end - first < 2)
        return {};
    const auto last = std::prev(end);
    double seen = last->value - first->value;
    for (auto point = first; point != last; ++point)
        if (std::next(point)->value < point->value) // a counter that fell was reset
            seen += point->value;
    return extrapolated({seen, first->value, first->timeMs, last->timeMs, static_cast<double>(last - first)},
                        endMs - windowMs, endMs, 1);
}

std::optional<NodeSeries::Range> NodeSeries::range(std::size_t column, qint64 windowMs, TimeMs atMs) const
{
    const Column& wanted = m_columns[column];
    const std::size_t offset = m_times.size() - wanted.values.size();
    std::size_t begin = std::max(firstAtOrAfter(atMs - windowMs), offset) - offset;
    std::size_t end = wanted.values.size();
    while (begin < end && std::isnan(wanted.values[begin]))
        ++begin;
    while (begin < end && std::isnan(wanted.values[end - 1]))
        --end;
    if (begin == end)
        return {};
    return Range{&wanted, begin, end, offset};
}

std::optional<double> NodeSeries::increase(std::size_t column, qint64 windowMs, TimeMs atMs) const
{
    Remembered& known = m_columns[column].increase;
    if (known.atMs != atMs || known.windowMs != windowMs)
        known = {windowMs, atMs, growth(column, windowMs, atMs, 1)};
    return known.value;
}

std::optional<double> NodeSeries::rate(std::size_t column, qint64 windowMs, TimeMs atMs) const
{
    return growth(column, windowMs, atMs, static_cast<double>(windowMs) / 1000);
}

std::optional<double> NodeSeries::growth(std::size_t column, qint64 windowMs, TimeMs atMs, double perSeconds) const
{
    const auto found = range(column, windowMs, atMs);
    if (!found || found->end - found->begin < 2)
        return {};
    const Column& wanted = *found->column;
    const std::size_t last = found->end - 1;
    const std::uint32_t steps = wanted.known[last] - wanted.known[found->begin];
    return extrapolated({wanted.corrected[last] - wanted.corrected[found->begin], wanted.values[found->begin],
                         m_times[found->timeOffset + found->begin], m_times[found->timeOffset + last],
                         static_cast<double>(steps)},
                        atMs - windowMs, atMs, perSeconds);
}

template <typename Fold>
std::optional<double> NodeSeries::fold(std::size_t column, qint64 windowMs, TimeMs atMs, const Fold& fold) const
{
    const auto found = range(column, windowMs, atMs);
    if (!found)
        return {};
    double result = found->column->values[found->begin];
    for (std::size_t i = found->begin + 1; i < found->end; ++i)
        result = fold(result, found->column->values[i]); // ignores NaN, as fmin and fmax do
    return result;
}

std::optional<double> NodeSeries::minimum(std::size_t column, qint64 windowMs, TimeMs atMs) const
{
    return fold(column, windowMs, atMs, [](double a, double b) { return b < a ? b : a; });
}

std::optional<double> NodeSeries::maximum(std::size_t column, qint64 windowMs, TimeMs atMs) const
{
    return fold(column, windowMs, atMs, [](double a, double b) { return b > a ? b : a; });
}

std::optional<double> NodeSeries::average(std::size_t column, qint64 windowMs, TimeMs atMs) const
{
    const auto found = range(column, windowMs, atMs);
    if (!found)
        return {};
    // A running mean with Neumaier's correction, as Prometheus' avg_over_time().
    double mean = 0;
    double lost = 0;
    double count = 0;
    for (std::size_t i = found->begin; i < found->end; ++i) {
        const double value = found->column->values[i];
        if (std::isnan(value))
            continue;
        ++count;
        const double change = value / count - mean / count;
        const double sum = mean + change;
        lost += std::abs(mean) >= std::abs(change) ? (mean - sum) + change : (change - sum) + mean;
        mean = sum;
    }
    return mean + lost;
}

std::optional<double> NodeSeries::quantile(double rank, std::size_t column, qint64 windowMs, TimeMs atMs) const
{
    const auto found = range(column, windowMs, atMs);
    if (!found)
        return {};
    std::vector<double> sorted;
    sorted.reserve(found->end - found->begin);
    for (std::size_t i = found->begin; i < found->end; ++i)
        if (!std::isnan(found->column->values[i]))
            sorted.push_back(found->column->values[i]);
    const double at = rank * static_cast<double>(sorted.size() - 1);
    const auto lower = static_cast<std::size_t>(at);
    const std::size_t upper = std::min(lower + 1, sorted.size() - 1);
    const auto lowerPlace = sorted.begin() + static_cast<std::ptrdiff_t>(lower);
    std::ranges::nth_element(sorted, lowerPlace);
    const double low = *lowerPlace;
    const double high = upper == lower ? low : *std::min_element(lowerPlace + 1, sorted.end());
    const double weight = at - std::floor(at);
    return low * (1 - weight) + high * weight;
}

bool NodeSeries::isAbsent(std::size_t column, qint64 windowMs, TimeMs atMs) const
{
    const Column& wanted = m_columns[column];
    return wanted.lastMs == 0 || wanted.lastMs < atMs - windowMs;
}

} // namespace cacheledger
