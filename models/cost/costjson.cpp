// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/costjson.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger::costjson
{

static QString costJsonText(const char* text)
{
    return QCoreApplication::translate("CostFile", text);
}

static std::optional<Decimal> numberOf(const JsonObject::Json& value)
{
    if (value.is_string())
        return Decimal::parse(QString::fromStdString(value.get_ref<const std::string&>()));
    if (value.is_number_integer())
        return Decimal::parse(QString::fromStdString(value.dump()));
    return value.is_number_float() ? Decimal::fromDouble(value.get<double>()) : std::nullopt;
}

std::optional<Decimal> decimalIn(JsonObject& in, const char* key, const Decimal& largest)
{
    const JsonObject::Json* value = in.find(key);
    if (!value)
        return {};
    const auto number = numberOf(*value);
    if (!number)
        in.fail(QLatin1String(key), costJsonText("must be a decimal number like \"0.0001\"."));
    else if (number->sign() < 0)
        in.fail(QLatin1String(key), costJsonText("must not be negative; write 0 or more."));
    else if (*number > largest)
        in.fail(QLatin1String(key), costJsonText("must be at most %1.").arg(largest.toString()));
    else
        return number;
    return {};
}

Money moneyIn(JsonObject& in, const char* key, Currency currency, const Decimal& largest)
{
    in.need(key);
    const auto number = decimalIn(in, key, largest);
    if (!number || !currency.isValid())
        return {};
    const Money money = Money::ofUnits(currency, *number);
    if (!money.isValid())
        in.fail(QLatin1String(key), costJsonText("must have at most nine digits behind the point."));
    return money;
}

Currency currencyIn(JsonObject& in, const char* key)
{
    const JsonObject::Json* value = in.need(key);
    if (!value)
        return {};
    const auto currency = Currency::parse(in.text(key));
    if (currency)
        return *currency;
    if (value->is_string()) // else text() has said so
        in.fail(QLatin1String(key), costJsonText("is no known currency. %1").arg(currency.error().hint));
    return {};
}

QString nameIn(JsonObject& in, const char* key)
{
    constexpr qsizetype longestName = 200;
    const JsonObject::Json* value = in.need(key);
    const QString name = in.text(key);
    const bool isGood = !name.trimmed().isEmpty() && name.size() <= longestName && !name.contains(QLatin1Char('\n'));
    if (value && value->is_string() && !isGood)
        in.fail(QLatin1String(key), costJsonText("must be one line of 1 to %1 characters.").arg(longestName));
    return name;
}

Error refusedFile(const std::vector<JsonProblem>& problems)
{
    constexpr std::size_t most = 10;
    QStringList further;
    for (std::size_t i = 1; i < std::min(problems.size(), most); ++i)
        further << problems[i].text();
    further << costJsonText("Repair the file; docs/formats.md describes it.");
    return {ErrorCode::BadConfiguration, problems.front().text(), further.join(QLatin1Char('\n'))};
}

QString notAList()
{
    return costJsonText("must be a list of objects.");
}

QString tooMany(std::size_t most)
{
    return costJsonText("must have at most %1 entries.").arg(most);
}

QString notAnObject()
{
    return costJsonText("must be an object.");
}

} // namespace cacheledger::costjson
