// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/reporthtml.h"

#include "ui/charts/chartexport.h"
#include "ui/report/reportchart.h"
#include "ui/theme.h"

#include <QtCore/QBuffer>
#include <QtCore/QCoreApplication>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int htmlChartWidth = 680;

static QString styleSheetOf(const ThemeColors& colors)
{
    return u"body{font:15px/1.45 'DejaVu Sans',system-ui,sans-serif;color:%1;max-width:720px;margin:24px auto;"
           "padding:0 16px}h1{font-size:26px;margin:0}h2{font-size:20px;margin:36px 0 8px}h3{font-size:15px;"
           "margin:20px 0 6px}header{border-bottom:2px solid %2;padding-bottom:8px;overflow:auto}header "
           "img{float:right;"
           "max-height:56px;max-width:200px}.dim{color:%3;font-size:13px}.finding{font-size:18px;font-weight:bold;"
           "border-left:4px solid %2;padding-left:12px}.warning{border-left:4px solid %4;padding-left:12px}"
           ".figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(210px,1fr));gap:10px}"
           ".figure{border:1px solid %5;border-radius:6px;padding:8px 12px}.figure b{display:block;font-size:22px}"
           "table{border-collapse:collapse;width:100%;font-size:13px}th,td{padding:5px 8px 5px 0;text-align:left;"
           "vertical-align:top;border-bottom:1px solid %5;overflow-wrap:anywhere}th{color:%3;vertical-align:bottom}"
           ".n{text-align:right;white-space:nowrap}tr.total{font-weight:bold}svg{max-width:100%;height:auto}"
           ".demo{background:%6;padding:6px 12px;font-weight:bold}@media print{tr,.figure,svg{break-inside:avoid}}"_s
               .arg(colors.text.name(), colors.accent.name(), colors.dimText.name(), colors.warning.name(),
                    colors.line.name(), colors.sidebar.name());
}

class ReportHtmlWriter
{
public:
    explicit ReportHtmlWriter(const CostReport& report) : m_report(report), m_colors(Theme::colorsFor(false)) {}

