// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/catalogue.h"
#include "metrics/derived.h"
#include "metrics/result.h"
#include "metrics/window.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cacheledger
{

/// Smallest and largest value in a column (of a derived metric: among the finest steps in it).
struct Extent {
    double min = WindowStat::nan;
    double max = WindowStat::nan;

    void add(double value);
};

/// A derived metric's values at the finest steps of a column.
struct StepValues {
    Extent extent;
    double last = WindowStat::nan; ///< of the last step that gives one

    void add(double value);
};

/// What one metric shows in one column.
struct ColumnPoint {
    double value = WindowStat::nan;
    Extent extent;
    double mean = WindowStat::nan;
};

/// What to read for the asked metrics, and how to get their values from it: the distinct raw series that are needed
/// (inputs), and for each asked metric (outputs, in the asked order) either one of them or a formula over some.
class MetricPlan
{
public:
    struct Input {
        bool counter = false;
        Combine combine = Combine::None;
    };
    struct Output {
        std::string metric;
        Unit unit = Unit::None;
        std::optional<DerivedMetric> derived; ///< nothing: raw
        bool momentary = false;               ///< derived from values at a moment, not from increases: like a gauge
        std::vector<std::size_t> inputs;      ///< places among the plan's inputs; one for raw, none: never has a value
        Combine combine = Combine::None;      ///< of several nodes' values; None, derived: formula over combined inputs

        bool isRaw() const { return !derived && !inputs.empty(); }
    };
    enum class Unknown { Refuse, Accept };
    /// The raw id that tells a replica from a primary.
    static constexpr std::string_view onlyReplicasHave = "slave_repl_offset";

    /// `rawNames` are the raw ids that exist in the range. UnknownMetric for an id that is neither among them nor known
    /// to the catalogue, with the nearest known one; Unknown::Accept makes such an id a series without values.
    static Result<MetricPlan> make(std::span<const std::string> metrics, const std::vector<std::string>& rawNames,
                                   Unknown unknown = Unknown::Refuse);

    const std::vector<std::string>& inputIds() const { return m_inputIds; }
    const std::vector<Input>& inputs() const { return m_inputs; }
    const std::vector<Output>& outputs() const { return m_outputs; }
    /// The input that only replicas have, where the plan must tell them from primaries (Combine::SumOfPrimaries).
    std::optional<std::size_t> replicaInput() const { return m_replicaInput; }

    /// A derived output's value over a window of `seconds`, from one WindowStat an input of the plan (null: none); NaN:
    /// none.
    double evaluate(const Output& output, const WindowStat* const* stats, double seconds) const;
    /// What an output shows over a window: of one WindowStat an input and, for Extremes::OfSteps, the steps' values.
    ColumnPoint point(const Output& output, std::span<const WindowStat> stats, const StepValues& steps,
                      double seconds) const;

private:
    std::size_t addInput(const std::string& id);
    double call(const Output& output, double seconds) const;
    double rate(const Output& output, std::span<const WindowStat> stats, double WindowStat::*extreme) const;

    std::vector<std::string> m_inputIds;
    std::vector<Input> m_inputs;
    std::vector<Output> m_outputs;
    std::optional<std::size_t> m_replicaInput;
    // One plan is used by one thread; these spare an allocation a formula.
    mutable std::vector<WindowStat> m_scratch;
    mutable std::vector<const WindowStat*> m_pointers;
};

/// What may be said of a counter over a window. After a reset `increase` holds what was counted since a restart that we
/// did not see: no rate where that is all there is, and where it is beyond what the counter ever did in this window (a
/// failover to a server with a long life) it is cut to that.
void boundIncrease(WindowStat& counter, double seconds);

} // namespace cacheledger
