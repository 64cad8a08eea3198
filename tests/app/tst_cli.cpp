// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include "redis/localredis.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// Command lines as a user types them, against the binary itself.
class TestCli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesGiveCodesAndWords_data();
    void linesGiveCodesAndWords();
    void helpAndVersionGoToStandardOutput();
    void outputThatNobodyReadsIsAnError_data();
    void outputThatNobodyReadsIsAnError();
    void cachesAreAddedListedAndRemoved();
    void aBrokenConfigurationIsLeftAlone();
    void aProfileUnderAFileIsNamed();
    void cachesTestSaysWhatItFinds();
    void aWindowWithoutADisplaySaysWhatToDo();
};

void TestCli::linesGiveCodesAndWords_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* name, const QString& words, int code, const char* said) {
        QTest::newRow(name) << words.split(u' ') << code << QByteArray(said);
    };
    row("unknown command", u"colect"_s, 64, "Did you mean \"collect\"?");
    row("unknown option", u"check h --jso"_s, 64, "Did you mean --json?");
    row("bad URL scheme", u"check http://localhost"_s, 64, "scheme");
    row("bad port", u"check redis://localhost:99999"_s, 64, "port");
    row("bad database", u"check redis://localhost/x"_s, 64, "database");
    row("host that does not exist", u"check redis://no-such-host.invalid"_s, 69, "no-such-host.invalid");
    row("closed port", u"check redis://127.0.0.1:1"_s, 69, "127.0.0.1:1");
    row("missing Unix socket", u"check unix:///nonexistent/redis.sock"_s, 69, "/nonexistent/redis.sock");
    row("unknown cache", u"collect --cache shop"_s, 64, "There is no cache named \"shop\".");
    row("unknown cache that may be a host", u"collect --cache shop"_s, 64, "A host of that name is written shop:6379.");
    row("test of a host alone", u"caches test no-such-host"_s, 69, "There is no host named \"no-such-host\"");
    row("nothing to collect", u"collect"_s, 64, "caches add");
    row("export without a history", u"export --cache a --metric hit_ratio --from now-1h"_s, 74,
        "There is no history at");
    row("remove an unknown cache", u"caches remove shop"_s, 64, "There is no cache named");
    row("missing file to inspect", u"inspect /nonexistent/info.txt"_s, 74, "/nonexistent/info.txt");
    row("missing credentials file", u"--credentials /nonexistent/c.json check h"_s, 74, "/nonexistent/c.json");
}

void TestCli::linesGiveCodesAndWords()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QByteArray, said);
    const CliResult result = CliRunner().run(arguments);
    QCOMPARE(result.exitCode, code);
    QVERIFY2(result.err.startsWith("cacheledger: ") && result.err.contains(said), result.err.constData());
    QCOMPARE(result.out, QByteArray());
}

void TestCli::helpAndVersionGoToStandardOutput()
{
    const CliRunner cli;
    for (const QString& option : {u"--help"_s, u"--version"_s}) {
        const CliResult result = cli.run({option});
        QCOMPARE(result.exitCode, 0);
        QVERIFY(result.out.contains("acheledger") || result.out.contains("CacheLedger"));
        QCOMPARE(result.err, QByteArray());
    }
    QVERIFY2(!QDir(cli.profileDir()).exists(), "nothing is created by asking for help");
}

void TestCli::outputThatNobodyReadsIsAnError_data()
{
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char* name, const QString& words) { QTest::newRow(name) << words.split(u' '); };
    row("help", u"--help"_s);
    row("version", u"--version"_s);
    row("check", u"check local --duration 500ms"_s);
    row("inspect", u"inspect FILE"_s);
    row("inspect as JSON", u"inspect FILE --json"_s);
    row("export", u"export --cache local --metric used_memory --from now-1h"_s);
    row("list of caches", u"caches list"_s);
    row("list of caches as JSON", u"caches list --json"_s);
    row("test of a cache", u"caches test local"_s);
}