    QByteArray write(const QImage& logo)
    {
        m_html =
            u"<!DOCTYPE html>\n<html lang=\"%1\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
            "content=\"width=device-width\">\n<meta name=\"generator\" content=\"CacheLedger\">\n<title>%2</title>\n"
            "<style>%3</style>\n</head>\n<body>\n<header>\n"_s.arg(escaped(m_report.language), escaped(m_report.title),
                                                                   styleSheetOf(m_colors));
        if (!logo.isNull())
            m_html += u"<img alt=\"\" src=\"data:image/png;base64,%1\">\n"_s.arg(pngOf(logo));
        m_html += u"<h1>%1</h1>\n<div class=\"dim\">%2</div>\n</header>\n"_s.arg(escaped(m_report.title),
                                                                                 escaped(m_report.subtitle));
        if (m_report.isDemo)
            m_html +=
                u"<p class=\"demo\">%1</p>\n"_s.arg(escaped(QCoreApplication::translate("ReportPdf", "DEMO DATA")));
        for (const ReportSection& section : m_report.sections) {
            m_html += u"<section id=\"%1\">\n<h2>%2</h2>\n"_s.arg(section.id, escaped(section.title));
            for (const ReportBlock& block : section.blocks)
                std::visit([this](const auto& each) { add(each); }, block);
            m_html += u"</section>\n"_s;
        }
        m_html += u"<footer class=\"dim\"><p>%1</p></footer>\n</body>\n</html>\n"_s.arg(escaped(
            QCoreApplication::translate("ReportPdf", "%1, made %2").arg(m_report.subtitle, m_report.generated)));
        return m_html.toUtf8();
    }

private:
    static QString escaped(const QString& text) { return text.toHtmlEscaped(); }
    static QString pngOf(const QImage& image)
    {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        image.save(&buffer, "PNG");
        return QString::fromLatin1(buffer.data().toBase64());
    }
    void heading(const QString& text)
    {
        if (!text.isEmpty())
            m_html += u"<h3>%1</h3>\n"_s.arg(escaped(text));
    }
    void add(const ReportParagraph& paragraph)
    {
        const QString kind = paragraph.isFinding   ? u" class=\"finding\""_s
                             : paragraph.isWarning ? u" class=\"warning\""_s
                                                   : QString();
        m_html += u"<p%1>%2</p>\n"_s.arg(kind, escaped(paragraph.text));
    }
    void add(const ReportFigures& block)
    {
        m_html += u"<div class=\"figures\">\n"_s;
        for (const ReportFigure& figure : block.figures) {
            m_html += u"<div class=\"figure\" id=\"%1\"><span class=\"dim\">%2</span><b>%3</b>"_s.arg(
                escaped(figure.id), escaped(figure.label + formulaMark(m_report, figure.formula)),
                escaped(figure.value.text));
            if (figure.value.isKnown())
                m_html += u"<span>%1</span> "_s.arg(escaped(confidenceText(figure.confidence)));
            m_html += u"<span class=\"dim\">%1</span></div>\n"_s.arg(escaped(figure.note));
        }
        m_html += u"</div>\n"_s;
    }
    void add(const ReportList& list)
    {
        if (list.items.isEmpty())
            return;
        heading(list.title);
        m_html += u"<ul>\n"_s;
        for (const QString& item : list.items)
            m_html += u"<li>%1</li>\n"_s.arg(escaped(item));
        m_html += u"</ul>\n"_s;
    }
    void add(const ReportTable& table)
    {
        heading(table.title);
        if (table.rows.empty()) {
            m_html += u"<p class=\"dim\">%1</p>\n"_s.arg(escaped(table.empty));
            return;
        }
        m_html += u"<table>\n<thead><tr>"_s;
        for (const ReportColumn& column : table.columns)
            m_html += u"<th%1>%2</th>"_s.arg(column.isNumeric ? u" class=\"n\""_s : QString(),
                                             escaped(column.title + formulaMark(m_report, column.formula)));
        m_html += u"</tr></thead>\n<tbody>\n"_s;
        for (const ReportRow& row : table.rows) {
            m_html += row.isTotal ? u"<tr class=\"total\">"_s : u"<tr>"_s;
            for (std::size_t i = 0; i < row.cells.size(); ++i)
                m_html += u"<td%1>%2</td>"_s.arg(table.columns[i].isNumeric ? u" class=\"n\""_s : QString(),
                                                 escaped(row.cells[i].value.text));
            m_html += u"</tr>\n"_s;
        }
        m_html += u"</tbody>\n</table>\n"_s;
    }
    void add(const ReportChart& chart)
    {
        heading(chart.title + formulaMark(m_report, chart.formula));
        if (chart.points.empty()) {
            m_html += u"<p class=\"dim\">%1</p>\n"_s.arg(escaped(chart.empty));
            return;
        }
        const QSize size(htmlChartWidth, qRound(reportChartHeight(chart)));
        const QString svg = QString::fromUtf8(chartexport::svg(size, chart.title, [&](QPainter& painter) {
            paintReportChart(painter, QRectF(QPointF(0, 0), size), chart, m_colors);
        }));
        m_html += u"<figure role=\"img\" aria-label=\"%1\" style=\"margin:0\">\n"_s.arg(escaped(chart.summary));
        m_html += svg.mid(svg.indexOf("<svg"_L1)) + u"</figure>\n"_s; // without what introduces a file of its own
    }

    const CostReport& m_report;
    const ThemeColors& m_colors;
    QString m_html;
};

QByteArray reportHtml(const CostReport& report, const QImage& logo)
{
    return ReportHtmlWriter(report).write(logo);
}

} // namespace cacheledger
