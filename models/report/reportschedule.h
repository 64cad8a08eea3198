// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"
#include "report/reportorder.h"

#include <vector>

namespace cacheledger
{

enum class ReportEvery { Week, Month };

/// A report that is made again and again, of the last whole week or month.
struct ReportSchedule {
    QString id; ///< unique
    ReportEvery every = ReportEvery::Month;
    ReportOrder order;  ///< without its period
    QString folder;     ///< where it goes; absolute
    QString channel;    ///< id of the mail channel that it is sent by, too; empty: none
    TimeMs sinceMs = 0; ///< periods that ended before are not made
};

/// A report that was made.
struct MadeReport {
    QString file;
    QString cacheName;
    ReportPeriod period;
    TimeMs madeMs = 0;
    QString schedule; ///< id; empty: by hand
    QString problem;  ///< what went wrong after it was written (the mail); empty: nothing
};

/// Preset of the period: "last-week", "last-month".
QString presetOf(ReportEvery every);

/// The period that is to be made now: the last whole one, once, however many were missed. Nothing when it was made, or
/// ended before the schedule was set up. A try that failed comes again when it is asked again.
std::optional<ReportPeriod> duePeriod(const ReportSchedule& schedule, const std::vector<MadeReport>& made, TimeMs nowMs,
                                      const QTimeZone& zone);

/// "rag-cache-2026-11.pdf", "rag-cache-2026-11-09-to-2026-11-15.pdf": the cache's name without what file systems or
/// shells take amiss, and the period.
QString reportFileName(const QString& cacheName, const ReportPeriod& period, ReportForm form, const QTimeZone& zone);

/// The unit files of a user's systemd that make the report without the application (docs/cli.md).
struct SystemdUnits {
    QString name; ///< "cacheledger-report-rag-cache-monthly"
    QByteArray service;
    QByteArray timer;
};
/// `program` and then `arguments` are what the service runs: absolute, quoted as systemd wants it.
SystemdUnits systemdUnits(const ReportSchedule& schedule, const QString& cacheName, const QString& program,
                          const QStringList& arguments);

/// reports.json in the configuration folder (docs/formats.md): the schedules. BadConfiguration names the key.
Result<std::vector<ReportSchedule>> loadReportSchedules(const QString& file);
Result<void> saveReportSchedules(const QString& file, const std::vector<ReportSchedule>& schedules);
/// InvalidArgument: no cache, no absolute folder, an unknown currency.
Result<void> checkReportSchedule(const ReportSchedule& schedule);

/// reports.json in the data folder: what was made, the newest first, 200 at most.
Result<std::vector<MadeReport>> loadMadeReports(const QString& file);
Result<void> addMadeReport(const QString& file, const MadeReport& made);

} // namespace cacheledger
