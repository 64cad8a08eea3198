// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/advicesummary.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestAdviceSummary : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFoundOneIsWorseThanOneThatCouldNotBeSeen()
    {
        const auto summary = summarise({{u"a"_s, {answer("memory", AdviceState::Fine)}},
                                        {u"b"_s, {answer("memory", AdviceState::NotCheckable)}},
                                        {u"c"_s, {answer("memory", AdviceState::Found)}},
                                        {u"d"_s, {answer("memory", AdviceState::Found)}}});
        QCOMPARE(summary.size(), 1U);
        QCOMPARE(summary.front().finding.state, AdviceState::Found);
        QCOMPARE(summary.front().nodes, (QStringList{u"c"_s, u"d"_s}));
    }

    void fineIsOnlyWhatWasLookedAtEverywhere()
    {
        const auto summary = summarise(
            {{u"a"_s, {answer("memory", AdviceState::Fine)}}, {u"b"_s, {answer("memory", AdviceState::NotCheckable)}}});
        QCOMPARE(summary.front().finding.state, AdviceState::NotCheckable);
        QCOMPARE(summary.front().nodes, QStringList{u"b"_s});
    }

    void theWorstComesFirstAndTheOthersInTheirOrder()
    {
        const auto summary =
            summarise({{u"a"_s,
                        {answer("fine", AdviceState::Fine), answer("unknown", AdviceState::NotCheckable),
                         answer("small", AdviceState::Found), answer("other", AdviceState::Found),
                         answer("large", AdviceState::Found, Severity::Critical)}}});
        QStringList order;
        for (const CacheAdvice& advice : summary)
            order << QString::fromStdString(advice.finding.id);
        QCOMPARE(order, (QStringList{u"large"_s, u"small"_s, u"other"_s, u"unknown"_s, u"fine"_s}));
    }

    void theMoreSevereEvidenceIsShown()
    {
        AdviceFinding worse = answer("lag", AdviceState::Found, Severity::Critical);
        worse.evidence = u"an hour"_s;
        const auto summary = summarise({{u"a"_s, {answer("lag", AdviceState::Found)}}, {u"b"_s, {worse}}});
        QCOMPARE(summary.front().finding.evidence, u"an hour"_s);
        QCOMPARE(summary.front().nodes, QStringList{u"b"_s});
    }

    void nothingIsNothing() { QVERIFY(summarise({}).empty()); }

private:
    static AdviceFinding answer(const char* id, AdviceState state, Severity severity = Severity::Warning)
    {
        AdviceFinding finding;
        finding.id = id;
        finding.state = state;
        finding.severity = severity;
        return finding;
    }
};

QTEST_GUILESS_MAIN(TestAdviceSummary)
#include "tst_advicesummary.moc"
