// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/evidenceanswer.h"
#include "ui/figuretable.h"

#include <QtCore/QTimeZone>

namespace cacheledger
{

/// An entry of the slow log of one server.
struct SlowEntry {
    QString node; ///< address
    SlowCommand command;
};

/// Adds what is not in `known` yet: an entry is told again for as long as the server keeps it. The newest come first.
void addSlowEntries(std::vector<SlowEntry>& known, const QString& node, const std::vector<SlowCommand>& told);

QStringList slowGroupHeadings();
/// By command, pattern of the key and log; what took long before what was large, the most together first.
std::vector<std::vector<Figure>> slowGroupRows(const std::vector<SlowEntry>& entries, const QTimeZone& zone);

QStringList slowEntryHeadings();
std::vector<std::vector<Figure>> slowEntryRows(const std::vector<SlowEntry>& entries, const QTimeZone& zone);

QStringList latencyHeadings();
/// What one server's latency monitor has seen, with what it means.
std::vector<std::vector<Figure>> latencyRows(const QString& node, const std::vector<LatencyEvent>& events,
                                             const QTimeZone& zone);

} // namespace cacheledger
