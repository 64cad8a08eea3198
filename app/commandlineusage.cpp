// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandlineusage.h"

#include "app/console.h"
#include "app/optionvalues.h"
#include "config/cacheconfig.h"

#include <QtCore/QCommandLineParser>

namespace cacheledger
{

using namespace Qt::StringLiterals;

Error usageError(const QString& message, const QString& hint)
{
    return Error{ErrorCode::InvalidArgument, message, hint};
}

QString seeHelp(const QString& command)
{
    return command.isEmpty() ? Cli::tr("See cacheledger --help.") : Cli::tr("See cacheledger %1 --help.").arg(command);
}

Result<void> needOptions(const QCommandLineParser& parser, const QStringList& names, const QString& command)
{
    for (const QString& name : names) {
        if (parser.value(name).isEmpty())
            return usageError(Cli::tr("%1 needs --%2.").arg(command, name), seeHelp(command));
    }
    return {};
}

Result<QString> oneCache(const QString& command, const QCommandLineParser& parser)
{
    const QStringList words = parser.positionalArguments();
    const QString cache = parser.value(u"cache"_s);
    if (words.isEmpty() == cache.isEmpty())
        return usageError(Cli::tr("%1 needs one cache, as URL or with --cache.").arg(command), seeHelp(command));
    return cache.isEmpty() ? words[0] : cache;
}

Result<std::optional<int>> intervalOf(const QCommandLineParser& parser)
{
    using Interval = std::optional<int>;
    if (!parser.isSet(u"interval"_s))
        return Interval{};
    const auto interval = integerValue(u"interval"_s, parser.value(u"interval"_s), CacheConfig::minIntervalMs,
                                       CacheConfig::maxIntervalMs);
    if (!interval)
        return interval.error();
    return Interval{*interval};
}

Result<FromTo> timeSpanOf(const QCommandLineParser& parser, TimeMs nowMs, const QString& command)
{
    const auto from = timeValue(u"from"_s, parser.value(u"from"_s), nowMs);
    const auto to = parser.isSet(u"to"_s) ? timeValue(u"to"_s, parser.value(u"to"_s), nowMs) : Result<TimeMs>(nowMs);
    if (!from || !to)
        return from ? to.error() : from.error();
    if (*from >= *to)
        return usageError(Cli::tr("--from must be before --to."), seeHelp(command));
    return FromTo{*from, *to};
}

} // namespace cacheledger
