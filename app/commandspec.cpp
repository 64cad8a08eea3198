// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandspec.h"

#include "app/console.h"
#include "app/followarguments.h"
#include "app/routearguments.h"
#include "app/tlsarguments.h"

#include <QtCore/QStringList>

#include <array>
#include <vector>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr OptionSpec jsonOption{"json", nullptr, QT_TRANSLATE_NOOP("Cli", "print JSON")};
static constexpr OptionSpec intervalOption{"interval", "MS",
                                           QT_TRANSLATE_NOOP("Cli", "milliseconds between polls, 250 to 3600000")};

static constexpr std::array globalOptions{
    OptionSpec{"version", nullptr, QT_TRANSLATE_NOOP("Cli", "print the version")},
    OptionSpec{"help", nullptr, QT_TRANSLATE_NOOP("Cli", "print this help; after a command: help about it")},
    OptionSpec{"profile", "DIR", QT_TRANSLATE_NOOP("Cli", "keep configuration, data and state under DIR")},
    OptionSpec{"credentials", "FILE", QT_TRANSLATE_NOOP("Cli", "read passwords from this JSON file")},
    OptionSpec{"demo", nullptr, QT_TRANSLATE_NOOP("Cli", "show a demo: a Redis of its own with a workload")},
    OptionSpec{"screenshot", "FILE", QT_TRANSLATE_NOOP("Cli", "save a picture of the window as PNG and end")},
    OptionSpec{"page", "NAME", QT_TRANSLATE_NOOP("Cli", "page to show in the screenshot")},
    OptionSpec{"theme", "light|dark", QT_TRANSLATE_NOOP("Cli", "theme of the screenshot")},
    OptionSpec{"size", "WxH", QT_TRANSLATE_NOOP("Cli", "size of the window in the screenshot, 1366x768")},
    OptionSpec{"scale", "N", QT_TRANSLATE_NOOP("Cli", "scale of the screenshot, 0.5 to 4")},
    OptionSpec{"after", "SECONDS",
               QT_TRANSLATE_NOOP("Cli", "wait so long before the screenshot; else until data is shown")},
};

static constexpr std::array checkOptions{
    jsonOption, OptionSpec{"duration", "S", QT_TRANSLATE_NOOP("Cli", "how long to watch, in seconds (3)")}};
static constexpr std::array inspectOptions{jsonOption};
static constexpr std::array collectOptions{
    OptionSpec{"cache", "NAME|URL",
               QT_TRANSLATE_NOOP("Cli", "what to collect, may be repeated; else every configured cache")},
    intervalOption,
    OptionSpec{"duration", "S", QT_TRANSLATE_NOOP("Cli", "end after so many seconds; else when told to")}};
static constexpr std::array exportOptions{
    OptionSpec{"cache", "NAME|URL", QT_TRANSLATE_NOOP("Cli", "the cache to export")},
    OptionSpec{"metric", "ID",
               QT_TRANSLATE_NOOP("Cli", "raw or derived metric, may be repeated; all: all that were recorded")},
    OptionSpec{"from", "T", QT_TRANSLATE_NOOP("Cli", "start: now-15m, 2026-11-20T19:00:00Z, or seconds since 1970")},
    OptionSpec{"to", "T", QT_TRANSLATE_NOOP("Cli", "end, likewise (now)")},
    OptionSpec{"resolution", "auto|raw|1m|1h", QT_TRANSLATE_NOOP("Cli", "which resolution (auto)")},
    OptionSpec{"format", "csv|json|openmetrics", QT_TRANSLATE_NOOP("Cli", "form of the output (csv)")}};
