// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/annotate.h"

#include "app/historytargets.h"
#include "history/annotationspool.h"
#include "metrics/format.h"

namespace cacheledger
{

int runAnnotate(const AnnotateCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    const auto file = openHistoryIfThere(context);
    if (!file)
        return console.fail(file.error());
    const auto target = resolveHistoryTarget(command.cache, file->get(), context);
    if (!target)
        return console.fail(target.error());
    if (const auto created = context.profile.create(); !created)
        return console.fail(created.error());
    const Annotation annotation{{NodeId{}, target->cache, command.timeMs, command.kind, command.text}, false};
    if (const auto kept = AnnotationSpool(context.profile.historyFile()).put(annotation); !kept)
        return console.fail(kept.error());
    console.note(Cli::tr("Noted for %1 at %2.").arg(target->name, format::isoUtc(command.timeMs)));
    return static_cast<int>(ExitCode::Ok);
}

} // namespace cacheledger
