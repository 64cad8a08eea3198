// SPDX-License-Identifier: GPL-3.0-or-later
#include "faultvfs.h"

#include <QtCore/QFileInfo>

#include <sqlite3.h>

#include <map>
#include <mutex>
#include <new>

namespace cacheledger::testing
{

class FaultVfs::Impl
{
public:
    Impl();
    ~Impl() { sqlite3_vfs_unregister(&vfs); }

    /// What the next operation of this kind has to return; SQLITE_OK: it is done.
    int judge(FileOperation operation, qint64 bytes = 0)
    {
        const std::lock_guard lock(mutex);
        ++counts[operation];
        const bool written = operation == FileOperation::Write;
        bytesWritten += written ? bytes : 0;
        if ((fault.operations & static_cast<unsigned>(operation)) == 0)
            return SQLITE_OK;
        const bool now = matching++ >= fault.after || (written && bytesWritten > fault.afterBytes);
        if (!now || (failed > 0 && !fault.lasting))
            return SQLITE_OK;
        ++failed;
        return fault.code;
    }
    void note(FileStep&& step)
    {
        const std::lock_guard lock(mutex);
        if (recording)
            steps.push_back(std::move(step));
    }
    int systemError()
    {
        const std::lock_guard lock(mutex);
        return failed > 0 ? fault.systemError : 0;
    }

    sqlite3_vfs vfs{};
    sqlite3_vfs* real = nullptr;
    sqlite3_io_methods methods{};

    std::mutex mutex; // guards all below
    Fault fault;
    qint64 matching = 0;
    qint64 bytesWritten = 0;
    qint64 failed = 0;
    std::map<FileOperation, qint64> counts;
    bool recording = false;
    std::vector<FileStep> steps;
};

namespace
{

/// What SQLite sees; the real file follows it in memory.
struct FaultFile {
    sqlite3_file base;
    FaultVfs::Impl* vfs;
    QString* name; // nothing: a temporary file, or the log's index
};

sqlite3_file* realOf(sqlite3_file* file)
{
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<FaultFile*>(file) + 1);
}

FaultVfs::Impl& implOf(sqlite3_file* file)
{
    return *reinterpret_cast<FaultFile*>(file)->vfs;
}

FaultVfs::Impl& implOf(sqlite3_vfs* vfs)
{
    return *static_cast<FaultVfs::Impl*>(vfs->pAppData);
}

const QString& nameOf(sqlite3_file* file)
{
    return *reinterpret_cast<FaultFile*>(file)->name;
}

int closeFile(sqlite3_file* file)
{
    auto* ours = reinterpret_cast<FaultFile*>(file);
    delete ours->name;
    sqlite3_file* real = realOf(file);
    return real->pMethods ? real->pMethods->xClose(real) : SQLITE_OK;
}

int readFile(sqlite3_file* file, void* data, int size, sqlite3_int64 offset)
{
    const int code = implOf(file).judge(FileOperation::Read);
    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
        return code;
    const int done = realOf(file)->pMethods->xRead(realOf(file), data, size, offset);
    if (code == SQLITE_OK || done != SQLITE_OK)
        return done;
    memset(static_cast<char*>(data) + size / 2, 0, static_cast<std::size_t>(size - size / 2));
    return code;
}

int writeFile(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset)
{
    FaultVfs::Impl& impl = implOf(file);
    const int code = impl.judge(FileOperation::Write, size);
    const int length = code == SQLITE_OK ? size : impl.fault.torn ? size / 2 : 0;
    if (length > 0) {
        impl.note({FileOperation::Write, nameOf(file), offset, QByteArray(static_cast<const char*>(data), length)});
        if (const int done = realOf(file)->pMethods->xWrite(realOf(file), data, length, offset); done != SQLITE_OK)
            return done;
    }
    return code;
}

int truncateFile(sqlite3_file* file, sqlite3_int64 size)
{
    if (const int code = implOf(file).judge(FileOperation::Truncate); code != SQLITE_OK)
        return code;
    implOf(file).note({FileOperation::Truncate, nameOf(file), size, {}});
    return realOf(file)->pMethods->xTruncate(realOf(file), size);
}

int syncFile(sqlite3_file* file, int flags)
{
    if (const int code = implOf(file).judge(FileOperation::Sync); code != SQLITE_OK)
        return code;
    // Written down after it is done: only then may anyone rely on it.
    const int done = realOf(file)->pMethods->xSync(realOf(file), flags);
    implOf(file).note({FileOperation::Sync, nameOf(file), 0, {}});
    return done;
}

int controlFile(sqlite3_file* file, int operation, void* argument)
{
    if (const int error = operation == SQLITE_FCNTL_LAST_ERRNO ? implOf(file).systemError() : 0; error != 0) {
        *static_cast<int*>(argument) = error;
        return SQLITE_OK;
    }
    return realOf(file)->pMethods->xFileControl(realOf(file), operation, argument);
}

sqlite3_io_methods makeMethods()
{
    sqlite3_io_methods methods{};
    methods.iVersion = 2;
    methods.xClose = closeFile;
    methods.xRead = readFile;
    methods.xWrite = writeFile;
    methods.xTruncate = truncateFile;
    methods.xSync = syncFile;
    methods.xFileControl = controlFile;
    methods.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
        return realOf(f)->pMethods->xFileSize(realOf(f), size);
    };
    methods.xLock = [](sqlite3_file* f, int level) { return realOf(f)->pMethods->xLock(realOf(f), level); };
    methods.xUnlock = [](sqlite3_file* f, int level) { return realOf(f)->pMethods->xUnlock(realOf(f), level); };
    methods.xCheckReservedLock = [](sqlite3_file* f, int* held) {
        return realOf(f)->pMethods->xCheckReservedLock(realOf(f), held);
    };
    methods.xSectorSize = [](sqlite3_file* f) { return realOf(f)->pMethods->xSectorSize(realOf(f)); };
    methods.xDeviceCharacteristics = [](sqlite3_file* f) {
        return realOf(f)->pMethods->xDeviceCharacteristics(realOf(f));
    };
    methods.xShmMap = [](sqlite3_file* f, int region, int size, int extend, void volatile** data) {
        return realOf(f)->pMethods->xShmMap(realOf(f), region, size, extend, data);
    };
    methods.xShmLock = [](sqlite3_file* f, int offset, int count, int flags) {
        return realOf(f)->pMethods->xShmLock(realOf(f), offset, count, flags);
    };
    methods.xShmBarrier = [](sqlite3_file* f) { realOf(f)->pMethods->xShmBarrier(realOf(f)); };
    methods.xShmUnmap = [](sqlite3_file* f, int remove) { return realOf(f)->pMethods->xShmUnmap(realOf(f), remove); };
    return methods;
}

