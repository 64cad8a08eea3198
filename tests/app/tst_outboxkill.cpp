// SPDX-License-Identifier: GPL-3.0-or-later
// A process that fires alerts and sends them, killed at random moments on one log: no notification may be lost, and
// none may come twice unmarked. 200 times with CACHELEDGER_TORTURE set, else a few.
#include "httpreceiver.h"
#include "outboxfixture.h"

#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtCore/QThread>
#include <QtTest/QTest>

#include <random>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestOutboxKill : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsLostAndRepetitionsAreMarked();

private:
    std::unique_ptr<QProcess> start(const QStringList& more = {});

    QTemporaryDir m_folder;
    HttpReceiver m_receiver;
};

std::unique_ptr<QProcess> TestOutboxKill::start(const QStringList& more)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process->start(QStringLiteral(OUTBOX_PROCESS),
                   QStringList{m_folder.filePath(u"alerts.sqlite"_s), QString::fromLatin1(m_receiver.url())} + more);
    return process;
}

void TestOutboxKill::nothingIsLostAndRepetitionsAreMarked()
{
    const int kills = qEnvironmentVariableIsSet("CACHELEDGER_TORTURE") ? 200 : 15;
    const unsigned seed = std::random_device{}();
    const QByteArray where = "seed " + QByteArray::number(seed) + ": ";
    std::mt19937 random(seed);
    std::uniform_int_distribution lifeMs(0, 400);
    qputenv("no_proxy", "*");
    for (int kill = 0; kill < kills; ++kill) {
        const auto process = start();
        QVERIFY(process->waitForStarted());
        if (kill % 5 != 0) // else killed while it starts, too
            while (!process->canReadLine() && process->waitForReadyRead())
                continue;
        QThread::msleep(static_cast<unsigned long>(lifeMs(random)));
        process->kill();
        QVERIFY(process->waitForFinished());
    }
    const auto drain = start({u"drain"_s});
    QVERIFY2(drain->waitForFinished(60'000) && drain->exitCode() == 0, where + "the rest could not be sent");

    std::set<QString> seen;
    std::set<qint64> told;
    int marked = 0;
    for (const HttpReceiver::Request& request : m_receiver.requests()) {
        const auto notification = notification::fromJson(request.body);
        QVERIFY(notification);
        const bool again = !seen.insert(notification->id).second;
        QVERIFY2(!again || notification->possiblyDuplicate, where + "a repetition without its mark");
        marked += again;
        for (const Alert& alert : notification->alerts)
            told.insert(alert.id);
    }
    auto log = AlertLog::open(m_folder.filePath(u"alerts.sqlite"_s), Database::Mode::Read);
    QVERIFY(log.ok());
    int fired = 0;
    int lost = 0;
    Query rows((*log)->database(), "SELECT alert FROM transition WHERE notify = 1");
    for (; rows.next(); ++fired)
        lost += !told.contains(rows.integer(0));
    QVERIFY(fired > kills);
    QVERIFY2(lost == 0, where + QByteArray::number(lost) + " lost");
    QCOMPARE(told.size(), static_cast<std::size_t>(fired));
    qInfo("alerts.kill_lost %d: %d kills, %d alerts told, %d notifications repeated and marked so", lost, kills, fired,
          marked);
}

QTEST_GUILESS_MAIN(TestOutboxKill)
#include "tst_outboxkill.moc"
