// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/sourcefield.h"
#include "metrics/snapshot.h"
#include "sources/sourcereader.h"

#include <QtCore/QObject>

#include <memory>
#include <vector>

namespace cacheledger
{

/// What one look at a source found.
struct SourceReport {
    std::optional<Error> error;      ///< nothing: it answered
    std::vector<SourceField> fields; ///< by name; with what they are mapped to
    Snapshot mapped;                 ///< the metrics as they would be kept; histograms since the application began
    QStringList problems;
};

/// Asks a source once and reports. Single use, event-driven, one thread. Emits finished() exactly once.
class SourceProbe : public QObject
{
    Q_OBJECT

public:
    explicit SourceProbe(SourceAccess access, QObject* parent = nullptr);
    ~SourceProbe() override; ///< cancels
    void start();

Q_SIGNALS:
    void finished(const cacheledger::SourceReport& report);

private:
    SourceReport reportOf(const SourceReading& reading) const;

    SourceAccess m_access;
    std::unique_ptr<SourceReader> m_reader;
};

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::SourceReport)
