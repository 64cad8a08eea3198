// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/lostsaving.h"

#include "cost/moneyformat.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

static QString lossText(const char* text)
{
    return QCoreApplication::translate("LostSaving", text);
}

static LostSaving unknownLoss(const char* reason)
{
    LostSaving lost;
    lost.reason = lossText(reason);
    return lost;
}

LostSaving lostSaving(const Ledger& before, const Ledger& during)
{
    const LedgerEntry& usual = before.total;
    const LedgerEntry& then = during.total;
    const bool priced = std::any_of(usual.stages.begin(), usual.stages.end(),
                                    [](const LedgerStage& stage) { return stage.gross.isValid(); });
    if (!before.hasData() || usual.requests.value_or(0) <= 0 || !usual.answered)
        return unknownLoss(QT_TRANSLATE_NOOP("LostSaving", "no application told its hits in the day before"));
    if (!priced || !usual.gross.isValid())
        return unknownLoss(QT_TRANSLATE_NOOP("LostSaving", "no price of a hit is known"));
    if (!during.hasData() || !then.requests || !then.answered)
        return unknownLoss(QT_TRANSLATE_NOOP("LostSaving", "no application told its hits while it lasted"));
    LostSaving lost;
    lost.confidence = weakest(Confidence::Estimated, weakest(usual.confidence, then.confidence));
    lost.hits = std::max(0.0, std::round(*then.requests * (*usual.answered / *usual.requests) - *then.answered));
    const auto answered = static_cast<qint64>(std::round(*usual.answered));
    lost.amount = answered > 0 ? (usual.gross * static_cast<qint64>(lost.hits)).dividedBy(answered)
                               : Money(usual.gross.currency());
    if (!lost.amount.isValid())
        return unknownLoss(QT_TRANSLATE_NOOP("LostSaving", "the amount is too large"));
    return lost;
}

QString lostSavingText(const LostSaving& lost, const QLocale& locale)
{
    if (!lost.amount.isValid())
        return {};
    return lossText("%1 (%2 hits lost; %3)")
        .arg(formatMoney(lost.amount, locale), locale.toString(lost.hits, 'f', 0), confidenceText(lost.confidence));
}

} // namespace cacheledger
