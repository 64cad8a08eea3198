// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keysurveyplan.h"
#include "keyspace/referencecheck.h"
#include "redis/connection.h"

#include <QtCore/QObject>
#include <QtCore/QStringList>

#include <memory>

namespace cacheledger
{

/// ReferenceCheck in a cluster: each question goes to the server that owns the slot of its key. That is the primary,
/// not a replica: it alone says that a key has moved (MOVED, ASK) where a replica says that there is none. What has
/// moved, and what lies with a server that does not answer, is unknown, never stale. Pipelined, within the budget.
/// Single use, event-driven, one thread. Emits finished() exactly once.
class ReferenceSurvey : public QObject
{
    Q_OBJECT

public:
    /// `keysPerSecond` 0: as fast as the servers answer.
    ReferenceSurvey(const SurveyPlan& plan, const QString& password, int keysPerSecond,
                    const ConnectionOptions& connection, const KeyReport& report, QObject* parent = nullptr);
    ~ReferenceSurvey() override; ///< cancels silently
    void start();
    void pause(); ///< what is under way is finished first
    void resume();
    void cancel(); ///< finished() follows, with what was found

    const ReferenceCheck& check() const;
    const QStringList& notTold() const; ///< "SRANDMEMBER KEY 5": commands that a server refused, once each

Q_SIGNALS:
    void finished();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
