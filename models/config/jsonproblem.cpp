// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/jsonproblem.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

static QString problemText(const char* text)
{
    return QCoreApplication::translate("JsonProblem", text);
}

QString JsonProblem::text() const
{
    if (line <= 0)
        return pointer.isEmpty() ? reason : problemText("%1 (%2): %3").arg(file, pointer, reason);
    return problemText("%1, line %2 (%3):").arg(file).arg(line).arg(pointer) + QLatin1Char(' ') + reason;
}

} // namespace cacheledger
