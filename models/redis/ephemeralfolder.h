// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <QtCore/QString>

#include <memory>

class QProcess;
class QTemporaryDir;

namespace cacheledger
{

/// A temporary folder that vanishes with this object, and also when our process is killed: a small shell waits for our
/// end and removes it.
class EphemeralFolder
{
public:
    EphemeralFolder();
    ~EphemeralFolder();
    EphemeralFolder(const EphemeralFolder&) = delete;
    EphemeralFolder& operator=(const EphemeralFolder&) = delete;

    /// Makes it, once, as NAME-XXXXXX where temporary files belong; its path is short enough for a Unix socket in it.
    Result<void> create(const QString& name);
    QString path() const; ///< empty before create()
    QString filePath(const QString& file) const;

private:
    Result<void> startWatcher();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QProcess> m_watcher;
};

} // namespace cacheledger
