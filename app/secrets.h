// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services.h"

#include <map>

namespace QKeychain
{
class Job;
}

namespace cacheledger
{

/// Passwords in the system's keychain (service "cacheledger", key: the cache's id). While there is none that works they
/// are kept in memory until the application ends; every further write tries the keychain again, and once it works the
/// others follow. Nothing is ever written to a file of ours.
class KeychainVault : public SecretVault
{
    Q_OBJECT

public:
    /// `useKeychain` false: memory only, for demos, screenshots and tests.
    explicit KeychainVault(bool useKeychain, QObject* parent = nullptr);

    void read(const CacheId& cache) override;
    void write(const CacheId& cache, const QString& password) override;
    bool sessionOnly() const override { return !m_useKeychain || m_failed; }

    /// Finds out whether there is a keychain, so that sessionOnly() is right before the first password. Returns at
    /// once.
    void probe();

private:
    void onRead(const CacheId& cache, QKeychain::Job* job);
    void keep(const CacheId& cache, const QString& password);
    void onWritten(const CacheId& cache, const QString& password, QKeychain::Job* job);

    const bool m_useKeychain;
    bool m_failed = false; // the last time
    std::map<CacheId, QString> m_memory;
};

} // namespace cacheledger
