// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/credentials.h"
#include "app/demo/demothread.h"
#include "app/problems.h"
#include "app/watch.h"
#include "config/preferences.h"
#include "config/profile.h"
#include "config/sourcestore.h"
#include "cost/coststore.h"
#include "redis/ephemeralfolder.h"
#include "ui/services.h"

#include <QtCore/QObject>

#include <memory>

class QApplication;

namespace cacheledger
{

class Console;
class DrillLauncher;
class DrillPractice;
class FileLock;
class HistoryPool;
class IncidentKeeper;
class KeyAnalyser;
class KeychainVault;
class LedgerService;
class ForecastWatch;
class SavingWatch;
class LiveAlerts;
class LiveChannels;
class LiveInquirer;
class LiveReports;
class MainWindow;
class RedisTester;
class ScreenshotTaker;
class SingleInstance;
class NodeLook;
class SourceLook;
class SpooledNotes;
class Theme;
class UnixSignals;

/// The composition root of the window: builds every service, hands them to the main window, and connects what the user
/// does with what collects. Only what the first paint needs is built before it; history, keychain and sockets follow.
class Application : public QObject
{
    Q_OBJECT

public:
    Application(const GlobalOptions& options, CredentialSource credentials, Console& console,
                QApplication& application);
    ~Application() override;

    /// Until the window is closed; the exit code.
    int run();
    /// The same over a drill in a profile of its own; says what came of it at the end.
    int runDrill(const DrillCommand& command);

private:
    void loadConfiguration();
    void buildWindow();
    QString profileText() const;
    void makeIncidents();
    void makeLedger();
    void makeReports();
    void connectWindow();
    void buildAlerts();
    void startAfterFirstPaint();
    int exec();
    void startDrill();
    void startDemo();
    void openDemo();
    Result<void> addDemoSources();
    void onDemoFailed(const Error& error);
    void startScreenshot();
    Result<void> chooseProfile();
    Result<void> claimDemo();
    Result<void> checkDemo();
    void dropEndedDemo();
    Result<void> checkPage() const;
    int takeScreenshot();

    GlobalOptions m_options;
    Console& m_console;
    QApplication& m_application;
    EphemeralFolder m_temporary; // a demo's profile
    Profile m_profile;
    std::unique_ptr<FileLock> m_demoLock; // ours is the profile's one demo
    std::shared_ptr<const Clock> m_clock;
    std::unique_ptr<Preferences> m_preferences;
    bool m_preferencesLoaded = false; // else nothing is dropped on their word
    std::unique_ptr<CacheStore> m_caches;
    std::unique_ptr<SourceStore> m_sources;
    std::unique_ptr<NodeStatusBoard> m_statuses;
    std::unique_ptr<KeychainVault> m_vault;
    std::unique_ptr<RedisTester> m_tester;
    std::unique_ptr<LiveInquirer> m_inquirer;
    std::unique_ptr<SourceLook> m_sourceLook;
    std::unique_ptr<NodeLook> m_nodeLook;
    std::unique_ptr<KeyAnalyser> m_keys;
    std::unique_ptr<HistoryPool> m_history;
    std::unique_ptr<SpooledNotes> m_notes;
    std::unique_ptr<LiveAlerts> m_alerts; // outlives the watch
    std::unique_ptr<LiveChannels> m_channels;
    std::unique_ptr<DemoThread> m_demo; // outlives the watch: its end is nothing to remember
    std::unique_ptr<DrillLauncher> m_drills;
    std::unique_ptr<DrillPractice> m_drill; // what this window is about; outlives the watch; else null
    std::unique_ptr<IncidentKeeper> m_incidents;
    std::unique_ptr<CostStore> m_costs;
    std::unique_ptr<LedgerService> m_ledger; // ends before the costs
    std::unique_ptr<SavingWatch> m_savings;
    std::unique_ptr<ForecastWatch> m_forecasts;
    std::unique_ptr<LiveReports> m_reports; // null in a drill
    std::unique_ptr<Watch> m_watch;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<Problems> m_problems;
    std::unique_ptr<SingleInstance> m_instance;
    std::unique_ptr<UnixSignals> m_signals;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<ScreenshotTaker> m_screenshot;
    CredentialSource m_credentials;
};

} // namespace cacheledger
