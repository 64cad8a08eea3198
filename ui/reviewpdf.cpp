// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/reviewpdf.h"

#include "ui/charts/chartexport.h"
#include "ui/charts/evidencechart.h"
#include "ui/report/printing.h"

#include <QtCore/QBuffer>
#include <QtCore/QCoreApplication>
#include <QtGui/QAbstractTextDocumentLayout>
#include <QtGui/QFont>
#include <QtGui/QPainter>
#include <QtGui/QPdfWriter>
#include <QtGui/QTextBlock>
#include <QtGui/QTextDocument>
#include <QtGui/QTextTable>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double footerHeight = 28;
constexpr double printedChartHeight = 150;
constexpr int bodyPixels = 12;

QString pdfText(const char* text)
{
    return QCoreApplication::translate("ReviewPdf", text);
}

void styleTable(QTextTable* table, const ThemeColors& colors)
{
    QTextTableFormat format = table->format();
    format.setBorder(0.5);
    format.setBorderBrush(colors.line);
    format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setBorderCollapse(true);
    format.setCellPadding(4);
    format.setHeaderRowCount(1);
    format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
    table->setFormat(format);
}

/// The review's text, laid out for pages of `size`.
void fillDocument(QTextDocument& document, const QString& markdown, const QSizeF& size, const ThemeColors& colors)
{
    document.setDefaultFont(printing::font(bodyPixels));
    document.setMarkdown(markdown, QTextDocument::MarkdownDialectGitHub);
    QTextCursor cursor(&document);
    cursor.select(QTextCursor::Document);
    QTextCharFormat ink;
    ink.setForeground(colors.text);
    cursor.mergeCharFormat(ink);
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        QTextBlockFormat format = block.blockFormat();
        const bool isHeading = format.headingLevel() > 0;
        if (!isHeading && (block.textList() || QTextCursor(block).currentTable()))
            continue;
        format.setTopMargin(isHeading ? 14 : 0);
        format.setBottomMargin(isHeading ? 5 : 7);
        QTextCursor(block).setBlockFormat(format);
    }
    for (QTextFrame* frame : document.rootFrame()->childFrames()) {
        if (auto* table = qobject_cast<QTextTable*>(frame))
            styleTable(table, colors);
    }
    document.setDocumentMargin(0);
    document.setPageSize(size);
}

/// What would be torn by a page's end goes to the next page: a paragraph or step of a few lines, and headings with the
/// begin of what they head. Rows of tables break where they will.
void keepTogether(QTextDocument& document, double pageHeight)
{
    const auto rectOf = [&](const QTextBlock& block) { return document.documentLayout()->blockBoundingRect(block); };
    const auto pageOf = [&](double y) { return static_cast<int>(y / pageHeight); };
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        QTextBlock last = block;
        while (last.blockFormat().headingLevel() > 0 && last.next().isValid())
            last = last.next();
        const bool isTorn = pageOf(rectOf(last).bottom() - 1) > pageOf(rectOf(block).top() + 1);
        if (!isTorn || QTextCursor(block).currentTable() || rectOf(last).height() > pageHeight / 3)
            continue;
        QTextBlockFormat format = block.blockFormat();
        format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
        QTextCursor(block).setBlockFormat(format);
        document.setPageSize(document.pageSize()); // laid out anew as a whole: else what follows keeps its old place
    }
}

class ReviewPrinter
{
public:
    ReviewPrinter(QPdfWriter& writer, const ReviewInput& input)
        : m_writer(writer),
          m_input(input),
          m_colors(Theme::colorsFor(false)),
          m_painter(&writer),
          m_body(0, 0, writer.width(), writer.height() - footerHeight)
    {
    }

