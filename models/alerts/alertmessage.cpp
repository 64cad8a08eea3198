// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertmessage.h"

#include "metrics/format.h"
#include "metrics/metrictext.h"

#include <QtCore/QCoreApplication>

#include <array>
#include <utility>

namespace cacheledger
{

Unit unitOf(const std::string& metric, RuleFunction function)
{
    const Unit own = catalogue::lookup(metric).unit;
    if (function == RuleFunction::GrowthPerDay)
        return Unit::Ratio;
    if (function != RuleFunction::Rate)
        return own;
    return own == Unit::Bytes ? Unit::BytesPerSecond : own == Unit::Seconds ? Unit::CpuCores : Unit::PerSecond;
}

Unit unitOf(const Alert& alert)
{
    return unitOf(alert.metric, alert.function);
}

QString ruleValueText(const std::string& metric, RuleFunction function, std::optional<double> value)
{
    switch (function) {
    case RuleFunction::Value:
    case RuleFunction::Average:
    case RuleFunction::Minimum:
    case RuleFunction::Maximum:
    case RuleFunction::P95:
        return metricText(metric, value);
    case RuleFunction::Rate:
    case RuleFunction::Increase:
    case RuleFunction::GrowthPerDay:
    case RuleFunction::Absence:
        break;
    }
    return format::value(value, unitOf(metric, function)).joined();
}

QString filledMessage(const QString& message, const Alert& alert)
{
    if (message.isEmpty())
        return QCoreApplication::translate("Alert", "%1 at %2 (%3).")
            .arg(alert.ruleName, alert.address, alert.cacheName);
    const std::array<std::pair<QLatin1String, QString>, 6> words = {{
        {QLatin1String("%value"), ruleValueText(alert.metric, alert.function, alert.firedValue)},
        {QLatin1String("%threshold"), ruleValueText(alert.metric, alert.function, alert.threshold)},
        {QLatin1String("%cache"), alert.cacheName},
        {QLatin1String("%node"), alert.address},
        {QLatin1String("%stage"), QString::fromStdString(std::string(catalogue::variablePart(alert.metric)))},
        {QLatin1String("%for"), format::duration(alert.forMs)},
    }};
    QString filled;
    qsizetype at = 0;
    while (at < message.size()) {
        const QStringView rest = QStringView(message).mid(at);
        qsizetype taken = 1;
        for (const auto& [word, text] : words)
            if (rest.startsWith(word)) {
                filled += text;
                taken = word.size();
            }
        if (taken == 1)
            filled += message[at];
        at += taken;
    }
    return filled;
}

} // namespace cacheledger
