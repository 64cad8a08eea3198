// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyreader.h"
#include "history/seriesimport.h"
#include "historyfixture.h"
#include "metrics/format.h"

#include <QtCore/QBuffer>
#include <QtTest/QTest>

#include <bit>
#include <random>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{

const NodeId node1{u"node-1"_s};
const CacheId cache1{u"cache-1"_s};
const KnownNode known1{cache1, node1, u"Sessions"_s, u"10.0.0.1:6379"_s};

} // namespace

/// Series from files into a history.
class TestSeriesImport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void aRawExportComesBackBitForBit_data();
    void aRawExportComesBackBitForBit();
    void importingTwiceChangesNothing_data();
    void importingTwiceChangesNothing();
    void overlappingRowsReplaceOnlyWhatTheyHave();
    void tiersAndResetsAreThoseOfSamplesThatCameInOrder();
    void foreignFilesAreUnderstood_data();
    void foreignFilesAreUnderstood();
    void wrongFilesAreNamedWithTheirLine_data();
    void wrongFilesAreNamedWithTheirLine();
    void whatStoodBeforeTheFaultIsStored();
    void rowsThatCannotBeTakenAreCounted();
    void bucketsAreRefusedUnlessAskedFor();
    void derivedMetricsAreLeftOut();
    void nodesAreFoundByAddressAndIdOrMade();
    void aRowWithoutNodeNeedsOneWhereThereAreSeveral();
    void intervalsAreGuessed_data();
    void intervalsAreGuessed();
    void aHistoryInUseIsLocked();
    void samplesOlderThanWhatIsKeptAreRefused();
    void memoryStaysBoundedWithAHugeFile();

private:
    QString path(const QString& name = u"history.db"_s) const { return m_folder->filePath(name); }
    QByteArray exported(const QString& file, ExportFormat format, std::optional<Tier> tier = Tier::Raw) const;
    Result<void> import(const QByteArray& text, ImportOptions options = {});
    std::map<TimeMs, double> stored(const std::string& metric, const NodeId& node = node1) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::vector<SnapshotPtr> m_samples; // what the history to be exported holds
    ImportTarget m_target;
    ImportReport m_report;
    ImportCounts m_counts;
};

/// Ten minutes with odd values, holes, a gap and a restart.
void TestSeriesImport::initTestCase()
{
    std::mt19937_64 random(7);
    const double odd[] = {
        -0.0, 5e-324, 1.0 / 3, 1e300, -123456789.125, 9007199254740993.0, 0.1, 18446744073709551615.0};
    double hits = 1e6;
    for (int i = 0; i < 600; ++i) {
        if (i >= 200 && i < 260)
            continue;
        hits = i == 400 ? 3 : hits + static_cast<double>(random() % 1000);
        std::map<std::string, double> values{
            {"keyspace_hits", hits},
            {"used_memory", odd[random() % std::size(odd)]},
            {"mem_fragmentation_ratio", 1 + static_cast<double>(random() % 1000) / 997},
            {"uptime_in_seconds", i < 400 ? 5000 + i : i - 400}};
        if (random() % 10 == 0)
            values.erase("used_memory");
        m_samples.push_back(sample(noon + i * 1000 + static_cast<TimeMs>(random() % 7), values));
    }
}

void TestSeriesImport::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_target = {cache1, known1.cacheName, {known1}, {}};
    auto writer = HistoryWriter::open(path(u"source.db"_s));
    QVERIFY(writer);
    QVERIFY((*writer)->registerNode(known1));
    QVERIFY((*writer)->append(m_samples));
}

QByteArray TestSeriesImport::exported(const QString& file, ExportFormat format, std::optional<Tier> tier) const
{
    const auto history = HistoryFile::open(file);
    ExportRequest request;
    request.nodes = {known1};
    request.metrics = {"keyspace_hits", "used_memory", "mem_fragmentation_ratio", "uptime_in_seconds"};
    request.fromMs = noon - 3600'000;
    request.toMs = noon + 3600'000;
    request.tier = tier;
    request.format = format;
    QBuffer out;
    out.open(QIODevice::WriteOnly);
    return history && exportSeries(**history, request, out) ? out.data() : QByteArray();
}

