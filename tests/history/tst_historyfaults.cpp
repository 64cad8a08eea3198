// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever a disk refuses, at whatever moment: what was committed stays, nothing is damaged, and writing goes on.
// Every moment with CACHELEDGER_TORTURE set, else some of them.
#include "faultvfs.h"
#include "workload.h"

#include <QtTest/QTest>

#include <sqlite3.h>

#include <cerrno>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{

/// How far a life with faults came.
struct Life {
    std::size_t committed = 0; ///< batches
    std::optional<Error> error;
};

/// Writes batches from number `from` on until one fails or all are written, then ends, still with the fault.
Life live(const Workload& workload, const QString& path, std::size_t from)
{
    Life life{from, {}};
    const auto writer = HistoryWriter::open(path);
    if (!writer)
        return {from, writer.error()};
    for (; life.committed < workload.size(); ++life.committed) {
        if (auto done = workload.write(**writer, life.committed); !done)
            return {life.committed, done.error()};
        if (life.committed % 4 == 3)
            if (auto done = (*writer)->sync(); !done)
                return {life.committed + 1, done.error()};
    }
    if (auto done = (*writer)->flush(); !done)
        life.error = done.error();
    return life;
}

/// The same with a fault that passes: as the recorder does, the same batch is tried again. Nothing when all is written.
QString persevere(const Workload& workload, const QString& path)
{
    int failures = 0;
    auto writer = HistoryWriter::open(path);
    for (; !writer; writer = HistoryWriter::open(path))
        if (++failures > 3)
            return writer.error().text();
    for (std::size_t batch = 0; batch < workload.size();)
        if (auto done = workload.write(**writer, batch); done)
            ++batch;
        else if (++failures > 3)
            return done.error().text();
    return {};
}

} // namespace

class HistoryFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(memoryFolder()); }
    void theWorkloadTouchesEverything();
    void everyFaultLeavesWhatWasCommitted_data();
    void everyFaultLeavesWhatWasCommitted();
    void aPassingFaultIsTriedAgain_data() { everyFaultLeavesWhatWasCommitted_data(); }
    void aPassingFaultIsTriedAgain();
    void aDiskThatFillsUpKeepsWhatFitted();
    void readersOutliveEveryFault_data();
    void readersOutliveEveryFault();

private:
    QString path(int number = 0) const { return m_folder->filePath(u"%1/history.db"_s.arg(number)); }

    const Workload m_workload{400, 20};
    std::unique_ptr<QTemporaryDir> m_folder;
};

void HistoryFaultsTest::theWorkloadTouchesEverything()
{
    FaultVfs vfs;
    const Life life = live(m_workload, path(), 0);
    QVERIFY2(!life.error, life.error ? qPrintable(life.error->text()) : "");
    for (const auto operation :
         {FileOperation::Open, FileOperation::Read, FileOperation::Write, FileOperation::Sync, FileOperation::Delete})
        QVERIFY2(vfs.count(operation) > 0, qPrintable(QString::number(static_cast<unsigned>(operation))));
    QCOMPARE(m_workload.faultOf(path(), m_workload.size(), m_workload.size()), QString());
    const auto file = HistoryFile::open(path());
    for (const Tier tier : {Tier::Minute, Tier::Hour})
        QVERIFY((*file)->tierEnd(NodeId{u"node-1"_s}, tier).has_value());
}

void HistoryFaultsTest::everyFaultLeavesWhatWasCommitted_data()
{
    QTest::addColumn<unsigned>("operations");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("systemError");
    QTest::addColumn<bool>("torn");
    QTest::addColumn<ErrorCode>("told");
    QTest::addColumn<int>("shortForm");
    const auto row = [](const char* name, FileOperation operation, int code, int systemError, bool torn, ErrorCode told,
                        int shortForm) {
        QTest::newRow(name) << static_cast<unsigned>(operation) << code << systemError << torn << told << shortForm;
    };
    using enum FileOperation;
    row("a write fails", Write, SQLITE_IOERR_WRITE, EIO, false, ErrorCode::Io, 37);
    row("a write fails half-way", Write, SQLITE_IOERR_WRITE, EIO, true, ErrorCode::Io, 29);
    row("the disk is full", Write, SQLITE_FULL, ENOSPC, true, ErrorCode::DiskFull, 53);
    row("the quota is used up", Write, SQLITE_IOERR_WRITE, EDQUOT, false, ErrorCode::DiskFull, 97);
    row("the disk became read-only", Write, SQLITE_IOERR_WRITE, EROFS, false, ErrorCode::ReadOnly, 101);
    row("a sync fails", Sync, SQLITE_IOERR_FSYNC, EIO, false, ErrorCode::Io, 1);
    row("a truncation fails", Truncate, SQLITE_IOERR_TRUNCATE, EIO, false, ErrorCode::Io, 1);
    row("a read fails", Read, SQLITE_IOERR_READ, EIO, false, ErrorCode::Io, 7);
    row("opening is forbidden", Open, SQLITE_CANTOPEN, EACCES, false, ErrorCode::ReadOnly, 1);
    row("deleting fails", Delete, SQLITE_IOERR_DELETE, EIO, false, ErrorCode::Io, 1);
}

