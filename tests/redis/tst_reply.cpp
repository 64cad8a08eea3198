// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/reply.h"

#include <QtTest/QTest>

using namespace cacheledger;

namespace
{

// A reply as a person writes it down: +OK, -ERR x, :5, "text", nil, [a b].
QString written(const Reply& reply)
{
    switch (reply.type) {
    case Reply::Type::Status:
        return QLatin1Char('+') + QString::fromLatin1(reply.text);
    case Reply::Type::Error:
        return QLatin1Char('-') + QString::fromLatin1(reply.text);
    case Reply::Type::Integer:
        return QLatin1Char(':') + QString::number(reply.integer);
    case Reply::Type::Bulk:
        return QLatin1Char('"') + QString::fromLatin1(reply.text) + QLatin1Char('"');
    case Reply::Type::Nil:
        return QStringLiteral("nil");
    case Reply::Type::Array:
        break;
    }
    QStringList elements;
    for (const Reply& element : reply.elements)
        elements += written(element);
    return QLatin1Char('[') + elements.join(QLatin1Char(' ')) + QLatin1Char(']');
}

// All replies that `bytes` hold, then the error's name if one follows; fed in pieces of `step` bytes.
QStringList readAll(const QByteArray& bytes, qsizetype step, ReplyLimits limits = {})
{
    ReplyReader reader(limits);
    QStringList found;
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        reader.feed(bytes.constData() + at, std::min(step, bytes.size() - at));
        while (true) {
            const Result<std::optional<Reply>> next = reader.next();
            if (!next.ok()) {
                found += QString::fromLatin1(errorCodeName(next.error().code));
                return found;
            }
            if (!next->has_value())
                break;
            found += written(**next);
        }
    }
    return found;
}

} // namespace

