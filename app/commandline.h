// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/followarguments.h"
#include "app/moneycommands.h"
#include "app/reportcommands.h"
#include "app/routearguments.h"
#include "app/tlsarguments.h"
#include "cachelists/cachelist.h"
#include "config/sourceconfig.h"
#include "cost/ledgerclient.h"
#include "history/historyreader.h"
#include "history/importformat.h"
#include "metrics/result.h"

#include <QtCore/QSize>
#include <QtCore/QStringList>

#include <optional>
#include <variant>

namespace cacheledger
{

/// --screenshot and the options that belong to it.
struct ScreenshotOptions {
    QString file;
    QString page;  ///< empty: the one that the window opens with
    QString theme; ///< "light", "dark"; empty: as configured
    QSize size{1366, 768};
    std::optional<double> scale;
    std::optional<qint64> afterMs; ///< nothing: as soon as data is painted
};

/// Options that stand before the command.
struct GlobalOptions {
    QString profileDir;      ///< empty: the XDG folders
    QString credentialsFile; ///< empty: none
    bool demo = false;
    std::optional<ScreenshotOptions> screenshot;
};

struct DrillCommand {
    QString drill;
    double factor = 60; ///< what the times of rules are divided by
    bool json = false;
    bool window = false; ///< for people to practise in; else it runs by itself
};
struct WindowCommand {
}; ///< no command: the main window
struct PrintCommand {
    QString text;
}; ///< --help, --version
struct CheckCommand {
    QString target; ///< URL or name of a cache
    bool json = false;
    qint64 durationMs = 3000;
};
struct InspectCommand {
    QStringList files;
    bool json = false;
};
struct CollectCommand {
    QStringList caches; ///< URLs or names; empty: all that are configured
    std::optional<int> intervalMs;
    std::optional<qint64> durationMs; ///< nothing: until told to stop
};
struct ExportCommand {
    QString cache;
    QStringList metrics;
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    std::optional<Tier> tier; ///< nothing: chosen by the range
    ExportFormat format = ExportFormat::Csv;
};
struct LedgerCommand {
    QString cache;
    TypedSpan span;
    LedgerStep by = LedgerStep::Day;
    QByteArray timeZone; ///< empty: the cost plan's
    bool json = false;
    TrafficFacts traffic{}; ///< what is said goes before the cost plan's
};
struct AnnotateCommand {
    QString cache;
    TimeMs timeMs = 0;
    EventKind kind = EventKind::Note; ///< or Deploy
    QString text;
};
struct ImportCommand {
    QStringList files;
    QString cache;
    QString node; ///< empty: as the rows say
    ImportFormat format = ImportFormat::Auto;
    std::map<std::string, std::string> names; ///< column to metric
    std::optional<int> intervalMs;            ///< nothing: guessed
    bool bucketsAsSamples = false;
};
struct BackfillCommand {
    QStringList files;
    QString cache;
    QString node;        ///< empty: the cache's only one
    QString datePattern; ///< a regular expression for the date in a file's name; empty: none
    bool useMtime = false;
};
struct CachesListCommand {
    bool json = false;
};
struct CachesAddCommand {
    QString name;
    QString url;
    std::optional<int> intervalMs;
    QString environment;
    QStringList tags;
    bool production = false; ///< to be marked as that; else as the environment's name says
};
struct CachesRemoveCommand {
    QString name;
};
struct CachesImportCommand {
    QString file;
    std::optional<CacheListFormat> format; ///< nothing: by what it looks like
    bool dryRun = false;
    bool json = false;
};
struct CachesTestCommand {
    QString target;
    bool json = false;
};
struct HistoryInfoCommand {
    bool json = false;
};
struct HistoryVerifyCommand {
    bool json = false;
};
struct HistoryBackupCommand {
    QString file;
};
struct HistoryCompactCommand {
};
struct HistoryRepairCommand {
};
struct AclCommand {
    QString user;
    QStringList features; ///< empty: all
};
struct CapabilitiesCommand {
    QString target; ///< URL or name of a cache
    bool json = false;
};
struct AuditCommand {
    QString cache; ///< name or URL; empty: all servers
    std::optional<TimeMs> fromMs, toMs;
    bool json = false;
};
struct TopologyCommand {
    QString target; ///< URL or name of a cache
    bool json = false;
};
struct AdviseCommand {
    QString target; ///< URL or name of a cache
    bool json = false;
    qint64 durationMs = 3000;
};
struct CommandsCommand {
    QString target; ///< URL or name of a cache
    bool json = false;
    qint64 durationMs = 3000;
};
struct SlowlogCommand {
    QString target; ///< URL or name of a cache
    bool json = false;
};
struct DiagnoseCommand {
    QString target; ///< URL or name of a cache
    bool json = false;
};
struct KeysAnalyseCommand {
    QString target; ///< URL or name of a cache
    bool json = false;
    double samplePercent = 100;
    std::optional<char> delimiter; ///< nothing: detected
    int depth = 1;
    int keysPerSecond = 5000; ///< 0: no limit
    int top = 20;             ///< prefixes in the table for people
    bool resume = false;      ///< goes on with what was cancelled
};
struct AlertsListCommand {
    bool active = false; ///< those alone that last
    bool json = false;
};
struct AlertsAcknowledgeCommand {
    qint64 alert = 0; ///< its number
};
struct ChannelsListCommand {
    bool json = false;
};
struct ChannelsTestCommand {
    QString channel; ///< id
};
struct RulesListCommand {
    bool json = false;
};
struct RulesCheckCommand {
    QString file;
};
struct RulesTestCommand {
    QString file;
    QString rulesFile; ///< empty: the shipped rules and the user's
};
struct RulesExportCommand {
    bool prometheus = false; ///< else as a rule file of ours
};
struct RulesBacktestCommand {
    QString rule;
    QString rulesFile; ///< empty: the shipped rules and the user's
    QString cache;
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    bool json = false;
};
struct PlaybooksListCommand {
    bool json = false;
};
struct PlaybooksCheckCommand {
    QString file;
};
struct PlaybooksShowCommand {
    QString playbook;
};

struct IncidentsListCommand {
    bool json = false;
};
struct IncidentsShowCommand {
    QString id;
    bool json = false;
};
struct IncidentsExportCommand {
    QString id;
    QString file; ///< .md or .pdf
};

struct SourcesListCommand {
    bool json = false;
};
struct SourcesAddCommand {
    QString cache;
    SourceConfig source;
    QString stagePreset;        ///< empty: the cache's stages stay
    bool replaceStages = false; ///< also where the cache has some
};
struct SourcesRemoveCommand {
    QString source; ///< CACHE/NAME
};
struct SourcesTestCommand {
    QString source; ///< CACHE/NAME
    bool json = false;
};

using CommandVariant =
    std::variant<WindowCommand, PrintCommand, CheckCommand, InspectCommand, CollectCommand, ExportCommand,
                 AnnotateCommand, ImportCommand, BackfillCommand, CachesListCommand, CachesAddCommand,
                 CachesImportCommand, CachesRemoveCommand, CachesTestCommand, HistoryInfoCommand, HistoryVerifyCommand,
                 HistoryBackupCommand, HistoryCompactCommand, HistoryRepairCommand, RulesListCommand, RulesCheckCommand,
                 RulesTestCommand, RulesExportCommand, RulesBacktestCommand, AlertsListCommand,
                 AlertsAcknowledgeCommand, ChannelsListCommand, ChannelsTestCommand, PlaybooksListCommand,
                 PlaybooksCheckCommand, PlaybooksShowCommand, IncidentsListCommand, IncidentsShowCommand,
                 IncidentsExportCommand, DrillCommand, AclCommand, AuditCommand, CapabilitiesCommand, LedgerCommand,
                 TopologyCommand, ReportCommand, ReportScheduleCommand, AdviseCommand, CommandsCommand, SlowlogCommand,
                 DiagnoseCommand, KeysAnalyseCommand, SourcesListCommand, SourcesAddCommand, SourcesRemoveCommand,
                 SourcesTestCommand, EconomicsCommand, PricesListCommand, PricesImportCommand>;

/// What the user asked for, validated as far as the words alone allow.
struct CommandLine {
    GlobalOptions global;
    TlsArguments tls; ///< of a command that connects, likewise `follow` and `route`
    FollowArguments follow;
    Route route;
    CommandVariant command;
};

/// Reads the arguments after the program's name. Needs no application object. Fails with InvalidArgument: what is wrong
/// with which word, with the nearest word that would be right. `nowMs` is what "now-15m" counts from.
Result<CommandLine> parseCommandLine(const QStringList& arguments, TimeMs nowMs);

/// The arguments of main() after the program's name. Passwords in URLs are blotted out in `argv`, so that a list of
/// processes does not show them for longer than the start takes.
QStringList takeArguments(int argc, char** argv);

} // namespace cacheledger
