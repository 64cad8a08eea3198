// SPDX-License-Identifier: GPL-3.0-or-later
#include "historyfixture.h"

#include "history/historypool.h"

#include <QtCore/QFile>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <set>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{
FrameRequest ask(TimeMs lengthMs = 60'000)
{
    FrameRequest request;
    request.nodes = {{u"node-1"_s}};
    request.metrics = {"used_memory"};
    request.fromMs = noon;
    request.toMs = noon + lengthMs;
    request.columns = 100;
    request.nowMs = request.toMs;
    return request;
}

void writeHistory(const QString& path, int count, double value)
{
    auto writer = HistoryWriter::open(path);
    QVERIFY(writer);
    QVERIFY((*writer)->registerNode({{u"c"_s}, {u"node-1"_s}, u"Answers"_s, u"10.0.0.1:6379"_s}));
    std::vector<SnapshotPtr> samples;
    for (int s = 0; s < count; ++s)
        samples.push_back(sample(noon + s * 1000LL, {{"used_memory", value}}));
    QVERIFY((*writer)->append(samples));
    QVERIFY((*writer)->flush());
}

FramePtr only(QSignalSpy& frames)
{
    return frames.size() == 1 ? frames.takeFirst().at(1).value<FramePtr>() : nullptr;
}
} // namespace

class TestHistoryPool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void everyRequestIsAnsweredOnce();
    void aMissingFileHasNoDataUntilItAppears();
    void anEmptyFileIsNotAHistoryYet();
    void theUsageOfAFileIsTold();
    void aReplacedFileIsOpenedAnew();
    void newSamplesAreSeen();
    void aCancelledRequestIsNotAnswered();
    void aHeldPoolAnswersWhenItIsReleased();
    void endingDropsWhatWaits();
    void errorsAreTold_data();
    void errorsAreTold();

