// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtCore/QVariant>

#include <map>
#include <optional>
#include <span>

namespace cacheledger
{

/// One setting: the table of these drives load, save, validation and the Settings page.
struct PreferenceInfo {
    enum class Type { Bool, Int, Choice, Text };
    const char* key; ///< in the file
    Type type;
    const char* label;       ///< untranslated, context "Preference"
    const char* description; ///< one sentence, likewise
    const char* initial;     ///< default as text ("true", "1000", "system")
    int minimum = 0;         ///< for Int
    int maximum = 0;
    const char* choices = ""; ///< for Choice: "system|light|dark"
    const char* group = "";   ///< "history": shown with the history's size, and asked about before data go
};

class Preferences;
/// What watching may ask of a server.
struct WatchLimits {
    int serverUsPerMin = 120'000; ///< of its time a minute; 0: anything
    int clientListMax = 1000;     ///< CLIENT LIST up to so many clients; 0: never
    /// Whether it is looked at changes of settings (CONFIG GET): of all, of none, or of those where no user of its own
    /// is named, which may have no right to it.
    enum class Settings { Auto, Always, Never } settings = Settings::Auto;
};
WatchLimits watchLimits(const Preferences& preferences);

/// The user's preferences in a versioned JSON file. Unknown keys are kept; a bad value is reported and its default
/// used. GUI (or main) thread.
class Preferences : public QObject
{
    Q_OBJECT

public:
    explicit Preferences(QString file, QObject* parent = nullptr);

    /// "theme", "intervalMs" (of a new cache), "serverBudgetMs" (a minute and node; 0: no
    /// limit), "clientListMax" (0: never), "settingsWatch" (auto, always, never), "range" (at start), "timeZone" (local
    /// or utc); what the history keeps: "historyRawDays", "historyMinuteDays", "historyHourDays", "historyMaxMib" (0:
    /// no limit).
    static std::span<const PreferenceInfo> table();
    static const PreferenceInfo* find(const QString& key);

    /// All good values count even when it reports a bad one.
    Result<void> load();
    QVariant value(const QString& key) const; ///< the default when not set; invalid for an unknown key
    /// Validates, writes the file and emits changed(); InvalidArgument says what is allowed.
    Result<void> set(const QString& key, const QVariant& value);

Q_SIGNALS:
    void changed(const QString& key);

private:
    Result<void> takeOverOutsideChanges();

    QString m_file;
    QByteArray m_document;
    std::map<QString, QVariant> m_values;
    std::optional<Error> m_loadError; // the file as a whole: writing is refused while there is one
};

} // namespace cacheledger
