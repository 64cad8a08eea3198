// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to playbookfile: a playbook from its JSON object, and back.

#include "config/jsonobject.h"
#include "incidents/playbook.h"

namespace cacheledger
{

/// Reads a playbook and collects everything that is wrong with it: keys of the wrong type, unknown and missing ones,
/// texts that are empty or too long, and what its checks and placeholders ask for that there is not.
class PlaybookReader
{
public:
    using Json = nlohmann::ordered_json;

    explicit PlaybookReader(const Json& object);

    const Playbook& playbook() const { return m_playbook; }
    const std::vector<JsonFault>& faults() const { return m_faults; }

private:
    enum class StepKind { Plain, Mitigation };

    void readIdentity();
    void readSymptoms();
    void readEscalation();
    void readMessages();
    std::vector<PlaybookStep> steps(const char* key, StepKind kind);
    PlaybookStep step(JsonObject& in, StepKind kind);
    std::optional<PlaybookCheck> check(JsonObject& in);
    QString prose(JsonObject& in, const char* key);
    QStringList proseList(const char* key);
    void checkProse(JsonObject& in, const QString& key, const QString& text);
    template <typename Read>
    void eachObject(const char* key, const Read& read);

    Playbook m_playbook;
    std::vector<JsonFault> m_faults;
    JsonObject m_in;
};

/// The object of a playbook, without the file's version; what has its default is left out.
nlohmann::ordered_json playbookObject(const Playbook& playbook);

} // namespace cacheledger
