// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/nodes/nodelines.h"

#include "metrics/format.h"
#include "ui/services.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double unbalancedShare = 1.0 / 3;

struct NodesText {
    Q_DECLARE_TR_FUNCTIONS(Nodes)
};

QString roleOf(const Snapshot& answer)
{
    const QString role = answer.text("role").value_or(QString());
    return role == "master"_L1 ? u"primary"_s : role == "slave"_L1 ? u"replica"_s : role;
}

/// -1 stands for "does not apply".
std::optional<double> appliedValue(const Snapshot& answer, std::string_view field)
{
    const auto value = answer.value(field);
    return value && *value >= 0 ? value : std::nullopt;
}

/// As the derived metric replication_lag_seconds has it.
std::optional<double> lagSecondsOf(const Snapshot& answer)
{
    std::optional<double> lag;
    const auto take = [&lag](std::optional<double> value) {
        if (value && (!lag || *value > *lag))
            lag = value;
    };
    take(appliedValue(answer, "master_last_io_seconds_ago"));
    take(appliedValue(answer, "master_link_down_since_seconds"));
    const int replicas = static_cast<int>(answer.value("connected_slaves").value_or(0));
    for (int i = 0; i < replicas; ++i)
        take(appliedValue(answer, "slave" + std::to_string(i) + ".lag"));
    return lag;
}

std::optional<double> keysOf(const Snapshot& answer)
{
    double keys = 0;
    for (int database = 0; database < 16; ++database)
        keys += answer.value("db" + std::to_string(database) + ".keys").value_or(0);
    return answer.value("used_memory") ? std::optional(keys) : std::nullopt;
}

void describe(NodeLine& line, const Snapshot& answer)
{
    line.role = roleOf(answer);
    line.uptimeSeconds = answer.value("uptime_in_seconds");
    line.usedMemory = answer.value("used_memory");
    line.keys = keysOf(answer);
    line.lagSeconds = lagSecondsOf(answer);
    if (line.role != "replica"_L1) {
        line.offset = answer.value("master_repl_offset");
        line.replicas = answer.value("connected_slaves");
        return;
    }
    line.offset = answer.value("slave_repl_offset");
    if (const auto link = answer.text("master_link_status"))
        line.linkUp = *link == "up"_L1;
    const QString host = answer.text("master_host").value_or(QString());
    const int port = static_cast<int>(answer.value("master_port").value_or(0));
    if (!host.isEmpty() && port > 0)
        line.primary = (host.contains(u':') ? u"[%1]:%2"_s : u"%1:%2"_s).arg(host).arg(port);
}

/// What only a sample of the poller has.
void describePolling(NodeLine& line, const Snapshot& answer)
{
    line.roundTripUs = answer.value("probe.rtt");
    line.ownCommands = answer.value(selfcost::commands);
    line.ownServerUs = answer.value(selfcost::serverUs);
    const auto sent = answer.value(selfcost::bytesSent);
    const auto received = answer.value(selfcost::bytesReceived);
    if (sent && received)
        line.ownBytes = *sent + *received;
}

NodeReportPtr reportOf(const NodesReport* report, const NodeId& node)
{
    if (!report)
        return nullptr;
    const auto found = std::find_if(report->nodes.begin(), report->nodes.end(),
                                    [&node](const NodeReportPtr& each) { return each->node == node; });
    return found == report->nodes.end() ? nullptr : *found;
}

using OffsetById = std::map<QString, double>;

/// What a primary says of its replicas counts before what these say: on an idle link a primary is silent for ten
/// seconds, but its replicas acknowledge every second.
void addAcknowledgedLags(std::vector<NodeLine>& lines, const Snapshot& primary)
{
    const int replicas = static_cast<int>(primary.value("connected_slaves").value_or(0));
    for (int i = 0; i < replicas; ++i) {
        const std::string prefix = "slave" + std::to_string(i);
        const auto lag = appliedValue(primary, prefix + ".lag");
        Endpoint endpoint;
        endpoint.host = primary.text(prefix + ".ip").value_or(QString());
        endpoint.port = static_cast<quint16>(primary.value(prefix + ".port").value_or(0));
        const auto replica = std::find_if(lines.begin(), lines.end(), [&endpoint](const NodeLine& line) {
            return line.address == endpoint.address();
        });
        if (lag && replica != lines.end() && replica->linkUp.value_or(false))
            replica->lagSeconds = lag;
    }
}

/// Replicas are behind the primary whose stream they follow, wherever it is reached.
void addByteLags(std::vector<NodeLine>& lines, const std::vector<SnapshotPtr>& answers)
{
    OffsetById offsets;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto stream = answers[i] ? answers[i]->text("master_replid") : std::nullopt;
        if (lines[i].role == "primary"_L1 && stream && lines[i].offset)
            offsets[*stream] = *lines[i].offset;
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto stream = answers[i] ? answers[i]->text("master_replid") : std::nullopt;
        const auto primary = stream ? offsets.find(*stream) : offsets.end();
        if (lines[i].role == "replica"_L1 && primary != offsets.end() && lines[i].offset)
            lines[i].lagBytes = std::max(0.0, primary->second - *lines[i].offset);
    }
}

