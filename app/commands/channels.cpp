// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/channels.h"

#include "alerts/alertlog.h"
#include "alerts/deliverystore.h"
#include "alerts/rulewords.h"
#include "app/healthreport.h"
#include "app/notify/channelstore.h"
#include "app/notify/courier.h"
#include "app/notify/desktopnotifier.h"
#include "app/suggest.h"
#include "metrics/format.h"

#include <QtCore/QFileInfo>

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

/// How the channels do, as the process that sends wrote it down; empty while none did.
static std::map<QString, ChannelState> channelStates(const CommandContext& context)
{
    const QString file = context.profile.alertsFile();
    if (!QFileInfo::exists(file))
        return {};
    const auto log = AlertLog::open(file, Database::Mode::Read);
    auto states = log ? DeliveryStore::states((*log)->database()) : log.error();
    if (states)
        return std::move(*states);
    context.console.note(states.error());
    return {};
}

static QString tiersText(const AlertChannel& channel)
{
    QStringList tiers;
    for (const AlertTier tier : channel.tiers)
        tiers << rulewords::tier(tier);
    return tiers.join(u',');
}

static QString stateText(const AlertChannel& channel, const ChannelState& state, bool hasSecret)
{
    QStringList parts;
    if (state.lastSentMs)
        parts << Cli::tr("last sent %1").arg(format::isoUtc(*state.lastSentMs));
    if (state.waiting > 0)
        parts << Cli::tr("%n waiting", nullptr, state.waiting);
    if (needsSecret(channel) && !hasSecret)
        parts << Cli::tr("no secret in the environment or credentials file");
    if (!state.problem.isEmpty())
        parts << state.problem;
    return parts.join(u"; "_s);
}

static OrderedJson channelJson(const AlertChannel& channel, const ChannelState& state)
{
    OrderedJson tiers = OrderedJson::array();
    for (const AlertTier tier : channel.tiers)
        tiers.push_back(rulewords::tier(tier).toStdString());
    return {
        {"id", channel.id.toStdString()},
        {"name", channel.name.toStdString()},
        {"kind", channelwords::kind(channel.kind).toStdString()},
        {"enabled", channel.enabled},
        {"tiers", std::move(tiers)},
        {"waiting", state.waiting},
        {"lastSent", state.lastSentMs ? OrderedJson(format::isoUtc(*state.lastSentMs).toStdString()) : OrderedJson()},
        {"problem", state.problem.toStdString()}};
}

static void readChannels(ChannelStore& store, Console& console)
{
    store.load();
    for (const QString& problem : store.problems())
        console.note(problem);
}

int runChannelsList(const ChannelsListCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    ChannelStore store(context.profile.channelsFile());
    readChannels(store, console);
    const std::map<QString, ChannelState> states = channelStates(context);
    OrderedJson json = OrderedJson::array();
    for (const AlertChannel& channel : store.channels()) {
        const auto known = states.find(channel.id);
        const ChannelState state = known == states.end() ? ChannelState() : known->second;
        json.push_back(channelJson(channel, state));
        if (command.json)
            continue;
        console.writeLine((channel.enabled ? Cli::tr("on") : Cli::tr("off")).leftJustified(4) +
                          channelwords::kind(channel.kind).leftJustified(9) + channel.id.leftJustified(20) + u' ' +
                          tiersText(channel).leftJustified(30) + u' ' +
                          stateText(channel, state, context.credentials.channelSecret(channel.id).has_value()));
    }
    if (command.json)
        console.write(QByteArray::fromStdString(json.dump(2)) + '\n');
    const auto flushed = console.flush();
    if (!flushed)
        return console.fail(flushed.error());
    return static_cast<int>(store.problems().isEmpty() ? ExitCode::Ok : ExitCode::Configuration);
}

int runChannelsTest(const ChannelsTestCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    ChannelStore store(context.profile.channelsFile());
    readChannels(store, console);
    const AlertChannel* channel = store.find(command.channel);
    if (!channel) {
        QStringList ids;
        for (const AlertChannel& known : store.channels())
            ids << known.id;
        const QString nearest = nearestWord(command.channel, ids);
        return console.fail(Error{ErrorCode::InvalidArgument,
                                  Cli::tr("There is no channel \"%1\".").arg(command.channel),
                                  nearest.isEmpty() ? Cli::tr("Channels are %1.").arg(ids.join(u", "_s))
                                                    : Cli::tr("Did you mean %1?").arg(nearest)});
    }
    DesktopNotifier desktop;
    const ChannelSetup setup{*channel, context.credentials.channelSecret(channel->id).value_or(QString())};
    const SendOutcome outcome = sendThrough(setup, testNotification(context.clock->nowMs()), &desktop, {});
    if (!outcome.sent())
        return console.fail(Error{ErrorCode::SocketFailed, outcome.problem, {}});
    console.writeLine(Cli::tr("%1: the test was sent.").arg(channel->id));
    const auto flushed = console.flush();
    return flushed ? static_cast<int>(ExitCode::Ok) : console.fail(flushed.error());
}

} // namespace cacheledger