static constexpr std::array ledgerOptions{
    OptionSpec{"cache", "NAME|URL", QT_TRANSLATE_NOOP("Cli", "the cache whose saving is computed")},
    OptionSpec{"from", "T", QT_TRANSLATE_NOOP("Cli", "start: now-30d, 2026-11-01T00:00:00Z, or seconds since 1970")},
    OptionSpec{"to", "T", QT_TRANSLATE_NOOP("Cli", "end, likewise (now)")},
    OptionSpec{"by", "hour|day|month", QT_TRANSLATE_NOOP("Cli", "length of the periods (day)")},
    OptionSpec{"zone", "TZ",
               QT_TRANSLATE_NOOP("Cli", "time zone of days and months, like Asia/Kolkata; else that of costs.json")},
    OptionSpec{"distinct", "PERCENT",
               QT_TRANSLATE_NOOP("Cli", "for the verdict: distinct requests of a hundred; else as in costs.json")},
    OptionSpec{"answer-age", "TIME",
               QT_TRANSLATE_NOOP("Cli", "for the verdict: how old an answer may be, like 10m; else as in costs.json")},
    jsonOption};
static constexpr std::array auditOptions{
    OptionSpec{"cache", "NAME|URL", QT_TRANSLATE_NOOP("Cli", "only its servers and sentinels")},
    OptionSpec{"from", "T", QT_TRANSLATE_NOOP("Cli", "first day: now-7d, 2026-11-01, or seconds since 1970")},
    OptionSpec{"to", "T", QT_TRANSLATE_NOOP("Cli", "last day, likewise")}, jsonOption};
static constexpr std::array annotateOptions{
    OptionSpec{"cache", "NAME|URL", QT_TRANSLATE_NOOP("Cli", "the cache that it is about")},
    OptionSpec{"at", "T", QT_TRANSLATE_NOOP("Cli", "when: -10m, 2026-11-20T19:00:00Z, or seconds since 1970 (now)")},
    OptionSpec{"kind", "note|deploy", QT_TRANSLATE_NOOP("Cli", "what it is (note)")}};
static constexpr std::array importOptions{
    OptionSpec{"cache", "NAME|URL", QT_TRANSLATE_NOOP("Cli", "the cache to import into")},
    OptionSpec{"node", "ADDRESS", QT_TRANSLATE_NOOP("Cli", "the node that every row is of; else as the rows say")},
    OptionSpec{"format", "auto|csv|json|openmetrics", QT_TRANSLATE_NOOP("Cli", "form of the files (auto)")},
    OptionSpec{"map", "COLUMN=METRIC",
               QT_TRANSLATE_NOOP("Cli", "what a column means: a metric, time, node, or nothing; may be repeated")},
    OptionSpec{"interval", "MS", QT_TRANSLATE_NOOP("Cli", "milliseconds between rows; else guessed from them")},
    OptionSpec{"as-samples", nullptr,
               QT_TRANSLATE_NOOP("Cli", "take an export of minutes or hours for one sample a row")}};
static constexpr std::array backfillOptions{
    OptionSpec{"cache", "NAME|URL", QT_TRANSLATE_NOOP("Cli", "the cache that the texts are of")},
    OptionSpec{"node", "ADDRESS", QT_TRANSLATE_NOOP("Cli", "its node, where it has several")},
    OptionSpec{"date-pattern", "REGEX",
               QT_TRANSLATE_NOOP("Cli", "where a file's name has its date (the first group, else the match)")},
    OptionSpec{"use-mtime", nullptr,
               QT_TRANSLATE_NOOP("Cli", "a file without any date is as old as the file system says")}};
static constexpr std::array listOptions{jsonOption};
static constexpr std::array addOptions{
    intervalOption, OptionSpec{"environment", "TEXT", QT_TRANSLATE_NOOP("Cli", "production, staging, ...")},
    OptionSpec{"tag", "TEXT", QT_TRANSLATE_NOOP("Cli", "a tag, may be repeated")},
    OptionSpec{"production", nullptr,
               QT_TRANSLATE_NOOP("Cli", "mark it as production, whatever the environment is called")}};
