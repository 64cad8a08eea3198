// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/preferences.h"

#include "config/cacheconfig.h"
#include "config/configfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
using Type = PreferenceInfo::Type;
constexpr int newestPreferences = 1;

constexpr std::array preferenceTable = {
    PreferenceInfo{"theme", Type::Choice, QT_TRANSLATE_NOOP("Preference", "Theme"),
                   QT_TRANSLATE_NOOP("Preference", "Light or dark colours, or as the desktop has them."), "system", 0,
                   0, "system|light|dark"},
    PreferenceInfo{
        "intervalMs", Type::Int, QT_TRANSLATE_NOOP("Preference", "Poll interval of new caches (ms)"),
        QT_TRANSLATE_NOOP("Preference", "How often a cache is asked when it has been added; each can be changed."),
        "1000", CacheConfig::minIntervalMs, CacheConfig::maxIntervalMs},
    PreferenceInfo{"serverBudgetMs", Type::Int,
                   QT_TRANSLATE_NOOP("Preference", "Server time for watching (ms a minute, 0: no limit)"),
                   QT_TRANSLATE_NOOP("Preference",
                                     "What watching may cost each server, by its own statistics; beyond it "
                                     "the server is polled less often."),
                   "120", 0, 60'000},
    PreferenceInfo{"clientListMax", Type::Int,
                   QT_TRANSLATE_NOOP("Preference", "List clients up to (clients, 0: never)"),
                   QT_TRANSLATE_NOOP("Preference",
                                     "An incident's evidence and the Server page list the clients of a server that has "
                                     "no more than these: it takes the server about a millisecond a thousand."),
                   "1000", 0, 1'000'000},
    PreferenceInfo{"settingsWatch", Type::Choice, QT_TRANSLATE_NOOP("Preference", "Notice changed settings"),
                   QT_TRANSLATE_NOOP("Preference",
                                     "Every ten minutes (CONFIG GET, nothing that is a secret); a change shows in the "
                                     "charts. Where a user of its own is named, that one may have no right to "
                                     "it. From the next start."),
                   "auto", 0, 0, "auto|always|never"},
    PreferenceInfo{"range", Type::Choice, QT_TRANSLATE_NOOP("Preference", "Time range at start"),
                   QT_TRANSLATE_NOOP("Preference", "The stretch of time that the charts show first."), "1h", 0, 0,
                   "5m|1h|6h|24h|7d|30d|1y"},
    PreferenceInfo{"timeZone", Type::Choice, QT_TRANSLATE_NOOP("Preference", "Times"),
                   QT_TRANSLATE_NOOP("Preference", "Show times in this computer's zone or in UTC."), "local", 0, 0,
                   "local|utc"},
    PreferenceInfo{
        "overview", Type::Choice, QT_TRANSLATE_NOOP("Preference", "Overview"),
        QT_TRANSLATE_NOOP("Preference", "A card for each cache, a list of all nodes, or whichever suits their number."),
        "auto", 0, 0, "auto|cards|list"},
    PreferenceInfo{"historyRawDays", Type::Int, QT_TRANSLATE_NOOP("Preference", "Keep every sample (days)"),
                   QT_TRANSLATE_NOOP("Preference", "Older ones are known by the minute."), "14", 1, 3650, "",
                   "history"},
    PreferenceInfo{"historyMinuteDays", Type::Int, QT_TRANSLATE_NOOP("Preference", "Keep minutes (days)"),
                   QT_TRANSLATE_NOOP("Preference", "Older ones are known by the hour."), "183", 1, 3650, "", "history"},
    PreferenceInfo{"historyHourDays", Type::Int, QT_TRANSLATE_NOOP("Preference", "Keep hours (days)"),
                   QT_TRANSLATE_NOOP("Preference", "What is older is forgotten, events too."), "3650", 1, 36500, "",
                   "history"},
    PreferenceInfo{"historyMaxMib", Type::Int, QT_TRANSLATE_NOOP("Preference", "Largest size (MiB, 0: no limit)"),
                   QT_TRANSLATE_NOOP("Preference", "Beyond it the oldest samples go first, then minutes, then hours."),
                   "0", 0, 16 << 20, "", "history"},
};

QString preferenceText(const char* text)
{
    return QCoreApplication::translate("Preference", text);
}

QStringList choicesOf(const PreferenceInfo& info)
{
    return QString::fromLatin1(info.choices).split(u'|');
}

QString allowedText(const PreferenceInfo& info)
{
    switch (info.type) {
    case Type::Bool:
        return preferenceText("must be true or false.");
    case Type::Int:
        return preferenceText("must be a whole number from %1 to %2.").arg(info.minimum).arg(info.maximum);
    case Type::Choice:
        return preferenceText("must be one of: %1.").arg(choicesOf(info).join(u", "_s));
    case Type::Text:
        return preferenceText("must be a text.");
    }
    return {};
}

QVariant boolOf(const QVariant& value)
{
    if (value.typeId() == QMetaType::Bool)
        return value;
    const QString text = value.toString();
    return text == u"true"_s ? QVariant(true) : text == u"false"_s ? QVariant(false) : QVariant();
}

QVariant intOf(const PreferenceInfo& info, const QVariant& value)
{
    bool isNumber = value.typeId() != QMetaType::Bool;
    const double number = isNumber ? value.toDouble(&isNumber) : 0;
    if (!isNumber || number != std::floor(number) || number < info.minimum || number > info.maximum)
        return {};
    return static_cast<int>(number);
}

/// The value in the preference's own type; invalid when it is not allowed.
QVariant normalized(const PreferenceInfo& info, const QVariant& value)
{
    switch (info.type) {
    case Type::Bool:
        return boolOf(value);
    case Type::Int:
        return intOf(info, value);
    case Type::Choice:
        return choicesOf(info).contains(value.toString()) ? QVariant(value.toString()) : QVariant();
    case Type::Text:
        return value.canConvert<QString>() ? QVariant(value.toString()) : QVariant();
    }
    return {};
}

QVariant fromJson(const nlohmann::ordered_json& json)
{
    if (json.is_boolean())
        return json.get<bool>();
    if (json.is_number())
        return json.get<double>();
    if (json.is_string())
        return QString::fromStdString(json.get<std::string>());
    return {};
}

nlohmann::ordered_json toJson(const QVariant& value)
{
    if (value.typeId() == QMetaType::Bool)
        return value.toBool();
    if (value.typeId() == QMetaType::Int)
        return value.toInt();
    return value.toString().toStdString();
}
} // namespace

