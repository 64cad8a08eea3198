// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/credentials.h"
#include "sources/sourceprobe.h"
#include "ui/services.h"

#include <memory>
#include <optional>

class QThread;

namespace cacheledger
{

/// What a report reads like for people.
SourceOutcome sourceOutcomeOf(const SourceReport& report);

/// A look at a source over the network, in a thread of its own.
class SourceLook : public SourceTester
{
    Q_OBJECT

public:
    /// None of these is owned; all outlive this.
    struct Parts {
        CacheStore* caches = nullptr;
        SecretVault* secrets = nullptr;
        const CredentialSource* credentials = nullptr;
    };
    explicit SourceLook(const Parts& parts, QObject* parent = nullptr);
    ~SourceLook() override; ///< cancels

    void test(const SourceConfig& source, const std::optional<QString>& secret) override;
    void cancel() override;

private:
    void look(const QString& secret);
    void onSecret(const CacheId& key, const QString& secret, bool found);

    Parts m_parts;
    std::unique_ptr<QThread> m_thread;
    QObject* m_worker; // lives in m_thread; parent of the running probe
    SourceConfig m_source;
    CacheId m_waitingFor;     // key in the vault; empty: for nothing
    quint64 m_generation = 0; // answers of replaced looks are dropped
};

} // namespace cacheledger
