// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/advice.h"

#include "advisor/advicerules.h"
#include "metrics/catalogue.h"
#include "metrics/metrictext.h"

namespace cacheledger
{

using namespace Qt::StringLiterals;

const char* adviceStateName(AdviceState state)
{
    static constexpr const char* names[] = {"found", "fine", "not_checkable"};
    return names[static_cast<int>(state)];
}

const char* adviceConfidenceName(AdviceConfidence confidence)
{
    static constexpr const char* names[] = {"high", "medium", "low"};
    return names[static_cast<int>(confidence)];
}

namespace adviceanswer
{

AdviceFinding fine(const QString& evidence)
{
    AdviceFinding finding;
    finding.state = AdviceState::Fine;
    finding.evidence = evidence;
    return finding;
}

AdviceFinding notCheckable(const QString& missing)
{
    AdviceFinding finding;
    finding.evidence = missing;
    return finding;
}

AdviceFinding found(Severity severity, const QString& evidence, const QString& action, const QString& wayBack,
                    AdviceConfidence confidence)
{
    AdviceFinding finding;
    finding.state = AdviceState::Found;
    finding.severity = severity;
    finding.evidence = evidence;
    finding.action = action;
    finding.wayBack = wayBack;
    finding.confidence = confidence;
    return finding;
}

AdviceFinding heldAgainst(const QString& threshold, AdviceFinding finding)
{
    finding.threshold = threshold;
    return finding;
}

AdviceFinding notTold(const char* metric)
{
    return notCheckable(AdviceText::tr("The server does not tell %1.").arg(QLatin1String(metric)));
}

QString spokenValue(const char* metric, double value)
{
    return AdviceText::tr("%1: %2").arg(catalogue::metricName(metric), metricText(metric, value));
}

} // namespace adviceanswer

ServerFamily familyOf(const AdviceInput& input)
{
    const Snapshot& latest = *input.window.latest();
    if (latest.text("valkey_version"))
        return ServerFamily::Valkey;
    if (latest.text("dragonfly_version"))
        return ServerFamily::Dragonfly;
    if (latest.text("kvrocks_version") || latest.text("garnet_version"))
        return ServerFamily::Other;
    // It calls itself Redis.
    const bool isKeyDb =
        latest.value("mvcc_depth") || latest.text("executable").value_or(QString()).contains("keydb"_L1);
    return isKeyDb ? ServerFamily::KeyDb : ServerFamily::Redis;
}

std::vector<AdviceFinding> advise(const AdviceInput& input)
{
    std::vector<AdviceFinding> findings;
    for (const std::span<const AdviceRule> rules : {memoryAdvice(), trafficAdvice(), safetyAdvice(), latencyAdvice()}) {
        for (const AdviceRule& rule : rules) {
            AdviceFinding finding = rule.answer(input);
            finding.id = rule.id;
            finding.title = QCoreApplication::translate("Advice", rule.title);
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

} // namespace cacheledger
