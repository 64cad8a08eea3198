// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/channel.h"
#include "app/notify/sendoutcome.h"
#include "app/reportgather.h"
#include "report/reportschedule.h"

namespace cacheledger
{

/// Gathers, builds and lays out: the bytes of the file that was ordered. Needs a QGuiApplication; any thread. The
/// errors of gatherReport(), buildCostReport() and reportBytes().
Result<QByteArray> makeReport(const ReportGathering& gathering, const ReportOrder& order,
                              const std::atomic_bool* cancelled = nullptr);

/// Replaces the file as a whole or not at all; the folder must exist. DiskFull, ReadOnly and Io name the file.
Result<void> writeReport(const QString& file, const QByteArray& bytes);

/// Sends a report as an attachment by a mail channel. Blocks; any thread. The sentence of what went wrong; empty: it
/// was sent.
QString mailReport(const AlertChannel& channel, const QString& password, const QString& file, const QByteArray& bytes,
                   const QString& subject, TimeMs nowMs, const std::atomic_bool* cancelled = nullptr);

} // namespace cacheledger
