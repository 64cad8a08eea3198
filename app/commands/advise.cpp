// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/advise.h"

#include "advisor/advice.h"
#include "advisor/cacheadvice.h"
#include "advisor/performancescore.h"
#include "app/commands/adviseforecast.h"
#include "app/commands/advisekeys.h"
#include "app/commands/advisemoney.h"
#include "app/commands/serveranswer.h"
#include "app/healthreport.h"
#include "app/shortwatch.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString scoreText(const PerformanceScore& score)
{
    if (score.outOf() <= 0)
        return Cli::tr("nothing is known of hit ratio, latency and errors");
    QStringList parts;
    for (const ScorePart& part : score.parts)
        parts << (part.points ? u"%1 %2/%3"_s.arg(QLatin1String(part.id)).arg(*part.points, 0, 'f', 0).arg(part.of)
                              : Cli::tr("%1 unknown").arg(QLatin1String(part.id)));
    return Cli::tr("%1 of %2 (%3)")
        .arg(score.points(), 0, 'f', 0)
        .arg(score.outOf(), 0, 'f', 0)
        .arg(parts.join(u", "_s));
}

static OrderedJson findingJson(const QString& node, const AdviceFinding& finding,
                               const std::optional<AdviceWorth>& worth)
{
    const auto textOrNull = [](const QString& text) {
        return text.isEmpty() ? OrderedJson(nullptr) : OrderedJson(text.toStdString());
    };
    OrderedJson json{{"id", finding.id},
                     {"node", textOrNull(node)}, // null: the cache
                     {"state", adviceStateName(finding.state)},
                     {"title", finding.title.toStdString()},
                     {"evidence", finding.evidence.toStdString()}};
    json["severity"] = finding.state == AdviceState::Found ? OrderedJson(severityName(finding.severity)) : nullptr;
    json["threshold"] = textOrNull(finding.threshold);
    json["action"] = textOrNull(finding.action);
    json["wayBack"] = textOrNull(finding.wayBack);
    json["confidence"] = adviceConfidenceName(finding.confidence);
    json["worth"] = worthJson(worth);
    return json;
}

static OrderedJson scoreJson(const QString& node, const PerformanceScore& score)
{
    OrderedJson json{{"id", "performance-score"}, {"node", node.toStdString()}};
    json["state"] = adviceStateName(score.outOf() <= 0                     ? AdviceState::NotCheckable
                                    : score.points() < 0.8 * score.outOf() ? AdviceState::Found
                                                                           : AdviceState::Fine);
    json["title"] = Cli::tr("Performance score").toStdString();
    json["evidence"] = scoreText(score).toStdString();
    json["points"] = score.points();
    json["of"] = score.outOf();
    json["worth"] = nullptr;
    return json;
}

struct Advised {
    AdviceFinding finding;
    std::optional<AdviceWorth> worth;
    QString noWorth{};
};

static void printFound(const Advised& advised, const QString& indent, Console& console)
{
    const AdviceFinding& finding = advised.finding;
    console.writeLine(indent + u"! "_s + QLatin1String(severityName(finding.severity)) + u": "_s + finding.title +
                      u": "_s + finding.evidence);
    console.writeLine(indent + u"    "_s + finding.action);
    console.writeLine(indent + u"    "_s + Cli::tr("Way back: %1").arg(finding.wayBack));
    if (advised.worth)
        console.writeLine(indent + u"    "_s + worthLine(*advised.worth));
    else if (!advised.noWorth.isEmpty())
        console.writeLine(indent + u"    "_s + advised.noWorth);
}

static void print(const std::vector<Advised>& findings, const QString& indent, Console& console)
{
    QStringList fine;
    QStringList unknown;
    for (const Advised& advised : findings) {
        const AdviceFinding& finding = advised.finding;
        if (finding.state == AdviceState::Fine)
            fine << finding.title;
        if (finding.state == AdviceState::NotCheckable)
            unknown << indent + u"? "_s + finding.title + u": "_s + finding.evidence;
        if (finding.state == AdviceState::Found)
            printFound(advised, indent, console);
    }
    for (const QString& line : unknown)
        console.writeLine(line);
    if (!fine.isEmpty())
        console.writeLine(indent + Cli::tr("Looked at, nothing to do: %1").arg(fine.join(u", "_s)));
}

/// Of one run: what all parts of it need.
struct Advising {
    const AdviseCommand& command;
    const CommandContext& context;
    Target target;
    std::list<WatchedForNow> nodes;
    std::vector<const LiveWindow*> answering{};
    AdviseMoney money{};
    std::vector<KeyAdvice> keys{};
    std::optional<CacheForecast> forecast{};
    OrderedJson list = OrderedJson::array();
};

