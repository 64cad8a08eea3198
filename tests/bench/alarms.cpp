// SPDX-License-Identifier: GPL-3.0-or-later
#include "alarms.h"

#include "figure.h"

#include <algorithm>

namespace bench
{

static constexpr int quietHours = 24;

void AlarmScore::add(const AlarmScore& other)
{
    found += other.found;
    events += other.events;
    falseAlarms += other.falseAlarms;
}

std::vector<int> alarmsIn(const std::vector<bool>& given)
{
    std::vector<int> begins;
    int quietSince = -quietHours;
    for (int hour = 0; hour < static_cast<int>(given.size()); ++hour) {
        if (!given[static_cast<std::size_t>(hour)])
            continue;
        if (hour - quietSince >= quietHours)
            begins.push_back(hour);
        quietSince = hour;
    }
    return begins;
}

AlarmScore scoreOf(std::vector<bool> given, const std::vector<EventSpan>& events)
{
    AlarmScore score;
    const int size = static_cast<int>(given.size());
    for (const EventSpan& event : events) {
        ++score.events;
        const auto begin = given.begin() + std::clamp(event.begin, 0, size);
        const auto end = given.begin() + std::clamp(event.end, 0, size);
        score.found += std::find(begin, end, true) != end ? 1 : 0;
        std::fill(begin, end, false);
    }
    score.falseAlarms = static_cast<int>(alarmsIn(given).size());
    return score;
}

double strictestAt(double recall, const std::vector<double>& strictestFirst,
                   const std::function<AlarmScore(double parameter)>& run)
{
    for (const double parameter : strictestFirst)
        if (run(parameter).recall() >= recall)
            return parameter;
    return strictestFirst.back();
}

std::vector<double> steps(double from, double to, double by)
{
    std::vector<double> values;
    for (double value = from; by > 0 ? value <= to : value >= to; value += by)
        values.push_back(value);
    return values;
}

void printAlarms(const AlarmFigures& ids, int traces, const AlarmScore& ours, const AlarmScore& fixed,
                 const AlarmScore& line)
{
    const QString unit = QStringLiteral("of %1 traces").arg(traces);
    const auto beside = [](const char* what, const AlarmScore& score) {
        return QStringLiteral("%1, recall %2").arg(QLatin1String(what)).arg(score.recall(), 0, 'f', 2);
    };
    print({ids.recallId, ours.recall(), QStringLiteral("of %1").arg(ours.events), "fixed threshold", fixed.recall(),
           fixed.recall() > 0 ? ours.recall() / fixed.recall() : 0});
    print({ids.fixedId, double(ours.falseAlarms), unit, beside("fixed threshold", fixed), double(fixed.falseAlarms),
           double(ours.falseAlarms) / std::max(fixed.falseAlarms, 1)});
    print({ids.lineId, double(ours.falseAlarms), unit, beside("plain line", line), double(line.falseAlarms),
           double(ours.falseAlarms) / std::max(line.falseAlarms, 1)});
}

} // namespace bench
