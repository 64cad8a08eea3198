// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/export.h"

#include "app/historytargets.h"
#include "history/historyfile.h"
#include "history/historyreader.h"
#include "metrics/catalogue.h"
#include "metrics/derived.h"
#include "metrics/format.h"

#include <QtCore/QFile>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr QLatin1String allMetrics("all");

/// A metric that is neither recorded nor known to us is a slip of the pen, not a column of empty fields. An empty
/// answer is said to be one.
static Result<void> checkMetrics(const QStringList& metrics, const std::vector<KnownNode>& nodes,
                                 const HistoryFile& file, const ExportCommand& command, Console& console)
{
    std::vector<std::string> recorded;
    for (const KnownNode& node : nodes) {
        const auto names = file.metricNames(node.node, command.fromMs, command.toMs);
        if (!names)
            return names.error();
        recorded.insert(recorded.end(), names->begin(), names->end());
    }
    if (recorded.empty())
        console.note(Cli::tr("There are no samples of %1 from %2 to %3. Choose an earlier --from or a later --to.")
                         .arg(command.cache, format::isoUtc(command.fromMs), format::isoUtc(command.toMs)));
    for (const QString& metric : metrics) {
        const std::string id = metric.toStdString();
        if (metric == allMetrics || std::find(recorded.begin(), recorded.end(), id) != recorded.end() ||
            derived::isDerived(id) || catalogue::find(id))
            continue;
        const QString nearest = catalogue::nearest(id);
        return Error{
            ErrorCode::UnknownMetric, Cli::tr("There is no metric \"%1\".").arg(metric),
            nearest.isEmpty()
                ? Cli::tr("Metrics are the fields of INFO, like used_memory, and derived ones, like hit_ratio.")
                : Cli::tr("Did you mean %1?").arg(nearest)};
    }
    return {};
}

/// What was asked, each once; "all" is everything that was recorded in the range.
static Result<std::vector<std::string>> exportedMetrics(const ExportCommand& command,
                                                        const std::vector<KnownNode>& nodes, const HistoryFile& file)
{
    std::vector<std::string> metrics;
    const auto add = [&metrics](const std::string& id) {
        if (std::find(metrics.begin(), metrics.end(), id) == metrics.end())
            metrics.push_back(id);
    };
    for (const QString& metric : command.metrics) {
        if (metric != allMetrics) {
            add(metric.toStdString());
            continue;
        }
        for (const KnownNode& node : nodes) {
            const auto names = file.metricNames(node.node, command.fromMs, command.toMs);
            if (!names)
                return names.error();
            std::for_each(names->begin(), names->end(), add);
        }
    }
    return metrics;
}

/// What applications tell of, by their sources; also what it counted.
static bool isOfApplications(std::string_view metric)
{
    if (constexpr std::string_view increase = "increase."; metric.starts_with(increase))
        metric.remove_prefix(increase.size());
    for (const std::string_view prefix : {"stage.", "op.", "app.", "serving.", "item."})
        if (metric.starts_with(prefix))
            return true;
    return false;
}

/// Without the sources where only servers are asked about, and the other way round: they would be rows of nothing.
static std::vector<KnownNode> nodesWith(const std::vector<std::string>& metrics, const std::vector<KnownNode>& nodes)
{
    const bool anyApplications = std::any_of(metrics.begin(), metrics.end(), isOfApplications);
    const bool allApplications = std::all_of(metrics.begin(), metrics.end(), isOfApplications);
    std::vector<KnownNode> found;
    std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(found),
                 [&](const KnownNode& node) { return isSource(node) ? anyApplications : !allApplications; });
    return found;
}

int runExport(const ExportCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    const QString path = context.profile.historyFile();
    if (!QFile::exists(path))
        return console.fail(Error{ErrorCode::Io, Cli::tr("There is no history at %1.").arg(path),
                                  Cli::tr("Collect some first with cacheledger collect, or name its --profile.")});
    const auto file = HistoryFile::open(path);
    if (!file)
        return console.fail(file.error());
    const auto nodes = nodesInHistory(command.cache, **file, context);
    if (!nodes)
        return console.fail(nodes.error());
    if (const auto checked = checkMetrics(command.metrics, *nodes, **file, command, console); !checked)
        return console.fail(checked.error());
    ExportRequest request;
    auto metrics = exportedMetrics(command, *nodes, **file);
    if (!metrics)
        return console.fail(metrics.error());
    request.nodes = nodesWith(*metrics, *nodes);
    request.metrics = std::move(*metrics);
    request.fromMs = command.fromMs;
    request.toMs = command.toMs;
    request.tier = command.tier;
    request.format = command.format;
    QFile out;
    if (!out.open(stdout, QIODevice::WriteOnly))
        return console.fail(Error{ErrorCode::Io, Cli::tr("Standard output cannot be written."), {}});
    if (const auto exported = exportSeries(**file, request, out); !exported)
        return console.fail(exported.error());
    if (!out.flush())
        return console.fail(Error{ErrorCode::Io,
                                  Cli::tr("Standard output cannot be written: %1.").arg(out.errorString()),
                                  Cli::tr("Check the disk or the program that reads it.")});
    if (const auto flushed = console.flush(); !flushed)
        return console.fail(flushed.error());
    return static_cast<int>(ExitCode::Ok);
}

} // namespace cacheledger
