// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pagestyle.h"
#include "ui/theme.h"

#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString sheetText()
{
    return uR"(
QFrame[card="true"][stale="true"] { background: @ground; }
QFrame[card="true"]:focus { border: 2px solid @accent; }
QFrame[card="true"][highlight="true"] { border: 2px solid @accent; }
QLabel[dim="true"] { color: @dimText; }
QLabel[problem="true"] { color: @critical; }
QLabel[tier="critical"] { color: @critical; }
QLabel[tier="warning"] { color: @warning; }
QLabel[watermark="true"] { color: @warning; border: 1px solid @warning; border-radius: 10px; padding: 2px 8px; }
QLabel[watermark="true"][narrow="true"] { padding: 2px 0px; }
QLabel#WaitingBadge { color: @accentText; background: @accent; border-radius: 8px; padding: 1px 6px; }

QFrame#Sidebar { background: @sidebar; border: none; border-right: 1px solid @line; }
QFrame#Sidebar QToolButton { border: 1px solid transparent; border-left: 3px solid transparent; border-radius: 6px;
    padding: 5px 8px; color: @dimText; text-align: left; background: transparent; }
QFrame#Sidebar QToolButton:hover { background: @card; color: @text; }
QFrame#Sidebar QToolButton:checked { background: @card; color: @text; border-left: 3px solid @accent; font-weight: 600; }
QFrame#Sidebar QToolButton:focus { border: 1px solid @accent; border-left: 3px solid @accent; }
QLabel#SidebarBadge { color: @text; background: @line; border-radius: 8px; padding: 1px 5px; }
QLabel#SidebarBadge[kind="critical"] { color: @critical; background: @criticalGround; }
QLabel#SidebarBadge[kind="warning"] { color: @warning; background: @warningGround; }
QFrame#RangeBar { background: @ground; border: none; border-bottom: 1px solid @line; }
QFrame#RangeBar QToolButton[segment="true"] { border: 1px solid @line; border-right: none; border-radius: 0; padding: 4px 9px;
    background: @card; color: @dimText; min-height: 18px; }
QFrame#RangeBar QToolButton[segment="true"][first="true"] { border-top-left-radius: 6px; border-bottom-left-radius: 6px; }
QFrame#RangeBar QToolButton[segment="true"][last="true"] { border-right: 1px solid @line; border-top-right-radius: 6px;
    border-bottom-right-radius: 6px; }
QFrame#RangeBar QToolButton[segment="true"]:hover { color: @text; background: @grid; }
QFrame#RangeBar QToolButton[segment="true"]:checked { background: @accent; color: @accentText; border-color: @accent;
    font-weight: 600; }
QFrame#RangeBar QToolButton[segment="true"]:focus { border: 2px solid @accent; padding: 3px 8px; }
QFrame#RangeBar QToolButton[segment="true"]:checked:focus { border: 2px solid @text; padding: 3px 8px; }

QFrame#Banner { border: 1px solid @line; border-radius: 8px; background: @card; }
QFrame#Banner[severity="critical"] { background: @criticalGround; border-color: @critical; }
QFrame#Banner[severity="warning"] { background: @warningGround; border-color: @warning; }
QFrame#NoticeBar { background: @text; border-radius: 8px; }
QFrame#NoticeBar QLabel { color: @ground; }
QFrame#NoticeBar QPushButton { background: transparent; color: @ground; border: 1px solid @ground; border-radius: 6px; padding: 3px 12px;
    font-weight: 600; }
QFrame#NoticeBar QToolButton { background: transparent; color: @ground; border: 1px solid transparent; border-radius: 6px; }
QFrame#NoticeBar QToolButton:hover, QFrame#NoticeBar QToolButton:focus { border: 1px solid @ground; }
QFrame#NoticeBar QPushButton:hover, QFrame#NoticeBar QPushButton:focus { background: @ground; color: @text; }
QFrame#CommandPalette { background: @card; border: 1px solid @controlLine; border-radius: 8px; }
QFrame#CommandPalette QListView { background: transparent; border: none; outline: none; }
QScrollArea, QScrollArea > QWidget > QWidget#PageBody { background: transparent; border: none; }
QFrame#Separator { background: @line; border: none; max-height: 1px; min-height: 1px; }
)"_s;
}

QString pageStyleSheet(const Theme& theme)
{
    const ThemeColors& colors = theme.colors();
    // Longer names first: "@card" would otherwise eat the start of a longer one.
    const std::pair<QLatin1String, QColor> names[] = {
        {"@criticalGround"_L1, colors.criticalGround},
        {"@warningGround"_L1, colors.warningGround},
        {"@controlLine"_L1, colors.controlLine},
        {"@accentText"_L1, colors.accentText},
        {"@critical"_L1, colors.critical},
        {"@warning"_L1, colors.warning},
        {"@sidebar"_L1, colors.sidebar},
        {"@dimText"_L1, colors.dimText},
        {"@ground"_L1, colors.ground},
        {"@accent"_L1, colors.accent},
        {"@card"_L1, colors.card},
        {"@text"_L1, colors.text},
        {"@line"_L1, colors.line},
        {"@grid"_L1, colors.grid},
    };
    QString sheet = sheetText();
    for (const auto& [name, color] : names)
        sheet.replace(name, color.name());
    return sheet;
}

} // namespace cacheledger
