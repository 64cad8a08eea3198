// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/incidentreader.h"

#include "alerts/rulewords.h"
#include "incidents/incidentfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

#include <array>
#include <utility>

namespace cacheledger
{

namespace
{

using Json = nlohmann::ordered_json;

constexpr std::array stateWords{std::pair(IncidentState::Open, "open"),
                                std::pair(IncidentState::Mitigated, "mitigated"),
                                std::pair(IncidentState::Closed, "closed")};
constexpr std::array timelineWords{
    std::pair(TimelineKind::Alert, "alert"),     std::pair(TimelineKind::Acknowledge, "acknowledge"),
    std::pair(TimelineKind::Step, "step"),       std::pair(TimelineKind::Note, "note"),
    std::pair(TimelineKind::Message, "message"), std::pair(TimelineKind::Evidence, "evidence"),
    std::pair(TimelineKind::State, "state"),
};
constexpr std::array evidenceWords{
    std::pair(EvidenceKind::Info, "info"),         std::pair(EvidenceKind::Differences, "differences"),
    std::pair(EvidenceKind::SlowLog, "slow-log"),  std::pair(EvidenceKind::Clients, "clients"),
    std::pair(EvidenceKind::Latency, "latency"),   std::pair(EvidenceKind::Charts, "charts"),
    std::pair(EvidenceKind::Prefixes, "prefixes"),
};

template <typename Words, typename Value>
QString wordFor(const Words& words, Value value)
{
    for (const auto& [each, word] : words)
        if (each == value)
            return QString::fromLatin1(word);
    return {};
}

template <typename Value, std::size_t count>
std::optional<Value> valueFor(const std::array<std::pair<Value, const char*>, count>& words, const QString& text)
{
    for (const auto& [each, word] : words)
        if (text == QLatin1String(word))
            return each;
    return std::nullopt;
}

/// Reads the keys of one object; the first fault of all is kept.
class IncidentFields
{
public:
    IncidentFields(const Json& object, QString where, QString& fault)
        : m_object(object),
          m_where(std::move(where)),
          m_fault(fault)
    {
        if (!object.is_object())
            fail({}, "must be an object.");
    }

