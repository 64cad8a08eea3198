// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/certificates.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QProcess>

namespace cacheledger
{

namespace
{

const QStringList newKey{QStringLiteral("-newkey"), QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                         QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes")};

} // namespace

Certificates::Certificates()
{
    const QStringList tenYears{QStringLiteral("-days"), QStringLiteral("3650")};
    const QStringList past{QStringLiteral("-startdate"), QStringLiteral("20200101000000Z"), QStringLiteral("-enddate"),
                           QStringLiteral("20210101000000Z")};
    openssl(QStringList{QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-keyout"), file("ca.key"),
                        QStringLiteral("-out"), authority(), QStringLiteral("-subj"),
                        QStringLiteral("/CN=CacheLedger test authority")} +
            newKey + tenYears) &&
        sign(QStringLiteral("server"), QStringLiteral("DNS:localhost,IP:127.0.0.1"), tenYears) &&
        sign(QStringLiteral("othername"), QStringLiteral("DNS:cache.example.org"), tenYears) &&
        sign(QStringLiteral("client"), QStringLiteral("DNS:client"), tenYears) &&
        openssl({QStringLiteral("pkey"), QStringLiteral("-in"), file("client.key"), QStringLiteral("-aes256"),
                 QStringLiteral("-passout"), QStringLiteral("pass:opens"), QStringLiteral("-out"),
                 file("locked.key")}) &&
        openssl(QStringList{QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-keyout"),
                            file("selfsigned.key"), QStringLiteral("-out"), file("selfsigned.crt"),
                            QStringLiteral("-subj"), QStringLiteral("/CN=made by itself"), QStringLiteral("-addext"),
                            QStringLiteral("subjectAltName=DNS:localhost,IP:127.0.0.1")} +
                newKey + tenYears) &&
        sign(QStringLiteral("expired"), QStringLiteral("DNS:localhost,IP:127.0.0.1"), past);
    QDir().mkpath(authorityFolder());
    QFile::copy(authority(), authorityFolder() + QStringLiteral("/ca.pem"));
}

bool Certificates::openssl(const QStringList& arguments)
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(QStringLiteral("openssl"), arguments);
    if (process.waitForFinished(20000) && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return true;
    m_problem = QString::fromLocal8Bit(process.readAllStandardError());
    if (m_problem.isEmpty())
        m_problem = process.errorString();
    return false;
}

// "openssl x509" sets only days from now; an end in the past needs "openssl ca" and its bookkeeping.
bool Certificates::sign(const QString& name, const QString& alternativeNames, const QStringList& validity)
{
    const QString request = m_folder.filePath(name + QStringLiteral(".csr"));
    const QString key = m_folder.filePath(name + QStringLiteral(".key"));
    const QString certificate = m_folder.filePath(name + QStringLiteral(".crt"));
    const QString configFile = m_folder.filePath(name + QStringLiteral(".cnf"));
    QFile config(configFile);
    if (!config.open(QIODevice::WriteOnly))
        return false;
    config.write("[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\n"
                 "default_md=sha256\npolicy=any\nunique_subject=no\nx509_extensions=ext\n[any]\ncommonName=supplied\n"
                 "[ext]\nsubjectAltName=" +
                 alternativeNames.toLatin1() + "\n");
    config.close();
    QFile(m_folder.filePath(QStringLiteral("index.txt"))).open(QIODevice::Append);
    return openssl(QStringList{QStringLiteral("req"), QStringLiteral("-new"), QStringLiteral("-keyout"), key,
                               QStringLiteral("-out"), request, QStringLiteral("-subj"),
                               QStringLiteral("/CN=") + name} +
                   newKey) &&
           openssl(QStringList{QStringLiteral("ca"), QStringLiteral("-batch"), QStringLiteral("-notext"),
                               QStringLiteral("-config"), configFile, QStringLiteral("-cert"), authority(),
                               QStringLiteral("-keyfile"), file("ca.key"), QStringLiteral("-in"), request,
                               QStringLiteral("-out"), certificate} +
                   validity);
}

QStringList Certificates::serverOptions(quint16 port, const QString& name, bool askForClientCertificate) const
{
    return {
        QStringLiteral("--tls-port"),         QString::number(port),
        QStringLiteral("--tls-cert-file"),    m_folder.filePath(name + QStringLiteral(".crt")),
        QStringLiteral("--tls-key-file"),     m_folder.filePath(name + QStringLiteral(".key")),
        QStringLiteral("--tls-ca-cert-file"), authority(),
        QStringLiteral("--tls-auth-clients"), askForClientCertificate ? QStringLiteral("yes") : QStringLiteral("no")};
}

} // namespace cacheledger
