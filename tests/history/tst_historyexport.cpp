// SPDX-License-Identifier: GPL-3.0-or-later
#include "historyfixture.h"

#include "history/exportwriter.h"
#include "history/historyreader.h"

#include <QtCore/QBuffer>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{
/// A device that takes so many bytes, then is full.
class SmallDevice : public QIODevice
{
public:
    explicit SmallDevice(qint64 room) : m_room(room) { open(WriteOnly); }
    qint64 writes = 0;

protected:
    qint64 readData(char*, qint64) override { return -1; }
    qint64 writeData(const char*, qint64 size) override
    {
        ++writes;
        if (size <= m_room) {
            m_room -= size;
            return size;
        }
        setErrorString(u"no room"_s);
        return -1;
    }

private:
    qint64 m_room;
};
} // namespace

class TestHistoryExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void rawRows();
    void bucketRows();
    void jsonRows();
    void noData_data();
    void noData();
    void theTierFollowsTheRange_data();
    void theTierFollowsTheRange();
    void aFullDeviceEndsIt();
    void aClosedDeviceIsTold();
    void badRequestsAreRefused_data();
    void badRequestsAreRefused();
    void numbersReadBackExactly_data();
    void numbersReadBackExactly();
    void timesAreIso_data();
    void timesAreIso();
    void namesAreQuoted();

private:
    ExportRequest ask(std::vector<std::string> metrics, TimeMs fromMs, TimeMs toMs, std::optional<Tier> tier = {}) const
    {
        return {m_nodes, std::move(metrics), fromMs, toMs, tier, ExportFormat::Csv};
    }
    QString exported(const ExportRequest& request) const
    {
        QBuffer out;
        out.open(QIODevice::WriteOnly);
        const Result<void> done = exportSeries(*m_file, request, out);
        return done ? QString::fromUtf8(out.data()) : done.error().text();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<HistoryWriter> m_writer;
    std::unique_ptr<HistoryFile> m_file;
    std::vector<KnownNode> m_nodes{{{u"c"_s}, {u"node-1"_s}, u"Answers"_s, u"10.0.0.1:6379"_s},
                                   {{u"c"_s}, {u"node-2"_s}, u"Answers"_s, u"/run/a, \"b\".sock"_s}};
};

void TestHistoryExport::initTestCase()
{
    const QString path = m_folder.filePath(u"history.db"_s);
    auto opened = HistoryWriter::open(path);
    QVERIFY(opened);
    m_writer = std::move(opened).value();
    for (const KnownNode& node : m_nodes)
        QVERIFY(m_writer->registerNode(node));
    std::vector<SnapshotPtr> samples;
    for (int s = 0; s < 200; ++s)
        samples.push_back(sample(noon + s * 1000LL, {{"keyspace_hits", s * 2.0}, {"used_memory", 0.1 + s}}));
    samples.push_back(sample(noon + 1000, {{"used_memory", 7}}, 1000, u"run-2"_s, m_nodes[1].node));
    QVERIFY(m_writer->append(samples));
    QVERIFY(m_writer->compact());
    auto file = HistoryFile::open(path);
    QVERIFY(file);
    m_file = std::move(file).value();
}

void TestHistoryExport::rawRows()
{
    QCOMPARE(exported(ask({"used_memory", "hits_per_second"}, noon, noon + 2000)),
             u"time,node,used_memory,hits_per_second\r\n"
             "2026-06-01T12:00:00.000Z,10.0.0.1:6379,0.1,\r\n"
             "2026-06-01T12:00:01.000Z,10.0.0.1:6379,1.1,2\r\n"
             "2026-06-01T12:00:01.000Z,\"/run/a, \"\"b\"\".sock\",7,\r\n"_s);
    // The step into the first row begins before the range.
    QCOMPARE(exported(ask({"hits_per_second"}, noon + 1000, noon + 2000)).split(u"\r\n"_s).at(1),
             u"2026-06-01T12:00:01.000Z,10.0.0.1:6379,2"_s);
}

