// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/importing.h"

#include "app/historytargets.h"
#include "metrics/format.h"

namespace cacheledger
{

using namespace Qt::StringLiterals;

Result<ImportTarget> importTarget(const QString& cache, const QString& node, const CommandContext& context)
{
    const auto file = openHistoryIfThere(context);
    if (!file)
        return file.error();
    const auto known = resolveHistoryTarget(cache, file->get(), context);
    if (known)
        return ImportTarget{known->cache, known->name, known->nodes, node};
    if (known.error().code != ErrorCode::UnknownCache)
        return known.error();
    context.console.note(Cli::tr("No cache is named \"%1\" yet: the history gets a new one.").arg(cache));
    return ImportTarget{newCacheId(), cache, {}, node};
}

Result<std::unique_ptr<HistoryImporter>> openImporter(const CommandContext& context)
{
    if (const auto created = context.profile.create(); !created)
        return created.error();
    auto importer = HistoryImporter::open(context.profile.historyFile());
    if (importer || importer.error().code != ErrorCode::Locked)
        return importer;
    Error error = importer.error();
    error.hint = Cli::tr("Close the window or end the collector on this profile, then import again.");
    return error;
}

void tellCounts(const ImportCounts& counts, const Result<void>& done, Console& console)
{
    if (!done && !counts.firstMs)
        return;
    QString text = Cli::tr("Samples: %1 new, %2 changed, %3 there already")
                       .arg(counts.added)
                       .arg(counts.changed)
                       .arg(counts.unchanged);
    if (counts.firstMs)
        text += Cli::tr(" (%1 to %2)").arg(format::isoUtc(*counts.firstMs), format::isoUtc(*counts.lastMs));
    console.note(text + u'.');
    if (counts.refused > 0)
        console.note(
            Cli::tr("Samples left out, as they are older than what the history keeps: %1. Keep samples for longer "
                    "in Settings, then import again.")
                .arg(counts.refused));
}

} // namespace cacheledger
