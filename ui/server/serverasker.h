// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pagecontext.h"

#include <map>

namespace cacheledger
{

/// Asks every node of the selected cache, when it is told to, and keeps what they told until another cache is selected.
/// GUI thread.
class ServerAsker : public QObject
{
    Q_OBJECT

public:
    struct Told {
        NodeId node;
        QString address;
        EvidenceAnswer answer;
    };

    ServerAsker(const PageContext& context, EvidenceParts parts, QObject* parent = nullptr);

    /// Asks nodes that are not being asked already; changed() follows.
    void ask();
    bool isAsking() const { return !m_running.empty(); }
    const std::vector<Told>& told() const { return m_told; }
    std::optional<TimeMs> askedMs() const { return m_askedMs; }

Q_SIGNALS:
    void changed();

private:
    void onAnswer(quint64 request, const EvidenceAnswer& answer);
    void forget();

    PageContext m_context;
    EvidenceParts m_parts;
    CacheId m_cache;
    std::map<quint64, std::pair<NodeId, QString>> m_running;
    std::vector<Told> m_told; // the newest of each node, in the cache's order
    std::optional<TimeMs> m_askedMs;
};

} // namespace cacheledger
