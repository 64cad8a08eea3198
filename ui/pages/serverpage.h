// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

class QStackedWidget;
class QTabBar;

namespace cacheledger
{

class ClientsPane;
class CommandsPane;
class DiagnosisPane;
class SettingsPane;
class SlowLogPane;

/// What the servers of the selected cache do: their commands, what took long, who is connected, what memory is used
/// for, which settings changed.
class ServerPage : public Page
{
    Q_OBJECT

public:
    ServerPage(const PageContext& context, QWidget* parent);

    bool usesCache() const override { return true; }
    bool comparesPeriods() const override { return true; }
    void refresh() override;
    std::vector<PaletteItem> paletteItems() override;

    void showView(const QString& name); ///< "commands", "slowlog", "clients", "diagnosis", "settings"

private:
    void addView(const QString& name, const QString& title, QWidget* view);

    QTabBar* m_tabs;
    QStackedWidget* m_stack;
    QStringList m_names;
    CommandsPane* m_commands;
    SlowLogPane* m_slowLog;
    ClientsPane* m_clients;
    DiagnosisPane* m_diagnosis;
    SettingsPane* m_settings;
};

} // namespace cacheledger
