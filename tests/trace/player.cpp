// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace.h"

#include "metrics/catalogue.h"

namespace trace
{

using namespace cacheledger;

namespace
{
constexpr std::size_t pieceLength = 600;
}

Player::Player(std::vector<SnapshotPtr> snapshots, TimeMs startMs, unsigned seed)
    : m_trace(std::move(snapshots)),
      m_seed(seed),
      m_timeMs(startMs)
{
}

/// The first pieces are the trace as it was.
void Player::startPiece()
{
    if (m_end + 1 < m_trace.size() && !m_layout) {
        m_at = 0;
    } else {
        m_seed = m_seed * 1664525 + 1013904223; // Numerical Recipes' generator: the same everywhere
        m_at = (m_seed >> 8) % (m_trace.size() > pieceLength ? m_trace.size() - pieceLength : 1);
    }
    m_end = std::min(m_at + (m_layout ? pieceLength : m_trace.size()), m_trace.size());
    m_shiftLayout.reset();
}

SnapshotPtr Player::next()
{
    if (m_trace.empty())
        return nullptr;
    if (m_at >= m_end)
        startPiece();
    const Snapshot& from = *m_trace[m_at];
    auto snapshot = std::make_shared<Snapshot>(from);
    snapshot->timeMs = m_timeMs;
    if (m_shiftLayout != from.layout) {
        const bool pieceBegins = !m_shiftLayout;
        std::vector<double> shift(from.values.size());
        for (std::size_t i = 0; i < shift.size(); ++i) {
            const std::string& name = from.layout->name(i);
            if (catalogue::lookup(name).kind != MetricKind::Counter)
                continue;
            // A counter goes on where it was; of what comes up within a piece the piece's own counting holds.
            const auto before = m_layout ? m_layout->indexOf(name) : std::nullopt;
            const auto kept = pieceBegins || !m_shiftLayout ? std::nullopt : m_shiftLayout->indexOf(name);
            shift[i] = kept ? m_shift[*kept] : before ? m_last[*before] - from.values[i] : 0;
        }
        m_shift = std::move(shift);
        m_shiftLayout = from.layout;
    }
    for (std::size_t i = 0; i < m_shift.size(); ++i)
        if (m_shift[i] != 0)
            snapshot->values[i] += m_shift[i];
    m_layout = from.layout;
    m_last = snapshot->values;
    m_timeMs += m_at + 1 < m_end ? m_trace[m_at + 1]->timeMs - from.timeMs : from.intervalMs;
    ++m_at;
    return snapshot;
}

} // namespace trace
