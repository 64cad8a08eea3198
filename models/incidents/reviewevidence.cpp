// SPDX-License-Identifier: GPL-3.0-or-later
// The review's section of evidence: for who wants to look closer.
#include "incidents/evidencefile.h"
#include "incidents/reviewwriter.h"
#include "metrics/catalogue.h"
#include "metrics/metrictext.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr std::size_t mostRows = 40; // of a captured table; the file has all

void ReviewWriter::writeCharts(const EvidenceItem& item, const EvidenceCharts& charts)
{
    if (charts.times.empty())
        return;
    heading(3, reviewText("Charts, %1 to %2").arg(clock(charts.times.front()), moment(charts.times.back())));
    table({reviewText("Metric"), reviewText("First"), reviewText("Lowest"), reviewText("Highest"), reviewText("Last")});
    for (const EvidenceCharts::Series& series : charts.series) {
        std::vector<double> known;
        std::ranges::copy_if(series.values, std::back_inserter(known),
                             [](double value) { return std::isfinite(value); });
        if (known.empty())
            continue;
        const auto shown = [&](double value) { return metricText(series.metric, value); };
        row({catalogue::metricName(series.metric), shown(known.front()), shown(std::ranges::min(known)),
             shown(std::ranges::max(known)), shown(known.back())});
    }
    m_text += u'\n';
    paragraph(reviewText("All values: %1.").arg(item.file));
}

/// One line for all that is missing for the same reason: a dead node does not tell anything.
void ReviewWriter::writeMissingEvidence()
{
    std::vector<std::pair<const EvidenceItem*, QStringList>> missing;
    for (const EvidenceItem& item : m_incident.evidence) {
        if (item.reason.isEmpty())
            continue;
        const auto same = std::ranges::find_if(missing, [&](const auto& each) {
            return each.first->address == item.address && each.first->reason == item.reason;
        });
        if (same == missing.end())
            missing.emplace_back(&item, QStringList{evidenceName(item.kind)});
        else if (!same->second.contains(evidenceName(item.kind)))
            same->second << evidenceName(item.kind);
    }
    for (const auto& [item, names] : missing)
        figure(QStringLiteral("%1, %2").arg(names.join(QStringLiteral(", ")), item->address),
               reviewText("[not available: %1]").arg(item->reason));
}

void ReviewWriter::writeEvidence()
{
    heading(2, reviewText("Evidence"));
    writeMissingEvidence();
    if (m_incident.evidence.empty())
        paragraph(reviewText("None was captured."));
    m_text += u'\n';
    for (const auto& [item, charts] : m_input.charts)
        writeCharts(item, charts);
    for (const ReviewTable& captured : m_input.tables) {
        heading(3, QStringLiteral("%1, %2, %3")
                       .arg(evidenceName(captured.item.kind), captured.item.address, moment(captured.item.timeMs)));
        if (captured.table.rows.empty()) {
            paragraph(reviewText("Nothing was there."));
            continue;
        }
        table(captured.table.columns);
        const std::size_t rows = std::min(captured.table.rows.size(), mostRows);
        for (std::size_t i = 0; i < rows; ++i)
            row(captured.table.rows[i], i < captured.table.notable.size() && captured.table.notable[i]);
        m_text += u'\n';
        if (rows < captured.table.rows.size())
            paragraph(reviewText("%1 more in %2.").arg(captured.table.rows.size() - rows).arg(captured.item.file));
    }
}

} // namespace cacheledger
