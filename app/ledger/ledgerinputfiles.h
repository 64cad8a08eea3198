// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ledger/ledgerreader.h"
#include "config/sourcestore.h"
#include "cost/coststore.h"

#include <QtCore/QDateTime>

namespace cacheledger
{

/// Cost plans, stages and prices from a profile's files, for one who asks again and again: a file is read only when it
/// has changed. One that cannot be read leaves what it held before. One thread; touches the disk.
class LedgerInputFiles
{
public:
    explicit LedgerInputFiles(const Profile& profile);

    /// Reads what has changed since the last call; the errors of what could not be read, each told once.
    std::vector<Error> refresh();
    /// Nothing where nobody has entered what a hit of this cache is worth, or where a file could never be read.
    std::optional<LedgerInputs> inputsOf(const CacheId& cache) const;

private:
    struct File {
        QString path;
        QDateTime changed;
        qint64 size = -1;
        bool usable = false; ///< it could be read once: what is held is right, or was
        bool hasChanged();
    };

    Profile m_profile;
    File m_costsFile, m_sourcesFile, m_pricesFile;
    CostStore m_costs;
    SourceStore m_sources;
    std::shared_ptr<const TokenPrices> m_prices;
};

} // namespace cacheledger
