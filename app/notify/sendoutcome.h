// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QMetaType>
#include <QtCore/QString>

#include <atomic>
#include <optional>

namespace cacheledger
{

/// What became of one attempt to send a notification.
struct SendOutcome {
    enum class Kind {
        Sent,    ///< the receiver took it
        Failed,  ///< it did not; trying again may help
        Unclear, ///< all was handed over, but no answer came: trying again may repeat it
        Refused, ///< trying again is of no use before somebody changes something
    };
    Kind kind = Kind::Sent;
    QString problem;                      ///< what happened and what to do; translated, never a secret; empty: Sent
    std::optional<qint64> retryAfterMs{}; ///< the receiver asked for this pause

    bool sent() const { return kind == Kind::Sent; }
};

/// How long an attempt may take, and whether it is still wanted. Thread-safe.
struct SendLimits {
    int connectMs = 10'000;
    int totalMs = 30'000;
    const std::atomic_bool* cancelled = nullptr; ///< looked at while waiting; may be null

    bool isCancelled() const { return cancelled && cancelled->load(); }
};

/// What is kept of what a receiver says.
inline constexpr qsizetype longestAnswer = 300;
/// One line of it, for a sentence.
QString shownAnswer(const QByteArray& answer);

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::SendOutcome)
