// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/inputfile.h"

#include "app/console.h"

#include <QtCore/QFileInfo>

#include <cstdio>

namespace cacheledger
{

Result<void> openInput(QFile& file, Dash dash, const QString& hint)
{
    const QString name = file.fileName();
    const bool standard = dash == Dash::StandardInput && name == QLatin1String("-");
    const bool folder = !standard && QFileInfo(name).isDir();
    if (standard ? file.open(stdin, QIODevice::ReadOnly) : !folder && file.open(QIODevice::ReadOnly))
        return {};
    return Error{ErrorCode::Io,
                 Cli::tr("%1 cannot be read: %2.").arg(name, folder ? Cli::tr("it is a folder") : file.errorString()),
                 hint};
}

} // namespace cacheledger
