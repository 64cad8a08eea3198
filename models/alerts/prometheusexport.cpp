// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/prometheusexport.h"

#include "alerts/condition.h"
#include "alerts/exportername.h"
#include "alerts/promql.h"
#include "alerts/rulemetrics.h"
#include "alerts/rulewords.h"
#include "metrics/catalogue.h"
#include "metrics/derived.h"
#include "metrics/format.h"

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

/// A text of JSON is one of YAML.
QString quoted(const QString& text)
{
    return QString::fromStdString(
        nlohmann::json(text.toStdString()).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

bool isShareShown(const Rule& rule)
{
    return rule.function == RuleFunction::GrowthPerDay || catalogue::lookup(rule.metric).unit == Unit::Ratio;
}

/// The message with Prometheus' templates in place of our placeholders.
QString description(const Rule& rule)
{
    QString text = rule.message;
    text.replace(u"{{"_s, u"{{ \"{{\" }}"_s);
    const Unit unit = isShareShown(rule) ? Unit::Ratio : catalogue::lookup(rule.metric).unit;
    const QString threshold = format::value(rule.threshold, unit, QLocale::c()).joined();
    text.replace(u"%value"_s,
                 isShareShown(rule) ? u"{{ $value | humanizePercentage }}"_s : u"{{ $value | humanize }}"_s);
    text.replace(u"%threshold"_s, threshold);
    text.replace(u"%cache"_s, u"{{ $labels.job }}"_s);
    text.replace(u"%stage"_s, QString::fromStdString(std::string(catalogue::variablePart(rule.metric))));
    text.replace(u"%node"_s, u"{{ $labels.instance }}"_s);
    return text.replace(u"%for"_s, rulewords::duration(rule.forMs));
}

/// What Prometheus cannot do, and series that redis_exporter does not have.
QStringList remarks(const Rule& rule)
{
    QStringList texts;
    if (rule.noData != NoDataPolicy::Resolve)
        texts << u"noData \"%1\" has no counterpart: without data the condition is not met."_s.arg(
            rulewords::noData(rule.noData));
    if (!rule.scope.caches.isEmpty() || !rule.scope.tags.isEmpty())
        texts << u"its scope of caches and tags is left out: Prometheus does not know them."_s;
    std::vector<std::string> inputs{rule.metric};
    if (const auto metric = derived::find(rule.metric, {}))
        inputs = metric->inputs;
    else if (rule.metric == Condition::growthBeyondTraffic)
        inputs.clear(); // all of them are the exporter's
    for (const std::string& input : inputs)
        if (const ExporterSeries series = exporter::seriesOf(input); !series.isExporters)
            texts << u"redis_exporter has no series for %1; %2 is a name of ours."_s.arg(QString::fromStdString(input),
                                                                                         series.selector);
    return texts;
}

QString ruleText(const Rule& rule)
{
    QString text;
    for (const QString& remark : remarks(rule))
        text += u"      # "_s + remark + u'\n';
    text += u"      - alert: "_s + quoted(rule.id) + u'\n';
    text += u"        expr: |-\n"_s;
    for (const QString& line : promql::condition(rule).split(u'\n'))
        text += u"          "_s + line + u'\n';
    if (rule.forMs > 0)
        text += u"        for: "_s + rulewords::duration(rule.forMs) + u'\n';
    if (rule.keepFiringForMs > 0)
        text += u"        keep_firing_for: "_s + rulewords::duration(rule.keepFiringForMs) + u'\n';
    text += u"        labels:\n"_s;
    for (const auto& [name, value] : prometheusLabels(rule))
        text += u"          %1: "_s.arg(name) + quoted(value) + u'\n';
    text += u"        annotations:\n"_s;
    text += u"          summary: "_s + quoted(QString(rule.name).replace(u"{{"_s, u"{{ \"{{\" }}"_s)) + u'\n';
    if (!rule.message.isEmpty())
        text += u"          description: "_s + quoted(description(rule)) + u'\n';
    return text;
}

} // namespace

std::vector<std::pair<QString, QString>> prometheusLabels(const Rule& rule)
{
    std::vector<std::pair<QString, QString>> labels{{u"severity"_s, rulewords::tier(rule.tier)}};
    if (!rule.playbook.isEmpty())
        labels.emplace_back(u"playbook"_s, rule.playbook);
    return labels;
}

QByteArray prometheusRuleFile(const std::vector<Rule>& rules)
{
    QString text = u"# Rules of CacheLedger for Prometheus 2.42 or later, over the series of redis_exporter.\n"
                   "groups:\n"
                   "  - name: cacheledger\n"
                   "    rules:\n"_s;
    bool any = false;
    for (const Rule& rule : rules) {
        if (!rule.enabled)
            continue;
        if (isFamily(rule.metric)) { // a function over a range cannot be given several names at once
            text +=
                u"      # %1 is left out: Prometheus wants a rule for each stage, so write one of %2 with its name.\n"_s
                    .arg(rule.id, QString::fromStdString(rule.metric));
            continue;
        }
        text += ruleText(rule);
        any = true;
    }
    if (!any)
        text.chop(1), text += u" []\n"_s;
    return text.toUtf8();
}

} // namespace cacheledger
