// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/reportlayout.h"

#include "ui/report/printing.h"
#include "ui/report/reportchart.h"
#include "ui/theme.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr double printedFooterHeight = 30;
static constexpr int textPixels = 12, smallPixels = 10;
static constexpr double blockGap = 12;

ReportLayout::ReportLayout(const CostReport& report, const QSizeF& size, const QImage& logo, QPaintDevice* device)
    : m_report(report),
      m_colors(Theme::colorsFor(false)),
      m_size(size),
      m_device(device),
      m_bottom(size.height() - printedFooterHeight)
{
    addTitle(logo);
    for (const ReportSection& section : report.sections)
        addSection(section);
}

void ReportLayout::newPage()
{
    ++m_page;
    m_y = 0;
}

void ReportLayout::reserve(double height)
{
    if (height > room() && m_y > 0)
        newPage();
}

void ReportLayout::add(double height, Paint paint)
{
    reserve(height);
    m_items.push_back({m_page, QRectF(0, m_y, m_size.width(), height), std::move(paint)});
    m_y += height;
}

double ReportLayout::textHeight(const QString& text, const QFont& font, double width) const
{
    return printing::wrappedHeight(text, font, width, m_device);
}

void ReportLayout::addText(const QString& text, const QFont& font, const QColor& color, double indent)
{
    add(textHeight(text, font, m_size.width() - indent) + 2,
        [text, font, color, indent](QPainter& painter, const QRectF& rect) {
            printing::drawWrapped(painter, rect.adjusted(indent, 0, 0, 0), text, font, color);
        });
}

void ReportLayout::addTitle(const QImage& logo)
{
    constexpr double logoHeight = 44, logoWidth = 160;
    QSizeF shown;
    if (!logo.isNull())
        shown = QSizeF(logo.size()).scaled(logoWidth, logoHeight, Qt::KeepAspectRatio);
    const double width = m_size.width() - (logo.isNull() ? 0 : shown.width() + 16);
    const QFont titleFont = printing::font(22, true), subtitleFont = printing::font(textPixels);
    const double titleHeight = textHeight(m_report.title, titleFont, width);
    const double subtitleHeight = textHeight(m_report.subtitle, subtitleFont, width);
    add(std::max(titleHeight + subtitleHeight + 14, shown.height() + 10), [=, this](QPainter& painter,
                                                                                    const QRectF& rect) {
        if (!logo.isNull())
            painter.drawImage(QRectF(rect.right() - shown.width(), rect.top(), shown.width(), shown.height()), logo);
        printing::drawWrapped(painter, QRectF(rect.left(), rect.top(), width, titleHeight), m_report.title, titleFont,
                              m_colors.text);
        printing::drawWrapped(painter, QRectF(rect.left(), rect.top() + titleHeight + 3, width, subtitleHeight),
                              m_report.subtitle, subtitleFont, m_colors.dimText);
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 3, rect.width(), 2), m_colors.accent);
    });
    m_y += blockGap;
}

void ReportLayout::addSection(const ReportSection& section)
{
    // The first page is the decision alone, the appendix begins a page; others do unless there is room for something.
    const bool isFirst = m_chapters.empty();
    if (!isFirst && (m_chapters.size() == 1 || section.id == "appendix"_L1 || room() < m_size.height() * 0.36))
        newPage();
    if (!isFirst && m_y > 0)
        m_y += blockGap;
    m_chapters.push_back({section.title, m_page});
    if (!isFirst)
        addText(section.title, printing::font(17, true), m_colors.text);
    m_y += isFirst ? 0 : blockGap / 2;
    for (const ReportBlock& block : section.blocks) {
        std::visit([this](const auto& each) { addBlock(each); }, block);
        m_y += blockGap;
    }
}

void ReportLayout::addHeading(const QString& text)
{
    if (text.isEmpty())
        return;
    addText(text, printing::font(textPixels + 1, true), m_colors.text);
    m_y += 4;
}

void ReportLayout::addBlock(const ReportParagraph& paragraph)
{
    if (!paragraph.isFinding && !paragraph.isWarning) {
        addText(paragraph.text, printing::font(textPixels), m_colors.text);
        return;
    }
    constexpr double indent = 14;
    const QFont font = printing::font(paragraph.isFinding ? 15 : textPixels, paragraph.isFinding);
    const double height = textHeight(paragraph.text, font, m_size.width() - indent) + 10;
    add(height, [this, font, paragraph](QPainter& painter, const QRectF& rect) {
        painter.fillRect(QRectF(rect.left(), rect.top(), 4, rect.height()),
                         paragraph.isWarning ? m_colors.warning : m_colors.accent);
        printing::drawWrapped(painter, rect.adjusted(indent, 4, 0, 0), paragraph.text, font, m_colors.text);
    });
}

