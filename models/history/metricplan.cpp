// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/metricplan.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

namespace
{
/// Whether the formula gives something without any increase or duration.
bool isMomentary(const DerivedMetric& derived)
{
    const WindowStat one{1, 1.0, 1.0, 1.0, 1.0, 1.0};
    const std::vector<WindowStat> ones(derived.inputs.size(), one);
    return derived.evaluate(ones, WindowStat::nan).has_value();
}

Error unknownMetric(const std::string& id)
{
    const QString nearest = catalogue::nearest(id);
    return {ErrorCode::UnknownMetric,
            QCoreApplication::translate("History", "There is no metric \"%1\".").arg(QString::fromStdString(id)),
            nearest.isEmpty() ? QString()
                              : QCoreApplication::translate("History", "Did you mean \"%1\"?").arg(nearest)};
}
} // namespace

void Extent::add(double value)
{
    if (std::isnan(value))
        return;
    if (!(min <= value)) // also when it is still NaN
        min = value;
    if (!(max >= value))
        max = value;
}

void StepValues::add(double value)
{
    if (std::isnan(value))
        return;
    extent.add(value);
    last = value;
}

void boundIncrease(WindowStat& counter, double seconds)
{
    if (std::isnan(counter.minRate)) {
        counter.increase = WindowStat::nan;
        return;
    }
    const double most = counter.maxRate * seconds;
    if (counter.increase > most * (1 + 1e-9)) // the tolerance keeps exact sums exact
        counter.increase = most;
}

Result<MetricPlan> MetricPlan::make(std::span<const std::string> metrics, const std::vector<std::string>& rawNames,
                                    Unknown unknown)
{
    MetricPlan plan;
    for (const std::string& id : metrics) {
        const MetricInfo info = catalogue::lookup(id);
        Output output{id, info.unit, derived::find(id, rawNames), false, {}, info.combine};
        if (output.derived) {
            output.momentary = output.derived->extremes == Extremes::OfSteps && isMomentary(*output.derived);
            for (const std::string& input : output.derived->inputs)
                output.inputs.push_back(plan.addInput(input));
        } else if (!derived::isDerived(id)) {
            const bool known = catalogue::find(id) || std::find(rawNames.begin(), rawNames.end(), id) != rawNames.end();
            if (!known && unknown == Unknown::Refuse)
                return unknownMetric(id);
            output.inputs.push_back(plan.addInput(id));
        }
        plan.m_outputs.push_back(std::move(output));
    }
    const auto ofPrimaries = [](const auto& entry) { return entry.combine == Combine::SumOfPrimaries; };
    if ((std::any_of(plan.m_inputs.begin(), plan.m_inputs.end(), ofPrimaries) ||
         std::any_of(plan.m_outputs.begin(), plan.m_outputs.end(), ofPrimaries)) &&
        std::find(rawNames.begin(), rawNames.end(), onlyReplicasHave) != rawNames.end())
        plan.m_replicaInput = plan.addInput(std::string(onlyReplicasHave));
    return plan;
}

std::size_t MetricPlan::addInput(const std::string& id)
{
    const auto it = std::find(m_inputIds.begin(), m_inputIds.end(), id);
    if (it != m_inputIds.end())
        return static_cast<std::size_t>(it - m_inputIds.begin());
    const MetricInfo info = catalogue::lookup(id);
    m_inputIds.push_back(id);
    m_inputs.push_back({info.kind == MetricKind::Counter, info.combine});
    return m_inputs.size() - 1;
}

double MetricPlan::evaluate(const Output& output, const WindowStat* const* stats, double seconds) const
{
    if (!output.derived)
        return WindowStat::nan;
    m_scratch.resize(output.inputs.size());
    for (std::size_t k = 0; k < output.inputs.size(); ++k) {
        const WindowStat* stat = stats[output.inputs[k]];
        m_scratch[k] = stat ? *stat : WindowStat{};
        if (m_scratch[k].empty() && !output.derived->isOptional(k))
            return WindowStat::nan;
        if (m_inputs[output.inputs[k]].counter)
            boundIncrease(m_scratch[k], seconds);
    }
    return call(output, seconds);
}

ColumnPoint MetricPlan::point(const Output& output, std::span<const WindowStat> stats, const StepValues& steps,
                              double seconds) const
{
    if (output.isRaw()) {
        const WindowStat& stat = stats[output.inputs.front()];
        return {stat.last, {stat.min, stat.max}, stat.mean()};
    }
    if (!output.derived)
        return {};
    m_pointers.resize(stats.size());
    for (std::size_t i = 0; i < stats.size(); ++i)
        m_pointers[i] = &stats[i];
    // A database that was emptied in the column is still in the window's last values, but not in the last step's.
    const double value = output.momentary ? steps.last : evaluate(output, m_pointers.data(), seconds);
    if (std::isnan(value))
        return {};
    ColumnPoint point{value, steps.extent, value};
    if (output.derived->extremes == Extremes::OfRate) {
        point.extent.add(rate(output, stats, &WindowStat::minRate));
        point.extent.add(rate(output, stats, &WindowStat::maxRate));
    }
    point.extent.add(value);
    return point;
}

double MetricPlan::rate(const Output& output, std::span<const WindowStat> stats, double WindowStat::*extreme) const
{
    m_scratch.clear();
    for (std::size_t input : output.inputs) {
        m_scratch.push_back(stats[input]);
        m_scratch.back().increase = m_scratch.back().*extreme;
    }
    return call(output, 1.0);
}

double MetricPlan::call(const Output& output, double seconds) const
{
    return output.derived->evaluate(m_scratch, seconds).value_or(WindowStat::nan);
}

} // namespace cacheledger
