// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/keyadvice.h"
#include "ui/pagecontext.h"

#include <QtCore/QObject>

namespace cacheledger
{

/// The analyses' part of the Advisor page: what the newest kept one of the selected cache says. GUI thread.
class AdvisorKeys : public QObject
{
    Q_OBJECT

public:
    explicit AdvisorKeys(const PageContext& context, QObject* parent = nullptr);

    void read(); ///< of the selected cache; changed() follows
    std::vector<KeyAdvice> advice(const CacheMoney& money) const;

Q_SIGNALS:
    void changed();

private:
    void onRecords(const CacheId& cache, const std::vector<KeyRecord>& records);

    PageContext m_context;
    CacheId m_cache;                  // whose records these are
    std::vector<KeyRecord> m_records; // the newest two
};

} // namespace cacheledger
