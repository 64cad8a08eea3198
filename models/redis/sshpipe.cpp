// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/sshpipe.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>

namespace cacheledger
{

namespace
{
constexpr std::size_t pieceBytes = 16384;

struct PipeText {
    Q_DECLARE_TR_FUNCTIONS(PipeText)
};

/// libssh's text ends with the server's own: "Channel opening failure: channel 43 error (2) Connection refused".
Error channelError(const QString& reason, const Endpoint& target)
{
    if (reason.contains(QLatin1String("error (1)")))
        return {ErrorCode::SocketFailed,
                PipeText::tr("The SSH server %1 does not allow a tunnel to %2.")
                    .arg(target.route.address(), target.address()),
                PipeText::tr("Ask who runs it for AllowTcpForwarding and PermitOpen.")};
    return {ErrorCode::ConnectionRefused,
            PipeText::tr("The SSH server %1 cannot reach %2: %3.")
                .arg(target.route.address(), target.address(), reason.section(QLatin1Char(')'), -1).trimmed()),
            PipeText::tr("The address is looked up and connected to from there: check it, and that the server runs.")};
}

bool wouldBlock()
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}
} // namespace

SshPipe::SshPipe(const SshLibrary& ssh, ssh_session session, std::shared_ptr<SshStream::Request> request)
    : m_ssh(ssh),
      m_session(session),
      m_channel(ssh.ssh_channel_new(session)),
      m_request(std::move(request))
{
}

SshPipe::~SshPipe()
{
    if (m_channel)
        m_ssh.ssh_channel_free(m_channel); // closes it
}

void SshPipe::close()
{
    m_state = State::Closed;
    m_ours.reset(-1);
}

Error SshPipe::sessionBroke(const Route& gateway)
{
    return {
        ErrorCode::Disconnected, PipeText::tr("The connection to the SSH server %1 broke.").arg(gateway.address()), {}};
}

void SshPipe::fail(const Error& error)
{
    m_request->answer(error); // where it is still waited for
    close();
}

bool SshPipe::step()
{
    if (m_state == State::Opening)
        return openChannel();
    bool done = false;
    for (const auto part : {&SshPipe::readChannel, &SshPipe::writeChannel})
        done = (m_state == State::Open && (this->*part)()) || done;
    return done;
}

bool SshPipe::openChannel()
{
    const Endpoint& target = m_request->target;
    if (m_request->isAbandoned() || !m_channel) { // none is given on a session that broke
        fail(sessionBroke(target.route));
        return true;
    }
    const int outcome =
        target.transport == Transport::Unix
            ? m_ssh.ssh_channel_open_forward_unix(m_channel, QFile::encodeName(target.path).constData(), "localhost", 0)
            : m_ssh.ssh_channel_open_forward(m_channel, target.host.toUtf8().constData(), target.port, "localhost", 0);
    if (outcome == SSH_AGAIN)
        return false;
    std::array<int, 2> ends{};
    if (outcome != SSH_OK) {
        fail(channelError(QString::fromUtf8(m_ssh.ssh_get_error(m_session)), target));
    } else if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        fail({ErrorCode::SocketFailed, PipeText::tr("The system has no sockets left for a tunnel."), {}});
    } else {
        m_ours.reset(ends[0]);
        m_state = State::Open;
        m_request->answer(std::make_shared<Descriptor>(ends[1]));
    }
    return true;
}

bool SshPipe::readChannel()
{
    bool done = sendToAsker();
    while (m_state == State::Open && m_toAsker.isEmpty()) {
        std::array<char, pieceBytes> piece; // NOLINT: filled by reading
        const int got = m_ssh.ssh_channel_read_nonblocking(m_channel, piece.data(), piece.size(), 0);
        if (got > 0) {
            m_toAsker = QByteArray(piece.data(), got);
            sendToAsker();
            done = true;
            continue;
        }
        if (got != 0 || m_ssh.ssh_channel_is_eof(m_channel) != 0) {
            close();
            return true;
        }
        break;
    }
    return done;
}

bool SshPipe::sendToAsker()
{
    if (m_toAsker.isEmpty())
        return false;
    const auto sent = ::send(m_ours.get(), m_toAsker.constData(), static_cast<std::size_t>(m_toAsker.size()),
                             MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
        if (!wouldBlock())
            close();
        return false;
    }
    m_toAsker.remove(0, static_cast<qsizetype>(sent));
    return true;
}

bool SshPipe::writeChannel()
{
    bool done = false;
    for (;;) {
        if (m_toServer.isEmpty()) {
            std::array<char, pieceBytes> piece; // NOLINT: filled by reading
            const auto got = ::recv(m_ours.get(), piece.data(), piece.size(), MSG_DONTWAIT);
            if (got < 0 && wouldBlock())
                return done;
            if (got <= 0) {
                close(); // the asker wants no more
                return true;
            }
            m_toServer = QByteArray(piece.data(), static_cast<qsizetype>(got));
        }
        const auto room = std::min<std::size_t>(m_ssh.ssh_channel_window_size(m_channel),
                                                static_cast<std::size_t>(m_toServer.size()));
        if (room == 0)
            return done;
        const int sent = m_ssh.ssh_channel_write(m_channel, m_toServer.constData(), static_cast<uint32_t>(room));
        if (sent == SSH_ERROR) {
            close();
            return true;
        }
        if (sent <= 0)
            return done;
        m_toServer.remove(0, sent);
        done = true;
    }
}

pollfd SshPipe::awaited() const
{
    if (m_state != State::Open)
        return {-1, 0, 0};
    const int reading = m_toServer.isEmpty() ? POLLIN : 0;
    const int writing = m_toAsker.isEmpty() ? 0 : POLLOUT;
    return {m_ours.get(), static_cast<short>(reading | writing), 0};
}

} // namespace cacheledger
