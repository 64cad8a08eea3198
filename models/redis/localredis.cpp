// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/localredis.h"

#include "redis/ephemeralfolder.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDeadlineTimer>
#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QLocalSocket>
#include <QtNetwork/QTcpServer>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace cacheledger
{

namespace
{

constexpr int startTimeoutMs = 10000;
constexpr int stopTimeoutMs = 5000;
constexpr int portAttempts = 10;

Error localRedisError(ErrorCode code, const QString& message, const QString& hint = {})
{
    return Error{code, message, hint};
}

struct LocalRedisText {
    Q_DECLARE_TR_FUNCTIONS(LocalRedisText)
};

QString findServerBinary(const QString& wanted)
{
    if (!wanted.isEmpty())
        return QStandardPaths::findExecutable(wanted);
    const QString redis = QStandardPaths::findExecutable(QStringLiteral("redis-server"));
    return redis.isEmpty() ? QStandardPaths::findExecutable(QStringLiteral("valkey-server")) : redis;
}

// Runs in the child between fork and exec: only async-signal-safe calls.
void dieWithParent(pid_t parent)
{
    ::setsid(); // the terminal's Ctrl-C is for us; we end the server
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) // the parent died before prctl
        ::_exit(1);
}

} // namespace

class LocalRedis::Impl
{
public:
    ~Impl();
    Result<void> prepare(const QStringList& moreArguments, const QString& wantedBinary);
    Result<void> launchOnFreePort();
    Result<void> launch();
    void stop(int signal);
    void signalServer(int signal) const;
    bool running() const;

    QString binary;
    QStringList arguments;
    EphemeralFolder folder;
    std::unique_ptr<QProcess> server;
    quint16 port = 0;
    bool portTaken = false;

    QString path(const QString& file) const { return folder.filePath(file); }
    QString socketPath() const { return path(QStringLiteral("redis.sock")); }
    QString logPath() const { return path(QStringLiteral("server.log")); }

private:
    Result<void> waitUntilItAnswers();
    Error startFailure();
    bool answersPing() const;
};

LocalRedis::Impl::~Impl()
{
    stop(SIGKILL);
}

Result<void> LocalRedis::Impl::prepare(const QStringList& moreArguments, const QString& wantedBinary)
{
    stop(SIGKILL);
    arguments = moreArguments;
    binary = findServerBinary(wantedBinary);
    if (binary.isEmpty())
        return localRedisError(ErrorCode::Unsupported,
                               wantedBinary.isEmpty()
                                   ? LocalRedisText::tr("There is no redis-server on this machine.")
                                   : LocalRedisText::tr("There is no program \"%1\".").arg(wantedBinary),
                               LocalRedisText::tr("Install the package redis-server (or valkey-server)."));
    return folder.create(QStringLiteral("cacheledger-redis"));
}

Result<void> LocalRedis::Impl::launchOnFreePort()
{
    Result<void> result;
    for (int attempt = 0; attempt < portAttempts; ++attempt) {
        port = freeLoopbackPort();
        result = launch();
        if (result.ok() || !portTaken)
            break;
    }
    return result;
}

Result<void> LocalRedis::Impl::launch()
{
    portTaken = false;
    QFile::remove(socketPath());
    server = std::make_unique<QProcess>();
    server->setStandardInputFile(QProcess::nullDevice());
    server->setStandardOutputFile(logPath());
    server->setProcessChannelMode(QProcess::MergedChannels);
    server->setWorkingDirectory(folder.path());
    server->setChildProcessModifier([parent = ::getpid()] { dieWithParent(parent); });
    const QStringList ours{QStringLiteral("--port"),       QString::number(port),
                           QStringLiteral("--bind"),       QStringLiteral("127.0.0.1"),
                           QStringLiteral("--save"),       QString(),
                           QStringLiteral("--appendonly"), QStringLiteral("no"),
                           QStringLiteral("--daemonize"),  QStringLiteral("no"),
                           QStringLiteral("--dir"),        folder.path(),
                           QStringLiteral("--unixsocket"), socketPath()};
    server->start(binary, ours + arguments);
    if (!server->waitForStarted(startTimeoutMs)) {
        const QString reason = server->errorString();
        server.reset();
        return localRedisError(ErrorCode::Io, LocalRedisText::tr("Cannot start %1: %2.").arg(binary, reason));
    }
    return waitUntilItAnswers();
}

