// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/confidence.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

QString confidenceName(Confidence confidence)
{
    switch (confidence) {
    case Confidence::Measured:
        return QStringLiteral("measured");
    case Confidence::Estimated:
        return QStringLiteral("estimated");
    case Confidence::Assumed:
        break;
    }
    return QStringLiteral("assumed");
}

QString confidenceText(Confidence confidence)
{
    switch (confidence) {
    case Confidence::Measured:
        return QCoreApplication::translate("Confidence", "Measured");
    case Confidence::Estimated:
        return QCoreApplication::translate("Confidence", "Estimated");
    case Confidence::Assumed:
        break;
    }
    return QCoreApplication::translate("Confidence", "Assumed");
}

} // namespace cacheledger
