// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

namespace bench
{

/// How well a detector did: what it found of the events, and how often it called wolf.
struct AlarmScore {
    int found = 0;
    int events = 0;
    int falseAlarms = 0;

    double recall() const { return events ? double(found) / events : 0; }
    void add(const AlarmScore& other);
};

/// The hours in which an alarm begins: it goes on to the last before a whole day without.
std::vector<int> alarmsIn(const std::vector<bool>& given);

/// Hours of one trace in which the detector says so: [begin, end) of an event are taken out once it is seen whether it
/// was found; what remains is false.
struct EventSpan {
    int begin = 0, end = 0;
};
AlarmScore scoreOf(std::vector<bool> given, const std::vector<EventSpan>& events);

/// Of a family of detectors, the strictest one that finds at least `recall` of what there is.
double strictestAt(double recall, const std::vector<double>& strictestFirst,
                   const std::function<AlarmScore(double parameter)>& run);

/// from, from + by, ... to
std::vector<double> steps(double from, double to, double by);

/// Prints ours beside a fixed threshold and a plain line, whose parameters were tuned to our recall on other traces:
/// "ID_recall", "ID_false_alarms", "ID_false_alarms_line".
struct AlarmFigures {
    const char* recallId;
    const char* fixedId;
    const char* lineId;
};
void printAlarms(const AlarmFigures& ids, int traces, const AlarmScore& ours, const AlarmScore& fixed,
                 const AlarmScore& line);

} // namespace bench
