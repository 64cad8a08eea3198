// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/collector.h"
#include "app/serverlog/serverlogfile.h"
#include "app/serverlog/serverlogkeeper.h"
#include "redis/localredis.h"
#include "sqlite/database.h"
#include "support/redisadmin.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr TimeMs dayMs = 24LL * 3600 * 1000;
static constexpr TimeMs noonMs = 1'795'348'800'000; // 2026-11-22T12:00:00Z

static SlowCommand slow(qint64 id, TimeMs timeMs)
{
    return {timeMs, 12'000 + id, u"HGETALL"_s, 1, u"10.0.0.9:5001"_s, id, u"faq:*"_s};
}

class TestServerLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatIsToldAgainIsKeptOnce()
    {
        hear({{slow(2, noonMs), slow(1, noonMs - 1000)}, {{u"fork"_s, noonMs, 12, 230}}, {}}, noonMs);
        hear({{slow(3, noonMs + 1000), slow(2, noonMs)}, {{u"fork"_s, noonMs, 12, 230}}, {}}, noonMs + 2000);
        const auto content = read(noonMs + dayMs);
        QCOMPARE(content.slow.size(), std::size_t(3));
        QCOMPARE(content.slow[0].command.id, 3);
        QCOMPARE(content.slow[0].command.microseconds, 12'003);
        QCOMPARE(content.slow[0].command.command, u"HGETALL"_s);
        QCOMPARE(content.slow[0].command.keyPattern, u"faq:*"_s);
        QCOMPARE(content.slow[0].command.client, u"10.0.0.9:5001"_s);
        QCOMPARE(content.slow[0].node, m_node);
        QCOMPARE(content.latency.size(), std::size_t(1));
        QCOMPARE(content.latency[0].event.maxMs, 230);
        QCOMPARE(read(noonMs).slow.size(), std::size_t(1)); // the end is not included
    }

    void theLogsAreKeptApart()
    {
        SlowCommand request = slow(2, noonMs), reply = slow(2, noonMs);
        request.log = CommandLog::LargeRequest;
        reply.log = CommandLog::LargeReply;
        reply.bytes = 5'000'000;
        for (int again = 0; again < 2; ++again)
            hear({{slow(2, noonMs), request, reply}, {}, {}}, noonMs + again);
        const auto content = read(noonMs + dayMs);
        QCOMPARE(content.slow.size(), std::size_t(3));
        const auto kept = std::find_if(content.slow.begin(), content.slow.end(), [](const ServerPast::Slow& each) {
            return each.command.log == CommandLog::LargeReply;
        });
        QVERIFY(kept != content.slow.end());
        QCOMPARE(kept->command.bytes, 5'000'000);
        QCOMPARE(kept->command.command, u"HGETALL"_s);
        hear({{slow(3, noonMs + 91 * dayMs)}, {}, {}}, noonMs + 91 * dayMs);
        QCOMPARE(read(noonMs + 100 * dayMs).slow.size(), std::size_t(1)); // all of them go
    }

    void aFileFromBeforeThereWereOtherLogsIsRead()
    {
        hear({{slow(2, noonMs)}, {}, {}}, noonMs);
        {
            const auto database = Database::open(path(), Database::Mode::Write);
            QVERIFY(database.ok());
            QVERIFY((*database)->exec("DROP TABLE large").ok());
        }
        QCOMPARE(read(noonMs + dayMs).slow.size(), std::size_t(1));
    }

    void theNewestOfAServerThatNumbersAnewIsKept()
    {
        hear({{slow(7, noonMs)}, {}, {}}, noonMs);
        hear({{slow(7, noonMs + 60'000)}, {}, {}}, noonMs + 61'000);
        QCOMPARE(read(noonMs + dayMs).slow.size(), std::size_t(2));
    }

    void settingsThatChangeAreToldOnce()
    {
        QVERIFY(hear({{}, {}, {{{u"hz"_s, u"10"_s}, {u"save"_s, u""_s}}}}, noonMs).empty());
        QVERIFY(hear({{}, {}, {{{u"hz"_s, u"10"_s}, {u"save"_s, u""_s}}}}, noonMs + 1).empty());
        const auto changes =
            hear({{}, {}, {{{u"hz"_s, u"20"_s}, {u"save"_s, u"60 1"_s}, {u"new"_s, u"1"_s}}}}, noonMs + 2);
        QCOMPARE(changes.size(), std::size_t(2)); // a setting that a new version has is no change
        QCOMPARE(changes[0].name, u"hz"_s);
        QCOMPARE(changes[0].before, u"10"_s);
        QCOMPARE(changes[0].after, u"20"_s);
        QCOMPARE(serverlogfile::changesText(changes), u"hz: 10 → 20, save: nothing → 60 1"_s);
        const auto kept = read(noonMs + dayMs).settings;
        QCOMPARE(kept.size(), std::size_t(2));
        QCOMPARE(kept[0].timeMs, noonMs + 2);
        QCOMPARE(kept[1].after, u"60 1"_s);
    }

    void manyChangesAreNamedInShort()
    {
        std::vector<SettingChange> changes(5, {m_node, noonMs, u"a"_s, u"1"_s, QString(100, u'x')});
        const QString text = serverlogfile::changesText(changes);
        QVERIFY2(text.contains(u"2 more"_s) && text.size() < 250, qPrintable(text));
    }

    void oldOnesGo()
    {
        hear({{slow(1, noonMs)}, {{u"fork"_s, noonMs, 1, 1}}, {{{u"hz"_s, u"10"_s}}}}, noonMs);
        hear({{slow(2, noonMs + 91 * dayMs)}, {}, {}}, noonMs + 91 * dayMs);
        const auto content = read(noonMs + 100 * dayMs);
        QCOMPARE(content.slow.size(), std::size_t(1));
        QVERIFY(content.latency.empty());
        QCOMPARE(hear({{}, {}, {{{u"hz"_s, u"11"_s}}}}, noonMs + 91 * dayMs).size(), std::size_t(1)); // settings stay
    }

    void theirNumberIsBounded()
    {
        ServerTold told;
        for (int i = 0; i < 50; ++i)
            told.slow.push_back(slow(i, noonMs + i));
        const serverlogfile::Heard heard{m_node, noonMs, told};
        QVERIFY(serverlogfile::add(path(), {&heard, 1}, noonMs, 20).ok());
        const auto content = read(noonMs + dayMs);
        QCOMPARE(content.slow.size(), std::size_t(20));
        QCOMPARE(content.slow.back().command.id, 30);
    }

    void whatIsNoSuchFileIsRefusedAndStays()
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("no database, but somebody's text");
        file.close();
        const serverlogfile::Heard heard{m_node, noonMs, {{slow(1, noonMs)}, {}, {}}};
        QVERIFY(!serverlogfile::add(path(), {&heard, 1}, noonMs).ok());
        QVERIFY(!serverlogfile::read(path(), {{m_node}, 0, noonMs}).ok());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith("no database"));
    }

    void withoutAFileThereIsNothing() { QVERIFY(read(noonMs).slow.empty()); }

    void aServersSlowLogAndSettingsAreKept()
    {
        LocalRedis server;
        QVERIFY(server.start({u"--slowlog-log-slower-than"_s, u"0"_s}).ok());
        adminCommand(server, "SET session:4711 secret-value");
        Collector collector(nullptr, std::make_shared<SystemClock>());
        ServerLogKeeper keeper(path(), std::make_shared<SystemClock>());
        keeper.follow(&collector);
        CacheConfig cache;
        cache.id = newCacheId();
        cache.name = u"rag"_s;
        cache.intervalMs = CacheConfig::minIntervalMs;
        cache.nodes.push_back({m_node, server.endpoint()});
        collector.setCache(cache, {});
        const auto hasSet = [this] {
            const auto content = read(SystemClock().nowMs() + 10'000);
            return std::any_of(content.slow.begin(), content.slow.end(),
                               [](const auto& each) { return each.command.keyPattern == "session:*"_L1; });
        };
        QTRY_VERIFY_WITH_TIMEOUT(hasSet(), 30'000);
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(!bytes.contains("secret-value") && !bytes.contains("4711"));
    }

    void aFileThatCannotBeWrittenIsToldOnceAndNothingIsLost()
    {
        QVERIFY(QDir().mkpath(path())); // a folder in its place
        Collector collector(nullptr, std::make_shared<SystemClock>());
        ServerLogKeeper keeper(path(), std::make_shared<SystemClock>());
        keeper.follow(&collector);
        QSignalSpy failed(&keeper, &ServerLogKeeper::failed);
        Q_EMIT collector.serverTold(newCacheId(), m_node, {{slow(1, noonMs)}, {}, {}});
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(QDir().rmdir(path()));
        Q_EMIT collector.serverTold(newCacheId(), m_node, {{slow(2, noonMs + 1)}, {}, {}});
        QTRY_VERIFY(QFile::exists(path()));
        const auto all = [this] { return serverlogfile::read(path(), {{m_node}, 0, noonMs + dayMs}); };
        QTRY_VERIFY(all().ok() && all()->slow.size() == 2);
        QCOMPARE(failed.size(), 1);
    }

    void aChangedSettingIsAnEventButMaxmemoryIsThePollsToTell()
    {
        Collector collector(nullptr, std::make_shared<SystemClock>());
        ServerLogKeeper keeper(path(), std::make_shared<SystemClock>());
        keeper.follow(&collector);
        QSignalSpy changed(&keeper, &ServerLogKeeper::settingsChanged);
        const CacheId cache = newCacheId();
        const auto tell = [&](const QString& hz, const QString& limit) {
            Q_EMIT collector.serverTold(cache, m_node, {{}, {}, {{{u"hz"_s, hz}, {u"maxmemory"_s, limit}}}});
        };
        tell(u"10"_s, u"0"_s);
        tell(u"10"_s, u"100"_s);
        tell(u"20"_s, u"100"_s);
        QTRY_COMPARE(changed.size(), 1);
        const auto event = changed.front().front().value<Event>();
        QCOMPARE(event.kind, EventKind::ConfigChange);
        QCOMPARE(event.cache, cache);
        QCOMPARE(event.node, m_node);
        QVERIFY2(event.text.contains(u"hz: 10 → 20"_s) && !event.text.contains(u"maxmemory"_s), qPrintable(event.text));
    }

private:
    QString path() const { return m_folder->filePath(u"serverlog.sqlite"_s); }
    std::vector<SettingChange> hear(const ServerTold& told, TimeMs nowMs)
    {
        const serverlogfile::Heard heard{m_node, nowMs, told};
        const auto added = serverlogfile::add(path(), {&heard, 1}, nowMs);
        if (!added)
            qWarning("%s", qPrintable(added.error().text()));
        return added ? *added : std::vector<SettingChange>();
    }
    ServerPast read(TimeMs toMs) const
    {
        const auto content = serverlogfile::read(path(), {{m_node}, 0, toMs});
        return content ? *content : ServerPast();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    const NodeId m_node = newNodeId();
};

QTEST_GUILESS_MAIN(TestServerLog)
#include "tst_serverlog.moc"
