// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/verdict.h"

#include "cost/moneyformat.h"
#include "metrics/format.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

namespace
{

using Rule = VerdictReason::Rule;
using Outcome = VerdictReason::Outcome;

constexpr qint64 dayMs = qint64(24) * 3600 * 1000;
constexpr qint64 weekMs = 7 * dayMs;
constexpr qint64 leastFreshnessMs = 5 * 60 * 1000;
constexpr double mostDiversity = 0.9;
constexpr double fewestRequests = 100;
constexpr double leastHitRatio = 0.2;

QString verdictSentence(const char* text)
{
    return QCoreApplication::translate("Verdict", text);
}

QString ratioText(double ratio)
{
    return format::value(ratio, Unit::Ratio).joined();
}

VerdictReason judgeBill(const VerdictInput& in)
{
    if (!in.grossSavingPerMonth.isValid() || !in.cacheCostPerMonth.isValid() ||
        in.grossSavingPerMonth.currency() != in.cacheCostPerMonth.currency())
        return {Rule::Bill, Outcome::Unknown,
                verdictSentence("What the cache costs or saves is not known: enter its cost and the price of a hit.")};
    if (in.observedMs < dayMs)
        return {Rule::Bill, Outcome::Unknown,
                verdictSentence("Cost and saving are known for less than a day: collect for longer.")};
    const bool pays = in.grossSavingPerMonth > in.cacheCostPerMonth;
    const QString text = pays ? verdictSentence("It saves %1 a month and costs %2.")
                              : verdictSentence("It saves %1 a month, which is not more than the %2 that it costs.");
    return {Rule::Bill, pays ? Outcome::For : Outcome::Against,
            text.arg(formatMoney(in.grossSavingPerMonth), formatMoney(in.cacheCostPerMonth))};
}

VerdictReason judgeHitRatio(const VerdictInput& in)
{
    if (!in.hitRatio)
        return {Rule::HitRatio, Outcome::Unknown, verdictSentence("The hit ratio is not known: there was no traffic.")};
    const QString ratio = ratioText(*in.hitRatio);
    if (in.observedMs < weekMs)
        return {Rule::HitRatio, Outcome::Unknown,
                verdictSentence("The hit ratio is %1; it is judged after a week of traffic.").arg(ratio)};
    if (*in.hitRatio < leastHitRatio)
        return {Rule::HitRatio, Outcome::Against,
                verdictSentence("The hit ratio is %1 after a week, below %2.").arg(ratio, ratioText(leastHitRatio))};
    return {Rule::HitRatio, Outcome::For, verdictSentence("The hit ratio is %1.").arg(ratio)};
}

VerdictReason judgeRequests(const VerdictInput& in)
{
    if (!in.requestsPerDay)
        return {Rule::Requests, Outcome::Unknown, verdictSentence("The number of requests is not known.")};
    if (in.observedMs < dayMs)
        return {
            Rule::Requests, Outcome::Unknown,
            verdictSentence("Requests were counted for less than a day; how many come in a day is judged after one.")};
    const QString count = QLocale().toString(*in.requestsPerDay, 'f', 0);
    if (*in.requestsPerDay < fewestRequests)
        return {Rule::Requests, Outcome::Against,
                verdictSentence("There are %1 requests a day, fewer than %2.").arg(count).arg(fewestRequests)};
    return {Rule::Requests, Outcome::For, verdictSentence("There are %1 requests a day.").arg(count)};
}

VerdictReason judgeDiversity(const VerdictInput& in)
{
    if (!in.queryDiversity)
        return {Rule::Diversity, Outcome::Unknown, verdictSentence("How many requests are distinct is not known.")};
    const QString ratio = ratioText(*in.queryDiversity);
    if (*in.queryDiversity > mostDiversity)
        return {Rule::Diversity, Outcome::Against,
                verdictSentence("%1 of the requests are distinct, more than %2.").arg(ratio, ratioText(mostDiversity))};
    return {Rule::Diversity, Outcome::For, verdictSentence("%1 of the requests are distinct.").arg(ratio)};
}

VerdictReason judgeFreshness(const VerdictInput& in)
{
    if (!in.freshnessMs)
        return {Rule::Freshness, Outcome::Unknown, verdictSentence("How old an answer may be is not known.")};
    const QString age = format::duration(*in.freshnessMs);
    if (*in.freshnessMs < leastFreshnessMs)
        return {Rule::Freshness, Outcome::Against,
                verdictSentence("Answers must be younger than %1; below %2 a cache serves stale ones.")
                    .arg(age, format::duration(leastFreshnessMs))};
    return {Rule::Freshness, Outcome::For, verdictSentence("Answers may be %1 old.").arg(age)};
}

bool isRuleOfThumb(Rule rule)
{
    return rule == Rule::HitRatio || rule == Rule::Requests || rule == Rule::Diversity;
}

} // namespace

