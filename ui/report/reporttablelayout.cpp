// SPDX-License-Identifier: GPL-3.0-or-later
// Tables and figures of ReportLayout.
#include "ui/report/printing.h"
#include "ui/report/reportlayout.h"
#include "ui/theme.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int cellPixels = 11, headPixels = 10;
static constexpr double cellGap = 10, cellPadding = 5;

QString ReportLayout::headOf(const ReportColumn& column) const
{
    return column.title + formulaMark(m_report, column.formula);
}

/// Numbers get what they need, texts share the rest; where numbers alone are too wide, all shrink alike.
std::vector<ReportLayout::Column> ReportLayout::columnsOf(const ReportTable& table) const
{
    const QFontMetricsF metrics(printing::font(cellPixels, true), m_device);
    const QFontMetricsF headMetrics(printing::font(headPixels, true), m_device);
    std::vector<Column> columns(table.columns.size());
    double fixed = 0;
    int shares = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!table.columns[i].isNumeric) {
            shares += table.columns[i].share;
            continue;
        }
        double width = 0;
        for (const QString& word : headOf(table.columns[i]).split(u' '))
            width = std::max(width, headMetrics.horizontalAdvance(word)); // heads take several lines
        for (const ReportRow& row : table.rows)
            width = std::max(width, metrics.horizontalAdvance(row.cells[i].value.text));
        columns[i].width = width + 2;
        fixed += columns[i].width;
    }
    const double gaps = cellGap * static_cast<double>(columns.size() - 1);
    const double most = (m_size.width() - gaps) * (shares > 0 ? 0.85 : 1.0);
    const double shrink = fixed > most ? most / fixed : 1.0;
    const double rest = m_size.width() - gaps - fixed * shrink;
    double left = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        columns[i].left = left;
        columns[i].width =
            table.columns[i].isNumeric ? columns[i].width * shrink : rest * table.columns[i].share / shares;
        left += columns[i].width + cellGap;
    }
    return columns;
}

double ReportLayout::headHeight(const ReportTable& table, const std::vector<Column>& columns) const
{
    double height = 0;
    for (std::size_t i = 0; i < columns.size(); ++i)
        height =
            std::max(height, textHeight(headOf(table.columns[i]), printing::font(headPixels, true), columns[i].width));
    return height + 8;
}

void ReportLayout::addTableHead(const ReportTable& table, const std::vector<Column>& columns)
{
    add(headHeight(table, columns), [this, &table, columns](QPainter& painter, const QRectF& rect) {
        painter.setFont(printing::font(headPixels, true));
        painter.setPen(m_colors.dimText);
        for (std::size_t i = 0; i < columns.size(); ++i)
            painter.drawText(
                QRectF(columns[i].left, rect.top(), columns[i].width, rect.height() - 5),
                Qt::TextWordWrap | Qt::AlignBottom |
                    (table.columns[i].isNumeric && !table.columns[i].wraps ? Qt::AlignRight : Qt::AlignLeft),
                headOf(table.columns[i]));
        painter.setPen(QPen(m_colors.dimText, 0.8));
        painter.drawLine(QPointF(rect.left(), rect.bottom() - 1), QPointF(rect.right(), rect.bottom() - 1));
    });
}

double ReportLayout::rowHeight(const ReportTable& table, const std::vector<Column>& columns, const ReportRow& row) const
{
    const QFont font = printing::font(cellPixels, row.isTotal);
    double height = QFontMetricsF(font, m_device).height();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!table.columns[i].wraps)
            continue;
        height = std::max(height, printing::wrappedHeight(row.cells[i].value.text, font, columns[i].width, m_device));
    }
    return std::min(height + 2 * cellPadding, m_bottom * 0.8); // never more than a page
}

void ReportLayout::addRow(const ReportTable& table, const std::vector<Column>& columns, const ReportRow& row)
{
    add(rowHeight(table, columns, row), [this, &table, &row, columns](QPainter& painter, const QRectF& rect) {
        const QFont font = printing::font(cellPixels, row.isTotal);
        const QFontMetricsF metrics(font, m_device);
        painter.setFont(font);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const QRectF cell(columns[i].left, rect.top() + cellPadding, columns[i].width,
                              rect.height() - 2 * cellPadding + 1);
            painter.setPen(m_colors.text);
            const QString& text = row.cells[i].value.text;
            if (table.columns[i].wraps)
                printing::drawWrapped(painter, cell, text, font, m_colors.text);
            else
                painter.drawText(cell, Qt::AlignTop | (table.columns[i].isNumeric ? Qt::AlignRight : Qt::AlignLeft),
                                 metrics.elidedText(text, Qt::ElideRight, columns[i].width + 1));
        }
        painter.setPen(QPen(row.isTotal ? m_colors.dimText : m_colors.line, 0.6));
        painter.drawLine(QPointF(rect.left(), rect.bottom()), QPointF(rect.right(), rect.bottom()));
    });
}

void ReportLayout::addBlock(const ReportTable& table)
{
    if (table.rows.empty()) {
        reserve(50);
        addHeading(table.title);
        addText(table.empty, printing::font(12), m_colors.dimText);
        return;
    }
    const std::vector<Column> columns = columnsOf(table);
    reserve(24 + headHeight(table, columns) + rowHeight(table, columns, table.rows.front()));
    addHeading(table.title);
    addTableHead(table, columns);
    for (const ReportRow& row : table.rows) {
        if (rowHeight(table, columns, row) > room()) {
            newPage();
            addTableHead(table, columns);
        }
        addRow(table, columns, row);
    }
}

/// Shape and word, so that it reads in grey, too.
static QString confidenceMark(Confidence confidence)
{
    const QString shape = confidence == Confidence::Measured    ? u"\u25cf "_s
                          : confidence == Confidence::Estimated ? u"\u25d0 "_s
                                                                : u"\u25cb "_s;
    return shape + confidenceText(confidence);
}

void ReportLayout::paintFigure(QPainter& painter, const QRectF& rect, const ReportFigure& figure) const
{
    painter.setPen(QPen(m_colors.line, 0.8));
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), metric::radiusControl, metric::radiusControl);
    const QRectF inner = rect.adjusted(10, 8, -10, -6);
    const auto line = [&](const QString& text, const QFont& font, const QColor& color, double top, double height,
                          bool wraps) {
        const QFontMetricsF metrics(font, m_device);
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(QRectF(inner.left(), inner.top() + top, inner.width(), height),
                         Qt::AlignLeft | Qt::AlignTop | (wraps ? Qt::TextWordWrap : 0),
                         wraps ? text : metrics.elidedText(text, Qt::ElideRight, inner.width()));
    };
    line(figure.label + formulaMark(m_report, figure.formula), printing::font(headPixels), m_colors.dimText, 0, 14,
         false);
    int pixels = figure.value.isKnown() ? 21 : 13;
    while (pixels > 11 &&
           QFontMetricsF(printing::font(pixels, true), m_device).horizontalAdvance(figure.value.text) > inner.width())
        --pixels;
    line(figure.value.text, printing::font(pixels, true), m_colors.text, 15, 30, !figure.value.isKnown());
    if (figure.value.isKnown())
        line(confidenceMark(figure.confidence), printing::font(headPixels), m_colors.text, 44, 14, false);
    line(figure.note, printing::font(9), m_colors.dimText, 58, 24, true);
}

} // namespace cacheledger
