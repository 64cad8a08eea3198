// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/themestyle.h"

#include "ui/theme.h"

#include <array>
#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

// @name stands for a token. Borders are 1 px with a padding that makes room for the 2-px focus ring, so that nothing
// moves when the focus comes. Targets are at least 24 px high.
static constexpr const char* controlRules = R"(
QToolTip { background: @card; color: @text; border: 1px solid @controlLine; padding: 4px 6px; }
QFrame[card="true"] { background: @card; border: 1px solid @line; border-radius: 8px; }

QPushButton, QToolButton {
  background: @card; color: @text; border: 1px solid @line; border-radius: 6px;
  padding: 4px 11px; min-height: 18px; }
QToolButton { padding: 4px; min-width: 18px; }
QToolButton[popupMode="1"] { padding-right: 18px; }
QPushButton:hover, QToolButton:hover { background: @hover; border-color: @controlLine; }
QPushButton:pressed, QToolButton:pressed, QToolButton:checked, QPushButton:checked { background: @line; }
QPushButton:focus, QToolButton:focus { border: 2px solid @accent; padding: 3px 10px; }
QToolButton:focus { padding: 3px; }
QPushButton:disabled, QToolButton:disabled { color: @controlLine; background: @ground; }
QToolButton[autoRaise="true"] { background: transparent; border-color: transparent; }
QToolButton[autoRaise="true"]:hover { background: @hover; }
QToolButton[autoRaise="true"]:checked { background: @line; border-color: @controlLine; }
QToolButton[autoRaise="true"]:focus { border-color: @accent; }
QToolButton::menu-indicator { image: none; }
QPushButton::menu-indicator { image: url(:/icons/style/chevron-down-@variant.svg); width: 12px; right: 6px;
  subcontrol-origin: padding; subcontrol-position: center right; }
QPushButton[primary="true"], QToolButton[primary="true"] {
  background: @accent; color: @accentText; border-color: @accent; font-weight: 600; }
QPushButton[primary="true"]:hover, QToolButton[primary="true"]:hover { background: @accentHover; }
QPushButton[primary="true"]:focus, QToolButton[primary="true"]:focus { border: 2px solid @text; }
QPushButton[primary="true"]:disabled { background: @line; border-color: @line; color: @dimText; }

QLineEdit, QAbstractSpinBox, QComboBox, QDateTimeEdit, QPlainTextEdit, QTextEdit {
  background: @card; color: @text; border: 1px solid @controlLine; border-radius: 6px; padding: 3px 7px;
  selection-background-color: @accent; selection-color: @accentText; }
QLineEdit, QAbstractSpinBox, QComboBox, QDateTimeEdit { min-height: 20px; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QDateTimeEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {
  border: 2px solid @accent; padding: 2px 6px; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: @controlLine; background: @ground;
  border-color: @line; }
QLineEdit[invalid="true"] { border: 2px solid @critical; padding: 2px 6px; }
QComboBox::drop-down, QDateTimeEdit::drop-down { border: none; width: 24px; }
QComboBox::down-arrow, QDateTimeEdit::down-arrow { image: url(:/icons/style/chevron-down-@variant.svg); width: 12px;
  height: 12px; }
QComboBox QAbstractItemView { background: @card; color: @text; border: 1px solid @controlLine; outline: none;
  selection-background-color: @accent; selection-color: @accentText; }
QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 6px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: transparent; width: 22px; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: @hover; }
QAbstractSpinBox::up-arrow { image: url(:/icons/style/chevron-up-@variant.svg); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url(:/icons/style/chevron-down-@variant.svg); width: 10px; height: 10px; }

QSlider { min-height: 24px; }
QSlider::groove:horizontal { background: @controlLine; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { background: @accent; border: 2px solid @card; width: 14px; height: 14px; margin: -7px 0;
  border-radius: 9px; }
QSlider::handle:horizontal:hover { background: @accentHover; }
QSlider::handle:horizontal:focus { border-color: @text; }

QCheckBox, QRadioButton { spacing: 8px; min-height: 24px; border: 2px solid transparent; border-radius: 6px;
  padding: 0 2px; }
QCheckBox:focus, QRadioButton:focus { border-color: @accent; }
QCheckBox:disabled, QRadioButton:disabled { color: @controlLine; }
QCheckBox::indicator, QGroupBox::indicator, QAbstractItemView::indicator { width: 14px; height: 14px;
  border: 1px solid @controlLine; border-radius: 4px; background: @card; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @controlLine; border-radius: 8px;
  background: @card; }
QCheckBox::indicator:checked, QGroupBox::indicator:checked, QAbstractItemView::indicator:checked {
  background: @accent; border-color: @accent; image: url(:/icons/style/check-@variant.svg); }
QRadioButton::indicator:checked { background: @accent; border-color: @accent;
  image: url(:/icons/style/dot-@variant.svg); }
)";

