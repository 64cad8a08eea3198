// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "metrics/result.h"
#include "redis/commandtally.h"

#include <QtCore/QStringList>

#include <span>

namespace cacheledger
{

/// The audit log: how many commands of which kind were sent to which server on which day (UTC), with their bytes. A
/// SQLite file (the profile's audit.sqlite) with one row a day, server and kind, to which several processes add; 400
/// days of it, and at most about 200,000 rows: beyond them the oldest days go. Any thread; opened for each call.
namespace auditfile
{

static constexpr int keptDays = 400;
static constexpr int keptRows = 200'000;

/// Adds to the day of `nowMs`, all or nothing. Creates the file and its folder. DiskFull, ReadOnly, Locked, Corrupt,
/// Io.
Result<void> add(const QString& path, std::span<const CommandTally::Change> changes, TimeMs nowMs,
                 int maxRows = keptRows);

struct Row {
    QString day; ///< "2026-11-22"
    QString address;
    QString command; ///< as the list of commands has it: "INFO everything"
    qint64 commands = 0;
    qint64 bytesSent = 0;
    qint64 bytesReceived = 0;
};
struct Question {
    QStringList addresses;  ///< empty: all
    QString fromDay, toDay; ///< both included; empty: from the first, to the last
};
/// By day, server and command. Empty where there is no file.
Result<std::vector<Row>> read(const QString& path, const Question& question);

} // namespace auditfile

} // namespace cacheledger
