// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/httpanswer.h"

#include <QtTest/QTest>

using namespace cacheledger;

/// Answers of HTTP servers, in pieces of every size.
class TestHttpAnswer : public QObject
{
    Q_OBJECT

    using State = HttpAnswer::State;

    static constexpr qint64 mostBytes = 1000;

    /// Fed `piece` bytes at a time, then ended.
    static HttpAnswer read(const QByteArray& text, qsizetype piece)
    {
        HttpAnswer answer(mostBytes);
        for (qsizetype at = 0; at < text.size(); at += piece)
            answer.add(text.mid(at, piece));
        answer.end();
        return answer;
    }

private Q_SLOTS:
    void anAnswerIsTakenApart_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char* name, const QByteArray& text, State state, int status = 0,
                            const QByteArray& body = {}) {
            QTest::newRow(name) << text << static_cast<int>(state) << status << body;
        };
        const QByteArray ok = "HTTP/1.1 200 OK\r\n";
        const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
        row("with a length", ok + "content-LENGTH: 3\r\n\r\nabc", State::Whole, 200, "abc");
        row("more than its length", ok + "Content-Length: 3\r\n\r\nabcdef", State::Whole, 200, "abc");
        row("less than its length", ok + "Content-Length: 4\r\n\r\nabc", State::Broken, 200, "abc");
        row("empty", ok + "Content-Length: 0\r\n\r\n", State::Whole, 200);
        row("until the end", "HTTP/1.0 200 OK\r\n\r\nabc", State::Whole, 200, "abc");
        row("in chunks", chunked + "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n", State::Whole, 200,
            "abc0123456789");
        row("chunks that end too early", chunked + "3\r\nabc\r\n", State::Broken, 200, "abc");
        row("a chunk longer than it says", chunked + "3\r\nabcd\r\n0\r\n\r\n", State::Broken, 200, "abc");
        row("a size that is none", chunked + "x\r\n", State::Broken, 200);
        row("a size below zero", chunked + "-3\r\nabc\r\n", State::Broken, 200);
        row("a size line without end", chunked + QByteArray(2000, '0'), State::Broken, 200);
        row("just what is allowed", ok + "\r\n" + QByteArray(1000, 'x'), State::Whole, 200, QByteArray(1000, 'x'));
        row("too much until the end", ok + "\r\n" + QByteArray(1001, 'x'), State::TooLarge, 200);
        row("too much by its length", ok + "Content-Length: 1001\r\n\r\n", State::TooLarge, 200);
        row("too much in chunks", chunked + "7fffffffffffffff\r\n" + QByteArray(1001, 'x'), State::TooLarge, 200);
        row("another status", "HTTP/1.1 503 Overloaded\r\nContent-Length: 9\r\n\r\nsorry", State::Whole, 503);
        row("an answer on the way", "HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + ok + "Content-Length: 1\r\n\r\na",
            State::Whole, 200, "a");
        row("two lengths", ok + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", State::Broken, 200);
        row("a length that is none", ok + "Content-Length: 3 m\r\n\r\nabc", State::Broken, 200);
        row("packed", ok + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", State::Broken, 200);
        row("not HTTP", "-ERR unknown command 'GET'\r\n\r\n", State::Broken);
        row("a head without end", ok + QByteArray(70'000, 'x'), State::Broken);
        row("nothing", {}, State::Broken);
    }
    void anAnswerIsTakenApart()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, state);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        for (const qsizetype piece : {qsizetype(1), qsizetype(2), qsizetype(7), qsizetype(100'000)}) {
            const HttpAnswer answer = read(text, piece);
            QCOMPARE(static_cast<int>(answer.state()), state);
            QCOMPARE(answer.status(), status);
            if (answer.state() != State::TooLarge)
                QCOMPARE(answer.body(), body);
            QVERIFY(answer.body().size() <= mostBytes);
        }
    }

    void whereARedirectLeadsIsKept()
    {
        const HttpAnswer answer = read("HTTP/1.1 302 Found\r\nLocation: /new?a=b\r\n\r\n", 5);
        QCOMPARE(answer.status(), 302);
        QCOMPARE(answer.location(), QByteArray("/new?a=b"));
    }
};

QTEST_GUILESS_MAIN(TestHttpAnswer)
#include "tst_httpanswer.moc"
