// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/keyadvice.h"

#include "advisor/advicerules.h"
#include "cost/moneyformat.h"
#include "metrics/format.h"

#include <algorithm>
#include <cstring>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr std::size_t mostTold = 3;

/// A question that keys answer. Texts are untranslated, context "Advice".
struct KeyQuestion {
    const char* id;
    const char* title;
    const char* command;      ///< that tells it
    const char* otherCommand; ///< and this; null: that alone
    const char* fine;
    const char* threshold;
    const char* action;
    const char* wayBack;
};

static constexpr KeyQuestion keyQuestions[] = {
    {"keys-without-ttl", QT_TRANSLATE_NOOP("Advice", "Keys without a TTL"), "PTTL", "MEMORY USAGE",
     QT_TRANSLATE_NOOP("Advice", "No prefix with a tenth of the memory is mostly without a TTL."),
     QT_TRANSLATE_NOOP("Advice", "a tenth of the memory, half of its keys"),
     QT_TRANSLATE_NOOP("Advice", "Find the writer of the prefix that sets no TTL, and set one with each write (SET key "
                                 "value EX 86400); give one to the keys that are there (EXPIRE key 86400)."),
     QT_TRANSLATE_NOOP("Advice", "PERSIST key")},
    {"big-keys", QT_TRANSLATE_NOOP("Advice", "Big keys"), "MEMORY USAGE", "HLEN",
     QT_TRANSLATE_NOOP("Advice", "No key that was looked at takes a MiB."), QT_TRANSLATE_NOOP("Advice", "1 MiB"),
     QT_TRANSLATE_NOOP("Advice", "Split it by its parts, read it in pieces (HSCAN, SSCAN, LRANGE), and let it go with "
                                 "UNLINK, not DEL."),
     QT_TRANSLATE_NOOP("Advice", "Write it as one again")},
    {"short-hash-ids", QT_TRANSLATE_NOOP("Advice", "Short hashes as ids"), "SCAN", nullptr,
     QT_TRANSLATE_NOOP("Advice", "No prefix has ids so short that two of them are likely to be the same."),
     QT_TRANSLATE_NOOP("Advice", "a probability of a millionth"),
     QT_TRANSLATE_NOOP("Advice", "Use a full SHA-256 (64 digits) as the id, and let the old keys expire."),
     QT_TRANSLATE_NOOP("Advice", "Use the short ids again")},
    {"stale-references", QT_TRANSLATE_NOOP("Advice", "References to keys that are gone"), "SRANDMEMBER", nullptr,
     QT_TRANSLATE_NOOP("Advice", "No sets were found that keep references to keys that are gone."),
     QT_TRANSLATE_NOOP("Advice", "a tenth of the members"),
     QT_TRANSLATE_NOOP("Advice", "Give the sets a TTL (EXPIRE key seconds), or take members out together with their "
                                 "keys (SREM set member)."),
     QT_TRANSLATE_NOOP("Advice", "SADD set member, PERSIST set")},
};

static QString question(const char* text)
{
    return QCoreApplication::translate("Advice", text);
}

static bool isOld(const KeyRecord& record, TimeMs nowMs)
{
    return nowMs - record.timeMs > oldAnalysisMs;
}

QString analysisText(const KeyRecord& record, TimeMs nowMs)
{
    const KeyReport& report = record.result.report;
    const auto count = [](double number) { return format::value(number, Unit::Count).joined(); };
    const QString age = format::duration(std::max<qint64>(0, nowMs - record.timeMs));
    QString text =
        record.sampled < 1
            ? AdviceText::tr("From the analysis of %1 ago: a sample of %2 of about %3 keys at %4 (± bounds a "
                             "share with 99.5 %).")
                  .arg(age, count(report.keysLookedAt), count(report.keys), record.node)
            : AdviceText::tr("From the analysis of %1 ago: all %2 keys at %3.")
                  .arg(age, count(report.keys), record.node);
    if (record.result.cancelled)
        text = AdviceText::tr("From the analysis of %1 ago, which was cancelled: %2 keys at %3, a part of them.")
                   .arg(age, count(report.keysLookedAt), record.node);
    return text;
}

static AdviceConfidence confidenceIn(const KeyRecord& record, TimeMs nowMs)
{
    const int sure = (record.sampled < 1 || record.result.cancelled ? 1 : 0) + (isOld(record, nowMs) ? 1 : 0);
    return static_cast<AdviceConfidence>(sure);
}

/// The sum; an upper bound and as weak as its weakest part.
static std::optional<AdviceWorth> worthTogether(const std::vector<KeyFinding>& parts)
{
    std::optional<AdviceWorth> sum;
    for (const KeyFinding& part : parts) {
        if (!part.worth)
            continue;
        if (!sum) {
            sum = part.worth;
            continue;
        }
        sum->perMonth = sum->perMonth + part.worth->perMonth;
        sum->confidence = weakest(sum->confidence, part.worth->confidence);
        sum->atMost = sum->atMost || part.worth->atMost;
        sum->basis = AdviceText::tr("the share of these prefixes in what the cache costs a month");
    }
    return sum;
}

