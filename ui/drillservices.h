// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <QtCore/QObject>
#include <QtCore/QString>

#include <vector>

namespace cacheledger
{

/// A failure that can be practised, in words.
struct DrillChoice {
    QString id;
    QString title;    ///< translated
    QString story;    ///< what happens, one sentence, translated
    QString expected; ///< which alert and playbook are to come, one sentence, translated
};

/// Runs drills in a window of their own, with data of their own: nothing of it reaches this window's history. One at a
/// time. GUI thread.
class DrillLauncher : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual std::vector<DrillChoice> choices() const = 0;
    /// Opens the drill's window; `factor` (1 to 1000) is what the times of rules are divided by. ended() or failed()
    /// follows when that window is closed or cannot be opened. Does nothing while one runs.
    virtual void start(const QString& drill, double factor) = 0;
    virtual void stop() = 0; ///< closes it; ended() follows
    virtual bool isRunning() const = 0;

Q_SIGNALS:
    /// What was expected, what was raised after how many seconds: some lines, translated.
    void ended(bool passed, const QString& report);
    void failed(const cacheledger::Error& error);
};

/// The drill that this window is about. GUI thread.
class DrillSession : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual QString headline() const = 0; ///< "Drill: cache stampede"
    virtual QString text() const = 0;     ///< what goes on, and what is to be done; some sentences
    virtual bool isFailing() const = 0;   ///< endFailure() does something
    /// What was broken works again, as if the operator had mended it.
    virtual void endFailure() = 0;

Q_SIGNALS:
    void changed();
};

} // namespace cacheledger