/// Prefixes without a TTL go before the server's share of keys without one.
static bool isTold(const std::vector<KeyAdvice>& keys, const std::string& finding)
{
    return std::ranges::any_of(keys, [&](const KeyAdvice& each) {
        return each.finding.id == finding && each.finding.state == AdviceState::Found;
    });
}

static void adviseNode(Advising& run, const WatchedForNow& node)
{
    const QString address = node.node.endpoint.address();
    const bool open = node.node.endpoint.user.isEmpty() && run.target.password.isEmpty();
    const bool isNamed = !node.node.endpoint.user.isEmpty();
    const EvidenceAnswer told = askServer(node.node.endpoint, run.target.password, {false, false, false, false, true});
    std::vector<Advised> findings;
    for (const AdviceFinding& finding : advise({node.window, open, isNamed, &told.latencyDoctor})) {
        if (isTold(run.keys, finding.id))
            continue;
        findings.push_back({finding, finding.state == AdviceState::Found
                                         ? worthOf(finding.id, {&node.window}, run.answering, run.money.money)
                                         : std::nullopt});
    }
    findings.push_back({memoryForecastFinding(run.forecast, node.node.id), std::nullopt});
    if (!run.command.json) {
        run.context.console.writeLine(address + u": "_s + serverDescription(*node.window.latest()));
        run.context.console.writeLine(Cli::tr("  Score %1").arg(scoreText(PerformanceScore::of(node.window))));
        print(findings, u"  "_s, run.context.console);
    }
    run.list.push_back(scoreJson(address, PerformanceScore::of(node.window)));
    for (const auto& each : findings)
        run.list.push_back(findingJson(address, each.finding, each.worth));
}

/// What an analysis of the keys says; the nodes have said the rest.
static void adviseFromKeys(Advising& run)
{
    std::vector<Advised> findings;
    for (const KeyAdvice& advice : run.keys) {
        if (advice.finding.state != AdviceState::Found && advice.finding.id == "keys-without-ttl")
            continue;
        findings.push_back({advice.finding, advice.worth, advice.noWorth});
        OrderedJson json = findingJson({}, advice.finding, advice.worth);
        addKeyParts(json, advice);
        run.list.push_back(std::move(json));
    }
    if (run.command.json)
        return;
    run.context.console.writeLine(Cli::tr("Keys"));
    print(findings, u"  "_s, run.context.console);
}

static void adviseCache(Advising& run)
{
    Console& console = run.context.console;
    adviseFromKeys(run);
    for (const AdviceFinding& finding : {stampedeOf(run.target.cache, run.context),
                                         growthOf(run.target.cache, run.context), clusterBalance(run.answering)}) {
        run.list.push_back(findingJson({}, finding, std::nullopt));
        if (!run.command.json && finding.state == AdviceState::Found)
            console.writeLine(u"! "_s + finding.title + u": "_s + finding.evidence + u' ' + finding.action);
    }
    if (!run.command.json)
        for (const QString& line : moneyLines(run.money))
            console.writeLine(line);
    for (OrderedJson& finding : moneyFindings(run.money))
        run.list.push_back(std::move(finding));
    std::vector<AdviceFinding> expected = anomalyFindings(run.forecast);
    expected.push_back(savingsOf(run.target.cache.id, run.context));
    for (const AdviceFinding& finding : expected) {
        run.list.push_back(findingJson({}, finding, std::nullopt));
        if (!run.command.json)
            console.writeLine(finding.title + u": "_s + finding.evidence);
    }
}

int runAdvise(const AdviseCommand& command, const CommandContext& context)
{
    const auto target = resolveTarget(command.target, context);
    if (!target)
        return context.console.fail(target.error());
    Advising run{command, context, *target, watchForNow(*target, command.durationMs, context.clock)};
    for (const WatchedForNow& node : run.nodes)
        if (!node.error)
            run.answering.push_back(&node.window);
    if (!run.answering.empty()) {
        run.money = adviseMoneyOf(target->cache.id, context);
        run.keys = storedKeyAdvice(target->cache, run.money.money, context);
        run.forecast = storedForecast(target->cache, context);
    }
    ExitCode code = ExitCode::Ok;
    for (const WatchedForNow& node : run.nodes) {
        if (!node.error) {
            adviseNode(run, node);
            continue;
        }
        context.console.note(*node.error);
        code = firstFailure(code, node.error->code);
    }
    if (!run.answering.empty())
        adviseCache(run);
    if (command.json)
        context.console.writeLine(QString::fromStdString(run.list.dump(2)));
    return context.console.finish(code);
}

} // namespace cacheledger
