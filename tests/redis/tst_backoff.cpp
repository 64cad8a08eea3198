// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/backoff.h"

#include <QtTest/QTest>

#include <set>

using namespace cacheledger;
using namespace std::chrono_literals;

class TestBackoff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void doublesUpToTheLimitWithinTheJitter()
    {
        for (int round = 0; round < 50; ++round) {
            Backoff backoff(500ms, 3000ms);
            qint64 base = 500;
            for (int i = 0; i < 6; ++i) {
                const qint64 wait = backoff.next().count();
                QVERIFY2(wait >= base * 8 / 10 - 1 && wait <= base * 12 / 10, qPrintable(QString::number(wait)));
                base = qMin<qint64>(base * 2, 3000);
            }
        }
    }

    void theFirstWaitIsNeverLongerThanAsked()
    {
        for (int round = 0; round < 200; ++round)
            QVERIFY(Backoff(500ms, 30s).next() <= 500ms);
    }

    void resetStartsOver()
    {
        Backoff backoff(100ms, 30s);
        for (int i = 0; i < 6; ++i)
            backoff.next();
        backoff.reset();
        QVERIFY(backoff.next() <= 100ms);
    }

    void clientsDoNotComeBackTogether()
    {
        std::set<qint64> waits;
        for (int round = 0; round < 100; ++round) {
            Backoff backoff(10s, 30s);
            backoff.next();
            waits.insert(backoff.next().count());
        }
        QVERIFY(waits.size() > 50);
    }
};

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