Result<void> TestSeriesImport::import(const QByteArray& text, ImportOptions options)
{
    auto importer = HistoryImporter::open(path());
    if (!importer)
        return importer.error();
    QBuffer in;
    in.setData(text);
    in.open(QIODevice::ReadOnly);
    if (options.nowMs == 0)
        options.nowMs = noon + 86'400'000;
    m_report = {};
    auto done = importSeries(in, options, m_target, **importer, m_report);
    m_counts = (*importer)->counts();
    const auto finished = (*importer)->finish();
    return done ? finished : done;
}

std::map<TimeMs, double> TestSeriesImport::stored(const std::string& metric, const NodeId& node) const
{
    const auto file = HistoryFile::open(path());
    return file ? readRaw(**file, node, metric) : std::map<TimeMs, double>();
}

void TestSeriesImport::aRawExportComesBackBitForBit_data()
{
    QTest::addColumn<int>("format");
    QTest::newRow("CSV") << int(ExportFormat::Csv);
    QTest::newRow("JSON") << int(ExportFormat::Json);
}

void TestSeriesImport::aRawExportComesBackBitForBit()
{
    QFETCH(int, format);
    const QByteArray text = exported(path(u"source.db"_s), static_cast<ExportFormat>(format));
    QVERIFY(text.size() > 10'000);
    const auto done = import(text);
    QVERIFY2(done.ok(), done ? "" : qPrintable(done.error().text()));
    QCOMPARE(m_counts.added, qint64(m_samples.size()));
    QCOMPARE(m_report.skippedRows + m_report.badFields, 0);
    for (const char* metric : {"keyspace_hits", "used_memory", "mem_fragmentation_ratio", "uptime_in_seconds"}) {
        const auto values = stored(metric);
        QCOMPARE(values.size(), m_samples.size());
        for (const SnapshotPtr& given : m_samples)
            QVERIFY(same(values.at(given->timeMs), given->value(metric).value_or(WindowStat::nan)));
    }
    QCOMPARE(exported(path(), static_cast<ExportFormat>(format)), text);
}

void TestSeriesImport::importingTwiceChangesNothing_data()
{
    aRawExportComesBackBitForBit_data();
}

void TestSeriesImport::importingTwiceChangesNothing()
{
    QFETCH(int, format);
    const QByteArray text = exported(path(u"source.db"_s), static_cast<ExportFormat>(format));
    QVERIFY(import(text));
    const auto file = HistoryFile::open(path());
    const auto minutes = readTier(**file, node1, Tier::Minute, "keyspace_hits");
    QVERIFY(import(text));
    QCOMPARE(m_counts.added, 0);
    QCOMPARE(m_counts.changed, 0);
    QCOMPARE(m_counts.unchanged, qint64(m_samples.size()));
    QCOMPARE(readTier(**file, node1, Tier::Minute, "keyspace_hits").size(), minutes.size());
    QCOMPARE(exported(path(), static_cast<ExportFormat>(format)), text);
}

void TestSeriesImport::overlappingRowsReplaceOnlyWhatTheyHave()
{
    QVERIFY(import("time,node,used_memory,keyspace_hits\n2026-06-01T12:00:00.000Z,10.0.0.1:6379,1,2\n"
                   "2026-06-01T12:00:01.000Z,10.0.0.1:6379,3,4\n"));
    QVERIFY(import("time,used_memory,total_commands_processed\n2026-06-01T12:00:00.000Z,,7\n"
                   "2026-06-01T12:00:01.000Z,30,8\n2026-06-01T12:00:02.000Z,50,9\n"));
    QCOMPARE(m_counts.added, 1);
    QCOMPARE(m_counts.changed, 2);
    QCOMPARE(stored("used_memory"), (std::map<TimeMs, double>{{noon, 1}, {noon + 1000, 30}, {noon + 2000, 50}}));
    QCOMPARE(stored("total_commands_processed").at(noon), 7.0);
    QCOMPARE(stored("keyspace_hits").at(noon + 1000), 4.0);
}

void TestSeriesImport::tiersAndResetsAreThoseOfSamplesThatCameInOrder()
{
    // Into a history that has later samples already, so that every row is late.
    {
        auto writer = HistoryWriter::open(path());
        QVERIFY(writer && (*writer)->registerNode(known1));
        for (int i = 0; i < 300; ++i) {
            const SnapshotPtr later =
                sample(noon + 700'000 + i * 1000, {{"keyspace_hits", 1e7 + i}, {"uptime_in_seconds", 300 + i}});
            QVERIFY((*writer)->append({&later, 1}));
        }
    }
    const auto done = import(exported(path(u"source.db"_s), ExportFormat::Csv));
    QVERIFY2(done.ok(), done ? "" : qPrintable(done.error().text()));
    const auto source = HistoryFile::open(path(u"source.db"_s));
    const auto file = HistoryFile::open(path());
    const auto expected = readTier(**source, node1, Tier::Minute, "keyspace_hits");
    const auto found = readTier(**file, node1, Tier::Minute, "keyspace_hits");
    QVERIFY(expected.size() >= 8);
    for (const auto& [start, stat] : expected) {
        QVERIFY(found.contains(start));
        QCOMPARE(found.at(start).count, stat.count);
        QVERIFY(same(found.at(start).increase, stat.increase));
        QVERIFY(same(found.at(start).maxRate, stat.maxRate));
    }
    QVERIFY(readResets(**file, node1).size() >= 1);
    QCOMPARE(readResets(**file, node1).front(),
             readResets(**source, node1).empty() ? m_samples[340]->timeMs : readResets(**source, node1).front());
}

void TestSeriesImport::foreignFilesAreUnderstood_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray bom = "\xef\xbb\xbf";
    QTest::newRow("epoch seconds") << QByteArray("timestamp,used_memory\n1780315200,5\n1780315201,6\n");
    QTest::newRow("epoch milliseconds") << QByteArray("ts,used_memory\n1780315200000,5\n1780315201000,6\n");
    QTest::newRow("seconds with a fraction") << QByteArray("ts,used_memory\n1780315200.0,5\n1780315201.000,6");
    QTest::newRow("ISO with an offset") << QByteArray(
        "Date,used_memory\n2026-06-01T14:00:00+02:00,5\n2026-06-01T12:00:01Z,6\n");
    QTest::newRow("a byte order mark, CR LF, blank lines, quotes")
        << bom + QByteArray("\"time\",\"used_memory\"\r\n\r\n\"1780315200\",\"5\"\r\n1780315201,6\r\n\r\n");
    QTest::newRow("semicolons") << QByteArray("time;used_memory\n1780315200;5\n1780315201;6.0\n");
    QTest::newRow("tabs") << QByteArray("time\tused_memory\n1780315200\t 5 \n1780315201\t6\n");
    QTest::newRow("other columns, in quotes with line breaks")
        << QByteArray("comment,time,used_memory\n\"a,\n\"\"b\"\"\",1780315200,5\n,1780315201,6\n");
    QTest::newRow("out of order") << QByteArray("time,used_memory\n1780315201,6\n1780315200,5\n");
    QTest::newRow("the last of two rows counts")
        << QByteArray("time,used_memory\n1780315200,4\n1780315200,5\n1780315201,6\n");
    QTest::newRow("mapped") << QByteArray("When,Mem\n1780315200,5\n1780315201,6\n");
    QTest::newRow("JSON with other keys and texts")
        << QByteArray("[{\"time\":1780315200000,\"used_memory\":\"5\",\"comment\":\"x\"},\n"
                      "{\"used_memory\":6,\"time\":\"2026-06-01T12:00:01Z\",\"keyspace_hits\":null}]");
    QTest::newRow("OpenMetrics of ours") << QByteArray(
        "# TYPE cacheledger_used_memory_bytes gauge\n# UNIT cacheledger_used_memory_bytes bytes\n"
        "cacheledger_used_memory_bytes{cache=\"x\",node=\"10.0.0.1:6379\",metric=\"used_memory\"} 5 "
        "1780315200\ncacheledger_used_memory_bytes{cache=\"a\\\"}\",node=\"10.0.0.1:6379\","
        "metric=\"used_memory\"} 6 1780315201.000\n# EOF\n");
    QTest::newRow("Prometheus text, mapped")
        << QByteArray("# HELP Mem x\nMem{instance=\"10.0.0.1:6379\"} 5 1780315200000\n"
                      "Mem{instance=\"10.0.0.1:6379\"} 6.0 1780315201000\n");
}

void TestSeriesImport::foreignFilesAreUnderstood()
{
    QFETCH(QByteArray, text);
    ImportOptions options;
    options.names = ImportNames({{"When", "time"}, {"Mem", "used_memory"}, {"comment", ""}});
    const auto done = import(text, options);
    QVERIFY2(done.ok(), done ? "" : qPrintable(done.error().text()));
    QCOMPARE(stored("used_memory"), (std::map<TimeMs, double>{{noon, 5}, {noon + 1000, 6}}));
    QVERIFY2(m_report.problems.isEmpty(), qPrintable(m_report.problems.join(u'|')));
    QVERIFY(m_report.newNodes.isEmpty());
}

void TestSeriesImport::wrongFilesAreNamedWithTheirLine_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("said");
    QTest::newRow("empty") << QByteArray() << u"Line 1: there is no header."_s;
    QTest::newRow("no time") << QByteArray("a,b\n1,2\n") << u"Line 1: the header has no column for the time."_s;
    QTest::newRow("a quote that stays open")
        << QByteArray("time,used_memory\n1780315200,5\n1780315201,\"6\n") << u"Line 3: a quote is never closed."_s;
    QTest::newRow("an endless row") << "time,used_memory\n1," + QByteArray(5'000'000, '1')
                                    << u"Line 2: the row is too long"_s;
    QTest::newRow("JSON cut off") << QByteArray("[{\"time\":1780315200,\"used_memory\":5},\n{\"time\":17")
                                  << u"Line 2: this is not JSON."_s;
    QTest::newRow("JSON of another shape") << QByteArray("{\"a\":1}") << u"Line 1: an array of flat objects"_s;
    QTest::newRow("a list of numbers") << QByteArray("[1,2]") << u"Line 1: an object is expected"_s;
    QTest::newRow("nested JSON") << QByteArray("[{\"time\":1,\"x\":[1]}]") << u"Line 1: an array inside a row"_s;
    QTest::newRow("deep JSON") << QByteArray(100'000, '[') << u"Line 1: an array inside a row"_s;
    QTest::newRow("an endless object") << "[{\"time\":1,\"x\":\"" + QByteArray(20'000'000, 'x') + "\"}]"
                                       << u"Line 1: a row is too long."_s;
    QTest::newRow("an endless OpenMetrics line")
        << "# TYPE a gauge\na{b=\"" + QByteArray(2'000'000, 'x') << u"Line 2: the line is too long."_s;
}

void TestSeriesImport::wrongFilesAreNamedWithTheirLine()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, said);
    const auto done = import(text);
    QVERIFY(!done);
    QCOMPARE(int(done.error().code), int(ErrorCode::InvalidArgument));
    QVERIFY2(done.error().message.startsWith(said), qPrintable(done.error().message));
}

