// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notes.h"

namespace cacheledger
{

SpooledNotes::SpooledNotes(const QString& historyFile, QObject* parent) : NoteKeeper(parent), m_spool(historyFile)
{
    m_thread.setMaxThreadCount(1);
}

SpooledNotes::~SpooledNotes()
{
    m_thread.waitForDone();
}

void SpooledNotes::put(const Annotation& annotation)
{
    m_thread.start([this, annotation] {
        if (const auto kept = m_spool.put(annotation); !kept)
            Q_EMIT failed(annotation.event, kept.error());
    });
}

} // namespace cacheledger