static constexpr const char* surfaceRules = R"(
QMenu { background: @card; color: @text; border: 1px solid @controlLine; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 10px; border-radius: 4px; min-height: 16px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: @accent; color: @accentText; }
QMenu::item:disabled { color: @controlLine; background: transparent; }
QMenu::separator { height: 1px; background: @line; margin: 4px 6px; }
QMenu::indicator { width: 14px; height: 14px; left: 6px; }
QMenu::indicator:checked { image: url(:/icons/style/tick-@variant.svg); }
QMenuBar { background: @ground; } QMenuBar::item { padding: 5px 10px; } QMenuBar::item:selected { background: @hover; }

QTabWidget::pane { border: 1px solid @line; border-radius: 6px; top: -1px; }
QTabBar::tab { background: transparent; color: @dimText; padding: 5px 12px; min-height: 18px;
  border: 2px solid transparent; border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:selected:focus { border: 2px solid @accent; border-radius: 6px; }

QTableView, QTreeView, QListView { background: @card; alternate-background-color: @ground; color: @text;
  border: 1px solid @line; border-radius: 6px; gridline-color: @line; outline: none;
  selection-background-color: @accent; selection-color: @accentText; }
QTableView:focus, QTreeView:focus, QListView:focus { border: 2px solid @accent; }
QTableView::item, QTreeView::item, QListView::item { min-height: 24px; padding: 0 6px; border: none; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: @accent;
  color: @accentText; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: @card; color: @dimText; border: none; border-bottom: 1px solid @line;
  padding: 4px 9px; font-size: 11px; font-weight: 600; }
QHeaderView::section:horizontal:first, QHeaderView::section:horizontal:only-one { border-top-left-radius: 5px; }
QHeaderView::section:horizontal:last, QHeaderView::section:horizontal:only-one { border-top-right-radius: 5px; }
QTableCornerButton::section { background: @card; border: none; }

QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @controlLine; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 32px; margin: 2px 3px; }
QScrollBar::handle:horizontal { min-width: 32px; margin: 3px 2px; }
QScrollBar::handle:hover { background: @dimText; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }

QDialog { background: @ground; }
QStatusBar { color: @dimText; } QStatusBar::item { border: none; }
QGroupBox { border: 1px solid @line; border-radius: 8px; margin-top: 20px; padding: 8px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 2px; top: 0; }
QProgressBar { background: @line; border: none; border-radius: 3px; max-height: 6px; text-align: center; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QSplitter::handle { background: @line; }
)";

QString themeStyleSheet(const ThemeColors& colors, bool dark)
{
    const QColor accentHover = dark ? colors.accent.lighter(112) : colors.accent.darker(112);
    // The longer names first: @text must not eat the start of another.
    const std::array<std::pair<QLatin1String, QString>, 13> tokens{{
        {"@accentHover"_L1, accentHover.name()},
        {"@accentText"_L1, colors.accentText.name()},
        {"@accent"_L1, colors.accent.name()},
        {"@controlLine"_L1, colors.controlLine.name()},
        {"@critical"_L1, colors.critical.name()},
        {"@dimText"_L1, colors.dimText.name()},
        {"@ground"_L1, colors.ground.name()},
        {"@hover"_L1, colors.hover.name()},
        {"@card"_L1, colors.card.name()},
        {"@line"_L1, colors.line.name()},
        {"@text"_L1, colors.text.name()},
        {"@sidebar"_L1, colors.sidebar.name()},
        {"@variant"_L1, dark ? u"dark"_s : u"light"_s},
    }};
    QString sheet = QString::fromLatin1(controlRules) + QString::fromLatin1(surfaceRules);
    for (const auto& [token, value] : tokens)
        sheet.replace(token, value);
    return sheet;
}

} // namespace cacheledger
