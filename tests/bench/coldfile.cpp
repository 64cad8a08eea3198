// SPDX-License-Identifier: GPL-3.0-or-later
#include "coldfile.h"

#include <QtCore/QFile>

#include <algorithm>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bench
{

namespace
{

bool isCold(int file, std::size_t size)
{
    if (size == 0)
        return true;
    void* const map = mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
    if (map == MAP_FAILED)
        return false;
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    std::vector<unsigned char> resident((size + page - 1) / page);
    const bool known = mincore(map, size, resident.data()) == 0;
    munmap(map, size);
    return known && std::ranges::none_of(resident, [](unsigned char flags) { return flags & 1; });
}

} // namespace

bool dropFromCache(const QString& path)
{
    bool cold = true;
    for (const char* suffix : {"", "-wal", "-shm"}) {
        const int file = open(QFile::encodeName(path + QLatin1String(suffix)).constData(), O_RDONLY | O_CLOEXEC);
        if (file < 0)
            continue;
        struct stat info = {};
        const bool dropped =
            fsync(file) == 0 && posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) == 0 && fstat(file, &info) == 0;
        cold = dropped && isCold(file, static_cast<std::size_t>(info.st_size)) && cold;
        close(file);
    }
    return cold;
}

} // namespace bench
