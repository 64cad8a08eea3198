// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/environment.h"

#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

const QStringList& environmentColors()
{
    static const QStringList colors{u"red"_s,  u"orange"_s, u"yellow"_s, u"green"_s,
                                    u"teal"_s, u"blue"_s,   u"purple"_s, u"grey"_s};
    return colors;
}

bool namesProduction(const QString& environment)
{
    const QString name = environment.trimmed();
    return name.startsWith("prod"_L1, Qt::CaseInsensitive) || name.compare("live"_L1, Qt::CaseInsensitive) == 0;
}

QString defaultEnvironmentColor(const QString& environment)
{
    const QString name = environment.trimmed().toCaseFolded();
    if (name.isEmpty())
        return u"grey"_s;
    if (namesProduction(name))
        return u"red"_s;
    if (name.startsWith("stag"_L1) || name.startsWith("preprod"_L1) || name.startsWith("pre-prod"_L1))
        return u"orange"_s;
    if (name.startsWith("test"_L1) || name.startsWith("qa"_L1))
        return u"blue"_s;
    if (name.startsWith("dev"_L1))
        return u"green"_s;
    constexpr std::array others{"teal", "purple", "yellow"};
    uint sum = 0;
    for (const QChar c : name)
        sum = sum * 31 + c.unicode();
    return QString::fromLatin1(others[sum % others.size()]);
}

} // namespace cacheledger
