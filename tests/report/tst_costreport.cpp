// SPDX-License-Identifier: GPL-3.0-or-later
#include "madeupreport.h"
#include "report/reportcsv.h"

#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

class TestCostReport : public QObject
{
    Q_OBJECT

    static CostReport built(const ReportInput& input)
    {
        auto report = buildCostReport(input);
        if (!report)
            qFatal("%s", qPrintable(report.error().text()));
        return std::move(report).value();
    }
    static ReportFigure find(const CostReport& report, const QString& id)
    {
        for (const auto& [section, figure] : figuresOf(report)) {
            if (figure.id == id)
                return figure;
        }
        return {};
    }
    static QString allText(const CostReport& report)
    {
        QStringList text;
        for (const ReportSection& section : report.sections) {
            for (const ReportBlock& block : section.blocks) {
                if (const auto* paragraph = std::get_if<ReportParagraph>(&block))
                    text << paragraph->text;
                else if (const auto* list = std::get_if<ReportList>(&block))
                    text << list->items;
            }
        }
        for (const auto& [section, figure] : figuresOf(report))
            text << figure.label + u": "_s + figure.value.text + u' ' + figure.note;
        return text.join(u'\n');
    }
    /// The cells of a table, one text.
    static QString tableText(const CostReport& report, const QString& id)
    {
        QStringList text;
        for (const ReportSection& section : report.sections)
            for (const ReportBlock& block : section.blocks)
                if (const auto* table = std::get_if<ReportTable>(&block); table && table->id == id)
                    for (const ReportRow& row : table->rows)
                        for (const ReportCell& cell : row.cells)
                            text << cell.value.text;
        return text.join(u'\n');
    }

private Q_SLOTS:
    void aTinyPriceIsNotNothing()
    {
        ReportInput input = madeUpReport();
        LedgerStage& stage = input.ledger.total.stages[2];
        stage.avoidedPerHit = *Money::parse(u"0.0000004", currencies::usd());
        stage.gross = stage.avoidedPerHit * 400'000;
        const ReportValue value = find(built(input), u"stage.embedding.avoided_per_hit"_s).value;
        QCOMPARE(value.text, u"$0.0000004"_s);
        QCOMPARE(value.raw, u"0.0000004"_s);
    }

    void everyFigureHasItsOwnIdAndAFormula()
    {
        const CostReport report = built(madeUpReport());
        QCOMPARE(figuresWithoutFormula(report), QStringList());
        QSet<QString> ids;
        for (const auto& [section, figure] : figuresOf(report)) {
            QVERIFY2(!figure.id.isEmpty() && !ids.contains(figure.id), qPrintable(figure.id));
            ids.insert(figure.id);
        }
        QVERIFY(ids.size() > 60);
        QStringList sections;
        for (const ReportSection& section : report.sections)
            sections << section.id;
        QCOMPARE(sections, QString("decision savings funnel economics reliability appendix").split(' '));
    }

    void aRowHasAsManyCellsAsColumns()
    {
        for (const ReportSection& section : built(madeUpReport()).sections) {
            for (const ReportBlock& block : section.blocks) {
                const auto* table = std::get_if<ReportTable>(&block);
                for (const ReportRow& row : table ? table->rows : std::vector<ReportRow>())
                    QCOMPARE(row.cells.size(), table->columns.size());
            }
        }
    }

    void theHeadlineIsTheNetWithTheWeakestConfidence()
    {
        ReportInput input = madeUpReport();
        input.ledger.total.confidence = Confidence::Assumed;
        const CostReport report = built(input);
        QCOMPARE(report.confidence, u"Assumed"_s);
        const ReportFigure net = find(report, u"net"_s);
        QCOMPARE(net.value.raw, input.ledger.total.net.rounded().toDecimalString(2));
        QCOMPARE(net.confidence, Confidence::Assumed);
        QVERIFY2(net.note.contains(u"$120.00 more"_s), qPrintable(net.note));
    }