class TestReply : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytesBecomeReplies_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QStringList>("replies");
        const auto row = [](const char* name, const QByteArray& bytes, const QStringList& replies) {
            QTest::newRow(name) << bytes << replies;
        };
        const auto s = [](const char* text) { return QString::fromLatin1(text); };
        row("a status", "+PONG\r\n", {s("+PONG")});
        row("an error", "-ERR no\r\n", {s("-ERR no")});
        row("an integer", ":-42\r\n", {s(":-42")});
        row("the largest integer", ":9223372036854775807\r\n", {s(":9223372036854775807")});
        row("a bulk with line ends inside", "$6\r\na\r\nb\r\n\r\n", {s("\"a\r\nb\r\n\"")});
        row("an empty bulk", "$0\r\n\r\n", {s("\"\"")});
        row("a bulk that looks like two replies", "$10\r\n+OK\r\n$1\r\nx\r\n", {s("\"+OK\r\n$1\r\nx\"")});
        row("no bulk", "$-1\r\n", {s("nil")});
        row("no array", "*-1\r\n", {s("nil")});
        row("an empty array", "*0\r\n", {s("[]")});
        row("arrays in arrays", "*3\r\n:1\r\n*2\r\n+a\r\n*1\r\n$1\r\nb\r\n$-1\r\n", {s("[:1 [+a [\"b\"]] nil]")});
        row("pipelined replies", "+PONG\r\n$2\r\nhi\r\n:7\r\n", {s("+PONG"), s("\"hi\""), s(":7")});
        row("half a reply waits", "+PONG\r\n$20\r\nonly this", {s("+PONG")});
        row("half a header waits", "$1", {});
        row("seven levels are read", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n", {s("[[[[[[[:1]]]]]]]")});
        row("eight levels are refused", "+OK\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n",
            {s("+OK"), s("ProtocolError")});
        row("an HTTP server", "HTTP/1.1 400 Bad Request\r\n\r\n", {s("NotRedis")});
        row("a TLS alert", QByteArray("\x15\x03\x01\x00\x02\x02\x46", 7), {s("NotRedis")});
        row("a mail server", "220 mail.example.org ESMTP\r\n", {s("NotRedis")});
        row("an SSH server", "SSH-2.0-OpenSSH_9.2\r\n", {s("NotRedis")});
        row("zero bytes", QByteArray(8, '\0'), {s("NotRedis")});
        row("begins like a bulk, but is none", "$abc\r\n", {s("NotRedis")});
        row("garbage after a good reply", "+OK\r\nHTTP/1.1\r\n", {s("+OK"), s("ProtocolError")});
        row("a length that is no number", "+OK\r\n*x\r\n", {s("+OK"), s("ProtocolError")});
        row("a negative length", "+OK\r\n$-5\r\n", {s("+OK"), s("ProtocolError")});
        row("more than the bulk has room for", "+OK\r\n$2\r\nabc\r\n", {s("+OK"), s("\"ab\""), s("ProtocolError")});
        row("a type of RESP3", "+OK\r\n%1\r\n+a\r\n+b\r\n", {s("+OK"), s("ProtocolError")});
        row("a type of RESP3 inside", "+OK\r\n*1\r\n#t\r\n", {s("+OK"), s("ProtocolError")});
        row("a push of RESP3", "+OK\r\n>1\r\n+a\r\n", {s("+OK"), s("ProtocolError")});
        row("a nil of RESP3 inside", "+OK\r\n*1\r\n_\r\n", {s("+OK"), s("ProtocolError")});
    }
    void bytesBecomeReplies()
    {
        QFETCH(QByteArray, bytes);
        for (const qsizetype step : {qsizetype(1), qsizetype(2), qsizetype(7), bytes.size()})
            QTEST(readAll(bytes, step), "replies");
    }

    void whatAServerClaimsIsRefusedBeforeItArrives_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("a bulk over the bound") << QByteArray("$67108864\r\n");
        QTest::newRow("a bulk of 8 EiB") << QByteArray("$9223372036854775807\r\n");
        QTest::newRow("an array of 220 million") << QByteArray("*220000000\r\n");
        QTest::newRow("an array of two milliards") << QByteArray("*2147483647\r\n");
        QTest::newRow("many elements on several levels") << QByteArray("*900000\r\n*900000\r\n");
        QTest::newRow("two bulks that are too large together")
            << "*2\r\n$40000000\r\n" + QByteArray(40000000, 'x') + "\r\n$40000000\r\n";
    }
    void whatAServerClaimsIsRefusedBeforeItArrives()
    {
        QFETCH(QByteArray, bytes);
        QCOMPARE(readAll(bytes, 16384), QStringList{QStringLiteral("ReplyTooLarge")});
    }

    void aReplyAtTheBoundIsReadAndOneOverItIsNot()
    {
        ReplyLimits limits;
        limits.maxBytes = 1000;
        const auto bulk = [](int size) {
            return '$' + QByteArray::number(size) + "\r\n" + QByteArray(size, 'x') + "\r\n";
        };
        const QByteArray fits = bulk(992);
        QCOMPARE(fits.size(), 1000);
        for (const qsizetype step : {qsizetype(1), qsizetype(100), qsizetype(5000)}) {
            // Pipelined, it is each reply that counts.
            QCOMPARE(readAll(fits + fits + fits, step, limits).size(), 3);
            QCOMPARE(readAll(bulk(993), step, limits), QStringList{QStringLiteral("ReplyTooLarge")});
            QCOMPARE(readAll(fits + bulk(993), step, limits).last(), QStringLiteral("ReplyTooLarge"));
        }
        limits.maxElements = 3;
        QCOMPARE(readAll("*3\r\n:1\r\n:2\r\n:3\r\n", 4, limits).size(), 1);
        QCOMPARE(readAll("*4\r\n", 4, limits), QStringList{QStringLiteral("ReplyTooLarge")});
    }

    void aLineWithoutEndIsRefusedEarly()
    {
        QCOMPARE(readAll("+OK\r\n+" + QByteArray(200000, 'x'), 4096),
                 (QStringList{QStringLiteral("+OK"), QStringLiteral("ProtocolError")}));
        QCOMPARE(readAll('+' + QByteArray(200000, 'x'), 4096), QStringList{QStringLiteral("NotRedis")});
    }

    void repliesFedBeforeTheFirstIsTakenComeInOrder()
    {
        ReplyReader reader;
        for (const QByteArray& bytes : {QByteArray("+PONG\r\n"), QByteArray("$2\r\nhi\r\n"), QByteArray("$3\r\nh"),
                                        QByteArray("o!\r\n+OK\r\n"), QByteArray("$1\r\n7\r\n")})
            reader.feed(bytes.constData(), bytes.size());
        QStringList found;
        for (auto next = reader.next(); next.ok() && next->has_value(); next = reader.next())
            found += written(**next);
        QCOMPARE(found, QStringList({QStringLiteral("+PONG"), QStringLiteral("\"hi\""), QStringLiteral("\"ho!\""),
                                     QStringLiteral("+OK"), QStringLiteral("\"7\"")}));
    }

    void afterAnErrorNothingIsReadUntilReset()
    {
        ReplyReader reader;
        reader.feed("HTTP/1.1 200 OK\r\n", 17);
        QVERIFY(!reader.next().ok());
        reader.feed("+PONG\r\n", 7);
        QCOMPARE(reader.next().error().code, ErrorCode::NotRedis);
        reader.reset();
        reader.feed("+PONG\r\n", 7);
        const auto next = reader.next();
        QVERIFY(next.ok() && next->has_value());
        QCOMPARE((*next)->text, QByteArray("PONG"));
    }

    void aResetForgetsHalfAReply()
    {
        ReplyReader reader;
        reader.feed("*2\r\n$5\r\nab", 10);
        QVERIFY(reader.next().ok());
        reader.reset();
        reader.feed(":1\r\n", 4);
        QCOMPARE((*reader.next())->integer, 1);
    }

    void foreignBytesAreQuotedPrintably()
    {
        ReplyReader reader;
        reader.feed("HTTP/1.1 400 Bad Request\r\nSecret: x", 35);
        const Error error = reader.next().error();
        QVERIFY2(error.message.contains(QStringLiteral("\"HTTP/1.1 400 Bad Request\"")), qPrintable(error.message));
        reader.reset();
        reader.feed("\x01\x02z\xff", 4);
        QVERIFY(reader.next().error().message.contains(QStringLiteral("\"..z.\"")));
        reader.reset();
        reader.feed("\x15\x03\x01", 3);
        QVERIFY(reader.next().error().hint.contains(QStringLiteral("rediss://")));
    }
};

QTEST_GUILESS_MAIN(TestReply)
#include "tst_reply.moc"