static constexpr std::array cachesImportOptions{
    OptionSpec{
        "format", "csv|targets|insight",
        QT_TRANSLATE_NOOP("Cli", "what the list is: CSV, targets of redis_exporter (Prometheus), Redis Insight")},
    OptionSpec{"dry-run", nullptr, QT_TRANSLATE_NOOP("Cli", "only say what would be taken")}, jsonOption};
static constexpr std::array testOptions{jsonOption};
static constexpr std::array historyOptions{jsonOption};

static constexpr std::array alertsListOptions{
    OptionSpec{"active", nullptr, QT_TRANSLATE_NOOP("Cli", "only those that are pending or fire")}, jsonOption};
static constexpr OptionSpec rulesOption{
    "rules", "FILE", QT_TRANSLATE_NOOP("Cli", "rules of this file alone; else the shipped ones and yours")};
static constexpr std::array channelsListOptions{jsonOption};
static constexpr std::array rulesListOptions{jsonOption};
static constexpr std::array playbooksListOptions{jsonOption};
static constexpr std::array rulesTestOptions{rulesOption};
static constexpr std::array rulesExportOptions{
    OptionSpec{"format", "json|prometheus", QT_TRANSLATE_NOOP("Cli", "form of the output (json)")}};
static constexpr std::array backtestOptions{
    OptionSpec{"cache", "NAME|URL", QT_TRANSLATE_NOOP("Cli", "the cache whose history is judged")},
    OptionSpec{"from", "T", QT_TRANSLATE_NOOP("Cli", "start: now-15m, 2026-11-20T19:00:00Z, or seconds since 1970")},
    OptionSpec{"to", "T", QT_TRANSLATE_NOOP("Cli", "end, likewise (now)")}, rulesOption, jsonOption};

static constexpr std::array drillOptions{
    OptionSpec{"factor", "N", QT_TRANSLATE_NOOP("Cli", "what the times of the rules are divided by (60)")},
    OptionSpec{"window", nullptr, QT_TRANSLATE_NOOP("Cli", "open a window to practise in; it says what came of it")},
    jsonOption};
static constexpr OptionSpec theCacheOption{
    "cache", "NAME|URL", QT_TRANSLATE_NOOP("Cli", "the cache, as the word after the command would be")};
static constexpr std::array slowlogOptions{theCacheOption, jsonOption};
static constexpr std::array watchingOptions{
    theCacheOption, jsonOption,
    OptionSpec{"duration", "S", QT_TRANSLATE_NOOP("Cli", "how long to watch, in seconds (3)")}};
static constexpr std::array keysAnalyseOptions{
    theCacheOption,
    jsonOption,
    OptionSpec{"sample", "PERCENT", QT_TRANSLATE_NOOP("Cli", "look at so many of a hundred keys (100)")},
    OptionSpec{"delimiter", "C", QT_TRANSLATE_NOOP("Cli", "what separates the parts of a name; else detected")},
    OptionSpec{"depth", "N", QT_TRANSLATE_NOOP("Cli", "parts of a name that make its prefix (1)")},
    OptionSpec{"budget", "KEYS", QT_TRANSLATE_NOOP("Cli", "keys a second at most (5000); 0: no limit")},
    OptionSpec{"top", "N", QT_TRANSLATE_NOOP("Cli", "prefixes to print (20)")},
    OptionSpec{"resume", "", QT_TRANSLATE_NOOP("Cli", "go on with an analysis that was cancelled or broke off")}};
static constexpr std::array pricesListOptions{jsonOption};
static constexpr std::array pricesImportOptions{
    OptionSpec{"from", "T", QT_TRANSLATE_NOOP("Cli", "since when the prices are valid: 2026-05-01, -30d (now)")},
    jsonOption};
static constexpr std::array economicsOptions{
    OptionSpec{"preset", "NAME", QT_TRANSLATE_NOOP("Cli", "example figures: startup, growth or enterprise")},
    OptionSpec{"file", "FILE", QT_TRANSLATE_NOOP("Cli", "a scenario file of yours")}, jsonOption};