    void aLossIsSaidAsPlainlyAsASaving()
    {
        ReportInput input = madeUpReport();
        input.ledger.total.net = *Money::parse(u"-1234.5", currencies::usd());
        const QString text = allText(built(input));
        QVERIFY2(text.contains(u"rag-cache cost $1,234.50 more than it saved"_s), qPrintable(text));
        QVERIFY2(text.contains(u"Payback is not reached"_s), qPrintable(text));
        QVERIFY2(text.contains(u"Decide whether to keep this cache"_s), qPrintable(text));
        QCOMPARE(find(built(input), u"payback"_s).value.text, u"not reached"_s);
    }

    void withoutARateOfExchangeWhatWasSpentOnceIsNotKnown()
    {
        ReportInput input = madeUpReport();
        input.economics->entered = *Money::parse(u"300000", currencies::inr());
        input.economics->implementation = {};
        const CostReport report = built(input);
        const QString text = allText(report);
        QVERIFY2(text.contains(u"300,000.00 was spent once and no rate of exchange to USD"_s) ||
                     text.contains(u"3,00,000.00 was spent once and no rate of exchange to USD"_s),
                 qPrintable(text));
        QCOMPARE(find(report, u"payback"_s).value.text, u"not known: no rate of exchange was entered"_s);
        QVERIFY(!find(report, u"three_years"_s).value.isKnown());
    }

    void whatWasSpentOnceHasItsRowsInTheAppendix()
    {
        ReportInput input = madeUpReport();
        input.economics->assumptions = {
            {u"scenario.rate"_s, u"Rate of exchange"_s, u"83.125"_s, u"INR / USD"_s, u"bank of May"_s, {}, 0}};
        const QString text = tableText(built(input), u"assumptions"_s);
        QVERIFY2(text.contains(u"83.125"_s) && text.contains(u"bank of May"_s), qPrintable(text));
    }

    void whatIsNotKnownIsNeverZero()
    {
        ReportInput input = madeUpReport();
        input.previous.reset();
        input.economics.reset();
        input.qualities.clear();
        input.reliability = {};
        input.ledger.breakEvenHitRatio.reset();
        input.ledger.breakEvenRequestsPerMonth.reset();
        input.ledger.perThousandRequests.reset();
        input.ledger.total.idleCost.reset();
        input.ledger.total.stages[1].hits.reset();
        const CostReport report = built(input);
        for (const char* id : {"payback", "three_years", "funnel.response.p95", "funnel.response.wrong_hit_rate",
                               "headroom", "evictions", "alerts.critical", "alerts.mean_to_resolve", "break_even",
                               "stage.semantic.hits", "per_thousand", "break_even_volume", "idle_cost"}) {
            const ReportFigure figure = find(report, QString::fromLatin1(id));
            QVERIFY2(!figure.id.isEmpty(), id);
            QVERIFY2(!figure.value.isKnown(), id);
            QVERIFY2(!figure.value.text.isEmpty() && !figure.value.text.contains(u'0'), qPrintable(figure.value.text));
        }
        QCOMPARE(find(report, u"funnel.response.wrong_hit_rate"_s).value.text, u"not measured"_s);
        QVERIFY(allText(report).contains(u"nobody entered what introducing the cache has cost"_s));
        QCOMPARE(figuresWithoutFormula(report), QStringList());
    }

    void moneyWithoutARateIsToldApart()
    {
        ReportInput input = madeUpReport();
        input.ledger.total.apart = {*Money::parse(u"12.5", currencies::eur())};
        input.ledger.total.net = Money();
        input.ledger.breakEvenHitRatio = 1.7;
        input.ledger.firstDataMs = reportTime(2026, 11, 3);
        const QString text = allText(built(input));
        QVERIFY2(text.contains(u"no rate of exchange was entered: €12.50"_s), qPrintable(text));
        QVERIFY2(text.contains(u"Whether rag-cache saved money"_s) && text.contains(u"is in another currency"_s),
                 qPrintable(text));
        QCOMPARE(find(built(input), u"net"_s).value.text, u"not known: no rate of exchange"_s);
        QVERIFY(!find(built(input), u"monthly"_s).value.isKnown());
        QVERIFY2(text.contains(u"Break-even hit ratio: at no hit ratio"_s), qPrintable(text));
        QVERIFY2(text.contains(u"no data before 2026-11-03 00:00:00 UTC"_s), qPrintable(text));
    }

