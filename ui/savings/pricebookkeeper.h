// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/filefollower.h"
#include "cost/litellm.h"
#include "ui/background.h"

#include <functional>
#include <memory>

namespace cacheledger
{

/// The user's price book as the window changes it: read and written outside the GUI thread, one change after the other,
/// each on what the file holds then. What another process writes is taken over. GUI thread.
class PriceBookKeeper : public QObject
{
    Q_OBJECT

public:
    /// Nothing is read before start().
    explicit PriceBookKeeper(QString file, QObject* parent = nullptr);

    void start(); ///< once; further calls do nothing

    /// What came of a change: the book before it, for replaceBy(), and of an import what was taken.
    struct Change {
        PriceBook before, now;
        PriceImport imported;
    };
    /// Called once, unless the keeper is gone first. InvalidArgument: the entry does not fit the book; the errors of
    /// pricefile::load() and save().
    using Done = std::function<void(const Result<Change>& change)>;
    void add(const PriceVersion& version, const Done& done);
    void end(const PriceVersion& ended, const Done& done); ///< the model's newest price, at `ended.toMs`
    void importList(const QString& list, TimeMs fromMs, const Done& done);
    void replaceBy(const PriceBook& book); ///< takes a change back; failed() where that cannot be written

Q_SIGNALS:
    void bookChanged(const cacheledger::PriceBook& book);
    void failed(const cacheledger::Error& error); ///< it cannot be read

private:
    void read();
    void change(const std::function<Result<PriceImport>(PriceBook& book)>& how, const Done& done);

    QString m_file;
    std::unique_ptr<FileFollower> m_follower;
    Background m_work;
};

} // namespace cacheledger
