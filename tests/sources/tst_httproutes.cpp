// SPDX-License-Identifier: GPL-3.0-or-later
// HttpFetch through an SSH server, a SOCKS5 proxy and an HTTP proxy, all real.
#include "config/transportsecrets.h"
#include "redis/localredis.h"
#include "sources/httpfetch.h"
#include "support/answeringserver.h"
#include "support/certificates.h"
#include "support/gateways.h"
#include "support/waiting.h"

#include <QtTest/QTest>

#include <optional>

using namespace cacheledger;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(cacheledger::Route)

class TestHttpRoutes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_gateways.problem().isEmpty(), qPrintable(m_gateways.problem()));
        QVERIFY2(m_certificates.problem().isEmpty(), qPrintable(m_certificates.problem()));
        transportsecrets::set(m_gateways.http().url(), u"s3cret"_s);
    }

    void anAnswerComesBackAgainAndAgain_data() { ways(); }
    void anAnswerComesBackAgainAndAgain()
    {
        QFETCH(Route, way);
        AnsweringServer plain;
        AnsweringServer tls(m_certificates.file("server.crt"), m_certificates.file("server.key"));
        const QByteArray large(300'000, 'x');
        for (AnsweringServer* server : {&plain, &tls}) {
            server->serve("/stats?of=rag", large);
            server->answer("/chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
            server->answer("/old", "HTTP/1.1 302 X\r\nLocation: /stats?of=rag\r\nContent-Length: 0\r\n\r\n");
            SourceConfig source = sourceAt(server->url(u"/stats?of=rag"_s));
            source.auth = HttpAuth::Bearer;
            HttpFetch fetch(source, u"t0ken"_s, {1 << 20, 30s}, way);
            for (int i = 0; i < 3; ++i)
                QCOMPARE(answerOf(fetch), large);
            QVERIFY(server->heads().last().startsWith("GET /stats?of=rag HTTP/1.1\r\nHost: 127.0.0.1:"));
            QVERIFY(server->heads().last().contains("\r\nAuthorization: Bearer t0ken\r\n"));
            source.url = server->url(u"/chunks"_s);
            QCOMPARE(fetched(source, way), QByteArray("abc"));
            source.url = server->url(u"/old"_s);
            QCOMPARE(fetched(source, way), large);
        }
    }

    void certificatesAreVerifiedByTheNameInTheAddress_data() { ways(); }
    void certificatesAreVerifiedByTheNameInTheAddress()
    {
        QFETCH(Route, way);
        for (const char* name : {"othername", "expired"}) {
            const QByteArray certificate(name);
            AnsweringServer server(m_certificates.file(certificate + ".crt"),
                                   m_certificates.file(certificate + ".key"));
            server.serve("/", "{}");
            fetched(sourceAt(server.url()), way);
            QCOMPARE(m_error.code, ErrorCode::TlsFailed);
            QVERIFY2(!m_error.hint.contains(u"verification off"_s), qPrintable(m_error.hint));
            QVERIFY(server.heads().isEmpty()); // nothing was sent, no secret either
        }
        AnsweringServer server(m_certificates.file("server.crt"), m_certificates.file("server.key"));
        server.serve("/", "{}");
        SourceConfig source = sourceAt(server.url());
        source.caFile.clear();
        fetched(source, way);
        QCOMPARE(m_error.code, ErrorCode::TlsFailed);
        QVERIFY2(m_error.hint.contains(u"authority that signed it"_s), qPrintable(m_error.hint));
    }

    void whatTheServerSaysIsNamed_data() { ways(); }
    void whatTheServerSaysIsNamed()
    {
        QFETCH(Route, way);
        AnsweringServer server;
        AnsweringServer other;
        server.answer("/away",
                      "HTTP/1.1 302 X\r\nLocation: " + other.url().toEncoded() + "\r\nContent-Length: 0\r\n\r\n");
        server.answer("/closed", "HTTP/1.1 403 X\r\nContent-Length: 0\r\n\r\n");
        server.answer("/torn", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n{\"a\":1}");
        server.answer("/strange", "SSH-2.0-OpenSSH_9.2\r\n\r\n");
        server.serve("/large", QByteArray((1 << 20) + 1, 'x'));
        const auto code = [&](const QString& path) {
            fetched(sourceAt(server.url(path)), way);
            return m_error.code;
        };
        QCOMPARE(code(u"/away"_s), ErrorCode::ServerError);
        QVERIFY(other.heads().isEmpty());
        QCOMPARE(code(u"/closed"_s), ErrorCode::AuthRequired);
        QCOMPARE(code(u"/torn"_s), ErrorCode::Disconnected);
        QCOMPARE(code(u"/strange"_s), ErrorCode::ServerError);
        QCOMPARE(code(u"/large"_s), ErrorCode::ReplyTooLarge);
        QVERIFY2(!m_error.message.isEmpty(), "said in words");
    }

    void theHopThatFailedIsNamed_data()
    {
        QTest::addColumn<Route>("way");
        QTest::addColumn<QString>("named");
        const auto nowhere = [](Route route) {
            route.port = freeLoopbackPort();
            return route;
        };
        for (const auto& [name, route] : {std::pair("SSH", m_gateways.ssh()), std::pair("SOCKS5", m_gateways.socks()),
                                          std::pair("HTTP", m_gateways.http())}) {
            const Route gone = nowhere(route);
            QTest::addRow("%s, the gateway is gone", name) << gone << gone.address();
            QTest::addRow("%s, nothing behind it", name) << route << QString();
        }
        Route stranger = m_gateways.ssh();
        stranger.knownHostsFile = m_gateways.file("other_hosts");
        QTest::newRow("SSH, another host key") << stranger << u"another host key"_s;
        Route locked = m_gateways.http();
        locked.user.clear();
        QTest::newRow("HTTP, not let in") << locked << locked.address();
    }
    void theHopThatFailedIsNamed()
    {
        QFETCH(Route, way);
        QFETCH(QString, named);
        const QString nobody = u"127.0.0.1:%1"_s.arg(freeLoopbackPort());
        fetched(sourceAt(QUrl(u"http://"_s + nobody + u"/stats"_s)), way);
        QVERIFY2(m_error.message.contains(named.isEmpty() ? nobody : named), qPrintable(m_error.message));
    }

    void aWayThatLeadsNowhereEndsInTime()
    {
        AnsweringServer silent; // accepts and says nothing, as a gateway that is stopped
        Route way = m_gateways.socks();
        way.port = silent.serverPort();
        fetched(sourceAt(QUrl(u"http://app.example/stats"_s)), way, 300ms);
        QCOMPARE(m_error.code, ErrorCode::ConnectTimeout);
        QVERIFY2(m_error.message.contains(way.address()) && m_error.message.contains(u"app.example:80"_s),
                 qPrintable(m_error.message));
    }

private:
    void ways() const
    {
        QTest::addColumn<Route>("way");
        QTest::newRow("SSH") << m_gateways.ssh();
        QTest::newRow("SOCKS5") << m_gateways.socks();
        QTest::newRow("HTTP") << m_gateways.http();
    }

    SourceConfig sourceAt(const QUrl& url) const
    {
        SourceConfig source;
        source.name = u"app"_s;
        source.kind = SourceKind::HttpJson;
        source.url = url;
        source.caFile = m_certificates.authority();
        return source;
    }

    /// Empty where it failed: m_error says why.
    QByteArray answerOf(HttpFetch& fetch)
    {
        std::optional<Result<QByteArray>> found;
        fetch.get([&found](const Result<QByteArray>& body) { found = body; });
        m_error = Error{ErrorCode::Cancelled, u"no answer at all"_s, {}};
        if (!waitUntil([&found] { return found.has_value(); }))
            return {};
        m_error = found->ok() ? Error() : found->error();
        if (!found->ok())
            qInfo("%s", qPrintable(m_error.text()));
        return found->ok() ? **found : QByteArray();
    }
    QByteArray fetched(const SourceConfig& source, const Route& way, std::chrono::milliseconds timeout = 25s)
    {
        HttpFetch fetch(source, source.auth == HttpAuth::None ? QString() : u"t0ken"_s, {1 << 20, timeout}, way);
        return answerOf(fetch);
    }

    Gateways m_gateways;
    Certificates m_certificates;
    Error m_error;
};

QTEST_GUILESS_MAIN(TestHttpRoutes)
#include "tst_httproutes.moc"
