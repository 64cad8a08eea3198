// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/plainsocket.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

using namespace cacheledger;

namespace
{

/// Two connected sockets, ours and the other side's, over the loopback: a Unix pair has no connection to reset.
class Pair
{
public:
    Pair()
    {
        const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const general = reinterpret_cast<sockaddr*>(&address);
        const int mine = ::socket(AF_INET, SOCK_STREAM, 0);
        if (::bind(listener, general, size) != 0 || ::listen(listener, 1) != 0 ||
            ::getsockname(listener, general, &size) != 0 || ::connect(mine, general, size) != 0)
            qFatal("no loopback");
        theirs = ::accept(listener, nullptr, nullptr);
        ::close(listener);
        ::fcntl(mine, F_SETFL, O_NONBLOCK);
        ::fcntl(theirs, F_SETFL, O_NONBLOCK);
        socket = PlainSocket::duplicate(mine);
        ::close(mine);
    }
    ~Pair() { closeTheirs(); }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;

    /// What has arrived on the other side.
    QByteArray receive()
    {
        QByteArray received;
        std::array<char, 65536> part; // NOLINT: filled by read()
        for (auto got = ::read(theirs, part.data(), part.size()); got > 0;
             got = ::read(theirs, part.data(), part.size()))
            received.append(part.data(), static_cast<qsizetype>(got));
        return received;
    }
    QByteArray readOurs()
    {
        std::array<char, 100> part; // NOLINT: filled by read()
        const qint64 got = socket->read(part.data(), part.size());
        return got < 0 ? QByteArray("broken") : QByteArray(part.data(), static_cast<qsizetype>(got));
    }
    void closeTheirs(bool reset = false)
    {
        if (theirs < 0)
            return;
        const linger hard{1, 0};
        if (reset)
            ::setsockopt(theirs, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        ::close(std::exchange(theirs, -1));
    }

    int theirs = -1;
    std::unique_ptr<PlainSocket> socket;
};

} // namespace

class TestPlainSocket : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytesGoBothWays()
    {
        Pair pair;
        QSignalSpy readable(pair.socket.get(), &PlainSocket::readable);
        QVERIFY(pair.socket->write("PING"));
        QByteArray received;
        QTRY_COMPARE((received += pair.receive()), QByteArray("PING"));
        QCOMPARE(pair.readOurs(), QByteArray());
        QVERIFY(readable.isEmpty());
        QCOMPARE(::write(pair.theirs, "PONG", 4), 4);
        QTRY_VERIFY(!readable.isEmpty());
        QCOMPARE(pair.readOurs(), QByteArray("PONG"));
        QCOMPARE(pair.readOurs(), QByteArray());
    }