    bool print()
    {
        if (!m_painter.isActive())
            return false;
        QTextDocument document;
        document.documentLayout()->setPaintDevice(&m_writer);
        fillDocument(document, reviewMarkdown(m_input), m_body.size(), m_colors);
        keepTogether(document, m_body.height());
        m_pages = document.pageCount() + chartPages();
        for (int page = 0; page < document.pageCount(); ++page) {
            beginPage();
            m_painter.save();
            m_painter.translate(0, -page * m_body.height());
            const QRectF part(0, page * m_body.height(), m_body.width(), m_body.height());
            m_painter.setClipRect(part);
            QAbstractTextDocumentLayout::PaintContext context;
            // A line that only touches the border is the neighbouring page's: clipped away, but in the text layer.
            context.clip = part.adjusted(0, 1, 0, -1);
            context.palette.setColor(QPalette::Text, m_colors.text);
            document.documentLayout()->draw(&m_painter, context);
            m_painter.restore();
        }
        printCharts();
        return m_painter.end();
    }

private:
    int chartsAPage() const { return static_cast<int>((m_body.height() - headingHeight) / printedChartHeight); }
    int chartPages() const
    {
        int pages = 0;
        for (const auto& [item, charts] : m_input.charts) {
            const auto count = static_cast<int>(chartsWithValues(charts).size());
            pages += (count + chartsAPage() - 1) / chartsAPage();
        }
        return pages;
    }
    void printCharts()
    {
        for (const auto& [item, charts] : m_input.charts) {
            int place = 0;
            for (const std::size_t series : chartsWithValues(charts)) {
                if (place % chartsAPage() == 0) {
                    beginPage();
                    m_painter.setFont(printing::font(bodyPixels + 4));
                    m_painter.setPen(m_colors.text);
                    m_painter.drawText(QRectF(0, 0, m_body.width(), headingHeight), Qt::AlignLeft | Qt::AlignTop,
                                       pdfText("Charts of %1; the dashed line is the opening").arg(item.address));
                }
                const QRectF rect(0, headingHeight + (place++ % chartsAPage()) * printedChartHeight, m_body.width(),
                                  printedChartHeight - 8);
                paintEvidenceChart(m_painter, rect, charts, series, m_input.incident.openedMs, m_input.zone, m_colors,
                                   printing::font(bodyPixels - 2));
            }
        }
    }
    void beginPage()
    {
        if (m_page++ > 0)
            m_writer.newPage();
        m_painter.setFont(printing::font(bodyPixels - 2));
        m_painter.setPen(m_colors.dimText);
        const QRectF footer(0, m_body.bottom(), m_body.width(), footerHeight);
        m_painter.drawText(footer, Qt::AlignLeft | Qt::AlignBottom,
                           pdfText("Incident %1, %2").arg(m_input.incident.id, m_input.incident.cacheName));
        m_painter.drawText(footer, Qt::AlignRight | Qt::AlignBottom, pdfText("Page %1 of %2").arg(m_page).arg(m_pages));
    }

    static constexpr double headingHeight = 32;
    QPdfWriter& m_writer;
    const ReviewInput& m_input;
    const ThemeColors& m_colors;
    QPainter m_painter;
    QRectF m_body;
    int m_page = 0;
    int m_pages = 0;
};

} // namespace

Result<void> saveReviewPdf(const QString& file, const ReviewInput& input)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        printing::setUp(writer, QPageSize::A4, pdfText("Incident %1: %2").arg(input.incident.id, input.incident.title));
        if (!ReviewPrinter(writer, input).print())
            return Error{ErrorCode::Io, pdfText("The review could not be drawn."), {}};
    }
    return chartexport::saveBytes(file, buffer.data());
}

Result<void> saveReview(const QString& file, const ReviewInput& input)
{
    if (file.endsWith(u".pdf"_s, Qt::CaseInsensitive))
        return saveReviewPdf(file, input);
    if (file.endsWith(u".md"_s, Qt::CaseInsensitive))
        return chartexport::saveText(file, reviewMarkdown(input));
    return Error{ErrorCode::InvalidArgument, pdfText("A review is saved as .md or .pdf, not as %1.").arg(file),
                 pdfText("Choose a name that ends so.")};
}

} // namespace cacheledger
