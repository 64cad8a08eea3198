// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reportsources.h"

#include "app/historytargets.h"

namespace cacheledger
{

using namespace Qt::StringLiterals;

ReportLedger ledgerFromHistory(const QString& historyFile, LedgerInputs inputs, const QString& currency,
                               std::shared_ptr<const Clock> clock)
{
    if (const auto wanted = Currency::fromCode(currency))
        inputs.plan.currency = *wanted;
    return [historyFile, inputs = std::move(inputs), clock](const LedgerRequest& request) -> Result<Ledger> {
        const auto file = HistoryFile::open(historyFile);
        if (!file)
            return file.error();
        return readLedger(**file, inputs, request, clock->nowMs());
    };
}

QTimeZone zoneOf(const QByteArray& id)
{
    const QTimeZone zone(id);
    return zone.isValid() ? zone : QTimeZone::utc();
}

Result<ReportGathering> reportGathering(const Profile& profile, const ReportSubject& subject, const QString& currency,
                                        const std::shared_ptr<const Clock>& clock)
{
    const auto inputs = ledgerInputs(profile, subject.cache);
    if (!inputs)
        return inputs.error();
    ReportGathering gathering;
    gathering.profile = profile;
    gathering.cache = subject.cache;
    gathering.cacheName = subject.name;
    gathering.isDemo = subject.isDemo;
    gathering.nowMs = clock->nowMs();
    gathering.zone = zoneOf(inputs->plan.timeZone);
    gathering.rates = inputs->plan.rates;
    gathering.ledger = ledgerFromHistory(profile.historyFile(), *inputs, currency, clock);
    return gathering;
}

Result<ReportSubject> reportSubject(const QString& cache, const CommandContext& context)
{
    const auto file = openHistoryIfThere(context);
    if (!file)
        return file.error();
    const auto target = resolveHistoryTarget(cache, file->get(), context);
    if (!target)
        return target.error();
    if (!*file)
        return Error{ErrorCode::Io, Cli::tr("There is no history at %1.").arg(context.profile.historyFile()),
                     Cli::tr("Collect some first with cacheledger collect, or name its --profile.")};
    const auto caches = context.caches();
    const CacheConfig* config = caches ? (*caches)->find(target->cache) : nullptr;
    return ReportSubject{target->cache, target->name, config && config->demo};
}

} // namespace cacheledger