static constexpr std::array aclOptions{
    OptionSpec{"user", "NAME", QT_TRANSLATE_NOOP("Cli", "name of the user in the line (cacheledger)")},
    OptionSpec{
        "features", "LIST",
        QT_TRANSLATE_NOOP(
            "Cli",
            "only what these need, separated by commas: poll, evidence, topology, sources, keys, settings, all of "
            "them, or sentinel alone (the first three)")}};
static constexpr std::array sourcesListOptions{jsonOption};
static constexpr std::array sourcesTestOptions{jsonOption};
static constexpr std::array sourcesAddOptions{
    OptionSpec{"cache", "NAME", QT_TRANSLATE_NOOP("Cli", "the cache whose application it is")},
    OptionSpec{"name", "NAME", QT_TRANSLATE_NOOP("Cli", "what to call it")},
    OptionSpec{"kind", "KIND", QT_TRANSLATE_NOOP("Cli", "redis-lists, redis-hash, http-json or openmetrics")},
    OptionSpec{"url", "URL", QT_TRANSLATE_NOOP("Cli", "its http(s) address, or a Redis other than the cache's")},
    OptionSpec{"key", "KEY", QT_TRANSLATE_NOOP("Cli", "key of the hash; of lists their operations: embed,search")},
    OptionSpec{"preset", "NAME",
               QT_TRANSLATE_NOOP("Cli", "rag, levels, web, cache-stats, serving-stats, litellm or gptcache")},
    OptionSpec{"map", "FROM=METRIC[*N]", QT_TRANSLATE_NOOP("Cli", "what a field means; may be repeated")},
    OptionSpec{"stages", "rag|levels|web", QT_TRANSLATE_NOOP("Cli", "the stages of the cache; else the preset's")},
    OptionSpec{"auth", "KIND", QT_TRANSLATE_NOOP("Cli", "none, bearer, basic:USER or header:NAME")},
    OptionSpec{"ca-file", "FILE", QT_TRANSLATE_NOOP("Cli", "PEM file of the authority that signed the certificate")},
    OptionSpec{"via-cache", nullptr,
               QT_TRANSLATE_NOOP("Cli", "through the SSH server or proxy that its cache is reached through")},
    OptionSpec{"interval", "MS", QT_TRANSLATE_NOOP("Cli", "milliseconds between polls, 1000 to 3600000 (15000)")}};
static constexpr OptionSpec reportCacheOption{"cache", "NAME|URL", QT_TRANSLATE_NOOP("Cli", "the cache to report on")};
static constexpr OptionSpec reportCurrencyOption{"currency", "CODE",
                                                 QT_TRANSLATE_NOOP("Cli", "EUR, GBP, INR, JPY, USD (the cost plan's)")};
static constexpr OptionSpec reportLocaleOption{
    "locale", "NAME", QT_TRANSLATE_NOOP("Cli", "how numbers are written: en_US, hi_IN, de_DE (the system's)")};
static constexpr OptionSpec reportPaperOption{"paper", "a4|letter", QT_TRANSLATE_NOOP("Cli", "paper of a PDF (a4)")};
static constexpr OptionSpec reportTitleOption{"title", "TEXT", QT_TRANSLATE_NOOP("Cli", "title on the first page")};
static constexpr OptionSpec reportLogoOption{"logo", "FILE",
                                             QT_TRANSLATE_NOOP("Cli", "picture on the first page: PNG, JPEG, SVG")};
static constexpr OptionSpec reportFormatOption{"format", "pdf|html|csv",
                                               QT_TRANSLATE_NOOP("Cli", "form of the file (by its name, else pdf)")};
static constexpr OptionSpec reportFolderOption{"folder", "DIR",
                                               QT_TRANSLATE_NOOP("Cli", "where it goes, named by cache and period")};
static constexpr OptionSpec reportMailOption{"mail", "CHANNEL",
                                             QT_TRANSLATE_NOOP("Cli", "also send it by this mail channel")};
