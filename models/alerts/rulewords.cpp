// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/rulewords.h"

#include "config/jsonobject.h"
#include "config/wordtable.h"

#include <QtCore/QCoreApplication>

#include <array>

namespace cacheledger::rulewords
{

namespace
{

using wordtable::allOf;
using wordtable::valueFor;
using wordtable::Word;
using wordtable::wordFor;

constexpr std::array tierWords{
    Word<AlertTier>{AlertTier::Critical, "critical"},
    Word<AlertTier>{AlertTier::Warning, "warning"},
    Word<AlertTier>{AlertTier::Information, "information"},
};
constexpr std::array functionWords{
    Word<RuleFunction>{RuleFunction::Value, "value"},
    Word<RuleFunction>{RuleFunction::Rate, "rate"},
    Word<RuleFunction>{RuleFunction::Increase, "increase"},
    Word<RuleFunction>{RuleFunction::Average, "avg"},
    Word<RuleFunction>{RuleFunction::Minimum, "min"},
    Word<RuleFunction>{RuleFunction::Maximum, "max"},
    Word<RuleFunction>{RuleFunction::P95, "p95"},
    Word<RuleFunction>{RuleFunction::GrowthPerDay, "growthPerDay"},
    Word<RuleFunction>{RuleFunction::Absence, "absence"},
};
constexpr std::array comparisonWords{
    Word<Comparison>{Comparison::Above, ">"},  Word<Comparison>{Comparison::AtLeast, ">="},
    Word<Comparison>{Comparison::Below, "<"},  Word<Comparison>{Comparison::AtMost, "<="},
    Word<Comparison>{Comparison::Equal, "=="}, Word<Comparison>{Comparison::NotEqual, "!="},
};
constexpr std::array noDataWords{
    Word<NoDataPolicy>{NoDataPolicy::Resolve, "resolve"},
    Word<NoDataPolicy>{NoDataPolicy::Keep, "keep"},
    Word<NoDataPolicy>{NoDataPolicy::Alert, "alert"},
};
constexpr std::array requirementWords{
    Word<RuleRequirement>{RuleRequirement::Limit, "limit"},
    Word<RuleRequirement>{RuleRequirement::Persistence, "persistence"},
    Word<RuleRequirement>{RuleRequirement::Replication, "replication"},
    Word<RuleRequirement>{RuleRequirement::NoCluster, "noCluster"},
};

struct DurationUnit {
    const char* name;
    qint64 ms;
};
constexpr std::array durationUnits{
    DurationUnit{"w", 604'800'000}, DurationUnit{"d", 86'400'000}, DurationUnit{"h", 3'600'000},
    DurationUnit{"m", 60'000},      DurationUnit{"s", 1000},       DurationUnit{"ms", 1},
};
constexpr qint64 longestMs = 100 * qint64(365) * 86'400'000;

} // namespace

// clang-format off
QString tier(AlertTier value) { return wordFor(tierWords, value); }
QString function(RuleFunction value) { return wordFor(functionWords, value); }
QString comparison(Comparison value) { return wordFor(comparisonWords, value); }
QString noData(NoDataPolicy value) { return wordFor(noDataWords, value); }
QString requirement(RuleRequirement value) { return wordFor(requirementWords, value); }

std::optional<AlertTier> tierOf(const QString& word) { return valueFor(tierWords, word); }
std::optional<RuleFunction> functionOf(const QString& word) { return valueFor(functionWords, word); }
std::optional<Comparison> comparisonOf(const QString& word) { return valueFor(comparisonWords, word); }
std::optional<NoDataPolicy> noDataOf(const QString& word) { return valueFor(noDataWords, word); }
std::optional<RuleRequirement> requirementOf(const QString& word) { return valueFor(requirementWords, word); }

QString allTiers() { return allOf(tierWords); }
QString allFunctions() { return allOf(functionWords); }
QString allComparisons() { return allOf(comparisonWords); }
QString allNoData() { return allOf(noDataWords); }
QString allRequirements() { return allOf(requirementWords); }
// clang-format on

QString duration(qint64 ms)
{
    QString text;
    for (const DurationUnit& unit : durationUnits) {
        if (ms >= unit.ms)
            text += QString::number(ms / unit.ms) + QLatin1String(unit.name);
        ms %= unit.ms;
    }
    return text.isEmpty() ? QStringLiteral("0s") : text;
}

std::optional<qint64> durationOf(const QString& text)
{
    // As Prometheus: each unit at most once, in this order, each with a whole number.
    qint64 totalMs = 0;
    qsizetype at = 0;
    std::size_t unit = 0;
    while (at < text.size()) {
        qint64 number = 0;
        const qsizetype digits = at;
        for (; at < text.size() && text[at] >= u'0' && text[at] <= u'9'; ++at) {
            number = number * 10 + (text[at].unicode() - u'0');
            if (number > longestMs)
                return {};
        }
        qsizetype end = at;
        while (end < text.size() && text[end].isLetter())
            ++end;
        const QStringView name = QStringView(text).mid(at, end - at);
        while (unit < durationUnits.size() && name != QLatin1String(durationUnits[unit].name))
            ++unit;
        if (at == digits || unit == durationUnits.size() || number > longestMs / durationUnits[unit].ms)
            return {};
        totalMs += number * durationUnits[unit++].ms;
        at = end;
    }
    return text.isEmpty() || totalMs > longestMs ? std::nullopt : std::optional(totalMs);
}

qint64 durationIn(JsonObject& in, const char* key, qint64 fallback)
{
    const nlohmann::ordered_json* value = in.find(key);
    if (!value)
        return fallback;
    const auto ms = value->is_string() ? durationOf(QString::fromStdString(value->get<std::string>())) : std::nullopt;
    if (!ms)
        in.fail(QLatin1String(key),
                QCoreApplication::translate("JsonObject", "must be a duration in quotes, not negative, like \"30s\", "
                                                          "\"5m\" or \"1h30m\"."));
    return ms.value_or(fallback);
}

} // namespace cacheledger::rulewords
