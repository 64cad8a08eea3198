// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/gateways.h"

#include "redis/localredis.h"
#include "support/waiting.h"

#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtNetwork/QTcpSocket>

namespace cacheledger
{

static constexpr int startMs = 20'000;

Gateways::Gateways()
{
    startPython();
    if (m_problem.isEmpty())
        startProxy();
}

Gateways::~Gateways()
{
    stop();
}

void Gateways::stop()
{
    for (QProcess* process : {&m_python, &m_proxy}) {
        process->kill();
        process->waitForFinished();
    }
}

void Gateways::startPython()
{
    m_python.setProcessChannelMode(QProcess::MergedChannels);
    m_python.start(QStringLiteral("/usr/bin/python3"),
                   {QStringLiteral(PROJECT_SOURCE_DIR "/tests/support/gateways.py"), m_folder.path()});
    QFile ready(m_folder.filePath(QStringLiteral("ready.json")));
    const bool isReady =
        waitUntil([&] { return ready.exists() || m_python.state() == QProcess::NotRunning; }, startMs) &&
        ready.open(QIODevice::ReadOnly);
    if (!isReady) {
        m_problem = QStringLiteral("python3-asyncssh does not serve: %1").arg(QString::fromUtf8(m_python.readAll()));
        return;
    }
    const QJsonObject ports = QJsonDocument::fromJson(ready.readAll()).object();
    m_sshPort = static_cast<quint16>(ports.value(QLatin1String("ssh")).toInt());
    m_socksPort = static_cast<quint16>(ports.value(QLatin1String("socks")).toInt());
}

void Gateways::startProxy()
{
    m_httpPort = freeLoopbackPort();
    QFile configuration(m_folder.filePath(QStringLiteral("tinyproxy.conf")));
    if (!configuration.open(QIODevice::WriteOnly))
        return void(m_problem = configuration.errorString());
    configuration.write("Listen 127.0.0.1\nPort " + QByteArray::number(m_httpPort) +
                        "\nTimeout 60\nMaxClients 20\nBasicAuth tester s3cret\n");
    configuration.close();
    m_proxy.setProcessChannelMode(QProcess::MergedChannels);
    m_proxy.start(QStringLiteral("tinyproxy"), {QStringLiteral("-d"), QStringLiteral("-c"), configuration.fileName()});
    const bool answers = waitUntil(
        [this] {
            QTcpSocket probe;
            probe.connectToHost(QStringLiteral("127.0.0.1"), m_httpPort);
            return m_proxy.state() == QProcess::NotRunning || probe.waitForConnected(1000);
        },
        startMs);
    if (!answers || m_proxy.state() == QProcess::NotRunning)
        m_problem = QStringLiteral("tinyproxy does not serve: %1 %2")
                        .arg(m_proxy.errorString(), QString::fromUtf8(m_proxy.readAll()));
}

static Route loopbackRoute(RouteKind kind, quint16 port)
{
    Route route;
    route.kind = kind;
    route.host = QStringLiteral("127.0.0.1");
    route.port = port;
    return route;
}

Route Gateways::ssh() const
{
    Route route = loopbackRoute(RouteKind::Ssh, m_sshPort);
    route.user = QStringLiteral("tester");
    route.keyFile = file("key");
    route.knownHostsFile = file("known_hosts");
    return route;
}

Route Gateways::socks() const
{
    return loopbackRoute(RouteKind::Socks5, m_socksPort);
}

Route Gateways::http() const
{
    Route route = loopbackRoute(RouteKind::HttpConnect, m_httpPort);
    route.user = QStringLiteral("tester");
    return route;
}

} // namespace cacheledger
