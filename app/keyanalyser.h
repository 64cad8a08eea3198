// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/credentials.h"
#include "config/cachestore.h"
#include "metrics/clock.h"
#include "ui/keyanalyst.h"
#include "ui/services.h"

#include <memory>

class QThread;

namespace cacheledger
{

/// Keys are scanned, and results written and read, in a thread of its own ("keys").
class KeyAnalyser : public KeyAnalyst
{
    Q_OBJECT

public:
    /// None of these is owned; all outlive this.
    struct Parts {
        CacheStore* caches = nullptr;
        NodeStatusBoard* statuses = nullptr;
        SecretVault* secrets = nullptr;
        const CredentialSource* credentials = nullptr;
        std::shared_ptr<const Clock> clock;
        QString folder; ///< Profile::keysDir()
    };
    explicit KeyAnalyser(Parts parts, QObject* parent = nullptr);
    ~KeyAnalyser() override; ///< cancels; what was seen is not kept

    void start(const KeyAnalysisOrder& order) override;
    void setPaused(bool paused) override;
    void cancel() override;
    const KeyAnalysisState& state() const override { return m_state; }
    void read(const CacheId& cache) override;

private:
    struct Choice {
        Endpoint endpoint;
        bool isReplica = false;
    };
    Choice nodeOf(const CacheConfig& cache) const;
    void onSecret(const CacheId& cache, const QString& secret, bool found);
    void scan(const CacheConfig& cache, const QString& password);
    void ended();

    Parts m_parts;
    std::unique_ptr<QThread> m_thread;
    QObject* m_worker; // lives in m_thread; parent of the running scan
    KeyAnalysisOrder m_order;
    KeyAnalysisState m_state;
    bool m_awaitsSecret = false;
};

} // namespace cacheledger
