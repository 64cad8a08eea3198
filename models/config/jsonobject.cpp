// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/jsonobject.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

static QString objectText(const char* text)
{
    return QCoreApplication::translate("JsonObject", text);
}

JsonObject::JsonObject(const Json& object, QString around, std::vector<JsonFault>& faults)
    : m_object(object),
      m_around(std::move(around)),
      m_faults(faults)
{
}

void JsonObject::allowOnly(std::span<const char* const> keys, const QString& sentence)
{
    QStringList all;
    for (const char* key : keys)
        all << QLatin1String(key);
    for (const auto& [key, value] : m_object.items())
        if (std::ranges::none_of(keys, [&key = key](const char* known) { return key == known; }))
            fail(QString::fromStdString(key).left(80),
                 all.isEmpty() ? sentence : sentence.arg(all.join(QLatin1String(", "))));
}

const JsonObject::Json* JsonObject::find(const char* key) const
{
    const auto found = m_object.find(key);
    return found == m_object.end() ? nullptr : &*found;
}

const JsonObject::Json* JsonObject::need(const char* key)
{
    const Json* value = find(key);
    if (!value)
        fail(QLatin1String(key), objectText("is missing."));
    return value;
}

QString JsonObject::text(const char* key, const QString& fallback)
{
    const Json* value = find(key);
    if (!value)
        return fallback;
    if (value->is_string())
        return QString::fromStdString(value->get_ref<const std::string&>());
    fail(QLatin1String(key), objectText("must be a text in quotes."));
    return fallback;
}

double JsonObject::number(const char* key)
{
    const Json* value = need(key);
    if (value && value->is_number())
        return value->get<double>();
    if (value)
        fail(QLatin1String(key), objectText("must be a number."));
    return 0;
}

int JsonObject::wholeNumber(const char* key, int fallback, int from, int to)
{
    const Json* value = find(key);
    if (!value)
        return fallback;
    const double number = value->is_number() ? value->get<double>() : std::nan("");
    if (number >= from && number <= to && number == std::floor(number))
        return static_cast<int>(number);
    fail(QLatin1String(key), objectText("must be a whole number from %1 to %2.").arg(from).arg(to));
    return fallback;
}

bool JsonObject::flag(const char* key, bool fallback)
{
    const Json* value = find(key);
    if (!value)
        return fallback;
    if (value->is_boolean())
        return value->get<bool>();
    fail(QLatin1String(key), objectText("must be true or false."));
    return fallback;
}

QStringList JsonObject::texts(const char* key)
{
    const Json* value = find(key);
    if (!value)
        return {};
    QStringList list;
    bool good = value->is_array();
    for (const Json& item : *value) {
        good = good && item.is_string();
        if (good)
            list << QString::fromStdString(item.get<std::string>());
    }
    if (!good)
        fail(QLatin1String(key), objectText("must be a list of texts."));
    return list;
}

void JsonObject::failWord(const char* key, const QString& all)
{
    fail(QLatin1String(key), objectText("must be one of %1.").arg(all));
}

} // namespace cacheledger
