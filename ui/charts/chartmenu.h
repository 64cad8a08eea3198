// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"

#include <QtCore/QObject>

class QAction;

namespace cacheledger
{

class ChartPanel;
class Theme;

/// The actions of a chart: they hang on the panel (object names copyPicture, savePng, saveSvg, saveCsv, showTable,
/// logarithmic), open on a right click, and fill the menu button's menu. What they did is told by the panel's notice().
class ChartMenu : public QObject
{
    Q_OBJECT

public:
    ChartMenu(ChartPanel* panel, Theme* theme);
    QAction* tableAction() const { return m_table; }
    QAction* logarithmicAction() const { return m_logarithmic; }
    /// `timeMs`: where it was asked for; what is about a moment is about that one.
    void popup(QPoint global, TimeMs timeMs);
    void setNotesShown(bool shown);

private:
    QAction* add(const char* name, const QString& text, const char* icon);
    void copyPicture();
    void askForFile(const QString& suffix, const QString& filter);
    void save(const QString& file, const QString& suffix);

    ChartPanel* m_panel;
    Theme* m_theme;
    QAction* m_table;
    QAction* m_logarithmic;
    QAction* m_addNote;
    QAction* m_removeNote;
    TimeMs m_timeMs = 0; ///< of the menu that is open
};

} // namespace cacheledger
