// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <vector>

namespace cacheledger
{

/// What is wrong in a JSON object, and where.
struct JsonFault {
    QString key;    ///< with those around it: "scope/tags", "diagnosis/2/text"
    QString reason; ///< one sentence after the key: "must be ..."; translated
};

/// Reads an object of a file that people write, collecting everything that is wrong with it rather than stopping at
/// the first thing. Refers to the object and the faults. What is faulty or not there reads as the fallback.
class JsonObject
{
public:
    using Json = nlohmann::ordered_json;

    /// `around`: the keys that lead to this object, with a slash at the end, or empty.
    JsonObject(const Json& object, QString around, std::vector<JsonFault>& faults);

    /// Every other key is a fault; `sentence` has %1 for the list of these, if there are any.
    void allowOnly(std::span<const char* const> keys, const QString& sentence);
    const Json* find(const char* key) const;
    /// Like find; that it is not there is a fault.
    const Json* need(const char* key);
    void fail(const QString& key, const QString& reason) { m_faults.push_back({m_around + key, reason}); }
    QString path(const QString& key) const { return m_around + key; }
    std::vector<JsonFault>& faults() { return m_faults; }

    QString text(const char* key, const QString& fallback = {});
    double number(const char* key); ///< has to be there
    int wholeNumber(const char* key, int fallback, int from, int to);
    bool flag(const char* key, bool fallback);
    QStringList texts(const char* key);
    template <typename T>
    T word(const char* key, T fallback, std::optional<T> (*valueOf)(const QString&), QString (*all)())
    {
        const Json* value = find(key);
        if (!value)
            return fallback;
        const auto found =
            value->is_string() ? valueOf(QString::fromStdString(value->get<std::string>())) : std::optional<T>();
        if (!found)
            failWord(key, all());
        return found.value_or(fallback);
    }

private:
    void failWord(const char* key, const QString& all);

    const Json& m_object;
    QString m_around;
    std::vector<JsonFault>& m_faults;
};

} // namespace cacheledger
