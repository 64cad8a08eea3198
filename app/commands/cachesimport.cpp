// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/caches.h"
#include "app/healthreport.h"
#include "cachelists/cachelist.h"

#include <QtCore/QFile>

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static Result<QByteArray> listContent(const QString& file)
{
    constexpr qint64 most = 11 * 1024 * 1024; // more is refused by who reads it
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Io, Cli::tr("%1 cannot be read: %2.").arg(file, source.errorString()), {}};
    return source.read(most);
}

static OrderedJson importJson(const CacheList& list, bool dryRun)
{
    OrderedJson json{{"format", cacheListFormatName(list.format)}, {"dryRun", dryRun}};
    json["taken"] = OrderedJson::array();
    for (const ListedCache& each : list.taken)
        json["taken"].push_back(OrderedJson{{"where", each.where.toStdString()},
                                            {"name", each.cache.name.toStdString()},
                                            {"url", each.cache.nodes.front().endpoint.url().toStdString()},
                                            {"environment", each.cache.environment.toStdString()},
                                            {"tags", jsonList(each.cache.tags)},
                                            {"leftOut", jsonList(each.leftOut)}});
    json["skipped"] = OrderedJson::array();
    for (const SkippedCache& each : list.skipped)
        json["skipped"].push_back(OrderedJson{
            {"where", each.where.toStdString()}, {"name", each.name.toStdString()}, {"why", each.why.toStdString()}});
    json["unknown"] = jsonList(list.unknown);
    return json;
}

static void writeLines(const CacheList& list, Console& console)
{
    for (const ListedCache& each : list.taken) {
        QStringList words{each.cache.name, each.cache.nodes.front().endpoint.url()};
        if (!each.cache.environment.isEmpty())
            words << each.cache.environment;
        words << each.cache.tags;
        if (!each.leftOut.isEmpty())
            words << Cli::tr("without %1").arg(each.leftOut.join(u", "_s));
        console.writeLine(words.join(u'\t'));
    }
    for (const SkippedCache& each : list.skipped)
        console.note(Cli::tr("%1 is not taken: %2").arg((each.where + u' ' + each.name).trimmed(), each.why));
    if (!list.unknown.isEmpty())
        console.note(Cli::tr("Not understood and left out: %1.").arg(list.unknown.join(u", "_s)));
}

/// Passwords that the list has are in no file of ours: how they come to us instead.
static void tellPasswords(const CacheList& list, Console& console)
{
    for (const ListedCache& each : list.taken) {
        if (each.password.isEmpty())
            continue;
        return console.note(Cli::tr("Passwords are not kept: set %1 and the like, or name a file with --credentials; "
                                    "the window can keep them in the keychain.")
                                .arg(CredentialSource::variableFor(each.cache.name)));
    }
}

int runCachesImport(const CachesImportCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    const auto content = listContent(command.file);
    if (!content)
        return console.fail(content.error());
    const auto store = context.caches();
    if (!store)
        return console.fail(store.error());
    const auto list = readCacheList(*content, command.format, (*store)->caches());
    if (!list)
        return console.fail(list.error());
    if (!command.dryRun && !list->taken.empty()) {
        if (const auto created = context.profile.create(); !created)
            return console.fail(created.error());
        std::vector<CacheConfig> caches;
        for (const ListedCache& each : list->taken)
            caches.push_back(each.cache);
        if (const auto added = (*store)->addAll(std::move(caches)); !added)
            return console.fail(added.error());
    }
    if (command.json)
        console.writeLine(QString::fromStdString(importJson(*list, command.dryRun).dump(2)));
    else
        writeLines(*list, console);
    tellPasswords(*list, console);
    const QString counts =
        command.dryRun ? Cli::tr("Would be taken: %1, skipped: %2.") : Cli::tr("Taken: %1, skipped: %2.");
    console.note(counts.arg(list->taken.size()).arg(list->skipped.size()));
    return console.finish(ExitCode::Ok);
}

} // namespace cacheledger
