// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandlinemoney.h"

#include "app/console.h"
#include "app/optionvalues.h"
#include "cost/scenariofile.h"

#include <QtCore/QCommandLineParser>

namespace cacheledger
{

using namespace Qt::StringLiterals;

Result<CommandVariant> parseEconomics(const QCommandLineParser& parser)
{
    EconomicsCommand command{{}, parser.value(u"file"_s), parser.isSet(u"json"_s)};
    if (parser.isSet(u"preset"_s) == parser.isSet(u"file"_s) || (parser.isSet(u"file"_s) && command.file.isEmpty()))
        return Error{ErrorCode::InvalidArgument, Cli::tr("economics needs either --preset or --file."),
                     Cli::tr("Presets are %1.").arg(scenariofile::presetNames().join(u", "_s))};
    if (command.file.isEmpty()) {
        const auto preset = choiceValue(u"preset"_s, parser.value(u"preset"_s), scenariofile::presetNames());
        if (!preset)
            return preset.error();
        command.preset = *preset;
    }
    return CommandVariant{command};
}

Result<CommandVariant> parsePrices(const QString& name, const QCommandLineParser& parser, TimeMs nowMs)
{
    if (name == "prices list"_L1)
        return CommandVariant{PricesListCommand{parser.isSet(u"json"_s)}};
    PricesImportCommand command{parser.positionalArguments().constFirst(), nowMs, parser.isSet(u"json"_s)};
    if (parser.isSet(u"from"_s)) {
        const auto from = timeValue(u"from"_s, parser.value(u"from"_s), nowMs);
        if (!from)
            return from.error();
        command.validFromMs = *from;
    }
    return CommandVariant{command};
}

} // namespace cacheledger
