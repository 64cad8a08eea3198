// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/advise.h"

#include "advisor/advice.h"
#include "advisor/performancescore.h"
#include "app/commands/adviseforecast.h"
#include "app/commands/advisemoney.h"
#include "app/healthreport.h"
#include "app/shortwatch.h"

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
};

static void print(const WatchedForNow& node, const std::vector<Advised>& findings, Console& console)
{
    console.writeLine(node.node.endpoint.address() + u": "_s + serverDescription(*node.window.latest()));
    console.writeLine(Cli::tr("  Score %1").arg(scoreText(PerformanceScore::of(node.window))));
    QStringList fine;
    QStringList unknown;
    for (const auto& [finding, worth] : findings) {
        if (finding.state == AdviceState::Fine)
            fine << finding.title;
        if (finding.state == AdviceState::NotCheckable)
            unknown << u"  ? "_s + finding.title + u": "_s + finding.evidence;
        if (finding.state != AdviceState::Found)
            continue;
        console.writeLine(u"  ! "_s + QLatin1String(severityName(finding.severity)) + u": "_s + finding.title +
                          u": "_s + finding.evidence);
        console.writeLine(u"      "_s + finding.action);
        console.writeLine(Cli::tr("      Way back: %1").arg(finding.wayBack));
        if (worth)
            console.writeLine(u"      "_s + worthLine(*worth));
    }
    for (const QString& line : unknown)
        console.writeLine(line);
    if (!fine.isEmpty())
        console.writeLine(Cli::tr("  Looked at, nothing to do: %1").arg(fine.join(u", "_s)));
}

int runAdvise(const AdviseCommand& command, const CommandContext& context)
{
    const auto target = resolveTarget(command.target, context);
    if (!target)
        return context.console.fail(target.error());
    const auto nodes = watchForNow(*target, command.durationMs, context.clock);
    std::vector<const LiveWindow*> all;
    for (const WatchedForNow& node : nodes)
        if (!node.error)
            all.push_back(&node.window);
    const AdviseMoney money = all.empty() ? AdviseMoney() : adviseMoneyOf(target->cache.id, context);
    const std::optional<CacheForecast> forecast = storedForecast(target->cache, context);
    OrderedJson list = OrderedJson::array();
    ExitCode code = ExitCode::Ok;
    for (const WatchedForNow& node : nodes) {
        const QString address = node.node.endpoint.address();
        if (node.error) {
            context.console.note(*node.error);
            code = code == ExitCode::Ok ? exitCodeFor(node.error->code) : code;
            continue;
        }
        const bool open = node.node.endpoint.user.isEmpty() && target->password.isEmpty();
        std::vector<Advised> findings;
        for (const AdviceFinding& finding : advise({node.window, open}))
            findings.push_back({finding, finding.state == AdviceState::Found
                                             ? worthOf(finding.id, {&node.window}, all, money.money)
                                             : std::nullopt});
        findings.push_back({memoryForecastFinding(forecast, node.node.id), std::nullopt});
        if (!command.json)
            print(node, findings, context.console);
        list.push_back(scoreJson(address, PerformanceScore::of(node.window)));
        for (const auto& [finding, worth] : findings)
            list.push_back(findingJson(address, finding, worth));
    }
    if (!all.empty()) {
        const AdviceFinding stampede = stampedeOf(target->cache, context);
        list.push_back(findingJson({}, stampede, std::nullopt));
        if (!command.json && stampede.state == AdviceState::Found)
            context.console.writeLine(u"! "_s + stampede.title + u": "_s + stampede.evidence + u' ' + stampede.action);
        if (!command.json)
            for (const QString& line : moneyLines(money))
                context.console.writeLine(line);
        for (OrderedJson& finding : moneyFindings(money))
            list.push_back(std::move(finding));
    }
    for (const AdviceFinding& finding : all.empty() ? std::vector<AdviceFinding>() : anomalyFindings(forecast)) {
        list.push_back(findingJson({}, finding, std::nullopt));
        if (!command.json)
            context.console.writeLine(finding.title + u": "_s + finding.evidence);
    }
    if (command.json)
        context.console.writeLine(QString::fromStdString(list.dump(2)));
    return context.console.finish(code);
}

} // namespace cacheledger
