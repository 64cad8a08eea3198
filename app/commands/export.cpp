// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/export.h"

#include "app/targets.h"
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

/// Configured or not: history knows caches by the name they last had, the configuration by the one they have now.
static Result<std::vector<KnownNode>> nodesOf(const QString& text, const HistoryFile& file,
                                              const CommandContext& context)
{
    const auto nodes = file.nodes();
    if (!nodes)
        return nodes.error();
    CacheId id;
    if (const auto store = context.caches(); store) {
        if (const CacheConfig* configured = (*store)->findByName(text))
            id = configured->id;
    }
    if (id.isEmpty() && looksLikeAddress(text)) {
        if (const auto parsed = parseEndpointUrl(text))
            id = adHocCache(parsed->endpoint).id;
    }
    const auto select = [&nodes](const auto& matches) {
        std::vector<KnownNode> found;
        std::copy_if(nodes->begin(), nodes->end(), std::back_inserter(found), matches);
        return found;
    };
    std::vector<KnownNode> found = select([&id](const KnownNode& node) { return node.cache == id; });
    if (found.empty())
        found = select([&text](const KnownNode& node) { return node.cacheName == text; });
    if (found.empty())
        found =
            select([&text](const KnownNode& node) { return node.cacheName.compare(text, Qt::CaseInsensitive) == 0; });
    if (!found.empty())
        return found;
    QStringList known;
    for (const KnownNode& node : *nodes) {
        if (!known.contains(node.cacheName))
            known << node.cacheName;
    }
    return unknownCache(text, known);
}

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
        if (std::find(recorded.begin(), recorded.end(), id) != recorded.end() || derived::isDerived(id) ||
            catalogue::find(id))
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
    const auto nodes = nodesOf(command.cache, **file, context);
    if (!nodes)
        return console.fail(nodes.error());
    if (const auto checked = checkMetrics(command.metrics, *nodes, **file, command, console); !checked)
        return console.fail(checked.error());
    ExportRequest request;
    request.nodes = *nodes;
    for (const QString& metric : command.metrics) {
        if (std::find(request.metrics.begin(), request.metrics.end(), metric.toStdString()) == request.metrics.end())
            request.metrics.push_back(metric.toStdString());
    }
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
