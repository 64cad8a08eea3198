// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/evidenceanswer.h"

#include <QtCore/QStringList>

namespace cacheledger
{

/// What a part of MEMORY STATS is in plain words, translated; empty: not known to us (a newer server).
QString memoryPartMeaning(const QString& name);
/// Its value as it is read: "3.7 GiB", "99.5 %", "1.08", "1,200".
QString memoryPartValue(const MemoryPart& part);
/// What a kind of latency event means, translated; empty: not known to us.
QString latencyMeaning(const QString& event);

/// What a doctor's text comes to, a sentence each, translated: what is the matter, what it means, what to do. One
/// sentence where nothing is; empty where the text is not understood. They are recognised by words that have not
/// changed since Redis 4, and in Valkey.
QStringList memoryDoctorWords(const QString& text);
QStringList latencyDoctorWords(const QString& text);

} // namespace cacheledger
