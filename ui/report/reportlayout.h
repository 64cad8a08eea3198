// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/costreport.h"

#include <QtCore/QRectF>
#include <QtGui/QFont>
#include <QtGui/QImage>

#include <functional>

class QPaintDevice;
class QPainter;

namespace cacheledger
{

struct ThemeColors;

/// A chapter and the page, from 0, that it begins on.
struct ReportChapter {
    QString title;
    int page = 0;
};

/// A report laid out on pages of one size: what stands where, found once, painted page by page. Rows of tables, figures
/// and charts are never cut; a table that goes on has its header again. The report outlives it. Any one thread.
class ReportLayout
{
public:
    /// `size` is what margins leave of a page, in 1/96 inch; `device` is what it will be painted on. A null logo is
    /// none.
    ReportLayout(const CostReport& report, const QSizeF& size, const QImage& logo, QPaintDevice* device);

    int pageCount() const { return m_page + 1; }
    const std::vector<ReportChapter>& chapters() const { return m_chapters; }
    void paint(QPainter& painter, int page) const;

private:
    using Paint = std::function<void(QPainter&, const QRectF&)>;
    struct Item {
        int page = 0;
        QRectF rect;
        Paint paint;
    };
    struct Column {
        double left = 0, width = 0;
    };

    void addTitle(const QImage& logo);
    void addSection(const ReportSection& section);
    void addBlock(const ReportParagraph& paragraph);
    void addBlock(const ReportFigures& figures);
    void addBlock(const ReportList& list);
    void addBlock(const ReportTable& table);
    void addBlock(const ReportChart& chart);

    void newPage();
    double room() const { return m_bottom - m_y; }
    void reserve(double height); ///< a new page when there is less room
    void add(double height, Paint paint);
    void addText(const QString& text, const QFont& font, const QColor& color, double indent = 0);
    void addHeading(const QString& text);
    double textHeight(const QString& text, const QFont& font, double width) const;
    std::vector<Column> columnsOf(const ReportTable& table) const;
    double rowHeight(const ReportTable& table, const std::vector<Column>& columns, const ReportRow& row) const;
    void addTableHead(const ReportTable& table, const std::vector<Column>& columns);
    double headHeight(const ReportTable& table, const std::vector<Column>& columns) const;
    void addRow(const ReportTable& table, const std::vector<Column>& columns, const ReportRow& row);
    void paintFigure(QPainter& painter, const QRectF& rect, const ReportFigure& figure) const;
    void paintFooter(QPainter& painter, int page) const;
    void paintWatermark(QPainter& painter) const;
    QString headOf(const ReportColumn& column) const;

    const CostReport& m_report;
    const ThemeColors& m_colors;
    QSizeF m_size;
    QPaintDevice* m_device;
    double m_bottom; // of what is above the footer
    double m_y = 0;
    int m_page = 0;
    std::vector<Item> m_items;
    std::vector<ReportChapter> m_chapters;
};

} // namespace cacheledger
