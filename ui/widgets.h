// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "ui/theme.h"

#include <QtCore/QTimeZone>
#include <QtGui/QFont>
#include <QtWidgets/QFrame>
#include <QtWidgets/QLabel>

#include <string_view>

class QBoxLayout;
class QDateTimeEdit;
class QDialog;
class QFormLayout;
class QPushButton;
class QScrollArea;
class QToolButton;

namespace cacheledger
{

class Sparkline;
enum class Severity;
struct EnvironmentLook;
struct Frame;

/// How wide a text is, worked out anew only for another text or font: shaping a text is what layouts spend their time
/// on.
class MeasuredText
{
public:
    int width(const QString& text, const QFont& font) const;

private:
    mutable QString m_text;
    mutable QFont m_font;
    mutable int m_width = -1;
};

/// A label that gives way with an ellipsis and then shows the whole text as a tool tip.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool isElided() const;
    /// Never gives way: for a short text beside others that do.
    void keepWhole();
    /// Stands bottom-aligned beside a larger label on the same baseline.
    void alignBaselineTo(const QLabel* larger);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRect textRect() const { return contentsRect().adjusted(0, 0, 0, -m_lift); }
    void updateToolTip();

    MeasuredText m_measured;
    bool m_whole = false;
    int m_lift = 0; // of our own: style sheets reset contents margins
};

/// The environment of a cache in a small pill of its colour; production with a shape of its own.
class EnvironmentBadge : public QLabel
{
    Q_OBJECT

public:
    explicit EnvironmentBadge(Theme* theme, QWidget* parent = nullptr);
    void setLook(const EnvironmentLook& look); ///< without a text it is hidden
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QColor m_color;
};

/// A state as shape, word and colour on one line. Painted by itself, without the text document of rich text.
class SeverityLabel : public QLabel
{
    Q_OBJECT

public:
    SeverityLabel(Theme* theme, FontRole role, QWidget* parent = nullptr);
    void setSeverity(Severity severity, const QString& word);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme* m_theme;
    Severity m_severity{};
    MeasuredText m_measured;
};

/// Small things every page needs, so that they look the same everywhere.
namespace widgets
{
/// Sets a dynamic property that the style sheet looks at, and restyles the widget.
void setStyleProperty(QWidget* widget, const char* name, const QVariant& value);
QLabel* label(const QString& text, Theme* theme, FontRole role, bool bold = false, QWidget* parent = nullptr);
QLabel* dimLabel(const QString& text, Theme* theme, FontRole role = FontRole::Small, QWidget* parent = nullptr);
/// A card's ground, border and radius.
void makeCard(QFrame* frame);
QPushButton* button(const QString& text, QWidget* parent = nullptr);
QPushButton* primaryButton(const QString& text, QWidget* parent = nullptr);
/// A button that shows only an icon; its name is the accessible name and the tool tip.
QToolButton* iconButton(Theme* theme, const QString& icon, const QString& name, QWidget* parent = nullptr);
/// A cross that takes a message away; the keyboard reaches it.
QToolButton* closeButton(QWidget* parent);
/// Shape, word and colour as rich text; the accessible name is "Warning".
QString severityHtml(Theme* theme, Severity severity, const QString& word);
/// One metric of a frame over the frame's range; a null frame empties it.
void showSeries(Sparkline* spark, const Frame* frame, std::string_view metric);
/// An editor for a moment, shown in `zone`; its name is the accessible name.
QDateTimeEdit* momentEdit(TimeMs timeMs, const QTimeZone& zone, const QString& name, QWidget* parent);
void setMargins(QBoxLayout* layout, int margin, int spacing);
/// Of that size, but never larger than the window it belongs to, or the screen: at 200 % these are small.
void resizeDialog(QDialog* dialog, QSize usual);
/// A body that scrolls up and down where it does not fit.
QScrollArea* scrolled(QWidget* body, QWidget* parent);
/// A small dialog: the form, a line that says what is wrong with it, Cancel and `accept`, which is the default.
void layOutDialog(QDialog* dialog, QFormLayout* form, QLabel* message, QPushButton* accept);
} // namespace widgets

} // namespace cacheledger
