// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alertdesk.h"

#include "app/nodereplay.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QFileSystemWatcher>

#include <algorithm>
#include <sys/stat.h>
#include <utility>

namespace cacheledger
{

static constexpr int followEveryMs = 2000;
static constexpr int takeRequestsEveryMs = 1000;
/// What is written can be read only when its writer has synchronised it.
static constexpr int takeRequestsAfterMs = 500;
static constexpr int looksUnaskedEveryMs = 10'000;
static constexpr int retryStoringMs = 3000;
/// Changes that come within this time are shown at once: ten thousand alerts are one list.
static constexpr int showAfterMs = 150;
static constexpr qint64 pendingKeptMs = 7 * NodeSeries::dayMs;
static constexpr std::size_t nodesAPart = 16;

AlertDesk::AlertDesk(QString file, QString historyFile, std::shared_ptr<const Clock> clock)
    : m_file(std::move(file)),
      m_historyFile(std::move(historyFile)),
      m_clock(std::move(clock)),
      m_follow(this),
      m_takeRequests(this),
      m_retry(this),
      m_review(this),
      m_show(this)
{
    m_follow.setInterval(followEveryMs);
    m_retry.setInterval(retryStoringMs);
    m_show.setInterval(showAfterMs);
    for (QTimer* timer : {&m_retry, &m_review, &m_show, &m_takeRequests})
        timer->setSingleShot(true);
    connect(&m_follow, &QTimer::timeout, this, [this] {
        if (m_quickLooks > 0 && --m_quickLooks == 0)
            m_follow.setInterval(followEveryMs);
        follow();
    });
    connect(&m_takeRequests, &QTimer::timeout, this, &AlertDesk::lookForRequests);
    connect(&m_retry, &QTimer::timeout, this, [this] { (void)store(); });
    connect(&m_show, &QTimer::timeout, this, &AlertDesk::show);
    connect(&m_review, &QTimer::timeout, this, [this] {
        m_book.review(m_clock->nowMs());
        showStanding();
        settle();
    });
}

AlertDesk::~AlertDesk() = default;

void AlertDesk::startReading()
{
    m_writing = false;
    m_review.stop();
    m_takeRequests.stop();
    m_requestWatcher.reset();
    m_log.reset();
    m_seen = {};
    m_follow.start();
    follow();
}

static quint64 inodeOf(const QString& path)
{
    struct stat found {
    };
    return ::stat(QFile::encodeName(path).constData(), &found) == 0 ? found.st_ino : 0;
}

/// A request goes through the log's own log, and the kernel tells when that is written: who asks the database each
/// second takes a seventh of what a collector that polls four times a second takes in all, and the bare waking a
/// fourteenth.
void AlertDesk::watchForRequests()
{
    m_requestWatcher = std::make_unique<QFileSystemWatcher>();
    connect(m_requestWatcher.get(), &QFileSystemWatcher::fileChanged, this, [this] {
        if (m_takeRequests.remainingTime() > takeRequestsAfterMs)
            m_takeRequests.start(takeRequestsAfterMs);
    });
    lookForRequests();
}

void AlertDesk::lookForRequests()
{
    const QString written = m_file + QStringLiteral("-wal");
    const bool isWatched = m_requestWatcher->files().contains(written) || m_requestWatcher->addPath(written);
    m_takeRequests.start(takeRequests() && isWatched ? looksUnaskedEveryMs : takeRequestsEveryMs);
}

/// Reads what another process wrote, if it wrote.
void AlertDesk::follow()
{
    const quint64 inode = inodeOf(m_file);
    if (inode != m_seen.first)
        m_log.reset(); // set aside or moved away
    if (!m_log && inode != 0) {
        auto opened = AlertLog::open(m_file, Database::Mode::Read);
        if (!opened)
            return;
        m_log = std::move(*opened);
        m_seen = {};
    }
    if (!m_log || m_seen == std::pair(inode, m_log->dataVersion()))
        return;
    m_seen = {inode, m_log->dataVersion()};
    if (const auto lasting = m_log->lasting())
        Q_EMIT activeChanged(*lasting);
    if (const auto silences = m_log->silences(m_clock->nowMs()))
        Q_EMIT silencesChanged(*silences);
    if (const auto untilMs = m_log->doNotDisturbUntilMs())
        Q_EMIT doNotDisturbChanged(*untilMs);
}

void AlertDesk::startWriting(const std::set<NodeId>& nodes)
{
    m_follow.stop();
    m_log.reset();
    m_writing = true;
    m_paused = false;
    m_unsaved = {};
    m_book = AlertBook();
    resume();
    m_book.keepNodes(nodes, m_clock->nowMs());
    showStanding();
    settle();
    watchForRequests();
}

void AlertDesk::resume()
{
    m_progress.clear();
    m_asOfMs = 0;
    const bool writable = openForWriting();
    // A file that cannot be written tells nevertheless what lasts, and which numbers are taken.
    const auto readable = writable ? Result<std::unique_ptr<AlertLog>>(std::unique_ptr<AlertLog>())
                                   : AlertLog::open(m_file, Database::Mode::Read);
    if (!readable)
        return;
    AlertLog& log = writable ? *m_log : **readable;
    const auto found = log.resume(m_clock->nowMs());
    if (!found) {
        pause(found.error());
        return;
    }
    m_book.resume(*found);
    m_progress = found->progress;
    m_storedProgress = found->progress;
    m_asOfMs = found->asOfMs;
    if (writable)
        (void)log.dropPending(m_clock->nowMs() - pendingKeptMs);
}

void AlertDesk::stop()
{
    if (m_writing)
        (void)store();
    m_retry.stop();
}

void AlertDesk::onNodesAppeared(const std::vector<WatchedNode>& nodes, const std::vector<Rule>& rules)
{
    const auto history = QFileInfo::exists(m_historyFile) ? HistoryFile::open(m_historyFile)
                                                          : Result<std::unique_ptr<HistoryFile>>(Error{});
    std::vector<NodePast> pasts;
    for (const WatchedNode& node : nodes) {
        NodePast past{node.node, {}, {}, m_asOfMs};
        for (const auto& [key, progress] : m_progress)
            if (key.node == node.node)
                past.progress[key] = progress;
        std::erase_if(m_progress, [&](const auto& each) { return each.first.node == node.node; });
        if (history) {
            past.samples = recentSamples(**history, node.node, rules, m_clock->nowMs());
            // Whatever was polled was judged.
            past.asOfMs = std::max(past.asOfMs, (*history)->newestSample(node.node).value_or(0));
        }
        pasts.push_back(std::move(past));
        if (pasts.size() == nodesAPart)
            Q_EMIT pastsRead(std::exchange(pasts, {}));
    }
    if (!pasts.empty())
        Q_EMIT pastsRead(pasts);
}

void AlertDesk::onJudged(const AlertReport& report)
{
    if (!m_writing)
        return; // on its way when another process took over
    const TimeMs nowMs = m_clock->nowMs();
    if (report.nodes)
        m_book.setNodes(*report.nodes);
    m_book.apply(report.transitions, nowMs);
    if (report.rules)
        m_book.setRules(*report.rules);
    if (!report.admitted.empty())
        m_book.keepOnly(report.admitted, report.known, nowMs);
    m_book.read(report.readings);
    if (report.readings.empty() || !report.progress.empty() || !report.transitions.empty()) {
        for (const auto& [key, progress] : report.progress)
            if (const auto known = m_storedProgress.find(key);
                known == m_storedProgress.end() || known->second != progress)
                m_unsaved.progress[key] = progress;
        m_unsaved.asOfMs = report.asOfMs;
        settle();
    } else {
        showSoon(); // newest values: stored with the next standing
    }
}

/// What the book changed goes to who listens, into the log and onto the page.
void AlertDesk::settle()
{
    AlertBatch batch = m_book.take();
    tellNews(batch);
    keepUnsaved(std::move(batch));
    if (!m_retry.isActive())
        (void)store();
    showSoon();
    scheduleReview();
}

void AlertDesk::tellNews(const AlertBatch& batch)
{
    std::map<qint64, const Alert*> alerts;
    for (const Alert& alert : batch.alerts)
        alerts[alert.id] = &alert;
    std::vector<AlertNews> news;
    for (const AlertEntry& entry : batch.entries) {
        const bool began = entry.to == AlertState::Firing && entry.from != AlertState::Firing;
        const bool ended = entry.from == AlertState::Firing && entry.to != AlertState::Firing;
        if (began || ended)
            news.push_back({*alerts.at(entry.alert), entry});
    }
    if (!news.empty())
        Q_EMIT happened(news);
}

void AlertDesk::show()
{
    if (m_writing)
        Q_EMIT activeChanged(m_book.active());
}

void AlertDesk::showStanding()
{
    Q_EMIT silencesChanged(m_book.silences());
    Q_EMIT doNotDisturbChanged(m_book.doNotDisturbUntilMs());
}

void AlertDesk::scheduleReview()
{
    const TimeMs nowMs = m_clock->nowMs();
    const auto nextMs = m_book.nextReviewMs(nowMs);
    static constexpr qint64 longestMs = 3'600'000; // the clock may be set meanwhile
    if (nextMs)
        m_review.start(static_cast<int>(std::min(longestMs, *nextMs - nowMs)));
    else
        m_review.stop();
}

} // namespace cacheledger
