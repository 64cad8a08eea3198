// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "history/historyclient.h"

#include <QtCore/QTimer>

class QWidget;

namespace cacheledger
{

/// Decides when the window shows what a screenshot is for, and saves it: after the time that was asked for, else once
/// data has arrived from history and no more follows at once, at the latest after ten seconds.
class ScreenshotTaker : public QObject
{
    Q_OBJECT

public:
    ScreenshotTaker(ScreenshotOptions options, QWidget* window, HistoryClient* history, QObject* parent = nullptr);

    /// Counts from now. `expectsData` false: nothing is configured, so the window is finished once it is painted.
    void start(bool expectsData);

Q_SIGNALS:
    /// Once. The error names the file.
    void finished(const cacheledger::Result<void>& result);

private:
    void onFrame(const FramePtr& frame);
    void take();

    ScreenshotOptions m_options;
    QWidget* m_window;
    HistoryClient* m_history;
    QTimer m_settled; // restarted by each frame with data
    QTimer m_latest;
    bool m_taken = false;
};

} // namespace cacheledger
