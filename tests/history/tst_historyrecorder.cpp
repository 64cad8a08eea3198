// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyrecorder.h"

#include "../support/filesizelimit.h"
#include "history/historycheck.h"
#include "history/historyerror.h"
#include "history/historyguard.h"
#include "history/historyinfo.h"
#include "history/recorderqueue.h"
#include "history/salvage.h"
#include "historyfixture.h"
#include "sqlite/database.h"
#include "sqlite/setaside.h"

#include <QtCore/QDateTime>
#include <QtCore/QProcess>
#include <QtTest/QTest>

#include <thread>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{

const NodeId node1{u"node-1"_s};
const KnownNode known1{CacheId{u"cache-1"_s}, node1, u"Sessions"_s, u"127.0.0.1:6379"_s};
constexpr RecorderLimits quick{64 << 20, 20, 50};

/// What a recorder's thread said, brought over into this one.
class Said : public QObject
{
public:
    explicit Said(const HistoryRecorder& recorder)
    {
        connect(&recorder, &HistoryRecorder::opened, this, [this] { ++opened; });
        connect(&recorder, &HistoryRecorder::failed, this, [this](const Error& error) { failed.append(error); });
        connect(&recorder, &HistoryRecorder::writingPaused, this, [this](const Error& error) { paused.append(error); });
        connect(&recorder, &HistoryRecorder::writingResumed, this, [this] { ++resumed; });
        connect(&recorder, &HistoryRecorder::damagedSetAside, this, [this](const QString& path) { setAside = path; });
        connect(&recorder, &HistoryRecorder::salvaged, this,
                [this](const QString&, qint64 samples, qint64) { salvaged = samples; });
        connect(&recorder, &HistoryRecorder::committed, this, [this](qint64 newestMs) { committedMs = newestMs; });
    }

    int opened = 0;
    int resumed = 0;
    QString setAside;
    qint64 salvaged = -1;
    QList<Error> failed;
    QList<Error> paused;
    qint64 committedMs = 0;
};

} // namespace

class HistoryRecorderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatIsRecordedCanBeRead();
    void stopWritesWhatIsQueued();
    void writeNowWaitsForNoBatch();
    void whatCameBeforeTheStartIsWritten();
    void whatIsTooOldIsDroppedMeanwhile();
    void severalThreadsRecord();
    void aSecondRecorderIsToldWhoHoldsTheFile();
    void notAHistoryIsToldAndNothingPilesUp();
    void aFullDiskPausesAndLosesNothing();
    void aFullQueueDropsTheOldest();
    void aSampleThatDoesNotFitIsDropped();
    void stopOnAFullDiskEnds();
    void aDamagedFileIsSetAsideAtTheStart();
    void damageWhileRunningLosesNothing();
    void damageAtTheEndLosesNothing();
    void aSalvageGoesOnAfterARestart();
    void aCheckCanBeCancelled();
    void theCheckFindsDamage();
    void theCheckIsWrittenDown();
    void whetherACheckIsDue_data();
    void whetherACheckIsDue();
    void aDiskThatIsFullAtTheStartLosesNothing();
    void aFileThatIsTakenAwayIsToldAndMadeAnew_data();
    void aFileThatIsTakenAwayIsToldAndMadeAnew();
    void anEndRightAfterItWasTakenAwayLosesNothing();

