// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/servermark.h"

#include "metrics/infoparser.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

ServerMark ServerMark::of(const QByteArray& info)
{
    const InfoValues values = InfoParser().parse({info.constData(), static_cast<std::size_t>(info.size())});
    const auto text = [&values](std::string_view field) {
        const auto found = values.texts ? values.texts->find(field) : TextFields::const_iterator();
        return values.texts && found != values.texts->end() ? QByteArray::fromStdString(found->second) : QByteArray();
    };
    return {text("run_id"), text("role"), text("master_replid")};
}

QString ServerMark::whyNot(const ServerMark& now) const
{
    if (now.runId.isEmpty())
        return QCoreApplication::translate(
            "KeyScan", "It does not tell whether it is still the same run (INFO is not permitted).");
    if (now.runId != runId)
        return QCoreApplication::translate("KeyScan", "It was restarted, or another server answers there now.");
    if (now.role != role || (role == "slave" && now.replicationId != replicationId))
        return QCoreApplication::translate("KeyScan", "There was a failover.");
    return {};
}

} // namespace cacheledger