static constexpr std::array reportOptions{
    reportCacheOption,
    OptionSpec{"from", "T", QT_TRANSLATE_NOOP("Cli", "start: now-30d, 2026-11-01, or seconds since 1970")},
    OptionSpec{"to", "T", QT_TRANSLATE_NOOP("Cli", "end, likewise (now)")},
    OptionSpec{"preset", "NAME", QT_TRANSLATE_NOOP("Cli", "instead: last-week, last-month, last-quarter or last-year")},
    OptionSpec{"output", "FILE", QT_TRANSLATE_NOOP("Cli", "where to")},
    reportFolderOption,
    reportMailOption,
    reportFormatOption,
    reportCurrencyOption,
    reportLocaleOption,
    reportPaperOption,
    reportTitleOption,
    reportLogoOption};
static constexpr std::array reportScheduleOptions{
    reportCacheOption,
    OptionSpec{"every", "week|month", QT_TRANSLATE_NOOP("Cli", "how often (month)")},
    reportFolderOption,
    reportMailOption,
    OptionSpec{"systemd", nullptr,
               QT_TRANSLATE_NOOP("Cli", "print a timer and a service for systemd instead of telling the application")},
    OptionSpec{"write", nullptr, QT_TRANSLATE_NOOP("Cli", "with --systemd: write them where systemd finds them")},
    reportFormatOption,
    reportCurrencyOption,
    reportLocaleOption,
    reportPaperOption,
    reportTitleOption,
    reportLogoOption};
static constexpr std::array incidentsListOptions{jsonOption};
static constexpr std::array incidentsShowOptions{jsonOption};
static constexpr std::array incidentsExportOptions{
    OptionSpec{"output", "FILE", QT_TRANSLATE_NOOP("Cli", "where to, a .pdf or .md")}};

static constexpr const char* urlHelp = QT_TRANSLATE_NOOP(
    "Cli", "URL is redis://[user[:password]@]host[:port][/db], rediss://... for TLS, or unix:///path.\n"
           "Give passwords as CACHELEDGER_PASSWORD, CACHELEDGER_PASSWORD_<NAME> or in the file of --credentials: "
           "others can read the command line.");

