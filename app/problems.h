// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <QtCore/QObject>

#include <map>

namespace cacheledger
{

/// What is wrong with the whole application at the moment, by kind; the gravest that the user has not put away is
/// shown.
class Problems : public QObject
{
    Q_OBJECT

public:
    /// In the order of gravity.
    enum class Kind {
        Configuration,
        Profile,
        History,
        Writing,
        Damaged,
        OtherProcess,
        Alerts,
        Following,
        Keeping,
        Demo
    };

    using QObject::QObject;
    void set(Kind kind, const QString& headline, const Error& error);
    void clear(Kind kind);
    /// The user has seen the one that is shown: it comes back only when it says something else, or after it was over.
    void dismiss();
    /// Emits shownChanged() again, for who has come later.
    void repeat() { Q_EMIT shownChanged(m_shown.headline, m_shown.text); }

Q_SIGNALS:
    /// Another problem is the gravest now; both empty when there is none.
    void shownChanged(const QString& headline, const QString& text);

private:
    void update();
    struct Problem {
        QString headline;
        QString text;
        bool seen = false;
        friend bool operator==(const Problem&, const Problem&) = default;
    };
    std::map<Kind, Problem> m_problems;
    Problem m_shown;
};

} // namespace cacheledger
