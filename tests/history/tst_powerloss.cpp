// SPDX-License-Identifier: GPL-3.0-or-later
// What a power loss at any moment leaves behind. Every moment with CACHELEDGER_TORTURE set, else some of them.
#include "history/historyrecorder.h"
#include "history/syncschedule.h"
#include "powerloss.h"
#include "workload.h"

#include <QtCore/QDir>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{

/// What was on its way to the disk, and how many batches were written when each step began.
struct Recording {
    std::vector<FileStep> steps;
    std::vector<std::size_t> writtenBefore;

    void add(std::vector<FileStep>&& more, std::size_t written)
    {
        writtenBefore.insert(writtenBefore.end(), more.size(), written);
        std::move(more.begin(), more.end(), std::back_inserter(steps));
    }
};

void putFiles(const QDir& folder, const std::map<QString, QByteArray>& files)
{
    for (const QString& name : folder.entryList(QDir::Files))
        QVERIFY(QFile::remove(folder.filePath(name)));
    for (const auto& [name, contents] : files) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(contents) == contents.size());
    }
}

} // namespace

class PowerLossTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aScheduleKeepsTheAgeOfWhatIsNotSynced_data();
    void aScheduleKeepsTheAgeOfWhatIsNotSynced();
    void whatIsLeftIsSoundAndLacksAtMostTheLastSeconds_data();
    void whatIsLeftIsSoundAndLacksAtMostTheLastSeconds();
    void theRecorderSyncsAlsoWhenNothingMoreComes();
    void aNormalEndLosesNothing();
};

void PowerLossTest::aScheduleKeepsTheAgeOfWhatIsNotSynced_data()
{
    QTest::addColumn<int>("batchMs");
    QTest::addColumn<int>("oldestMs");
    QTest::addColumn<int>("syncsAMinute");
    QTest::newRow("the window writes every second") << 1000 << 4500 << 15;
    QTest::newRow("a collector without a window writes every two seconds") << 2000 << 4500 << 15;
    QTest::newRow("every three seconds") << 3000 << 4500 << 20;
    QTest::newRow("batches longer than the limit are synced at once") << 6000 << 6000 << 10;
}

void PowerLossTest::aScheduleKeepsTheAgeOfWhatIsNotSynced()
{
    QFETCH(int, batchMs);
    QFETCH(int, oldestMs);
    QFETCH(int, syncsAMinute);
    SyncSchedule schedule(std::chrono::milliseconds(RecorderLimits().syncMs), std::chrono::milliseconds(batchMs));
    int committedMs = 0; // samples come all the time; those before are in the file
    int syncedMs = 0;    // and those before are on the disk
    int syncs = 0;
    for (int nowMs = 1; nowMs <= 60'000; ++nowMs) {
        const SyncSchedule::TimePoint now{std::chrono::milliseconds(nowMs)};
        const bool commits = nowMs % batchMs == 0;
        if (commits) {
            committedMs = nowMs;
            schedule.committed(now);
        }
        QVERIFY2(nowMs - syncedMs <= oldestMs, qPrintable(QString::number(nowMs - syncedMs)));
        if ((commits && schedule.isDue(now)) || (schedule.due() && *schedule.due() <= now)) {
            syncedMs = committedMs;
            schedule.synced();
            ++syncs;
        }
    }
    QCOMPARE(syncs, syncsAMinute);
}

void PowerLossTest::whatIsLeftIsSoundAndLacksAtMostTheLastSeconds_data()
{
    QTest::addColumn<int>("batchMs");
    QTest::addColumn<std::size_t>("lost"); // batches, at most
    QTest::newRow("written every second") << 1000 << std::size_t(4);
    QTest::newRow("written every two seconds") << 2000 << std::size_t(2);
}

