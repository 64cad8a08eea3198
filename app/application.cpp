// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"

#include "app/commands/drill.h"
#include "app/console.h"
#include "app/demo/democosts.h"
#include "app/drills/drillpractice.h"
#include "app/drills/drillprocess.h"
#include "app/firstpaint.h"
#include "app/forecast/forecastwatch.h"
#include "app/incidentkeeper.h"
#include "app/keyanalyser.h"
#include "app/ledger/ledgerservice.h"
#include "app/ledger/savingwatch.h"
#include "app/livealerts.h"
#include "app/liveinquirer.h"
#include "app/livereports.h"
#include "app/nodelook.h"
#include "app/notes.h"
#include "app/notify/livechannels.h"
#include "app/redistester.h"
#include "app/reportsources.h"
#include "app/screenshot.h"
#include "app/secrets.h"
#include "app/singleinstance.h"
#include "app/sourcelook.h"
#include "app/suggest.h"
#include "app/unixsignals.h"
#include "app/version.h"
#include "config/sourcestore.h"
#include "history/filelock.h"
#include "history/historypool.h"
#include "ui/mainwindow.h"
#include "ui/theme.h"
#include "ui/timerange.h"

#include <QtCore/QFileInfo>
#include <QtCore/QTimer>
#include <QtWidgets/QApplication>

