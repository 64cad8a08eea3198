// SPDX-License-Identifier: GPL-3.0-or-later
#include "../report/madeupreport.h"
#include "report/reportcsv.h"
#include "ui/report/pdfoutline.h"
#include "ui/report/reportfile.h"
#include "ui/report/reportpdf.h"

#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

class TestReportPdf : public QObject
{
    Q_OBJECT

    QTemporaryDir dir;

    static CostReport built(const ReportInput& input)
    {
        auto report = buildCostReport(input);
        if (!report)
            qFatal("%s", qPrintable(report.error().text()));
        return std::move(report).value();
    }
    QString written(const QString& name, const QByteArray& bytes) const
    {
        QFile file(dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(name));
        return file.fileName();
    }
    QString printed(const ReportInput& input, const QString& name = u"report.pdf"_s, const ReportPrint& print = {})
    {
        const auto pdf = reportPdf(built(input), print);
        if (!pdf)
            qFatal("%s", qPrintable(pdf.error().text()));
        return written(name, *pdf);
    }
    static QByteArray run(const QString& tool, const QStringList& arguments)
    {
        QProcess process;
        process.start(tool, arguments);
        process.waitForFinished(60'000);
        return process.readAllStandardOutput() + process.readAllStandardError();
    }
    static QString textOf(const QString& file)
    {
        return QString::fromUtf8(run(u"pdftotext"_s, {u"-layout"_s, file, u"-"_s}));
    }
    static QByteArray withoutStamps(QByteArray pdf)
    {
        QString text = QString::fromLatin1(pdf);
        text.remove(QRegularExpression(u"/CreationDate \\([^)]*\\)"_s));
        text.remove(QRegularExpression(u"/ID \\[[^\\]]*\\]"_s));
        text.remove(QRegularExpression(u"<xmp(MM)?:[A-Za-z]+Date?>[^<]*</xmp(MM)?:[A-Za-z]+Date?>"_s));
        text.remove(QRegularExpression(u"(uuid:)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"_s));
        text.remove(QRegularExpression(u"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-Z][0-9:]*"_s));
        return text.toLatin1();
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable(u"pdftotext"_s).isEmpty())
            QSKIP("no pdftotext here");
    }

    void aPdfHasTextFontsPagesAndTitle()
    {
        const QString file = printed(madeUpReport());
        const QString text = textOf(file);
        for (const QString& part : {u"Cache cost report"_s, u"rag-cache"_s, u"Page 1 of "_s, u"What is asked of you"_s,
                                    u"Formulas"_s, u"Times without data"_s, u"not measured"_s, u"Confirm"_s})
            QVERIFY2(text.contains(part), qPrintable(part + u"\n"_s + text));
        const QByteArray info = run(u"pdfinfo"_s, {file});
        QVERIFY2(info.contains("A4"), info.constData());
        QVERIFY2(info.contains("Cache cost report"), info.constData());
        const QByteArray fonts = run(u"pdffonts"_s, {file});
        QVERIFY(fonts.count('\n') > 2);
        for (const QByteArray& line : fonts.split('\n').mid(2)) {
            if (!line.isEmpty())
                QVERIFY2(line.contains(" yes "), line.constData()); // embedded
        }
    }

    /// What PDF/A-1b asks for and can be seen without a validator (ISO 19005-1).
    void thePdfSaysAndIsWhatPdfA1bAsksFor()
    {
        const auto pdf = reportPdf(built(madeUpReport()), {});
        QVERIFY(pdf.ok());
        QVERIFY(pdf->startsWith("%PDF-1.4\n%"));
        for (int i = 10; i < 14; ++i)
            QVERIFY(static_cast<unsigned char>(pdf->at(i)) > 127); // 6.1.2: it is binary
        for (const char* part : {"pdfaid:part=\"1\"", "pdfaid:conformance=\"B\"", "/S/GTS_PDFA1", "/DestOutputProfile",
                                 "/Type /Metadata /Subtype /XML", "xmp:CreatorTool=\"CacheLedger\"", "/Lang (en)"})
            QVERIFY2(pdf->contains(part), part);
        for (const char* part : {"/Encrypt", "/JavaScript", "/LZWDecode", "/EmbeddedFile", "/Launch", "/Transparency"})
            QVERIFY2(!pdf->contains(part), part);
        const QString text = QString::fromLatin1(*pdf);
        QVERIFY(text.contains(QRegularExpression(u"<dc:title>[^/]*Cache cost report"_s)));
        for (const QRegularExpressionMatch& match :
             QRegularExpression(u"/(ca|CA|SMask)\\s*([^/\\s>]+|/\\w+)"_s).globalMatch(text)) {
            const QString value = match.captured(2); // 6.4: nothing shines through
            QVERIFY2(value == u"1.0"_s || value == u"1"_s || value == u"/None"_s, qPrintable(match.captured()));
        }
        // Each update of the file has its trailer with the same id.
        QCOMPARE(pdf->count("trailer"), pdf->count("/ID ["));
        // 6.3.4, 6.3.5: every font is embedded, and a subset of one says which glyphs it has.
        QVERIFY(pdf->count("/Type /FontDescriptor") > 0);
        QCOMPARE(pdf->count("/FontFile2 "), pdf->count("/Type /FontDescriptor"));
        QCOMPARE(pdf->count("/CIDSet "), pdf->count("/FontFile2 "));
        // The newest catalogue, which brings the outline, keeps what the first one had.
        const QByteArray catalog = pdf->mid(pdf->lastIndexOf("/Type /Catalog"));
        QVERIFY(catalog.contains("/Metadata ") && catalog.contains("/OutputIntents ["));
    }

