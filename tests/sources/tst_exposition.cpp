// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/exposition.h"
#include "sources/histogram.h"

#include <QtTest/QTest>

#include <limits>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{
constexpr double infinity = std::numeric_limits<double>::infinity();

HistogramCounts histogram(std::map<double, double> buckets, double sum = 0)
{
    HistogramCounts counts;
    counts.count = buckets.empty() ? 0 : buckets.rbegin()->second;
    counts.buckets = std::move(buckets);
    counts.sum = sum;
    return counts;
}

std::vector<FieldMapping> mapped(const QStringList& names)
{
    std::vector<FieldMapping> fields;
    for (const QString& name : names)
        fields.push_back({name, "app.requests", 1});
    return fields;
}

QByteArray latencies(int fast, int slow)
{
    return "# TYPE req_seconds histogram\n"
           "req_seconds_bucket{le=\"0.1\",layer=\"a\"} " +
           QByteArray::number(fast) + "\nreq_seconds_bucket{le=\"1\",layer=\"a\"} " + QByteArray::number(fast + slow) +
           "\nreq_seconds_bucket{le=\"+Inf\",layer=\"a\"} " + QByteArray::number(fast + slow) +
           "\nreq_seconds_count{layer=\"a\"} " + QByteArray::number(fast + slow) + "\nreq_seconds_sum{layer=\"a\"} " +
           QByteArray::number(fast * 0.05 + slow * 0.5) + "\n";
}
} // namespace

