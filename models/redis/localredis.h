// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"
#include "metrics/result.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <memory>

namespace cacheledger
{

/// A redis-server of our own on loopback, for the demo, drills and tests: free port, temporary folder, no persistence.
/// It ends with this object and also when our process is killed (PR_SET_PDEATHSIG, and a watcher that removes the
/// folder). Start it from a thread that lives as long as the server shall. The only kind of server that the product
/// ever writes to.
/// Blocking by nature (it waits for processes) and needs no event loop.
class LocalRedis
{
public:
    LocalRedis();
    ~LocalRedis();
    LocalRedis(const LocalRedis&) = delete;
    LocalRedis& operator=(const LocalRedis&) = delete;

    /// Starts and waits (at most 10 s) until it answers. `arguments` are further redis-server options ("--maxmemory",
    /// "8mb"). Unsupported (no such binary) names the package to install. `binary` empty: redis-server, then
    /// valkey-server, from PATH.
    Result<void> start(const QStringList& arguments = {}, const QString& binary = {});
    void terminate(); ///< SIGTERM and wait
    void kill();      ///< SIGKILL and wait, as a crash
    /// The same port, folder and options again, usually after terminate() or kill(). The folder keeps its files.
    Result<void> restart();
    void suspend(); ///< SIGSTOP: connected but silent
    void resume();

    bool isRunning() const;
    quint16 port() const;
    QString unixSocket() const;
    QString folder() const;
    qint64 pid() const; ///< 0: not running
    Endpoint endpoint() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

/// A free TCP port on 127.0.0.1 at the time of the call.
quint16 freeLoopbackPort();

} // namespace cacheledger
