// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/dismissedadvice.h"

#include "config/configfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

#include <nlohmann/json.hpp>

namespace cacheledger
{

namespace
{
using DismissalJson = nlohmann::ordered_json;
constexpr int dismissalVersion = 1;
constexpr qsizetype longestReason = 500;

struct DismissalText {
    Q_DECLARE_TR_FUNCTIONS(DismissedAdvice)
};

/// Nothing when it is not one.
std::optional<DismissedAdvice::Dismissal> readDismissal(const DismissalJson& json)
{
    if (!json.is_object() || !json.contains("reason") || !json["reason"].is_string() || !json.contains("since") ||
        !json["since"].is_string())
        return std::nullopt;
    const QDateTime since = QDateTime::fromString(QString::fromStdString(json["since"]), Qt::ISODateWithMs);
    if (!since.isValid())
        return std::nullopt;
    return DismissedAdvice::Dismissal{QString::fromStdString(json["reason"]), since.toMSecsSinceEpoch()};
}

Result<std::map<CacheId, DismissedAdvice::ByFinding>> readDismissals(const DismissalJson& json, const QString& file)
{
    std::map<CacheId, DismissedAdvice::ByFinding> all;
    const auto caches = json.find("caches");
    if (caches == json.end() || !caches->is_object())
        return configfile::keyError(file, QStringLiteral("caches"), DismissalText::tr("must be an object."));
    for (const auto& [cache, findings] : caches->items()) {
        const QString where = QStringLiteral("caches.") + QString::fromStdString(cache);
        if (!findings.is_object())
            return configfile::keyError(file, where, DismissalText::tr("must be an object."));
        for (const auto& [id, entry] : findings.items()) {
            const auto dismissal = readDismissal(entry);
            if (!dismissal)
                return configfile::keyError(file, where + QLatin1Char('.') + QString::fromStdString(id),
                                            DismissalText::tr("needs a reason and a moment \"since\"."));
            all[CacheId{QString::fromStdString(cache)}][id] = *dismissal;
        }
    }
    return all;
}
} // namespace

Result<void> DismissedAdvice::load()
{
    m_broken.reset();
    m_dismissals.clear();
    const auto fail = [this](const Error& error) {
        m_broken = error;
        return error;
    };
    const auto text = m_file.isEmpty() ? Result<std::optional<QByteArray>>(std::nullopt) : configfile::read(m_file);
    if (!text)
        return fail(text.error());
    if (!text->has_value())
        return {};
    const auto json = configfile::parse(**text, m_file, dismissalVersion);
    if (!json)
        return fail(json.error());
    auto read = readDismissals(*json, m_file);
    if (!read)
        return fail(read.error());
    m_dismissals = std::move(*read);
    return {};
}

Result<void> DismissedAdvice::save(const std::map<CacheId, ByFinding>& dismissals)
{
    if (m_broken)
        return *m_broken;
    DismissalJson json{{"version", dismissalVersion}, {"caches", DismissalJson::object()}};
    for (const auto& [cache, findings] : dismissals)
        for (const auto& [id, dismissal] : findings)
            json["caches"][cache.value.toStdString()][id] = {
                {"reason", dismissal.reason.toStdString()},
                {"since",
                 QDateTime::fromMSecsSinceEpoch(dismissal.sinceMs, Qt::UTC).toString(Qt::ISODateWithMs).toStdString()}};
    if (!m_file.isEmpty())
        if (const auto written = configfile::write(m_file, configfile::toText(json)); !written)
            return written;
    m_dismissals = dismissals;
    return {};
}

Result<void> DismissedAdvice::dismiss(const CacheId& cache, const std::string& finding, const QString& reason,
                                      TimeMs nowMs)
{
    if (reason.trimmed().isEmpty())
        return Error{ErrorCode::InvalidArgument, DismissalText::tr("Advice is set aside with a reason."), {}};
    auto changed = m_dismissals;
    changed[cache][finding] = {reason.trimmed().left(longestReason), nowMs};
    return save(changed);
}

Result<void> DismissedAdvice::bringBack(const CacheId& cache, const std::string& finding)
{
    auto changed = m_dismissals;
    changed[cache].erase(finding);
    return save(changed);
}

const DismissedAdvice::ByFinding& DismissedAdvice::of(const CacheId& cache) const
{
    static const ByFinding none;
    const auto found = m_dismissals.find(cache);
    return found == m_dismissals.end() ? none : found->second;
}

} // namespace cacheledger