    /// 6.7.3: the document's information is the same as its metadata.
    void theInformationOfThePdfIsThatOfItsMetadata()
    {
        const QString text = QString::fromLatin1(*reportPdf(built(madeUpReport()), {}));
        const auto captured = [&text](const QString& pattern) {
            const auto match = QRegularExpression(pattern).match(text);
            return match.hasMatch() ? match.captured(1) : QString();
        };
        const QString date = captured(u"/CreationDate \\(D:(\\d{14})"_s);
        QString metadata = captured(u"xmp:CreateDate=\"(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)"_s);
        QCOMPARE(date.size(), 14);
        QCOMPARE(metadata.remove(QRegularExpression(u"[^0-9]"_s)), date);
        const QByteArray info = run(u"pdfinfo"_s, {printed(madeUpReport())});
        QVERIFY2(info.contains("Creator:         CacheLedger"), info.constData());
        QVERIFY(info.contains("Producer:        " + captured(u"pdf:Producer=\"([^\"]+)\""_s).toLatin1() + '\n'));
        QVERIFY(info.contains("Title:           Cache cost report"));
    }

    void totalsAreTheSameInPdfCsvAndHtml_data()
    {
        QTest::addColumn<QString>("currency");
        QTest::addColumn<QString>("locale");
        QTest::newRow("dollars in English") << u"USD"_s << u"en_US"_s;
        QTest::newRow("rupees in Hindi") << u"INR"_s << u"hi_IN"_s;
        QTest::newRow("euros in German") << u"EUR"_s << u"de_DE"_s;
        QTest::newRow("yen in English") << u"JPY"_s << u"en_US"_s;
    }
    void totalsAreTheSameInPdfCsvAndHtml()
    {
        QFETCH(QString, currency);
        QFETCH(QString, locale);
        ReportInput input = madeUpReport(*Currency::fromCode(currency));
        input.locale = QLocale(locale);
        const CostReport report = built(input);
        QString text = textOf(printed(input));
        text.replace(u'\u00a0', u' ').replace(u'\u202f', u' ');
        const QString csv = QString::fromUtf8(reportCsv(report));
        const QString html = QString::fromUtf8(*reportBytes(report, [] {
            ReportOrder order;
            order.form = ReportForm::Html;
            return order;
        }()));
        int amounts = 0;
        for (const auto& [section, figure] : figuresOf(report)) {
            if (figure.value.unit != currency || section == u"economics"_s)
                continue;
            QString shown = figure.value.text;
            QVERIFY2(html.contains(shown.toHtmlEscaped()), qPrintable(shown));
            shown.replace(u'\u00a0', u' ').replace(u'\u202f', u' ');
            QVERIFY2(text.contains(shown), qPrintable(figure.id + u' ' + shown + u'\n' + text));
            QVERIFY2(csv.contains(u',' + figure.value.raw + u',' + currency + u','), qPrintable(figure.value.raw));
            ++amounts;
        }
        QVERIFY(amounts > 90);
    }

    void letterIsLetter()
    {
        const QString file = printed(madeUpReport(), u"letter.pdf"_s, {ReportPaper::Letter, {}});
        QVERIFY(run(u"pdfinfo"_s, {file}).contains("letter"));
    }

    void theSameInputsGiveTheSameFile()
    {
        const CostReport report = built(madeUpReport());
        const auto first = reportPdf(report, {});
        QTest::qWait(1100); // into another second of the time stamp
        const auto second = reportPdf(report, {});
        QVERIFY(*first != *second); // or the test would see nothing
        QCOMPARE(withoutStamps(*first), withoutStamps(*second));
    }