bool differsByNature(const QString& name)
{
    static constexpr std::array<QLatin1String, 19> names{QLatin1String("port"),
                                                         QLatin1String("tls-port"),
                                                         QLatin1String("bind"),
                                                         QLatin1String("dir"),
                                                         QLatin1String("pidfile"),
                                                         QLatin1String("logfile"),
                                                         QLatin1String("unixsocket"),
                                                         QLatin1String("replicaof"),
                                                         QLatin1String("slaveof"),
                                                         QLatin1String("dbfilename"),
                                                         QLatin1String("appendfilename"),
                                                         QLatin1String("aclfile"),
                                                         QLatin1String("syslog-ident"),
                                                         QLatin1String("cluster-config-file"),
                                                         QLatin1String("bind-source-addr"),
                                                         QLatin1String("availability-zone"),
                                                         QLatin1String("appenddirname"),
                                                         QLatin1String("loglines"),
                                                         QLatin1String("cluster-port")};
    return name.contains("announce"_L1) ||
           std::any_of(names.begin(), names.end(), [&name](QLatin1String each) { return name == each; });
}

/// Nothing: a node does not know the setting, which is another thing than an empty one.
using AddressesByValue = std::map<std::optional<QString>, QStringList>;

QString shownSetting(const std::optional<QString>& value)
{
    return !value ? NodesText::tr("not there") : value->isEmpty() ? NodesText::tr("empty") : *value;
}

SettingDifference differenceOf(const QString& name, const AddressesByValue& addressesByValue)
{
    SettingDifference difference;
    difference.name = name;
    std::optional<QString> usual;
    for (const auto& [value, addresses] : addressesByValue) {
        if (addresses.size() > difference.usualNodes) {
            usual = value;
            difference.usualNodes = static_cast<int>(addresses.size());
        }
    }
    for (const auto& [value, addresses] : addressesByValue) {
        if (value != usual)
            difference.others << NodesText::tr("%1: %2").arg(shownSetting(value), addresses.join(u", "_s));
    }
    difference.usual = shownSetting(usual);
    return difference;
}

} // namespace

std::vector<NodeLine> nodeLines(const CacheConfig& cache, const NodeStatusBoard& statuses, const NodesReport* report,
                                const std::vector<Threshold>& thresholds, TimeMs nowMs)
{
    std::vector<NodeLine> lines;
    std::vector<SnapshotPtr> answers;
    for (const NodeConfig& node : cache.nodes) {
        NodeLine line;
        line.node = node.id;
        line.address = node.endpoint.address();
        const NodeStatus* status = statuses.find(node.id);
        line.health = fleetHealth(status, nullptr, thresholds, nowMs, cache.intervalMs, cache.paused);
        line.trouble = fleetReason(line.health, status, nullptr, nowMs);
        SnapshotPtr answer = status ? status->latest : nullptr;
        if (answer)
            describePolling(line, *answer);
        if (answer && answer->intervalMs > cache.intervalMs && !cache.paused)
            line.slowedToMs = answer->intervalMs;
        line.look = reportOf(report, node.id);
        if (line.look)
            line.server = line.look->server;
        if (!answer && line.look)
            answer = line.look->answer;
        if (answer)
            describe(line, *answer);
        answers.push_back(std::move(answer));
        lines.push_back(std::move(line));
    }
    addByteLags(lines, answers);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (answers[i] && lines[i].role == "primary"_L1)
            addAcknowledgedLags(lines, *answers[i]);
    }
    return lines;
}

std::vector<SettingDifference> settingDifferences(const std::vector<NodeLine>& lines)
{
    std::map<QString, AddressesByValue> addresses; // by name
    std::vector<const NodeLine*> known;
    for (const NodeLine& line : lines) {
        if (line.look && !line.look->settings.empty())
            known.push_back(&line);
    }
    for (const NodeLine* line : known) {
        for (const auto& [name, value] : line->look->settings) {
            if (!differsByNature(name))
                addresses[name][value] << line->address;
        }
    }
    std::vector<SettingDifference> differences;
    for (auto& [name, byValue] : addresses) {
        for (const NodeLine* line : known) {
            if (!line->look->settings.contains(name))
                byValue[std::nullopt] << line->address;
        }
        if (byValue.size() > 1)
            differences.push_back(differenceOf(name, byValue));
    }
    return differences;
}

QStringList imbalances(const std::vector<NodeLine>& lines)
{
    std::vector<const NodeLine*> primaries;
    for (const NodeLine& line : lines) {
        if (line.role == "primary"_L1 && line.look && line.look->slotCount > 0)
            primaries.push_back(&line);
    }
    QStringList sentences;
    if (primaries.size() < 2)
        return sentences;
    const auto compare = [&](const QString& what, Unit unit, const auto& valueOf, double worthMention) {
        double sum = 0;
        for (const NodeLine* line : primaries)
            sum += valueOf(*line);
        const double mean = sum / static_cast<double>(primaries.size());
        for (const NodeLine* line : primaries) {
            const double value = valueOf(*line);
            if (mean >= worthMention && std::abs(value - mean) > unbalancedShare * mean)
                sentences << NodesText::tr("%1 has %2 %3; the primaries have %4 on average.")
                                 .arg(line->address, format::value(value, unit).joined(), what,
                                      format::value(mean, unit).joined());
        }
    };
    compare(
        NodesText::tr("slots"), Unit::Count, [](const NodeLine& line) { return double(line.look->slotCount); }, 1);
    compare(
        NodesText::tr("of memory"), Unit::Bytes, [](const NodeLine& line) { return line.usedMemory.value_or(0); },
        64 << 20);
    compare(
        NodesText::tr("keys"), Unit::Count, [](const NodeLine& line) { return line.keys.value_or(0); }, 1000);
    return sentences;
}

} // namespace cacheledger
