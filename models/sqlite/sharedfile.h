// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <memory>

/// Descriptors of SQLite files that are not SQLite's own, for telling the system what will be read.
///
/// When a process closes any descriptor of a file, the system drops all of its locks on that file, SQLite's included
/// (https://www.sqlite.org/howtocorrupt.html, 2.2). So these are closed only while the process has no connection at
/// all. All functions may be called from any thread.
namespace cacheledger::sharedfile
{

/// A connection is open, or being opened or closed.
class Use
{
public:
    Use();
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
};

/// To read the file with, as long as a Use lives; -1 when it cannot be opened. The caller never closes it.
int descriptorOf(const QString& path);

} // namespace cacheledger::sharedfile