    void theOutlineLeadsToTheChapters()
    {
        const auto pdf = reportPdf(built(madeUpReport()), {});
        QVERIFY(pdf->contains("/Type /Outlines"));
        QVERIFY(pdf->contains("/PageMode /UseOutlines"));
        const QString file = written(u"outline.pdf"_s, *pdf);
        const QByteArray told = run(u"pdfinfo"_s, {u"-struct-text"_s, file});
        QVERIFY2(!told.contains("Error") && !told.contains("Warning"), told.constData());
        const QByteArray other("%PDF-1.4\nnothing that we know");
        QCOMPARE(withOutline(other, {{u"A"_s, 0}}, u"en"_s), other);
        QCOMPARE(withOutline(*pdf, {{u"A"_s, 99}}, u"en"_s), *pdf); // no such page
    }

    void demoDataIsMarkedOnEveryPage()
    {
        ReportInput input = madeUpReport();
        QVERIFY(!QString::fromUtf8(run(u"pdftotext"_s, {u"-raw"_s, printed(input), u"-"_s})).contains(u"E\nM\nO\n"_s));
        input.isDemo = true;
        const QString file = printed(input, u"demo.pdf"_s);
        const QString raw = QString::fromUtf8(run(u"pdftotext"_s, {u"-raw"_s, file, u"-"_s}));
        for (const QString& page : raw.split(u'\f', Qt::SkipEmptyParts))
            QVERIFY2(page.contains(u"E\nM\nO\n"_s), qPrintable(page)); // each letter is rotated
        QVERIFY(reportBytes(built(input),
                            [] {
                                ReportOrder order;
                                order.form = ReportForm::Html;
                                return order;
                            }())
                    ->contains("DEMO DATA"));
    }

    void rowsAreNotCutAndLongNamesGiveWay()
    {
        ReportInput input = madeUpReport();
        input.ledger.total.stages[0].name = QString(400, u'x');
        for (int i = 0; i < 300; ++i)
            input.ledger.assumptions.push_back({u"B%1"_s.arg(i), u"first%1 and more words of it last%1"_s.arg(i),
                                                u"1"_s, u"USD"_s, u"entered"_s, Confidence::Assumed, input.nowMs});
        const QString raw = QString::fromUtf8(run(u"pdftotext"_s, {u"-raw"_s, printed(input), u"-"_s}));
        const QStringList pages = raw.split(u'\f', Qt::SkipEmptyParts);
        QVERIFY(pages.size() > 8);
        for (int i = 0; i < 300; ++i) { // begin and end of a row stand on one page
            for (const QString& page : pages)
                QCOMPARE(page.contains(QRegularExpression(u"first%1\\b"_s.arg(i))),
                         page.contains(QRegularExpression(u"last%1\\b"_s.arg(i))));
        }
        QVERIFY(!raw.contains(QString(200, u'x')));
        QVERIFY(raw.contains(u"xxx…"_s));
    }

    void aLogoIsPrintedAndABadOneIsNamed()
    {
        QImage picture(300, 90, QImage::Format_ARGB32);
        picture.fill(Qt::transparent);
        ReportOrder order;
        order.logoFile = dir.filePath(u"logo.png"_s);
        QVERIFY(picture.save(order.logoFile));
        const CostReport report = built(madeUpReport());
        const auto pdf = reportBytes(report, order);
        QVERIFY(pdf.ok());
        const QByteArray images = run(u"pdfimages"_s, {u"-list"_s, written(u"logo.pdf"_s, *pdf)});
        QVERIFY2(images.contains("300") && !images.contains("smask"), images.constData());
        order.logoFile = dir.filePath(u"none.png"_s);
        QCOMPARE(reportBytes(report, order).error().code, ErrorCode::Io);
        order.logoFile = written(u"text.png"_s, "no picture");
        QCOMPARE(reportBytes(report, order).error().code, ErrorCode::InvalidArgument);
        QVERIFY(reportBytes(report, order).error().text().contains(u"text.png"_s));
    }

    void thePreviewShowsTheFirstPage()
    {
        const QImage image = reportPreview(built(madeUpReport()), {}, 400);
        QCOMPARE(image.width(), 400);
        QVERIFY(image.height() > 540 && image.height() < 580);
        QSet<QRgb> colors;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                colors.insert(image.pixel(x, y));
        QVERIFY(colors.size() > 20);
    }

    void htmlStandsAloneAndIsEscaped()
    {
        ReportInput input = madeUpReport();
        input.title = u"<script>alert(1)</script>"_s;
        ReportOrder order;
        order.form = ReportForm::Html;
        const QByteArray html = *reportBytes(built(input), order);
        QVERIFY(!html.contains("<script"));
        QVERIFY(html.contains("&lt;script&gt;"));
        QVERIFY(!html.contains("src=\"http") && !html.contains("<link"));
        QCOMPARE(html.count("<svg"), html.count("</svg>"));
        QCOMPARE(html.count("<svg"), 6);
        QVERIFY(html.contains("id=\"net\""));
    }
};

QTEST_MAIN(TestReportPdf)
#include "tst_reportpdf.moc"
