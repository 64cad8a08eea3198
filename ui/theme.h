// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtGui/QColor>
#include <QtGui/QFont>
#include <QtGui/QIcon>

#include <array>

class QApplication;

namespace cacheledger
{

enum class Severity;

/// The design's colours for one appearance. Every colour of the application comes from here.
struct ThemeColors {
    QColor ground, card, sidebar;
    QColor text, dimText, line, grid;
    QColor accent, accentText; ///< the one accent; text on it
    QColor normal, warning, critical;
    QColor criticalGround, warningGround; ///< banners and shaded breaches
    QColor noData;                        ///< shading of a gap
    std::array<QColor, 4> series;         ///< from the fifth series on: the same with dashes and markers
};

/// Spacing and sizes in device-independent pixels.
namespace metric
{
inline constexpr int space1 = 4, space2 = 8, space3 = 12, space4 = 20;
inline constexpr int radiusControl = 6, radiusCard = 8;
inline constexpr double strokeChart = 1.6;
} // namespace metric

enum class FontRole { Small, Body, Title, Number }; ///< 11, 13, 17, 24 px; tabular figures where the font has them

/// Light and dark appearance of our own: palette, style sheet, fonts, icons. One instance, made by the composition root
/// (or a test) and passed on; widgets repaint on changed(). GUI thread.
class Theme : public QObject
{
    Q_OBJECT

public:
    enum class Mode { System, Light, Dark };

    explicit Theme(QObject* parent = nullptr);
    /// Applies style, palette, style sheet and font to the application.
    void install(QApplication& application);
    void setMode(Mode mode);
    Mode mode() const { return m_mode; }
    bool isDark() const;
    const ThemeColors& colors() const;
    static const ThemeColors& colorsFor(bool dark);

    QFont font(FontRole role, bool bold = false) const;
    /// One of our SVG icons (resources/icons/NAME.svg, drawn in one stroke style with currentColor), tinted for the
    /// theme.
    QIcon icon(const QString& name) const;
    QColor severityColor(Severity severity) const;
    /// The shape that goes with a severity, as text: triangle critical, square warning, circle normal, ring unknown.
    static QString severityShape(Severity severity);
    /// The translated word: "Critical", "Warning", "Normal", "Unknown".
    static QString severityWord(Severity severity);

Q_SIGNALS:
    void changed();

private:
    void apply();
    Mode m_mode = Mode::System;
    QApplication* m_application = nullptr;
};

} // namespace cacheledger
