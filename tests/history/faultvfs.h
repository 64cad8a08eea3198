// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <limits>
#include <memory>
#include <vector>

namespace cacheledger::testing
{

/// What SQLite asks a file system to do.
enum class FileOperation : unsigned { Open = 1, Read = 2, Write = 4, Sync = 8, Truncate = 16, Delete = 32 };

constexpr unsigned operator|(FileOperation a, FileOperation b)
{
    return static_cast<unsigned>(a) | static_cast<unsigned>(b);
}

/// What goes wrong, and when.
struct Fault {
    unsigned operations = 0;                                ///< of FileOperation; 0: nothing goes wrong
    qint64 after = 0;                                       ///< so many of these succeed before
    qint64 afterBytes = std::numeric_limits<qint64>::max(); ///< or so many bytes are written before
    int code = 0;         ///< SQLite's result code; SQLITE_IOERR_SHORT_READ: half of what was asked is read
    int systemError = 0;  ///< the errno behind it
    bool torn = false;    ///< a write that fails has written its first half
    bool lasting = false; ///< everything after it fails as well
};

/// One thing that was done to a file, for PowerLoss.
struct FileStep {
    FileOperation operation;
    QString file; ///< without its folder
    qint64 offset = 0;
    QByteArray data;
};

/// A SQLite VFS over the default one that fails as it is told and writes down what it did. While it lives, it is the
/// default of the process: connections that are opened then use it. Thread-safe. One at a time.
class FaultVfs
{
public:
    FaultVfs();
    ~FaultVfs(); ///< every connection must be closed
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;

    /// Counts from here.
    void setFault(const Fault& fault);
    void clearFault() { setFault({}); }
    /// Operations of this kind since the last setFault().
    qint64 count(FileOperation operation) const;
    /// How often something has failed since then.
    qint64 failures() const;

    void record();
    std::vector<FileStep> takeSteps();

    class Impl;

private:
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger::testing
