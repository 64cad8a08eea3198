// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/evidencetables.h"

#include "keyspace/keyname.h"
#include "metrics/format.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <map>
#include <tuple>

namespace cacheledger
{

static constexpr qint64 slowMicroseconds = 100'000;
static constexpr qint64 largeOutputBytes = 1 << 20;
static constexpr std::size_t shownPrefixes = 20;

static QString tableText(const char* text)
{
    return QCoreApplication::translate("EvidenceTables", text);
}

static QString shownValue(qint64 value, Unit unit)
{
    return format::value(static_cast<double>(value), unit).joined();
}

static QString whatWasLogged(const SlowCommand& command)
{
    switch (command.log) {
    case CommandLog::Slow:
        break;
    case CommandLog::LargeRequest:
        return tableText("request of %1").arg(shownValue(command.bytes, Unit::Bytes));
    case CommandLog::LargeReply:
        return tableText("reply of %1").arg(shownValue(command.bytes, Unit::Bytes));
    }
    return shownValue(command.microseconds, Unit::Microseconds);
}

EvidenceTable evidencetables::slowLog(const std::vector<SlowCommand>& commands)
{
    std::vector<SlowCommand> sorted = commands;
    std::ranges::stable_sort(sorted, [](const SlowCommand& a, const SlowCommand& b) {
        return std::tuple(a.log, b.microseconds, b.bytes) < std::tuple(b.log, a.microseconds, a.bytes);
    });
    EvidenceTable table;
    table.columns = {tableText("Took"), tableText("Command"), tableText("Arguments (not shown)"), tableText("Client"),
                     tableText("When")};
    for (const SlowCommand& command : sorted) {
        table.rows.push_back({whatWasLogged(command), command.command, QString::number(command.arguments),
                              command.client, format::isoUtc(command.timeMs)});
        table.notable.push_back(command.microseconds >= slowMicroseconds);
    }
    return table;
}

EvidenceTable evidencetables::clients(const std::vector<ClientConnection>& connections)
{
    struct Group {
        qint64 count = 0;
        qint64 oldestS = 0;
        qint64 longestIdleS = 0;
        qint64 outputBytes = 0;
        std::map<QString, int> commands;
    };
    std::map<std::pair<QString, QString>, Group> groups;
    for (const ClientConnection& client : connections) {
        const qsizetype colon = client.address.lastIndexOf(u':');
        QString host = colon < 0 ? client.address : client.address.left(colon);
        if (host.startsWith(QLatin1Char('/'))) // a socket's folders are of no use, and wide
            host = host.section(QLatin1Char('/'), -1);
        Group& group = groups[{client.name, host}];
        ++group.count;
        group.oldestS = std::max(group.oldestS, client.ageS);
        group.longestIdleS = std::max(group.longestIdleS, client.idleS);
        group.outputBytes += client.outputBytes;
        ++group.commands[client.command];
    }
    std::vector<std::pair<std::pair<QString, QString>, Group>> sorted(groups.begin(), groups.end());
    std::ranges::stable_sort(sorted, [](const auto& a, const auto& b) {
        return std::tuple(a.second.outputBytes, a.second.count) > std::tuple(b.second.outputBytes, b.second.count);
    });
    EvidenceTable table;
    table.columns = {tableText("Name"),        tableText("Host"),         tableText("Connections"),
                     tableText("Oldest"),      tableText("Longest idle"), tableText("Output waiting"),
                     tableText("Last command")};
    for (const auto& [who, group] : sorted) {
        const auto common = std::ranges::max_element(group.commands, {}, [](const auto& each) { return each.second; });
        table.rows.push_back({who.first, who.second, QString::number(group.count),
                              shownValue(group.oldestS, Unit::Seconds), shownValue(group.longestIdleS, Unit::Seconds),
                              shownValue(group.outputBytes, Unit::Bytes), common->first});
        table.notable.push_back(group.outputBytes > largeOutputBytes);
    }
    return table;
}

EvidenceTable evidencetables::prefixes(const KeyRecord& record)
{
    const auto ratio = [](double share) { return format::value(share, Unit::Ratio).joined(); };
    EvidenceTable table;
    table.columns = {tableText("Prefix"), tableText("Share of memory"), tableText("Bytes"),
                     tableText("Keys"),   tableText("Without TTL"),     tableText("As of")};
    for (const PrefixShare& share : record.result.report.prefixes) {
        if (table.rows.size() == shownPrefixes)
            break;
        table.rows.push_back(
            {share.prefix.isEmpty() ? tableText("(no prefix)") : shownKey(share.prefix),
             share.byteShareError > 0
                 ? QStringLiteral("%1 \u00b1 %2").arg(ratio(share.byteShare), ratio(share.byteShareError))
                 : ratio(share.byteShare),
             format::value(share.bytes, Unit::Bytes).joined(), format::value(share.keys, Unit::Count).joined(),
             share.withoutTtlShare ? ratio(*share.withoutTtlShare) : QString(), format::isoUtc(record.timeMs)});
        table.notable.push_back(share.byteShare > 0.1 && share.withoutTtlShare.value_or(0) > 0.5);
    }
    return table;
}

EvidenceTable evidencetables::latency(const std::vector<LatencyEvent>& events)
{
    EvidenceTable table;
    table.columns = {tableText("Event"), tableText("Newest"), tableText("Worst"), tableText("When")};
    for (const LatencyEvent& event : events) {
        table.rows.push_back({event.name, shownValue(event.latestMs, Unit::Milliseconds),
                              shownValue(event.maxMs, Unit::Milliseconds), format::isoUtc(event.timeMs)});
        table.notable.push_back(event.maxMs * 1000 >= slowMicroseconds);
    }
    return table;
}

} // namespace cacheledger
