// SPDX-License-Identifier: GPL-3.0-or-later
// The memory of the writer and the query pool while time passes: a simulated day, or a month with CACHELEDGER_TORTURE
// set.
#include "history/historypool.h"
#include "workload.h"

#include <QtCore/QFile>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <unistd.h>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

class HistoryMemoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itStaysFlat();
};

namespace
{

constexpr qint64 allowedGrowth = 4LL << 20;
constexpr int metrics = 20;

qint64 residentBytes()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
}

SnapshotPtr poll(const LayoutPtr& layout, qint64 second)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->node = NodeId{u"node-1"_s};
    snapshot->timeMs = noon + second * 1000 + second % 3;
    snapshot->intervalMs = 1000;
    snapshot->layout = layout;
    for (int i = 0; i < metrics; ++i)
        snapshot->values.push_back(static_cast<double>(second * (i % 4) + second * second % (i + 7)));
    snapshot->texts = std::make_shared<const TextFields>(TextFields{{"run_id", "run-1"}});
    return snapshot;
}

} // namespace

void HistoryMemoryTest::itStaysFlat()
{
    const bool torture = qEnvironmentVariableIsSet("CACHELEDGER_TORTURE");
    const int hours = torture ? 30 * 24 : 24;
    const QTemporaryDir folder(memoryFolder());
    const auto writer = HistoryWriter::open(folder.filePath(u"history.db"_s));
    QVERIFY(writer.ok());
    HistoryPool pool(folder.filePath(u"history.db"_s));
    QSignalSpy ready(&pool, &HistoryPool::frameReady);
    std::vector<std::string> names{"used_memory", "keyspace_hits", "keyspace_misses"};
    while (names.size() < metrics)
        names.push_back("metric_" + std::to_string(names.size()));
    const LayoutPtr layout = layoutOf(names);
    qint64 early = 0;
    qint64 second = 0;
    for (int hour = 0; hour < hours; ++hour) {
        for (const qint64 end = second + 3600; second < end;) {
            std::vector<SnapshotPtr> batch;
            for (const qint64 stop = second + 60; second < stop; ++second)
                batch.push_back(poll(layout, second));
            QVERIFY((*writer)->append(batch).ok() && (*writer)->compact().ok());
        }
        // What an hour of looking at it asks: the last minutes, hours, everything.
        ready.clear();
        const TimeMs nowMs = noon + second * 1000;
        for (const qint64 lengthMs : {300'000LL, 6LL * 3600'000, second * 1000}) {
            FrameRequest request;
            request.nodes = {NodeId{u"node-1"_s}};
            request.metrics = {"used_memory", "keyspace_hits", "hit_ratio"};
            request.fromMs = nowMs - lengthMs;
            request.toMs = nowMs;
            request.nowMs = nowMs;
            request.columns = 1200;
            pool.request(request);
        }
        QTRY_COMPARE_WITH_TIMEOUT(ready.size(), 3, 60'000);
        // Caches have filled by then.
        if (hour == hours / 4)
            early = residentBytes();
    }
    ready.clear();
    const qint64 late = residentBytes();
    qInfo("%d hours at 1 s: %.1f MiB after a quarter of it, %.1f MiB at the end", hours,
          static_cast<double>(early) / (1 << 20), static_cast<double>(late) / (1 << 20));
#if !defined(__SANITIZE_ADDRESS__) // which keeps what was freed
    QVERIFY2(late - early <= allowedGrowth, qPrintable(QString::number(late - early)));
#endif
}

QTEST_GUILESS_MAIN(HistoryMemoryTest)
#include "tst_historymemory.moc"
