// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/ids.h"
#include "metrics/result.h"

#include <QtCore/QByteArray>

namespace cacheledger
{

/// What of the main window survives a restart.
struct WindowState {
    QByteArray geometry; ///< QWidget::saveGeometry()
    QString page;
    QString range; ///< TimeRange::serialized()
    CacheId cache;
    bool comparing = false; ///< TimeRange::isComparing()

    friend bool operator==(const WindowState&, const WindowState&) = default;
};

/// A missing, torn or foreign file gives an empty state: a lost layout is not worth a message.
WindowState loadWindowState(const QString& file);
/// Written whole or not at all.
Result<void> saveWindowState(const QString& file, const WindowState& state);

} // namespace cacheledger
