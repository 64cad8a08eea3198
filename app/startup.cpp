// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/startup.h"

#include "app/application.h"
#include "app/audit/auditkeeper.h"
#include "app/commandline.h"
#include "app/commands/acl.h"
#include "app/commands/advise.h"
#include "app/commands/alerts.h"
#include "app/commands/annotate.h"
#include "app/commands/audit.h"
#include "app/commands/backfill.h"
#include "app/commands/caches.h"
#include "app/commands/capabilities.h"
#include "app/commands/channels.h"
#include "app/commands/check.h"
#include "app/commands/collect.h"
#include "app/commands/diagnose.h"
#include "app/commands/drill.h"
#include "app/commands/economics.h"
#include "app/commands/export.h"
#include "app/commands/history.h"
#include "app/commands/import.h"
#include "app/commands/incidents.h"
#include "app/commands/inspect.h"
#include "app/commands/keys.h"
#include "app/commands/ledger.h"
#include "app/commands/playbooks.h"
#include "app/commands/prices.h"
#include "app/commands/report.h"
#include "app/commands/rules.h"
#include "app/commands/servercommands.h"
#include "app/commands/slowlog.h"
#include "app/commands/sources.h"
#include "app/commands/topology.h"
#include "app/filelimit.h"
#include "app/unixsignals.h"
#include "app/version.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QIcon>
#include <QtWidgets/QApplication>

#include <cstdlib>
#include <memory>

namespace cacheledger
{

using namespace Qt::StringLiterals;

/// One overload a command.
struct CommandRunner {
    const CommandContext& context;

