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
    QColor controlLine;        ///< edge of a control that must be seen (3:1): fields, check boxes
    QColor hover;              ///< ground of a button or row under the mouse
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
///
/// Dynamic properties that the style sheet knows (set them before the widget is shown): `primary` (bool) on a
/// QPushButton or QToolButton that is the main action; `card` (bool) on a QFrame; `role` on a QLabel: "title" (17),
/// "heading" (13 bold), "small" (11), "dim" (13 dim), "smalldim" (11 dim), "number" (24 bold).
class Theme : public QObject
{
    Q_OBJECT

public:
    enum class Mode { System, Light, Dark };

    explicit Theme(QObject* parent = nullptr); ///< after the QGuiApplication was made
    /// Applies style, palette and font to the application: all that widgets need while they are built.
    void prepare(QApplication& application);
    /// Applies the style sheet, too. Cheapest when the first window is built but not shown yet: the sheet is worked out
    /// for every widget each time that one moves into another.
    void install(QApplication& application);
    void setMode(Mode mode);
    Mode mode() const { return m_mode; }
    bool isDark() const;
    const ThemeColors& colors() const;
    static const ThemeColors& colorsFor(bool dark);

    QFont font(FontRole role, bool bold = false) const;
    /// One of our SVG icons (resources/icons/NAME.svg, drawn in one stroke style with currentColor), tinted for the
    /// theme: it follows a change of theme by itself.
    QIcon icon(const QString& name) const;
    QColor severityColor(Severity severity) const;
    /// The colour of the n-th line of a chart; from the fifth on they repeat (use dashes or markers too).
    QColor seriesColor(int index) const;
    /// The shape that goes with a severity, as text: triangle critical, square warning, circle normal, ring unknown.
    static QString severityShape(Severity severity);
    /// The translated word: "Critical", "Warning", "Normal", "Unknown".
    static QString severityWord(Severity severity);

Q_SIGNALS:
    void changed();

private:
    void apply();
    void applyStyleSheet();
    bool systemIsDark() const;
    Mode m_mode = Mode::System;
    bool m_startedDark = false; ///< the desktop's palette before ours replaced it
    bool m_appliedDark = false;
    QString m_family;
    QApplication* m_application = nullptr;
};

} // namespace cacheledger
