// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metrictext.h"

#include "metrics/catalogue.h"
#include "metrics/format.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

namespace
{

struct ZeroWord {
    std::string_view metric;
    const char* text; ///< in the context "Metric"
};

constexpr ZeroWord zeroWords[] = {
    {"maxmemory", QT_TRANSLATE_NOOP("Metric", "no limit")},
    {"max_db_size", QT_TRANSLATE_NOOP("Metric", "no limit")},
    {"slave_priority", QT_TRANSLATE_NOOP("Metric", "never promoted")},
};

} // namespace

QString zeroText(std::string_view metric)
{
    const auto* found = std::ranges::find(zeroWords, metric, &ZeroWord::metric);
    return found == std::end(zeroWords) ? QString() : QCoreApplication::translate("Metric", found->text);
}

QString metricText(std::string_view metric, std::optional<double> value)
{
    const QString zero = value == 0.0 ? zeroText(metric) : QString();
    return zero.isEmpty() ? format::value(value, catalogue::lookup(metric).unit).joined() : zero;
}

} // namespace cacheledger
