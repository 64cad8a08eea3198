// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include "redis/localredis.h"

#include <QtCore/QDateTime>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// `cacheledger export` of what `collect` stored.
class TestCliExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void csvHasTheColumnsThatWereAsked();
    void jsonIsJson();
    void aMetricNamedTwiceIsOneColumn();
    void aUrlNamesTheCacheToo();
    void namesThatDoNotExistAreNamed_data();
    void namesThatDoNotExistAreNamed();
    void aRangeWithoutDataIsAHeaderAlone();
    void aKnownMetricThatTheServerLacksIsEmpty();
    void fullOutputIsAnError();

private:
    QStringList exportLine(const QString& metric) const
    {
        return {u"export"_s,
                u"--cache"_s,
                m_redis.endpoint().address(),
                u"--metric"_s,
                metric,
                u"--from"_s,
                u"now-10m"_s,
                u"--resolution"_s,
                u"raw"_s};
    }
    CliRunner m_cli;
    LocalRedis m_redis;
};

void TestCliExport::initTestCase()
{
    QVERIFY(m_redis.start().ok());
    const CliResult result = m_cli.run(
        {u"collect"_s, u"--cache"_s, m_redis.endpoint().url(), u"--interval"_s, u"250"_s, u"--duration"_s, u"1.5"_s});
    QVERIFY2(result.exitCode == 0, result.err);
}

void TestCliExport::csvHasTheColumnsThatWereAsked()
{
    const CliResult result = m_cli.run(exportLine(u"used_memory,commands_per_second"_s));
    QVERIFY2(result.exitCode == 0, result.err);
    QCOMPARE(result.err, QByteArray());
    const auto lines = result.out.trimmed().split('\n');
    QCOMPARE(lines.first().trimmed(), QByteArray("time,node,used_memory,commands_per_second"));
    QVERIFY(lines.size() >= 4);
    for (const QByteArray& line : lines.mid(1)) {
        const auto fields = line.trimmed().split(',');
        QCOMPARE(fields.size(), 4);
        QVERIFY2(QDateTime::fromString(QString::fromUtf8(fields[0]), Qt::ISODateWithMs).isValid(), line.constData());
        QVERIFY2(fields[2].toDouble() > 100'000, line.constData());
    }
}

void TestCliExport::jsonIsJson()
{
    const CliResult result = m_cli.run(exportLine(u"used_memory"_s) << u"--format"_s << u"json"_s);
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(!nlohmann::json::parse(result.out.toStdString(), nullptr, false).is_discarded(), result.out.constData());
}

void TestCliExport::aMetricNamedTwiceIsOneColumn()
{
    const CliResult result =
        m_cli.run(exportLine(u"used_memory,used_memory"_s) << u"--to"_s << u"now+1h"_s); // all there is
    QVERIFY2(result.exitCode == 0, result.err);
    QCOMPARE(result.out.split('\n').first().trimmed(), QByteArray("time,node,used_memory"));
}

void TestCliExport::aUrlNamesTheCacheToo()
{
    QStringList line = exportLine(u"used_memory"_s);
    line[2] = m_redis.endpoint().url();
    QCOMPARE(m_cli.run(line).out, m_cli.run(exportLine(u"used_memory"_s)).out);
}

void TestCliExport::namesThatDoNotExistAreNamed_data()
{
    QTest::addColumn<QString>("cache");
    QTest::addColumn<QString>("metric");
    QTest::addColumn<QByteArray>("said");
    const QString here = u"127.0.0.1"_s;
    QTest::newRow("a metric with a near one")
        << QString() << u"used_memry"_s << QByteArray("Did you mean used_memory?");
    QTest::newRow("a metric named by a part of it")
        << QString() << u"hits"_s << QByteArray("Did you mean hits_per_second?");
    QTest::newRow("a metric far from all") << QString() << u"zzzzzzzzzzzzzzz"_s << QByteArray("There is no metric");
    QTest::newRow("a cache") << u"nowhere"_s << u"used_memory"_s << QByteArray("There is no cache named \"nowhere\"");
}

void TestCliExport::namesThatDoNotExistAreNamed()
{
    QFETCH(QString, cache);
    QFETCH(QString, metric);
    QFETCH(QByteArray, said);
    QStringList line = exportLine(metric);
    if (!cache.isEmpty())
        line[2] = cache;
    const CliResult result = m_cli.run(line);
    QCOMPARE(result.exitCode, 64);
    QVERIFY2(result.err.contains(said), result.err.constData());
    QCOMPARE(result.out, QByteArray());
}

void TestCliExport::aRangeWithoutDataIsAHeaderAlone()
{
    QStringList line = exportLine(u"used_memory"_s);
    line[6] = u"2020-01-01T00:00:00Z"_s;
    line << u"--to"_s << u"2020-01-02T00:00:00Z"_s;
    const CliResult result = m_cli.run(line);
    QVERIFY2(result.exitCode == 0, result.err);
    QCOMPARE(result.out.trimmed(), QByteArray("time,node,used_memory"));
    QVERIFY2(result.err.contains("There are no samples of"), result.err.constData());
}

void TestCliExport::aKnownMetricThatTheServerLacksIsEmpty()
{
    const CliResult result = m_cli.run(exportLine(u"hit_ratio"_s));
    QVERIFY2(result.exitCode == 0, result.err);
    for (const QByteArray& line : result.out.trimmed().split('\n').mid(1))
        QVERIFY2(line.trimmed().endsWith(','), "without lookups there is no ratio");
}

void TestCliExport::fullOutputIsAnError()
{
    if (!QFile::exists(u"/dev/full"_s))
        QSKIP("needs /dev/full");
    QProcess shell;
    shell.start(u"sh"_s, QStringList{u"-c"_s, u"\"$0\" --profile \"$@\" > /dev/full"_s,
                                     QStringLiteral(CACHELEDGER_BINARY), m_cli.profileDir()} +
                             exportLine(u"used_memory"_s));
    QVERIFY(shell.waitForFinished());
    QCOMPARE(shell.exitCode(), 74);
    QVERIFY(shell.readAllStandardError().startsWith("cacheledger: "));
}

QTEST_GUILESS_MAIN(TestCliExport)
#include "tst_cliexport.moc"
