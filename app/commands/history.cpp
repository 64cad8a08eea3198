// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/history.h"

#include "app/healthreport.h"
#include "app/unixsignals.h"
#include "history/historycheck.h"
#include "history/historycopy.h"
#include "history/historyerror.h"
#include "history/historyinfo.h"
#include "history/salvage.h"
#include "metrics/format.h"

#include <QtCore/QFileInfo>

#include <nlohmann/json.hpp>

#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString bytesText(qint64 bytes)
{
    return format::value(static_cast<double>(bytes), Unit::Bytes).joined();
}

static int endOf(Console& console, ExitCode code = ExitCode::Ok)
{
    const auto flushed = console.flush();
    return flushed ? static_cast<int>(code) : console.fail(flushed.error());
}

static OrderedJson timeJson(const std::optional<TimeMs>& time)
{
    return time ? OrderedJson(format::isoUtc(*time).toStdString()) : OrderedJson();
}

static OrderedJson nodeJson(const HistoryInfo::Node& node)
{
    OrderedJson tiers = OrderedJson::array();
    for (const TierInfo& tier : node.tiers)
        tiers.push_back(OrderedJson{{"tier", tierName(tier.tier).toStdString()},
                                    {"blocks", tier.blocks},
                                    {"samples", tier.samples},
                                    {"bytes", tier.bytes},
                                    {"first", timeJson(tier.first)},
                                    {"last", timeJson(tier.last)}});
    return OrderedJson{{"id", node.node.node.value.toStdString()},
                       {"address", node.node.address.toStdString()},
                       {"cache", node.node.cacheName.toStdString()},
                       {"cacheId", node.node.cache.value.toStdString()},
                       {"tiers", tiers}};
}

static OrderedJson infoJson(const QString& path, const HistoryInfo& info)
{
    OrderedJson nodes = OrderedJson::array();
    for (const HistoryInfo::Node& node : info.nodes)
        nodes.push_back(nodeJson(node));
    return OrderedJson{
        {"file", path.toStdString()},
        {"schemaVersion", info.schemaVersion},
        {"fileBytes", info.fileBytes},
        {"walBytes", info.walBytes},
        {"freeBytes", info.freeBytes},
        {"bytesPerValue", info.bytesPerValue ? OrderedJson(*info.bytesPerValue) : OrderedJson()},
        {"events", info.events},
        {"lastCheck", info.lastCheck.isEmpty() ? OrderedJson() : OrderedJson(info.lastCheck.toStdString())},
        {"nodes", nodes}};
}

static void printInfo(const QString& path, const HistoryInfo& info, Console& console)
{
    console.writeLine(path);
    console.writeLine(Cli::tr("Schema %1, %2 (%3 of them free), log %4")
                          .arg(info.schemaVersion)
                          .arg(bytesText(info.fileBytes), bytesText(info.freeBytes), bytesText(info.walBytes)));
    if (info.bytesPerValue)
        console.writeLine(Cli::tr("About %1 bytes a value").arg(*info.bytesPerValue, 0, 'f', 2));
    console.writeLine(Cli::tr("Events: %1").arg(info.events));
    console.writeLine(Cli::tr("Last check: %1").arg(info.lastCheck.isEmpty() ? Cli::tr("none yet") : info.lastCheck));
    for (const HistoryInfo::Node& node : info.nodes) {
        const QString cache = node.node.cacheName.isEmpty() ? Cli::tr("unknown cache") : node.node.cacheName;
        const QString address = node.node.address.isEmpty() ? node.node.node.value : node.node.address;
        console.writeLine(cache + u'\t' + address);
        for (const TierInfo& tier : node.tiers)
            console.writeLine(QStringList{QString(), tierName(tier.tier), QString::number(tier.samples),
                                          bytesText(tier.bytes), format::isoUtc(*tier.first),
                                          format::isoUtc(*tier.last)}
                                  .join(u'\t'));
    }
}

