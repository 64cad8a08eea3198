// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Inside models/report: what the chapters of a report are built with.

#include "report/reportformat.h"
#include "report/reportinput.h"

namespace cacheledger
{

/// A report in the making: the input, how values look, and the formulas that were referred to so far.
struct ReportBuilding {
    const ReportInput& input;
    ReportFormat format;
    std::vector<ReportFormula> formulas;

    const LedgerEntry& total() const { return input.ledger.total; }
    /// Covered part of the period that was asked for; the ledger's own begins with the first sample and ends now.
    double coverage() const;
    Currency currency() const { return input.ledger.currency; }
    /// Adds a formula with the next number, once; its id.
    QString formula(const QString& id, const QString& what, const QString& text, const QString& inputs);
    QString mark(const QString& formula) const; ///< " [3]"
    ReportFigure figure(const QString& id, const QString& label, const ReportValue& value, Confidence confidence,
                        const QString& formula, const QString& note = {}) const;
    /// Round ticks for an axis of money from the smallest to the largest of `values` and 0.
    std::vector<ReportValue> moneyTicks(const std::vector<double>& values) const;
};

/// part / whole; nothing where either is not known or the whole is 0.
std::optional<double> shareOf(std::optional<double> part, std::optional<double> whole);

/// What the period would have cost without the cache, and what it cost with it; no amount where that is not known.
struct RequestCosts {
    Money without;
    Money with;
};
RequestCosts requestCosts(const LedgerEntry& total);

/// When what was spent once is paid back, or why that is not known, or that it never is.
QString paybackSentence(const ReportBuilding& building);

ReportCell textCell(const QString& text);
ReportCell valueCell(const ReportValue& value, const QString& figure, Confidence confidence);

// In the order of the report. Each registers its formulas.
ReportSection decisionSection(ReportBuilding& building);
ReportSection savingsSection(ReportBuilding& building);
ReportSection funnelSection(ReportBuilding& building);
ReportSection economicsSection(ReportBuilding& building);
ReportSection reliabilitySection(ReportBuilding& building);
ReportSection appendixSection(ReportBuilding& building);

} // namespace cacheledger