static QString whyNoWorth(const KeyAdvice& advice, const KeyAdviceInput& input)
{
    if (input.money.cost.sign() <= 0)
        return AdviceText::tr("No price: what the cache costs is not entered (page Savings, costs and values).");
    if (advice.costPerMonth.sign() <= 0)
        return AdviceText::tr("No price: the sizes of keys are not known.");
    return AdviceText::tr("No memory is freed; what these keys take costs %1 a month.")
        .arg(formatMoney(advice.costPerMonth));
}

static void fillFound(KeyAdvice& advice, const KeyQuestion& of, const KeyAdviceInput& input)
{
    AdviceFinding& finding = advice.finding;
    QStringList told;
    for (const KeyFinding& part : advice.parts) {
        if (part.severity == Severity::Critical)
            finding.severity = Severity::Critical;
        if (part.costPerMonth.isValid())
            advice.costPerMonth =
                advice.costPerMonth.isValid() ? advice.costPerMonth + part.costPerMonth : part.costPerMonth;
        if (told.size() < static_cast<qsizetype>(mostTold))
            told << (part.assumption.isEmpty() ? part.text
                                               : AdviceText::tr("%1 (Here, %2.)").arg(part.text, part.assumption));
    }
    if (advice.parts.size() > mostTold)
        told << AdviceText::tr("And %1 more.").arg(advice.parts.size() - mostTold);
    finding.evidence = told.join(u' ');
    finding.threshold = question(of.threshold);
    finding.action = question(of.action);
    finding.wayBack = question(of.wayBack);
    advice.worth = worthTogether(advice.parts);
    if (!advice.worth)
        advice.noWorth = whyNoWorth(advice, input);
}

/// Why an analysis that found nothing does not say that there is nothing; empty: it does.
static QString whyNotTold(const KeyQuestion& of, const KeyScanResult& result)
{
    for (const QString& refused : result.notTold)
        for (const char* command : {of.command, of.otherCommand})
            if (command && refused.startsWith(QLatin1String(command)))
                return AdviceText::tr("%1 is not permitted: see cacheledger acl --features keys.")
                    .arg(QLatin1String(command));
    if (std::strcmp(of.id, "stale-references") != 0)
        return {};
    if (result.cancelled)
        return AdviceText::tr("The analysis was cancelled before references were followed.");
    double looked = 0;
    for (const PrefixShare& share : result.report.prefixes)
        looked += share.references;
    return result.referencesUnknown > looked
               ? AdviceText::tr("The servers that own what the sets refer to could not tell of most of it: slots were "
                                "moving, or they did not answer.")
               : QString();
}

static KeyAdvice answerTo(const KeyQuestion& of, const std::vector<KeyFinding>& findings, const KeyAdviceInput& input)
{
    KeyAdvice advice;
    AdviceFinding& finding = advice.finding;
    finding.id = of.id;
    finding.title = question(of.title);
    if (!input.record) {
        finding.evidence = AdviceText::tr("No analysis of the keys is kept. %1").arg(input.howToAnalyse);
        return advice;
    }
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(advice.parts),
                 [&](const KeyFinding& each) { return std::strcmp(each.rule, of.id) == 0; });
    finding.confidence = confidenceIn(*input.record, input.nowMs);
    if (!advice.parts.empty()) {
        finding.state = AdviceState::Found;
        finding.severity = Severity::Warning;
        fillFound(advice, of, input);
    } else if (const QString why = whyNotTold(of, input.record->result); !why.isEmpty()) {
        finding.evidence = why;
    } else {
        finding.state = AdviceState::Fine;
        finding.evidence = question(of.fine);
    }
    finding.evidence += u' ' + analysisText(*input.record, input.nowMs);
    if (isOld(*input.record, input.nowMs))
        finding.evidence += u' ' + AdviceText::tr("That is long ago: it may have changed. %1").arg(input.howToAnalyse);
    return advice;
}

std::vector<KeyAdvice> keyAdvice(const KeyAdviceInput& input)
{
    const std::vector<KeyFinding> findings = keyFindings(input);
    std::vector<KeyAdvice> answers;
    for (const KeyQuestion& each : keyQuestions)
        answers.push_back(answerTo(each, findings, input));
    return answers;
}

void answerFromKeys(std::vector<AdviceFinding>& ofNode, const std::vector<KeyAdvice>& keys)
{
    for (const KeyAdvice& advice : keys) {
        const auto known = std::find_if(ofNode.begin(), ofNode.end(),
                                        [&](const AdviceFinding& other) { return other.id == advice.finding.id; });
        if (known == ofNode.end())
            ofNode.push_back(advice.finding);
        else if (advice.finding.state == AdviceState::Found || known->state == AdviceState::NotCheckable)
            *known = advice.finding;
    }
}

} // namespace cacheledger
