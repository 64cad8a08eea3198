// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QSocketNotifier>

#include <memory>

namespace cacheledger
{

/// Turns SIGINT, SIGTERM and SIGHUP (the terminal went) into a signal of the event loop, for as long as it lives. A
/// second one while it lives ends the process as usual. SIGHUP stays ignored where it is. One at a time, main thread.
/// Under a service manager there is no terminal that could go: there, SIGHUP asks for a reload, again and again.
class UnixSignals : public QObject
{
    Q_OBJECT

public:
    enum class Hangup { Ends, Reloads };
    explicit UnixSignals(Hangup hangup = Hangup::Ends, QObject* parent = nullptr);
    ~UnixSignals() override;

    /// A write over the process's file size limit, or to a pipe that nobody reads any more, fails like one to a full
    /// disk, instead of ending the process. Once, before anything is written.
    static void reportWriteFailuresAsErrors();

Q_SIGNALS:
    void received(int number);

private:
    void read();
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace cacheledger
