// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For models/cost: amounts and currencies in the JSON files of prices, costs and scenarios. An amount is a text with a
// decimal number ("0.0001"); a JSON number is understood too, as the shortest decimal that reads back as the same
// double.

#include "config/jsonobject.h"
#include "config/jsonproblem.h"
#include "cost/money.h"

namespace cacheledger::costjson
{

/// The number under `key`; nothing when it is not there, and, with a fault, when it is none, is negative or above
/// `largest`.
std::optional<Decimal> decimalIn(JsonObject& in, const char* key, const Decimal& largest);
/// Likewise, with a fault when it is not there. No amount, but no further fault, without a currency.
Money moneyIn(JsonObject& in, const char* key, Currency currency, const Decimal& largest);
/// Has to be there and known.
Currency currencyIn(JsonObject& in, const char* key);
/// A name to show: has to be there, with 1 to 200 characters of one line.
QString nameIn(JsonObject& in, const char* key);
/// Calls `read` with an object of the list under `key` each, which may be missing; whatever is none is a fault, and so
/// are more than `most`.
template <typename Read>
void eachIn(JsonObject& in, const char* key, std::size_t most, Read read);

/// BadConfiguration with the first of these, the others (the first ten) in the hint.
Error refusedFile(const std::vector<JsonProblem>& problems);

/// For faults: the sentences, translated.
QString notAList();
QString tooMany(std::size_t most);
QString notAnObject();

template <typename Read>
void eachIn(JsonObject& in, const char* key, std::size_t most, Read read)
{
    const JsonObject::Json* list = in.find(key);
    if (!list)
        return;
    if (!list->is_array() || list->size() > most) {
        in.fail(QLatin1String(key), list->is_array() ? tooMany(most) : notAList());
        return;
    }
    int number = 0;
    for (const JsonObject::Json& item : *list) {
        const QString place = QLatin1String(key) + QLatin1Char('/') + QString::number(number++);
        if (!item.is_object()) {
            in.fail(place, notAnObject());
            continue;
        }
        JsonObject object(item, in.path(place + QLatin1Char('/')), in.faults());
        read(object);
    }
}

} // namespace cacheledger::costjson
