// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/economics.h"

#include <QtWidgets/QWidget>

#include <optional>
#include <vector>

namespace cacheledger
{

class BarChart;
class FigureTable;
class Theme;

/// What comes of a scenario: outcome, cumulative saving with its payback, sensitivity; and scenarios side by side.
class EconomicsResults : public QWidget
{
    Q_OBJECT

public:
    explicit EconomicsResults(Theme* theme, QWidget* parent = nullptr);

    /// Nothing: what is entered cannot be read, and the tables say so.
    void setScenario(const std::optional<Scenario>& scenario);
    void setCompared(const std::vector<Scenario>& scenarios);

private:
    FigureTable* m_results;
    FigureTable* m_sensitivity;
    FigureTable* m_comparison;
    BarChart* m_chart;
};

} // namespace cacheledger
