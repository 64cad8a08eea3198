// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

class QMenu;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace cacheledger
{

class ActiveAlerts;
class RuleList;

/// Alerts: what is active, what was, the rules, silences, statistics. The switch for do-not-disturb is in the header.
class AlertsPage : public Page
{
    Q_OBJECT

public:
    AlertsPage(const PageContext& context, QWidget* parent);

    QWidget* headerWidget() override;
    std::vector<PaletteItem> paletteItems() override;

    /// "active", "history", "rules", "silences", "statistics"; an unknown name does nothing.
    void showView(const QString& name);

private:
    void setUpViews(QStackedWidget* stack);
    void addView(const QString& name, const QString& title, QWidget* view, QStackedWidget* stack);
    void setUpDoNotDisturb();
    void fillDoNotDisturb();
    void showDoNotDisturb();

    QTabBar* m_tabs;
    QStringList m_names;
    ActiveAlerts* m_active = nullptr;
    RuleList* m_rules = nullptr;
    QToolButton* m_quiet = nullptr; // do not disturb
    QMenu* m_quietMenu = nullptr;
};

} // namespace cacheledger
