// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/redistester.h"

#include "metrics/format.h"

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

void RedisTester::test(const Endpoint& endpoint, const QString& password)
{
    const quint64 generation = ++m_generation;
    QMetaObject::invokeMethod(m_worker, [this, generation, endpoint, password] {
        qDeleteAll(m_worker->children());
        auto* check = new ConnectionCheck(endpoint, password, m_options, m_worker);
        connect(check, &ConnectionCheck::finished, this, [this, generation](const CheckReport& report) {
            if (generation == m_generation)
                Q_EMIT finished(outcomeOf(report));
        });
        check->start();
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
