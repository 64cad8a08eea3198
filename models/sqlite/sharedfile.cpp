// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/sharedfile.h"

#include <QtCore/QFile>

#include <fcntl.h>
#include <map>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace cacheledger::sharedfile
{

namespace
{

/// Of the process, as its locks are.
struct OpenFiles {
    std::mutex mutex;
    int uses = 0;
    std::map<std::pair<dev_t, ino_t>, int> descriptors;
};

OpenFiles& openFiles()
{
    static OpenFiles files;
    return files;
}

} // namespace

Use::Use()
{
    OpenFiles& files = openFiles();
    const std::lock_guard lock(files.mutex);
    ++files.uses;
}

Use::~Use()
{
    OpenFiles& files = openFiles();
    const std::lock_guard lock(files.mutex);
    if (--files.uses > 0)
        return;
    for (const auto& [file, descriptor] : files.descriptors)
        ::close(descriptor);
    files.descriptors.clear();
}

int descriptorOf(const QString& path)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat info = {};
    if (::stat(name.constData(), &info) != 0)
        return -1;
    OpenFiles& files = openFiles();
    const std::lock_guard lock(files.mutex);
    if (const auto known = files.descriptors.find({info.st_dev, info.st_ino}); known != files.descriptors.end())
        return known->second;
    const int descriptor = ::open(name.constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return -1;
    // Another file may have taken the place just now: what was opened is what is kept, and never closed before its
    // time.
    if (::fstat(descriptor, &info) != 0 ||
        !files.descriptors.emplace(std::pair(info.st_dev, info.st_ino), descriptor).second)
        return -1;
    return descriptor;
}

} // namespace cacheledger::sharedfile
