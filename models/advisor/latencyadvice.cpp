// SPDX-License-Identifier: GPL-3.0-or-later
// What the server's own latency monitor saw, by its words (LATENCY DOCTOR).
#include "advisor/advicerules.h"
#include "advisor/diagnosiswords.h"

namespace cacheledger
{

using namespace Qt::StringLiterals;
using namespace adviceanswer;

static bool isMonitorOff(const QString& doctor)
{
    return doctor.contains("latency monitoring is disabled"_L1, Qt::CaseInsensitive);
}

/// Why nothing can be said from the doctor's text; nothing: something can.
static std::optional<AdviceFinding> withoutDoctor(const AdviceInput& input)
{
    if (!input.latencyDoctor)
        return notCheckable(AdviceText::tr("The server was not asked for its LATENCY DOCTOR."));
    if (!input.latencyDoctor->ok())
        return notCheckable(input.latencyDoctor->error().text());
    return {};
}

static AdviceFinding latencyMonitor(const AdviceInput& input)
{
    if (auto unknown = withoutDoctor(input))
        return *unknown;
    if (!isMonitorOff(**input.latencyDoctor))
        return fine(AdviceText::tr("latency-monitor-threshold is set."));
    return heldAgainst(
        AdviceText::tr("any limit"),
        found(Severity::Warning,
              AdviceText::tr("latency-monitor-threshold is 0: what delays the server leaves no trace."),
              AdviceText::tr("Let it note what takes over 100 ms, which costs next to nothing: CONFIG SET "
                             "latency-monitor-threshold 100."),
              AdviceText::tr("CONFIG SET latency-monitor-threshold 0")));
}

static AdviceFinding latencyEvents(const AdviceInput& input)
{
    if (auto unknown = withoutDoctor(input))
        return *unknown;
    const QString& doctor = **input.latencyDoctor;
    if (isMonitorOff(doctor))
        return notCheckable(AdviceText::tr("The latency monitor is off."));
    if (!doctor.contains("observed latency spikes"_L1, Qt::CaseInsensitive))
        return fine(AdviceText::tr("The latency monitor saw nothing above its limit."));
    return heldAgainst(AdviceText::tr("latency-monitor-threshold"),
                       found(Severity::Warning, latencyDoctorWords(doctor).join(u' '),
                             AdviceText::tr("See when each was, and what ran then: Server, Slow log and Diagnosis."),
                             AdviceText::tr("None is needed"), AdviceConfidence::Medium));
}

static AdviceFinding hugePages(const AdviceInput& input)
{
    if (auto unknown = withoutDoctor(input))
        return *unknown;
    const QString& doctor = **input.latencyDoctor;
    if (isMonitorOff(doctor))
        return notCheckable(AdviceText::tr("The server tells of huge pages only with its latency monitor on."));
    if (!doctor.contains("anonymous huge pages"_L1, Qt::CaseInsensitive))
        return fine(AdviceText::tr("The server's process has no transparent huge pages."));
    return heldAgainst(
        AdviceText::tr("none"),
        found(Severity::Warning, AdviceText::tr("The server's process has transparent huge pages."),
              AdviceText::tr("Switch them off on the machine and start the server anew: echo never > "
                             "/sys/kernel/mm/transparent_hugepage/enabled. Saving then copies far less."),
              AdviceText::tr("echo madvise > /sys/kernel/mm/transparent_hugepage/enabled")));
}

std::span<const AdviceRule> latencyAdvice()
{
    static constexpr AdviceRule rules[] = {
        {"latency-monitor-off", QT_TRANSLATE_NOOP("Advice", "Latency monitor off"), latencyMonitor},
        {"latency-events", QT_TRANSLATE_NOOP("Advice", "Delays that the server noticed"), latencyEvents},
        {"transparent-huge-pages", QT_TRANSLATE_NOOP("Advice", "Transparent huge pages"), hugePages},
    };
    return rules;
}

} // namespace cacheledger
