// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QString>

#include <memory>

class QLocalServer;

namespace cacheledger
{

/// One window a profile: the first process listens on a socket named after the profile, a later one asks it to show
/// itself and ends. GUI thread.
class SingleInstance : public QObject
{
    Q_OBJECT

public:
    /// `key`: Profile::key().
    explicit SingleInstance(const QString& key, QObject* parent = nullptr);
    ~SingleInstance() override;

    /// True: we are the first and listen from now on (or cannot listen at all: then there is no one to ask). False:
    /// another one runs and was asked to show its window. Takes at most a second.
    bool claim();

    /// Removes the sockets of all profiles that nobody listens on: those of killed processes, above all of demos, whose
    /// profiles do not come back.
    static void removeStale();

Q_SIGNALS:
    /// A later process wants our window to be shown. `token`: its activation token (Wayland, X11), may be empty.
    void raiseRequested(const QByteArray& token);

private:
    void onConnection();
    QString m_socket;
    std::unique_ptr<QLocalServer> m_server;
};

} // namespace cacheledger
