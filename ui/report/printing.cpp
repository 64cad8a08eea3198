// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/printing.h"

#include <QtGui/QPageLayout>
#include <QtGui/QPainter>
#include <QtGui/QPdfWriter>
#include <QtGui/QTextLayout>

namespace cacheledger::printing
{

using namespace Qt::StringLiterals;

QFont font(int pixels, bool bold)
{
    // Not Inter: it draws "-" and ":" between digits by other glyphs, which cannot be copied from a PDF as text.
    QFont font(QStringList{u"DejaVu Sans"_s, u"Noto Sans"_s, u"Liberation Sans"_s});
    font.setStyleHint(QFont::SansSerif);
    font.setPixelSize(pixels);
    font.setBold(bold);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.02); // else "fi" is one glyph, and one strange letter when copied
    font.setHintingPreference(QFont::PreferNoHinting);   // letters stand where the printer puts them, not on pixels
    return font;
}

/// Lays the lines out; their height together.
static double layOutLines(QTextLayout& layout, double width)
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    double height = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition(QPointF(0, height));
        height += line.height();
    }
    layout.endLayout();
    return height;
}

double wrappedHeight(const QString& text, const QFont& font, double width, QPaintDevice* device)
{
    QTextLayout layout(text, font, device);
    return layOutLines(layout, width);
}

void drawWrapped(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font, const QColor& color)
{
    QTextLayout layout(text, font, painter.device());
    layOutLines(layout, rect.width());
    painter.setPen(color);
    for (int i = 0; i < layout.lineCount(); ++i) {
        const QTextLine line = layout.lineAt(i);
        if (line.y() + line.height() <= rect.height() + 1)
            line.draw(&painter, rect.topLeft());
    }
}

void setUp(QPdfWriter& writer, QPageSize::PageSizeId paper, const QString& title)
{
    constexpr int dotsPerInch = 96;
    writer.setResolution(dotsPerInch);
    writer.setPageSize(QPageSize(paper));
    writer.setPageMargins(QMarginsF(18, 16, 18, 14), QPageLayout::Millimeter);
    writer.setTitle(title);
    writer.setCreator(u"CacheLedger"_s);
}

} // namespace cacheledger::printing
