// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/incident.h"
#include "metrics/result.h"

#include <QtCore/QByteArray>

#include <map>
#include <string>

namespace cacheledger
{

/// Evidence as files: CSV (RFC 4180, UTF-8), docs/formats.md. Thread-safe.
namespace evidencefile
{
/// The last column says which rows are notable.
QByteArray toCsv(const EvidenceTable& table);
/// BadConfiguration when it is no such table.
Result<EvidenceTable> tableIn(const QByteArray& csv);

/// A row a moment: time (ISO 8601, UTC), then a column a metric; a row without values stands for a gap.
QByteArray toCsv(const EvidenceCharts& charts);
Result<EvidenceCharts> chartsIn(const QByteArray& csv);

/// "7-slow-log.csv".
QString fileName(int number, EvidenceKind kind);
} // namespace evidencefile

/// INFO's numbers half an hour before and now, by metric id: what differs, by id. Notable are
/// gauges that changed by a fifth or more, counters of bad things that grew, and settings that changed. Fields of
/// single commands are left out, they always change.
EvidenceTable infoDifferences(const std::map<std::string, double>& before, const std::map<std::string, double>& now);

/// For people; translated.
QString evidenceName(EvidenceKind kind);

} // namespace cacheledger
