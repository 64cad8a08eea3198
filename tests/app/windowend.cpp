// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QFile>
#include <QtCore/QTimer>
#include <QtGui/QGenericPlugin>
#include <QtGui/QGuiApplication>
#include <QtGui/QSessionManager>
#include <QtGui/QWindow>

#include <array>

/// Waits for a file in which it is told what to do; takes it away when that is done.
class WindowEnd : public QObject
{
    Q_OBJECT

public:
    explicit WindowEnd(QString file) : m_file(std::move(file))
    {
        connect(&m_timer, &QTimer::timeout, this, &WindowEnd::look);
        m_timer.start(20);
    }

private:
    void look()
    {
        QFile order(m_file);
        if (!order.open(QIODevice::ReadOnly))
            return;
        const QByteArray what = order.readAll();
        if (what == "close\n") {
            for (QWindow* window : QGuiApplication::topLevelWindows())
                if (window->isVisible())
                    window->close(); // the platform's own way, as from the button of the frame
        } else if (what == "session\n") {
            // A session manager is made by the platform alone, and offscreen has none; nobody here talks to it.
            alignas(QSessionManager) static std::array<std::byte, sizeof(QSessionManager)> nobody{};
            Q_EMIT qGuiApp->commitDataRequest(*reinterpret_cast<QSessionManager*>(nobody.data()));
        } else {
            return; // not written to its end yet
        }
        QFile::remove(m_file);
    }

    QString m_file;
    QTimer m_timer;
};

class WindowEndPlugin : public QGenericPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID QGenericPluginFactoryInterface_iid FILE "windowend.json")

public:
    QObject* create(const QString&, const QString& specification) override { return new WindowEnd(specification); }
};

#include "windowend.moc"
