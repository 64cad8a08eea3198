// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faultvfs.h"

#include <map>
#include <random>

namespace cacheledger::testing
{

/// A disk that was given steps and may lose its power after any of them: of each file it surely has what it had at
/// that file's last sync, and of what was done since then anything, down to single sectors.
class PowerLoss
{
public:
    enum class Fate { NothingUnsynced, EverythingUnsynced, AnySectors };

    void apply(const FileStep& step);
    /// The files after the power came back. Without the log's index, which SQLite builds anew.
    std::map<QString, QByteArray> files(Fate fate, std::mt19937& random) const;

private:
    struct File {
        QByteArray durable;
        std::vector<FileStep> pending;
        bool created = false; ///< and its folder not synced since
        bool deleted = false; ///< or still there: its folder was not synced since
    };
    void sync(File& file);
    std::map<QString, File> m_files;
};

} // namespace cacheledger::testing
