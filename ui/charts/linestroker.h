// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QRectF>
#include <QtGui/QColor>

#include <array>
#include <vector>

class QPainter;

namespace cacheledger
{

/// Strokes a line that goes from left to right, column by column, antialiased and with round ends.
///
/// QPainter strokes a dense line of width 1.6 by building and filling its outline, which takes milliseconds for a noisy
/// series. This one keeps, for four sub-columns a device pixel, how far up and down the line reaches, widens that by a
/// disc of the pen's width, and fills the coverage: its cost depends on the width of the picture, not on the noise.
class LineStroker
{
public:
    struct Pen {
        QColor color;
        double width = 1.6; ///< device-independent pixels
        double dash = 0;    ///< 0: solid; else length of a dash, with a pause of 60 % of it
    };

    /// Nothing outside `area` (device-independent pixels, the painter's coordinates) is painted.
    void begin(const QRectF& area, double pixelRatio);
    /// A column that reaches from `top` to `bottom` at `x`. x never decreases. `joined`: the line goes on from the
    /// column before.
    void add(double x, double top, double bottom, bool joined);
    void paint(QPainter* painter, const Pen& pen);

private:
    static constexpr int subsPerPixel = 4;
    static constexpr int fullCover = 256;
    static constexpr int subCover = fullCover / subsPerPixel;
    void reach(ptrdiff_t sub, float low, float high);
    void segment(double x0, double y0, double x1, double y1);
    void widen(double radius);
    void paintStrip(QPainter* painter, int from, int to, const Pen& pen);
    void fillColumn(int pixel, quint32* out, int stride, int firstRow, int rows);
    void step(float y, int sign);

    double m_ratio = 1;
    int m_firstPixel = 0; ///< device columns and rows of the area
    int m_pixels = 0;
    int m_firstRow = 0;
    int m_rows = 0;
    double m_lastX = 0;
    double m_lastY = 0;
    std::vector<float> m_low, m_high;   ///< how far the thin line reaches in each sub-column
    std::vector<float> m_top, m_bottom; ///< the same, widened
    std::vector<int> m_steps;           ///< of one device column's coverage, from row to row; zero between columns
    std::array<QRgb, fullCover + 1> m_shades{};
    std::vector<quint32> m_strip; ///< pixels of some device columns
};

} // namespace cacheledger