int openFile(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* outFlags)
{
    FaultVfs::Impl& impl = implOf(vfs);
    auto* ours = new (file) FaultFile{};
    ours->vfs = &impl;
    if (const int code = impl.judge(FileOperation::Open); code != SQLITE_OK)
        return code;
    const int code = impl.real->xOpen(impl.real, path, realOf(file), flags, outFlags);
    if (code != SQLITE_OK)
        return code;
    ours->name = new QString(QFileInfo(QString::fromUtf8(path)).fileName());
    ours->base.pMethods = &impl.methods;
    impl.note({FileOperation::Open, *ours->name, 0, {}});
    return SQLITE_OK;
}

int deleteFile(sqlite3_vfs* vfs, const char* path, int syncFolder)
{
    FaultVfs::Impl& impl = implOf(vfs);
    if (const int code = impl.judge(FileOperation::Delete); code != SQLITE_OK)
        return code;
    impl.note({FileOperation::Delete, QFileInfo(QString::fromUtf8(path)).fileName(), 0, {}});
    return impl.real->xDelete(impl.real, path, syncFolder);
}

int lastError(sqlite3_vfs* vfs, int size, char* text)
{
    const int error = implOf(vfs).systemError();
    return error != 0 ? error : implOf(vfs).real->xGetLastError(implOf(vfs).real, size, text);
}

} // namespace

FaultVfs::Impl::Impl() : real(sqlite3_vfs_find(nullptr)), methods(makeMethods())
{
    vfs = *real;
    vfs.pNext = nullptr;
    vfs.zName = "cacheledger-faults";
    vfs.pAppData = this;
    vfs.szOsFile = real->szOsFile + static_cast<int>(sizeof(FaultFile));
    vfs.xOpen = openFile;
    vfs.xDelete = deleteFile;
    vfs.xGetLastError = lastError;
    vfs.xAccess = [](sqlite3_vfs* v, const char* path, int flags, int* result) {
        return implOf(v).real->xAccess(implOf(v).real, path, flags, result);
    };
    vfs.xFullPathname = [](sqlite3_vfs* v, const char* path, int size, char* full) {
        return implOf(v).real->xFullPathname(implOf(v).real, path, size, full);
    };
    sqlite3_vfs_register(&vfs, 1);
}

FaultVfs::FaultVfs() : m_impl(std::make_unique<Impl>()) {}
FaultVfs::~FaultVfs() = default;

void FaultVfs::setFault(const Fault& fault)
{
    const std::lock_guard lock(m_impl->mutex);
    m_impl->fault = fault;
    m_impl->matching = m_impl->bytesWritten = m_impl->failed = 0;
    m_impl->counts.clear();
}

qint64 FaultVfs::count(FileOperation operation) const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->counts[operation];
}

qint64 FaultVfs::failures() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->failed;
}

void FaultVfs::record()
{
    const std::lock_guard lock(m_impl->mutex);
    m_impl->recording = true;
}

std::vector<FileStep> FaultVfs::takeSteps()
{
    const std::lock_guard lock(m_impl->mutex);
    return std::exchange(m_impl->steps, {});
}

} // namespace cacheledger::testing
