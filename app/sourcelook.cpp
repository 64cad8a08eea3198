// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sourcelook.h"

#include "app/sourceaccess.h"

#include <QtCore/QThread>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

SourceOutcome sourceOutcomeOf(const SourceReport& report)
{
    SourceOutcome outcome;
    outcome.problems = report.problems;
    if (report.error) {
        outcome.headline = report.error->message;
        outcome.hint = report.error->hint;
        return outcome;
    }
    outcome.usable = true;
    outcome.fields = report.fields;
    const auto mapped = std::count_if(report.fields.begin(), report.fields.end(),
                                      [](const SourceField& field) { return !field.metric.empty(); });
    outcome.headline = SourceLook::tr("Fields: %1, mapped: %2.").arg(report.fields.size()).arg(mapped);
    return outcome;
}

SourceLook::SourceLook(const Parts& parts, QObject* parent)
    : SourceTester(parent),
      m_parts(parts),
      m_thread(std::make_unique<QThread>()),
      m_worker(new QObject)
{
    m_thread->setObjectName(u"source tester"_s);
    m_worker->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_parts.secrets, &SecretVault::readFinished, this, &SourceLook::onSecret);
    m_thread->start();
}

SourceLook::~SourceLook()
{
    m_thread->quit();
    m_thread->wait();
}

void SourceLook::test(const SourceConfig& source, const std::optional<QString>& secret)
{
    ++m_generation;
    m_source = source;
    m_waitingFor = {};
    const bool fromCache = source.usesNodeOfCache();
    if (secret && !fromCache)
        return look(*secret);
    if (!fromCache && !hasOwnSecret(source))
        return look({});
    m_waitingFor = fromCache ? source.cache : sourceSecretKey(source.id);
    m_parts.secrets->read(m_waitingFor);
}

void SourceLook::onSecret(const CacheId& key, const QString& secret, bool found)
{
    if (m_waitingFor.isEmpty() || m_waitingFor != key)
        return;
    m_waitingFor = {};
    const CacheConfig* cache = m_parts.caches->find(m_source.cache);
    if (found || !cache)
        return look(secret);
    look((m_source.usesNodeOfCache() ? m_parts.credentials->passwordFor(cache->name)
                                     : m_parts.credentials->sourceSecret(cache->name, m_source.name))
             .value_or(QString()));
}

void SourceLook::look(const QString& secret)
{
    const CacheConfig* cache = m_parts.caches->find(m_source.cache);
    const SourceAccess access = accessTo(m_source, cache ? *cache : CacheConfig(), secret, secret);
    QMetaObject::invokeMethod(m_worker, [this, generation = m_generation, access] {
        qDeleteAll(m_worker->children());
        auto* probe = new SourceProbe(access, m_worker);
        connect(probe, &SourceProbe::finished, this, [this, generation](const SourceReport& report) {
            if (generation == m_generation)
                Q_EMIT finished(sourceOutcomeOf(report));
        });
        probe->start();
    });
}

void SourceLook::cancel()
{
    ++m_generation;
    m_waitingFor = {};
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { qDeleteAll(worker->children()); });
}

} // namespace cacheledger