private:
    void fill(int count) const;
    /// Bytes of the b-tree page that something begins on.
    void overwritePage(const char* table) const;
    QString path() const { return m_folder->filePath(u"history.db"_s); }
    std::size_t storedSamples() const
    {
        const auto file = HistoryFile::open(path());
        return file ? readRaw(**file, node1, "used_memory").size() : 0;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void HistoryRecorderTest::whatIsRecordedCanBeRead()
{
    HistoryRecorder recorder(path(), nullptr, quick);
    const Said said(recorder);
    recorder.start();
    recorder.registerNode(known1);
    recorder.record(sample(noon, {{"used_memory", 1}}));
    recorder.record(Event{node1, known1.cache, noon, EventKind::Note, u"Hello."_s});
    QTRY_COMPARE(said.committedMs, noon);
    QCOMPARE(said.opened, 1);
    recorder.record(sample(noon + 1000, {{"used_memory", 2}}));
    QTRY_COMPARE(said.committedMs, noon + 1000);
    const auto file = HistoryFile::open(path());
    QVERIFY(file.ok());
    QCOMPARE(readRaw(**file, node1, "used_memory").size(), std::size_t(2));
    QTRY_COMPARE((*file)->events(std::vector{node1}, 0, 2 * noon)->size(), std::size_t(1));
    QCOMPARE((*file)->nodes()->front().address, known1.address);
}

void HistoryRecorderTest::stopWritesWhatIsQueued()
{
    HistoryRecorder recorder(path(), nullptr, {64 << 20, 3600'000, 50});
    recorder.start();
    for (int i = 0; i < 5000; ++i)
        recorder.record(sample(noon + i * 1000, {{"used_memory", i}}));
    recorder.stop();
    QCOMPARE(storedSamples(), std::size_t(5000));
    QCOMPARE(recorder.droppedSamples(), 0);
}

void HistoryRecorderTest::writeNowWaitsForNoBatch()
{
    constexpr std::chrono::minutes patience{1};
    HistoryRecorder recorder(path(), nullptr, {64 << 20, 3600'000, 50});
    QVERIFY2(!recorder.writeNow(patience), "nobody writes");
    recorder.start();
    for (int i = 0; i < 3; ++i) { // the first may go by itself, the others would wait for an hour
        recorder.record(sample(noon + i * 1000, {{"used_memory", i}}));
        QVERIFY(recorder.writeNow(patience));
        QCOMPARE(storedSamples(), std::size_t(i + 1));
    }
    QVERIFY2(recorder.writeNow(patience), "nothing is left");
    recorder.stop();
    QVERIFY(!recorder.writeNow(patience));
}

void HistoryRecorderTest::whatCameBeforeTheStartIsWritten()
{
    HistoryRecorder recorder(path(), nullptr, quick);
    recorder.registerNode(known1);
    recorder.record(sample(noon, {{"used_memory", 1}}));
    recorder.start();
    recorder.stop();
    QCOMPARE(storedSamples(), std::size_t(1));
}

void HistoryRecorderTest::whatIsTooOldIsDroppedMeanwhile()
{
    constexpr qint64 dayMs = 24 * 3600'000;
    const TimeMs begin = QDateTime::currentMSecsSinceEpoch() - 4 * dayMs; // samples of the future make nothing old
    RecorderLimits limits = quick;
    limits.retainEveryMs = 50;
    limits.retainPauseMs = 1;
    HistoryRecorder recorder(path(), nullptr, limits);
    recorder.registerNode(known1);
    recorder.setRetention({.rawMs = dayMs, .minuteMs = 2 * dayMs, .hourMs = 30 * dayMs});
    recorder.start();
    for (TimeMs time = begin; time < begin + 4 * dayMs; time += 60'000)
        recorder.record(sample(time, {{"used_memory", 1}}, 60'000));
    const auto kept = [this](Tier tier) {
        const auto file = HistoryFile::open(path());
        return file ? (*file)->keptFrom(tier) : neverDropped;
    };
    QTRY_VERIFY_WITH_TIMEOUT(kept(Tier::Raw) > begin + 2 * dayMs, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(kept(Tier::Minute) > begin + dayMs, 60'000);
    QVERIFY(kept(Tier::Minute) <= kept(Tier::Raw));
    recorder.record(sample(begin + 4 * dayMs, {{"used_memory", 2}}, 60'000)); // recording goes on
    recorder.stop();
    const auto file = HistoryFile::open(path());
    QCOMPARE((*file)->newestSample(node1), std::optional(begin + 4 * dayMs));
    QVERIFY(storedSamples() < 3 * 1440);
}

void HistoryRecorderTest::severalThreadsRecord()
{
    {
        HistoryRecorder recorder(path(), nullptr, quick);
        recorder.start();
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back([&recorder, thread] {
                for (int i = 0; i < 300; ++i)
                    recorder.record(sample(noon + i * 1000 + thread * 10, {{"used_memory", i}}));
            });
        for (std::thread& thread : threads)
            thread.join();
    }
    QCOMPARE(storedSamples(), std::size_t(1200));
}

void HistoryRecorderTest::aSecondRecorderIsToldWhoHoldsTheFile()
{
    HistoryRecorder first(path(), nullptr, quick);
    const Said said(first);
    first.start();
    QTRY_COMPARE(said.opened, 1);
    HistoryRecorder second(path(), nullptr, quick);
    const Said secondSaid(second);
    second.start();
    QTRY_COMPARE(secondSaid.failed.size(), 1);
    const Error error = secondSaid.failed.first();
    QCOMPARE(error.code, ErrorCode::Locked);
    QVERIFY2(error.message.contains(QString::number(QCoreApplication::applicationPid())), qPrintable(error.message));

    // When the first ends, the second can take over.
    first.stop();
    second.start();
    QTRY_COMPARE(secondSaid.opened, 1);
    second.record(sample(noon, {{"used_memory", 1}}));
    second.stop();
    QCOMPARE(storedSamples(), std::size_t(1));
}

void HistoryRecorderTest::notAHistoryIsToldAndNothingPilesUp()
{
    QFile garbage(path());
    QVERIFY(garbage.open(QIODevice::WriteOnly));
    garbage.write(QByteArray(5000, 'x'));
    garbage.close();
    HistoryRecorder recorder(path(), nullptr, quick);
    const Said said(recorder);
    recorder.start();
    QTRY_COMPARE(said.failed.size(), 1);
    QCOMPARE(said.failed.first().code, ErrorCode::NotAHistory);
    recorder.record(sample(noon, {{"used_memory", 1}}));
    recorder.stop();
    QCOMPARE(QFileInfo(path()).size(), 5000);
}

void HistoryRecorderTest::aFullDiskPausesAndLosesNothing()
{
    HistoryRecorder recorder(path(), nullptr, quick);
    const Said said(recorder);
    recorder.start();
    QTRY_COMPARE(said.opened, 1);
    int i = 0;
    {
        const FileSizeLimit limit(300'000);
        while (said.paused.isEmpty() && i < 20000) {
            recorder.record(sample(noon + i * 1000, {{"used_memory", i}}));
            if (++i % 200 == 0)
                QCoreApplication::processEvents();
        }
        QTRY_VERIFY(!said.paused.isEmpty());
        const Error error = said.paused.first();
        QVERIFY2(error.code == ErrorCode::DiskFull, qPrintable(error.text()));
        QVERIFY2(error.hint.contains(u"by itself"_s), qPrintable(error.hint)); // so no other writer's does
        QVERIFY(!historyError(ErrorCode::DiskFull, path()).hint.contains(u"by itself"_s));
        for (int more = 0; more < 100; ++more, ++i)
            recorder.record(sample(noon + i * 1000, {{"used_memory", i}}));
    }
    QTRY_COMPARE(said.resumed, 1);
    QCOMPARE(said.paused.size(), 1);
    recorder.stop();
    QCOMPARE(storedSamples(), static_cast<std::size_t>(i));
    QCOMPARE(recorder.droppedSamples(), 0);
}

void HistoryRecorderTest::aFullQueueDropsTheOldest()
{
    RecorderQueue queue(100'000);
    for (int i = 0; i < 2000; ++i)
        queue.add(sample(noon + i, {{"used_memory", i}}));
    const qint64 dropped = queue.dropped();
    QVERIFY(dropped > 0);
    auto batch = queue.take(10);
    QCOMPARE(batch.snapshots.size(), std::size_t(10));
    QCOMPARE(batch.snapshots.front()->timeMs, noon + dropped);
    queue.putBack(std::move(batch));
    queue.add(Event{node1, known1.cache, noon, EventKind::Note, u"Kept."_s});
    batch = queue.take(5000);
    QCOMPARE(batch.events.size(), std::size_t(1));
    QCOMPARE(batch.snapshots.front()->timeMs, noon + queue.dropped());
    QCOMPARE(batch.snapshots.back()->timeMs, noon + 1999);
    QVERIFY(queue.isEmpty());
}

void HistoryRecorderTest::aSampleThatDoesNotFitIsDropped()
{
    HistoryRecorder recorder(path(), nullptr, quick);
    auto broken = std::make_shared<Snapshot>(*sample(noon, {{"used_memory", 1}}));
    broken->values.clear();
    recorder.record(SnapshotPtr(broken));
    recorder.record(SnapshotPtr());
    recorder.record(sample(noon + 1, {{"used_memory", 1}}));
    recorder.start();
    recorder.stop();
    QCOMPARE(recorder.droppedSamples(), 2);
    QCOMPARE(storedSamples(), std::size_t(1));
}

void HistoryRecorderTest::stopOnAFullDiskEnds()
{
    HistoryRecorder recorder(path(), nullptr, {64 << 20, 20, 3600'000});
    const Said said(recorder);
    recorder.start();
    QTRY_COMPARE(said.opened, 1);
    const FileSizeLimit limit(100);
    recorder.record(sample(noon, {{"used_memory", 1}}));
    QTRY_COMPARE(said.paused.size(), 1);
    recorder.stop();
    QCOMPARE(recorder.droppedSamples(), 1);
}

void HistoryRecorderTest::fill(int count) const
{
    const auto writer = HistoryWriter::open(path());
    QVERIFY((*writer)->registerNode(known1).ok());
    for (int i = 0; i < count; ++i)
        QVERIFY((*writer)->append(std::vector{sample(noon + i * 1000, {{"used_memory", i}})}).ok());
    QVERIFY((*writer)->compact().ok());
}

void HistoryRecorderTest::overwritePage(const char* table) const
{
    qint64 page = 1;
    if (*table) {
        const auto database = Database::open(path(), Database::Mode::Read);
        Query root(**database, "SELECT rootpage FROM sqlite_master WHERE name=?", QString::fromLatin1(table));
        QVERIFY(root.next());
        page = root.integer(0);
    }
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek((page - 1) * 4096));
    QCOMPARE(file.write(QByteArray(4096, '\x7f')), 4096);
}

void HistoryRecorderTest::aDamagedFileIsSetAsideAtTheStart()
{
    fill(2000);
    overwritePage("");
    QCOMPARE(HistoryWriter::open(path()).error().code, ErrorCode::NotAHistory);
    HistoryRecorder recorder(path(), nullptr, quick);
    const Said said(recorder);
    recorder.start();
    recorder.registerNode(known1);
    recorder.record(sample(noon + 3'000'000, {{"used_memory", 7}}));
    QTRY_COMPARE(said.committedMs, noon + 3'000'000);
    QVERIFY2(said.setAside.contains(u"history-damaged-"_s) && QFileInfo::exists(said.setAside),
             qPrintable(said.setAside));
    QTRY_COMPARE(said.salvaged, 2000);
    recorder.stop();
    QCOMPARE(storedSamples(), std::size_t(2001));
    const auto checked = checkHistory(path(), CheckDepth::Everything);
    QVERIFY2(checked.ok() && checked->sound(), qPrintable(checked->problems.join(u'\n')));
}

void HistoryRecorderTest::damageWhileRunningLosesNothing()
{
    fill(2000);
    HistoryRecorder recorder(path(), nullptr, quick);
    const Said said(recorder);
    recorder.start();
    QTRY_COMPARE(said.opened, 1);
    overwritePage("hot_time");
    for (int i = 2000; i < 2050; ++i)
        recorder.record(sample(noon + i * 1000, {{"used_memory", i}}));
    QTRY_COMPARE(said.salvaged, 2000);
    QTRY_COMPARE(said.committedMs, noon + 2'049'000);
    recorder.stop();
    QVERIFY(said.paused.isEmpty());
    QCOMPARE(storedSamples(), std::size_t(2050));
    QCOMPARE(recorder.droppedSamples(), 0);
}

void HistoryRecorderTest::damageAtTheEndLosesNothing()
{
    fill(2000);
    overwritePage("hot_time");
    HistoryRecorder recorder(path(), nullptr, quick);
    const Said said(recorder);
    for (int i = 3000; i < 3050; ++i)
        recorder.record(sample(noon + i * 1000, {{"used_memory", i}}));
    recorder.start();
    recorder.stop();
    QTRY_VERIFY(!said.setAside.isEmpty());
    QCOMPARE(recorder.droppedSamples(), 0);
    const auto file = HistoryFile::open(path());
    QCOMPARE(readRaw(**file, node1, "used_memory", noon + 3'000'000, 2 * noon).count(noon + 3'049'000), std::size_t(1));
}

void HistoryRecorderTest::aCheckCanBeCancelled()
{
    fill(2000);
    const std::atomic_bool cancelled = true;
    for (CheckDepth depth : {CheckDepth::Structure, CheckDepth::Everything})
        QCOMPARE(checkHistory(path(), depth, &cancelled).error().code, ErrorCode::Cancelled);
}

void HistoryRecorderTest::aSalvageGoesOnAfterARestart()
{
    fill(2000);
    const auto aside = setAside(path(), noon, historyWords());
    {
        // As a run leaves it that ended before its salvage did.
        const auto writer = HistoryWriter::open(path());
        QVERIFY((*writer)->setMeta(u"salvage"_s, QFileInfo(*aside).fileName()).ok());
    }
    HistoryRecorder recorder(path(), nullptr, quick);
    const Said said(recorder);
    recorder.start();
    QTRY_COMPARE(said.salvaged, 2000);
    QCOMPARE(said.setAside, *aside);
    recorder.stop();
    QCOMPARE(storedSamples(), std::size_t(2000));
    QVERIFY((*HistoryWriter::open(path()))->meta(u"salvage"_s).isEmpty());
}

void HistoryRecorderTest::theCheckFindsDamage()
{
    fill(2000);
    overwritePage("event_once"); // which nothing needs at the moment
    HistoryRecorder recorder(path(), nullptr, quick);
    const Said said(recorder);
    recorder.start();
    QTRY_COMPARE(said.opened, 1);
    recorder.suspectDamage();
    QTRY_COMPARE(said.salvaged, 2000);
    QVERIFY(QFileInfo::exists(said.setAside));
}

void HistoryRecorderTest::theCheckIsWrittenDown()
{
    fill(10);
    HistoryRecorder recorder(path(), nullptr, quick);
    const Said said(recorder);
    recorder.start();
    recorder.suspectDamage();
    const auto checked = [&] {
        const auto info = readHistoryInfo(path());
        return info ? info->lastCheck : QString();
    };
    QTRY_VERIFY2(checked().endsWith(u" ok"_s), qPrintable(checked()));
    QCOMPARE(said.setAside, QString());
}

void HistoryRecorderTest::whetherACheckIsDue_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<bool>("closedWell");
    QTest::addColumn<qint64>("hoursAgo");
    QTest::addColumn<bool>("due");
    QTest::newRow("a small file, always") << (10LL << 20) << true << 1LL << true;
    QTest::newRow("a large one, checked an hour ago") << (5LL << 30) << true << 1LL << false;
    QTest::newRow("a large one, checked yesterday") << (5LL << 30) << true << 25LL << true;
    QTest::newRow("a large one, killed since") << (5LL << 30) << false << 1LL << true;
    QTest::newRow("a large one, checked in the future") << (5LL << 30) << true << -1LL << true;
}

void HistoryRecorderTest::whetherACheckIsDue()
{
    QFETCH(qint64, bytes);
    QFETCH(bool, closedWell);
    QFETCH(qint64, hoursAgo);
    QTEST(isCheckDue(bytes, closedWell, noon - hoursAgo * 3600'000, noon), "due");
}

void HistoryRecorderTest::aDiskThatIsFullAtTheStartLosesNothing()
{
    HistoryRecorder recorder(path(), nullptr, quick);
    const Said said(recorder);
    {
        const FileSizeLimit limit(100);
        recorder.start();
        QTRY_COMPARE(said.paused.size(), 1);
        QCOMPARE(said.paused.first().code, ErrorCode::DiskFull);
        QCOMPARE(said.opened, 1); // recording goes on in memory
        for (int i = 0; i < 100; ++i)
            recorder.record(sample(noon + i * 1000, {{"used_memory", i}}));
    }
    QTRY_COMPARE(said.resumed, 1);
    recorder.stop();
    QCOMPARE(said.failed.size(), 0);
    QCOMPARE(storedSamples(), std::size_t(100));
    QCOMPARE(recorder.droppedSamples(), 0);
}

void HistoryRecorderTest::aFileThatIsTakenAwayIsToldAndMadeAnew_data()
{
    QTest::addColumn<QString>("how");
    QTest::addColumn<int>("before"); // of the 150 samples that were there, which are in the file at the path now
    QTest::newRow("the file is deleted") << u"rm history.db"_s << 0;
    QTest::newRow("the file and its log are deleted") << u"rm history.db*"_s << 0;
    QTest::newRow("the log is deleted") << u"rm history.db-wal"_s << 150;
    QTest::newRow("the file is moved away") << u"mv history.db elsewhere"_s << 0;
    QTest::newRow("the folder is deleted") << u"rm -r ../data"_s << 0;
    QTest::newRow("an older backup takes its place") << u"mv backup history.db"_s << 10;
}

void HistoryRecorderTest::aFileThatIsTakenAwayIsToldAndMadeAnew()
{
    QFETCH(QString, how);
    QFETCH(int, before);
    const QString folder = m_folder->filePath(u"data"_s);
    const QString file = folder + u"/history.db"_s;
    const auto samplesIn = [](const QString& name) {
        const auto history = HistoryFile::open(name);
        return history ? readRaw(**history, node1, "used_memory").size() : 0;
    };
    HistoryRecorder recorder(file, nullptr, quick);
    const Said said(recorder);
    recorder.start();
    recorder.registerNode(known1);
    int i = 0;
    const auto record = [&](int count) {
        for (const int end = i + count; i < end; ++i)
            recorder.record(sample(noon + i * 1000, {{"used_memory", i}}));
    };
    record(10);
    QTRY_COMPARE(said.committedMs, noon + 9000);
    // A consistent copy, as `history backup` makes it.
    QVERIFY(Database::open(file, Database::Mode::Write)
                .value()
                ->exec(qPrintable(u"VACUUM INTO '%1/backup'"_s.arg(folder))));
    record(140);
    QTRY_COMPARE(said.committedMs, noon + 149'000);
    // The log has to be seen at its place once.
    record(1);
    QTRY_COMPARE(said.committedMs, noon + 150'000);

    QProcess shell;
    shell.setWorkingDirectory(folder);
    shell.start(u"sh"_s, {u"-c"_s, how});
    QVERIFY(shell.waitForFinished() && shell.exitCode() == 0);
    record(100);
    QTRY_COMPARE(said.paused.size(), 1);
    QVERIFY2(said.paused.first().message.contains(file), qPrintable(said.paused.first().message));
    QTRY_COMPARE(said.resumed, 1);
    record(100);
    recorder.stop();
    QCOMPARE(said.failed.size(), 0);
    QCOMPARE(recorder.droppedSamples(), 0);
    QCOMPARE(samplesIn(file), static_cast<std::size_t>(200 + before + (before == 150)));
    // The new file knows whose they are.
    QCOMPARE(HistoryFile::open(file).value()->nodes()->front().cacheName, known1.cacheName);
    if (how.contains(u"elsewhere"_s))
        QCOMPARE(samplesIn(folder + u"/elsewhere"_s), std::size_t(151));
    const auto database = Database::open(file, Database::Mode::Read);
    Query check(**database, "PRAGMA integrity_check");
    QVERIFY(check.next());
    QCOMPARE(check.text(0), u"ok"_s);
}

void HistoryRecorderTest::anEndRightAfterItWasTakenAwayLosesNothing()
{
    HistoryRecorder recorder(path(), nullptr, {64 << 20, 3600'000, 3600'000});
    const Said said(recorder);
    recorder.start();
    recorder.record(sample(noon, {{"used_memory", 1}}));
    QTRY_COMPARE(said.committedMs, noon);
    recorder.record(sample(noon + 1000, {{"used_memory", 1}}));
    QVERIFY(QFile::remove(path()));
    recorder.stop();
    QCOMPARE(storedSamples(), std::size_t(1));
}

QTEST_GUILESS_MAIN(HistoryRecorderTest)
#include "tst_historyrecorder.moc"
