// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ledger/ledgerinputfiles.h"

#include <QtCore/QFileInfo>

#include <algorithm>

namespace cacheledger
{

/// What a file's size is called that is not there, and before it was looked at.
static constexpr qint64 noFile = -1;
static constexpr qint64 neverLooked = -2;

bool LedgerInputFiles::File::hasChanged()
{
    const QFileInfo now(path);
    const bool exists = now.exists();
    const QDateTime changedNow = exists ? now.lastModified() : QDateTime();
    const qint64 sizeNow = exists ? now.size() : noFile;
    if (sizeNow == size && changedNow == changed)
        return false;
    size = sizeNow;
    changed = changedNow;
    return true;
}

LedgerInputFiles::LedgerInputFiles(const Profile& profile)
    : m_profile(profile),
      m_costsFile{profile.costsFile(), {}, neverLooked},
      m_sourcesFile{profile.sourcesFile(), {}, neverLooked},
      m_pricesFile{profile.pricesFile(), {}, neverLooked},
      m_costs(profile.costsFile()),
      m_sources(profile.sourcesFile())
{
}

std::vector<Error> LedgerInputFiles::refresh()
{
    std::vector<Error> errors;
    const auto note = [&errors](File& file, const Result<void>& loaded) {
        if (loaded)
            file.usable = true;
        else
            errors.push_back(loaded.error());
    };
    if (m_costsFile.hasChanged())
        note(m_costsFile, m_costs.load());
    if (m_sourcesFile.hasChanged())
        note(m_sourcesFile, m_sources.load());
    if (m_pricesFile.hasChanged()) {
        const auto prices = ledgerPrices(m_profile);
        if (prices)
            m_prices = *prices;
        note(m_pricesFile, prices ? Result<void>() : Result<void>(prices.error()));
    }
    return errors;
}

std::optional<LedgerInputs> LedgerInputFiles::inputsOf(const CacheId& cache) const
{
    if (!m_costsFile.usable || !m_sourcesFile.usable || !m_pricesFile.usable)
        return std::nullopt;
    const CostPlan plan = m_costs.planOf(cache);
    if (plan.values.empty())
        return std::nullopt;
    return LedgerInputs{plan, m_sources.planOf(cache).stages, m_prices};
}

} // namespace cacheledger
