// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/playbookreader.h"

#include "alerts/rulecheck.h"
#include "alerts/rulewords.h"
#include "incidents/check.h"
#include "incidents/placeholder.h"
#include "incidents/playbookfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QRegularExpression>

namespace cacheledger
{

namespace
{

QString bookText(const char* text)
{
    return QCoreApplication::translate("PlaybookFile", text);
}

constexpr const char* bookKeys[] = {"version",    "id",         "revision",  "title",      "tier",
                                    "alerts",     "everyNode",  "meaning",   "impact",     "expectedMinutes",
                                    "symptoms",   "actions",    "diagnosis", "mitigation", "verification",
                                    "prevention", "escalation", "messages"};
constexpr const char* expectedKeys[] = {"from", "to"};
constexpr const char* symptomKeys[] = {"text", "metric"};
constexpr const char* stepKeys[] = {"text", "command", "check"};
constexpr const char* mitigationKeys[] = {"text", "command", "check", "risk", "wayBack"};
constexpr const char* checkKeys[] = {"metric",    "field", "function", "window", "comparison",
                                     "threshold", "texts", "met",      "notMet"};
constexpr const char* escalationKeys[] = {"after", "check", "for", "text", "to"};
constexpr const char* messageKeys[] = {"initial", "update", "resolved"};
constexpr const char* audienceKeys[] = {"engineering", "stakeholders", "users"};

/// A day: nobody expects to work longer on one incident.
constexpr int longestExpectedMinutes = 1440;

bool isId(const QString& text)
{
    static const QRegularExpression form(QStringLiteral("^[a-z0-9][a-z0-9._-]{0,63}\\z"));
    return form.match(text).hasMatch();
}

} // namespace

PlaybookReader::PlaybookReader(const Json& object) : m_in(object, QString(), m_faults)
{
    m_in.allowOnly(bookKeys, bookText("is no key of a playbook; these are: %1."));
    readIdentity();
    readSymptoms();
    m_playbook.actions = steps("actions", StepKind::Plain);
    m_playbook.diagnosis = steps("diagnosis", StepKind::Plain);
    m_playbook.mitigation = steps("mitigation", StepKind::Mitigation);
    m_playbook.verification = steps("verification", StepKind::Plain);
    m_playbook.prevention = proseList("prevention");
    readEscalation();
    readMessages();
}

void PlaybookReader::checkProse(JsonObject& in, const QString& key, const QString& text)
{
    if (text.trimmed().isEmpty())
        in.fail(key, bookText("must not be empty."));
    else if (text.size() > playbookfile::longestText)
        in.fail(key, bookText("has %1 characters; %2 are the most.").arg(text.size()).arg(playbookfile::longestText));
    else
        for (const QString& fault : placeholder::faultsOf(text))
            in.fail(key, fault);
}

/// A text that has to be there.
QString PlaybookReader::prose(JsonObject& in, const char* key)
{
    const auto* value = in.need(key);
    const QString text = in.text(key);
    if (value && value->is_string())
        checkProse(in, QLatin1String(key), text);
    return text;
}

QStringList PlaybookReader::proseList(const char* key)
{
    m_in.need(key);
    const QStringList list = m_in.texts(key);
    if (list.size() > qsizetype(playbookfile::longestList))
        m_in.fail(QLatin1String(key),
                  bookText("has %1 entries; %2 are the most.").arg(list.size()).arg(playbookfile::longestList));
    else
        for (qsizetype i = 0; i < list.size(); ++i)
            checkProse(m_in, QLatin1String(key) + QStringLiteral("/%1").arg(i), list[i]);
    return list;
}

template <typename Read>
void PlaybookReader::eachObject(const char* key, const Read& read)
{
    const Json* list = m_in.need(key);
    if (!list)
        return;
    if (!list->is_array() || list->size() > playbookfile::longestList) {
        m_in.fail(QLatin1String(key), bookText("must be a list of at most %1 objects.").arg(playbookfile::longestList));
        return;
    }
    int number = -1;
    for (const Json& item : *list) {
        const QString path = QLatin1String(key) + QStringLiteral("/%1").arg(++number);
        if (!item.is_object()) {
            m_in.fail(path, bookText("must be an object."));
            continue;
        }
        JsonObject in(item, path + QLatin1Char('/'), m_faults);
        read(in);
    }
}

void PlaybookReader::readIdentity()
{
    m_in.need("id");
    m_playbook.id = m_in.text("id");
    if (m_in.find("id") && !isId(m_playbook.id))
        m_in.fail(QStringLiteral("id"),
                  bookText("must be 1 to 64 small letters, digits, dots, dashes or underscores."));
    m_playbook.revision = m_in.wholeNumber("revision", 1, 1, 1'000'000);
    m_playbook.title = prose(m_in, "title");
    m_in.need("tier");
    m_playbook.tier = m_in.word("tier", m_playbook.tier, rulewords::tierOf, rulewords::allTiers);
    m_playbook.alerts = m_in.texts("alerts");
    for (const QString& rule : std::as_const(m_playbook.alerts))
        if (!isId(rule))
            m_in.fail(QStringLiteral("alerts"), bookText("has \"%1\", which is no id of a rule.").arg(rule.left(80)));
    m_playbook.everyNode = m_in.flag("everyNode", false);
    m_playbook.meaning = prose(m_in, "meaning");
    m_playbook.impact = prose(m_in, "impact");
    const Json* expected = m_in.need("expectedMinutes");
    if (!expected)
        return;
    if (!expected->is_object()) {
        m_in.fail(QStringLiteral("expectedMinutes"), bookText("must be an object."));
        return;
    }
    JsonObject range(*expected, QStringLiteral("expectedMinutes/"), m_faults);
    range.allowOnly(expectedKeys, bookText("is no key here; these are: %1."));
    range.need("from");
    range.need("to");
    m_playbook.expectedFromMinutes = range.wholeNumber("from", 0, 1, longestExpectedMinutes);
    m_playbook.expectedToMinutes = range.wholeNumber("to", longestExpectedMinutes, 1, longestExpectedMinutes);
    if (m_playbook.expectedToMinutes < m_playbook.expectedFromMinutes)
        range.fail(QStringLiteral("to"), bookText("must not be less than \"from\"."));
}

void PlaybookReader::readSymptoms()
{
    eachObject("symptoms", [&](JsonObject& in) {
        in.allowOnly(symptomKeys, bookText("is no key of a symptom; these are: %1."));
        PlaybookSymptom symptom{prose(in, "text"), in.text("metric").toStdString()};
        if (!symptom.metric.empty())
            if (const QString fault = metricFault(symptom.metric); !fault.isEmpty())
                in.fail(QStringLiteral("metric"), fault);
        m_playbook.symptoms.push_back(std::move(symptom));
    });
}

std::vector<PlaybookStep> PlaybookReader::steps(const char* key, StepKind kind)
{
    std::vector<PlaybookStep> list;
    eachObject(key, [&](JsonObject& in) { list.push_back(step(in, kind)); });
    if (const Json* given = m_in.find(key); given && given->is_array() && given->empty())
        m_in.fail(QLatin1String(key), bookText("must have at least one step."));
    return list;
}

PlaybookStep PlaybookReader::step(JsonObject& in, StepKind kind)
{
    const bool isMitigation = kind == StepKind::Mitigation;
    in.allowOnly(isMitigation ? std::span<const char* const>(mitigationKeys) : std::span<const char* const>(stepKeys),
                 bookText("is no key of a step here; these are: %1."));
    PlaybookStep step;
    step.text = prose(in, "text");
    if (in.find("command"))
        step.command = prose(in, "command");
    step.check = check(in);
    if (isMitigation) {
        step.risk = prose(in, "risk");
        step.wayBack = prose(in, "wayBack");
    }
    return step;
}

std::optional<PlaybookCheck> PlaybookReader::check(JsonObject& around)
{
    const Json* object = around.find("check");
    if (!object)
        return {};
    if (!object->is_object()) {
        around.fail(QStringLiteral("check"), bookText("must be an object."));
        return {};
    }
    JsonObject in(*object, around.path(QStringLiteral("check/")), m_faults);
    const std::size_t faultsBefore = m_faults.size();
    in.allowOnly(checkKeys, bookText("is no key of a check; these are: %1."));
    PlaybookCheck check;
    check.metric = in.text("metric").toStdString();
    check.field = in.text("field").toStdString();
    if (check.metric.empty() == check.field.empty()) {
        in.fail(QStringLiteral("metric"), bookText("or \"field\" must be given, and not both."));
        return {};
    }
    in.need("comparison");
    check.comparison = in.word("comparison", check.comparison, rulewords::comparisonOf, rulewords::allComparisons);
    const bool isMetric = !check.metric.empty();
    for (const char* key : {"function", "window", "threshold"})
        if (!isMetric && in.find(key))
            in.fail(QLatin1String(key), bookText("has no meaning for a text field."));
    if (isMetric) {
        check.function = in.word("function", check.function, rulewords::functionOf, rulewords::allFunctions);
        check.windowMs = rulewords::durationIn(in, "window", check.windowMs);
        check.threshold = in.number("threshold");
        if (in.find("texts"))
            in.fail(QStringLiteral("texts"), bookText("has no meaning for a metric."));
    } else {
        check.texts = in.texts("texts");
    }
    check.met = prose(in, "met");
    check.notMet = prose(in, "notMet");
    if (m_faults.size() == faultsBefore)
        for (const JsonFault& fault : faultsOf(check))
            in.fail(fault.key, fault.reason);
    return check;
}

void PlaybookReader::readEscalation()
{
    eachObject("escalation", [&](JsonObject& in) {
        in.allowOnly(escalationKeys, bookText("is no key of an escalation; these are: %1."));
        PlaybookEscalation escalation;
        if (in.find("after"))
            escalation.afterMs = rulewords::durationIn(in, "after", 0);
        escalation.condition = check(in);
        escalation.forMs = rulewords::durationIn(in, "for", 0);
        if (bool(in.find("after")) == bool(in.find("check")))
            in.fail(QStringLiteral("after"), bookText("or \"check\" must be given, and not both."));
        else if (escalation.afterMs && (*escalation.afterMs <= 0 || *escalation.afterMs > longestHoldMs))
            in.fail(QStringLiteral("after"),
                    bookText("must be more than 0s and at most %1.").arg(rulewords::duration(longestHoldMs)));
        if (in.find("for") && !in.find("check"))
            in.fail(QStringLiteral("for"), bookText("has a meaning with a check only."));
        else if (escalation.forMs > longestHoldMs)
            in.fail(QStringLiteral("for"), bookText("must be at most %1.").arg(rulewords::duration(longestHoldMs)));
        escalation.text = prose(in, "text");
        escalation.to = prose(in, "to");
        m_playbook.escalation.push_back(std::move(escalation));
    });
}

void PlaybookReader::readMessages()
{
    const Json* object = m_in.need("messages");
    if (!object)
        return;
    if (!object->is_object()) {
        m_in.fail(QStringLiteral("messages"), bookText("must be an object."));
        return;
    }
    JsonObject audiences(*object, QStringLiteral("messages/"), m_faults);
    audiences.allowOnly(audienceKeys, bookText("is no audience; these are: %1."));
    for (const Audience audience : allAudiences) {
        const char* key = audienceKeys[static_cast<std::size_t>(audience)];
        const Json* kinds = audiences.need(key);
        if (kinds && !kinds->is_object())
            audiences.fail(QLatin1String(key), bookText("must be an object."));
        if (!kinds || !kinds->is_object())
            continue;
        JsonObject in(*kinds, audiences.path(QLatin1String(key) + QLatin1Char('/')), m_faults);
        in.allowOnly(messageKeys, bookText("is no message; these are: %1."));
        for (const MessageKind kind : allMessageKinds)
            m_playbook.messages[static_cast<std::size_t>(audience)][static_cast<std::size_t>(kind)] =
                prose(in, messageKeys[static_cast<std::size_t>(kind)]);
    }
}

} // namespace cacheledger
