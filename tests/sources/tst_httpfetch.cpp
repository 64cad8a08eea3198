// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/httpfetch.h"
#include "support/answeringserver.h"
#include "support/certificates.h"
#include "support/waiting.h"

#include <QtTest/QTest>

#include <optional>

using namespace cacheledger;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestHttpFetch : public QObject
{
    Q_OBJECT

    static SourceConfig sourceAt(const QUrl& url)
    {
        SourceConfig source;
        source.name = u"app"_s;
        source.kind = SourceKind::HttpJson;
        source.url = url;
        return source;
    }

    static Result<QByteArray> fetched(const SourceConfig& source, const QString& secret = {}, HttpLimits limits = {})
    {
        HttpFetch fetch(source, secret, limits);
        std::optional<Result<QByteArray>> found;
        fetch.get([&found](const Result<QByteArray>& body) { found = body; });
        if (!waitUntil([&found] { return found.has_value(); }, 20'000))
            return Error{ErrorCode::Cancelled, u"no answer at all"_s, {}};
        return *found;
    }

private Q_SLOTS:
    void aBodyIsFetchedAgainAndAgain()
    {
        AnsweringServer server;
        server.serve("/stats", "{\"a\":1}");
        HttpFetch fetch(sourceAt(server.url(u"/stats"_s)), {});
        for (int i = 0; i < 3; ++i) {
            std::optional<Result<QByteArray>> found;
            fetch.get([&found](const Result<QByteArray>& body) { found = body; });
            QVERIFY(waitUntil([&found] { return found.has_value(); }));
            QVERIFY2(found->ok(), found->ok() ? "" : qPrintable(found->error().text()));
            QCOMPARE(**found, QByteArray("{\"a\":1}"));
        }
        QCOMPARE(server.heads().size(), 3);
    }

    void authenticationIsSent_data()
    {
        QTest::addColumn<int>("auth");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("bearer") << int(HttpAuth::Bearer) << QString() << QByteArray("Authorization: Bearer s3cret");
        QTest::newRow("basic") << int(HttpAuth::Basic) << u"joe"_s
                               << QByteArray("Authorization: Basic " + QByteArray("joe:s3cret").toBase64());
        QTest::newRow("header") << int(HttpAuth::Header) << u"X-Api-Key"_s << QByteArray("X-Api-Key: s3cret");
    }

    void authenticationIsSent()
    {
        QFETCH(int, auth);
        QFETCH(QString, name);
        QFETCH(QByteArray, line);
        AnsweringServer server;
        server.serve("/", "{}");
        SourceConfig source = sourceAt(server.url());
        source.auth = static_cast<HttpAuth>(auth);
        source.authName = name;
        QVERIFY(fetched(source, u"s3cret"_s));
        QVERIFY2(server.heads().first().toLower().contains("\r\n" + line.toLower() + "\r\n"),
                 server.heads().first().constData());
        const auto smuggled = fetched(source, u"x\r\nHost: evil"_s);
        QVERIFY(!smuggled);
        QVERIFY(!smuggled.error().text().contains(u"evil"_s));
        QCOMPARE(server.heads().size(), 1);
    }

    void statusesAreNamed_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<int>("code");
        QTest::newRow("not found") << QByteArray("404") << int(ErrorCode::ServerError);
        QTest::newRow("unauthorised") << QByteArray("401") << int(ErrorCode::AuthRequired);
        QTest::newRow("forbidden") << QByteArray("403") << int(ErrorCode::AuthRequired);
        QTest::newRow("overloaded") << QByteArray("503") << int(ErrorCode::ServerError);
        QTest::newRow("no content") << QByteArray("204") << int(ErrorCode::ServerError);
    }

    void statusesAreNamed()
    {
        QFETCH(QByteArray, status);
        QFETCH(int, code);
        AnsweringServer server;
        server.answer("/", "HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        const auto body = fetched(sourceAt(server.url()));
        QVERIFY(!body);
        QCOMPARE(int(body.error().code), code);
        QVERIFY2(body.error().message.contains(QString::fromLatin1(status)), qPrintable(body.error().message));
    }

    void aRedirectIsFollowedOnTheSameServerOnly()
    {
        AnsweringServer server;
        AnsweringServer other;
        other.serve("/stolen", "{}");
        const auto redirect = [](const QByteArray& to) {
            return "HTTP/1.1 302 X\r\nLocation: " + to + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        };
        server.answer("/old", redirect("/new"));
        server.serve("/new", "{\"b\":2}");
        server.answer("/away", redirect(other.url(u"/stolen"_s).toEncoded()));
        server.answer("/circle", redirect("/circle"));
        SourceConfig source = sourceAt(server.url(u"/old"_s));
        source.auth = HttpAuth::Bearer;
        const auto followed = fetched(source, u"s3cret"_s);
        QVERIFY2(followed.ok(), followed.ok() ? "" : qPrintable(followed.error().text()));
        QCOMPARE(*followed, QByteArray("{\"b\":2}"));
        source.url = server.url(u"/away"_s);
        const auto away = fetched(source, u"s3cret"_s);
        QVERIFY(!away);
        QVERIFY2(away.error().message.contains(u"redirects to another server"_s), qPrintable(away.error().message));
        QVERIFY(other.heads().isEmpty());
        source.url = server.url(u"/circle"_s);
        const auto circle = fetched(source);
        QVERIFY(!circle);
        QVERIFY(circle.error().message.contains(u"circle"_s));
    }

    void tooMuchIsCut()
    {
        AnsweringServer server;
        server.serve("/", QByteArray(200'000, 'x'));
        const auto cut = fetched(sourceAt(server.url()), {}, HttpLimits{100'000, 10s});
        QVERIFY(!cut);
        QCOMPARE(cut.error().code, ErrorCode::ReplyTooLarge);
        const auto exact = fetched(sourceAt(server.url()), {}, HttpLimits{200'000, 10s});
        QVERIFY(exact);
        QCOMPARE(exact->size(), 200'000);
    }

    void aStreamWithoutEndIsCutBySizeOrTime()
    {
        AnsweringServer server;
        server.answer("/", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        server.streamAfterwards(QByteArray(65'536, 'x'));
        const auto large = fetched(sourceAt(server.url()), {}, HttpLimits{1 << 20, 15s});
        QVERIFY(!large);
        QCOMPARE(large.error().code, ErrorCode::ReplyTooLarge);

        AnsweringServer silent;
        silent.answer("/", QByteArray());
        const auto late = fetched(sourceAt(silent.url()), {}, HttpLimits{1 << 20, 200ms});
        QVERIFY(!late);
        QCOMPARE(late.error().code, ErrorCode::CommandTimeout);
    }

    void anAnswerThatBreaksOffIsNotTaken()
    {
        AnsweringServer server;
        server.answer("/", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n{\"a\":1}");
        const auto torn = fetched(sourceAt(server.url()));
        QVERIFY(!torn);
        QCOMPARE(torn.error().code, ErrorCode::Disconnected);
    }

    void packedAnswersAreUnpackedAndCounted()
    {
        // What gzip makes of 100,000 times "x".
        QByteArray packed = qCompress(QByteArray(100'000, 'x')).mid(4);
        AnsweringServer server;
        server.serve("/", packed, "Content-Encoding: deflate\r\n");
        const auto body = fetched(sourceAt(server.url()));
        QVERIFY2(body.ok(), body.ok() ? "" : qPrintable(body.error().text()));
        QCOMPARE(body->size(), 100'000);
        const auto bomb = fetched(sourceAt(server.url()), {}, HttpLimits{50'000, 10s});
        QVERIFY(!bomb);
        QCOMPARE(bomb.error().code, ErrorCode::ReplyTooLarge);
    }

    void whoCannotBeReachedIsNamed()
    {
        QUrl nobody;
        {
            AnsweringServer server;
            nobody = server.url();
        }
        const auto refused = fetched(sourceAt(nobody));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::ConnectionRefused);
    }

    void certificatesAreVerified()
    {
        Certificates certificates;
        if (!certificates.problem().isEmpty())
            QFAIL(qPrintable(certificates.problem()));
        AnsweringServer good(certificates.file("server.crt"), certificates.file("server.key"));
        good.serve("/", "{}");
        SourceConfig source = sourceAt(good.url());
        source.caFile = certificates.authority();
        const auto trusted = fetched(source);
        QVERIFY2(trusted.ok(), trusted.ok() ? "" : qPrintable(trusted.error().text()));
        source.caFile.clear();
        QCOMPARE(codeOf(fetched(source)), int(ErrorCode::TlsFailed));
        source.caFile = u"/nonexistent/ca.pem"_s;
        QCOMPARE(codeOf(fetched(source)), int(ErrorCode::TlsFailed));
        AnsweringServer expired(certificates.file("expired.crt"), certificates.file("expired.key"));
        expired.serve("/", "{}");
        source.url = expired.url();
        source.caFile = certificates.authority();
        const auto old = fetched(source);
        QCOMPARE(codeOf(old), int(ErrorCode::TlsFailed));
        QVERIFY2(old.error().text().contains(u"2021-01-01"_s), qPrintable(old.error().text()));
        QVERIFY(expired.heads().isEmpty()); // nothing was sent, no secret either
        AnsweringServer plain;
        plain.serve("/", "{}");
        source.url = plain.url();
        source.url.setScheme(u"https"_s);
        QVERIFY(!fetched(source, {}, HttpLimits{1 << 20, 500ms}));
    }

    void anAnswerWithoutLengthOverTlsEndsWithTheConnection()
    {
        Certificates certificates;
        QVERIFY2(certificates.problem().isEmpty(), qPrintable(certificates.problem()));
        AnsweringServer server(certificates.file("server.crt"), certificates.file("server.key"));
        const QByteArray endless = "HTTP/1.0 200 OK\r\n\r\n";
        server.answer("/stats?of=rag", endless + "{\"a\":1}");
        SourceConfig source = sourceAt(server.url(u"/stats?of=rag"_s));
        source.caFile = certificates.authority();
        source.auth = HttpAuth::Bearer;
        HttpFetch fetch(source, u"s3cret"_s, HttpLimits{100, 10s});
        const auto again = [&fetch] {
            std::optional<Result<QByteArray>> found;
            fetch.get([&found](const Result<QByteArray>& body) { found = body; });
            return waitUntil([&found] { return found.has_value(); }, 20'000)
                       ? *found
                       : Result<QByteArray>(Error{ErrorCode::Cancelled, u"no answer at all"_s, {}});
        };
        for (int i = 0; i < 2; ++i) {
            const auto body = again();
            QVERIFY2(body.ok(), body.ok() ? "" : qPrintable(body.error().text()));
            QCOMPARE(*body, QByteArray("{\"a\":1}"));
        }
        QCOMPARE(server.heads().size(), 3); // that it has no length is learned once
        QVERIFY2(server.heads().last().startsWith("GET /stats?of=rag HTTP/1.1\r\nHost: 127.0.0.1:"),
                 server.heads().last().constData());
        QVERIFY(server.heads().last().contains("\r\nAuthorization: Bearer s3cret\r\n"));
        server.answer("/stats?of=rag", endless + QByteArray(101, 'x'));
        QCOMPARE(codeOf(again()), int(ErrorCode::ReplyTooLarge));
        server.answer("/stats?of=rag", "HTTP/1.0 503 Overloaded\r\n\r\n");
        QCOMPARE(codeOf(again()), int(ErrorCode::ServerError));
        server.serve("/stats?of=rag", "{\"b\":2}"); // with a length, as any other
        const auto plain = again();
        QCOMPARE(plain.ok() ? *plain : QByteArray(), QByteArray("{\"b\":2}"));
        server.answer("/stats?of=rag", endless + QByteArray(1'000'000, 'x')); // not waited for to the end
        QCOMPARE(codeOf(again()), int(ErrorCode::ReplyTooLarge));
    }

    void endingWhileItWaitsCallsNobody()
    {
        AnsweringServer server;
        server.answer("/", QByteArray());
        bool called = false;
        {
            HttpFetch fetch(sourceAt(server.url()), {});
            fetch.get([&called](const Result<QByteArray>&) { called = true; });
            QTRY_COMPARE(server.heads().size(), 1);
        }
        QCoreApplication::processEvents();
        QVERIFY(!called);
    }

private:
    static int codeOf(const Result<QByteArray>& result) { return result ? -1 : int(result.error().code); }
};

QTEST_GUILESS_MAIN(TestHttpFetch)
#include "tst_httpfetch.moc"