    const Json* find(const char* key) const
    {
        const auto found = m_object.is_object() ? m_object.find(key) : m_object.end();
        return m_object.is_object() && found != m_object.end() ? &*found : nullptr;
    }
    QString text(const char* key)
    {
        const Json* value = find(key);
        if (!value)
            return {};
        if (!value->is_string())
            fail(key, "must be a text.");
        return value->is_string() ? QString::fromStdString(value->get<std::string>()) : QString();
    }
    std::optional<TimeMs> time(const char* key)
    {
        if (!find(key))
            return std::nullopt;
        const QDateTime time = QDateTime::fromString(text(key), Qt::ISODateWithMs);
        if (!time.isValid() || time.timeSpec() == Qt::LocalTime) {
            fail(key, "must be a time: 2026-11-21T13:04:00.000Z.");
            return std::nullopt;
        }
        return time.toMSecsSinceEpoch();
    }
    TimeMs neededTime(const char* key)
    {
        if (!find(key))
            fail(key, "is missing.");
        return time(key).value_or(0);
    }
    qint64 whole(const char* key)
    {
        const Json* value = find(key);
        if (value && value->is_number_integer())
            return value->get<std::int64_t>();
        fail(key, "must be a whole number.");
        return 0;
    }
    std::optional<double> number(const char* key)
    {
        const Json* value = find(key);
        if (value && !value->is_number())
            fail(key, "must be a number.");
        return value && value->is_number() ? std::optional(value->get<double>()) : std::nullopt;
    }
    bool flag(const char* key)
    {
        const Json* value = find(key);
        if (value && !value->is_boolean())
            fail(key, "must be true or false.");
        return value && value->is_boolean() && value->get<bool>();
    }
    template <typename Find>
    auto word(const char* key, const Find& valueOf)
    {
        const auto value = valueOf(text(key));
        if (!value)
            fail(key, "is not a word that is known here.");
        return value.value_or(typename decltype(value)::value_type{});
    }
    template <typename Read>
    void each(const char* key, const Read& read)
    {
        const Json* list = find(key);
        if (!list)
            return;
        if (!list->is_array())
            fail(key, "must be a list.");
        int number = 0;
        for (const Json& entry : *list) {
            if (!m_fault.isEmpty())
                return;
            read(entry, QStringLiteral("%1/%2/%3").arg(m_where, QString::fromLatin1(key)).arg(number++));
        }
    }
    void fail(const char* key, const char* reason)
    {
        if (m_fault.isEmpty())
            m_fault = QStringLiteral("%1/%2 %3")
                          .arg(m_where, QString::fromLatin1(key), QCoreApplication::translate("IncidentFile", reason));
    }

private:
    const Json& m_object;
    QString m_where;
    QString& m_fault;
};

IncidentAlert alertIn(IncidentFields in)
{
    IncidentAlert alert;
    alert.id = in.whole("id");
    alert.rule = in.text("rule");
    alert.ruleName = in.text("ruleName");
    alert.node = NodeId{in.text("node")};
    alert.address = in.text("address");
    alert.tier = in.word("tier", rulewords::tierOf);
    alert.metric = in.text("metric").toStdString();
    alert.function = in.word("function", rulewords::functionOf);
    alert.comparison = in.word("comparison", rulewords::comparisonOf);
    alert.threshold = in.number("threshold").value_or(0);
    alert.value = in.number("value");
    alert.firedMs = in.neededTime("fired");
    alert.acknowledgedMs = in.time("acknowledged");
    alert.endedMs = in.time("ended");
    alert.message = in.text("message");
    return alert;
}

EvidenceItem evidenceIn(IncidentFields in)
{
    EvidenceItem item;
    item.kind = in.word("kind", [](const QString& text) { return valueFor(evidenceWords, text); });
    item.node = NodeId{in.text("node")};
    item.address = in.text("address");
    item.timeMs = in.neededTime("time");
    item.file = in.text("file");
    item.reason = in.text("reason");
    if (!item.file.isEmpty() && !incidentfile::isEvidenceName(item.file))
        in.fail("file", "must be the name of a file in the incident's folder.");
    return item;
}

void readIdentity(IncidentFields& in, Incident& incident, QString& fault)
{
    incident.id = in.text("id");
    if (!incidentfile::isId(incident.id))
        in.fail("id", "must be a day and a number: 2026-11-21-3.");
    incident.title = in.text("title");
    incident.tier = in.word("tier", rulewords::tierOf);
    incident.cache = CacheId{in.text("cache")};
    incident.cacheName = in.text("cacheName");
    incident.state = in.word("state", [](const QString& text) { return valueFor(stateWords, text); });
    incident.openedMs = in.neededTime("opened");
    incident.mitigatedMs = in.time("mitigated");
    incident.closedMs = in.time("closed");
    incident.nextUpdateMs = in.time("nextUpdate");
    incident.escalateMs = in.time("escalate");
    incident.cause = in.text("cause");
    incident.reviewed = in.flag("reviewed");
    if (const Json* roles = in.find("roles")) {
        IncidentFields role(*roles, QStringLiteral("/roles"), fault);
        incident.roles = {role.text("commander"), role.text("communications"), role.text("scribe")};
    }
    in.each("nodes", [&](const Json& node, const QString& where) {
        if (node.is_string())
            incident.nodes.push_back(NodeId{QString::fromStdString(node.get<std::string>())});
        else
            IncidentFields(Json::object(), where, fault).fail("", "must be a text.");
    });
}

} // namespace

QString incidentfile::stateWord(IncidentState state)
{
    return wordFor(stateWords, state);
}

QString incidentfile::timelineWord(TimelineKind kind)
{
    return wordFor(timelineWords, kind);
}

QString incidentfile::evidenceWord(EvidenceKind kind)
{
    return wordFor(evidenceWords, kind);
}

Incident incidentIn(const Json& object, QString& fault)
{
    Incident incident;
    IncidentFields in(object, {}, fault);
    readIdentity(in, incident, fault);
    in.each("alerts", [&](const Json& entry, const QString& where) {
        incident.alerts.push_back(alertIn({entry, where, fault}));
    });
    in.each("checklist", [&](const Json& entry, const QString& where) {
        IncidentFields tick(entry, where, fault);
        const qint64 index = tick.whole("index");
        if (index < 0 || index > 10'000)
            tick.fail("index", "must be a place in a list.");
        incident.checklist[{tick.text("section"), static_cast<int>(index)}] = {tick.neededTime("at"), tick.text("by")};
    });
    in.each("timeline", [&](const Json& entry, const QString& where) {
        IncidentFields line(entry, where, fault);
        incident.timeline.push_back(
            {line.neededTime("time"),
             line.word("kind", [](const QString& text) { return valueFor(timelineWords, text); }), line.text("text"),
             line.text("by")});
    });
    in.each("evidence", [&](const Json& entry, const QString& where) {
        incident.evidence.push_back(evidenceIn({entry, where, fault}));
    });
    in.each("followUps", [&](const Json& entry, const QString& where) {
        IncidentFields todo(entry, where, fault);
        incident.followUps.push_back({todo.text("text"), todo.text("owner"), todo.flag("done")});
    });
    return incident;
}

} // namespace cacheledger