void PowerLossTest::whatIsLeftIsSoundAndLacksAtMostTheLastSeconds()
{
    QFETCH(int, batchMs);
    QFETCH(std::size_t, lost);
    const Workload workload(400, 1);
    Recording recording;
    {
        const QTemporaryDir folder;
        FaultVfs vfs;
        vfs.record();
        SyncSchedule schedule(std::chrono::milliseconds(RecorderLimits().syncMs), std::chrono::milliseconds(batchMs));
        SyncSchedule::TimePoint now{};
        auto writer = HistoryWriter::open(folder.filePath(u"history.db"_s));
        QVERIFY(writer.ok());
        for (std::size_t batch = 0; batch < workload.size(); ++batch) {
            QVERIFY(workload.write(**writer, batch).ok());
            recording.add(vfs.takeSteps(), batch);
            now += std::chrono::milliseconds(batchMs);
            schedule.committed(now);
            if (!schedule.isDue(now))
                continue;
            QVERIFY((*writer)->sync().ok());
            schedule.synced();
            recording.add(vfs.takeSteps(), batch + 1);
        }
        QVERIFY((*writer)->flush().ok());
        writer.value().reset();
        recording.add(vfs.takeSteps(), workload.size());
    }
    const QTemporaryDir folder(memoryFolder());
    const int step = tortureStep(71);
    PowerLoss disk;
    std::mt19937 random(20261121);
    int images = 0;
    for (std::size_t i = 0; i < recording.steps.size(); ++i) {
        disk.apply(recording.steps[i]);
        if (static_cast<int>(i) % step != 0)
            continue;
        const std::size_t written = recording.writtenBefore[i];
        for (const auto fate :
             {PowerLoss::Fate::NothingUnsynced, PowerLoss::Fate::EverythingUnsynced, PowerLoss::Fate::AnySectors}) {
            putFiles(QDir(folder.path()), disk.files(fate, random));
            const QString fault =
                workload.faultOf(folder.filePath(u"history.db"_s), written - std::min(written, lost), written + 1);
            QVERIFY2(fault.isEmpty(), qPrintable(u"after step %1, %2 batches, fate %3: %4"_s.arg(i)
                                                     .arg(written)
                                                     .arg(static_cast<int>(fate))
                                                     .arg(fault)));
            ++images;
        }
    }
    qInfo("%d power losses over %d steps: no damage, at most %d batches of %d ms lost", images,
          static_cast<int>(recording.steps.size()), static_cast<int>(lost), batchMs);
}

void PowerLossTest::theRecorderSyncsAlsoWhenNothingMoreComes()
{
    const QTemporaryDir folder;
    FaultVfs vfs;
    HistoryRecorder recorder(folder.filePath(u"history.db"_s), nullptr, {64 << 20, 50, 50, 200});
    qint64 committed = 0;
    connect(&recorder, &HistoryRecorder::committed, this, [&] { ++committed; });
    vfs.record();
    recorder.start();
    recorder.record(sample(noon, {{"used_memory", 1}}));
    QTRY_COMPARE(committed, 1);
    bool synced = false;
    const auto isSynced = [&] {
        const auto steps = vfs.takeSteps();
        return synced = synced || std::ranges::any_of(steps, [](const FileStep& step) {
                            return step.operation == FileOperation::Sync && step.file == "history.db-wal"_L1;
                        });
    };
    QTRY_VERIFY(isSynced());
    recorder.stop();
}

void PowerLossTest::aNormalEndLosesNothing()
{
    const Workload workload(130, 1);
    PowerLoss disk;
    {
        const QTemporaryDir folder;
        FaultVfs vfs;
        vfs.record();
        {
            auto writer = HistoryWriter::open(folder.filePath(u"history.db"_s));
            QVERIFY(writer.ok());
            for (std::size_t batch = 0; batch < workload.size(); ++batch)
                QVERIFY(workload.write(**writer, batch).ok());
            QVERIFY((*writer)->flush().ok());
        }
        for (const FileStep& step : vfs.takeSteps())
            disk.apply(step);
    }
    const QTemporaryDir folder(memoryFolder());
    std::mt19937 random(1);
    putFiles(QDir(folder.path()), disk.files(PowerLoss::Fate::NothingUnsynced, random));
    QCOMPARE(workload.faultOf(folder.filePath(u"history.db"_s), workload.size(), workload.size()), QString());
}

QTEST_GUILESS_MAIN(PowerLossTest)
#include "tst_powerloss.moc"
