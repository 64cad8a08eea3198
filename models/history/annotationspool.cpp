// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/annotationspool.h"

#include "history/historywriter.h"
#include "sqlite/database.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QUuid>

#include <nlohmann/json.hpp>

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <unistd.h>

namespace cacheledger
{

namespace
{

constexpr qint64 largestAnnotationFile = 65'536;
constexpr qsizetype annotationsATurn = 500;

Error invalidAnnotation(const QString& message)
{
    return {ErrorCode::InvalidArgument, message, {}};
}

Result<void> checkAnnotation(const Annotation& annotation)
{
    const Event& event = annotation.event;
    if (event.kind != EventKind::Note && event.kind != EventKind::Deploy)
        return invalidAnnotation(QCoreApplication::translate("History", "Only notes and deploys can be added."));
    if (event.cache.isEmpty())
        return invalidAnnotation(QCoreApplication::translate("History", "A note belongs to a cache."));
    if (annotationText(event.text).isEmpty())
        return invalidAnnotation(QCoreApplication::translate("History", "A note needs a text."));
    if (event.text.size() > longestAnnotation)
        return invalidAnnotation(
            QCoreApplication::translate("History", "The text is longer than %1 characters.").arg(longestAnnotation));
    return {};
}

Error spoolError(int systemError, const QString& file)
{
    const bool forbidden = systemError == EACCES || systemError == EPERM || systemError == EROFS;
    const bool full = systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG;
    return {forbidden ? ErrorCode::ReadOnly
            : full    ? ErrorCode::DiskFull
                      : ErrorCode::Io,
            QCoreApplication::translate("History", "The note cannot be kept in %1: %2.")
                .arg(QFileInfo(file).absolutePath(), qt_error_string(systemError)),
            QCoreApplication::translate("History", "Check that the folder can be written and the disk has space.")};
}

/// 0, or what the system said. Durable: a deploy script that was told "kept" may be followed by a power cut.
int writeDurably(const QString& file, const QByteArray& text)
{
    const int descriptor = ::open(QFile::encodeName(file).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return errno;
    const bool written = ::write(descriptor, text.constData(), static_cast<std::size_t>(text.size())) == text.size() &&
                         ::fsync(descriptor) == 0;
    const int problem = written ? 0 : errno ? errno : EIO;
    ::close(descriptor);
    return problem;
}

/// Sorts by the moment of putting.
QString spoolName()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const qint64 ns = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
    return QStringLiteral("%1-%2").arg(ns, 19, 10, QLatin1Char('0')).arg(QUuid::createUuid().toString(QUuid::Id128));
}

Error noAnnotation()
{
    return {ErrorCode::BadConfiguration, QCoreApplication::translate("History", "The file does not hold a note."), {}};
}

Result<Annotation> readAnnotation(const QString& file)
{
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Io, in.errorString(), {}};
    return in.size() > largestAnnotationFile ? Result<Annotation>(noAnnotation()) : annotationFromJson(in.readAll());
}

} // namespace

QString annotationText(const QString& typed)
{
    QString text = typed;
    for (QChar& c : text)
        if (c.category() == QChar::Other_Control || c == QChar::LineSeparator || c == QChar::ParagraphSeparator)
            c = QLatin1Char(' ');
    return text.trimmed();
}

QByteArray annotationToJson(const Annotation& annotation)
{
    const Event& event = annotation.event;
    const nlohmann::ordered_json json{{"version", 1},
                                      {"action", annotation.removed ? "remove" : "add"},
                                      {"cache", event.cache.value.toStdString()},
                                      {"node", event.node.value.toStdString()},
                                      {"time", event.timeMs},
                                      {"kind", eventKindName(event.kind)},
                                      {"text", annotationText(event.text).toStdString()}};
    return QByteArray::fromStdString(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)) + '\n';
}

Result<Annotation> annotationFromJson(const QByteArray& text)
{
    const auto json = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
    if (!json.is_object())
        return noAnnotation();
    const auto field = [&json](const char* name) {
        const auto at = json.find(name);
        return at != json.end() && at->is_string() ? QString::fromStdString(at->get<std::string>()) : QString();
    };
    const auto time = json.find("time");
    const auto kind = eventKindFromName(field("kind"));
    const QString action = field("action");
    if (time == json.end() || !time->is_number_integer() || !kind ||
        (action != QLatin1String("add") && action != QLatin1String("remove")))
        return noAnnotation();
    Annotation annotation;
    annotation.event = {NodeId{field("node")}, CacheId{field("cache")}, time->get<qint64>(), *kind,
                        annotationText(field("text"))};
    annotation.removed = action == QLatin1String("remove");
    if (auto checked = checkAnnotation(annotation); !checked)
        return noAnnotation();
    return annotation;
}

AnnotationSpool::AnnotationSpool(const QString& historyFile)
    : m_folder(historyFile + QStringLiteral(".notes")),
      m_encodedFolder(QFile::encodeName(m_folder))
{
}

Result<void> AnnotationSpool::put(const Annotation& annotation) const
{
    if (auto checked = checkAnnotation(annotation); !checked)
        return checked;
    const QString file = m_folder + QLatin1Char('/') + spoolName();
    if (!QDir().mkpath(m_folder))
        return spoolError(errno, file);
    const QString unfinished = file + QStringLiteral(".part");
    if (const int problem = writeDurably(unfinished, annotationToJson(annotation))) {
        QFile::remove(unfinished);
        return spoolError(problem, file);
    }
    if (::rename(QFile::encodeName(unfinished).constData(),
                 QFile::encodeName(file + QStringLiteral(".json")).constData()) != 0) {
        const int problem = errno;
        QFile::remove(unfinished);
        return spoolError(problem, file);
    }
    return {};
}

Result<int> AnnotationSpool::takeInto(HistoryWriter& writer)
{
    // Asked with every batch, and nearly always there is no folder.
    if (::access(m_encodedFolder.constData(), F_OK) != 0)
        return 0;
    const QDir folder(m_folder);
    QStringList stored;
    for (const QString& name : folder.entryList(QDir::Files | QDir::NoSymLinks, QDir::Name)) {
        if (!name.endsWith(QLatin1String(".json"), Qt::CaseInsensitive) || m_taken.contains(name))
            continue;
        const QString file = folder.filePath(name);
        const auto annotation = readAnnotation(file);
        if (!annotation) {
            if (annotation.error().code == ErrorCode::BadConfiguration)
                QFile::rename(file, file + QStringLiteral(".rejected"));
            continue;
        }
        const std::span<const Event> event(&annotation->event, 1);
        if (auto done = annotation->removed ? writer.removeEvents(event) : writer.appendEvents(event); !done)
            return done.error();
        stored << name;
        if (stored.size() == annotationsATurn)
            break;
    }
    if (stored.isEmpty())
        return 0;
    // Who left a note was told that it is on disk: its file goes only when the history holds it as safely.
    if (auto synced = writer.sync(); !synced)
        return synced.error();
    for (const QString& name : stored)
        if (!QFile::remove(folder.filePath(name)))
            m_taken << name;
    return static_cast<int>(stored.size());
}

} // namespace cacheledger
