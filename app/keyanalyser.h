// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/credentials.h"
#include "config/cachestore.h"
#include "keyspace/keysurvey.h"
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
    ~KeyAnalyser() override; ///< cancels; where it was is kept

    void start(const KeyAnalysisOrder& order) override;
    void goOn(const CacheId& cache) override;
    void setPaused(bool paused) override;
    void cancel() override;
    const KeyAnalysisState& state() const override { return m_state; }
    void read(const CacheId& cache) override;

private:
    /// What the thread needs of an order.
    struct Job {
        CacheId cache;
        std::vector<Endpoint> servers; ///< the one to be asked first
        QString password;
        KeyScanOptions options;
        bool isResumed = false;
    };
    std::vector<Endpoint> serversOf(const CacheConfig& cache) const;
    void begin(const KeyAnalysisOrder& order, bool isResumed);
    void work(const Job& job);
    void onFinished(KeySurvey* survey, const Job& job, const Result<KeyScanResult>& result);
    void tellRecords(const CacheId& cache, const std::optional<Error>& error, bool hasEnded);
    void onSecret(const CacheId& cache, const QString& secret, bool found);
    void scan(const CacheConfig& cache, const QString& password);
    void ended();

    Parts m_parts;
    std::unique_ptr<QThread> m_thread;
    QObject* m_worker; // lives in m_thread; parent of the running scan
    KeyAnalysisOrder m_order;
    KeyAnalysisState m_state;
    bool m_isResumed = false; // the order
    bool m_awaitsSecret = false;
};

} // namespace cacheledger