void TestSeriesImport::whatStoodBeforeTheFaultIsStored()
{
    const QByteArray broken =
        "[{\"time\":1780315200,\"used_memory\":5},\n{\"time\":1780315201,\"used_memory\":6},\n{\"ti";
    QVERIFY(!import(broken));
    QCOMPARE(m_counts.added, 2);
    QCOMPARE(stored("used_memory").size(), std::size_t(2));
}

void TestSeriesImport::rowsThatCannotBeTakenAreCounted()
{
    QVERIFY(import(
        "time,used_memory\nyesterday,1\n1780315200,5\n1780315201\n1780315202,\n1780315203,much\n4102444800,7\n-5,7\n"
        "now,8\n2026-02-30T00:00:00.000Z,9\n0570-06-01T12:00:00.000Z,9\n"));
    QCOMPARE(m_counts.added, 1);
    QCOMPARE(m_report.skippedRows, 9);
    QCOMPARE(m_report.badFields, 1);
    QCOMPARE(m_report.problems.size(), 5);
    QCOMPARE(m_report.problems[0], u"line 2: “yesterday” is no time"_s);
    QCOMPARE(m_report.problems[1], u"line 4: fields: 1 instead of 2"_s);
    QCOMPARE(m_report.problems[3], u"line 6: “much” in used_memory is no number"_s);
}

