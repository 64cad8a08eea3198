// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/incidents.h"

#include "alerts/rulewords.h"
#include "app/historytargets.h"
#include "app/ledger/ledgerreader.h"
#include "cost/lostsaving.h"
#include "incidents/incidentfile.h"
#include "incidents/incidentlife.h"
#include "incidents/incidentstore.h"
#include "incidents/review.h"
#include "metrics/format.h"
#include "ui/reviewpdf.h"

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static nlohmann::ordered_json listedObject(const IncidentSummary& incident)
{
    nlohmann::ordered_json object{{"id", incident.id.toStdString()},
                                  {"title", incident.title.toStdString()},
                                  {"tier", rulewords::tier(incident.tier).toStdString()},
                                  {"cache", incident.cacheName.toStdString()},
                                  {"state", incidentfile::stateWord(incident.state).toStdString()},
                                  {"opened", format::isoUtc(incident.openedMs).toStdString()}};
    if (incident.closedMs)
        object["closed"] = format::isoUtc(*incident.closedMs).toStdString();
    object["owner"] = incident.owner.toStdString();
    return object;
}

int runIncidentsList(const IncidentsListCommand& command, const CommandContext& context)
{
    const IncidentList list = IncidentStore(context.profile.incidentsDir()).list();
    for (const QString& problem : list.problems)
        context.console.note(problem);
    if (command.json) {
        nlohmann::ordered_json array = nlohmann::ordered_json::array();
        for (const IncidentSummary& incident : list.incidents)
            array.push_back(listedObject(incident));
        context.console.write(QByteArray::fromStdString(array.dump(2)) + '\n');
    } else if (list.incidents.empty()) {
        context.console.writeLine(Cli::tr("There is no incident."));
    }
    for (const IncidentSummary& incident : command.json ? std::vector<IncidentSummary>() : list.incidents)
        context.console.writeLine(incident.id.leftJustified(14) + u' ' +
                                  incidentfile::stateWord(incident.state).leftJustified(10) +
                                  rulewords::tier(incident.tier).leftJustified(12) +
                                  incident.cacheName.leftJustified(20) + u' ' + incident.title);
    return context.console.finish(list.problems.isEmpty() ? ExitCode::Ok : ExitCode::Configuration);
}

/// From the history of this profile, as the window does it.
static LostSaving costOf(const Incident& incident, const CommandContext& context)
{
    LostSaving unknown;
    const TimeMs fromMs = incidentlife::beganMs(incident);
    const TimeMs nowMs = context.clock->nowMs();
    const TimeMs toMs = incident.mitigatedMs.value_or(incident.closedMs.value_or(nowMs));
    const auto file = openHistoryIfThere(context);
    const auto inputs = ledgerInputs(context.profile, incident.cache);
    if (!file || !*file || !inputs || toMs <= fromMs)
        return unknown;
    const auto ledger = [&](TimeMs from, TimeMs to) {
        return readLedger(**file, *inputs, {incident.cache, from, to, LedgerStep::Day, {}}, nowMs);
    };
    const auto before = ledger(fromMs - usualForMs, fromMs);
    const auto during = ledger(fromMs, toMs);
    if (before && during)
        return lostSaving(*before, *during);
    unknown.reason = (before ? during : before).error().message;
    return unknown;
}

/// With its evidence; where it is kept and read by this process alone, no client is needed.
static Result<ReviewInput> reviewOf(const IncidentStore& store, const QString& id, const CommandContext& context)
{
    auto incident = store.load(id);
    if (!incident)
        return incident.error();
    ReviewInput input;
    input.nowMs = context.clock->nowMs();
    input.incident = *incident;
    for (const EvidenceItem& item : incident->evidence) {
        if (item.file.isEmpty())
            continue;
        const auto content = store.evidence(id, item.file);
        addEvidence(input, item, content ? *content : QByteArray());
    }
    const LostSaving lost = costOf(*incident, context);
    input.cost = lostSavingText(lost);
    input.costReason = lost.reason;
    return input;
}

int runIncidentsShow(const IncidentsShowCommand& command, const CommandContext& context)
{
    const IncidentStore store(context.profile.incidentsDir());
    const auto review = reviewOf(store, command.id, context);
    if (!review)
        return context.console.fail(review.error());
    context.console.write(command.json ? incidentfile::toText(review->incident) : reviewMarkdown(*review).toUtf8());
    return context.console.finish(ExitCode::Ok);
}

int runIncidentsExport(const IncidentsExportCommand& command, const CommandContext& context)
{
    const IncidentStore store(context.profile.incidentsDir());
    const auto review = reviewOf(store, command.id, context);
    if (!review)
        return context.console.fail(review.error());
    const auto saved = saveReview(command.file, *review);
    return saved ? context.console.finish(ExitCode::Ok) : context.console.fail(saved.error());
}

} // namespace cacheledger