class TestExposition : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samplesAreFoundByNameAndLabels_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<double>("expected");
        QTest::newRow("without labels") << u"plain"_s << 3.5;
        QTest::newRow("with all its labels") << u"hits_total{layer=\"a\",model=\"x\"}"_s << 1.0;
        QTest::newRow("labels in another order") << u"hits_total{model=\"y\",layer=\"a\"}"_s << 2.0;
        QTest::newRow("some labels: the samples add up") << u"hits_total{layer=\"a\"}"_s << 3.0;
        QTest::newRow("no labels: all samples add up") << u"hits_total"_s << 7.0;
        QTest::newRow("a label with a quote and a line break") << u"odd{text=\"a\\\"b\\nc\"}"_s << 5.0;
        QTest::newRow("an exponent and a timestamp") << u"big"_s << 1.5e6;
    }

    void samplesAreFoundByNameAndLabels()
    {
        QFETCH(QString, from);
        const QByteArray text = "# HELP plain A gauge.\n# TYPE plain gauge\nplain 3.5\n"
                                "hits_total{layer=\"a\",model=\"x\"} 1\nhits_total{layer=\"a\",model=\"y\"} 2\r\n"
                                "hits_total{layer=\"b\",model=\"x\"} 4\nodd{text=\"a\\\"b\\nc\"} 5\n"
                                "big 1.5e6 1780315200.000\n# EOF\nplain 99\n";
        ExpositionReader reader;
        const auto reading = reader.read(text, mapped({from}));
        QVERIFY(reading);
        QVERIFY(reading->numbers.contains(from));
        QTEST(reading->numbers.at(from), "expected");
        QVERIFY2(reading->problems.isEmpty(), qPrintable(reading->problems.join(u' ')));
    }

    void badNumbersAreNamedAndTheRestCounts()
    {
        const QByteArray text =
            "good 1\nbad NaN\nworse +Inf\nsum{a=\"1\"} 3\nsum{a=\"2\"} NaN\nthis is no sample at all {\n";
        ExpositionReader reader;
        const auto reading = reader.read(text, mapped({u"good"_s, u"bad"_s, u"worse"_s, u"sum"_s}));
        QVERIFY(reading);
        QCOMPARE(reading->numbers.size(), std::size_t(1)); // a sum without one of its parts would jump
        const QString problems = reading->problems.join(u'\n');
        for (const QString& named : {u"bad is NaN"_s, u"worse is +Inf"_s, u"sum is NaN"_s, u"line 6"_s})
            QVERIFY2(problems.contains(named), qPrintable(problems));
    }

    void quantilesAreOfWhatWasCountedBetweenThePolls()
    {
        ExpositionReader reader;
        const auto fields = mapped({u"req_seconds{layer=\"a\"}"_s});
        const auto first = reader.read(latencies(1000, 0), fields);
        QVERIFY(first);
        const SourceDistribution before = first->distributions.begin()->second;
        QVERIFY(!before.p95 && !before.mean);
        QCOMPARE(before.countTotal.value(), 1000.0);
        const auto second = reader.read(latencies(1050, 50), fields);
        QVERIFY(second);
        const SourceDistribution distribution = second->distributions.begin()->second;
        QCOMPARE(distribution.count.value(), 100.0);
        QCOMPARE(distribution.median.value(), 0.1);
        QCOMPARE(distribution.p95.value(), 0.1 + 0.9 * 45 / 50);
        QCOMPARE(distribution.mean.value(), (50 * 0.05 + 50 * 0.5) / 100);
        QCOMPARE(distribution.countTotal.value(), 1100.0);
        const auto alone = ExpositionReader().read(latencies(3, 1), mapped({u"req_seconds_count"_s}));
        QCOMPARE(alone->numbers.at(u"req_seconds_count"_s), 4.0);
        const auto quiet = reader.read(latencies(1050, 50), fields);
        QVERIFY(!quiet->distributions.begin()->second.p95); // nothing happened: no value, not 0
        const auto restarted = reader.read(latencies(10, 0), fields);
        QCOMPARE(restarted->distributions.begin()->second.count.value(), 10.0);
    }

    void aTornHistogramIsNamed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("named");
        const QByteArray head = "# TYPE h histogram\n";
        QTest::newRow("no +Inf bucket") << head + "h_bucket{le=\"1\"} 5\nh_count 5\n" << u"+Inf"_s;
        QTest::newRow("a bucket below a smaller one")
            << head + "h_bucket{le=\"1\"} 5\nh_bucket{le=\"2\"} 4\nh_bucket{le=\"+Inf\"} 6\n"
            << u"up to 2"_s;
        QTest::newRow("a total of another moment")
            << head + "h_bucket{le=\"1\"} 5\nh_bucket{le=\"+Inf\"} 6\nh_count 7\n"
            << u"total 7"_s;
    }

    void aTornHistogramIsNamed()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, named);
        ExpositionReader reader;
        const auto reading = reader.read(text + "other 1\n", mapped({u"h"_s, u"other"_s}));
        QVERIFY(reading);
        QVERIFY(reading->distributions.empty());
        QCOMPARE(reading->numbers.at(u"other"_s), 1.0);
        QCOMPARE(reading->problems.size(), 1);
        QVERIFY2(reading->problems.front().contains(u"h is torn"_s) && reading->problems.front().contains(named),
                 qPrintable(reading->problems.front()));
    }

    void summariesGiveTheirQuantiles()
    {
        const QByteArray text = "# TYPE s summary\ns{quantile=\"0.5\"} 0.2\ns{quantile=\"0.99\"} 0.9\n"
                                "s{quantile=\"0.95\"} NaN\ns_sum 12\ns_count 40\n";
        ExpositionReader reader;
        const auto reading = reader.read(text, mapped({u"s"_s}));
        QVERIFY(reading);
        const SourceDistribution distribution = reading->distributions.at(u"s"_s);
        QCOMPARE(distribution.median.value(), 0.2);
        QCOMPARE(distribution.p99.value(), 0.9);
        QVERIFY(!distribution.p95);
        QCOMPARE(distribution.countTotal.value(), 40.0);
        QVERIFY(reading->problems.isEmpty());
        const auto two = reader.read(text + "s{quantile=\"0.5\",a=\"1\"} 1\n", mapped({u"s"_s}));
        QVERIFY(two->distributions.empty());
        QVERIFY(two->problems.join(u' ').contains(u"do not add up"_s));
    }

    void everythingIsShownWhenAsked()
    {
        ExpositionReader reader;
        const auto reading = reader.read(latencies(8, 2) + "x{a=\"1\"} 1\nx{a=\"2\"} 2\n", mapped({u"x"_s}), true);
        QVERIFY(reading);
        QCOMPARE(reading->numbers.at(u"x"_s), 3.0);
        QCOMPARE(reading->numbers.at(u"x{a=\"2\"}"_s), 2.0);
        QCOMPARE(reading->distributions.at(u"req_seconds{layer=\"a\"}"_s).count.value(), 10.0);
        QVERIFY(reading->distributions.at(u"req_seconds{layer=\"a\"}"_s).p95);
    }

    void whatIsNoMetricsTextIsRefused()
    {
        ExpositionReader reader;
        for (const char* text :
             {"", "<!DOCTYPE html><html><body>Sign in</body></html>", "# only a comment\n", "\0\0\0"}) {
            const auto reading = reader.read(text, mapped({u"x"_s}));
            QVERIFY2(!reading, text);
            QCOMPARE(reading.error().code, ErrorCode::ServerError);
        }
    }

    void longLinesAndManySamplesAreBounded()
    {
        ExpositionReader reader;
        QByteArray text = "long{a=\"" + QByteArray(70'000, 'x') + "\"} 1\n";
        for (int i = 0; i < 200'010; ++i)
            text += "s{i=\"1\"} 1\n";
        const auto reading = reader.read(text, mapped({u"s"_s}));
        QVERIFY(reading);
        QCOMPARE(reading->numbers.at(u"s"_s), 200'000.0);
        QCOMPARE(reading->problems.size(), 2);
    }

    void quantilesFollowTheirDefinition()
    {
        const HistogramCounts none;
        // As histogram_quantile: within the bucket in proportion; in +Inf the highest bound.
        QCOMPARE(histogramQuantile(none, histogram({{1, 10}, {2, 20}, {infinity, 20}}), 0.5).value(), 1.0);
        QCOMPARE(histogramQuantile(none, histogram({{1, 10}, {2, 20}, {infinity, 20}}), 0.75).value(), 1.5);
        QCOMPARE(histogramQuantile(none, histogram({{1, 0}, {2, 0}, {infinity, 5}}), 0.5).value(), 2.0);
        QVERIFY(!histogramQuantile(none, histogram({{1, 0}, {infinity, 0}}), 0.5));
        QVERIFY(!histogramQuantile(none, none, 0.5));
        const HistogramCounts before = histogram({{1, 10}, {infinity, 10}});
        QVERIFY(!histogramQuantile(before, before, 0.5));
        QCOMPARE(histogramQuantile(before, histogram({{1, 10}, {2, 14}, {infinity, 14}}), 0.5).value(), 1.5);
    }
};

QTEST_GUILESS_MAIN(TestExposition)
#include "tst_exposition.moc"