void TestSeriesImport::bucketsAreRefusedUnlessAskedFor()
{
    for (const ExportFormat format : {ExportFormat::Csv, ExportFormat::Json}) {
        const QByteArray minutes = exported(path(u"source.db"_s), format, Tier::Minute);
        const auto refused = import(minutes);
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(u"minutes or hours"_s), qPrintable(refused.error().message));
        QVERIFY(stored("used_memory").empty());
    }
    ImportOptions options;
    options.bucketsAsSamples = true;
    QVERIFY(import(exported(path(u"source.db"_s), ExportFormat::Csv, Tier::Minute), options));
    QCOMPARE(stored("keyspace_hits").size(), std::size_t(10));
    QVERIFY(m_report.leftOut.contains(u"used_memory.min"_s));
    QVERIFY(stored("used_memory.min").empty() ||
            std::ranges::all_of(stored("used_memory.min"), [](const auto& at) { return std::isnan(at.second); }));
}

void TestSeriesImport::derivedMetricsAreLeftOut()
{
    QVERIFY(import("time,used_memory,hit_ratio,my_own\n1780315200,5,0.5,1\n"));
    QCOMPARE(m_report.leftOut, QStringList{u"hit_ratio"_s});
    QCOMPARE(m_report.unknownMetrics, QStringList{u"my_own"_s});
    const auto file = HistoryFile::open(path());
    QCOMPARE((*file)->metricNames(node1, 0, 2 * noon).value(), (std::vector<std::string>{"my_own", "used_memory"}));
}

