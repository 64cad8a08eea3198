// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyclient.h"

#include <memory>

namespace cacheledger
{

/// HistoryClient over a history file: a pool of threads, each with its own read-only connection. A file that does not
/// exist yet gives frames without data, and is opened once it appears.
class HistoryPool : public HistoryClient
{
    Q_OBJECT

public:
    explicit HistoryPool(QString path, int threads = 2, QObject* parent = nullptr);
    ~HistoryPool() override; ///< cancels all and waits for running ones

    /// Questions wait until release(): reading takes the time of whoever is being started.
    void hold();
    void release();

    quint64 request(const FrameRequest& request) override;
    quint64 requestUsage() override;
    void cancel(quint64 id) override;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
