// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/costplan.h"

#include <QtCore/QStringList>

#include <array>

namespace cacheledger
{

/// Reads the entries of one row of a cost plan's part, as costplanrows writes them: amounts in the plan's currency
/// unless a code follows, days of the plan's zone. The first entry that cannot be read is kept as the problem, and what
/// is returned for it means nothing. What is given must outlive it.
class RowReader
{
public:
    RowReader(const QStringList& row, const CostPlan& plan) : m_row(row), m_plan(plan) {}

    QString text(int column) const { return m_row.value(column).trimmed(); }
    QString needed(int column);
    Decimal decimal(int column); ///< 0 for an empty entry; not negative
    Money money(int column);     ///< no amount for an empty entry
    std::optional<TimeMs> date(int column);
    Currency currency(int column);
    /// The place of the entry among texts that costplanrows shows translated.
    template <std::size_t n>
    int choice(int column, const std::array<const char*, n>& texts)
    {
        for (std::size_t i = 0; i < n; ++i)
            if (text(column) == translated(texts[i]))
                return static_cast<int>(i);
        failChoice(column);
        return 0;
    }
    const QString& problem() const { return m_problem; } ///< translated; empty: none

    static QString translated(const char* text); ///< of the context CostPlanRows

private:
    void fail(const QString& problem);
    void failChoice(int column);

    const QStringList& m_row;
    const CostPlan& m_plan;
    QString m_problem;
};

} // namespace cacheledger
