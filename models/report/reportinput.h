// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledger.h"
#include "report/costreport.h"
#include "report/reportperiod.h"

#include <QtCore/QLocale>

#include <map>
#include <optional>

namespace cacheledger
{

/// What a stage's source told of the period beside what the ledger counts.
struct StageQuality {
    std::optional<double> p50Ms;
    std::optional<double> p95Ms;
    std::optional<double> wrongHits;
};

/// One incident of the period.
struct ReportIncident {
    QString id;
    QString title;
    QString tier; ///< translated
    TimeMs openedMs = 0;
    std::optional<TimeMs> closedMs; ///< nothing: it lasts
};

/// How the alerts of the period went; counts of those that fired in it.
struct ReportAlerts {
    int critical = 0, warning = 0, information = 0;
    int falsePositives = 0;
    std::optional<qint64> meanToAcknowledgeMs;
    std::optional<qint64> meanToResolveMs;
};

/// What the servers told over the period. Absent is not known, never 0.
struct ReportReliability {
    std::optional<double> usedBytes;  ///< at the end of the period, of all nodes together
    std::optional<double> limitBytes; ///< maxmemory of all nodes together; 0: no limit
    std::optional<double> growthBytesPerDay;
    std::optional<double> evictions;
    std::optional<double> expired;
    std::optional<ReportAlerts> alerts;
    bool incidentsKnown = false;
    std::vector<ReportIncident> incidents;
    std::vector<std::pair<TimeMs, QString>> restarts; ///< when, and which node
};

/// Money that was spent once, and what comes of it, as the user entered it.
struct ReportEconomics {
    QString name;         ///< of the scenario or the cost
    Money entered;        ///< in the currency in which it was entered
    Money implementation; ///< in the ledger's; no amount where that takes a rate of exchange that nobody entered
    TimeMs enteredMs = 0;
    std::vector<LedgerAssumption> assumptions; ///< what the ledger's own do not list
};

/// Everything that a report is made from.
struct ReportInput {
    QString title; ///< empty: "Cache cost report"
    QString cacheName;
    ReportPeriod period;
    QLocale locale;
    QTimeZone zone;
    TimeMs nowMs = 0;
    bool isDemo = false;
    Ledger ledger;                             ///< of the period, by day or by month
    std::optional<Ledger> previous;            ///< of the period before
    bool byMonth = false;                      ///< the ledger's entries are months, else days
    std::map<QString, StageQuality> qualities; ///< by stage
    std::optional<ReportEconomics> economics;
    ReportReliability reliability;
};

/// The report: pure, the same input gives the same report. What is not known is said to be so. InvalidArgument where
/// there is nothing to report on: no data at all in the period.
Result<CostReport> buildCostReport(const ReportInput& input);

} // namespace cacheledger
