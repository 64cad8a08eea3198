// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertfixture.h"

namespace cacheledger
{

SampleMaker::SampleMaker(std::vector<std::string> names, QString node)
    : m_node{std::move(node)},
      m_layout(std::make_shared<SeriesLayout>(std::move(names)))
{
}

Snapshot SampleMaker::at(TimeMs timeMs, std::vector<double> values) const
{
    Snapshot snapshot;
    snapshot.node = m_node;
    snapshot.timeMs = timeMs;
    snapshot.intervalMs = 1000;
    snapshot.layout = m_layout;
    snapshot.values = std::move(values);
    return snapshot;
}

WatchedNode watchedNode(const QString& id, int intervalMs)
{
    return {{QStringLiteral("cache-of-") + id}, {id}, QStringLiteral("shop"),
            id + QStringLiteral(":6379"),       {},   intervalMs};
}

QStringList said(const std::vector<AlertTransition>& transitions)
{
    QStringList texts;
    for (const AlertTransition& transition : transitions)
        texts << QLatin1String(alertStateName(transition.to)) + u'@' +
                     QString::number(static_cast<double>(transition.timeMs - startMs) / 1000);
    return texts;
}

} // namespace cacheledger
