// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/reportcsv.h"

#include "metrics/format.h"

namespace cacheledger
{

using namespace Qt::StringLiterals;

/// Names come from users: one that begins like a formula would be run by a spreadsheet.
static QString csvField(QString text)
{
    if (!text.isEmpty() && u"=+-@\t\r"_s.contains(text.front())) {
        bool isNumber = false;
        text.toDouble(&isNumber);
        if (!isNumber)
            text.prepend(u'\'');
    }
    if (text.contains(u'"') || text.contains(u',') || text.contains(u'\n') || text.contains(u'\r'))
        return u'"' + text.replace(u'"', u"\"\""_s) + u'"';
    return text;
}

static void addCsvRow(QByteArray& csv, const QStringList& fields)
{
    QStringList quoted;
    for (const QString& field : fields)
        quoted << csvField(field);
    csv += quoted.join(u',').toUtf8() + "\r\n";
}

/// The appendix's tables are of texts; each of their rows says all that it has.
static void addTextRows(QByteArray& csv, const ReportSection& section, const ReportTable& table)
{
    int number = 0;
    for (const ReportRow& row : table.rows) {
        QStringList texts;
        for (const ReportCell& cell : row.cells) {
            if (!cell.figure.isEmpty())
                return;                                                         // its figures are listed already
            texts << (cell.value.isKnown() ? cell.value.raw : cell.value.text); // no reader has to know the locale
        }
        addCsvRow(csv, {section.id, u"%1.%2"_s.arg(table.id).arg(++number), texts.join(u" | "_s), {}, {}, {}, {}});
    }
}

QByteArray reportCsv(const CostReport& report)
{
    QByteArray csv = "section,id,label,value,unit,confidence,formula\r\n";
    addCsvRow(csv, {u"report"_s, u"title"_s, report.title, {}, {}, {}, {}});
    addCsvRow(csv, {u"report"_s, u"cache"_s, report.cacheName, {}, {}, {}, {}});
    addCsvRow(csv, {u"report"_s, u"from"_s, {}, format::isoUtc(report.fromMs), u"time"_s, {}, {}});
    addCsvRow(csv, {u"report"_s, u"to"_s, {}, format::isoUtc(report.toMs), u"time"_s, {}, {}});
    addCsvRow(csv, {u"report"_s, u"generated"_s, {}, format::isoUtc(report.generatedMs), u"time"_s, {}, {}});
    addCsvRow(csv, {u"report"_s, u"demo"_s, {}, report.isDemo ? u"1"_s : u"0"_s, {}, {}, {}});
    for (const auto& [section, figure] : figuresOf(report))
        addCsvRow(csv, {section, figure.id, figure.label, figure.value.raw, figure.value.unit,
                        figure.value.isKnown() ? confidenceName(figure.confidence) : QString(), figure.formula});
    for (const ReportSection& section : report.sections) {
        if (section.id != "appendix"_L1)
            continue;
        for (const ReportBlock& block : section.blocks) {
            if (const auto* table = std::get_if<ReportTable>(&block))
                addTextRows(csv, section, *table);
        }
    }
    return csv;
}

} // namespace cacheledger
