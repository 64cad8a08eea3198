// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/diagnosisreply.h"

#include <algorithm>

namespace cacheledger
{

static std::optional<double> memoryNumber(const Reply& value)
{
    if (value.type == Reply::Type::Integer)
        return static_cast<double>(value.integer);
    bool isNumber = false;
    const double number = value.text.toDouble(&isNumber); // ratios come as text
    return isNumber && value.type == Reply::Type::Bulk ? std::optional(number) : std::nullopt;
}

/// False: these are no names with values.
static bool addMemoryParts(const Reply& reply, const QString& before, std::vector<MemoryPart>& parts)
{
    if (reply.elements.size() % 2 != 0)
        return false;
    for (std::size_t i = 0; i < reply.elements.size(); i += 2) {
        const Reply& value = reply.elements[i + 1];
        const QString name = before + QString::fromUtf8(reply.elements[i].text);
        if (value.type == Reply::Type::Array && before.isEmpty()) {
            if (!addMemoryParts(value, name + QLatin1Char('.'), parts))
                return false;
        } else if (const auto number = memoryNumber(value)) {
            parts.push_back({name, *number});
        }
    }
    return true;
}

std::optional<std::vector<MemoryPart>> memoryPartsIn(const Reply& reply)
{
    std::vector<MemoryPart> parts;
    if (reply.elements.empty() || !addMemoryParts(reply, {}, parts))
        return std::nullopt;
    return parts;
}

std::optional<QString> doctorTextIn(const Reply& reply)
{
    static constexpr qsizetype longestText = 16 * 1024;
    QString text = QString::fromUtf8(reply.text.left(longestText)).remove(QLatin1Char('\r'));
    text.erase(std::remove_if(text.begin(), text.end(), [](QChar c) { return !c.isPrint() && c != QLatin1Char('\n'); }),
               text.end());
    return text.trimmed();
}

} // namespace cacheledger
