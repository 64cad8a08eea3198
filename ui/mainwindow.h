// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

#include <QtWidgets/QMainWindow>

#include <map>

class QStackedWidget;

namespace cacheledger
{

class Banner;
class CommandPalette;
class NoticeBar;
class RangeBar;
class Sidebar;
class WelcomePage;
struct PaletteItem;

/// The window: sidebar, header, pages. It owns the time range, the crosshair and the selected cache, which rule every
/// page, and knows pages only as Page. What needs more than the user interface it asks the composition root for by
/// signal.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Services services, Theme* theme, QWidget* parent = nullptr);
    ~MainWindow() override;

    TimeRange* range() const { return m_range; }
    CacheId selectedCache() const { return m_selection->current(); }
    QString currentPage() const { return m_current; }
    /// The page's widget, made if it has not been shown yet; null for an unknown name.
    Page* page(const QString& name);

public Q_SLOTS:
    void showPage(const QString& name); ///< an unknown name does nothing
    void selectCache(const cacheledger::CacheId& cache);
    void raiseWindow();                   ///< shown, not minimised, in front
    void showIncident(const QString& id); ///< on its page
    /// The incident that it belongs to, else the alerts; in front.
    void showAlert(qint64 alert);
    void showNotice(const QString& text);
    /// Stays above every page until it is replaced; an empty message takes it away.
    void showProblem(const QString& headline, const QString& text = {});
    void addNote();
    void openPalette();
    /// The welcome page says that the demo is on its way and takes no second request.
    void setDemoStarting(bool starting);

Q_SIGNALS:
    void demoRequested();
    void retryRequested(const cacheledger::CacheId& cache);
    void selectedCacheChanged(const cacheledger::CacheId& cache);
    void problemDismissed(); ///< the one shown by showProblem(); its owner knows what comes instead
    void aboutToClose();     ///< the state is saved; the window closes

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setUp();
    void connectAll();
    void setUpShortcuts();
    void onCachesChanged();
    void showAttention();
    void showDrill();
    void openCache(const CacheId& cache);
    void openNode(const CacheId& cache, const NodeId& node); ///< an empty node: whichever
    void useTimeZone();
    void restoreState();
    void saveState();
    void refresh();
    WelcomePage* welcomePage();
    bool needsWelcome(const QString& name) const;
    std::vector<PaletteItem> paletteItems();
    std::vector<PaletteItem> actionItems();

    Services m_services;
    Theme* m_theme;
    TimeRange* m_range;
    Crosshair* m_crosshair;
    CacheSelection* m_selection;
    UserActions* m_actions;
    std::map<QString, Page*> m_pages;
    QString m_current;
    QString m_title; // without the number of alerts
    Sidebar* m_sidebar;
    RangeBar* m_header;
    Banner* m_problem;
    Banner* m_drill; // hidden unless the window is about one
    QStackedWidget* m_stack;
    WelcomePage* m_welcome = nullptr; // made when it is needed
    NoticeBar* m_notice;
    CommandPalette* m_palette = nullptr; // made when it is opened
};

} // namespace cacheledger
