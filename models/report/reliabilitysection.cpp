// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the cache can be relied on: memory, evictions, alerts, incidents, outlook.
#include "report/reportbuilding.h"

#include "metrics/format.h"

#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString limitNote(const ReportBuilding& building)
{
    const ReportReliability& facts = building.input.reliability;
    if (!facts.usedBytes || !facts.limitBytes)
        return {};
    if (*facts.limitBytes <= 0)
        return reportText("%1 used").arg(building.format.bytes(facts.usedBytes).text);
    return reportText("%1 of %2 used")
        .arg(building.format.bytes(facts.usedBytes).text, building.format.bytes(facts.limitBytes).text);
}

static std::vector<ReportFigure> memoryFigures(ReportBuilding& building)
{
    const ReportReliability& facts = building.input.reliability;
    building.formula(u"headroom"_s, reportText("Headroom"),
                     reportText("1 - used memory / maxmemory, of all nodes together, at the end of the period"),
                     reportText("INFO of the servers"));
    building.formula(u"evictions"_s, reportText("Evictions and expiries"),
                     reportText("increase of evicted_keys and expired_keys in the period, of all nodes"),
                     reportText("INFO of the servers"));
    std::optional<double> headroom;
    if (facts.usedBytes && facts.limitBytes && *facts.limitBytes > 0)
        headroom = 1 - *facts.usedBytes / *facts.limitBytes;
    const bool unlimited = facts.limitBytes && *facts.limitBytes <= 0;
    const ReportFormat& format = building.format;
    return {building.figure(u"headroom"_s, reportText("Memory headroom"),
                            format.ratio(headroom, unlimited ? reportText("no limit") : reportText("not known")),
                            Confidence::Measured, u"headroom"_s, limitNote(building)),
            building.figure(u"evictions"_s, reportText("Evictions"), format.count(facts.evictions, u"keys"_s),
                            Confidence::Measured, u"evictions"_s, reportText("keys thrown out for want of memory")),
            building.figure(u"expired"_s, reportText("Expiries"), format.count(facts.expired, u"keys"_s),
                            Confidence::Measured, u"evictions"_s, reportText("keys that ended as planned"))};
}

static ReportValue durationValue(const std::optional<qint64>& ms, const QLocale& locale)
{
    if (!ms)
        return ReportFormat::unknown(reportText("none"));
    return {format::duration(*ms, locale), QString::number(*ms), u"ms"_s, static_cast<double>(*ms)};
}

static std::vector<ReportFigure> alertFigures(ReportBuilding& building)
{
    building.formula(u"alerts"_s, reportText("Alerts"),
                     reportText("alerts that fired in the period, by tier; a false positive counts for no mean"),
                     reportText("alert log"));
    building.formula(u"alerts.times"_s, reportText("Mean times"),
                     reportText("mean from fired to acknowledged, and from fired to ended"), reportText("alert log"));
    const auto& alerts = building.input.reliability.alerts;
    const ReportFormat& format = building.format;
    const QString notKnown = reportText("not known");
    const auto count = [&](int ReportAlerts::*member) {
        return format.count(alerts ? std::optional<double>((*alerts).*member) : std::nullopt, u"alerts"_s, notKnown);
    };
    const QString note = alerts ? reportText("%1 for information; false alarms among all: %2")
                                      .arg(alerts->information)
                                      .arg(alerts->falsePositives)
                                : QString();
    return {building.figure(u"alerts.critical"_s, reportText("Critical alerts"), count(&ReportAlerts::critical),
                            Confidence::Measured, u"alerts"_s),
            building.figure(u"alerts.warning"_s, reportText("Warnings"), count(&ReportAlerts::warning),
                            Confidence::Measured, u"alerts"_s, note),
            building.figure(u"alerts.mean_to_resolve"_s, reportText("Mean time to resolve"),
                            alerts ? durationValue(alerts->meanToResolveMs, format.locale())
                                   : ReportFormat::unknown(notKnown),
                            Confidence::Measured, u"alerts.times"_s)};
}

static ReportTable incidentTable(const ReportBuilding& building)
{
    const ReportReliability& facts = building.input.reliability;
    ReportTable table{u"incidents"_s,
                      reportText("Incidents"),
                      {{reportText("Incident"), false, false, 2, {}},
                       {reportText("What"), false, true, 4, {}},
                       {reportText("Tier"), false, false, 2, {}},
                       {reportText("Opened"), true, false, 1, {}},
                       {reportText("Closed after"), true, false, 1, {}}},
                      {},
                      facts.incidentsKnown ? reportText("There was none in the period.") : reportText("Not known.")};
    for (const ReportIncident& incident : facts.incidents)
        table.rows.push_back({{textCell(incident.id), textCell(incident.title), textCell(incident.tier),
                               textCell(building.format.dateTime(incident.openedMs)),
                               textCell(incident.closedMs ? format::duration(*incident.closedMs - incident.openedMs,
                                                                             building.format.locale())
                                                          : reportText("open"))},
                              false});
    return table;
}

/// In plain words, as far as a straight line can tell.
static QString outlook(const ReportBuilding& building)
{
    const ReportReliability& facts = building.input.reliability;
    if (!facts.usedBytes || !facts.limitBytes || !facts.growthBytesPerDay)
        return reportText("Outlook: how memory goes on is not known.");
    const ReportFormat& format = building.format;
    if (*facts.limitBytes > 0 && facts.evictions.value_or(0) > 0)
        return reportText("Outlook: keys are evicted already; what is new displaces what is old.");
    if (*facts.growthBytesPerDay <= 0)
        return reportText("Outlook: memory did not grow in the period.");
    const QString growth = format.bytes(facts.growthBytesPerDay).text;
    if (*facts.limitBytes <= 0)
        return reportText("Outlook: memory grew by %1 a day, and has no limit (maxmemory is 0).").arg(growth);
    const double days = (*facts.limitBytes - *facts.usedBytes) / *facts.growthBytesPerDay;
    if (days <= 0)
        return reportText("Outlook: the limit of memory is reached; what is new displaces what is old.");
    if (days > 3650)
        return reportText("Outlook: memory grew by %1 a day; its limit is more than ten years away.").arg(growth);
    return reportText("Outlook: memory grew by %1 a day; at that rate its limit is reached in %2 days.")
        .arg(growth, format.count(std::round(days), {}).text);
}

ReportSection reliabilitySection(ReportBuilding& building)
{
    ReportSection section{u"reliability"_s, reportText("Reliability"), {}};
    section.blocks.emplace_back(ReportFigures{memoryFigures(building)});
    section.blocks.emplace_back(ReportFigures{alertFigures(building)});
    section.blocks.emplace_back(ReportParagraph{outlook(building), false, false});
    section.blocks.emplace_back(incidentTable(building));
    return section;
}

} // namespace cacheledger