private:
    QString path() const { return m_folder->filePath(u"history.db"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestHistoryPool::everyRequestIsAnsweredOnce()
{
    writeHistory(path(), 60, 5);
    HistoryPool pool(path(), 3);
    QSignalSpy frames(&pool, &HistoryClient::frameReady);
    QSignalSpy failures(&pool, &HistoryClient::failed);
    std::set<quint64> asked;
    for (int i = 0; i < 200; ++i)
        asked.insert(pool.request(ask()));
    QCOMPARE(asked.size(), 200U);
    QCOMPARE(frames.size(), 0); // never from within request()
    QTRY_COMPARE(frames.size() + failures.size(), 200);
    QVERIFY2(failures.isEmpty(), failures.isEmpty() ? "" : qPrintable(failures[0].at(1).value<Error>().text()));
    std::set<quint64> answered;
    for (const auto& signal : frames) {
        answered.insert(signal.at(0).toULongLong());
        QCOMPARE(signal.at(1).value<FramePtr>()->times.size(), 60U);
    }
    QCOMPARE(answered, asked);
    QCOMPARE(failures.size(), 0);
}

void TestHistoryPool::aMissingFileHasNoDataUntilItAppears()
{
    HistoryPool pool(path(), 1);
    QSignalSpy frames(&pool, &HistoryClient::frameReady);
    FrameRequest request = ask();
    request.metrics.push_back("of_our_own_module");
    pool.request(request);
    QTRY_COMPARE(frames.size(), 1);
    const FramePtr nothing = only(frames);
    QVERIFY(nothing->times.empty());
    QCOMPARE(nothing->series.size(), 2U);
    QCOMPARE(nothing->gaps.size(), 1U);
    QVERIFY(!nothing->newestMs);

    writeHistory(path(), 10, 5);
    pool.request(ask());
    QTRY_COMPARE(frames.size(), 1);
    QCOMPARE(only(frames)->times.size(), 10U);
}

void TestHistoryPool::anEmptyFileIsNotAHistoryYet()
{
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    HistoryPool pool(path(), 1);
    QSignalSpy frames(&pool, &HistoryClient::frameReady);
    pool.request(ask());
    QTRY_COMPARE(frames.size(), 1);
}

void TestHistoryPool::theUsageOfAFileIsTold()
{
    writeHistory(path(), 600, 5);
    HistoryPool pool(path(), 1);
    QSignalSpy usages(&pool, &HistoryClient::usageReady);
    QSignalSpy failures(&pool, &HistoryClient::failed);
    const quint64 id = pool.requestUsage();
    QTRY_COMPARE(usages.size() + failures.size(), 1);
    QCOMPARE(failures.size(), 0);
    QCOMPARE(usages.front().at(0).toULongLong(), id);
    const auto usage = usages.front().at(1).value<HistoryUsagePtr>();
    QCOMPARE(usage->newestMs, std::optional(noon + 599'000));
    QVERIFY(usage->tierBytes(Tier::Raw) > 0 && usage->usedBytes > usage->tierBytes(Tier::Raw));
    QVERIFY(usage->fileBytes >= usage->usedBytes);
    // A file that cannot be read says so.
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(QByteArray(8192, 'x')) > 0);
    file.close();
    const quint64 next = pool.requestUsage();
    QTRY_COMPARE(failures.size(), 1);
    QCOMPARE(failures.front().at(0).toULongLong(), next);
}

void TestHistoryPool::aReplacedFileIsOpenedAnew()
{
    writeHistory(path(), 10, 5);
    HistoryPool pool(path(), 1);
    QSignalSpy frames(&pool, &HistoryClient::frameReady);
    pool.request(ask());
    QTRY_COMPARE(frames.size(), 1);
    QCOMPARE(only(frames)->series[0].value.back(), 5.0);

    const QString other = m_folder->filePath(u"restored.db"_s);
    writeHistory(other, 20, 6);
    for (const QString& suffix : {u""_s, u"-wal"_s, u"-shm"_s})
        QFile::remove(path() + suffix);
    QVERIFY(QFile::rename(other, path()));
    pool.request(ask());
    QTRY_COMPARE(frames.size(), 1);
    const FramePtr frame = only(frames);
    QCOMPARE(frame->times.size(), 20U);
    QCOMPARE(frame->series[0].value.back(), 6.0);
}

void TestHistoryPool::newSamplesAreSeen()
{
    writeHistory(path(), 10, 5);
    HistoryPool pool(path(), 1);
    QSignalSpy frames(&pool, &HistoryClient::frameReady);
    auto writer = HistoryWriter::open(path());
    QVERIFY(writer);
    for (int s = 10; s < 13; ++s) {
        const std::vector<SnapshotPtr> samples{sample(noon + s * 1000LL, {{"used_memory", 5}})};
        QVERIFY((*writer)->append(samples));
        pool.request(ask());
        QTRY_COMPARE(frames.size(), 1);
        QCOMPARE(only(frames)->times.size(), std::size_t(s) + 1);
    }
}

void TestHistoryPool::aCancelledRequestIsNotAnswered()
{
    writeHistory(path(), 60, 5);
    HistoryPool pool(path(), 1);
    QSignalSpy frames(&pool, &HistoryClient::frameReady);
    QSignalSpy failures(&pool, &HistoryClient::failed);
    std::vector<quint64> ids;
    for (int i = 0; i < 20; ++i)
        ids.push_back(pool.request(ask()));
    for (std::size_t i = 0; i < ids.size() - 1; ++i)
        pool.cancel(ids[i]);
    pool.cancel(ids[0]);
    pool.cancel(987654321);
    QTRY_COMPARE(frames.size(), 1); // first in, first out: the last is answered after all others
    QCOMPARE(frames.at(0).at(0).toULongLong(), ids.back());
    QCOMPARE(failures.size(), 0);
    pool.cancel(ids.back()); // already answered
}

void TestHistoryPool::aHeldPoolAnswersWhenItIsReleased()
{
    writeHistory(path(), 10, 5);
    HistoryPool held(path(), 2);
    HistoryPool other(path(), 1);
    QSignalSpy frames(&held, &HistoryClient::frameReady);
    QSignalSpy otherFrames(&other, &HistoryClient::frameReady);
    held.hold();
    const quint64 cancelled = held.request(ask());
    const quint64 kept = held.request(ask());
    held.cancel(cancelled);
    for (int i = 0; i < 20; ++i) // long enough for one that is not held
        other.request(ask());
    QTRY_COMPARE(otherFrames.size(), 20);
    QCOMPARE(frames.size(), 0);
    held.release();
    QTRY_COMPARE(frames.size(), 1);
    QCOMPARE(frames.front().at(0).toULongLong(), kept);
    held.hold();
    held.request(ask()); // ends with the pool, unanswered
}

void TestHistoryPool::endingDropsWhatWaits()
{
    writeHistory(path(), 600, 5);
    auto pool = std::make_unique<HistoryPool>(path(), 2);
    QSignalSpy frames(pool.get(), &HistoryClient::frameReady);
    for (int i = 0; i < 1000; ++i)
        pool->request(ask(600'000));
    pool.reset();
    QCoreApplication::processEvents();
    QCOMPARE(frames.size(), 0);
}

void TestHistoryPool::errorsAreTold_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("metric");
    QTest::addColumn<qint64>("length");
    QTest::addColumn<int>("code");
    QTest::newRow("not a history") << QByteArray(5000, 'x') << u"used_memory"_s << qint64(1000)
                                   << int(ErrorCode::NotAHistory);
    QTest::newRow("reversed range") << QByteArray() << u"used_memory"_s << qint64(-1000)
                                    << int(ErrorCode::InvalidArgument);
    QTest::newRow("unknown metric") << QByteArray("history") << u"used_memroy"_s << qint64(1000)
                                    << int(ErrorCode::UnknownMetric);
}

void TestHistoryPool::errorsAreTold()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, metric);
    QFETCH(qint64, length);
    if (content == "history") {
        writeHistory(path(), 10, 5);
    } else {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    HistoryPool pool(path());
    QSignalSpy frames(&pool, &HistoryClient::frameReady);
    QSignalSpy failures(&pool, &HistoryClient::failed);
    FrameRequest request = ask(length);
    request.metrics = {metric.toStdString()};
    const quint64 id = pool.request(request);
    QTRY_COMPARE(failures.size(), 1);
    QCOMPARE(failures.at(0).at(0).toULongLong(), id);
    QTEST(int(failures.at(0).at(1).value<Error>().code), "code");
    QCOMPARE(frames.size(), 0);
}

QTEST_GUILESS_MAIN(TestHistoryPool)
#include "tst_historypool.moc"
