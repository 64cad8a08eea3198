// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/catalogue.h"

#include <QtCore/QObject>
#include <QtCore/QSet>
#include <QtTest/QTest>

#include <string>

using namespace cacheledger;

namespace
{

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

std::string withStarsAs(std::string_view family, const std::string& part)
{
    std::string id;
    for (char c : family)
        id += c == '*' ? part : std::string(1, c);
    return id;
}

} // namespace

class TestCatalogue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyEntryIsFoundUnderItsOwnIdAndOnlyThere()
    {
        QSet<QString> seen;
        for (const MetricInfo& info : catalogue::all()) {
            QVERIFY2(!seen.contains(text(info.id)), info.name);
            seen.insert(text(info.id));
            const MetricInfo* found = catalogue::find(withStarsAs(info.id, "7"));
            QVERIFY2(found, info.name);
            QCOMPARE(text(found->id), text(info.id));
        }
        QVERIFY(seen.size() > 400);
    }

    void everyEntryTeaches()
    {
        for (const MetricInfo& info : catalogue::all()) {
            const QString id = text(info.id);
            const QString name = QString::fromUtf8(info.name);
            const QString description = QString::fromUtf8(info.description);
            QVERIFY2(!name.isEmpty() && name.size() <= 48, qPrintable(id));
            QVERIFY2(name.front().isUpper() || name.front() == QLatin1Char('%'), qPrintable(id));
            QVERIFY2(description.endsWith(QLatin1Char('.')) || description.endsWith(QLatin1Char(')')), qPrintable(id));
            QVERIFY2(description.size() > 15 && description.size() <= 200, qPrintable(id));
            QVERIFY2(description.compare(name + QLatin1Char('.'), Qt::CaseInsensitive) != 0, qPrintable(id));
            QCOMPARE(id.count(QLatin1Char('*')) > 0, name.contains(QStringLiteral("%1")));
        }
    }

    void kindsUnitsAndRulesFit()
    {
        for (const MetricInfo& info : catalogue::all()) {
            const QByteArray id = text(info.id).toUtf8();
            if (info.kind == MetricKind::Flag)
                QVERIFY2(info.unit == Unit::None, id.constData());
            // Nothing counts up in these units, and counters of nodes always add up.
            if (info.kind == MetricKind::Counter) {
                QVERIFY2(info.combine == Combine::Sum, id.constData());
                QVERIFY2(info.unit != Unit::Ratio && info.unit != Unit::PerSecond && info.unit != Unit::TimestampS &&
                             info.unit != Unit::Percent && info.unit != Unit::None,
                         id.constData());
            }
            // Shares and moments of several nodes do not add up.
            if (info.unit == Unit::Ratio || info.unit == Unit::Percent || info.unit == Unit::TimestampS)
                QVERIFY2(info.combine != Combine::Sum, id.constData());
        }
    }

    void knowsTheFieldsThatMatter_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<int>("unit");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* id, Unit unit, MetricKind kind) {
            QTest::newRow(id) << QString::fromLatin1(id) << static_cast<int>(unit) << static_cast<int>(kind);
        };
        row("used_memory", Unit::Bytes, MetricKind::Gauge);
        row("mem_fragmentation_ratio", Unit::None, MetricKind::Gauge);
        row("keyspace_hits", Unit::Count, MetricKind::Counter);
        row("used_cpu_sys", Unit::Seconds, MetricKind::Counter);
        row("cmdstat.get.calls", Unit::Count, MetricKind::Counter);
        row("cmdstat.config|get.usec_per_call", Unit::Microseconds, MetricKind::Gauge);
        row("cmdstat.json.get.calls", Unit::Count, MetricKind::Counter);
        row("latency.get.p50", Unit::Microseconds, MetricKind::Gauge);
        row("latency.get.p99.9", Unit::Microseconds, MetricKind::Gauge);
        row("latency.get.p99.99", Unit::Microseconds, MetricKind::Gauge);
        row("errorstat.WRONGTYPE.count", Unit::Count, MetricKind::Counter);
        row("db0.keys", Unit::Count, MetricKind::Gauge);
        row("db15.avg_ttl", Unit::Milliseconds, MetricKind::Gauge);
        row("db0_distrib_strings_sizes.16K", Unit::Count, MetricKind::Gauge);
        row("slave0.lag", Unit::Seconds, MetricKind::Gauge);
        row("io_thread_0.reads", Unit::Count, MetricKind::Counter);
        row("probe.p99", Unit::Microseconds, MetricKind::Gauge);
        row("hit_ratio", Unit::Ratio, MetricKind::Gauge);
        row("command.get.calls_per_second", Unit::PerSecond, MetricKind::Gauge);
    }

    void knowsTheFieldsThatMatter()
    {
        QFETCH(QString, id);
        const std::string key = id.toStdString();
        const MetricInfo* info = catalogue::find(key);
        QVERIFY(info);
        QTEST(static_cast<int>(info->unit), "unit");
        QTEST(static_cast<int>(info->kind), "kind");
    }

    void theMoreExactFamilyWins()
    {
        QCOMPARE(text(catalogue::find("latency.get.p99.9")->id), QStringLiteral("latency.*.p99.9"));
        QCOMPARE(text(catalogue::find("latency.get.p75")->id), QStringLiteral("latency.*.p*"));
        // An exact id is no member of a family that would also match.
        QCOMPARE(text(catalogue::find("cluster_stats_messages_sent")->id),
                 QStringLiteral("cluster_stats_messages_sent"));
    }

    void unknownIds_data()
    {
        QTest::addColumn<QString>("id");
        for (const char* id : {"", "no_such_metric", "cmdstat..calls", "cmdstat.calls", "db.keys", "USED_MEMORY", "*",
                               "used_memory ", "slave.lag", "latency.get."})
            QTest::newRow(id) << QString::fromLatin1(id);
    }

    void unknownIds()
    {
        QFETCH(QString, id);
        const std::string key = id.toStdString();
        QVERIFY(!catalogue::find(key));
        const MetricInfo info = catalogue::lookup(key);
        QCOMPARE(text(info.id), id);
        QCOMPARE(info.kind, MetricKind::Gauge);
        QCOMPARE(info.unit, Unit::None);
        QCOMPARE(catalogue::metricName(key), id);
        QVERIFY(catalogue::metricDescription(key).isEmpty());
    }

    void namesOfFamiliesHaveTheirPart()
    {
        QCOMPARE(catalogue::metricName("cmdstat.get.calls"), QStringLiteral("Calls of get"));
        QCOMPARE(catalogue::metricName("latency.set.p75.5"), QStringLiteral("set p75.5"));
        QCOMPARE(catalogue::metricName("db3_distrib_lists_items.2K"),
                 QStringLiteral("Database 3: lists with 2K items"));
        QCOMPARE(catalogue::metricName("hit_ratio"), QStringLiteral("Hit ratio"));
        QVERIFY(!catalogue::metricDescription("hit_ratio").isEmpty());
    }

    void nearestHelpsWithSlips_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* typed, const char* expected) {
            QTest::newRow(typed) << QString::fromLatin1(typed) << QString::fromLatin1(expected);
        };
        row("hitratio", "hit_ratio");
        row("hit_ration", "hit_ratio");
        row("used_memroy", "used_memory");
        row("evicted_key", "evicted_keys");
        row("keyspace_hit", "keyspace_hits");
        row("qwertyuiopasdfgh", "");
        row("", "");
    }

    void nearestHelpsWithSlips()
    {
        QFETCH(QString, typed);
        QTEST(catalogue::nearest(typed.toStdString()), "expected");
    }

    void nearestIsNotKeptBusyByNonsense() { QVERIFY(catalogue::nearest(std::string(1'000'000, 'x')).isEmpty()); }
};

QTEST_APPLESS_MAIN(TestCatalogue)
#include "tst_catalogue.moc"
