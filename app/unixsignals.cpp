// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/unixsignals.h"

#include <array>
#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

namespace cacheledger
{

// A signal handler can reach nothing but globals.
static std::array<int, 2> signalPipe{-1, -1};

extern "C" void cacheledgerSignalHandler(int number)
{
    const auto byte = static_cast<unsigned char>(number);
    [[maybe_unused]] const ssize_t written = ::write(signalPipe[0], &byte, 1);
}

static void installHandler(int number, void (*handler)(int), bool once = true)
{
    struct sigaction action = {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    // Once: a second Ctrl+C ends a process that hangs while it ends.
    action.sa_flags = static_cast<int>(once ? SA_RESTART | SA_RESETHAND : SA_RESTART);
    ::sigaction(number, &action, nullptr);
}

static bool isIgnored(int number)
{
    struct sigaction action = {};
    return ::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

UnixSignals::UnixSignals(Hangup hangup, QObject* parent) : QObject(parent)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, signalPipe.data()) != 0)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(signalPipe[1], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &UnixSignals::read);
    installHandler(SIGINT, cacheledgerSignalHandler);
    installHandler(SIGTERM, cacheledgerSignalHandler);
    if (hangup == Hangup::Reloads || !isIgnored(SIGHUP)) // else nohup is meant
        installHandler(SIGHUP, cacheledgerSignalHandler, hangup == Hangup::Ends);
}

UnixSignals::~UnixSignals()
{
    installHandler(SIGINT, SIG_DFL);
    installHandler(SIGTERM, SIG_DFL);
    if (!isIgnored(SIGHUP))
        installHandler(SIGHUP, SIG_DFL);
    m_notifier.reset();
    for (int& end : signalPipe) {
        if (end >= 0)
            ::close(end);
        end = -1;
    }
}

void UnixSignals::reportWriteFailuresAsErrors()
{
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

void UnixSignals::read()
{
    unsigned char byte = 0;
    if (::read(signalPipe[1], &byte, 1) == 1)
        Q_EMIT received(byte);
}

} // namespace cacheledger
