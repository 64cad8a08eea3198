// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/rules.h"

#include "alerts/prometheusexport.h"
#include "alerts/ruletest.h"
#include "alerts/rulewords.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static Result<QByteArray> contentOf(const QString& path)
{
    QFile file(path);
    if (QFileInfo(path).isDir() || !file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Io, Cli::tr("%1 cannot be read.").arg(path), Cli::tr("Check the path.")};
    const QByteArray content = file.read(rulefile::largestFile + 1); // a device has no size and no end
    if (content.size() > rulefile::largestFile)
        return Error{ErrorCode::BadConfiguration, Cli::tr("%1 is too large.").arg(path), {}};
    return content;
}

static Result<RuleFile> ruleFileAt(const QString& path)
{
    const auto content = contentOf(path);
    return content ? rulefile::parse(*content, path) : content.error();
}

Result<std::vector<Rule>> rulesInUse(const QString& file, const CommandContext& context)
{
    const QString path = file.isEmpty() ? context.profile.rulesFile() : file;
    if (file.isEmpty() && !QFileInfo::exists(path))
        return rulefile::shipped();
    const auto read = ruleFileAt(path);
    if (!read)
        return read.error();
    for (const RuleProblem& problem : read->problems)
        context.console.note(problem.text());
    return file.isEmpty() ? rulefile::merged(rulefile::shipped(), read->rules) : read->rules;
}

static QString summaryOf(const Rule& rule)
{
    QString condition = QString::fromStdString(rule.metric);
    if (rule.function != RuleFunction::Value)
        condition = rulewords::function(rule.function) + u'(' + condition + u')';
    if (rule.function != RuleFunction::Absence)
        condition += u' ' + rulewords::comparison(rule.comparison) + u' ' + QString::number(rule.threshold);
    if (rule.forMs > 0)
        condition += u" for "_s + rulewords::duration(rule.forMs);
    return condition;
}

int runRulesList(const RulesListCommand& command, const CommandContext& context)
{
    const auto rules = rulesInUse({}, context);
    if (!rules)
        return context.console.fail(rules.error());
    if (command.json) {
        context.console.write(rulefile::toText(*rules));
        return context.console.finish(ExitCode::Ok);
    }
    for (const Rule& rule : *rules)
        context.console.writeLine((rule.enabled ? Cli::tr("on") : Cli::tr("off")).leftJustified(4) +
                                  rulewords::tier(rule.tier).leftJustified(12) + rule.id.leftJustified(30) + u' ' +
                                  summaryOf(rule));
    return context.console.finish(ExitCode::Ok);
}

int runRulesCheck(const RulesCheckCommand& command, const CommandContext& context)
{
    const auto file = ruleFileAt(command.file);
    if (!file)
        return context.console.fail(file.error());
    for (const RuleProblem& problem : file->problems)
        context.console.note(problem.text());
    context.console.writeLine(
        Cli::tr("%1: %n good rule(s).", nullptr, static_cast<int>(file->rules.size())).arg(command.file));
    return context.console.finish(file->problems.empty() ? ExitCode::Ok : ExitCode::Configuration);
}

int runRulesTest(const RulesTestCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    const auto content = contentOf(command.file);
    if (!content)
        return console.fail(content.error());
    const auto groups = ruletestfile::parse(*content, command.file);
    if (!groups)
        return console.fail(groups.error());
    const auto rules = rulesInUse(command.rulesFile, context);
    if (!rules)
        return console.fail(rules.error());
    const RuleTestOutcome outcome = runRuleTests(*groups, *rules);
    for (const QString& failure : outcome.failures)
        console.note(command.file + u", "_s + failure);
    if (outcome.leftOut > 0)
        console.note(
            Cli::tr("%n test(s) of expressions were left out: run them with promtool.", nullptr, outcome.leftOut));
    console.writeLine(
        Cli::tr("%1: %2 passed, %3 failed.").arg(command.file).arg(outcome.passed).arg(outcome.failures.size()));
    return console.finish(outcome.failures.isEmpty() ? ExitCode::Ok : ExitCode::ThresholdBreached);
}

int runRulesExport(const RulesExportCommand& command, const CommandContext& context)
{
    const auto rules = rulesInUse({}, context);
    if (!rules)
        return context.console.fail(rules.error());
    context.console.write(command.prometheus ? prometheusRuleFile(*rules) : rulefile::toText(*rules));
    return context.console.finish(ExitCode::Ok);
}

} // namespace cacheledger
