// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyerror.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

FileWords historyWords()
{
    return {QCoreApplication::translate("History", "The history file %1"),
            QCoreApplication::translate("History", "%1 is not a CacheLedger history."),
            {ErrorCode::Io, QCoreApplication::translate("History", "There is no history file %1 yet."),
             QCoreApplication::translate("History", "It appears with the first poll.")},
            QCoreApplication::translate(
                "History", "Repair it with cacheledger history repair, or start the window, which does the same.")};
}

Error historyError(ErrorCode code, const QString& path)
{
    return fileError(code, path, historyWords());
}

} // namespace cacheledger
