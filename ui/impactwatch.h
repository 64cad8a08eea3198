// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/lostsaving.h"
#include "ui/services.h"

#include <map>

namespace cacheledger
{

/// What alerts and incidents cost, asked of the ledger when somebody looks, and again each minute while they last. GUI
/// thread.
class ImpactWatch : public QObject
{
    Q_OBJECT

public:
    /// Without a ledger in `services` nothing has a price.
    explicit ImpactWatch(const Services& services, QObject* parent = nullptr);
    ~ImpactWatch() override;

    /// As far as it is known; changed() follows when more is. `toMs`: nothing while it lasts.
    LostSaving of(const CacheId& cache, TimeMs fromMs, std::optional<TimeMs> toMs);

Q_SIGNALS:
    void changed();

private:
    struct Asked {
        LostSaving known;
        std::optional<TimeMs> toMs;
        TimeMs atMs = 0;
        quint64 before = 0, during = 0; // questions that are open
        LedgerPtr usual, then;
    };

    void ask(const CacheId& cache, TimeMs fromMs, TimeMs toMs, Asked& asked);
    void take(quint64 id, const LedgerPtr& ledger, const QString& problem);
    void forgetQuestions(Asked& asked);

    Services m_services;
    std::map<std::pair<CacheId, TimeMs>, Asked> m_asked;
};

} // namespace cacheledger
