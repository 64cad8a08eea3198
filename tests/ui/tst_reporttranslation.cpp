// SPDX-License-Identifier: GPL-3.0-or-later
// A report under a translator that marks every text it is asked for: what is printed unmarked was forgotten.
#include "../report/madeupreport.h"
#include "support/pseudotranslator.h"
#include "support/textlistener.h"
#include "ui/report/reporthtml.h"
#include "ui/report/reportlayout.h"

#include <QtCore/QRegularExpression>
#include <QtGui/QPainter>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

/// What stands between tags, and what is read out in their place; without styles and what Qt says of a picture.
static QStringList printedTexts(QString html)
{
    QStringList texts;
    static const QRegularExpression silent(u"<(style|desc).*?</\\1>"_s, QRegularExpression::DotMatchesEverythingOption);
    html.remove(silent);
    static const QRegularExpression spoken(u"(?:aria-label|alt)=\"([^\"]*)\""_s);
    for (auto found = spoken.globalMatch(html); found.hasNext();)
        texts << found.next().captured(1);
    return texts + html.split(QRegularExpression(u"<[^>]*>"_s), Qt::SkipEmptyParts);
}

/// Names and amounts that the user or the servers gave, and what a locale writes: dates, numbers with their units.
static bool isData(const QString& text)
{
    static const QRegularExpression numbers(
        u"^(\\[\\d+\\]|[\\d$.,:;%+\\-−–—→·●◐○▲/() ]|[AP]M|UTC|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|"
        "(January|October|November|December)|[KMGT]?i?B|[kMB]|ms|s|min|h|d)*$"_s);
    static const QRegularExpression names(
        u"^(rag-cache|Exact response|Semantic response|Embedding|Retrieved context|Total cache failure|Critical|"
        "10\\.0\\.0\\.7:6379|USD a (call|hit|month)|Price of model .*|Avoided by a hit of context|price book, .*|"
        "entered.*|default|Redis, three nodes|Cost of a wrong hit)$"_s);
    return numbers.match(text).hasMatch() || names.match(text).hasMatch();
}

class TestReportTranslation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyWordIsTranslated_data() { addKinds(); }
    void everyWordIsTranslated()
    {
        QFETCH(QString, kind);
        PseudoTranslator pseudo;
        QVERIFY(QCoreApplication::installTranslator(&pseudo));
        const CostReport report = reportOf(kind);
        const QString html = QString::fromUtf8(reportHtml(report, {}));
        QCoreApplication::removeTranslator(&pseudo);
        QStringList forgotten;
        for (const QString& text : printedTexts(html)) {
            const QString plain = text.simplified().replace(u"&quot;"_s, u"\""_s).replace(u"&amp;"_s, u"&"_s);
            if (!plain.contains(u"!!"_s) && !isData(plain))
                forgotten << plain;
        }
        forgotten.removeDuplicates();
        QVERIFY2(forgotten.isEmpty(), qPrintable(forgotten.join(u'\n')));
        QVERIFY(html.count(u"[!!"_s) > 100);
    }

    void everyWordOnPaperIsTranslated_data() { addKinds(); }
    void everyWordOnPaperIsTranslated()
    {
        QFETCH(QString, kind);
        PseudoTranslator pseudo;
        QVERIFY(QCoreApplication::installTranslator(&pseudo));
        const CostReport report = reportOf(kind);
        TextListener paper(660, 1000);
        const ReportLayout layout(report, QSizeF(660, 1000), {}, &paper);
        QPainter painter(&paper);
        for (int page = 0; page < layout.pageCount(); ++page)
            layout.paint(painter, page);
        painter.end();
        QCoreApplication::removeTranslator(&pseudo);
        const QStringList forgotten = outsideMarks(paper.texts());
        QVERIFY2(forgotten.isEmpty(), qPrintable(forgotten.join(u'\n')));
        const QString all = paper.texts().join(u' ');
        QVERIFY2(all.contains(u"[!! Page"_s), qPrintable(all.left(2000)));
        QCOMPARE(all.contains(u"[!! DEMO"_s), kind.startsWith(u"a demo"_s));
    }

private:
    static void addKinds()
    {
        QTest::addColumn<QString>("kind");
        for (const char* kind : {"with everything", "with little", "a demo at a loss"})
            QTest::newRow(kind) << QString::fromLatin1(kind);
    }

    static CostReport reportOf(const QString& kind)
    {
        ReportInput input = madeUpReport();
        if (kind == u"with little"_s) {
            input.previous.reset();
            input.economics.reset();
            input.qualities.clear();
            input.reliability = {};
            input.ledger.gaps.clear();
            input.ledger.assumptions.clear();
        } else if (kind == u"a demo at a loss"_s) {
            input.isDemo = true;
            input.ledger.total.net = *Money::parse(u"-5", currencies::usd());
            input.economics->implementation = {};
        }
        auto report = buildCostReport(input);
        if (!report)
            qFatal("%s", qPrintable(report.error().text()));
        return std::move(report).value();
    }

    /// What is drawn outside the translator's marks. A text may go on in the next line, and what is cut short has no
    /// end.
    static QStringList outsideMarks(const QStringList& drawn)
    {
        static const QRegularExpression marks(u"\\[!!|!!\\]|\u2026"_s);
        QStringList outside;
        int depth = 0;
        for (const QString& line : drawn) {
            QString free;
            qsizetype at = 0;
            for (auto found = marks.globalMatch(line); found.hasNext();) {
                const auto mark = found.next();
                if (depth == 0)
                    free += line.mid(at, mark.capturedStart() - at);
                at = mark.capturedEnd();
                depth = mark.captured() == u"[!!"_s   ? depth + 1
                        : mark.captured() == u"!!]"_s ? std::max(depth - 1, 0)
                                                      : 0;
            }
            if (depth == 0)
                free += line.mid(at);
            static const QStringList parts{u"\u2022"_s, u"output"_s, u"team)"_s,
                                           u"team"_s}; // a bullet, and where names are broken
            if (!isData(free.simplified()) && !parts.contains(free.simplified()))
                outside << free.simplified();
        }
        outside.removeDuplicates();
        return outside;
    }
};

QTEST_MAIN(TestReportTranslation)
#include "tst_reporttranslation.moc"
