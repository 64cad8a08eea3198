// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/screenshot.h"

#include <QtCore/QFileInfo>
#include <QtCore/QSaveFile>
#include <QtGui/QPixmap>
#include <QtWidgets/QWidget>

namespace cacheledger
{

/// A page asks for several frames; they arrive within this time of each other, while a live page's next round takes
/// longer.
static constexpr int settleMs = 400;
static constexpr int longestWaitMs = 10'000;

ScreenshotTaker::ScreenshotTaker(ScreenshotOptions options, QWidget* window, HistoryClient* history, QObject* parent)
    : QObject(parent),
      m_options(std::move(options)),
      m_window(window),
      m_history(history)
{
    m_settled.setSingleShot(true);
    m_settled.setInterval(settleMs);
    m_latest.setSingleShot(true);
    connect(&m_settled, &QTimer::timeout, this, &ScreenshotTaker::take);
    connect(&m_latest, &QTimer::timeout, this, &ScreenshotTaker::take);
}

void ScreenshotTaker::start(bool expectsData)
{
    if (m_options.afterMs) {
        m_latest.start(static_cast<int>(*m_options.afterMs));
        return;
    }
    m_latest.start(longestWaitMs);
    if (expectsData)
        connect(m_history, &HistoryClient::frameReady, this,
                [this](quint64, const FramePtr& frame) { onFrame(frame); });
    else
        m_settled.start();
}

void ScreenshotTaker::onFrame(const FramePtr& frame)
{
    // Two points are a line; a frame without any says nothing yet.
    if (frame && frame->times.size() >= 2)
        m_settled.start();
}

void ScreenshotTaker::take()
{
    if (m_taken)
        return;
    m_taken = true;
    m_settled.stop();
    m_latest.stop();
    const QPixmap picture = m_window->grab();
    QSaveFile file(m_options.file);
    if (file.open(QIODevice::WriteOnly) && picture.save(&file, "PNG") && file.commit()) {
        Q_EMIT finished({});
        return;
    }
    Q_EMIT finished(Error{ErrorCode::Io,
                          tr("The screenshot cannot be saved as %1: %2.").arg(m_options.file, file.errorString()),
                          tr("Choose another file or folder.")});
}

} // namespace cacheledger
