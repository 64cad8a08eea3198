// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/playbook.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

namespace
{

constexpr std::array audienceWords{"engineering", "stakeholders", "users"};
constexpr std::array audienceNames{QT_TRANSLATE_NOOP("Playbook", "Engineering"),
                                   QT_TRANSLATE_NOOP("Playbook", "Stakeholders"),
                                   QT_TRANSLATE_NOOP("Playbook", "Users")};
constexpr std::array kindWords{"initial", "update", "resolved"};
constexpr std::array kindNames{QT_TRANSLATE_NOOP("Playbook", "First message"), QT_TRANSLATE_NOOP("Playbook", "Update"),
                               QT_TRANSLATE_NOOP("Playbook", "Resolved")};

} // namespace

QString audienceWord(Audience audience)
{
    return QLatin1String(audienceWords[static_cast<std::size_t>(audience)]);
}

QString messageKindWord(MessageKind kind)
{
    return QLatin1String(kindWords[static_cast<std::size_t>(kind)]);
}

QString audienceName(Audience audience)
{
    return QCoreApplication::translate("Playbook", audienceNames[static_cast<std::size_t>(audience)]);
}

QString messageKindName(MessageKind kind)
{
    return QCoreApplication::translate("Playbook", kindNames[static_cast<std::size_t>(kind)]);
}

const Playbook* playbookFor(const std::vector<Playbook>& playbooks, const QString& rule, const QString& named,
                            bool onEveryNode)
{
    const auto firstWith = [&](const auto& wanted) {
        const auto found = std::ranges::find_if(playbooks, wanted);
        return found == playbooks.end() ? nullptr : &*found;
    };
    const Playbook* found = nullptr;
    if (onEveryNode)
        found = firstWith([&](const Playbook& book) { return book.everyNode && book.alerts.contains(rule); });
    if (!found && !named.isEmpty())
        found = firstWith([&](const Playbook& book) { return book.id == named; });
    if (!found)
        found = firstWith([&](const Playbook& book) { return !book.everyNode && book.alerts.contains(rule); });
    return found;
}

} // namespace cacheledger
