// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ledger/ledgerservice.h"

#include "config/filefollower.h"

#include <QtCore/QFile>
#include <QtCore/QThread>

#include <utility>

namespace cacheledger
{

static Result<Ledger> ledgerOf(const LedgerService::Parts& parts, CostPlan plan, const LedgerRequest& request,
                               const std::atomic_bool& cancelled)
{
    const auto stages = parts.stages(request.cache);
    if (!stages)
        return stages.error();
    const auto prices = parts.prices();
    if (!prices)
        return prices.error();
    const LedgerInputs inputs{std::move(plan), *stages, *prices};
    if (!QFile::exists(parts.historyFile)) { // nothing has been collected yet
        Ledger none;
        none.currency = inputs.plan.currency;
        none.timeZone = request.timeZone.isEmpty() ? inputs.plan.timeZone : request.timeZone;
        return none;
    }
    const auto file = HistoryFile::open(parts.historyFile);
    return file ? readLedger(**file, inputs, request, parts.clock->nowMs(), &cancelled) : Result<Ledger>(file.error());
}

LedgerService::LedgerService(Parts parts, QObject* parent)
    : LedgerClient(parent),
      m_parts(std::move(parts)),
      m_thread(std::make_unique<QThread>()),
      m_worker(new QObject)
{
    m_thread->setObjectName(QStringLiteral("ledger"));
    m_worker->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_parts.costs, &CostStore::planChanged, this, &LedgerClient::inputsChanged);
    if (!m_parts.pricesFile.isEmpty())
        connect(new FileFollower(m_parts.pricesFile, this), &FileFollower::settled, this,
                [this, started = false]() mutable { // the first one says only that the file is watched
                    if (std::exchange(started, true))
                        Q_EMIT inputsChanged({});
                });
    m_thread->start();
}

LedgerService::~LedgerService()
{
    for (const auto& [id, cancelled] : m_running)
        cancelled->store(true);
    m_thread->quit();
    m_thread->wait();
}

quint64 LedgerService::request(const LedgerRequest& request)
{
    const quint64 id = m_next++;
    const auto cancelled = std::make_shared<std::atomic_bool>(false);
    m_running[id] = cancelled;
    QMetaObject::invokeMethod(
        m_worker,
        [this, id, cancelled, request, plan = m_parts.costs->planOf(request.cache), parts = m_parts] {
            if (cancelled->load())
                return;
            const Result<Ledger> ledger = ledgerOf(parts, plan, request, *cancelled);
            QMetaObject::invokeMethod(
                this, [this, id, ledger] { answer(id, ledger); }, Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
    return id;
}

void LedgerService::answer(quint64 id, const Result<Ledger>& ledger)
{
    if (m_running.erase(id) == 0)
        return; // cancelled
    if (ledger)
        Q_EMIT ledgerReady(id, std::make_shared<const Ledger>(*ledger));
    else
        Q_EMIT failed(id, ledger.error());
}

void LedgerService::cancel(quint64 id)
{
    const auto running = m_running.find(id);
    if (running == m_running.end())
        return;
    running->second->store(true);
    m_running.erase(running);
}

CostPlan LedgerService::costPlan(const CacheId& cache) const
{
    return m_parts.costs->planOf(cache);
}

Result<void> LedgerService::setCostPlan(const CostPlan& plan)
{
    return m_parts.costs->setPlan(plan);
}

} // namespace cacheledger