/// The file of the profile, which must be there.
static Result<QString> existingHistory(const CommandContext& context)
{
    const QString path = context.profile.historyFile();
    if (QFileInfo::exists(path))
        return path;
    return Error{ErrorCode::Io, Cli::tr("There is no history at %1.").arg(path),
                 Cli::tr("Collect some first with cacheledger collect, or name its --profile.")};
}

int runHistoryInfo(const HistoryInfoCommand& command, const CommandContext& context)
{
    const auto path = existingHistory(context);
    if (!path)
        return context.console.fail(path.error());
    const auto info = readHistoryInfo(*path);
    if (!info)
        return context.console.fail(info.error());
    if (command.json)
        context.console.writeLine(QString::fromStdString(infoJson(*path, *info).dump(2)));
    else
        printInfo(*path, *info, context.console);
    return endOf(context.console);
}

int runHistoryVerify(const HistoryVerifyCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    const auto path = existingHistory(context);
    if (!path)
        return console.fail(path.error());
    const auto report = checkHistory(*path, CheckDepth::Everything);
    if (!report)
        return console.fail(report.error());
    if (command.json) {
        console.writeLine(QString::fromStdString(OrderedJson{
            {"file", path->toStdString()},
            {"sound", report->sound()},
            {"blocks", report->blocks},
            {"problemCount", report->problemCount},
            {"problems", jsonList(report->problems)}}.dump(2)));
    } else {
        for (const QString& problem : report->problems)
            console.writeLine(problem);
        if (report->problemCount > report->problems.size())
            console.writeLine(Cli::tr("Problems in all: %1").arg(report->problemCount));
        if (report->sound())
            console.writeLine(Cli::tr("%1 is sound; blocks decoded: %2.").arg(*path).arg(report->blocks));
    }
    if (!report->sound())
        console.note(historyError(ErrorCode::Corrupt, *path));
    return endOf(console, report->sound() ? ExitCode::Ok : ExitCode::ThresholdBreached);
}

int runHistoryBackup(const HistoryBackupCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    const auto path = existingHistory(context);
    if (!path)
        return console.fail(path.error());
    if (const auto done = backUpHistory(*path, command.file); !done)
        return console.fail(done.error());
    console.note(Cli::tr("%1 is a copy of the history of %2, and was checked.")
                     .arg(command.file, bytesText(QFileInfo(command.file).size())));
    return endOf(console);
}

int runHistoryCompact(const CommandContext& context)
{
    Console& console = context.console;
    const auto path = existingHistory(context);
    if (!path)
        return console.fail(path.error());
    const auto report = compactHistory(*path);
    if (!report)
        return console.fail(report.error());
    if (!report->rewritten)
        console.note(Cli::tr("The disk has no room to rewrite the history: only what was free was given back. Free "
                             "some space for more."));
    console.note(
        Cli::tr("%1: %2 before, %3 now.").arg(*path, bytesText(report->bytesBefore), bytesText(report->bytesAfter)));
    return endOf(console);
}

int runHistoryRepair(const CommandContext& context)
{
    Console& console = context.console;
    const auto path = existingHistory(context);
    if (!path)
        return console.fail(path.error());
    const auto report = repairHistory(*path, context.clock->nowMs());
    if (!report)
        return console.fail(report.error());
    if (report->wasSound) {
        console.note(Cli::tr("%1 is sound: there is nothing to repair.").arg(*path));
        return endOf(console);
    }
    const SalvageReport& salvaged = report->salvaged;
    console.note(
        Cli::tr("%1 was repaired. Samples brought over: %2; blocks: %3; blocks that could not be read: %4. The "
                "damaged file is kept as %5.")
            .arg(*path)
            .arg(salvaged.samples)
            .arg(salvaged.blocks)
            .arg(salvaged.unreadableBlocks)
            .arg(report->damagedPath));
    return endOf(console);
}

} // namespace cacheledger
