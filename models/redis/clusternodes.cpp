// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/clusternodes.h"

#include <QtCore/QList>

#include <optional>

namespace cacheledger
{

namespace
{

constexpr std::size_t mostNodes = 10'000;
constexpr qsizetype fieldsBeforeSlots = 8;

std::optional<int> slotFrom(const QByteArray& text)
{
    bool isNumber = false;
    const int slot = text.toInt(&isNumber);
    return isNumber && slot >= 0 && slot < SlotRange::slotCount ? std::optional(slot) : std::nullopt;
}

// "10.0.0.1:6379@16379,node-1.example", "[::1]:6379@16379", ":6379@16379", "10.0.0.1:6379" before Redis 4.
bool readAddress(const QByteArray& text, ClusterNode& node)
{
    const QList<QByteArray> parts = text.split(',');
    const QByteArray address = parts[0].left(parts[0].contains('@') ? parts[0].indexOf('@') : parts[0].size());
    const qsizetype colon = address.lastIndexOf(':');
    if (colon < 0)
        return false;
    bool isNumber = false;
    node.port = address.mid(colon + 1).toUShort(&isNumber);
    QByteArray host = address.left(colon);
    if (host.startsWith('[') && host.endsWith(']'))
        host = host.mid(1, host.size() - 2);
    const QByteArray name = parts.size() > 1 ? parts[1] : QByteArray();
    node.host = QString::fromUtf8(name.isEmpty() || name == "?" ? host : name);
    return isNumber && node.port != 0;
}

// "0-5460", "5461", "[93->-ID]" (migrating), "[93-<-ID]" (importing).
bool readSlots(const QByteArray& text, ClusterNode& node)
{
    if (text.startsWith('[')) {
        node.migratingSlots += text.contains("->-") ? 1 : 0;
        node.importingSlots += text.contains("-<-") ? 1 : 0;
        return text.endsWith(']');
    }
    const qsizetype dash = text.indexOf('-');
    const auto first = slotFrom(dash < 0 ? text : text.left(dash));
    const auto last = dash < 0 ? first : slotFrom(text.mid(dash + 1));
    if (!first || !last || *first > *last)
        return false;
    node.ranges.push_back({*first, *last});
    return true;
}

enum class LineKind { Node, Passed, Malformed };

LineKind readLine(const QByteArray& line, ClusterNode& node)
{
    const QList<QByteArray> fields = line.split(' ');
    if (fields.size() < fieldsBeforeSlots || fields[0].isEmpty())
        return LineKind::Malformed;
    const QList<QByteArray> flags = fields[2].split(',');
    if (flags.contains("handshake") || flags.contains("noaddr"))
        return LineKind::Passed; // not a member yet, or not any more
    if (!readAddress(fields[1], node))
        return LineKind::Malformed;
    node.id = QString::fromLatin1(fields[0]);
    node.isSelf = flags.contains("myself");
    node.failing = flags.contains("fail") || flags.contains("fail?");
    node.primaryId = fields[3] == "-" ? QString() : QString::fromLatin1(fields[3]);
    node.linkUp = node.isSelf || fields[7] == "connected";
    for (qsizetype i = fieldsBeforeSlots; i < fields.size(); ++i) {
        if (!readSlots(fields[i], node))
            return LineKind::Malformed;
    }
    return LineKind::Node;
}

} // namespace

ClusterNodes parseClusterNodes(const QByteArray& text)
{
    ClusterNodes found;
    for (const QByteArray& raw : text.split('\n')) {
        const QByteArray line = raw.trimmed();
        if (line.isEmpty())
            continue;
        ClusterNode node;
        const LineKind kind = readLine(line, node);
        if (kind == LineKind::Malformed || (kind == LineKind::Node && found.nodes.size() >= mostNodes))
            ++found.malformedLines;
        else if (kind == LineKind::Node)
            found.nodes.push_back(std::move(node));
    }
    return found;
}

} // namespace cacheledger
