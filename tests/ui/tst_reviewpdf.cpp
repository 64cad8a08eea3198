// SPDX-License-Identifier: GPL-3.0-or-later
#include "../incidents/incidentfixture.h"
#include "incidents/evidencefile.h"
#include "support/fakeincidents.h"
#include "ui/reviewexport.h"
#include "ui/reviewpdf.h"

#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <cmath>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

class TestReviewPdf : public QObject
{
    Q_OBJECT

    QTemporaryDir dir;

    static EvidenceCharts curves()
    {
        EvidenceCharts charts;
        for (const char* metric : {"hit_ratio", "used_memory", "commands_per_second", "connected_clients", "probe.p95",
                                   "evictions_per_second", "keys"})
            charts.series.push_back({metric, {}});
        for (int i = 0; i < 360; ++i) {
            charts.times.push_back(incidentStartMs - 1'800'000 + i * 6000);
            charts.breakBefore.push_back(i == 200);
            for (std::size_t k = 0; k < charts.series.size(); ++k)
                charts.series[k].values.push_back(
                    k == 0 ? 0.9 - i * 0.001 : 1000.0 * static_cast<double>(k) * (1.5 + std::sin(i / 20.0)));
        }
        return charts;
    }
    static ReviewInput input()
    {
        ReviewInput input;
        input.incident = fullIncident();
        input.nowMs = incidentStartMs + 3'600'000;
        input.tables.push_back(
            {input.incident.evidence.front(), {{u"Took"_s, u"Command"_s}, {{u"1.2 s"_s, u"KEYS"_s}}, {true}}});
        EvidenceItem item{EvidenceKind::Charts, {}, u"10.0.0.7:6379"_s, incidentStartMs, u"5-charts.csv"_s, {}};
        input.charts.emplace_back(item, curves());
        return input;
    }
    QByteArray run(const QString& tool, const QStringList& arguments) const
    {
        QProcess process;
        process.start(tool, arguments);
        process.waitForFinished(30'000);
        return process.readAllStandardOutput();
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_GB"_s)); }

    void aPdfHasTextFontsAndPageNumbers()
    {
        if (QStandardPaths::findExecutable(u"pdftotext"_s).isEmpty())
            QSKIP("no pdftotext here");
        const QString file = dir.filePath(u"review.pdf"_s);
        const auto saved = saveReviewPdf(file, input());
        QVERIFY2(saved.ok(), saved.ok() ? "" : qPrintable(saved.error().text()));
        const QString text = QString::fromUtf8(run(u"pdftotext"_s, {u"-layout"_s, file, u"-"_s}));
        for (const QString& part : {u"Incident 2026-11-22-1: Memory exhaustion"_s, u"A deploy wrote without TTL."_s,
                                    u"Page 1 of "_s, u"Charts of 10.0.0.7:6379"_s, u"Hit ratio"_s})
            QVERIFY2(text.contains(part), qPrintable(part + u"\n"_s + text));
        const QByteArray info = run(u"pdfinfo"_s, {file});
        QVERIFY2(info.contains("A4"), info.constData());
        const QByteArray fonts = run(u"pdffonts"_s, {file});
        for (const QByteArray& line : fonts.split('\n').mid(2)) {
            if (!line.isEmpty())
                QVERIFY2(line.contains(" yes "), line.constData()); // embedded
        }
        QVERIFY(fonts.count('\n') > 2);
    }

    void noLineStandsOnTwoPages()
    {
        if (QStandardPaths::findExecutable(u"pdftotext"_s).isEmpty())
            QSKIP("no pdftotext here");
        for (int further = 0; further < 24; ++further) { // whatever comes to stand at a page's border
            ReviewInput longer = input();
            QString& cause = longer.incident.cause;
            for (int i = 0; i < further; ++i)
                cause += u"\n\nReason number %1 of many."_s.arg(i);
            QStringList headings;
            for (const QString& line : reviewMarkdown(longer).split(u'\n'))
                if (line.startsWith(u"## "_s))
                    headings << line.mid(3).trimmed();
            const QString file = dir.filePath(u"borders.pdf"_s);
            QVERIFY(saveReviewPdf(file, longer).ok());
            const QStringList lines = QString::fromUtf8(run(u"pdftotext"_s, {file, u"-"_s})).split(u'\n');
            QVERIFY(headings.size() > 4);
            for (const QString& heading : headings)
                QVERIFY2(lines.count(heading) == 1,
                         qPrintable(u"%1 more lines, %2: %3"_s.arg(further).arg(heading).arg(lines.count(heading))));
        }
    }

    void noPageEndsWithAHeadingAndNothingIsLost()
    {
        if (QStandardPaths::findExecutable(u"pdftotext"_s).isEmpty())
            QSKIP("no pdftotext here");
        for (int further = 30; further < 54; ++further) { // whatever comes to stand at a page's border
            ReviewInput longer = input();
            for (int i = 0; i < further; ++i)
                longer.incident.followUps.push_back({u"Duty %1 of many."_s.arg(i), u"Asha"_s, false});
            QStringList headings;
            for (const QString& line : reviewMarkdown(longer).split(u'\n'))
                if (line.startsWith(u"##"_s))
                    headings << line.section(u' ', 1).trimmed();
            const QString file = dir.filePath(u"ends.pdf"_s);
            QVERIFY(saveReviewPdf(file, longer).ok());
            const QString text = QString::fromUtf8(run(u"pdftotext"_s, {u"-layout"_s, file, u"-"_s}));
            QCOMPARE(text.count(u"of many."_s), further);
            QVERIFY(text.contains(u"KEYS"_s)); // of the last table
            for (const QString& page : text.split(u'\f', Qt::SkipEmptyParts)) {
                QStringList lines = page.split(u'\n');
                lines.removeIf(
                    [](const QString& line) { return line.trimmed().isEmpty() || line.contains(u"Page "_s); });
                QVERIFY2(lines.isEmpty() || !headings.contains(lines.last().trimmed()), qPrintable(page));
            }
        }
    }

    void markdownGoesByTheName()
    {
        const QString file = dir.filePath(u"review.md"_s);
        QVERIFY(saveReview(file, input()).ok());
        QFile read(file);
        QVERIFY(read.open(QIODevice::ReadOnly));
        QVERIFY(read.readAll().startsWith("# Incident 2026-11-22-1"));
        QCOMPARE(saveReview(dir.filePath(u"review.doc"_s), input()).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(saveReview(dir.filePath(u"none/review.pdf"_s), input()).error().code, ErrorCode::Io);
    }

    void anExportGathersItsEvidence()
    {
        FakeIncidents incidents;
        incidents.put(fullIncident());
        incidents.files[u"2-slow-log.csv"_s] =
            evidencefile::toCsv(EvidenceTable{{u"Command"_s}, {{u"KEYS"_s}}, {true}});
        for (const bool isThere : {true, false}) {
            if (!isThere)
                incidents.files.clear();
            ReviewExport exporter(&incidents, incidentStartMs, QTimeZone::utc());
            std::optional<Result<void>> saved;
            connect(&exporter, &ReviewExport::finished, this, [&saved](const Result<void>& result) { saved = result; });
            const QString file = dir.filePath(u"exported.md"_s);
            exporter.start(u"2026-11-22-1"_s, file);
            QTRY_VERIFY(saved);
            QVERIFY(saved->ok());
            QFile read(file);
            QVERIFY(read.open(QIODevice::ReadOnly));
            const QByteArray text = read.readAll();
            QCOMPARE(text.contains("| **KEYS** |"), isThere);
            QCOMPARE(text.contains("Slow commands, 10.0.0.7:6379:** \\[not available"), !isThere);
        }
    }

    void anUnknownIncidentIsSaid()
    {
        FakeIncidents incidents;
        ReviewExport exporter(&incidents, 0, QTimeZone::utc());
        std::optional<Result<void>> saved;
        connect(&exporter, &ReviewExport::finished, this, [&saved](const Result<void>& result) { saved = result; });
        exporter.start(u"2026-11-22-1"_s, dir.filePath(u"x.md"_s));
        QTRY_VERIFY(saved);
        QVERIFY(!saved->ok());
    }
};

QTEST_MAIN(TestReviewPdf)
#include "tst_reviewpdf.moc"
