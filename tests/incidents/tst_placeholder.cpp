// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/placeholder.h"

#include "incidents/playbookcontext.h"

#include <QtTest/QTest>

#include <map>

using namespace cacheledger;

namespace
{

/// Values that a test states.
class StatedValues : public LiveValues
{
public:
    std::map<std::string, double> numbers;
    std::map<std::string, QString> texts;

    LiveNumber number(const std::string& metric, RuleFunction, qint64) const override
    {
        const auto found = numbers.find(metric);
        return found == numbers.end() ? LiveNumber{{}, QStringLiteral("nobody said it")}
                                      : LiveNumber{found->second, {}};
    }
    LiveText text(const std::string& field) const override
    {
        const auto found = texts.find(field);
        return found == texts.end() ? LiveText{{}, QStringLiteral("nobody said it")} : LiveText{found->second, {}};
    }
};

constexpr TimeMs beganMs = 1'700'000'000'000; // 2023-11-14T22:13:20Z

PlaybookContext fullContext(const StatedValues& live, const StatedValues& before)
{
    PlaybookContext context;
    context.cache = QStringLiteral("rag-cache");
    context.node = QStringLiteral("10.0.0.5:6379");
    context.incident = QStringLiteral("#3");
    context.title = QStringLiteral("Performance degradation");
    context.alert = QStringLiteral("Hit ratio drop");
    context.metric = "hit_ratio";
    context.value = 0.714;
    context.threshold = 0.8;
    context.tier = AlertTier::Critical;
    context.nowMs = beganMs + 18 * 60'000 + 7000;
    context.sinceMs = beganMs;
    context.nextUpdateMs = beganMs + 30 * 60'000;
    context.expectedFromMinutes = 30;
    context.expectedToMinutes = 120;
    context.commander = QStringLiteral("Asha");
    context.status = QStringLiteral("TTLs are being raised.");
    context.cause = QStringLiteral("A deploy without TTLs");
    context.actions = QStringLiteral("analysed evictions");
    context.review = QStringLiteral("Friday");
    context.cost = QStringLiteral("$ 31 an hour");
    context.live = &live;
    context.before = &before;
    return context;
}

} // namespace

