// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reporteconomics.h"

#include "cost/scenariofile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QFileInfo>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString economicsText(const char* text)
{
    return QCoreApplication::translate("ReportEconomics", text);
}

/// What the ledger does not list: the cost of the scenario, and the rate of exchange that it was taken at.
static ReportEconomics economicsOfScenario(const SavedScenario& saved, const ReportGathering& gathering,
                                           const ReportInput& input)
{
    const Scenario& scenario = saved.scenario;
    ReportEconomics economics{scenario.name, scenario.implementationCost, {}, 0, {}};
    economics.enteredMs = QFileInfo(saved.file).lastModified().toMSecsSinceEpoch();
    economics.assumptions.push_back({u"scenario.once"_s, economicsText("Spent once to introduce the cache"),
                                     economics.entered.toDecimalString(), scenario.currency.code(),
                                     economicsText("scenario “%1”").arg(scenario.name), Confidence::Estimated,
                                     economics.enteredMs});
    const Currency wanted = input.ledger.currency;
    if (scenario.currency == wanted) {
        economics.implementation = economics.entered;
    } else if (const ExchangeRate* rate = rateAt(gathering.rates, scenario.currency, wanted, input.period.toMs)) {
        economics.implementation = economics.entered.converted(wanted, rate->rate);
        economics.assumptions.push_back({u"scenario.rate"_s, economicsText("Rate of exchange"), rate->rate.toString(),
                                         u"%1 / %2"_s.arg(wanted.code(), rate->from.code()), rate->source,
                                         Confidence::Estimated, rate->dateMs});
    }
    return economics;
}

std::optional<ReportEconomics> readReportEconomics(const ReportGathering& gathering, const ReportInput& input)
{
    if (const Money spent = spentOnceOf(input.ledger); spent.isValid()) {
        const Money known = spent.currency() == input.ledger.currency ? spent : Money();
        return ReportEconomics{
            input.ledger.spentOnce.front().name, spent, known, input.ledger.spentOnce.back().dateMs, {}};
    }
    std::optional<ReportEconomics> found;
    for (const SavedScenario& saved : scenariofile::savedIn(gathering.profile.scenariosDir()).scenarios) {
        const bool isBetter = !found || saved.scenario.currency == input.ledger.currency;
        if (saved.scenario.name == gathering.cacheName && isBetter)
            found = economicsOfScenario(saved, gathering, input);
    }
    return found;
}

} // namespace cacheledger
