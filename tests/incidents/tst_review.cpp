// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/review.h"

#include "incidentfixture.h"
#include "incidents/evidencevalues.h"

#include <QtTest/QTest>

#include <algorithm>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

class TestReview : public QObject
{
    Q_OBJECT

    static ReviewInput input()
    {
        ReviewInput input;
        input.incident = fullIncident();
        input.nowMs = incidentStartMs + 3'600'000;
        const EvidenceItem slow = input.incident.evidence.front();
        input.tables.push_back({slow, {{u"Command"_s, u"Took"_s}, {{u"KEYS"_s, u"1.2 s"_s}}, {true}}});
        EvidenceItem charts{EvidenceKind::Charts, {}, u"10.0.0.7:6379"_s, incidentStartMs, u"5-charts.csv"_s, {}};
        input.charts.push_back(
            {charts, {{incidentStartMs - 1000, incidentStartMs}, {false, false}, {{"hit_ratio", {0.914, 0.714}}}}});
        return input;
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_GB"_s)); }

    void aReviewSaysWhatHappened_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("title") << u"# Incident 2026\\-11"_s.replace(u"\\-"_s, u"-"_s);
        QTest::newRow("how long") << u"**Lasted:** 19 min 59 s"_s;
        QTest::newRow("who") << u"**Led by:** Asha"_s;
        QTest::newRow("nobody") << u"**Notes by:** nobody"_s;
        QTest::newRow("cost is not known") << u"\\[not available: no price of a hit is known\\]"_s;
        QTest::newRow("alert") << u"Memory is at 93 %."_s;
        QTest::newRow("opened") << u"2026-11-22 13:04:01 UTC"_s;
        QTest::newRow("a ticked step") << u"- [x] "_s;
        QTest::newRow("who ticked") << u"(13:04:20, asha)"_s;
        QTest::newRow("notable evidence") << u"| **KEYS** |"_s;
        QTest::newRow("evidence that is missing") << u"NOPERM, grant it with ACL SETUSER x +client\\|list"_s;
        QTest::newRow("charts") << u"71.4"_s;
        QTest::newRow("cause") << u"A deploy wrote without TTL."_s;
        QTest::newRow("follow-up") << u"- [ ] Set a TTL (Ben)"_s;
    }
    void aReviewSaysWhatHappened()
    {
        QFETCH(QString, line);
        const QString review = reviewMarkdown(input());
        QVERIFY2(review.contains(line), qPrintable(review));
    }

    void textsAreFilledFromTheEvidence()
    {
        ReviewInput filled = input();
        auto playbook = std::make_shared<Playbook>(*filled.incident.playbook);
        playbook->meaning =
            u"Memory {{metric:used_memory}}, hit ratio {{metric:hit_ratio}}, {{field:maxmemory_policy}}."_s;
        playbook->impact = u"Clients {{metric:blocked_clients}}."_s;
        filled.incident.playbook = playbook;
        EvidenceItem info{EvidenceKind::Info, {}, {}, incidentStartMs, u"1-info.txt"_s, {}};
        addEvidence(filled, info, "used_memory:1048576\r\nmaxmemory_policy:allkeys-lru\r\n");
        addEvidence(filled, info, "used_memory:7\r\n"); // a later one: the review tells of the opening
        const QString review = reviewMarkdown(filled).replace(QChar(0xa0), u' ');
        QVERIFY2(review.contains(u"Memory 1 MiB, hit ratio 71.4 %, allkeys-lru."_s), qPrintable(review));
        QVERIFY2(review.contains(u"Clients \\[not available: it was not captured\\]."_s), qPrintable(review));
    }

    void noLimitReadsSoEverywhere()
    {
        ReviewInput unlimited = input();
        auto playbook = std::make_shared<Playbook>(*unlimited.incident.playbook);
        playbook->meaning = u"Limit {{metric:maxmemory}}, blocked {{metric:blocked_clients}}."_s;
        unlimited.incident.playbook = playbook;
        EvidenceItem info{EvidenceKind::Info, {}, {}, incidentStartMs, u"1-info.txt"_s, {}};
        addEvidence(unlimited, info, "maxmemory:0\r\nblocked_clients:0\r\n");
        unlimited.charts.front().second.series.push_back({"maxmemory", {1048576, 0}});
        const QString review = reviewMarkdown(unlimited).replace(QChar(0xa0), u' ');
        QVERIFY2(review.contains(u"Limit no limit, blocked 0."_s), qPrintable(review));
        QVERIFY2(review.contains(u"| Memory limit | 1 MiB | no limit | 1 MiB | no limit |"_s), qPrintable(review));
        QVERIFY2(!review.contains(u"0 B"_s), qPrintable(review));
    }

