// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/events.h"
#include "metrics/result.h"

#include <QtCore/QStringList>

#include <span>
#include <vector>

namespace cacheledger
{

class HistoryWriter;

/// An event that a person or a script adds, or one of those taken back.
struct Annotation {
    Event event; ///< its cache must be set; Note and Deploy only
    bool removed = false;
};

/// Longest text of an annotation, in characters.
inline constexpr qsizetype longestAnnotation = 1000;

/// The way of notes into history for processes that do not write it: a folder beside the history file with one small
/// file for each annotation. Whoever writes the history takes them in within a second, or at its next start. Putting
/// needs no lock and never waits for another process. The files' format is in docs/formats.md.
class AnnotationSpool
{
public:
    explicit AnnotationSpool(const QString& historyFile);

    const QString& folder() const { return m_folder; }
    /// Leaves one annotation; it is on disk when this returns. Any process, any thread. InvalidArgument (not a note or
    /// deploy, no cache, no text, text too long), ReadOnly, DiskFull, Io.
    Result<void> put(const Annotation& annotation) const;
    /// The writing process: stores what waits, oldest first, and removes the files. A file that is none of ours is set
    /// aside as NAME.rejected. Returns how many were stored; what the writer refuses stays for the next time.
    Result<int> takeInto(HistoryWriter& writer);

private:
    QString m_folder;
    QByteArray m_encodedFolder;
    QStringList m_taken; // stored, but their files could not be removed
};

/// The text of an annotation's file and back; BadConfiguration for what is none. For the spool, tests and fuzzing.
QByteArray annotationToJson(const Annotation& annotation);
Result<Annotation> annotationFromJson(const QByteArray& json);
/// What a person typed, as it is kept: control characters become spaces, the ends are trimmed.
QString annotationText(const QString& typed);

} // namespace cacheledger
