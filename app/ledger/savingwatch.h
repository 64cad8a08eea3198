// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/collector.h"
#include "config/profile.h"
#include "metrics/clock.h"

#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <set>

class QThread;

namespace cacheledger
{

class LedgerInputFiles;

/// Works out what each cache saves a month, again and again while a collector runs, and gives it to that collector,
/// which puts it into history and before the rules as `ledger.net_per_month`. It is the ledger of the 24 hours before
/// (or of what there is of them) made into a month, see netPerMonth(). Less often, what the calendar month will have
/// saved, as `forecast.savings_month`. Cost plans, stages and prices are read from the
/// profile's files, again when those change. Main thread; reads in a thread of its own ("savings").
class SavingWatch : public QObject
{
    Q_OBJECT

public:
    struct Parts {
        Profile profile;
        std::shared_ptr<const Clock> clock;
        std::function<std::vector<CacheId>()> caches; ///< those to work it out for; main thread
        int everyMs = 60'000;
        int forecastEvery = 30;  ///< times of these, what the month will have saved
        int firstAfterMs = 5000; ///< a start has better things to do
    };
    explicit SavingWatch(Parts parts, QObject* parent = nullptr);
    ~SavingWatch() override; ///< cancels a ledger that is being read

    /// Null: another process collects, or nobody. One that is destroyed is forgotten.
    void setCollector(Collector* collector);

Q_SIGNALS:
    /// A file could not be read; it goes on with what it held before. Once until it is written again.
    void failed(const cacheledger::Error& error);

private:
    struct Found;
    static Found findAll(LedgerInputFiles& files, const Parts& parts, const std::vector<CacheId>& caches,
                         bool withMonths, const std::atomic_bool& cancelled);
    void ask();
    void take(const Found& found);

    Parts m_parts;
    QPointer<Collector> m_collector;
    QTimer m_timer;
    bool m_asked = false; // the answer is on its way
    int m_times = 0;      // asked so far
    std::set<CacheId> m_known;
    std::shared_ptr<LedgerInputFiles> m_files; // the thread's
    std::atomic_bool m_cancelled = false;
    std::unique_ptr<QThread> m_thread;
    QObject* m_worker; // lives in m_thread, deleted when that ends
};

} // namespace cacheledger
