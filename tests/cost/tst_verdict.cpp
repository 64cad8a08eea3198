// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/verdict.h"

#include <QtTest/QTest>

#include <functional>

using namespace cacheledger;

using Rule = VerdictReason::Rule;
using Outcome = VerdictReason::Outcome;

static constexpr qint64 minuteMs = 60'000;
static constexpr qint64 dayMs = 24 * 60 * minuteMs;

static Money usd(const char* text)
{
    return Money::parse(QString(text), currencies::usd()).value();
}

/// A cache that does well, measured over two weeks.
static VerdictInput goodCache()
{
    VerdictInput in;
    in.queryDiversity = 0.5;
    in.freshnessMs = 60 * minuteMs;
    in.requestsPerDay = 10'000;
    in.hitRatio = 0.3;
    in.grossSavingPerMonth = usd("189");
    in.cacheCostPerMonth = usd("50");
    in.confidence = Confidence::Measured;
    in.observedMs = 14 * dayMs;
    return in;
}

static Outcome outcomeOf(const PayVerdict& verdict, Rule rule)
{
    for (const VerdictReason& reason : verdict.reasons)
        if (reason.rule == rule)
            return reason.outcome;
    return Outcome::Unknown;
}

using Change = std::function<void(VerdictInput&)>;
Q_DECLARE_METATYPE(Change)

