// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/ruletestfile.h"

#include "alerts/rulewords.h"
#include "alerts/testvalues.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QRegularExpression>

#include <yaml-cpp/yaml.h>

namespace cacheledger
{

namespace
{

QString testText(const char* text)
{
    return QCoreApplication::translate("RuleTest", text);
}

/// What is wrong at a place of the file; leaves the parser, never the library.
struct TestFault {
    int line;
    QString reason;
};

[[noreturn]] void fail(const YAML::Node& node, const QString& reason)
{
    throw TestFault{node.Mark().line + 1, reason};
}

QString textOf(const YAML::Node& parent, const char* key)
{
    const YAML::Node node = parent[key];
    if (!node)
        return {};
    if (!node.IsScalar())
        fail(node, testText("\"%1\" must be a text.").arg(QLatin1String(key)));
    return QString::fromStdString(node.Scalar());
}

qint64 durationAt(const YAML::Node& parent, const char* key, qint64 fallback)
{
    const QString text = textOf(parent, key);
    if (text.isEmpty())
        return fallback;
    const auto ms = text == QLatin1String("0") ? std::optional<qint64>(0) : rulewords::durationOf(text);
    if (!ms)
        fail(parent[key], testText("\"%1\" must be a duration like 1m.").arg(QLatin1String(key)));
    return *ms;
}

YAML::Node listAt(const YAML::Node& parent, const char* key)
{
    const YAML::Node node = parent[key];
    if (!node || node.IsNull())
        return YAML::Node(YAML::NodeType::Sequence);
    if (!node.IsSequence())
        fail(node, testText("\"%1\" must be a list.").arg(QLatin1String(key)));
    return node;
}

/// `name{label="value", ...}`, as promtool prints series.
struct SeriesName {
    QString name;
    SeriesLabels labels;
};

std::optional<SeriesName> seriesName(const QString& text)
{
    static const QRegularExpression whole(
        QStringLiteral("^\\s*([A-Za-z_:][A-Za-z0-9_:.|-]*)\\s*(?:\\{(.*)\\})?\\s*\\z"));
    static const QRegularExpression label(
        QStringLiteral("\\G\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)')"
                       "\\s*(?:,|\\z)"));
    const auto match = whole.match(text);
    if (!match.hasMatch())
        return {};
    SeriesName series{match.captured(1), {}};
    const QString labels = match.captured(2).trimmed();
    qsizetype at = 0;
    while (at < labels.size()) {
        const auto found = label.match(labels, at);
        if (!found.hasMatch())
            return {};
        series.labels[found.captured(1)] = found.captured(2) + found.captured(3);
        at = found.capturedEnd();
    }
    return series;
}

/// Replicas of a node are numbered by their addresses.
int ordinalOf(std::map<SeriesLabels, int>& known, const SeriesLabels& labels)
{
    SeriesLabels address;
    for (const char* key : {"job", "instance", "slave_ip", "slave_port"})
        if (const auto found = labels.find(QLatin1String(key)); found != labels.end())
            address.insert(*found);
    return known.try_emplace(address, static_cast<int>(known.size())).first->second;
}

TestSeries seriesAt(const YAML::Node& node, std::map<SeriesLabels, int>& replicas)
{
    if (!node.IsMap())
        fail(node, testText("a series must have \"series\" and \"values\"."));
    const auto name = seriesName(textOf(node, "series"));
    if (!name)
        fail(node, testText("\"series\" must be a name with labels, like redis_up{instance=\"a:6379\"}."));
    const auto metric = exporter::metricOf(name->name, name->labels, ordinalOf(replicas, name->labels));
    if (!metric)
        fail(node, testText("%1 is no series of redis_exporter and no metric.").arg(name->name.left(80)));
    auto values = testValues(textOf(node, "values"));
    if (!values)
        fail(node, testText("\"values\" cannot be read; the notation is that of promtool: 1 2 _ 0+10x5."));
    const double factor = exporter::seriesOf(*metric).factor;
    for (double& value : *values)
        value *= factor;
    TestSeries series{*metric, {}, std::move(*values)};
    for (const char* key : {"job", "instance"})
        if (const auto found = name->labels.find(QLatin1String(key)); found != name->labels.end())
            series.node.insert(*found);
    return series;
}

AlertExpectation expectationAt(const YAML::Node& node)
{
    if (!node.IsMap())
        fail(node, testText("an alert test must have \"eval_time\" and \"alertname\"."));
    AlertExpectation expectation{durationAt(node, "eval_time", 0), textOf(node, "alertname"), {}, node.Mark().line + 1};
    for (const YAML::Node& alert : listAt(node, "exp_alerts")) {
        SeriesLabels labels;
        const YAML::Node given = alert.IsMap() ? alert["exp_labels"] : YAML::Node();
        if (given && !given.IsMap())
            fail(alert, testText("\"exp_labels\" must be labels with values."));
        if (given)
            for (const auto& label : given)
                labels[QString::fromStdString(label.first.as<std::string>())] =
                    QString::fromStdString(label.second.as<std::string>());
        expectation.alerts.push_back(std::move(labels));
    }
    return expectation;
}

RuleTestGroup groupAt(const YAML::Node& node, qint64 evaluationMs)
{
    if (!node.IsMap())
        fail(node, testText("a test must be an object."));
    RuleTestGroup group;
    group.name = textOf(node, "name");
    group.intervalMs = durationAt(node, "interval", evaluationMs);
    if (group.intervalMs != evaluationMs || evaluationMs < 1)
        fail(node, testText("\"interval\" and \"evaluation_interval\" must be the same: every sample is judged."));
    std::map<SeriesLabels, int> replicas;
    for (const YAML::Node& series : listAt(node, "input_series"))
        group.series.push_back(seriesAt(series, replicas));
    for (const YAML::Node& test : listAt(node, "alert_rule_test"))
        group.expectations.push_back(expectationAt(test));
    group.leftOut = static_cast<int>(listAt(node, "promql_expr_test").size());
    return group;
}

Error badTestFile(const QString& file, int line, const QString& reason)
{
    return {ErrorCode::BadConfiguration, testText("%1, line %2: %3").arg(file).arg(line).arg(reason),
            testText("The notation is that of promtool's unit tests of rules.")};
}

} // namespace

Result<std::vector<RuleTestGroup>> ruletestfile::parse(const QByteArray& document, const QString& file)
{
    try {
        const YAML::Node root = YAML::Load(document.toStdString());
        if (!root.IsMap() || !root["tests"])
            return badTestFile(file, 1, testText("there is no list \"tests\"."));
        const qint64 evaluationMs = durationAt(root, "evaluation_interval", 60'000);
        std::vector<RuleTestGroup> groups;
        for (const YAML::Node& node : listAt(root, "tests"))
            groups.push_back(groupAt(node, evaluationMs));
        return groups;
    } catch (const TestFault& fault) {
        return badTestFile(file, fault.line, fault.reason);
    } catch (const YAML::Exception& error) {
        return badTestFile(file, error.mark.line + 1, testText("this is no valid YAML."));
    }
}

} // namespace cacheledger