    int operator()(const WindowCommand&) const { return 0; }
    int operator()(const PrintCommand&) const { return 0; }
    int operator()(const CheckCommand& command) const { return runCheck(command, context); }
    int operator()(const InspectCommand& command) const { return runInspect(command, context); }
    int operator()(const CollectCommand& command) const { return runCollect(command, context); }
    int operator()(const ExportCommand& command) const { return runExport(command, context); }
    int operator()(const LedgerCommand& command) const { return runLedger(command, context); }
    int operator()(const AnnotateCommand& command) const { return runAnnotate(command, context); }
    int operator()(const ImportCommand& command) const { return runImport(command, context); }
    int operator()(const BackfillCommand& command) const { return runBackfill(command, context); }
    int operator()(const CachesListCommand& command) const { return runCachesList(command, context); }
    int operator()(const CachesAddCommand& command) const { return runCachesAdd(command, context); }
    int operator()(const CachesImportCommand& command) const { return runCachesImport(command, context); }
    int operator()(const CachesRemoveCommand& command) const { return runCachesRemove(command, context); }
    int operator()(const CachesTestCommand& command) const { return runCachesTest(command, context); }
    int operator()(const HistoryInfoCommand& command) const { return runHistoryInfo(command, context); }
    int operator()(const HistoryVerifyCommand& command) const { return runHistoryVerify(command, context); }
    int operator()(const HistoryBackupCommand& command) const { return runHistoryBackup(command, context); }
    int operator()(const HistoryCompactCommand&) const { return runHistoryCompact(context); }
    int operator()(const HistoryRepairCommand&) const { return runHistoryRepair(context); }
    int operator()(const AclCommand& command) const { return runAcl(command, context); }
    int operator()(const AuditCommand& command) const { return runAudit(command, context); }
    int operator()(const AdviseCommand& command) const { return runAdvise(command, context); }
    int operator()(const CommandsCommand& command) const { return runCommands(command, context); }
    int operator()(const KeysAnalyseCommand& command) const { return runKeysAnalyse(command, context); }
    int operator()(const DiagnoseCommand& command) const { return runDiagnose(command, context); }
    int operator()(const SlowlogCommand& command) const { return runSlowlog(command, context); }
    int operator()(const CapabilitiesCommand& command) const { return runCapabilities(command, context); }
    int operator()(const TopologyCommand& command) const { return runTopology(command, context); }
    int operator()(const EconomicsCommand& command) const { return runEconomics(command, context); }
    int operator()(const PricesListCommand& command) const { return runPricesList(command, context); }
    int operator()(const PricesImportCommand& command) const { return runPricesImport(command, context); }
    int operator()(const AlertsListCommand& command) const { return runAlertsList(command, context); }
    int operator()(const AlertsAcknowledgeCommand& command) const { return runAlertsAcknowledge(command, context); }
    int operator()(const ChannelsListCommand& command) const { return runChannelsList(command, context); }
    int operator()(const ChannelsTestCommand& command) const { return runChannelsTest(command, context); }
    int operator()(const RulesListCommand& command) const { return runRulesList(command, context); }
    int operator()(const RulesCheckCommand& command) const { return runRulesCheck(command, context); }
    int operator()(const RulesTestCommand& command) const { return runRulesTest(command, context); }
    int operator()(const RulesExportCommand& command) const { return runRulesExport(command, context); }
    int operator()(const RulesBacktestCommand& command) const { return runRulesBacktest(command, context); }
    int operator()(const PlaybooksListCommand& command) const { return runPlaybooksList(command, context); }
    int operator()(const PlaybooksCheckCommand& command) const { return runPlaybooksCheck(command, context); }
    int operator()(const PlaybooksShowCommand& command) const { return runPlaybooksShow(command, context); }
    int operator()(const DrillCommand& command) const { return runDrill(command, context); }
    int operator()(const SourcesListCommand& command) const { return runSourcesList(command, context); }
    int operator()(const SourcesAddCommand& command) const { return runSourcesAdd(command, context); }
    int operator()(const SourcesRemoveCommand& command) const { return runSourcesRemove(command, context); }
    int operator()(const SourcesTestCommand& command) const { return runSourcesTest(command, context); }
    int operator()(const IncidentsListCommand& command) const { return runIncidentsList(command, context); }
    int operator()(const IncidentsShowCommand& command) const { return runIncidentsShow(command, context); }
    int operator()(const ReportCommand& command) const { return runReport(command, context); }
    int operator()(const ReportScheduleCommand& command) const { return runReportSchedule(command, context); }
    int operator()(const IncidentsExportCommand& command) const { return runIncidentsExport(command, context); }
};

static void nameApplication()
{
    QCoreApplication::setApplicationName(u"cacheledger"_s);
    QCoreApplication::setApplicationVersion(QLatin1String(version()));
}

static Result<CredentialSource> loadCredentials(const GlobalOptions& options, Console& console)
{
    auto credentials = CredentialSource::load(options.credentialsFile);
    if (credentials && !credentials->warning().isEmpty())
        console.note(credentials->warning());
    return credentials;
}

/// GLib's event loop serves desktops; without one, Qt's own costs a fifth less CPU a poll. An explicit setting stays.
static void chooseEventLoop()
{
    if (!qEnvironmentVariableIsSet("QT_NO_GLIB"))
        qputenv("QT_NO_GLIB", "1");
}

static int runCommand(int argc, char** argv, const CommandLine& line, Console& console)
{
    chooseEventLoop();
    std::unique_ptr<QCoreApplication> application;
    if (std::holds_alternative<IncidentsExportCommand>(line.command) ||
        std::holds_alternative<ReportCommand>(line.command)) {
        // A PDF has fonts, which only the window system's part of Qt knows; offscreen needs no display.
        qputenv("QT_QPA_PLATFORM", "offscreen");
        application = std::make_unique<QApplication>(argc, argv);
    } else {
        application = std::make_unique<QCoreApplication>(argc, argv);
    }
    nameApplication();
    auto credentials = loadCredentials(line.global, console);
    if (!credentials)
        return console.fail(credentials.error());
    const CommandContext context{line.global.profileDir.isEmpty() ? Profile::standard()
                                                                  : Profile::under(line.global.profileDir),
                                 std::move(*credentials),
                                 console,
                                 std::make_shared<SystemClock>(),
                                 line.tls,
                                 line.global.profileDir,
                                 line.follow,
                                 line.route};
    const int code = std::visit(CommandRunner{context}, line.command);
    if (const auto written = AuditKeeper::writeNow(context.profile.auditFile(), *context.clock); !written)
        console.note(written.error());
    return code;
}

/// Settles everything about the platform that must stand before the application object. Fails without a display.
static Result<void> choosePlatform(const GlobalOptions& options)
{
    const bool chosen = !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
    if (options.screenshot) {
        // A screenshot must not flash over the user's desktop, nor be resized by its window manager.
        if (!chosen)
            qputenv("QT_QPA_PLATFORM", "offscreen");
        if (options.screenshot->scale)
            qputenv("QT_SCALE_FACTOR", QByteArray::number(*options.screenshot->scale));
        return {};
    }
    if (chosen || !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        return {};
    return Error{ErrorCode::Unsupported, Cli::tr("There is no display to open a window on."),
                 Cli::tr("Set DISPLAY or WAYLAND_DISPLAY, save a picture with --screenshot FILE, or use a command "
                         "(see cacheledger --help).")};
}

/// Qt ends the process where the display that was named does not answer; the user gets our sentence and code instead.
static void onFatalMessage(QtMsgType type, const QMessageLogContext&, const QString& message)
{
    Console console(stdout, stderr);
    if (type != QtFatalMsg) {
        // Qt falls back to a folder of its own; nothing is wrong, and nobody has to do anything.
        const bool isFallback = message.startsWith(u"QStandardPaths: XDG_RUNTIME_DIR not set"_s);
        if (type != QtDebugMsg && type != QtInfoMsg && !isFallback)
            console.note(message);
        return;
    }
    const int code =
        console.fail(Error{ErrorCode::Unsupported, Cli::tr("The display cannot be used."),
                           Cli::tr("Check DISPLAY or WAYLAND_DISPLAY, save a picture with --screenshot FILE, "
                                   "or use a command (see cacheledger --help).")});
    std::_Exit(code);
}

static int runWindow(int argc, char** argv, const GlobalOptions& options, const DrillCommand* drill, Console& console)
{
    if (const auto chosen = choosePlatform(options); !chosen)
        return console.fail(chosen.error());
    const QtMessageHandler handler = qInstallMessageHandler(onFatalMessage);
    QApplication application(argc, argv);
    qInstallMessageHandler(handler);
    nameApplication();
    QGuiApplication::setApplicationDisplayName(u"CacheLedger"_s);
    QGuiApplication::setDesktopFileName(u"org.cacheledger.CacheLedger"_s);
    auto credentials = loadCredentials(options, console);
    if (!credentials)
        return console.fail(credentials.error());
    Application root(options, std::move(*credentials), console, application);
    if (drill)
        return root.runDrill(*drill);
    return root.run();
}

int runMain(int argc, char** argv)
{
    UnixSignals::reportWriteFailuresAsErrors();
    raiseFileLimit();
    Console console(stdout, stderr);
    const auto line = parseCommandLine(takeArguments(argc, argv), SystemClock().nowMs());
    if (!line)
        return console.fail(line.error());
    if (const auto* print = std::get_if<PrintCommand>(&line->command)) {
        console.writeLine(print->text);
        const auto flushed = console.flush();
        return flushed ? static_cast<int>(ExitCode::Ok) : console.fail(flushed.error());
    }
    if (std::holds_alternative<WindowCommand>(line->command))
        return runWindow(argc, argv, line->global, nullptr, console);
    if (const auto* drill = std::get_if<DrillCommand>(&line->command); drill && drill->window)
        return runWindow(argc, argv, line->global, drill, console);
    return runCommand(argc, argv, *line, console);
}

} // namespace cacheledger
