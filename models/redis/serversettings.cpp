// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/serversettings.h"

#include <algorithm>
#include <array>

namespace cacheledger
{

// Together they match every name but those that begin with "mas" (masterauth, masteruser), "pri" (primaryauth), "req"
// (requirepass), "tls-k" and "tls-cli" (passwords of key files; their other settings are paths and seldom differ).
static constexpr std::array<const char*, 11> settingPatterns{"[^mprt]*",   "m[^a]*",     "ma[^s]*",    "p[^r]*",
                                                             "pr[^i]*",    "r[^e]*",     "re[^q]*",    "t[^l]*",
                                                             "tls-[^kc]*", "tls-c[^l]*", "tls-cl[^i]*"};

std::vector<Command> settingsQuestions()
{
    std::vector<Command> questions;
    for (const char* pattern : settingPatterns)
        questions.push_back(Command::configGet(pattern));
    return questions;
}

static bool mayBeSecret(const QString& name)
{
    static constexpr std::array<QLatin1String, 4> words{QLatin1String("pass"), QLatin1String("secret"),
                                                        QLatin1String("token"), QLatin1String("credential")};
    return name.endsWith(QLatin1String("auth"), Qt::CaseInsensitive) ||
           std::any_of(words.begin(), words.end(),
                       [&name](QLatin1String word) { return name.contains(word, Qt::CaseInsensitive); });
}

bool readSettings(const Reply& reply, ServerSettings& settings)
{
    const std::size_t count = reply.elements.size();
    if (reply.type != Reply::Type::Array || count % 2 != 0)
        return false;
    for (std::size_t i = 0; i + 1 < count; i += 2) {
        const QString name = QString::fromUtf8(reply.elements[i].text);
        if (!mayBeSecret(name))
            settings[name] = QString::fromUtf8(reply.elements[i + 1].text);
    }
    return true;
}

} // namespace cacheledger
