// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/secrets.h"

#include <QtCore/QTimer>

#include <qt6keychain/keychain.h>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static const QString& keychainService()
{
    static const QString service = u"cacheledger"_s;
    return service;
}

/// Whether the keychain did what it was asked; "there is no such entry" is an answer, too.
static bool keychainWorks(const QKeychain::Job& job)
{
    return job.error() == QKeychain::NoError || job.error() == QKeychain::EntryNotFound;
}

KeychainVault::KeychainVault(bool useKeychain, QObject* parent) : SecretVault(parent), m_useKeychain(useKeychain) {}

void KeychainVault::probe()
{
    if (!m_useKeychain)
        return;
    auto* job = new QKeychain::ReadPasswordJob(keychainService(), this);
    job->setKey(u"probe"_s);
    connect(job, &QKeychain::Job::finished, this,
            [this](QKeychain::Job* done) { m_failed = m_failed || !keychainWorks(*done); });
    job->start();
}

void KeychainVault::read(const CacheId& cache)
{
    const auto remembered = m_memory.find(cache);
    if (remembered != m_memory.end() || sessionOnly()) {
        const bool found = remembered != m_memory.end();
        const QString password = found ? remembered->second : QString();
        QTimer::singleShot(0, this, [this, cache, password, found] { Q_EMIT readFinished(cache, password, found); });
        return;
    }
    auto* job = new QKeychain::ReadPasswordJob(keychainService(), this);
    job->setKey(cache.value);
    connect(job, &QKeychain::Job::finished, this, [this, cache](QKeychain::Job* done) { onRead(cache, done); });
    job->start();
}

void KeychainVault::onRead(const CacheId& cache, QKeychain::Job* job)
{
    if (!keychainWorks(*job))
        m_failed = true;
    const bool found = job->error() == QKeychain::NoError;
    Q_EMIT readFinished(cache, found ? static_cast<QKeychain::ReadPasswordJob*>(job)->textData() : QString(), found);
}

void KeychainVault::write(const CacheId& cache, const QString& password)
{
    if (!m_useKeychain) {
        keep(cache, password);
        QTimer::singleShot(0, this, [this, cache] { Q_EMIT writeFinished(cache, true); });
        return;
    }
    QKeychain::Job* job = nullptr;
    if (password.isEmpty()) {
        job = new QKeychain::DeletePasswordJob(keychainService(), this);
    } else {
        auto* writing = new QKeychain::WritePasswordJob(keychainService(), this);
        writing->setTextData(password);
        job = writing;
    }
    job->setKey(cache.value);
    connect(job, &QKeychain::Job::finished, this,
            [this, cache, password](QKeychain::Job* done) { onWritten(cache, password, done); });
    job->start();
}

void KeychainVault::keep(const CacheId& cache, const QString& password)
{
    if (password.isEmpty())
        m_memory.erase(cache);
    else
        m_memory[cache] = password;
}

void KeychainVault::onWritten(const CacheId& cache, const QString& password, QKeychain::Job* job)
{
    const bool recovered = m_failed;
    m_failed = !keychainWorks(*job);
    if (m_failed)
        keep(cache, password);
    else
        m_memory.erase(cache);
    Q_EMIT writeFinished(cache, m_failed);
    if (m_failed || !recovered)
        return;
    const std::map<CacheId, QString> others = m_memory;
    for (const auto& [other, kept] : others)
        write(other, kept);
}

} // namespace cacheledger