    void theEvidenceComesLastAndWhatIsMissingOnce()
    {
        ReviewInput dead = input();
        const EvidenceItem item{EvidenceKind::Info, {}, u"10.0.0.9:6379"_s, incidentStartMs, {}, u"Nobody answers."_s};
        for (const EvidenceKind kind : {EvidenceKind::Info, EvidenceKind::Clients, EvidenceKind::Clients}) {
            dead.incident.evidence.push_back(item);
            dead.incident.evidence.back().kind = kind;
        }
        const QString review = reviewMarkdown(dead);
        QVERIFY2(review.contains(u"- **INFO, Clients, 10.0.0.9:6379:** \\[not available: Nobody answers.\\]"_s),
                 qPrintable(review));
        QCOMPARE(review.count(u"Nobody answers."_s), 1);
        const auto at = [&](const QString& heading) { return review.indexOf(u"\n## "_s + heading + u'\n'); };
        QVERIFY(at(u"Cause"_s) > 0 && at(u"Cause"_s) < at(u"Timeline"_s));
        QVERIFY(at(u"Follow-ups"_s) > at(u"Timeline"_s) && at(u"Follow-ups"_s) < at(u"Evidence"_s));
    }

    void evidenceHasWhatThePlaybookShows()
    {
        Playbook playbook = *somePlaybook();
        playbook.meaning = u"{{before:misses_per_second}}, {{ metric:bytes_per_key }}, {{metric:app.requests}}"_s;
        const std::vector<std::string> wanted{"memory_used_ratio", "misses_per_second"};
        const std::vector<std::string> shown = metricsShownBy(playbook);
        QVERIFY(std::ranges::all_of(wanted,
                                    [&](const std::string& metric) { return std::ranges::count(shown, metric) == 1; }));
        QCOMPARE(std::ranges::count(shown, std::string("app.requests")), 0); // no server says it
    }

    void aLaterChartTakesThePlaceOfAnEarlierOne()
    {
        ReviewInput twice = input();
        const EvidenceItem item = twice.charts.front().first;
        addEvidence(twice, item, "time,keys\r\n2026-11-22T13:04:00.000Z,7\r\n");
        QCOMPARE(twice.charts.size(), std::size_t(1));
        QCOMPARE(twice.charts.front().second.series.front().metric, std::string("keys"));
        addEvidence(twice, item, "broken");
        QCOMPARE(twice.charts.size(), std::size_t(1));
    }

    void textsCannotBecomeMarkup()
    {
        QVERIFY(reviewMarkdown(input()).contains(u"embeddings \\*without\\* TTL \\| since \\`4f2c\\`"_s));
        QCOMPARE(markdownText(u"# a\n- b <script>"_s), u"\\# a - b \\<script\\>"_s);
        QCOMPARE(markdownText(u"- x"_s), u"\\- x"_s);
    }

    void aShareOfNoLimitIsNotMissing()
    {
        EvidenceValues values;
        values.addInfo("maxmemory:0\r\nused_memory:5000\r\n");
        const LiveNumber share = values.number("memory_used_ratio", RuleFunction::Value, 0);
        QVERIFY(!share.value);
        QCOMPARE(share.reason, u"there is no limit (maxmemory is 0)"_s);
        QCOMPARE(values.number("hit_ratio", RuleFunction::Value, 0).reason, u"it was not captured"_s);
    }

    void anOpenOneWithoutAnythingIsStillAReview()
    {
        ReviewInput bare;
        bare.incident = incidentlife::openedWith(nullptr, CacheId{u"c"_s}, u"shop"_s, incidentStartMs);
        bare.nowMs = incidentStartMs + 60'000;
        const QString review = reviewMarkdown(bare);
        QVERIFY2(review.contains(u"**Open for:** 1 min"_s), qPrintable(review));
        QVERIFY(review.contains(u"opened by hand"_s));
        QVERIFY(review.contains(u"Not written yet."_s));
        QVERIFY(!review.contains(u"[x]"_s));
    }

    void longTablesAreCutAndSayWhereTheRestIs()
    {
        ReviewInput long_ = input();
        long_.tables.front().table.rows.assign(100, {u"KEYS"_s, u"1 s"_s});
        QVERIFY(reviewMarkdown(long_).contains(u"60 more in 2-slow-log.csv."_s));
    }
};

QTEST_GUILESS_MAIN(TestReview)
#include "tst_review.moc"