void HistoryFaultsTest::everyFaultLeavesWhatWasCommitted()
{
    QFETCH(unsigned, operations);
    QFETCH(int, code);
    QFETCH(int, systemError);
    QFETCH(bool, torn);
    QFETCH(ErrorCode, told);
    QFETCH(int, shortForm);
    FaultVfs vfs;
    const int step = tortureStep(shortForm);
    int runs = 0;
    for (int after = 0;; after += step, ++runs) {
        vfs.setFault({operations, after, std::numeric_limits<qint64>::max(), code, systemError, torn, true});
        const Life life = live(m_workload, path(after), 0);
        const bool happened = vfs.failures() > 0;
        vfs.clearFault();
        const QString where = u"fault number %1: "_s.arg(after);
        // While the file is being made there is no log yet, and SQLite does not pass on why its journal failed.
        if (life.error)
            QVERIFY2(life.error->code == told || (life.committed == 0 && life.error->code == ErrorCode::Io),
                     qPrintable(where + life.error->text()));
        const QString fault = m_workload.faultOf(path(after), life.committed, life.committed + 1);
        QVERIFY2(fault.isEmpty(), qPrintable(where + fault));
        // And it goes on from there.
        const Life second = live(m_workload, path(after), life.committed);
        QVERIFY2(!second.error, second.error ? qPrintable(where + second.error->text()) : "");
        const QString later = m_workload.faultOf(path(after), m_workload.size(), m_workload.size());
        QVERIFY2(later.isEmpty(), qPrintable(where + later));
        QVERIFY(QDir(QFileInfo(path(after)).path()).removeRecursively());
        if (!happened)
            break;
    }
    qInfo("%d faults: no damage, nothing lost that was committed", runs);
}

void HistoryFaultsTest::aPassingFaultIsTriedAgain()
{
    QFETCH(unsigned, operations);
    QFETCH(int, code);
    QFETCH(int, systemError);
    QFETCH(bool, torn);
    QFETCH(int, shortForm);
    FaultVfs vfs;
    const int step = tortureStep(shortForm);
    int runs = 0;
    for (int after = 0;; after += step, ++runs) {
        vfs.setFault({operations, after, std::numeric_limits<qint64>::max(), code, systemError, torn, false});
        const QString gaveUp = persevere(m_workload, path(after));
        const bool happened = vfs.failures() > 0;
        vfs.clearFault();
        const QString where = u"fault number %1: "_s.arg(after);
        QVERIFY2(gaveUp.isEmpty(), qPrintable(where + gaveUp));
        const QString fault = m_workload.faultOf(path(after), m_workload.size(), m_workload.size());
        QVERIFY2(fault.isEmpty(), qPrintable(where + fault));
        QVERIFY(QDir(QFileInfo(path(after)).path()).removeRecursively());
        if (!happened)
            break;
    }
    qInfo("%d faults: everything is there", runs);
}

void HistoryFaultsTest::aDiskThatFillsUpKeepsWhatFitted()
{
    FaultVfs vfs;
    const int step = tortureStep(97) * 1024;
    for (int bytes = 0;; bytes += step) {
        vfs.setFault({static_cast<unsigned>(FileOperation::Write), std::numeric_limits<qint64>::max(), bytes,
                      SQLITE_FULL, ENOSPC, true, true});
        const Life life = live(m_workload, path(bytes), 0);
        const bool happened = vfs.failures() > 0;
        vfs.clearFault();
        const QString where = u"after %1 bytes: "_s.arg(bytes);
        if (life.error)
            QVERIFY2(life.error->code == ErrorCode::DiskFull, qPrintable(where + life.error->text()));
        const QString fault = m_workload.faultOf(path(bytes), life.committed, life.committed + 1);
        QVERIFY2(fault.isEmpty(), qPrintable(where + fault));
        QVERIFY(QDir(QFileInfo(path(bytes)).path()).removeRecursively());
        if (!happened)
            break;
    }
}

void HistoryFaultsTest::readersOutliveEveryFault_data()
{
    QTest::addColumn<int>("code");
    QTest::newRow("a read fails") << int(SQLITE_IOERR_READ);
    QTest::newRow("a read is short") << int(SQLITE_IOERR_SHORT_READ);
}

void HistoryFaultsTest::readersOutliveEveryFault()
{
    QFETCH(int, code);
    FaultVfs vfs;
    QVERIFY(!live(m_workload, path(), 0).error);
    const std::vector<std::string> metrics{"used_memory"};
    const NodeId node{u"node-1"_s};
    int told = 0;
    for (int after = 0;; ++after) {
        vfs.setFault({static_cast<unsigned>(FileOperation::Read), after, std::numeric_limits<qint64>::max(), code, EIO,
                      false, false});
        if (const auto file = HistoryFile::open(path())) {
            const auto raw = (*file)->readRaw(node, metrics, 0, 2 * noon, [](const SampleRun&) { return true; });
            const auto tier =
                (*file)->readTier(node, Tier::Minute, metrics, 0, 2 * noon, [](const BucketRun&) { return true; });
            told += !raw.ok() || !tier.ok();
        } else {
            ++told;
        }
        if (vfs.failures() == 0)
            break;
    }
    QVERIFY(told > 0);
    vfs.clearFault();
    QCOMPARE(m_workload.faultOf(path(), m_workload.size(), m_workload.size()), QString());
}

QTEST_GUILESS_MAIN(HistoryFaultsTest)
#include "tst_historyfaults.moc"