class TestPlaceholder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void placeholdersAreFilled_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("nothing to fill") << "All is well."
                                         << "All is well.";
        QTest::newRow("a metric in its unit") << "now {{metric:hit_ratio}}"
                                              << "now 71.4 %";
        QTest::newRow("its value before") << "was {{before:hit_ratio}}"
                                          << "was 91.2 %";
        QTest::newRow("bytes") << "{{metric:used_memory}}"
                               << "3.71 GiB";
        QTest::newRow("a field") << "policy {{field:maxmemory_policy}}."
                                 << "policy allkeys-lru.";
        QTest::newRow("cache and node") << "{{node}} of {{cache}}"
                                        << "10.0.0.5:6379 of rag-cache";
        QTest::newRow("a command") << "{{cli}} INFO memory"
                                   << "redis-cli -h 10.0.0.5 -p 6379 INFO memory";
        QTest::newRow("value and threshold") << "{{value}} of {{threshold}}"
                                             << "71.4 % of 80.0 %";
        QTest::newRow("names") << "{{tier}} {{incident}} {{title}}: {{alert}}"
                               << "Critical #3 Performance degradation: Hit ratio drop";
        QTest::newRow("a time of the same day") << "since {{since}}, now {{now}}"
                                                << "since 22:13 UTC, now 22:31 UTC";
        QTest::newRow("how long, without seconds") << "{{duration}}"
                                                   << "18 min";
        QTest::newRow("the next update") << "{{next_update}}"
                                         << "22:43 UTC";
        QTest::newRow("what is expected") << "{{expected}}"
                                          << "30 to 120 minutes";
        QTest::newRow("people and words") << "{{commander}}: {{status}} {{actions}}; {{cause}}; {{review}}; {{cost}}"
                                          << "Asha: TTLs are being raised. analysed evictions; A deploy without TTLs; "
                                             "Friday; $ 31 an hour";
        QTest::newRow("spaces inside") << "{{ cache }} {{metric: hit_ratio }}"
                                       << "rag-cache 71.4 %";
        QTest::newRow("single braces are hash tags of a cluster") << "{user1000}.following"
                                                                  << "{user1000}.following";
        QTest::newRow("braces that stay open") << "a {{cache"
                                               << "a {{cache";
    }

    void placeholdersAreFilled()
    {
        QFETCH(QString, text);
        StatedValues live;
        live.numbers = {{"hit_ratio", 0.714}, {"used_memory", 3.71 * 1024 * 1024 * 1024}};
        live.texts = {{"maxmemory_policy", QStringLiteral("allkeys-lru")}};
        StatedValues before;
        before.numbers = {{"hit_ratio", 0.912}};
        const FilledText filled = fullContext(live, before).fill(text);
        QTEST(QString(filled.text).replace(QChar(0xa0), u' '), "expected");
        QCOMPARE(filled.missing, QStringList());
    }

    void everyKnownPlaceholderHasAValue()
    {
        StatedValues live;
        live.numbers = {{"keys", 1}};
        live.texts = {{"role", QStringLiteral("master")}};
        const PlaybookContext context = fullContext(live, live);
        for (const placeholder::Known& known : placeholder::all()) {
            const QString argument = QLatin1String(known.argument) == QLatin1String("METRIC") ? QStringLiteral("keys")
                                     : *known.argument                                        ? QStringLiteral("role")
                                                                                              : QString();
            const PlaceholderValue value = context.valueOf(QLatin1String(known.name), argument);
            QVERIFY2(value.reason.isEmpty() && !value.text.isEmpty(), known.name);
            const PlaceholderValue none = PlaybookContext().valueOf(QLatin1String(known.name), argument);
            QVERIFY2(QLatin1String(known.name) == QLatin1String("now") || !none.reason.isEmpty(), known.name);
        }
    }

    void whatIsMissingSaysWhyAndIsCountedOnce()
    {
        StatedValues live;
        PlaybookContext context;
        context.live = &live;
        const FilledText filled =
            context.fill(QStringLiteral("{{metric:keys}}, {{metric:keys}} and {{cost}}, {{before:keys}}"));
        QCOMPARE(filled.text,
                 "[not available: nobody said it], [not available: nobody said it] and [not available: no "
                 "price of a hit is known], [not available: there are no values from before the incident]");
        QCOMPARE(filled.missing.join(u'|'), "keys: nobody said it|cost: no price of a hit is known|keys: there are no "
                                            "values from before the incident");
        context.costReason = QStringLiteral("no traffic");
        QCOMPARE(context.fill(QStringLiteral("{{cost}}")).text, "[not available: no traffic]");
        QCOMPARE(context.fill(QStringLiteral("{{nonsense}}")).text, "[not available: there is no such placeholder]");
    }

    void aPlaceholderInAValueStaysAText()
    {
        PlaybookContext context;
        context.cache = QStringLiteral("{{node}}");
        context.node = QStringLiteral("secret");
        QCOMPARE(context.fill(QStringLiteral("{{cache}}")).text, "{{node}}");
    }

    void timesOfOtherDaysHaveTheDateAndZonesTheirName()
    {
        PlaybookContext context;
        context.sinceMs = beganMs;
        context.nowMs = beganMs + 26 * 3'600'000;
        QCOMPARE(context.fill(QStringLiteral("{{since}}")).text, "2023-11-14 22:13 UTC");
        context.zone = QTimeZone(5 * 3600 + 1800);
        QCOMPARE(context.fill(QStringLiteral("{{since}}")).text, "2023-11-15 03:43 UTC+05:30");
    }

    void durationEndsWithTheIncident()
    {
        PlaybookContext context;
        context.sinceMs = beganMs;
        context.nowMs = beganMs + 3'600'000;
        context.endedMs = beganMs + 42'900;
        QCOMPARE(context.fill(QStringLiteral("{{duration}}")).text.replace(QChar(0xa0), u' '), "42 s");
        context.endedMs = beganMs - 1000; // a clock that went back
        QVERIFY(!context.fill(QStringLiteral("{{duration}}")).text.contains(u'-'));
    }

    void faultsAreNamed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("reason");
        QTest::newRow("unknown") << "{{hits}}"
                                 << "has the unknown placeholder {{hits}}; known are metric:METRIC";
        QTest::newRow("a metric without its word") << "{{hit_ratio}}"
                                                   << "Did you mean {{metric:hit_ratio}}?";
        QTest::newRow("unknown metric") << "{{metric:hit_ratoi}}"
                                        << "Did you mean hit_ratio?";
        QTest::newRow("no metric") << "{{metric}}"
                                   << "no known metric";
        QTest::newRow("unknown field") << "{{field:policy}}"
                                       << "fields are role, ";
        QTest::newRow("an argument too many") << "{{cache:x}}"
                                              << "takes nothing after a colon";
        QTest::newRow("empty") << "{{}}"
                               << "unknown placeholder {{}}";
        QTest::newRow("open") << "{{cache"
                              << "has {{ without }}";
        QTest::newRow("upper case") << "{{Cache}}"
                                    << "unknown placeholder {{Cache}}";
    }

    void faultsAreNamed()
    {
        QFETCH(QString, text);
        QFETCH(QString, reason);
        const QStringList faults = placeholder::faultsOf(text);
        QCOMPARE(faults.size(), 1);
        QVERIFY2(faults[0].contains(reason), qPrintable(faults[0]));
    }

    void redisCliReachesEveryKindOfAddress_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("tls");
        QTest::addColumn<QString>("expected");
        QTest::newRow("host and port") << "cache.example:6380" << false << "redis-cli -h cache.example -p 6380";
        QTest::newRow("over TLS") << "cache.example:6380" << true << "redis-cli -h cache.example -p 6380 --tls";
        QTest::newRow("IPv6") << "[::1]:6379" << false << "redis-cli -h ::1 -p 6379";
        QTest::newRow("a socket") << "/run/redis.sock" << false << "redis-cli -s /run/redis.sock";
        QTest::newRow("what a shell would run is quoted")
            << "a;rm -rf ~:1" << false << "redis-cli -h 'a;rm -rf ~' -p 1";
        QTest::newRow("quotes in a path") << "/tmp/o'x $(id)" << false << "redis-cli -s '/tmp/o'\\''x $(id)'";
        QTest::newRow("no address") << "somewhere" << false << "";
        QTest::newRow("nothing") << "" << false << "";
    }

    void redisCliReachesEveryKindOfAddress()
    {
        QFETCH(QString, address);
        QFETCH(bool, tls);
        QTEST(placeholder::redisCli(address, tls), "expected");
    }
};

QTEST_GUILESS_MAIN(TestPlaceholder)
#include "tst_placeholder.moc"