static const std::vector<CommandSpec>& commandTable_()
{
    static const std::vector<CommandSpec> table{
        {"check", "URL|NAME", 1, 1, QT_TRANSLATE_NOOP("Cli", "poll a cache for some seconds and judge it"),
         checkOptions, urlHelp, true},
        {"inspect", "FILE...", 1, 1000, QT_TRANSLATE_NOOP("Cli", "judge INFO text that was saved earlier"),
         inspectOptions,
         QT_TRANSLATE_NOOP("Cli",
                           "One FILE (redis-cli INFO > FILE) gives what one moment tells; two or more of the same "
                           "server, oldest first, also give rates and ratios.\nA FILE named - is standard input.")},
        {"collect", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "collect into the history without a window"), collectOptions,
         urlHelp, true},
        {"export", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "write the history of metrics as CSV, JSON or OpenMetrics"),
         exportOptions, ""},
        {"ledger", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "say what a cache saved, and how sure that is"), ledgerOptions,
         QT_TRANSLATE_NOOP("Cli",
                           "Computed from stored counters alone: nothing is extrapolated over gaps, and what has "
                           "no price is listed.")},
        {"annotate", "TEXT", 1, 1000, QT_TRANSLATE_NOOP("Cli", "mark a moment in the history, shown on every chart"),
         annotateOptions, QT_TRANSLATE_NOOP("Cli", "Works beside a window or a collector; meant for deploy scripts.")},
        {"import", "FILE...", 1, 1000,
         QT_TRANSLATE_NOOP("Cli", "bring series from CSV, JSON or OpenMetrics into the history"), importOptions,
         QT_TRANSLATE_NOOP("Cli", "A CSV file has a header with a column for the time (ISO 8601, seconds or "
                                  "milliseconds since 1970) and columns named by metrics.\nImporting twice changes "
                                  "nothing. A FILE named - is standard input.")},
        {"backfill", "FILE...", 1, 100'000, QT_TRANSLATE_NOOP("Cli", "bring saved INFO texts into the history"),
         backfillOptions,
         QT_TRANSLATE_NOOP("Cli",
                           "A text's date is its server_time_usec, else a line with a date before it, else (for a "
                           "text alone in its file) what the file's name says.\nA file may hold many texts, in "
                           "any order. Doing it twice changes nothing.")},
        {"caches list", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "list the configured caches"), listOptions, ""},
        {"caches add", "NAME URL", 2, 2, QT_TRANSLATE_NOOP("Cli", "configure a cache"), addOptions, urlHelp, true},
        {"caches import", "FILE", 1, 1, QT_TRANSLATE_NOOP("Cli", "configure the caches of a list"), cachesImportOptions,
         ""},
        {"caches remove", "NAME", 1, 1, QT_TRANSLATE_NOOP("Cli", "forget a cache; its history is kept"), {}, ""},
        {"caches test", "NAME|URL", 1, 1, QT_TRANSLATE_NOOP("Cli", "connect once and say what is found"), testOptions,
         urlHelp, true},
        {"history info", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "say what the history holds and how large it is"),
         historyOptions, ""},
        {"history verify", "", 0, 0,
         QT_TRANSLATE_NOOP("Cli", "check the whole history; ends with 1 when it is damaged"), historyOptions, ""},
        {"history backup",
         "FILE",
         1,
         1,
         QT_TRANSLATE_NOOP("Cli", "copy the history, also while it is written"),
         {},
         ""},
        {"history repair",
         "",
         0,
         0,
         QT_TRANSLATE_NOOP("Cli", "bring what can be read of a damaged history into a new file"),
         {},
         ""},
        {"history compact", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "make the history file as small as it can be"), {}, ""},
        {"alerts list", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "list the alerts, the newest first"), alertsListOptions, ""},
        {"alerts acknowledge",
         "NUMBER",
         1,
         1,
         QT_TRANSLATE_NOOP("Cli", "say that somebody looks after an alert, also while something collects"),
         {},
         QT_TRANSLATE_NOOP("Cli", "NUMBER is the first word of a line of alerts list.")},
        {"channels list", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "list the channels of notifications, and how they do"),
         channelsListOptions, ""},
        {"channels test",
         "ID",
         1,
         1,
         QT_TRANSLATE_NOOP("Cli", "send a test notification"),
         {},
         QT_TRANSLATE_NOOP("Cli", "Give its secret as CACHELEDGER_CHANNEL_<ID> or in the file of --credentials.")},
        {"acl", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "print the ACL line of a user with the least rights"), aclOptions,
         QT_TRANSLATE_NOOP("Cli", "Run the line on the server with redis-cli, with a password of your own. None of the "
                                  "commands in it writes.")},
        {"audit", "", 0, 0,
         QT_TRANSLATE_NOOP("Cli", "list the commands that were sent: how many of each kind, by server and day"),
         auditOptions,
         QT_TRANSLATE_NOOP("Cli", "Days are those of UTC. What is running now adds to it every three minutes.")},
        {"advise", "URL|NAME", 0, 1,
         QT_TRANSLATE_NOOP("Cli", "say what could be better about a cache, and what cannot be told"), watchingOptions,
         urlHelp, true},
        {"capabilities", "URL|NAME", 1, 1,
         QT_TRANSLATE_NOOP("Cli", "try each command that monitoring needs and say what is permitted"), listOptions,
         urlHelp, true},
        {"topology", "URL|NAME", 1, 1,
         QT_TRANSLATE_NOOP("Cli", "list the servers that belong together, with roles, slots and lag"), listOptions,
         urlHelp, true},
        {"commands", "URL|NAME", 0, 1,
         QT_TRANSLATE_NOOP("Cli", "list the commands of a cache: calls, time, latency, failures"), watchingOptions,
         urlHelp, true},
        {"keys analyse", "URL|NAME", 0, 1,
         QT_TRANSLATE_NOOP("Cli", "say what is inside a cache: prefixes, sizes, TTLs, the biggest keys"),
         keysAnalyseOptions, urlHelp, true},
        {"slowlog", "URL|NAME", 0, 1,
         QT_TRANSLATE_NOOP("Cli", "list the newest slow commands, the slowest first, without arguments"),
         slowlogOptions, urlHelp, true},
        {"diagnose", "URL|NAME", 0, 1,
         QT_TRANSLATE_NOOP("Cli", "say what the memory of a cache is used for, and what its servers think of it"),
         slowlogOptions, urlHelp, true},
        {"rules list", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "list the alert rules"), rulesListOptions, ""},
        {"rules check", "FILE", 1, 1, QT_TRANSLATE_NOOP("Cli", "say what is wrong in a file of alert rules"), {}, ""},
        {"rules test", "FILE", 1, 1, QT_TRANSLATE_NOOP("Cli", "run a test file in promtool's notation"),
         rulesTestOptions, ""},
        {"rules export", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "write the alert rules, also for Prometheus"),
         rulesExportOptions, ""},
        {"rules backtest", "RULE", 1, 1,
         QT_TRANSLATE_NOOP("Cli", "say when a rule would have fired over stored history"), backtestOptions, ""},
        {"playbooks list", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "list the playbooks for incidents"), playbooksListOptions,
         ""},
        {"playbooks check", "FILE", 1, 1, QT_TRANSLATE_NOOP("Cli", "say what is wrong in a playbook file"), {}, ""},
        {"playbooks show", "ID", 1, 1, QT_TRANSLATE_NOOP("Cli", "print a playbook as Markdown"), {}, ""},
        {"drill", "NAME", 1, 1,
         QT_TRANSLATE_NOOP("Cli", "practise a failure on a Redis of its own, and see that the alert comes"),
         drillOptions,
         QT_TRANSLATE_NOOP("Cli",
                           "NAME is stampede, stale-data, memory-exhaustion, connection-exhaustion, node-failure,\n"
                           "replication-lag, eviction-storm, key-collision or hot-key.")},
        {"report", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "write the cost report of a cache as PDF, HTML or CSV"),
         reportOptions,
         QT_TRANSLATE_NOOP("Cli", "Needs --cache, --preset or --from, and --output or --folder. Needs no display.")},
        {"report schedule", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "have the report made every week or month"),
         reportScheduleOptions,
         QT_TRANSLATE_NOOP("Cli", "Needs --cache and --folder. Without --systemd the application makes it while it "
                                  "runs, and catches up once on what it missed.")},
        {"sources list", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "list the sources of application metrics"),
         sourcesListOptions, ""},
        {"sources add", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "configure a source of application metrics"),
         sourcesAddOptions,
         QT_TRANSLATE_NOOP("Cli", "Give its secret as CACHELEDGER_SOURCE_<CACHE>_<NAME> or in the file of "
                                  "--credentials.")},
        {"sources remove",
         "CACHE/NAME",
         1,
         1,
         QT_TRANSLATE_NOOP("Cli", "forget a source; its history is kept"),
         {},
         ""},
        {"sources test", "CACHE/NAME", 1, 1,
         QT_TRANSLATE_NOOP("Cli", "ask a source once and print its fields, with what they are mapped to"),
         sourcesTestOptions, ""},
        {"economics", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "say what caching saves, and when it has paid for itself"),
         economicsOptions, QT_TRANSLATE_NOOP("Cli", "The format of a scenario file is in docs/formats.md.")},
        {"prices list", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "list the prices of models"), pricesListOptions, ""},
        {"prices import", "FILE", 1, 1, QT_TRANSLATE_NOOP("Cli", "take prices from LiteLLM's price list"),
         pricesImportOptions,
         QT_TRANSLATE_NOOP("Cli", "FILE is LiteLLM's model_prices_and_context_window.json; - is standard input.\n"
                                  "A changed price is a new version: earlier periods keep theirs. Importing twice "
                                  "changes nothing.")},
        {"incidents list", "", 0, 0, QT_TRANSLATE_NOOP("Cli", "list the incidents, open ones first"),
         incidentsListOptions, ""},
        {"incidents show", "ID", 1, 1, QT_TRANSLATE_NOOP("Cli", "print an incident with its timeline and evidence"),
         incidentsShowOptions, ""},
        {"incidents export", "ID", 1, 1, QT_TRANSLATE_NOOP("Cli", "write an incident's review as PDF or Markdown"),
         incidentsExportOptions, ""},
    };
    return table;
}

