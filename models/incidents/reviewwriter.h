// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/incidents: the review being written, section by section.

#include "incidents/evidencevalues.h"
#include "incidents/playbookcontext.h"
#include "incidents/review.h"

#include <QtCore/QDateTime>

namespace cacheledger
{

/// A sentence of the review, translated.
QString reviewText(const char* text);

/// Refers to its input.
class ReviewWriter
{
public:
    explicit ReviewWriter(const ReviewInput& input);
    QString write();

private:
    void writeFigures();
    void writeMeaning();
    void writeAlerts();
    void writeTimeline();
    void writeChecklist();
    void writeEvidence();
    void writeCharts(const EvidenceItem& item, const EvidenceCharts& charts);
    void writeMissingEvidence();
    void writeCause();
    void writeFollowUps();

    void heading(int level, const QString& text);
    void paragraph(const QString& text);
    void figure(const QString& name, const QString& value);
    void row(const QStringList& cells, bool bold = false);
    void table(const QStringList& columns);
    QString clock(TimeMs timeMs) const;
    QString moment(TimeMs timeMs) const;
    QDateTime at(TimeMs timeMs) const;

    const ReviewInput& m_input;
    const Incident& m_incident;
    EvidenceValues m_atOpening;
    EvidenceValues m_before;
    PlaybookContext m_context;
    QString m_text;
};

} // namespace cacheledger