void TestSeriesImport::nodesAreFoundByAddressAndIdOrMade()
{
    m_target.nodes.push_back({cache1, NodeId{u"node-2"_s}, known1.cacheName, u"10.0.0.2:6379"_s});
    const QByteArray text =
        "time,node,used_memory\n1780315200,10.0.0.1:6379,1\n1780315200,node-2,2\n1780315200,other:1,3\n";
    QVERIFY(import(text));
    QCOMPARE(stored("used_memory").at(noon), 1.0);
    QCOMPARE(stored("used_memory", NodeId{u"node-2"_s}).at(noon), 2.0);
    QCOMPARE(m_report.newNodes, QStringList{u"other:1"_s});
    const auto nodes = HistoryFile::open(path()).value()->nodes();
    QCOMPARE(nodes->size(), std::size_t(3));
    m_target.nodes = *nodes; // as the next process finds them
    QVERIFY(import(text));
    QCOMPARE(m_counts.unchanged, 3);
    QVERIFY(m_report.newNodes.isEmpty());
}

void TestSeriesImport::aRowWithoutNodeNeedsOneWhereThereAreSeveral()
{
    m_target.nodes.push_back({cache1, NodeId{u"node-2"_s}, known1.cacheName, u"10.0.0.2:6379"_s});
    const QByteArray text = "time,used_memory\n1780315200,1\n";
    const auto done = import(text);
    QVERIFY(!done);
    QVERIFY2(done.error().message.contains(u"--node"_s), qPrintable(done.error().message));
    m_target.node = u"10.0.0.2:6379"_s;
    QVERIFY(import(text));
    QCOMPARE(stored("used_memory", NodeId{u"node-2"_s}).at(noon), 1.0);
}

void TestSeriesImport::intervalsAreGuessed_data()
{
    QTest::addColumn<QList<qint64>>("times");
    QTest::addColumn<QList<int>>("intervals");
    QTest::newRow("one alone") << QList<qint64>{5} << QList<int>{60'000};
    QTest::newRow("regular") << QList<qint64>{0, 1000, 2000, 3000} << QList<int>{1000, 1000, 1000, 1000};
    QTest::newRow("with a gap and jitter")
        << QList<qint64>{0, 1000, 2003, 60'000, 61'000} << QList<int>{1003, 1003, 1003, 1003, 1003};
}

void TestSeriesImport::intervalsAreGuessed()
{
    QFETCH(QList<qint64>, times);
    QFETCH(QList<int>, intervals);
    std::vector<Snapshot> samples(static_cast<std::size_t>(times.size()));
    for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i].timeMs = times[static_cast<qsizetype>(i)];
    guessIntervals(samples, 0);
    for (std::size_t i = 0; i < samples.size(); ++i)
        QCOMPARE(samples[i].intervalMs, intervals[static_cast<qsizetype>(i)]);
}