std::span<const OptionSpec> globalOptionSpecs()
{
    return globalOptions;
}

std::span<const CommandSpec> commandSpecs()
{
    return commandTable_();
}

const CommandSpec* findCommandSpec(const QString& name)
{
    for (const CommandSpec& spec : commandSpecs()) {
        if (name == QLatin1String(spec.name))
            return &spec;
    }
    return nullptr;
}

static QString optionLines(std::span<const OptionSpec> options)
{
    QString text;
    for (const OptionSpec& option : options) {
        QString left = u"  --"_s + QLatin1String(option.name);
        if (option.value)
            left += u' ' + QLatin1String(option.value);
        text += left.leftJustified(30) + u' ' + Cli::tr(option.help) + u'\n';
    }
    return text;
}

static QString usageOf(const CommandSpec& spec)
{
    QString usage = QLatin1String(spec.name);
    if (*spec.arguments)
        usage += u' ' + QLatin1String(spec.arguments);
    return usage;
}

QString generalHelp()
{
    QString text = Cli::tr("Usage: cacheledger [options] [command]") + u"\n\n"_s +
                   Cli::tr("Watches Redis caches. Without a command, the window opens.") + u"\n\n"_s +
                   Cli::tr("Commands:") + u'\n';
    for (const CommandSpec& spec : commandSpecs())
        text += (u"  "_s + usageOf(spec)).leftJustified(30) + u' ' + Cli::tr(spec.summary) + u'\n';
    text += u'\n' + Cli::tr("Options, before the command:") + u'\n' + optionLines(globalOptionSpecs());
    text += u'\n' + Cli::tr("Exit codes: 0 ok, 1 threshold breached, 64 usage, 69 unavailable, 74 input or output, "
                            "77 authentication or permission, 78 configuration.");
    return text;
}

QString commandHelp(const CommandSpec& spec)
{
    QString text = Cli::tr("Usage: cacheledger [options] %1 [options of the command]").arg(usageOf(spec)) + u"\n\n"_s +
                   Cli::tr(spec.summary).replace(0, 1, Cli::tr(spec.summary).at(0).toUpper()) + u".\n"_s;
    if (!spec.options.empty())
        text += u'\n' + optionLines(spec.options);
    if (spec.connects) {
        text += u'\n' + Cli::tr("For several servers:") + u'\n' + optionLines(followOptionSpecs());
        text += u'\n' + Cli::tr("For a rediss:// address:") + u'\n' + optionLines(tlsOptionSpecs());
        text += u'\n' + Cli::tr("For a server that is not reached directly:") + u'\n' + optionLines(routeOptionSpecs());
    }
    if (*spec.details)
        text += u'\n' + Cli::tr(spec.details) + u'\n';
    return text.trimmed();
}

QString groupHelp(const QString& group)
{
    QStringList parts;
    for (const CommandSpec& spec : commandSpecs()) {
        if (QLatin1String(spec.name).startsWith(group + u' '))
            parts << commandHelp(spec);
    }
    return parts.join(u"\n\n"_s);
}

} // namespace cacheledger
