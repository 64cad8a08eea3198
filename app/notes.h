// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/annotationspool.h"
#include "ui/services.h"

#include <QtCore/QThreadPool>

namespace cacheledger
{

/// Leaves notes in the history's spool, from a thread of its own: the writer, here or in another process, takes them
/// in.
class SpooledNotes : public NoteKeeper
{
    Q_OBJECT

public:
    explicit SpooledNotes(const QString& historyFile, QObject* parent = nullptr);
    ~SpooledNotes() override; ///< waits until all are on disk

    void keep(const Event& note) override { put({note, false}); }
    void takeBack(const Event& note) override { put({note, true}); }

private:
    void put(const Annotation& annotation);

    AnnotationSpool m_spool;
    QThreadPool m_thread; // one thread: in order
};

} // namespace cacheledger