    void coverageIsOfWhatWasAskedFor()
    {
        ReportInput input = madeUpReport();
        input.ledger.total.coverage = 1; // of what the ledger has, which begins with the first sample
        input.ledger.total.fromMs = reportTime(2026, 11, 16);
        const CostReport report = built(input);
        QCOMPARE(find(report, u"coverage"_s).value.text, u"50.0\u00a0%"_s);
        QVERIFY(allText(report).contains(u"Read the amounts as those of 50.0\u00a0% of the period"_s));
        // What lies before the first sample is a time without data, too.
        const QString text = tableText(report, u"gaps"_s);
        QVERIFY2(text.contains(u"2026-11-01 00:00:00 UTC"_s) && text.contains(u"2026-11-16 00:00:00 UTC"_s),
                 qPrintable(text));
    }

    void aCostOfRequestsInAnotherCurrencyIsNotKnown()
    {
        ReportInput input = madeUpReport();
        input.ledger.total.stages[0].avoidedPerHit = *Money::parse(u"0.5", currencies::eur());
        QVERIFY(!find(built(input), u"cost.without"_s).value.isKnown());
    }

    void onlyHatchedBarsAreExplained()
    {
        ReportInput input = madeUpReport();
        QVERIFY(allText(built(input)).contains(u"Hatched bars"_s));
        for (LedgerEntry& entry : input.ledger.entries)
            entry.coverage = 1;
        QVERIFY(!allText(built(input)).contains(u"Hatched bars"_s));
        input.ledger.entries.back().toMs -= 3'600'000; // a day that still goes on
        QVERIFY(allText(built(input)).contains(u"Hatched bars"_s));
    }

    void inputsHaveTheLocalesDigitsAndFilesTheirOwn()
    {
        ReportInput input = madeUpReport(currencies::eur());
        input.locale = QLocale(u"de_DE"_s);
        input.ledger.assumptions[3].value = u"4600.5"_s;
        input.ledger.assumptions[4].dateMs = 0;
        const CostReport report = built(input);
        QVERIFY2(tableText(report, u"assumptions"_s).contains(u"4.600,5"_s),
                 qPrintable(tableText(report, u"assumptions"_s)));
        QVERIFY(tableText(report, u"assumptions"_s).contains(u"\never"_s));
        QVERIFY2(reportCsv(report).contains("4600.5"), reportCsv(report).constData());
    }

    void whatEvictsAlreadyHasNoDaysLeft()
    {
        ReportInput input = madeUpReport();
        QVERIFY(allText(built(input)).contains(u"at that rate its limit is reached"_s));
        input.reliability.evictions = 10;
        QVERIFY(allText(built(input)).contains(u"keys are evicted already"_s));
    }

    void anUnpricedStageIsListedButNotCounted()
    {
        ReportInput input = madeUpReport();
        input.ledger.total.stages[3].gross = Money();
        input.ledger.total.stages[3].avoidedPerHit = Money();
        input.ledger.total.stages[3].unpriced = u"The model large-2 has no price."_s;
        input.ledger.unpriced = QStringList{u"The model large-2 has no price."_s};
        const CostReport report = built(input);
        QCOMPARE(find(report, u"stage.context.gross"_s).value.text, u"no price"_s);
        QCOMPARE(find(report, u"stage.context.gross"_s).value.raw, QString());
        QVERIFY(allText(report).contains(u"Enter what is missing in the amounts: The model large-2 has no price."_s));
    }