    void whatDoesNotFitIsSentWhenThereIsRoom()
    {
        Pair pair;
        QByteArray sent;
        for (int i = 0; i < 400; ++i) {
            const QByteArray part = QByteArray::number(i).rightJustified(50'000, '.');
            QVERIFY(pair.socket->write(part));
            sent += part;
        }
        QByteArray received;
        QTRY_VERIFY_WITH_TIMEOUT((received += pair.receive()).size() >= sent.size(), 30000);
        QVERIFY(received == sent);
    }

    void theOtherSidesEndIsToldOnce_data()
    {
        QTest::addColumn<bool>("reset");
        QTest::newRow("closed") << false;
        QTest::newRow("reset") << true;
    }
    void theOtherSidesEndIsToldOnce()
    {
        QFETCH(bool, reset);
        Pair pair;
        QSignalSpy readable(pair.socket.get(), &PlainSocket::readable);
        pair.closeTheirs(reset);
        QTRY_VERIFY(!readable.isEmpty());
        QCOMPARE(pair.readOurs(), QByteArray("broken"));
        QCOMPARE(pair.socket->systemError(), 0);
        const auto told = readable.size();
        QCoreApplication::processEvents();
        QCOMPARE(readable.size(), told);
    }

    void writingToWhatHasEndedFails()
    {
        Pair pair;
        pair.closeTheirs(true);
        QTRY_VERIFY(!pair.socket->write("PING"));
        QCOMPARE(pair.socket->systemError(), 0);
    }

    void anEndWhileSomethingWaitsToBeSentIsTold()
    {
        Pair pair;
        QSignalSpy broken(pair.socket.get(), &PlainSocket::broken);
        QVERIFY(pair.socket->write(QByteArray(50'000'000, 'x')));
        pair.closeTheirs(true);
        QTRY_COMPARE(broken.size(), 1);
        QCOMPARE(pair.socket->systemError(), 0);
    }

    void whatTheSystemSaysIsKept()
    {
        std::array<int, 2> pipe = {};
        QCOMPARE(::pipe(pipe.data()), 0);
        const auto socket = PlainSocket::duplicate(pipe[0]); // no socket at all
        ::close(pipe[0]);
        ::close(pipe[1]);
        QVERIFY(socket != nullptr);
        QVERIFY(!socket->write("PING"));
        QCOMPARE(socket->systemError(), ENOTSOCK);
    }

    void whatIsHeldIsToldLater()
    {
        Pair pair;
        QSignalSpy readable(pair.socket.get(), &PlainSocket::readable);
        pair.socket->setReading(false);
        QCOMPARE(::write(pair.theirs, "PONG", 4), 4);
        pair.closeTheirs(); // of an end the system tells also those who do not want to read
        Pair other;
        QSignalSpy otherReadable(other.socket.get(), &PlainSocket::readable);
        QCOMPARE(::write(other.theirs, "x", 1), 1);
        QTRY_VERIFY(!otherReadable.isEmpty());
        QVERIFY(readable.isEmpty());
        pair.socket->setReading(true);
        QTRY_VERIFY(!readable.isEmpty());
        QCOMPARE(pair.readOurs(), QByteArray("PONG"));
        QCOMPARE(pair.readOurs(), QByteArray("broken"));
    }

    void oneThatGoesIsNotToldAndTheOthersAre()
    {
        std::vector<std::unique_ptr<Pair>> pairs;
        for (int i = 0; i < 100; ++i) // more than are told in one go
            pairs.push_back(std::make_unique<Pair>());
        int told = 0;
        QObject context;
        for (auto& pair : pairs)
            QObject::connect(pair->socket.get(), &PlainSocket::readable, &context, [&pairs, &told, &pair] {
                ++told;
                pair->readOurs();
                const auto next = std::find_if(pairs.begin(), pairs.end(), [&pair](const auto& each) {
                    return each && each->socket && each.get() != pair.get();
                });
                if (next != pairs.end())
                    (*next)->socket.reset(); // found readable in the same go, maybe
            });
        for (auto& pair : pairs)
            QCOMPARE(::write(pair->theirs, "x", 1), 1);
        const auto isOver = [&pairs] {
            return std::all_of(pairs.begin(), pairs.end(),
                               [](const auto& pair) { return !pair->socket || pair->readOurs().isEmpty(); });
        };
        QTRY_VERIFY(told > 0 && isOver());
        QVERIFY2(told >= 50 && told < 100, qPrintable(QString::number(told)));
    }

    void theWatchOfAThreadGoesWithItsLastSocket()
    {
        std::weak_ptr<DescriptorWatch> watch;
        {
            const Pair one;
            const Pair other;
            watch = DescriptorWatch::ofThisThread();
            QCOMPARE(watch.use_count(), 2L);
        }
        QVERIFY(watch.expired());
        Pair later;
        QSignalSpy readable(later.socket.get(), &PlainSocket::readable);
        QCOMPARE(::write(later.theirs, "x", 1), 1);
        QTRY_VERIFY(!readable.isEmpty());
    }

    void withoutADescriptorThereIsNone() { QVERIFY(PlainSocket::duplicate(-1) == nullptr); }
};

QTEST_GUILESS_MAIN(TestPlainSocket)
#include "tst_plainsocket.moc"
