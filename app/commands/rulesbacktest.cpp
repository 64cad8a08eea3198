// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/backtest.h"
#include "app/commands/rules.h"
#include "app/healthreport.h"
#include "app/historytargets.h"
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

/// How far before its start a backtest has to look for windows to be full.
static qint64 lookBackMs(const Rule& rule)
{
    return NodeSeries::lookbackMs + (rule.function == RuleFunction::GrowthPerDay ? NodeSeries::dayMs : rule.windowMs);
}

/// The polls of one node and the times at which it did not answer, in order of time.
class NodeReplay
{
public:
    NodeReplay(const HistoryFile& file, const KnownNode& node, Backtest& backtest)
        : m_file(file),
          m_node(node),
          m_backtest(backtest)
    {
    }

    Result<void> run(TimeMs fromMs, TimeMs toMs)
    {
        const auto names = m_file.metricNames(m_node.node, fromMs, toMs);
        if (!names)
            return names.error();
        const auto events = m_file.events(std::span(&m_node.node, 1), fromMs, toMs);
        if (!events)
            return events.error();
        for (const Event& event : *events)
            if (event.kind == EventKind::Unreachable)
                m_outages.push_back(event.timeMs);
        std::ranges::sort(m_outages);
        m_layout = std::make_shared<SeriesLayout>(*names);
        const auto read = m_file.readRaw(m_node.node, *names, fromMs, toMs, [this](const SampleRun& run) {
            feed(run);
            return true;
        });
        passOutages(toMs);
        return read;
    }

private:
    void passOutages(TimeMs untilMs)
    {
        for (; m_nextOutage < m_outages.size() && m_outages[m_nextOutage] < untilMs; ++m_nextOutage)
            m_backtest.unreachable(m_node.node, m_outages[m_nextOutage]);
    }

    void feed(const SampleRun& run)
    {
        Snapshot snapshot;
        snapshot.node = m_node.node;
        snapshot.intervalMs = run.intervalMs;
        snapshot.layout = m_layout;
        snapshot.values.resize(m_layout->size());
        for (std::size_t i = 0; i < run.times.size(); ++i) {
            passOutages(run.times[i]);
            snapshot.timeMs = run.times[i];
            for (std::size_t column = 0; column < run.columns.size(); ++column)
                snapshot.values[column] = run.columns[column].empty() ? WindowStat::nan : run.columns[column][i];
            m_backtest.add(snapshot);
        }
    }

    const HistoryFile& m_file;
    const KnownNode& m_node;
    Backtest& m_backtest;
    LayoutPtr m_layout;
    std::vector<TimeMs> m_outages;
    std::size_t m_nextOutage = 0;
};

/// The interval at which a node was last polled, from its newest samples.
static int intervalOf(const HistoryFile& file, const KnownNode& node, TimeMs toMs)
{
    int intervalMs = 1000;
    const std::vector<std::string> none;
    const TimeMs newestMs = std::min(toMs, file.newestSample(node.node).value_or(toMs) + 1);
    (void)file.readRaw(node.node, none, newestMs - 1, newestMs, [&](const SampleRun& run) {
        intervalMs = std::max(1, run.intervalMs);
        return true;
    });
    return intervalMs;
}

static OrderedJson episodeJson(const BacktestEpisode& episode, const QString& address)
{
    return OrderedJson{
        {"node", address.toStdString()},
        {"pending", format::isoUtc(episode.pendingMs).toStdString()},
        {"fired", format::isoUtc(episode.firedMs).toStdString()},
        {"resolved", episode.endMs ? OrderedJson(format::isoUtc(*episode.endMs).toStdString()) : OrderedJson()},
        {"value", episode.value ? OrderedJson(*episode.value) : OrderedJson()}};
}

static QString episodeText(const BacktestEpisode& episode, const QString& address, const Rule& rule, TimeMs toMs)
{
    const Unit unit = rule.function == RuleFunction::GrowthPerDay ? Unit::Ratio : catalogue::lookup(rule.metric).unit;
    const QString lasted = format::duration(episode.endMs.value_or(toMs) - episode.firedMs);
    return Cli::tr("%1  %2  fired at %3, %4")
        .arg(format::isoUtc(episode.firedMs), address, format::value(episode.value, unit).joined(),
             episode.endMs ? Cli::tr("for %1").arg(lasted) : Cli::tr("for %1 and not resolved by the end").arg(lasted));
}

static Result<std::vector<BacktestEpisode>> episodesOf(const Rule& rule, const std::vector<KnownNode>& nodes,
                                                       const HistoryFile& file, const RulesBacktestCommand& command)
{
    std::vector<WatchedNode> watched;
    for (const KnownNode& node : nodes)
        watched.push_back(
            {node.cache, node.node, node.cacheName, node.address, {}, intervalOf(file, node, command.toMs)});
    Backtest backtest(rule, watched);
    for (const KnownNode& node : nodes)
        if (const auto replayed = NodeReplay(file, node, backtest).run(command.fromMs - lookBackMs(rule), command.toMs);
            !replayed)
            return replayed.error();
    std::vector<BacktestEpisode> episodes = backtest.finish(command.toMs);
    // What ended before the range was only needed to fill the windows.
    std::erase_if(episodes, [&](const BacktestEpisode& episode) {
        return episode.endMs.value_or(command.toMs) < command.fromMs;
    });
    return episodes;
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
    const auto episodes = episodesOf(*rule, *nodes, **file, command);
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