    void aNetWithoutAPriceIsUnknown()
    {
        ReportInput input = madeUpReport();
        input.ledger.total.net = Money();
        const CostReport report = built(input);
        QVERIFY(!find(report, u"net"_s).value.isKnown());
        QVERIFY(allText(report).contains(u"is not known"_s));
        QCOMPARE(figuresWithoutFormula(report), QStringList());
    }

    void withoutDataThereIsNoReport()
    {
        ReportInput input = madeUpReport();
        input.ledger.total.coverage = 0;
        const auto report = buildCostReport(input);
        QVERIFY(!report.ok());
        QCOMPARE(report.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(report.error().text().contains(u"no application data of rag-cache for 1 November 2026"_s),
                 qPrintable(report.error().text()));
        input.period.toMs = input.period.fromMs;
        QVERIFY(!buildCostReport(input).ok());
    }

    void aSecondTellsNoMonth()
    {
        ReportInput input = madeUpReport();
        input.period.toMs = input.ledger.total.toMs = input.period.fromMs + 1000;
        const CostReport report = built(input);
        QVERIFY(!find(report, u"monthly"_s).value.isKnown());
        QVERIFY(allText(report).contains(u"the period is too short"_s));
    }

    void rupeesAreGroupedAsInIndia()
    {
        ReportInput input = madeUpReport(currencies::inr());
        input.ledger.total.net = *Money::parse(u"18360000", currencies::inr()) * 10;
        input.locale = QLocale(u"hi_IN"_s);
        const CostReport report = built(input);
        QCOMPARE(find(report, u"net"_s).value.text, u"₹18,36,00,000.00"_s);
        QCOMPARE(find(report, u"net"_s).value.raw, u"183600000.00"_s);
        QVERIFY2(allText(report).contains(u"saved ₹18,36,00,000 (₹18.36 Cr) after"_s), qPrintable(allText(report)));
    }

    void germanNumbersAreGerman()
    {
        ReportInput input = madeUpReport(currencies::eur());
        input.locale = QLocale(u"de_DE"_s);
        input.ledger.total.net = *Money::parse(u"4182.34", currencies::eur());
        const CostReport report = built(input);
        QCOMPARE(find(report, u"net"_s).value.text, u"4.182,34\u00a0€"_s);
        QVERIFY(report.subtitle.contains(u"1. November 2026"_s));
        QCOMPARE(find(report, u"coverage"_s).value.text, u"98,7\u00a0%"_s);
    }

    void theSameInputGivesTheSameReport()
    {
        QCOMPARE(reportCsv(built(madeUpReport())), reportCsv(built(madeUpReport())));
    }

    void csvHasRawNumbersAndIsoTimes()
    {
        const ReportInput input = madeUpReport();
        const QByteArray csv = reportCsv(built(input));
        QVERIFY(csv.startsWith("section,id,label,value,unit,confidence,formula\r\n"));
        QVERIFY(csv.contains("\r\nreport,from,,2026-11-01T00:00:00.000Z,time,,\r\n"));
        const QByteArray net = input.ledger.total.net.rounded().toDecimalString(2).toLatin1();
        QVERIFY2(csv.contains("\r\ndecision,net,Net saving," + net + ",USD,estimated,net\r\n"), csv.constData());
        QVERIFY(csv.contains("\r\ndecision,coverage,Data coverage,0.987,ratio,measured,coverage\r\n"));
        QVERIFY(csv.contains("funnel.response.wrong_hit_rate,Exact response: Wrong-hit rate,,,,funnel.wrong\r\n"));
    }

    void aNameCannotBeAFormulaOfASpreadsheet()
    {
        ReportInput input = madeUpReport();
        input.cacheName = u"=HYPERLINK(\"http://x\",\"y\")"_s;
        const QByteArray csv = reportCsv(built(input));
        QVERIFY2(csv.contains("report,cache,\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",,,,\r\n"), csv.constData());
    }
};

QTEST_GUILESS_MAIN(TestCostReport)
#include "tst_costreport.moc"