namespace cacheledger
{

using namespace Qt::StringLiterals;

/// For measuring the start (docs/performance.md): says "painted" on standard output and ends.
static constexpr const char* endAfterFirstPaint = "CACHELEDGER_EXIT_AFTER_FIRST_PAINT";

static Theme::Mode themeMode(const QString& name)
{
    return name == u"light"_s ? Theme::Mode::Light : name == u"dark"_s ? Theme::Mode::Dark : Theme::Mode::System;
}

Application::Application(const GlobalOptions& options, CredentialSource credentials, Console& console,
                         QApplication& application)
    : m_options(options),
      m_console(console),
      m_application(application),
      m_clock(std::make_shared<SystemClock>()),
      m_credentials(std::move(credentials))
{
    m_problems = std::make_unique<Problems>();
}

Application::~Application()
{
    // The window first, then what polls, then what it polled.
    m_screenshot.reset();
    m_window.reset();
    m_ledger.reset();
    m_reports.reset();
    m_incidents.reset();
    m_watch.reset();
    m_channels.reset();
    m_alerts.reset();
    m_drill.reset();
    m_drills.reset();
    m_demo.reset();
}

/// What can be known before the window is drawn, and its data waited for.
static Result<void> checkScreenshotFolder(const QString& file)
{
    const QFileInfo folder(QFileInfo(file).absolutePath());
    if (folder.isDir() && folder.isWritable())
        return {};
    return Error{
        ErrorCode::Io,
        Cli::tr("The screenshot cannot be saved as %1: %2.")
            .arg(file, folder.isDir() ? Cli::tr("its folder cannot be written") : Cli::tr("there is no such folder")),
        Cli::tr("Choose another file or folder.")};
}

int Application::run()
{
    if (m_options.screenshot) {
        if (const auto checked = checkScreenshotFolder(m_options.screenshot->file); !checked)
            return m_console.fail(checked.error());
    }
    if (const auto known = checkPage(); !known)
        return m_console.fail(known.error());
    if (const auto chosen = chooseProfile(); !chosen)
        return m_console.fail(chosen.error());
    m_signals = std::make_unique<UnixSignals>(); // what comes from now on is a clean end, once the event loop runs
    if (!m_options.screenshot) {
        m_instance = std::make_unique<SingleInstance>(m_profile.key());
        if (!m_instance->claim())
            return static_cast<int>(ExitCode::Ok);
    }
    if (const auto alone = checkDemo(); !alone)
        return m_console.fail(alone.error());
    loadConfiguration();
    if (m_drill) {
        if (const auto written = m_drill->writeRules(m_profile.rulesFile()); !written)
            return m_console.fail(written.error());
    }
    buildWindow();
    connectWindow();
    return exec();
}

int Application::exec()
{
    if (m_options.screenshot)
        return takeScreenshot();
    m_window->show();
    return QApplication::exec();
}

int Application::runDrill(const DrillCommand& command)
{
    const auto drill = wantedDrill(command.drill);
    if (!drill)
        return m_console.fail(drill.error());
    m_drill = std::make_unique<DrillPractice>(**drill, command.factor, m_clock);
    connect(m_drill.get(), &DrillPractice::told, this, [this](const QString& text) { m_console.note(text); });
    const int code = run();
    return code != static_cast<int>(ExitCode::Ok) || m_options.screenshot
               ? code
               : reportDrill(command, **drill, m_drill->outcome(), m_console);
}

Result<void> Application::checkPage() const
{
    if (!m_options.screenshot || m_options.screenshot->page.isEmpty())
        return {};
    QStringList names;
    for (const PageInfo& page : pages())
        names << QString::fromLatin1(page.id);
    if (names.contains(m_options.screenshot->page))
        return {};
    const QString nearest = nearestWord(m_options.screenshot->page, names);
    return Error{ErrorCode::InvalidArgument, Cli::tr("There is no page \"%1\".").arg(m_options.screenshot->page),
                 nearest.isEmpty() ? Cli::tr("Pages are %1.").arg(names.join(u", "_s))
                                   : Cli::tr("Did you mean %1?").arg(nearest)};
}

/// A demo leaves no trace in the user's own profile unless that is asked for, a drill never.
Result<void> Application::chooseProfile()
{
    QString folder = m_options.profileDir;
    if (m_drill || (m_options.demo && folder.isEmpty())) {
        if (auto made = m_temporary.create(u"cacheledger"_s); !made)
            return made;
        folder = m_temporary.path();
    }
    m_profile = folder.isEmpty() ? Profile::standard() : Profile::under(folder);
    return {};
}

/// A profile holds one demo: the caches of two have the same identities.
Result<void> Application::claimDemo()
{
    if (m_demoLock)
        return {};
    auto lock = FileLock::take(m_profile.stateDir + u"/demo"_s);
    if (lock)
        m_demoLock = std::move(*lock);
    else if (lock.error().code == ErrorCode::Locked)
        return Error{ErrorCode::Locked, tr("Another demo runs in the profile %1.").arg(m_profile.stateDir),
                     tr("End it first, or start this one in a folder of its own, or without --profile.")};
    return {}; // a profile that cannot be written is told elsewhere
}

/// Whether the demo that the command line asks for can run here, before it touches what others show.
Result<void> Application::checkDemo()
{
    if (!m_options.demo || !m_profile.create())
        return {};
    if (auto claimed = claimDemo(); !claimed)
        return claimed;
    const auto history = FileLock::take(m_profile.historyFile()); // given back at once
    if (history || history.error().code != ErrorCode::Locked)
        return {};
    return Error{ErrorCode::Locked, history.error().message,
                 tr("A demo needs a history of its own: start it without --profile, or in another folder.")};
}

void Application::loadConfiguration()
{
    if (const auto created = m_profile.create(); !created)
        m_problems->set(Problems::Kind::Profile, tr("The profile cannot be written"), created.error());
    m_preferences = std::make_unique<Preferences>(m_profile.preferencesFile());
    const auto preferences = m_preferences->load();
    if (!preferences)
        m_problems->set(Problems::Kind::Configuration, tr("The preferences cannot be read"), preferences.error());
    m_preferencesLoaded = preferences.ok();
    m_caches = std::make_unique<CacheStore>(m_profile.cachesFile());
    const auto read = m_caches->load();
    if (!read)
        m_problems->set(Problems::Kind::Configuration, tr("The configured caches cannot be read"), read.error());
    m_sources = std::make_unique<SourceStore>(m_profile.sourcesFile());
    const auto sources = m_sources->load();
    if (!sources)
        m_problems->set(Problems::Kind::Configuration, tr("The configured sources cannot be read"), sources.error());
    if (read)
        dropEndedDemo();
}

/// A demo's servers ended with the process that started them, unless it still runs.
void Application::dropEndedDemo()
{
    const bool ours = m_demoLock != nullptr;
    if (!claimDemo())
        return;
    const std::vector<CacheConfig> known = m_caches->caches();
    for (const CacheConfig& cache : known) {
        if (!cache.demo)
            continue;
        if (const auto removed = m_caches->remove(cache.id); !removed)
            m_problems->set(Problems::Kind::Profile, tr("The profile cannot be written"), removed.error());
        for (const SourceConfig& source : m_sources->sourcesOf(cache.id))
            if (const auto removed = m_sources->remove(source.id); !removed)
                m_problems->set(Problems::Kind::Profile, tr("The profile cannot be written"), removed.error());
    }
    if (!ours)
        m_demoLock.reset();
}

void Application::buildWindow()
{
    const bool keychain = !m_options.demo && !m_options.screenshot && !m_drill;
    m_statuses = std::make_unique<NodeStatusBoard>();
    m_vault = std::make_unique<KeychainVault>(keychain);
    m_tester = std::make_unique<RedisTester>();
    m_sourceLook = std::make_unique<SourceLook>(SourceLook::Parts{m_caches.get(), m_vault.get(), &m_credentials});
    m_nodeLook = std::make_unique<NodeLook>(NodeLook::Parts{m_caches.get(), m_vault.get(), &m_credentials, m_clock});
    m_keys = std::make_unique<KeyAnalyser>(KeyAnalyser::Parts{m_caches.get(), m_statuses.get(), m_vault.get(),
                                                              &m_credentials, m_clock, m_profile.keysDir()});
    connect(m_sources.get(), &SourceStore::fileFollowed, m_problems.get(), [this](const Result<void>& followed) {
        if (!followed)
            m_problems->set(Problems::Kind::Configuration, tr("The configured sources cannot be read"),
                            followed.error());
    });
    m_history = std::make_unique<HistoryPool>(m_profile.historyFile());
    m_history->hold(); // until the first paint, which needs the processor
    m_notes = std::make_unique<SpooledNotes>(m_profile.historyFile());
    connect(m_caches.get(), &CacheStore::fileFollowed, m_problems.get(), [this](const Result<void>& followed) {
        if (followed)
            m_problems->clear(Problems::Kind::Configuration);
        else
            m_problems->set(Problems::Kind::Configuration, tr("The configured caches cannot be read"),
                            followed.error());
    });
    buildAlerts();
    m_watch = std::make_unique<Watch>(Watch::Parts{
        m_caches.get(), m_statuses.get(), m_vault.get(), &m_credentials, m_problems.get(), m_clock,
        m_profile.historyFile(), m_preferencesLoaded ? m_preferences.get() : nullptr, m_alerts.get(), m_sources.get(),
        m_drill ? m_drill->hotItemLimits() : HotItemLimits(), m_profile.auditFile(), m_profile.serverLogFile()});
    m_inquirer = std::make_unique<LiveInquirer>(m_profile.serverLogFile());
    connect(m_watch.get(), &Watch::collectorChanged, m_inquirer.get(),
            [this] { m_inquirer->setCollector(m_watch->collector()); });
    makeIncidents();
    makeLedger();
    if (m_drill)
        m_drill->follow(m_alerts.get(), m_incidents.get());
    else
        m_drills = std::make_unique<DrillProcess>(QCoreApplication::applicationFilePath());
    if (!m_drill)
        makeReports();
    m_theme = std::make_unique<Theme>();
    const bool ownTheme = m_options.screenshot && !m_options.screenshot->theme.isEmpty();
    m_theme->setMode(themeMode(ownTheme ? m_options.screenshot->theme : m_preferences->value(u"theme"_s).toString()));
    m_theme->prepare(m_application);

    Services services;
    services.caches = m_caches.get();
    services.preferences = m_preferences.get();
    services.history = m_history.get();
    services.statuses = m_statuses.get();
    services.tester = m_tester.get();
    services.servers = m_inquirer.get();
    services.sources = m_sources.get();
    services.sourceTester = m_sourceLook.get();
    services.inspector = m_nodeLook.get();
    services.secrets = m_vault.get();
    services.notes = m_notes.get();
    services.alerts = m_alerts.get();
    services.incidents = m_incidents.get();
    services.ledger = m_ledger.get();
    services.channels = m_channels.get();
    services.reports = m_reports.get();
    services.keys = m_keys.get();
    services.scenariosFolder = m_profile.scenariosDir();
    services.pricesFile = m_profile.pricesFile();
    services.dismissalsFile = m_profile.dismissalsFile();
    services.clock = m_clock;
    services.stateFile = m_options.screenshot ? QString() : m_profile.stateFile();
    services.drills = m_drills.get();
    services.drill = m_drill.get();
    services.demo = m_options.demo || m_drill;
    services.profileText = profileText();
    services.version = QString::fromLatin1(version());
    m_window = std::make_unique<MainWindow>(services, m_theme.get());
    m_theme->install(m_application);
}

void Application::buildAlerts()
{
    m_alerts = std::make_unique<LiveAlerts>(
        LiveAlerts::Files{m_profile.alertsFile(), m_profile.rulesFile(), m_profile.historyFile()}, m_clock);
    connect(m_alerts.get(), &LiveAlerts::storingPaused, m_problems.get(), [this](const Error& error) {
        m_problems->set(Problems::Kind::Alerts, tr("The alerts cannot be kept"), error);
    });
    connect(m_alerts.get(), &LiveAlerts::storingResumed, m_problems.get(),
            [this] { m_problems->clear(Problems::Kind::Alerts); });
    connect(m_alerts.get(), &LiveAlerts::damagedSetAside, m_problems.get(), [this](const QString& path) {
        m_problems->set(Problems::Kind::Alerts, tr("The alert log was damaged"),
                        Error{ErrorCode::Corrupt, tr("It is kept as %1, and a new one was begun.").arg(path), {}});
    });
    m_channels = std::make_unique<LiveChannels>(
        LiveChannels::Parts{m_profile.channelsFile(), m_profile.alertsFile(), m_clock, m_vault.get(), &m_credentials});
    if (!m_options.screenshot)
        m_channels->follow(m_alerts.get());
}

void Application::makeIncidents()
{
    IncidentKeeper::Parts parts;
    parts.folder = m_profile.incidentsDir();
    parts.playbooksFolder = m_profile.playbooksDir();
    parts.history = m_history.get();
    parts.historyFile = m_profile.historyFile();
    parts.clock = m_clock;
    parts.cache = [caches = m_caches.get()](const CacheId& cache) { return caches->find(cache); };
    parts.findAlert = alertsIn(m_profile.alertsFile());
    parts.by = qEnvironmentVariable("USER");
    parts.keysFolder = m_profile.keysDir();
    m_incidents = std::make_unique<IncidentKeeper>(std::move(parts));
    m_incidents->follow(m_alerts.get());
    connect(m_watch.get(), &Watch::collectorChanged, m_incidents.get(), [this] {
        m_incidents->setCollector(m_watch->collector());
        m_incidents->setAutomatic(m_watch->isCollecting() && !m_drill);
    });
    if (m_drill) // a slow start is no incident of the drill
        connect(m_drill.get(), &DrillSession::changed, m_incidents.get(),
                [this] { m_incidents->setAutomatic(m_drill->hasBegun()); });
    connect(m_incidents.get(), &IncidentKeeper::happened, m_watch.get(), &Watch::record);
}

void Application::makeReports()
{
    LiveReports::Parts parts;
    parts.profile = m_profile;
    parts.clock = m_clock;
    parts.gathering = [this](const CacheId& id, const QString& currency) -> Result<ReportGathering> {
        const CacheConfig* cache = m_caches->find(id);
        if (!cache)
            return Error{ErrorCode::UnknownCache, tr("The cache of the report is not configured any more."),
                         tr("Choose another cache.")};
        return reportGathering(m_profile, {cache->id, cache->name, cache->demo}, currency, m_clock);
    };
    parts.channels = [this] { return m_channels->channels(); };
    parts.secretOf = [this](const QString& channel) { return m_channels->storedSecret(channel); };
    m_reports = std::make_unique<LiveReports>(std::move(parts));
}

void Application::makeLedger()
{
    m_costs = std::make_unique<CostStore>(m_profile.costsFile());
    if (const auto loaded = m_costs->load(); !loaded)
        m_problems->set(Problems::Kind::Configuration, tr("The costs cannot be read"), loaded.error());
    LedgerService::Parts parts;
    parts.historyFile = m_profile.historyFile();
    parts.costs = m_costs.get();
    parts.pricesFile = m_profile.pricesFile();
    parts.stages = [file = m_profile.sourcesFile()](const CacheId& cache) -> Result<std::vector<StageConfig>> {
        SourceStore sources(file); // in the ledger's thread, so of its own
        if (const auto loaded = sources.load(); !loaded)
            return loaded.error();
        return sources.planOf(cache).stages;
    };
    parts.prices = [profile = m_profile] { return ledgerPrices(profile); };
    parts.clock = m_clock;
    m_ledger = std::make_unique<LedgerService>(std::move(parts));
    m_savings = std::make_unique<SavingWatch>(SavingWatch::Parts{m_profile, m_clock, [caches = m_caches.get()] {
                                                                     std::vector<CacheId> ids;
                                                                     for (const CacheConfig& cache : caches->caches())
                                                                         ids.push_back(cache.id);
                                                                     return ids;
                                                                 }});
    connect(m_watch.get(), &Watch::collectorChanged, m_savings.get(),
            [this] { m_savings->setCollector(m_watch->collector()); });
    m_forecasts = std::make_unique<ForecastWatch>(
        ForecastWatch::Parts{m_profile.historyFile(), m_clock, [caches = m_caches.get()] { return caches->caches(); }});
    connect(m_watch.get(), &Watch::collectorChanged, m_forecasts.get(),
            [this] { m_forecasts->setCollector(m_watch->collector()); });
}

QString Application::profileText() const
{
    if (m_drill)
        return tr("A drill keeps its data only until it ends.");
    if (m_options.demo && m_options.profileDir.isEmpty())
        return tr("A demo keeps its data only until it ends.");
    return tr("Caches and preferences: %1\nHistory: %2\nWindow layout: %3")
        .arg(m_profile.configDir, m_profile.historyFile(), m_profile.stateDir);
}

void Application::connectWindow()
{
    connect(m_window.get(), &MainWindow::demoRequested, this, &Application::startDemo);
    connect(m_window.get(), &MainWindow::retryRequested, m_watch.get(), &Watch::retryNow);
    connect(m_history.get(), &HistoryClient::failed, m_watch.get(), [this](quint64, const Error& error) {
        if (error.code == ErrorCode::Corrupt)
            m_watch->suspectDamage();
    });
    connect(m_watch.get(), &Watch::tookOver, m_window.get(),
            [this] { m_window->showNotice(tr("The other process has ended: this window collects now.")); });
    connect(m_problems.get(), &Problems::shownChanged, m_window.get(), &MainWindow::showProblem);
    connect(m_window.get(), &MainWindow::problemDismissed, m_problems.get(), &Problems::dismiss);
    m_problems->repeat();
    if (m_reports)
        connect(m_reports.get(), &LiveReports::scheduleFailed, m_window.get(),
                [this](const QString&, const Error& error) { m_window->showNotice(error.text()); });
    connect(m_channels.get(), &LiveChannels::openRequested, m_window.get(), &MainWindow::showAlert);
    if (m_instance) {
        connect(m_instance.get(), &SingleInstance::raiseRequested, m_window.get(), [this](const QByteArray& token) {
            if (!token.isEmpty())
                qputenv("XDG_ACTIVATION_TOKEN", token);
            m_window->raiseWindow();
        });
    }
    connect(m_signals.get(), &UnixSignals::received, m_window.get(), [this] {
        m_window->close();
        QApplication::quit();
    });
    // The session's end need not close the window: what comes next may be a kill.
    connect(&m_application, &QGuiApplication::commitDataRequest, m_watch.get(), &Watch::commit, Qt::DirectConnection);
    connect(new FirstPaint(m_window.get()), &FirstPaint::painted, this, &Application::startAfterFirstPaint);
}

void Application::startAfterFirstPaint()
{
    if (qEnvironmentVariableIsSet(endAfterFirstPaint)) {
        m_console.writeLine(u"painted"_s);
        const auto flushed = m_console.flush();
        QApplication::exit(flushed ? static_cast<int>(ExitCode::Ok) : m_console.fail(flushed.error()));
        return;
    }
    m_history->release();
    SingleInstance::removeStale();
    m_channels->start();
    m_alerts->start();
    m_watch->start();
    m_vault->probe();
    m_caches->followFile();
    m_costs->followFile();
    if (m_reports && !m_screenshot)
        m_reports->start();
    m_sources->followFile();
    if (m_drill)
        startDrill();
    else if (m_options.demo)
        startDemo();
    else
        startScreenshot();
}

void Application::startScreenshot()
{
    if (m_screenshot)
        m_screenshot->start(!m_caches->caches().empty());
}

void Application::startDrill()
{
    connect(m_drill.get(), &DrillPractice::ready, this,
            [this](const CacheConfig& cache, const std::vector<SourceConfig>& sources) {
                auto added = m_caches->add(cache);
                for (const SourceConfig& source : sources)
                    if (added)
                        added = m_sources->add(source);
                if (!added)
                    m_problems->set(Problems::Kind::Demo, tr("The drill cannot start"), added.error());
                m_window->range()->setPreset(u"5m"_s);
                m_window->selectCache(cache.id);
                startScreenshot();
            });
    connect(m_drill.get(), &DrillPractice::failed, this, [this](const Error& error) {
        m_problems->set(Problems::Kind::Demo, tr("The drill does not work"), error);
        startScreenshot();
    });
    connect(m_statuses.get(), &NodeStatusBoard::statusChanged, m_drill.get(), &DrillPractice::onStatus);
    if (m_screenshot && m_options.screenshot->page == "incidents"_L1)
        connect(m_drill.get(), &DrillPractice::incidentOpened, m_window.get(), &MainWindow::showIncident);
    m_drill->start();
}

void Application::startDemo()
{
    if (!m_demo) {
        m_demo = std::make_unique<DemoThread>();
        connect(m_demo.get(), &DemoThread::ready, this, &Application::openDemo);
        connect(m_demo.get(), &DemoThread::failed, this, &Application::onDemoFailed);
    }
    if (m_demo->cache()) {
        openDemo();
        return;
    }
    if (const auto claimed = claimDemo(); !claimed) {
        onDemoFailed(claimed.error());
        return;
    }
    m_window->setDemoStarting(true);
    m_demo->start();
}

void Application::openDemo()
{
    const CacheConfig& cache = *m_demo->cache();
    // Already there when it is asked for again, unless the user has removed it.
    if (!m_caches->find(cache.id)) {
        if (const auto added = m_caches->add(cache); !added) {
            onDemoFailed(added.error());
            return;
        }
    }
    if (const auto added = addDemoSources(); !added)
        m_problems->set(Problems::Kind::Profile, tr("The profile cannot be written"), added.error());
    m_window->setDemoStarting(false);
    m_problems->clear(Problems::Kind::Demo);
    m_window->range()->setPreset(u"5m"_s);
    m_window->selectCache(cache.id);
    startScreenshot();
}

/// Of a demo that ran here before, the addresses are others now.
Result<void> Application::addDemoSources()
{
    for (const SourceConfig& source : m_demo->sources()) {
        const auto kept = m_sources->find(source.id) ? m_sources->update(source) : m_sources->add(source);
        if (!kept)
            return kept;
    }
    if (const auto planned = m_sources->setPlan(m_demo->stages()); !planned)
        return planned;
    return m_costs->setPlan(demoCostPlan(m_demo->stages().cache));
}

void Application::onDemoFailed(const Error& error)
{
    m_window->setDemoStarting(false);
    m_problems->set(Problems::Kind::Demo, tr("The demo cannot start"), error);
    startScreenshot();
}

int Application::takeScreenshot()
{
    const ScreenshotOptions& options = *m_options.screenshot;
    m_screenshot = std::make_unique<ScreenshotTaker>(options, m_window.get(), m_history.get());
    int code = static_cast<int>(ExitCode::Ok);
    connect(
        m_screenshot.get(), &ScreenshotTaker::finished, this,
        [this, &code](const Result<void>& result) {
            if (!result)
                code = m_console.fail(result.error());
            QApplication::exit(code);
        },
        Qt::QueuedConnection);
    if (!options.page.isEmpty())
        m_window->showPage(options.page);
    m_window->resize(options.size);
    m_window->show();
    QApplication::exec();
    return code;
}

} // namespace cacheledger
