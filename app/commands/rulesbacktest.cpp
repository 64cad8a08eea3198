// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertmessage.h"
#include "app/commands/rules.h"
#include "app/healthreport.h"
#include "app/historytargets.h"
#include "app/nodereplay.h"
#include "app/suggest.h"
#include "metrics/format.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static Result<Rule> ruleNamed(const QString& id, const std::vector<Rule>& rules)
{
    const auto found = std::ranges::find(rules, id, &Rule::id);
    if (found != rules.end())
        return *found;
    QStringList known;
    for (const Rule& rule : rules)
        known << rule.id;
    const QString nearest = nearestWord(id, known);
    return Error{ErrorCode::InvalidArgument, Cli::tr("There is no rule \"%1\".").arg(id),
                 nearest.isEmpty() ? Cli::tr("See cacheledger rules list.") : Cli::tr("Did you mean %1?").arg(nearest)};
}

static OrderedJson episodeJson(const BacktestEpisode& episode, const QString& address)
{
    OrderedJson json{
        {"node", address.toStdString()},
        {"pending", format::isoUtc(episode.pendingMs).toStdString()},
        {"fired", format::isoUtc(episode.firedMs).toStdString()},
        {"resolved", episode.endMs ? OrderedJson(format::isoUtc(*episode.endMs).toStdString()) : OrderedJson()},
        {"value", episode.value ? OrderedJson(*episode.value) : OrderedJson()}};
    if (!episode.metric.empty())
        json["metric"] = episode.metric;
    return json;
}

static QString episodeText(const BacktestEpisode& episode, const QString& address, const Rule& rule, TimeMs toMs)
{
    const QString lasted = format::duration(episode.endMs.value_or(toMs) - episode.firedMs);
    return Cli::tr("%1  %2  fired at %3, %4")
        .arg(format::isoUtc(episode.firedMs),
             episode.metric.empty() ? address : address + u' ' + QString::fromStdString(episode.metric),
             ruleValueText(rule.metric, rule.function, episode.value),
             episode.endMs ? Cli::tr("for %1").arg(lasted) : Cli::tr("for %1 and not resolved by the end").arg(lasted));
}

int runRulesBacktest(const RulesBacktestCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    const auto rules = rulesInUse(command.rulesFile, context);
    if (!rules)
        return console.fail(rules.error());
    const auto rule = ruleNamed(command.rule, *rules);
    if (!rule)
        return console.fail(rule.error());
    const auto file = openHistoryIfThere(context);
    if (!file)
        return console.fail(file.error());
    if (!*file)
        return console.fail(Error{ErrorCode::Io,
                                  Cli::tr("There is no history at %1.").arg(context.profile.historyFile()),
                                  Cli::tr("Collect some first with cacheledger collect, or name its --profile.")});
    const auto nodes = nodesInHistory(command.cache, **file, context);
    if (!nodes)
        return console.fail(nodes.error());
    const auto episodes = backtestOver(**file, *rule, *nodes, command.fromMs, command.toMs);
    if (!episodes)
        return console.fail(episodes.error());
    OrderedJson list = OrderedJson::array();
    for (const BacktestEpisode& episode : *episodes) {
        const auto node = std::ranges::find(*nodes, episode.node, &KnownNode::node);
        list.push_back(episodeJson(episode, node->address));
        if (!command.json)
            console.writeLine(episodeText(episode, node->address, *rule, command.toMs));
    }
    if (command.json)
        console.writeLine(QString::fromStdString(
            OrderedJson{{"rule", rule->id.toStdString()}, {"episodes", std::move(list)}}.dump(2)));
    else
        console.writeLine(
            Cli::tr("%1 would have fired %n time(s).", nullptr, static_cast<int>(episodes->size())).arg(rule->id));
    const auto flushed = console.flush();
    return flushed ? static_cast<int>(ExitCode::Ok) : console.fail(flushed.error());
}

} // namespace cacheledger
