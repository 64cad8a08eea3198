// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/connection.h"

#include <QtCore/QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace cacheledger
{

/// What sentinels tell of one primary.
struct SentinelAnswer {
    QString primary;      ///< "host:port"
    QStringList replicas; ///< "host:port", also of those that are down
};

/// Asks several sentinels at once, each over a short connection of its own, where the primary of a name is. What most
/// of those that answer say counts, among equals what the first in the list says: one that lies or was cut off from the
/// others is outvoted. Replicas are those that any of the majority names. Calls back once, from the event loop, unless
/// it is destroyed before; may be destroyed from inside the call. One thread.
class SentinelQuestion
{
public:
    using Callback = std::function<void(const Result<SentinelAnswer>& answer)>;

    /// `password` is the sentinels', never the data nodes'. Fails with what the first sentinel failed with when none
    /// answers, UnknownCache when those that answer know no such primary.
    SentinelQuestion(const std::vector<Endpoint>& sentinels, const QString& password, const QString& primary,
                     const ConnectionOptions& options, Callback whenDone);
    ~SentinelQuestion();

private:
    class One;
    void onAnswer();

    Callback m_whenDone;
    std::vector<std::unique_ptr<One>> m_asked;
};

/// Pure: what counts of several answers, see SentinelQuestion. At least one.
Result<SentinelAnswer> majorityOf(const std::vector<Result<SentinelAnswer>>& answers);

} // namespace cacheledger
