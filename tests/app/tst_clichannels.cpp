// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"
#include "httpreceiver.h"

#include "alerts/notification.h"
#include "history/historyfile.h"
#include "outboxfixture.h"
#include "redis/localredis.h"

#include <QtCore/QDir>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// `cacheledger channels ...` as a process.
class TestCliChannels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAFileThereIsTheDesktop();
    void listNamesFaultsAndState();
    void testSendsOne();
    void testSaysWhatIsWrong();
    void aServerThatDiesIsToldAndItsReturnToo();
};

static CliRunner withChannels(const QByteArray& channels)
{
    CliRunner cli;
    QDir().mkpath(cli.profileDir() + u"/config"_s);
    cli.writeFile(u"profile/config/channels.json"_s, "{\"version\": 1, \"channels\": [" + channels + "]}");
    cli.setVariable(u"no_proxy"_s, u"*"_s);
    return cli;
}

void TestCliChannels::withoutAFileThereIsTheDesktop()
{
    const CliRunner cli;
    const CliResult result = cli.run({u"channels"_s, u"list"_s});
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.out.startsWith("on  desktop  desktop") && result.out.contains("critical,warning"), result.out);
}

void TestCliChannels::listNamesFaultsAndState()
{
    const CliRunner cli = withChannels(R"({"id": "hook", "kind": "webhook", "settings": {"url": "http://127.0.0.1:1/"}},
        {"id": "broken", "kind": "fax"})");
    QDir().mkpath(cli.profileDir() + u"/data"_s);
    auto log = AlertLog::open(cli.profileDir() + u"/data/alerts.sqlite"_s, Database::Mode::Write);
    QVERIFY(log.ok());
    DeliveryStore store((*log)->database());
    QVERIFY(store.prepare(0).ok());
    QVERIFY(fireAlert(**log, 1).ok());
    QVERIFY(store.takeTransitions({webhookSetup({}).channel}, 1000).ok());
    const auto begun = store.begin(u"hook"_s, 1000);
    QVERIFY(begun && *begun);
    QVERIFY(store.again((*begun)->id, 2000, u"it is busy"_s, false).ok());
    const CliResult text = cli.run({u"channels"_s, u"list"_s});
    QCOMPARE(text.exitCode, 78);
    QVERIFY2(text.err.contains("line 2 (/channels/1/kind)"), text.err);
    QVERIFY2(text.out.contains("1 waiting; it is busy"), text.out);
    const CliResult json = cli.run({u"channels"_s, u"list"_s, u"--json"_s});
    const auto parsed = nlohmann::json::parse(json.out.cbegin(), json.out.cend(), nullptr, false);
    QVERIFY2(parsed.is_array() && parsed.size() == 1, json.out);
    QCOMPARE(parsed[0]["waiting"].get<int>(), 1);
    QVERIFY(parsed[0]["lastSent"].is_null());
}

void TestCliChannels::testSendsOne()
{
    HttpReceiver receiver;
    CliRunner cli = withChannels("{\"id\": \"hook\", \"kind\": \"webhook\", \"settings\": {\"url\": \"" +
                                 receiver.url() + "/x\"}}");
    cli.setVariable(u"CACHELEDGER_CHANNEL_HOOK"_s, u"key"_s);
    const CliResult result = cli.run({u"channels"_s, u"test"_s, u"hook"_s});
    QVERIFY2(result.exitCode == 0, result.err);
    QCOMPARE(receiver.requests().size(), 1U);
    QVERIFY(receiver.requests()[0].head.contains("X-CacheLedger-Signature: sha256="));
    const auto notification = notification::fromJson(receiver.requests()[0].body);
    QVERIFY(notification && notification->event == NotificationEvent::Test);
}

void TestCliChannels::testSaysWhatIsWrong()
{
    HttpReceiver receiver;
    receiver.answer(403, {}, "go away");
    const CliRunner cli =
        withChannels("{\"id\": \"hook\", \"kind\": \"webhook\", \"settings\": {\"url\": \"" + receiver.url() +
                     "\"}}, {\"id\": \"pd\", \"kind\": \"webhook\", \"settings\": "
                     "{\"form\": \"pagerduty\"}}");
    CliResult result = cli.run({u"channels"_s, u"test"_s, u"hook"_s});
    QCOMPARE(result.exitCode, 69);
    QVERIFY2(result.err.contains("answered 403: go away"), result.err);
    result = cli.run({u"channels"_s, u"test"_s, u"hok"_s});
    QCOMPARE(result.exitCode, 64);
    QVERIFY2(result.err.contains("Did you mean hook?"), result.err);
    result = cli.run({u"channels"_s, u"test"_s, u"pd"_s});
    QCOMPARE(result.exitCode, 69);
    QVERIFY2(result.err.contains("secret"), result.err);
}

/// From a real server to the receiver, through judging, the log and the outbox of `collect`.
void TestCliChannels::aServerThatDiesIsToldAndItsReturnToo()
{
    static constexpr int patienceMs = 90'000;
    LocalRedis redis;
    QVERIFY(redis.start().ok());
    HttpReceiver receiver;
    const CliRunner cli =
        withChannels("{\"id\": \"hook\", \"kind\": \"webhook\", \"settings\": {\"url\": \"" + receiver.url() + "\"}}");
    const auto process = cli.start({u"collect"_s, u"--cache"_s, redis.endpoint().url(), u"--interval"_s, u"250"_s});
    const auto isPolled = [&] {
        const auto history = HistoryFile::open(cli.profileDir() + u"/data/history.sqlite"_s);
        const auto nodes = history ? (*history)->nodes() : Result<std::vector<KnownNode>>(std::vector<KnownNode>());
        return nodes && !nodes->empty() && (*history)->newestSample(nodes->front().node);
    };
    QTRY_VERIFY_WITH_TIMEOUT(isPolled(), patienceMs);
    redis.kill();
    QTRY_COMPARE_WITH_TIMEOUT(receiver.requests().size(), 1U, patienceMs);
    QVERIFY(redis.restart().ok());
    QTRY_COMPARE_WITH_TIMEOUT(receiver.requests().size(), 2U, 3 * patienceMs);
    process->terminate();
    QCOMPARE(CliRunner::wait(*process).exitCode, 0);
    const auto fired = notification::fromJson(receiver.requests()[0].body);
    const auto ended = notification::fromJson(receiver.requests()[1].body);
    QVERIFY(fired && fired->event == NotificationEvent::Fired);
    QCOMPARE(fired->alerts.at(0).key.rule, u"node-unavailable"_s);
    QVERIFY(ended && ended->event == NotificationEvent::Ended);
    QCOMPARE(ended->alerts.at(0).id, fired->alerts.at(0).id);
}

QTEST_GUILESS_MAIN(TestCliChannels)
#include "tst_clichannels.moc"