void TestHistoryExport::bucketRows()
{
    // Rows are the buckets that begin in the range; the fourth is not over yet and made of the polls so far.
    QCOMPARE(exported(ask({"keyspace_hits", "hits_per_second"}, noon + 1, noon + 240'000, Tier::Minute)),
             u"time,node,keyspace_hits,keyspace_hits.min,keyspace_hits.max,hits_per_second,hits_per_second.min,"
             "hits_per_second.max\r\n"
             "2026-06-01T12:01:00.000Z,10.0.0.1:6379,238,120,238,2,2,2\r\n"
             "2026-06-01T12:02:00.000Z,10.0.0.1:6379,358,240,358,2,2,2\r\n"
             "2026-06-01T12:03:00.000Z,10.0.0.1:6379,398,360,398,2,2,2\r\n"_s);
}

void TestHistoryExport::jsonRows()
{
    ExportRequest request = ask({"used_memory", "hits_per_second"}, noon, noon + 2000);
    request.format = ExportFormat::Json;
    const QByteArray text = exported(request).toUtf8();
    QJsonParseError error;
    const QJsonArray rows = QJsonDocument::fromJson(text, &error).array();
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(rows.size(), 3);
    QCOMPARE(rows[0].toObject()[u"time"_s].toString(), u"2026-06-01T12:00:00.000Z"_s);
    QVERIFY(rows[0].toObject()[u"hits_per_second"_s].isNull());
    QCOMPARE(rows[1].toObject()[u"hits_per_second"_s].toDouble(), 2.0);
    QCOMPARE(rows[2].toObject()[u"node"_s].toString(), m_nodes[1].address);
    QCOMPARE(text.count('\n'), 5); // a row a line
}

void TestHistoryExport::noData_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<QString>("expected");
    QTest::newRow("CSV") << int(ExportFormat::Csv) << u"time,node,used_memory\r\n"_s;
    QTest::newRow("JSON") << int(ExportFormat::Json) << u"[]\n"_s;
}

void TestHistoryExport::noData()
{
    QFETCH(int, format);
    ExportRequest request = ask({"used_memory"}, noon - 10'000, noon);
    request.format = static_cast<ExportFormat>(format);
    QTEST(exported(request), "expected");
    request.nodes.clear();
    QTEST(exported(request), "expected");
}

void TestHistoryExport::theTierFollowsTheRange_data()
{
    QTest::addColumn<int>("hours");
    QTest::addColumn<int>("rows");
    QTest::newRow("up to six hours: samples") << 6 << 201;
    QTest::newRow("up to thirty days: minutes") << 7 << 4 + 1;
    QTest::newRow("longer: hours") << 31 * 24 << 1 + 1;
}

void TestHistoryExport::theTierFollowsTheRange()
{
    QFETCH(int, hours);
    QFETCH(int, rows);
    QCOMPARE(exported(ask({"used_memory"}, noon, noon + hours * 3600'000LL)).count(u"\r\n"_s), rows + 1);
}

void TestHistoryExport::aFullDeviceEndsIt()
{
    SmallDevice device(70'000);
    ExportWriter writer(device, ExportFormat::Csv, {});
    writer.begin();
    int rows = 0;
    while (writer.row(noon, u"n"_s, {}) && rows < 1'000'000)
        ++rows;
    QVERIFY(rows < 10'000);
    QVERIFY(!writer.row(noon, u"n"_s, {}));
    const Result<void> done = writer.end();
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::Io);
    QVERIFY(done.error().message.contains(u"no room"_s));
    QCOMPARE(device.writes, 2); // none after the failure

    SmallDevice none(0);
    const Result<void> exportDone = exportSeries(*m_file, ask({"used_memory"}, noon, noon + 2000), none);
    QVERIFY(!exportDone);
    QCOMPARE(exportDone.error().code, ErrorCode::Io);
}

void TestHistoryExport::aClosedDeviceIsTold()
{
    QFile full(u"/dev/full"_s);
    if (!full.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        QSKIP("no /dev/full here");
    const Result<void> done = exportSeries(*m_file, ask({"used_memory"}, noon, noon + 2000), full);
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::Io);
}

void TestHistoryExport::badRequestsAreRefused_data()
{
    QTest::addColumn<QString>("metric");
    QTest::addColumn<int>("lengthMs");
    QTest::addColumn<int>("code");
    QTest::newRow("reversed") << u"used_memory"_s << -1 << int(ErrorCode::InvalidArgument);
    QTest::newRow("empty") << u"used_memory"_s << 0 << int(ErrorCode::InvalidArgument);
    QTest::newRow("unknown metric") << u"used_memroy"_s << 1000 << int(ErrorCode::UnknownMetric);
}

void TestHistoryExport::badRequestsAreRefused()
{
    QFETCH(QString, metric);
    QFETCH(int, lengthMs);
    QBuffer out;
    out.open(QIODevice::WriteOnly);
    const Result<void> done = exportSeries(*m_file, ask({metric.toStdString()}, noon, noon + lengthMs), out);
    QVERIFY(!done);
    QTEST(int(done.error().code), "code");
    QVERIFY(out.data().isEmpty());
}

void TestHistoryExport::numbersReadBackExactly_data()
{
    QTest::addColumn<double>("number");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("zero") << 0.0 << QByteArray("0");
    QTest::newRow("a negative zero") << -0.0 << QByteArray("-0.0");
    QTest::newRow("negative") << -3.0 << QByteArray("-3");
    QTest::newRow("a round one has no exponent") << 1e15 << QByteArray("1000000000000000");
    QTest::newRow("a large counter") << 123456789012345.0 << QByteArray("123456789012345");
    QTest::newRow("a fraction") << 0.1 << QByteArray("0.1");
    QTest::newRow("as many digits as it needs") << 1.0 / 3 << QByteArray("0.3333333333333333");
    QTest::newRow("beyond whole numbers") << 1e300 << QByteArray("1e+300");
    QTest::newRow("tiny") << 1e-7 << QByteArray("1e-07");
}

void TestHistoryExport::numbersReadBackExactly()
{
    QFETCH(double, number);
    QTEST(exactNumber(number), "text");
    QCOMPARE(exactNumber(number).toDouble(), number);
}

void TestHistoryExport::timesAreIso_data()
{
    QTest::addColumn<qint64>("time");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("the epoch") << qint64(0) << QByteArray("1970-01-01T00:00:00.000Z");
    QTest::newRow("before it") << qint64(-1) << QByteArray("1969-12-31T23:59:59.999Z");
    QTest::newRow("a leap day") << qint64(1'709'251'199'999) << QByteArray("2024-02-29T23:59:59.999Z");
}

void TestHistoryExport::timesAreIso()
{
    QFETCH(qint64, time);
    QTEST(isoTime(time), "text");
}

void TestHistoryExport::namesAreQuoted()
{
    const std::vector<std::string> columns{"a,b", "say \"x\"", "plain"};
    QBuffer csv;
    csv.open(QIODevice::WriteOnly);
    ExportWriter writer(csv, ExportFormat::Csv, columns);
    writer.begin();
    QVERIFY(writer.end());
    QCOMPARE(csv.data(), QByteArray("time,node,\"a,b\",\"say \"\"x\"\"\",plain\r\n"));
    QBuffer json;
    json.open(QIODevice::WriteOnly);
    ExportWriter other(json, ExportFormat::Json, columns);
    other.begin();
    const double values[] = {1, 2, WindowStat::nan};
    QVERIFY(other.row(0, u"li\nne"_s, values));
    QVERIFY(other.end());
    const QJsonObject row = QJsonDocument::fromJson(json.data()).array()[0].toObject();
    QCOMPARE(row[u"say \"x\""_s].toDouble(), 2.0);
    QCOMPARE(row[u"node"_s].toString(), u"li\nne"_s);
    QVERIFY(row[u"plain"_s].isNull());
}

QTEST_GUILESS_MAIN(TestHistoryExport)
#include "tst_historyexport.moc"
