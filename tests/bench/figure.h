// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <optional>
#include <vector>

namespace bench
{

/// One measured figure, and what it is held against.
struct Figure {
    QString name; ///< "poll.cpu_us"
    double value = 0;
    QString unit;
    QString baseline; ///< what the baseline is; empty: none
    double baselineValue = 0;
    double ratio = 0;
};

/// Prints the figure as one JSON object on a line of its own.
void print(const Figure& figure);

/// True when the program was only asked for the names of its figures (--list); prints them.
bool listed(int argc, char** argv, const std::vector<const char*>& names);

double median(std::vector<double> values);

/// CPU seconds (user and system) that this process has used.
double ownCpuSeconds();
/// CPU seconds of the threads that another process has now; nothing when it is gone.
std::optional<double> cpuSecondsOf(qint64 pid);
/// Resident memory of a process in MiB.
std::optional<double> residentMibOf(qint64 pid);

} // namespace bench
