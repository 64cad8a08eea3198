// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/incidentstore.h"

#include "config/configfile.h"
#include "incidents/incidentfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QLockFile>

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>
#include <tuple>

namespace cacheledger
{

namespace
{

constexpr auto incidentFileName = "incident.json";
constexpr int lockPatienceMs = 2000; ///< a change takes milliseconds

QString storeText(const char* text)
{
    return QCoreApplication::translate("IncidentStore", text);
}

Error noSuchIncident(const QString& id)
{
    return {ErrorCode::InvalidArgument, storeText("There is no incident \"%1\".").arg(id),
            storeText("List them with cacheledger incidents list.")};
}

bool isBefore(const IncidentSummary& a, const IncidentSummary& b)
{
    const bool aClosed = a.state == IncidentState::Closed;
    const bool bClosed = b.state == IncidentState::Closed;
    return std::tuple(aClosed, b.openedMs, b.id) < std::tuple(bClosed, a.openedMs, a.id);
}

} // namespace

IncidentStore::IncidentStore(QString folder) : m_folder(std::move(folder)) {}

QString IncidentStore::pathOf(const QString& id, const QString& file) const
{
    return m_folder + QLatin1Char('/') + id + QLatin1Char('/') + file;
}

/// It is asked every few seconds for as long as the program runs, nearly always in vain. The time of the folder's last
/// change tells of a new incident, but not while it is so young that another change may have the same.
bool IncidentStore::isStillEmpty()
{
    constexpr qint64 settledMs = 2000;
    struct stat info = {}; // QFileInfo would look the time zone up each time
    const bool there = ::stat(QFile::encodeName(m_folder).constData(), &info) == 0;
    const qint64 modifiedMs = there ? info.st_mtim.tv_sec * 1000LL + info.st_mtim.tv_nsec / 1'000'000 : 0;
    const bool unchanged = m_emptyAsOfMs == modifiedMs;
    const bool settled = QDateTime::currentMSecsSinceEpoch() - modifiedMs > settledMs;
    m_emptyAsOfMs = settled ? std::optional(modifiedMs) : std::nullopt;
    return unchanged;
}

IncidentList IncidentStore::list()
{
    IncidentList list;
    if (isStillEmpty())
        return list;
    const QStringList folders = QDir(m_folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    if (!folders.isEmpty())
        m_emptyAsOfMs.reset();
    std::map<QString, Seen> seen;
    for (const QString& id : folders) {
        const QFileInfo file(pathOf(id, QLatin1String(incidentFileName)));
        if (!incidentfile::isId(id) || !file.exists())
            continue; // one that is just being made, or nothing of ours
        const auto known = m_seen.find(id);
        Seen& entry = seen[id];
        const qint64 modifiedMs = file.lastModified().toMSecsSinceEpoch();
        if (known != m_seen.end() && known->second.modifiedMs == modifiedMs && known->second.size == file.size()) {
            entry = known->second;
        } else {
            const auto incident = load(id);
            entry = {modifiedMs, file.size(), incident ? std::optional(summaryOf(*incident)) : std::nullopt,
                     incident ? QString() : incident.error().text()};
        }
        if (entry.summary)
            list.incidents.push_back(*entry.summary);
        else
            list.problems << entry.problem;
    }
    m_seen = std::move(seen);
    std::ranges::sort(list.incidents, isBefore);
    return list;
}

Result<Incident> IncidentStore::load(const QString& id) const
{
    if (!incidentfile::isId(id))
        return noSuchIncident(id);
    const QString path = pathOf(id, QLatin1String(incidentFileName));
    const auto document = configfile::read(path);
    if (!document)
        return document.error();
    if (!*document)
        return noSuchIncident(id);
    auto incident = incidentfile::parse(**document, path);
    if (incident && incident->id != id)
        return Error{ErrorCode::BadConfiguration,
                     storeText("%1 cannot be read: it says that it is incident %2.").arg(path, incident->id),
                     storeText("It is left as it is; repair it or move it away.")};
    return incident;
}

Result<void> IncidentStore::create(Incident& incident)
{
    const QString day =
        QDateTime::fromMSecsSinceEpoch(incident.openedMs, Qt::UTC).toString(QStringLiteral("yyyy-MM-dd"));
    errno = 0;
    if (!QDir().mkpath(m_folder))
        return configfile::fileError(errno != 0 ? errno : EIO, m_folder);
    int number = 1;
    QString id = incident.id.isEmpty() ? QStringLiteral("%1-%2").arg(day).arg(number) : incident.id;
    // Making the folder is what takes the id: another process may be doing the same.
    while (!QDir(m_folder).mkdir(id)) {
        if (!QFileInfo::exists(m_folder + QLatin1Char('/') + id) || !incident.id.isEmpty())
            return configfile::fileError(errno != 0 ? errno : EIO, m_folder + QLatin1Char('/') + id);
        id = QStringLiteral("%1-%2").arg(day).arg(++number);
    }
    Incident born = incident;
    born.id = id;
    const auto written = configfile::write(pathOf(id, QLatin1String(incidentFileName)), incidentfile::toText(born));
    if (written)
        incident = std::move(born);
    else
        QDir(m_folder).rmdir(id);
    return written;
}

Result<Incident> IncidentStore::update(const QString& id, const Change& change)
{
    if (!incidentfile::isId(id) || !QFileInfo(m_folder + QLatin1Char('/') + id).isDir())
        return noSuchIncident(id);
    QLockFile lock(pathOf(id, QStringLiteral("lock")));
    // Where no lock file can be made, the write below says why.
    if (!lock.tryLock(lockPatienceMs) && lock.error() == QLockFile::LockFailedError)
        return Error{ErrorCode::Locked, storeText("Incident %1 is being changed by another process.").arg(id),
                     storeText("It is tried again.")};
    auto incident = load(id);
    if (!incident)
        return incident;
    change(*incident);
    const auto written =
        configfile::write(pathOf(id, QLatin1String(incidentFileName)), incidentfile::toText(*incident));
    if (!written)
        return written.error();
    return incident;
}

Result<void> IncidentStore::saveEvidence(const QString& id, const QString& file, const QByteArray& content) const
{
    if (!incidentfile::isId(id) || !incidentfile::isEvidenceName(file))
        return noSuchIncident(id);
    return configfile::write(pathOf(id, file), content);
}

Result<QByteArray> IncidentStore::evidence(const QString& id, const QString& file) const
{
    if (!incidentfile::isId(id) || !incidentfile::isEvidenceName(file))
        return noSuchIncident(id);
    const auto content = configfile::read(pathOf(id, file));
    if (!content)
        return content.error();
    if (!*content)
        return Error{ErrorCode::Io, storeText("The evidence %1 of incident %2 is not there.").arg(file, id),
                     storeText("Somebody moved or deleted it.")};
    return **content;
}

QStringList IncidentStore::search(const QString& text)
{
    const QStringList words = text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    QStringList found;
    for (const IncidentSummary& summary : list().incidents) {
        const auto incident = load(summary.id);
        if (!incident)
            continue;
        QString all = incident->id + u' ' + incident->title + u' ' + incident->cacheName + u' ' + incident->cause +
                      u' ' + incident->roles.commander + u' ' + incident->roles.communications + u' ' +
                      incident->roles.scribe;
        for (const IncidentAlert& alert : incident->alerts)
            all += u' ' + alert.ruleName + u' ' + alert.address + u' ' + alert.message;
        for (const TimelineEntry& entry : incident->timeline)
            all += u' ' + entry.text + u' ' + entry.by;
        for (const FollowUp& followUp : incident->followUps)
            all += u' ' + followUp.text + u' ' + followUp.owner;
        if (std::ranges::all_of(words, [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); }))
            found << summary.id;
    }
    return found;
}

} // namespace cacheledger