void ReportLayout::addBlock(const ReportFigures& block)
{
    constexpr int columns = 3;
    constexpr double gap = 10, height = 92;
    const double width = (m_size.width() - gap * (columns - 1)) / columns;
    for (std::size_t i = 0; i < block.figures.size(); i += columns) {
        const std::size_t end = std::min(i + columns, block.figures.size());
        const std::vector<ReportFigure> shown(block.figures.begin() + static_cast<std::ptrdiff_t>(i),
                                              block.figures.begin() + static_cast<std::ptrdiff_t>(end));
        add(height, [=, this](QPainter& painter, const QRectF& rect) {
            for (std::size_t k = 0; k < shown.size(); ++k)
                paintFigure(painter,
                            QRectF(rect.left() + static_cast<double>(k) * (width + gap), rect.top(), width, height),
                            shown[k]);
        });
        m_y += i + columns < block.figures.size() ? gap : 0;
    }
}

void ReportLayout::addBlock(const ReportList& list)
{
    if (list.items.isEmpty())
        return;
    reserve(60); // the heading does not stand alone at the end of a page
    addHeading(list.title);
    for (const QString& item : list.items) {
        const QFont font = printing::font(textPixels);
        constexpr double indent = 16;
        add(textHeight(item, font, m_size.width() - indent) + 5, [=, this](QPainter& painter, const QRectF& rect) {
            painter.setFont(font);
            painter.setPen(m_colors.text);
            painter.drawText(rect, Qt::AlignLeft | Qt::AlignTop, u"\u2022"_s);
            printing::drawWrapped(painter, rect.adjusted(indent, 0, 0, 0), item, font, m_colors.text);
        });
    }
}

void ReportLayout::addBlock(const ReportChart& chart)
{
    const double height = reportChartHeight(chart);
    reserve(height + 24);
    addHeading(chart.title + formulaMark(m_report, chart.formula));
    if (chart.points.empty()) {
        addText(chart.empty, printing::font(textPixels), m_colors.dimText);
        return;
    }
    add(height,
        [this, &chart](QPainter& painter, const QRectF& rect) { paintReportChart(painter, rect, chart, m_colors); });
}

void ReportLayout::paint(QPainter& painter, int page) const
{
    if (m_report.isDemo)
        paintWatermark(painter);
    for (const Item& item : m_items) {
        if (item.page == page)
            item.paint(painter, item.rect);
    }
    paintFooter(painter, page);
}

void ReportLayout::paintFooter(QPainter& painter, int page) const
{
    const QRectF rect(0, m_bottom, m_size.width(), printedFooterHeight);
    painter.setPen(QPen(m_colors.line, 0.8));
    painter.drawLine(QPointF(0, m_bottom + 8), QPointF(m_size.width(), m_bottom + 8));
    const QFont font = printing::font(smallPixels);
    painter.setFont(font);
    painter.setPen(m_colors.dimText);
    const QString number = QCoreApplication::translate("ReportPdf", "Page %1 of %2").arg(page + 1).arg(pageCount());
    const QFontMetricsF metrics(font, m_device);
    const double width = m_size.width() - metrics.horizontalAdvance(number) - 20;
    const QString text =
        QCoreApplication::translate("ReportPdf", "%1, made %2").arg(m_report.subtitle, m_report.generated);
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignBottom, metrics.elidedText(text, Qt::ElideRight, width));
    painter.drawText(rect, Qt::AlignRight | Qt::AlignBottom, number);
}

/// Behind everything and pale instead of transparent: text over it stays readable, and archives take it.
void ReportLayout::paintWatermark(QPainter& painter) const
{
    painter.save();
    painter.translate(m_size.width() / 2, m_size.height() / 2);
    painter.rotate(-50);
    painter.setFont(printing::font(88, true));
    painter.setPen(m_colors.sidebar);
    const QRectF rect(-m_size.height() / 2, -80, m_size.height(), 160);
    painter.drawText(rect, Qt::AlignCenter, QCoreApplication::translate("ReportPdf", "DEMO DATA"));
    painter.restore();
}

} // namespace cacheledger
