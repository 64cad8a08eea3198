// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/incident.h"
#include "metrics/result.h"

#include <QtCore/QByteArray>

namespace cacheledger
{

/// incident.json: one incident, versioned, docs/formats.md. Thread-safe.
namespace incidentfile
{
inline constexpr int newestVersion = 1;
inline constexpr qsizetype largestFile = 16 * 1024 * 1024;

/// BadConfiguration, naming `file` and the place, when it is not an incident that is understood wholly: it is to be
/// left alone then; likewise when a newer CacheLedger wrote it.
Result<Incident> parse(const QByteArray& document, const QString& file);
/// parse() reads back an equal one (its playbook by value).
QByteArray toText(const Incident& incident);

/// "2026-11-21-3".
bool isId(const QString& text);
/// A file's name that stays in its folder.
bool isEvidenceName(const QString& name);

/// The words of the file; stable, never translated.
QString stateWord(IncidentState state);
QString timelineWord(TimelineKind kind);
QString evidenceWord(EvidenceKind kind);
} // namespace incidentfile

} // namespace cacheledger
