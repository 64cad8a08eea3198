// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/filelimit.h"

#include <QtTest/QTest>

#include <sys/resource.h>

using namespace cacheledger;

class TestFileLimit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asManyFilesAsAreAllowed()
    {
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        rlimit low = before;
        low.rlim_cur = 256;
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &low), 0);
        raiseFileLimit();
        rlimit after{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &after), 0);
        QCOMPARE(after.rlim_cur, std::min<rlim_t>(before.rlim_max, 65536));
        QCOMPARE(after.rlim_max, before.rlim_max);
    }
};

QTEST_GUILESS_MAIN(TestFileLimit)
#include "tst_filelimit.moc"
