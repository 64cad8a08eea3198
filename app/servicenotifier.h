// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <optional>

namespace cacheledger
{

/// Tells the service manager that started this process how it is. Protocol: sd_notify(3), datagrams to the socket that
/// NOTIFY_SOCKET names; without one every call does nothing. A manager that is gone is no error: nobody is left to
/// tell. Any thread.
class ServiceNotifier
{
public:
    ServiceNotifier();
    ~ServiceNotifier();
    ServiceNotifier(const ServiceNotifier&) = delete;
    ServiceNotifier& operator=(const ServiceNotifier&) = delete;

    bool isManaged() const { return m_socket >= 0; }
    /// How often watchdog() has to be called at least, in milliseconds; nothing: nobody waits for it.
    std::optional<int> watchdogMs() const { return m_watchdogMs; }

    /// Started, or reloaded; `status` is one line for `systemctl status`.
    void ready(const QByteArray& status) const;
    void reloading() const;
    void stopping() const;
    void watchdog() const;

private:
    void send(const QByteArray& message) const;

    int m_socket = -1;
    QByteArray m_address; // as in sun_path: an abstract one begins with a NUL
    std::optional<int> m_watchdogMs;
};

} // namespace cacheledger
