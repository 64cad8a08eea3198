// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandlinecaches.h"

#include "app/commandlineusage.h"
#include "app/optionvalues.h"

#include <QtCore/QCommandLineParser>

namespace cacheledger
{

using namespace Qt::StringLiterals;

Result<CommandVariant> parseCachesAdd(const QCommandLineParser& parser)
{
    const QStringList words = parser.positionalArguments();
    CachesAddCommand command{
        words[0], words[1], {}, parser.value(u"environment"_s), parser.values(u"tag"_s), parser.isSet(u"production"_s)};
    const auto interval = intervalOf(parser);
    if (!interval)
        return interval.error();
    command.intervalMs = *interval;
    return CommandVariant{command};
}

Result<CommandVariant> parseCachesImport(const QCommandLineParser& parser)
{
    CachesImportCommand command{
        parser.positionalArguments().front(), {}, parser.isSet(u"dry-run"_s), parser.isSet(u"json"_s)};
    if (parser.isSet(u"format"_s)) {
        const auto format = choiceValue(u"format"_s, parser.value(u"format"_s), {u"csv"_s, u"targets"_s, u"insight"_s});
        if (!format)
            return format.error();
        command.format = cacheListFormatFromName(*format);
    }
    return CommandVariant{command};
}

} // namespace cacheledger
