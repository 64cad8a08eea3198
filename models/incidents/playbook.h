// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rule.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace cacheledger
{

/// A question that is answered from values at hand: a metric compared with a threshold, or a text field of INFO with
/// an expected text. Whether "met" is good depends on where it stands: in a diagnosis it points to this cause, in a
/// verification it says that things are well again, in an escalation that it is time.
struct PlaybookCheck {
    std::string metric; ///< raw or derived id, or "up"; empty: `field` is compared
    std::string field;  ///< text field of INFO: "maxmemory_policy"
    RuleFunction function = RuleFunction::Value;
    qint64 windowMs = 300'000;
    Comparison comparison = Comparison::Above; ///< of a field only Equal or NotEqual
    double threshold = 0;                      ///< in the metric's unit
    QStringList texts;                         ///< of a field: equal to one of these, or to none of them
    QString met;                               ///< what it means, one sentence; may have placeholders
    QString notMet;

    friend bool operator==(const PlaybookCheck&, const PlaybookCheck&) = default;
};

/// What can be seen from outside, with the metric whose live value is shown beside it.
struct PlaybookSymptom {
    QString text;
    std::string metric; ///< empty: none

    friend bool operator==(const PlaybookSymptom&, const PlaybookSymptom&) = default;
};

/// Something to do or to look at. The command is shown for copying, never run. Every mitigation has a risk and a way
/// back; other steps have neither.
struct PlaybookStep {
    QString text;
    QString command; ///< for a shell or redis-cli; empty: none
    std::optional<PlaybookCheck> check;
    QString risk;
    QString wayBack;

    friend bool operator==(const PlaybookStep&, const PlaybookStep&) = default;
};

/// When others have to be called: after so long, or once a condition has held for so long. Exactly one of both.
struct PlaybookEscalation {
    std::optional<qint64> afterMs; ///< since the incident began
    std::optional<PlaybookCheck> condition;
    qint64 forMs = 0; ///< how long the condition has to hold
    QString text;     ///< what to do
    QString to;       ///< whom to call: a role, not a person

    friend bool operator==(const PlaybookEscalation&, const PlaybookEscalation&) = default;
};

enum class Audience { Engineering, Stakeholders, Users };
inline constexpr std::array allAudiences{Audience::Engineering, Audience::Stakeholders, Audience::Users};
enum class MessageKind { Initial, Update, Resolved };
inline constexpr std::array allMessageKinds{MessageKind::Initial, MessageKind::Update, MessageKind::Resolved};

/// "engineering", "initial": the words of playbook files; stable, never translated.
QString audienceWord(Audience audience);
QString messageKindWord(MessageKind kind);
/// For people; translated.
QString audienceName(Audience audience);
QString messageKindName(MessageKind kind);

/// How an incident of one kind is handled: a template that an incident copies. All texts may have the placeholders of
/// incidents/placeholder.h. A value type; what holds of one that came from a file is checked by playbookfile.
struct Playbook {
    QString id; ///< unique; a user's playbook replaces a shipped one of the same id
    QString title;
    int revision = 1; ///< of its text; incidents say which one they followed
    AlertTier tier = AlertTier::Warning;
    QStringList alerts; ///< ids of rules that open it, besides those that name it themselves
    /// Opens for `alerts` only while all nodes of a cache have the alert, and then in place of the rule's own playbook.
    bool everyNode = false;
    QString meaning;             ///< what is going on
    QString impact;              ///< what it does to people and money
    int expectedFromMinutes = 0; ///< how long resolving it usually takes
    int expectedToMinutes = 0;
    std::vector<PlaybookSymptom> symptoms;
    std::vector<PlaybookStep> actions; ///< at once, in this order
    std::vector<PlaybookStep> diagnosis;
    std::vector<PlaybookStep> mitigation;
    std::vector<PlaybookStep> verification;
    QStringList prevention;
    std::vector<PlaybookEscalation> escalation;
    /// By audience, then by kind.
    std::array<std::array<QString, allMessageKinds.size()>, allAudiences.size()> messages;

    const QString& message(Audience audience, MessageKind kind) const
    {
        return messages[static_cast<std::size_t>(audience)][static_cast<std::size_t>(kind)];
    }
    friend bool operator==(const Playbook&, const Playbook&) = default;
};

/// The playbook that an alert of a rule opens; null when there is none. `named`: the rule's own `playbook`, which may
/// be empty or unknown. `onEveryNode`: all nodes of the cache have this alert.
const Playbook* playbookFor(const std::vector<Playbook>& playbooks, const QString& rule, const QString& named,
                            bool onEveryNode);

} // namespace cacheledger
