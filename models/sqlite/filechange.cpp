// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/filechange.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>

namespace cacheledger
{

Result<void> changeFile(const QString& path, const FileWords& words,
                        const std::function<Result<void>(Database& database)>& change)
{
    QDir().mkpath(QFileInfo(path).absolutePath()); // what is wrong with it shows on opening
    const auto database = Database::open(path, Database::Mode::Write, words);
    if (!database)
        return database.error();
    const auto transaction = Transaction::begin(**database);
    if (!transaction)
        return transaction.error();
    if (auto changed = change(**database); !changed)
        return changed;
    return (*transaction)->commit();
}

} // namespace cacheledger
