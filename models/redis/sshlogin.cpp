// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/sshlogin.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

namespace cacheledger
{

namespace
{
struct SshText {
    Q_DECLARE_TR_FUNCTIONS(SshText)
};

class SshLogin
{
public:
    SshLogin(const SshLibrary& ssh, const Route& route, const QString& secret, const SshWait& wait)
        : m_ssh(ssh),
          m_route(route),
          m_secret(secret.toUtf8()),
          m_wait(wait),
          m_session(ssh.ssh_new())
    {
    }

    Result<SshHandle> run();

private:
    bool set(ssh_options_e option, const QString& text);
    Result<void> configure();
    Result<void> connect();
    Result<void> verify();
    Result<void> authenticate();
    std::optional<Error> authenticateWithKeyFile();
    template <typename Step>
    int repeat(int again, const Step& step);
    QString fingerprint();
    QString reason() const { return QString::fromUtf8(m_ssh.ssh_get_error(m_session.get())); }
    Error refused(const QString& why, const QString& hint) const;

    const SshLibrary& m_ssh;
    const Route& m_route;
    QByteArray m_secret;
    const SshWait& m_wait;
    SshHandle m_session;
};

Result<SshHandle> SshLogin::run()
{
    if (!m_session)
        return Error{ErrorCode::SocketFailed, SshText::tr("No SSH session can be made: memory is short."), {}};
    for (const auto step : {&SshLogin::configure, &SshLogin::connect, &SshLogin::verify, &SshLogin::authenticate})
        if (const auto done = (this->*step)(); !done)
            return done.error();
    return std::move(m_session);
}

bool SshLogin::set(ssh_options_e option, const QString& text)
{
    return text.isEmpty() || m_ssh.ssh_options_set(m_session.get(), option, text.toUtf8().constData()) == SSH_OK;
}

Result<void> SshLogin::configure()
{
    const unsigned int port = m_route.port;
    const bool noFiles = false; // ~/.ssh/config may name a command to run
    const int noDelay = 1;      // else each question waits 40 ms for an acknowledgement
    m_ssh.ssh_set_blocking(m_session.get(), 0);
    const bool good =
        m_ssh.ssh_options_set(m_session.get(), SSH_OPTIONS_PROCESS_CONFIG, &noFiles) == SSH_OK &&
        m_ssh.ssh_options_set(m_session.get(), SSH_OPTIONS_NODELAY, &noDelay) == SSH_OK &&
        set(SSH_OPTIONS_HOST, m_route.host) &&
        m_ssh.ssh_options_set(m_session.get(), SSH_OPTIONS_PORT, &port) == SSH_OK &&
        set(SSH_OPTIONS_USER, m_route.user) && set(SSH_OPTIONS_KNOWNHOSTS, m_route.knownHostsFile) &&
        // The system's list would speak for hosts that the named file does not know.
        (m_route.knownHostsFile.isEmpty() || set(SSH_OPTIONS_GLOBAL_KNOWNHOSTS, QStringLiteral("/dev/null")));
    if (good)
        return {};
    return Error{ErrorCode::InvalidArgument,
                 SshText::tr("The SSH server %1 cannot be set: %2.").arg(m_route.address(), reason()),
                 {}};
}

/// Calls `step` until it has something else to say than `again`, or waiting is given up.
template <typename Step>
int SshLogin::repeat(int again, const Step& step)
{
    for (;;) {
        const int outcome = step();
        if (outcome != again)
            return outcome;
        const bool forWriting = (m_ssh.ssh_get_poll_flags(m_session.get()) & SSH_WRITE_PENDING) != 0;
        if (!m_wait(m_ssh.ssh_get_fd(m_session.get()), forWriting))
            return again;
    }
}

Result<void> SshLogin::connect()
{
    const int outcome = repeat(SSH_AGAIN, [this] { return m_ssh.ssh_connect(m_session.get()); });
    if (outcome == SSH_OK)
        return {};
    const QString why = outcome == SSH_AGAIN ? SshText::tr("it did not answer in time") : reason();
    const ErrorCode code = outcome == SSH_AGAIN                     ? ErrorCode::ConnectTimeout
                           : why.contains(QLatin1String("resolve")) ? ErrorCode::HostNotFound
                           : why.contains(QLatin1String("refused")) ? ErrorCode::ConnectionRefused
                                                                    : ErrorCode::SocketFailed;
    return Error{code, SshText::tr("The SSH server %1 cannot be reached: %2.").arg(m_route.address(), why),
                 SshText::tr("Check its host name and port.")};
}

QString SshLogin::fingerprint()
{
    ssh_key key = nullptr;
    unsigned char* hash = nullptr;
    std::size_t size = 0;
    QString text = SshText::tr("unknown");
    if (m_ssh.ssh_get_server_publickey(m_session.get(), &key) != SSH_OK)
        return text;
    if (m_ssh.ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &size) == SSH_OK) {
        if (char* printed = m_ssh.ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size)) {
            text = QString::fromLatin1(printed);
            m_ssh.ssh_string_free_char(printed);
        }
        m_ssh.ssh_clean_pubkey_hash(&hash);
    }
    m_ssh.ssh_key_free(key);
    return text;
}

