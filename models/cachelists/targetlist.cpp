// SPDX-License-Identifier: GPL-3.0-or-later
#include "cachelists/listbuilder.h"

#include <yaml-cpp/yaml.h>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qsizetype deepestYaml = 64;
constexpr std::size_t mostGroups = 10'000;

/// Nesting costs the parser its stack: what nobody writes is refused before it is read.
bool isTooDeep(const QByteArray& text)
{
    qsizetype depth = 0;
    for (const char c : text) {
        depth += c == '[' || c == '{';
        depth -= c == ']' || c == '}';
        if (depth > deepestYaml)
            return true;
    }
    qsizetype dashes = 0;
    for (const char c : text) {
        dashes = c == '-' || c == ' ' || c == '?' || c == ':' ? dashes + (c != ' ') : 0;
        if (dashes > deepestYaml)
            return true;
    }
    return false;
}

// What is not there must not be asked for its kind.
bool isList(const YAML::Node& node)
{
    return node.IsDefined() && node.IsSequence();
}

bool isMap(const YAML::Node& node)
{
    return node.IsDefined() && node.IsMap();
}

QString scalarOf(const YAML::Node& node)
{
    return node.IsDefined() && node.IsScalar() ? QString::fromStdString(node.Scalar()) : QString();
}

/// What redis_exporter is asked about: labels that Prometheus itself gives meaning begin with "__".
void takeLabels(const YAML::Node& labels, ListEntry& entry, ListBuilder& builder)
{
    if (!isMap(labels))
        return;
    for (const auto& label : labels) {
        const QString name = scalarOf(label.first);
        const QString value = scalarOf(label.second);
        if (name.startsWith("__"_L1) || value.isEmpty())
            continue;
        if (meansEnvironment(name))
            entry.environment = value;
        else if (name == "name"_L1 || name == "alias"_L1 || name == "instance"_L1)
            entry.name = value;
        else if (name == "team"_L1 || name == "service"_L1 || name == "tag"_L1 || name == "cluster"_L1)
            entry.tags << value;
        else if (name == "tags"_L1)
            entry.tags << value.split(u',', Qt::SkipEmptyParts);
        else
            builder.noteUnknown(name);
    }
}

Result<void> takeGroup(const YAML::Node& group, ListBuilder& builder)
{
    const YAML::Node targets = group["targets"];
    if (!isList(targets))
        return badList(listText("A group of targets has no list \"targets\" (line %1).").arg(group.Mark().line + 1));
    for (const YAML::Node& target : targets) {
        if (builder.isFull())
            return badList(listText("The list has more than %1 entries.").arg(ListBuilder::mostEntries));
        ListEntry entry;
        entry.where = listText("line %1").arg(target.Mark().line + 1);
        takeLabels(group["labels"], entry, builder);
        if (targets.size() > 1)
            entry.name.clear(); // a name for several is none
        entry.address = scalarOf(target);
        builder.add(std::move(entry));
    }
    return {};
}

Result<void> takeGroups(const YAML::Node& groups, ListBuilder& builder)
{
    if (groups.size() > mostGroups)
        return badList(listText("The list has more than %1 entries.").arg(mostGroups));
    for (const YAML::Node& group : groups) {
        if (!isMap(group))
            return badList(
                listText("A group of targets is no object with \"targets\" (line %1).").arg(group.Mark().line + 1));
        if (auto taken = takeGroup(group, builder); !taken)
            return taken;
    }
    return {};
}

/// The jobs that ask an exporter about servers; of other jobs the targets are no Redis.
bool asksExporter(const YAML::Node& job)
{
    const bool scrapes = scalarOf(job["metrics_path"]) == "/scrape"_L1;
    return scrapes || scalarOf(job["job_name"]).contains("redis"_L1, Qt::CaseInsensitive);
}

Result<void> takeDocument(const YAML::Node& document, ListBuilder& builder)
{
    if (isList(document))
        return takeGroups(document, builder);
    if (!isMap(document))
        return badList(listText("The list has no group of targets."));
    if (document["targets"].IsDefined())
        return takeGroup(document, builder);
    const YAML::Node jobs = document["scrape_configs"];
    if (!isList(jobs))
        return badList(listText("The list has neither \"targets\" nor \"scrape_configs\"."));
    for (const YAML::Node& job : jobs) {
        if (!isMap(job) || !asksExporter(job) || !isList(job["static_configs"]))
            continue;
        if (auto taken = takeGroups(job["static_configs"], builder); !taken)
            return taken;
    }
    return {};
}

} // namespace

/// JSON is YAML, too.
Result<void> readTargetList(const QByteArray& text, ListBuilder& builder)
{
    if (isTooDeep(text))
        return badList(listText("The list is nested too deeply."));
    try {
        return takeDocument(YAML::Load(text.toStdString()), builder);
    } catch (const YAML::Exception& problem) {
        return badList(
            problem.mark.line >= 0
                ? listText("The list is no YAML or JSON: line %1 is not understood.").arg(problem.mark.line + 1)
                : listText("The list is no YAML or JSON."));
    }
}

} // namespace cacheledger