Preferences::Preferences(QString file, QObject* parent) : QObject(parent), m_file(std::move(file)) {}

WatchLimits watchLimits(const Preferences& preferences)
{
    const QString settings = preferences.value(u"settingsWatch"_s).toString();
    return {preferences.value(u"serverBudgetMs"_s).toInt() * 1000, preferences.value(u"clientListMax"_s).toInt(),
            settings == u"always"_s  ? WatchLimits::Settings::Always
            : settings == u"never"_s ? WatchLimits::Settings::Never
                                     : WatchLimits::Settings::Auto};
}

std::span<const PreferenceInfo> Preferences::table()
{
    return preferenceTable;
}

const PreferenceInfo* Preferences::find(const QString& key)
{
    for (const PreferenceInfo& info : preferenceTable)
        if (key == QLatin1String(info.key))
            return &info;
    return nullptr;
}

Result<void> Preferences::load()
{
    m_values.clear();
    m_document.clear();
    m_loadError.reset();
    const auto refuse = [this](const Error& error) -> Result<void> {
        m_loadError = error;
        return error;
    };
    const auto document = configfile::read(m_file);
    if (!document)
        return refuse(document.error());
    if (!*document)
        return {};
    const auto json = configfile::parse(**document, m_file, newestPreferences);
    if (!json)
        return refuse(json.error());
    m_document = **document;
    Result<void> result;
    for (const PreferenceInfo& info : preferenceTable) {
        const auto item = json->find(info.key);
        if (item == json->end())
            continue;
        const QVariant value = normalized(info, fromJson(*item));
        if (value.isValid())
            m_values[QString::fromLatin1(info.key)] = value;
        else if (result)
            result = configfile::keyError(m_file, QString::fromLatin1(info.key), allowedText(info));
    }
    return result;
}

QVariant Preferences::value(const QString& key) const
{
    if (const auto set = m_values.find(key); set != m_values.end())
        return set->second;
    const PreferenceInfo* info = find(key);
    return info ? normalized(*info, QString::fromLatin1(info->initial)) : QVariant();
}

Result<void> Preferences::set(const QString& key, const QVariant& value)
{
    const PreferenceInfo* info = find(key);
    if (!info)
        return Error{ErrorCode::InvalidArgument, preferenceText("There is no preference \"%1\".").arg(key), {}};
    const QVariant wanted = normalized(*info, value);
    if (!wanted.isValid())
        return Error{ErrorCode::InvalidArgument, u"\"%1\" %2"_s.arg(key, allowedText(*info)), {}};
    if (auto current = takeOverOutsideChanges(); !current)
        return current;
    const bool isChange = this->value(key) != wanted;
    nlohmann::ordered_json document = {{"version", newestPreferences}};
    if (!m_document.isEmpty())
        document = nlohmann::ordered_json::parse(m_document.cbegin(), m_document.cend(), nullptr, false);
    if (document.contains(info->key) && normalized(*info, fromJson(document[info->key])) == wanted)
        return {};
    document[info->key] = toJson(wanted);
    const QByteArray text = configfile::toText(document);
    if (auto written = configfile::write(m_file, text); !written)
        return written;
    m_document = text;
    m_values[key] = wanted;
    if (isChange)
        Q_EMIT changed(key);
    return {};
}

Result<void> Preferences::takeOverOutsideChanges()
{
    const auto document = configfile::read(m_file);
    if (!document)
        return document.error();
    if (!*document || (!m_document.isEmpty() && **document == m_document)) {
        m_loadError.reset();
        return {};
    }
    std::map<QString, QVariant> before;
    for (const PreferenceInfo& info : preferenceTable)
        before[QString::fromLatin1(info.key)] = value(QString::fromLatin1(info.key));
    // A bad value was reported when it was first read; only a file that cannot be read at all stops a change.
    (void)load();
    if (m_loadError)
        return *m_loadError;
    for (const auto& [key, old] : before)
        if (value(key) != old)
            Q_EMIT changed(key);
    return {};
}

} // namespace cacheledger
