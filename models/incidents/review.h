// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/incident.h"

#include <QtCore/QByteArray>
#include <QtCore/QTimeZone>

namespace cacheledger
{

/// A captured table with what it is of.
struct ReviewTable {
    EvidenceItem item;
    EvidenceTable table;
};

/// Everything a post-incident review is written from.
struct ReviewInput {
    Incident incident;
    QByteArray info; ///< captured first
    std::vector<ReviewTable> tables;
    std::vector<std::pair<EvidenceItem, EvidenceCharts>> charts; ///< the newest of each node
    QTimeZone zone = QTimeZone::utc();
    QString cost;       ///< what it cost, with how sure that is; empty: not known
    QString costReason; ///< why not; empty: a general one
    TimeMs nowMs = 0;   ///< what an incident that still lasts has lasted until
};

/// Puts a captured file where the review shows it; one that cannot be read is said to be missing. To
/// be called in the order of the evidence.
void addEvidence(ReviewInput& input, const EvidenceItem& item, const QByteArray& content);

/// The review as Markdown (GitHub's tables and task lists): figures, what happened, alerts, timeline, what was done,
/// evidence, cause, follow-ups. Values are escaped: a name cannot become markup. What is not known says so.
QString reviewMarkdown(const ReviewInput& input);

/// Plain text that stands for itself in Markdown, on one line.
QString markdownText(const QString& text);

} // namespace cacheledger