void TestSeriesImport::aHistoryInUseIsLocked()
{
    const auto writer = HistoryWriter::open(path());
    QVERIFY(writer);
    const auto done = import("time,used_memory\n1780315200,1\n");
    QCOMPARE(int(done.error().code), int(ErrorCode::Locked));
}

/// Never keeps more than it may: rows are made as they are read.
class EndlessRows : public QIODevice
{
public:
    explicit EndlessRows(qint64 rows) : m_rows(rows) { open(QIODevice::ReadOnly); }
    bool isSequential() const override { return true; }

protected:
    qint64 readData(char* data, qint64 size) override
    {
        while (m_text.size() < size && m_row < m_rows) {
            if (m_row == 0)
                m_text += "time,node,used_memory,keyspace_hits\r\n";
            m_text +=
                QByteArray::number(noon + m_row * 1000) + ",10.0.0.1:6379," + QByteArray::number(m_row % 97) + ",5\r\n";
            ++m_row;
        }
        const qint64 given = std::min<qint64>(size, m_text.size());
        std::copy_n(m_text.constData(), given, data);
        m_text.remove(0, given);
        return given;
    }
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    qint64 m_rows;
    qint64 m_row = 0;
    QByteArray m_text;
};

void TestSeriesImport::samplesOlderThanWhatIsKeptAreRefused()
{
    constexpr qint64 hourMs = 3600'000;
    {
        auto writer = HistoryWriter::open(path());
        QVERIFY((*writer)->registerNode(known1));
        for (TimeMs time = noon; time < noon + 48 * hourMs; time += 60'000) {
            QVERIFY((*writer)->append(std::vector{sample(time, {{"used_memory", 1}}, 60'000)}));
            QVERIFY((*writer)->compact());
        }
        RetentionPolicy policy{.rawMs = hourMs, .minuteMs = 24 * hourMs, .hourMs = 100 * hourMs};
        for (auto more = (*writer)->retain(policy, noon + 100 * hourMs); more && *more;)
            more = (*writer)->retain(policy, noon + 100 * hourMs);
    }
    const auto kept = HistoryFile::open(path());
    QVERIFY((*kept)->keptFrom(Tier::Raw) > noon + 10 * hourMs);
    QByteArray rows = "time,node,used_memory\n";
    for (const TimeMs time : {noon + 2 * hourMs + 5, noon + 2 * hourMs + 10'005, noon + 48 * hourMs})
        rows += format::isoUtc(time).toLatin1() + ',' + known1.address.toLatin1() + ",7\n";
    ImportOptions options;
    options.nowMs = noon + 100 * hourMs;
    const auto done = import(rows, options);
    QVERIFY2(done.ok(), done ? "" : qPrintable(done.error().text()));
    QCOMPARE(m_counts.refused, 2);
    QCOMPARE(m_counts.added, 1);
    QCOMPARE(m_counts.changed, 0);
}

static qint64 residentKib()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = status.readAll();
    return text.mid(text.indexOf("VmRSS:") + 6).trimmed().split(' ').first().toLongLong();
}

void TestSeriesImport::memoryStaysBoundedWithAHugeFile()
{
    auto importer = HistoryImporter::open(path());
    QVERIFY(importer);
    EndlessRows in(150'000);
    const qint64 before = residentKib();
    ImportOptions options;
    options.nowMs = 2 * noon;
    const auto done = importSeries(in, options, m_target, **importer, m_report);
    QVERIFY2(done.ok(), done ? "" : qPrintable(done.error().text()));
    QCOMPARE((*importer)->counts().added, 150'000);
#if !defined(__SANITIZE_ADDRESS__) // which keeps what was freed
    const qint64 grown = residentKib() - before;
    QVERIFY2(grown < 60 * 1024, qPrintable(QString::number(grown)));
#else
    Q_UNUSED(before)
#endif
}

QTEST_GUILESS_MAIN(TestSeriesImport)
#include "tst_seriesimport.moc"
