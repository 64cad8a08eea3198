// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/sshsession.h"

#include "config/transportsecrets.h"
#include "redis/sshpipe.h"

#include <QtCore/QCoreApplication>

#include <array>
#include <map>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cacheledger
{

namespace
{
constexpr std::chrono::seconds loginTimeout{10};
constexpr int longestWaitMs = 15'000; // then a packet of nothing keeps firewalls from forgetting the session
constexpr int shortWaitMs = 50;
/// A gateway that answers nothing for this long is given up, so that the next attempt makes a new session.
constexpr unsigned int silentForMs = 15'000;

struct SessionText {
    Q_DECLARE_TR_FUNCTIONS(SessionText)
};

struct SshSessions {
    std::mutex mutex;
    std::map<QString, std::unique_ptr<SshSession>> byRoute;
};

SshSessions& allSessions()
{
    static SshSessions sessions;
    return sessions;
}

/// OpenSSL, which libssh stands on, takes itself down when the process ends, before our static objects go.
void endAllSessions()
{
    SshSessions& sessions = allSessions();
    const std::lock_guard lock(sessions.mutex);
    sessions.byRoute.clear();
}
} // namespace

void SshSession::open(const std::shared_ptr<SshStream::Request>& request)
{
    SshSessions& sessions = allSessions();
    static const bool endsInTime = (qAddPostRoutine(endAllSessions), true);
    Q_UNUSED(endsInTime)
    const Route& route = request->target.route;
    // Another secret is another login: who tries a wrong one must not be let in by the right one.
    const QString secret = transportsecrets::of(route.url());
    const QString key = QStringList{route.url(), route.keyFile, route.knownHostsFile, secret}.join(QChar(u'\n'));
    const std::lock_guard lock(sessions.mutex);
    std::unique_ptr<SshSession>& session = sessions.byRoute[key];
    if (session && session->take(request))
        return;
    session = std::make_unique<SshSession>(route, secret);
    (void)session->take(request);
}

SshSession::SshSession(Route route, QString secret)
    : m_route(std::move(route)),
      m_secret(std::move(secret)),
      m_loginDeadline(std::chrono::steady_clock::now() + loginTimeout),
      m_wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
    m_thread = std::thread([this] { run(); });
}

SshSession::~SshSession()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    (void)::eventfd_write(m_wake.get(), 1);
    m_thread.join();
}

/// False: it has ended.
bool SshSession::take(const std::shared_ptr<SshStream::Request>& request)
{
    const std::lock_guard lock(m_mutex);
    if (m_ended)
        return false;
    m_asked.push_back(request);
    (void)::eventfd_write(m_wake.get(), 1);
    return true;
}

bool SshSession::isStopping()
{
    const std::lock_guard lock(m_mutex);
    return m_stopping;
}

bool SshSession::wait(int descriptor, bool forWriting)
{
    std::array<pollfd, 2> awaited{pollfd{descriptor, static_cast<short>(forWriting ? POLLIN | POLLOUT : POLLIN), 0},
                                  pollfd{m_wake.get(), 0, 0}};
    (void)::poll(awaited.data(), awaited.size(), shortWaitMs);
    return !isStopping() && std::chrono::steady_clock::now() < m_loginDeadline;
}

void SshSession::run()
{
    const SshLibrary* const ssh = SshLibrary::shared();
    if (!ssh)
        return failAll({ErrorCode::Unsupported, SessionText::tr("SSH tunnels need libssh, which is not installed."),
                        SessionText::tr("Install it (Debian: libssh-4), then try again.")});
    auto session = logInOverSsh(*ssh, m_route, m_secret,
                                [this](int descriptor, bool forWriting) { return wait(descriptor, forWriting); });
    if (!session)
        return failAll(session.error());
    (void)::setsockopt(ssh->ssh_get_fd(session->get()), IPPROTO_TCP, TCP_USER_TIMEOUT, &silentForMs,
                       sizeof(silentForMs));
    serve(*ssh, session->get());
}

/// What came since: a session that ends while somebody asks would leave him waiting.
void SshSession::failAll(const Error& error)
{
    const std::lock_guard lock(m_mutex);
    m_ended = true;
    for (const auto& request : m_asked)
        request->answer(error);
    m_asked.clear();
}

void SshSession::addAsked(const SshLibrary& ssh, ssh_session session, std::list<SshPipe>& pipes)
{
    eventfd_t ignored = 0;
    (void)::eventfd_read(m_wake.get(), &ignored);
    const std::lock_guard lock(m_mutex);
    for (const auto& request : m_asked)
        pipes.emplace_back(ssh, session, request);
    m_asked.clear();
}

bool SshSession::endIfIdle()
{
    const std::lock_guard lock(m_mutex);
    m_ended = m_asked.empty();
    return m_ended;
}

void SshSession::serve(const SshLibrary& ssh, ssh_session session)
{
    std::list<SshPipe> pipes;
    while (!isStopping()) {
        addAsked(ssh, session, pipes);
        // Reading one channel takes in what came for all.
        bool done = true;
        while (done) {
            done = false;
            for (SshPipe& pipe : pipes)
                done = pipe.step() || done;
            pipes.remove_if([](const SshPipe& pipe) { return pipe.isClosed(); });
        }
        if (ssh.ssh_is_connected(session) == 0)
            break;
        if (pipes.empty() && endIfIdle())
            return;
        const bool forWriting = (ssh.ssh_get_poll_flags(session) & SSH_WRITE_PENDING) != 0;
        std::vector<pollfd> awaited{
            {ssh.ssh_get_fd(session), static_cast<short>(forWriting ? POLLIN | POLLOUT : POLLIN), 0},
            {m_wake.get(), POLLIN, 0}};
        for (const SshPipe& pipe : pipes)
            awaited.push_back(pipe.awaited());
        if (::poll(awaited.data(), awaited.size(), longestWaitMs) == 0)
            (void)ssh.ssh_send_ignore(session, "");
    }
    const Error broken = SshPipe::sessionBroke(m_route);
    for (SshPipe& pipe : pipes)
        pipe.fail(broken);
    failAll(broken);
}

} // namespace cacheledger