void TestCli::outputThatNobodyReadsIsAnError()
{
    QFETCH(QStringList, arguments);
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    const CliRunner cli;
    QCOMPARE(cli.run({u"caches"_s, u"add"_s, u"local"_s, redis.endpoint().url()}).exitCode, 0);
    // On a busy machine no sample may have come by then.
    QTRY_COMPARE_WITH_TIMEOUT(cli.run({u"collect"_s, u"--duration"_s, u"500ms"_s}).exitCode, 0, 60'000);
    arguments.replaceInStrings(u"FILE"_s, cli.writeFile(u"info.txt"_s, "uptime_in_seconds:5\r\nused_memory:1000\r\n"));
    const CliResult result = cli.runUnread(arguments);
    QVERIFY2(result.exitCode == 74, QByteArray::number(result.exitCode) + ": " + result.err);
    QVERIFY2(result.err.contains("Broken pipe"), result.err.constData());
}

void TestCli::cachesAreAddedListedAndRemoved()
{
    const CliRunner cli;
    QCOMPARE(cli.run({u"caches"_s, u"list"_s, u"--json"_s}).out.trimmed(), QByteArray("[]"));
    QCOMPARE(cli.run({u"caches"_s, u"add"_s, u"my shop"_s, u"redis://u:s3cret@10.0.0.1:7000/2"_s, u"--interval"_s,
                      u"500"_s, u"--environment"_s, u"staging"_s, u"--tag"_s, u"web"_s})
                 .exitCode,
             0);
    const CliResult again = cli.run({u"caches"_s, u"add"_s, u"my shop"_s, u"redis://10.0.0.2"_s});
    QCOMPARE(again.exitCode, 64);
    QVERIFY2(again.err.contains("my shop"), again.err.constData());
    const CliResult list = cli.run({u"caches"_s, u"list"_s, u"--json"_s});
    auto json = nlohmann::json::parse(list.out.toStdString(), nullptr, false);
    QVERIFY(json.is_array() && json.size() == 1);
    QVERIFY(json[0]["name"] == "my shop");
    QVERIFY(json[0]["nodes"][0]["url"] == "redis://u@10.0.0.1:7000/2");
    QVERIFY(json[0]["intervalMs"] == 500);
    QVERIFY(json[0]["environment"] == "staging");
    QVERIFY(json[0]["tags"][0] == "web");
    QFile file(cli.profileDir() + u"/config/caches.json"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY2(!file.readAll().contains("s3cret"), "no password in a file of ours");
    QVERIFY(cli.run({u"caches"_s, u"remove"_s, u"my shp"_s}).err.contains("Did you mean \"my shop\"?"));
    QCOMPARE(cli.run({u"caches"_s, u"remove"_s, u"my shop"_s}).exitCode, 0);
    QCOMPARE(cli.run({u"caches"_s, u"list"_s, u"--json"_s}).out.trimmed(), QByteArray("[]"));
}

void TestCli::aBrokenConfigurationIsLeftAlone()
{
    const CliRunner cli;
    QVERIFY(QDir().mkpath(cli.profileDir() + u"/config"_s));
    const QByteArray broken = "{\"version\": 1, \"caches\": [";
    const QString path = cli.writeFile(u"profile/config/caches.json"_s, broken);
    for (const QStringList& arguments :
         {QStringList{u"caches"_s, u"list"_s}, QStringList{u"caches"_s, u"add"_s, u"a"_s, u"b"_s},
          QStringList{u"collect"_s}, QStringList{u"check"_s, u"shop"_s}}) {
        const CliResult result = cli.run(arguments);
        QCOMPARE(result.exitCode, 78);
        QVERIFY2(result.err.contains("caches.json"), result.err.constData());
    }
    // A URL needs no configuration.
    QCOMPARE(cli.run({u"check"_s, u"redis://127.0.0.1:1"_s}).exitCode, 69);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), broken);
    cli.writeFile(u"profile/config/caches.json"_s, "{\"version\": 99, \"caches\": []}");
    const CliResult newer = cli.run({u"caches"_s, u"list"_s});
    QCOMPARE(newer.exitCode, 78);
    QVERIFY2(newer.err.contains("newer CacheLedger"), newer.err.constData());
}

void TestCli::aProfileUnderAFileIsNamed()
{
    const CliRunner cli;
    cli.writeFile(u"profile"_s, "not a folder");
    const CliResult result = cli.run({u"collect"_s, u"--cache"_s, u"redis://127.0.0.1:1"_s, u"--duration"_s, u"1"_s});
    QCOMPARE(result.exitCode, 74);
    QVERIFY2(result.err.contains("profile"), result.err.constData());
}

void TestCli::cachesTestSaysWhatItFinds()
{
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    const CliRunner cli;
    QCOMPARE(cli.run({u"caches"_s, u"add"_s, u"local"_s, redis.endpoint().url()}).exitCode, 0);
    const CliResult found = cli.run({u"caches"_s, u"test"_s, u"local"_s});
    QCOMPARE(found.exitCode, 0);
    QVERIFY2(found.out.contains("primary"), found.out.constData());
    // As a rule some microseconds; on a loaded machine it may be more.
    QVERIFY2(QRegularExpression(u"primary, [0-9.,]+.(µs|ms)"_s).match(QString::fromUtf8(found.out)).hasMatch(),
             found.out.constData());
    const CliResult json = cli.run({u"caches"_s, u"test"_s, u"local"_s, u"--json"_s});
    auto parsed = nlohmann::json::parse(json.out.toStdString(), nullptr, false);
    QVERIFY(!parsed.is_discarded());
    QVERIFY(parsed["nodes"][0]["usable"] == true);
    redis.terminate();
    const CliResult gone = cli.run({u"caches"_s, u"test"_s, u"local"_s, u"--json"_s});
    QCOMPARE(gone.exitCode, 69);
    auto error = nlohmann::json::parse(gone.out.toStdString(), nullptr, false);
    QVERIFY(error["nodes"][0]["error"]["code"] == "ConnectionRefused");
}

void TestCli::aWindowWithoutADisplaySaysWhatToDo()
{
    CliRunner cli;
    for (const QString& name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s})
        cli.removeVariable(name);
    const CliResult result = cli.run({});
    QCOMPARE(result.exitCode, 69);
    QVERIFY2(result.err.contains("--screenshot"), result.err.constData());
    cli.setVariable(u"DISPLAY"_s, u":9876"_s); // named, but not there
    const CliResult named = cli.run({});
    QCOMPARE(named.exitCode, 69);
    QVERIFY2(named.err.contains("--screenshot"), named.err.constData());
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
