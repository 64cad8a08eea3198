// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "metrics/ids.h"
#include "metrics/result.h"

#include <QtCore/QString>

#include <map>
#include <optional>
#include <string>

namespace cacheledger
{

/// Advice that the user set aside for one cache, each with the reason, in a file of its own. One thread.
class DismissedAdvice
{
public:
    struct Dismissal {
        QString reason;
        TimeMs sinceMs = 0;
        friend bool operator==(const Dismissal&, const Dismissal&) = default;
    };
    using ByFinding = std::map<std::string, Dismissal>;

    /// Empty: nothing is kept beyond this object.
    explicit DismissedAdvice(QString file) : m_file(std::move(file)) {}

    /// No file is no dismissal. BadConfiguration or Io; then nothing is set aside, and nothing is written
    /// over what could not be understood.
    Result<void> load();
    /// On disk when it returns; in vain after a failure. InvalidArgument for a reason that is empty.
    Result<void> dismiss(const CacheId& cache, const std::string& finding, const QString& reason, TimeMs nowMs);
    Result<void> bringBack(const CacheId& cache, const std::string& finding);
    const ByFinding& of(const CacheId& cache) const;

private:
    Result<void> save(const std::map<CacheId, ByFinding>& dismissals);

    QString m_file;
    std::optional<Error> m_broken;
    std::map<CacheId, ByFinding> m_dismissals;
};

} // namespace cacheledger