class TestVerdict : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRuleIsJudged_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<int>("rule");
        QTest::addColumn<int>("outcome");
        QTest::addColumn<int>("state");
        const auto row = [](const char* name, Change change, Rule rule, Outcome outcome, VerdictState state) {
            QTest::newRow(name) << change << int(rule) << int(outcome) << int(state);
        };
        const auto guessed = [](Change change) {
            return [change](VerdictInput& in) {
                in.confidence = Confidence::Estimated;
                change(in);
            };
        };
        using State = VerdictState;
        row(
            "all is well", [](VerdictInput&) {}, Rule::Bill, Outcome::For, State::Pays);
        row(
            "the bill is above the saving", [](VerdictInput& in) { in.cacheCostPerMonth = usd("189.01"); }, Rule::Bill,
            Outcome::Against, State::DoesNotPay);
        row(
            "the bill is the saving", [](VerdictInput& in) { in.cacheCostPerMonth = usd("189"); }, Rule::Bill,
            Outcome::Against, State::DoesNotPay);
        row(
            "the saving is negative", [](VerdictInput& in) { in.grossSavingPerMonth = usd("-1"); }, Rule::Bill,
            Outcome::Against, State::DoesNotPay);
        row(
            "no bill", [](VerdictInput& in) { in.cacheCostPerMonth = {}; }, Rule::Bill, Outcome::Unknown,
            State::NotEnoughData);
        row(
            "bill in another currency",
            [](VerdictInput& in) { in.cacheCostPerMonth = Money::ofUnits(currencies::inr(), 1); }, Rule::Bill,
            Outcome::Unknown, State::NotEnoughData);
        row(
            "half a day", [](VerdictInput& in) { in.observedMs = dayMs / 2; }, Rule::Bill, Outcome::Unknown,
            State::NotEnoughData);
        row(
            "no bill and too few hits",
            [](VerdictInput& in) {
                in.cacheCostPerMonth = {};
                in.hitRatio = 0.19;
            },
            Rule::HitRatio, Outcome::Against, State::DoesNotPay);
        row("too few hits after a week", guessed([](VerdictInput& in) {
                in.hitRatio = 0.199;
                in.observedMs = 7 * dayMs;
            }),
            Rule::HitRatio, Outcome::Against, State::DoesNotPay);
        row("too few hits before a week", guessed([](VerdictInput& in) {
                in.hitRatio = 0.1;
                in.observedMs = 7 * dayMs - 1;
            }),
            Rule::HitRatio, Outcome::Unknown, State::Pays);
        row("just enough hits", guessed([](VerdictInput& in) { in.hitRatio = 0.2; }), Rule::HitRatio, Outcome::For,
            State::Pays);
        row(
            "no traffic", [](VerdictInput& in) { in.hitRatio.reset(); }, Rule::HitRatio, Outcome::Unknown, State::Pays);
        row("99 requests a day", guessed([](VerdictInput& in) { in.requestsPerDay = 99; }), Rule::Requests,
            Outcome::Against, State::DoesNotPay);
        row("100 requests a day", guessed([](VerdictInput& in) { in.requestsPerDay = 100; }), Rule::Requests,
            Outcome::For, State::Pays);
        row("few requests in half a day", guessed([](VerdictInput& in) {
                in.requestsPerDay = 99;
                in.observedMs = dayMs / 2;
            }),
            Rule::Requests, Outcome::Unknown, State::NotEnoughData);
        row("nearly every request is distinct", guessed([](VerdictInput& in) { in.queryDiversity = 0.91; }),
            Rule::Diversity, Outcome::Against, State::DoesNotPay);
        row("nine of ten are", guessed([](VerdictInput& in) { in.queryDiversity = 0.9; }), Rule::Diversity,
            Outcome::For, State::Pays);
        row(
            "answers of less than five minutes", [](VerdictInput& in) { in.freshnessMs = 5 * minuteMs - 1; },
            Rule::Freshness, Outcome::Against, State::DoesNotPay);
        row(
            "answers of five minutes", [](VerdictInput& in) { in.freshnessMs = 5 * minuteMs; }, Rule::Freshness,
            Outcome::For, State::Pays);
        row(
            "a measured saving outweighs few requests", [](VerdictInput& in) { in.requestsPerDay = 99; },
            Rule::Requests, Outcome::Caution, State::Pays);
        row(
            "a measured saving outweighs few hits", [](VerdictInput& in) { in.hitRatio = 0.1; }, Rule::HitRatio,
            Outcome::Caution, State::Pays);
        row(
            "a saving measured for a day does not",
            [](VerdictInput& in) {
                in.requestsPerDay = 99;
                in.observedMs = dayMs;
            },
            Rule::Requests, Outcome::Against, State::DoesNotPay);
    }
    void everyRuleIsJudged()
    {
        QFETCH(Change, change);
        QFETCH(int, rule);
        VerdictInput in = goodCache();
        change(in);
        const PayVerdict verdict = verdictOf(in);
        QTEST(int(outcomeOf(verdict, Rule(rule))), "outcome");
        QTEST(int(verdict.state), "state");
        QCOMPARE(verdict.reasons.size(), std::size_t(5));
        for (const VerdictReason& reason : verdict.reasons)
            QVERIFY2(reason.text.endsWith('.') && !reason.text.contains('%' + QString("1")), qPrintable(reason.text));
    }

    void reasonsHaveTheirFigures()
    {
        VerdictInput in = goodCache();
        in.cacheCostPerMonth = usd("200");
        in.freshnessMs = 2 * minuteMs;
        const PayVerdict verdict = verdictOf(in);
        QCOMPARE(verdict.reasons[0].text,
                 "It saves $189.00 a month, which is not more than the $200.00 that it costs.");
        const QString age = QString(verdict.reasons[4].text).replace(QChar(0xa0), u' ');
        QVERIFY2(age.contains("2 min") && age.contains("5 min"), qPrintable(age));
        QCOMPARE(verdictText(verdict.state), "Caching does not pay here.");
    }

    void nothingKnownIsNotEnoughData()
    {
        const PayVerdict verdict = verdictOf({});
        QCOMPARE(verdict.state, VerdictState::NotEnoughData);
        for (const VerdictReason& reason : verdict.reasons)
            QCOMPARE(reason.outcome, Outcome::Unknown);
    }

    void breakEvenVolume()
    {
        const Decimal ratio = *Decimal::parse(u"0.3");
        const Money none(currencies::usd());
        // 31.50 a month at 0.00063 a request
        QCOMPARE(breakEvenRequests(usd("31.5"), usd("0.0021"), ratio, none), 50'000);
        QCOMPARE(breakEvenRequests(usd("31.500001"), usd("0.0021"), ratio, none), 50'001);
        QCOMPARE(breakEvenRequests(usd("31.5"), usd("0.0021"), ratio, usd("0.00013")), 63'000);
        QCOMPARE(breakEvenRequests(usd("0"), usd("0.0021"), ratio, none), 0);
        QVERIFY(!breakEvenRequests(usd("31.5"), usd("0.0021"), Decimal(), none));
        QVERIFY(!breakEvenRequests(usd("31.5"), usd("0.0021"), ratio, usd("0.00063")));
        QVERIFY(!breakEvenRequests({}, usd("0.0021"), ratio, none));
        QVERIFY(!breakEvenRequests(usd("31.5"), {}, ratio, none));
        QVERIFY(!breakEvenRequests(usd("1e27"), usd("0.000000001"), Decimal(1), none));
    }

    void breakEvenVolumeIsTheFewestThatPay()
    {
        for (int cents = 1; cents < 2000; ++cents) {
            const Money cost(currencies::usd(), Int128(cents) * 10'000'000);
            const Money saved = usd("0.000037");
            const auto requests = breakEvenRequests(cost, saved, Decimal(1), Money(currencies::usd()));
            QVERIFY(requests);
            QVERIFY(saved * *requests >= cost);
            QVERIFY(saved * (*requests - 1) < cost);
        }
    }

    void breakEvenRatio()
    {
        const Money none(currencies::usd());
        QCOMPARE(breakEvenHitRatio(usd("63"), usd("0.0021"), 300'000, none), Decimal::parse(u"0.1"));
        QCOMPARE(breakEvenHitRatio(usd("63"), usd("0.0021"), 300'000, usd("0.00021")), Decimal::parse(u"0.2"));
        QCOMPARE(breakEvenHitRatio(usd("630"), usd("0.0021"), 300'000, none), Decimal(1));
        QVERIFY(!breakEvenHitRatio(usd("631"), usd("0.0021"), 300'000, none));
        QVERIFY(!breakEvenHitRatio(usd("63"), usd("0.0021"), 0, none));
        QVERIFY(!breakEvenHitRatio(usd("63"), usd("0"), 300'000, none));
        QVERIFY(!breakEvenHitRatio({}, usd("0.0021"), 300'000, none));
    }
};

QTEST_APPLESS_MAIN(TestVerdict)
#include "tst_verdict.moc"