Result<void> LocalRedis::Impl::waitUntilItAnswers()
{
    const QDeadlineTimer deadline(startTimeoutMs);
    while (!answersPing()) {
        // Ends early when the server ends; otherwise it is the pause between two tries.
        if (server->state() == QProcess::NotRunning || server->waitForFinished(3))
            return startFailure();
        if (deadline.hasExpired()) {
            stop(SIGKILL);
            return localRedisError(ErrorCode::CommandTimeout,
                                   LocalRedisText::tr("%1 did not answer within 10 seconds.").arg(binary));
        }
    }
    return {};
}

Error LocalRedis::Impl::startFailure()
{
    server.reset();
    QFile log(logPath());
    const QByteArray text = log.open(QIODevice::ReadOnly) ? log.readAll().trimmed() : QByteArray();
    portTaken = text.contains("Address already in use");
    const QString lastLine = QString::fromUtf8(text.mid(text.lastIndexOf('\n') + 1));
    return localRedisError(portTaken ? ErrorCode::Locked : ErrorCode::Io,
                           LocalRedisText::tr("%1 ended at once: %2").arg(binary, lastLine));
}

// Over the Unix socket in our own folder: on the TCP port somebody else's server could answer. The server opens the
// socket after the port.
bool LocalRedis::Impl::answersPing() const
{
    QLocalSocket socket;
    socket.connectToServer(socketPath());
    if (!socket.waitForConnected(startTimeoutMs))
        return false;
    socket.write("PING\r\n");
    if (!socket.waitForReadyRead(stopTimeoutMs))
        return false;
    const char first = socket.read(1).at(0); // -NOAUTH and -LOADING are answers, too
    return first == '+' || first == '-';
}

void LocalRedis::Impl::signalServer(int signal) const
{
    if (running())
        ::kill(static_cast<pid_t>(server->processId()), signal);
}

void LocalRedis::Impl::stop(int signal)
{
    if (!server)
        return;
    signalServer(signal);
    signalServer(SIGCONT); // a suspended server takes SIGTERM only then
    if (server->state() != QProcess::NotRunning && !server->waitForFinished(stopTimeoutMs)) {
        server->kill();
        server->waitForFinished(stopTimeoutMs);
    }
    server.reset();
}

bool LocalRedis::Impl::running() const
{
    // Without an event loop QProcess notices an end only in a wait.
    return server && server->state() == QProcess::Running && !server->waitForFinished(0);
}

LocalRedis::LocalRedis() : m_impl(std::make_unique<Impl>()) {}

LocalRedis::~LocalRedis() = default;

Result<void> LocalRedis::start(const QStringList& arguments, const QString& binary)
{
    const Result<void> prepared = m_impl->prepare(arguments, binary);
    return prepared.ok() ? m_impl->launchOnFreePort() : prepared;
}

void LocalRedis::terminate()
{
    m_impl->stop(SIGTERM);
}

void LocalRedis::kill()
{
    m_impl->stop(SIGKILL);
}

Result<void> LocalRedis::restart()
{
    if (m_impl->folder.path().isEmpty())
        return localRedisError(ErrorCode::InvalidArgument, LocalRedisText::tr("The server was never started."));
    m_impl->stop(SIGTERM);
    return m_impl->launch();
}

void LocalRedis::suspend()
{
    m_impl->signalServer(SIGSTOP);
}

void LocalRedis::resume()
{
    m_impl->signalServer(SIGCONT);
}

bool LocalRedis::isRunning() const
{
    return m_impl->running();
}

quint16 LocalRedis::port() const
{
    return m_impl->port;
}

QString LocalRedis::unixSocket() const
{
    return m_impl->socketPath();
}

QString LocalRedis::folder() const
{
    return m_impl->folder.path();
}

qint64 LocalRedis::pid() const
{
    return m_impl->running() ? m_impl->server->processId() : 0;
}

Endpoint LocalRedis::endpoint() const
{
    Endpoint endpoint;
    endpoint.host = QStringLiteral("127.0.0.1");
    endpoint.port = m_impl->port;
    return endpoint;
}

quint16 freeLoopbackPort()
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : quint16(0);
}

} // namespace cacheledger
