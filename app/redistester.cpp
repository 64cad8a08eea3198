// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/redistester.h"

#include "metrics/format.h"
#include "redis/factsquestion.h"
#include "redis/sentinelquestion.h"

#include <QtCore/QThread>

namespace cacheledger
{

using namespace Qt::StringLiterals;

RedisTester::RedisTester(ConnectionOptions options, QObject* parent)
    : ConnectionTester(parent),
      m_options(std::move(options)),
      m_thread(std::make_unique<QThread>()),
      m_worker(new QObject)
{
    m_thread->setObjectName(u"tester"_s);
    m_worker->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread->start();
}

RedisTester::~RedisTester()
{
    m_thread->quit();
    m_thread->wait();
}

struct RedisTester::Wanted {
    quint64 generation = 0;
    Endpoint endpoint;
    QString password;
    FollowConfig follow;
    QString sentinelPassword;
};

namespace
{
/// Owned by the tester's worker while the sentinels are asked.
struct SentinelAsker : QObject {
    using QObject::QObject;
    std::unique_ptr<SentinelQuestion> question;
};
} // namespace

void RedisTester::test(const Endpoint& endpoint, const QString& password, const FollowConfig& follow,
                       const QString& sentinelPassword)
{
    const Wanted wanted{++m_generation, endpoint, password, follow, sentinelPassword};
    QMetaObject::invokeMethod(m_worker, [this, wanted] {
        qDeleteAll(m_worker->children());
        if (wanted.follow.how == Following::Sentinel)
            ask(wanted);
        else
            check(wanted, std::nullopt);
    });
}

/// In the worker's thread.
void RedisTester::ask(const Wanted& wanted)
{
    auto* asker = new SentinelAsker(m_worker);
    const auto answered = [this, wanted](const Result<SentinelAnswer>& answer) {
        TestOutcome outcome;
        if (!answer) {
            outcome.headline = answer.error().message;
            outcome.hint = answer.error().hint;
            return tell(wanted.generation, outcome);
        }
        const QString announced = reachableAddress(answer->primary, wanted.follow.mappings);
        if (const auto primary = siblingAt(announced, wanted.endpoint))
            return check(wanted, primary);
        outcome.headline = tr("The sentinels name \"%1\", which is no address.").arg(announced);
        tell(wanted.generation, outcome);
    };
    asker->question = std::make_unique<SentinelQuestion>(wanted.follow.sentinels, wanted.sentinelPassword,
                                                         wanted.follow.sentinelPrimary, m_options, answered);
}

/// In the worker's thread. `primary`: that sentinels named, instead of the endpoint.
void RedisTester::check(const Wanted& wanted, const std::optional<Endpoint>& primary)
{
    auto* check = new ConnectionCheck(primary.value_or(wanted.endpoint), wanted.password, m_options, m_worker);
    connect(check, &ConnectionCheck::finished, m_worker,
            [this, generation = wanted.generation, primary](const CheckReport& report) {
                TestOutcome outcome = outcomeOf(report);
                outcome.primary = primary;
                tell(generation, outcome);
            });
    check->start();
}

/// From any thread.
void RedisTester::tell(quint64 generation, const TestOutcome& outcome)
{
    QMetaObject::invokeMethod(this, [this, generation, outcome] {
        if (generation == m_generation)
            Q_EMIT finished(outcome);
    });
}

void RedisTester::cancel()
{
    ++m_generation;
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { qDeleteAll(worker->children()); });
}

TestOutcome RedisTester::outcomeOf(const CheckReport& report)
{
    TestOutcome outcome;
    if (report.error) {
        outcome.headline = report.error->message;
        outcome.hint = report.error->hint;
        return outcome;
    }
    outcome.usable = true;
    outcome.headline =
        QStringList{report.server, report.role, format::value(report.roundTripMs * 1000, Unit::Microseconds).joined()}
            .join(u", "_s);
    if (!report.primary.isEmpty())
        outcome.hint = tr("This is a replica of %1.").arg(report.primary);
    outcome.replicas = report.replicas;
    return outcome;
}

} // namespace cacheledger