PayVerdict verdictOf(const VerdictInput& in)
{
    PayVerdict verdict;
    verdict.reasons = {judgeBill(in), judgeHitRatio(in), judgeRequests(in), judgeDiversity(in), judgeFreshness(in)};
    const Outcome bill = verdict.reasons.front().outcome;
    const bool isProven = bill == Outcome::For && in.confidence == Confidence::Measured && in.observedMs >= weekMs;
    bool isAgainst = false;
    for (VerdictReason& reason : verdict.reasons) {
        if (reason.outcome == Outcome::Against && isProven && isRuleOfThumb(reason.rule))
            reason.outcome = Outcome::Caution;
        isAgainst = isAgainst || reason.outcome == Outcome::Against;
    }
    verdict.state = isAgainst              ? VerdictState::DoesNotPay
                    : bill == Outcome::For ? VerdictState::Pays
                                           : VerdictState::NotEnoughData;
    return verdict;
}

QString outcomeWords(Outcome outcome)
{
    switch (outcome) {
    case Outcome::For:
        return verdictSentence("for it");
    case Outcome::Against:
        return verdictSentence("against it");
    case Outcome::Caution:
        return verdictSentence("outweighed");
    case Outcome::Unknown:
        break;
    }
    return verdictSentence("not known");
}

QString verdictText(VerdictState state)
{
    switch (state) {
    case VerdictState::Pays:
        return verdictSentence("Caching pays here.");
    case VerdictState::DoesNotPay:
        return verdictSentence("Caching does not pay here.");
    case VerdictState::NotEnoughData:
        break;
    }
    return verdictSentence("There is not enough data to say whether caching pays here.");
}

std::optional<qint64> breakEvenRequests(const Money& cacheCostPerMonth, const Money& avoidedPerHit,
                                        const Decimal& hitRatio, const Money& extraPerRequest)
{
    const Money perRequest = avoidedPerHit.times(hitRatio) - extraPerRequest;
    if (!cacheCostPerMonth.isValid() || perRequest.sign() <= 0 || cacheCostPerMonth.isNegative())
        return {};
    const auto ratio = cacheCostPerMonth.ratioTo(perRequest, 0);
    if (!ratio || *ratio > Decimal(qint64(1) << 60))
        return {};
    const auto requests = ratio->toString().toLongLong();
    return perRequest * requests < cacheCostPerMonth ? requests + 1 : requests; // the ratio may be rounded down
}

std::optional<Decimal> breakEvenHitRatio(const Money& cacheCostPerMonth, const Money& avoidedPerHit,
                                         qint64 requestsPerMonth, const Money& extraPerRequest)
{
    if (requestsPerMonth <= 0 || avoidedPerHit.sign() <= 0 || cacheCostPerMonth.isNegative())
        return {};
    const Money costs = cacheCostPerMonth + extraPerRequest * requestsPerMonth;
    const auto ratio = costs.ratioTo(avoidedPerHit * requestsPerMonth);
    return ratio && *ratio <= Decimal(1) ? ratio : std::nullopt;
}

} // namespace cacheledger