Result<void> SshLogin::verify()
{
    switch (m_ssh.ssh_session_is_known_server(m_session.get())) {
    case SSH_KNOWN_HOSTS_OK:
        return {};
    case SSH_KNOWN_HOSTS_CHANGED:
    case SSH_KNOWN_HOSTS_OTHER:
        return Error{ErrorCode::SocketFailed,
                     SshText::tr("The SSH server %1 shows another host key (%2) than the one that is known: refused, "
                                 "since somebody may be listening in between.")
                         .arg(m_route.address(), fingerprint()),
                     SshText::tr("Ask who runs it whether the key was renewed; then remove the old one with "
                                 "ssh-keygen -R and connect once with ssh.")};
    case SSH_KNOWN_HOSTS_UNKNOWN:
    case SSH_KNOWN_HOSTS_NOT_FOUND:
        return Error{ErrorCode::SocketFailed,
                     SshText::tr("The host key of the SSH server %1 (%2) is not among the known hosts.")
                         .arg(m_route.address(), fingerprint()),
                     SshText::tr("Connect to it once with ssh and compare the fingerprint, or name the file that "
                                 "holds its key.")};
    case SSH_KNOWN_HOSTS_ERROR:
        break;
    }
    return Error{ErrorCode::SocketFailed,
                 SshText::tr("The host key of %1 cannot be verified: %2.").arg(m_route.address(), reason()),
                 {}};
}

Error SshLogin::refused(const QString& why, const QString& hint) const
{
    return Error{ErrorCode::WrongPassword,
                 SshText::tr("The SSH server %1 did not let us in: %2.").arg(m_route.address(), why), hint};
}

std::optional<Error> SshLogin::authenticateWithKeyFile()
{
    const QString& file = m_route.keyFile;
    const QFileInfo info(file);
    if (!info.isReadable())
        return Error{ErrorCode::Io, SshText::tr("The SSH key %1 cannot be read.").arg(file),
                     SshText::tr("Check its path and permissions.")};
    if (info.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther))
        return Error{ErrorCode::Io, SshText::tr("The SSH key %1 can be read by other users: refused.").arg(file),
                     SshText::tr("Run: chmod 600 %1").arg(file)};
    ssh_key key = nullptr;
    const int imported =
        m_ssh.ssh_pki_import_privkey_file(QFile::encodeName(file).constData(),
                                          m_secret.isEmpty() ? nullptr : m_secret.constData(), nullptr, nullptr, &key);
    if (imported != SSH_OK)
        return Error{ErrorCode::WrongPassword, SshText::tr("The SSH key %1 cannot be used.").arg(file),
                     m_secret.isEmpty() ? SshText::tr("If it has a passphrase, give it as the SSH password.")
                                        : SshText::tr("Check the passphrase, and that it is a private key.")};
    const int outcome =
        repeat(SSH_AUTH_AGAIN, [this, key] { return m_ssh.ssh_userauth_publickey(m_session.get(), nullptr, key); });
    m_ssh.ssh_key_free(key);
    if (outcome == SSH_AUTH_SUCCESS)
        return std::nullopt;
    return refused(SshText::tr("it does not accept the key %1").arg(file),
                   SshText::tr("Add the public key to ~/.ssh/authorized_keys there, or check the user name."));
}

Result<void> SshLogin::authenticate()
{
    const ssh_session session = m_session.get();
    if (repeat(SSH_AUTH_AGAIN, [&] { return m_ssh.ssh_userauth_none(session, nullptr); }) == SSH_AUTH_SUCCESS)
        return {};
    if (!m_route.keyFile.isEmpty()) {
        if (auto error = authenticateWithKeyFile())
            return *error;
        return {};
    }
    const int methods = m_ssh.ssh_userauth_list(session, nullptr);
    const char* const passphrase = m_secret.isEmpty() ? nullptr : m_secret.constData();
    if ((methods & SSH_AUTH_METHOD_PUBLICKEY) != 0 &&
        repeat(SSH_AUTH_AGAIN, [&] { return m_ssh.ssh_userauth_publickey_auto(session, nullptr, passphrase); }) ==
            SSH_AUTH_SUCCESS)
        return {};
    const bool takesPassword = (methods & SSH_AUTH_METHOD_PASSWORD) != 0;
    if (takesPassword && passphrase && repeat(SSH_AUTH_AGAIN, [&] {
                                           return m_ssh.ssh_userauth_password(session, nullptr, passphrase);
                                       }) == SSH_AUTH_SUCCESS)
        return {};
    if (takesPassword && passphrase)
        return refused(SshText::tr("the password is wrong"), SshText::tr("Check user name and password."));
    return refused(SshText::tr("no key of the agent or of ~/.ssh is accepted"),
                   takesPassword ? SshText::tr("Name a key file, or give the password.")
                                 : SshText::tr("Name a key file; it takes no password."));
}
} // namespace

void SshSessionDeleter::operator()(ssh_session session) const
{
    const SshLibrary* const ssh = SshLibrary::shared();
    ssh->ssh_disconnect(session);
    ssh->ssh_free(session);
}

Result<SshHandle> logInOverSsh(const SshLibrary& ssh, const Route& route, const QString& secret, const SshWait& wait)
{
    return SshLogin(ssh, route, secret, wait).run();
}

} // namespace cacheledger
