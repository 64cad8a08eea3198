// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historycheck.h"
#include "history/salvage.h"

#include <QtCore/QThread>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace cacheledger
{

/// Whether a file is read through after its start. Small ones always; large ones once a day, or when they were not
/// closed as they should be (their log was still there).
bool isCheckDue(qint64 fileBytes, bool closedWell, TimeMs lastCheckMs, TimeMs nowMs);

/// Keeps a writer going on a file that may be damaged: checks it in the background, sets it aside when it is, opens a
/// fresh one in its place and brings over what can be read, also after an end half way. Used by the writer's thread,
/// but for the check, which has its own.
class HistoryGuard
{
public:
    /// `wake` is called from the checking thread when isBusy() became true.
    HistoryGuard(QString path, std::function<void()> wake);
    ~HistoryGuard(); ///< stop()

    /// Opens the file; one that is a damaged history is set aside first (setAsidePath()). The errors of
    /// HistoryWriter::open.
    Result<std::unique_ptr<HistoryWriter>> open();
    /// The file of this writer is damaged: sets it aside and opens a fresh one, in which the nodes that were noted are
    /// known. When that fails the writer is gone, and the next step is open().
    Result<std::unique_ptr<HistoryWriter>> replace(std::unique_ptr<HistoryWriter> writer);
    /// A node that a fresh file has to know too.
    void note(const KnownNode& node) { m_nodes[node.node] = node; }
    /// Makes the nodes that were noted known in a file that may not know them.
    Result<void> introduce(HistoryWriter& writer) const;
    /// Whether an error says that the file is damaged.
    static bool isDamage(const Error& error);

    /// Whether there is something to do for tend(). Any thread.
    bool isBusy() const { return m_salvaging || m_checked; }
    enum class Outcome { Nothing, Damaged, SalvageEnded };
    /// Works for about 50 ms. Damaged: the check says so, replace() is due.
    Result<Outcome> tend(HistoryWriter& writer);
    /// Checks everything now, each block included: something could not be read.
    void suspect();
    /// Ends the check.
    void stop();

    /// Where the damaged file is since the last open() or replace(); empty: nowhere.
    QString setAsidePath() const { return m_setAsidePath; }
    const SalvageReport& report() const { return m_report; }

private:
    void beginSalvage(HistoryWriter& writer);
    void beginCheck(CheckDepth depth, int delayMs);
    Result<Outcome> takeCheck(HistoryWriter& writer);

    const QString m_path;
    const std::function<void()> m_wake;
    std::map<NodeId, KnownNode> m_nodes;
    QString m_setAsidePath;
    std::unique_ptr<Salvage> m_salvage;
    std::atomic_bool m_salvaging = false;
    SalvageReport m_report;

    std::optional<std::chrono::steady_clock::time_point> m_suspected;
    std::unique_ptr<QThread> m_checker;
    std::atomic_bool m_cancelled = false;
    std::atomic_bool m_checked = false; // m_sound is there
    std::optional<bool> m_sound;        // nothing: could not be checked
    std::mutex m_mutex;
    std::condition_variable m_ended;
};

} // namespace cacheledger
