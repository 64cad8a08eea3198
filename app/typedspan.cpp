// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/typedspan.h"

#include "app/console.h"
#include "app/optionvalues.h"
#include "metrics/format.h"

#include <QtCore/QCommandLineParser>

namespace cacheledger
{

using namespace Qt::StringLiterals;

Result<TypedSpan> typedSpanOf(const QCommandLineParser& parser, TimeMs nowMs)
{
    const TypedSpan typed{parser.value(u"from"_s), parser.value(u"to"_s), nowMs};
    if (const auto from = timeValue(u"from"_s, typed.from, nowMs); !from)
        return from.error();
    if (!parser.isSet(u"to"_s))
        return typed;
    const auto to = timeValue(u"to"_s, typed.to, nowMs);
    return to ? Result<TypedSpan>(typed) : Result<TypedSpan>(to.error());
}

Result<ReportPeriod> periodOf(const TypedSpan& typed, const QTimeZone& zone)
{
    const auto from = parseTime(typed.from, typed.nowMs, zone);
    const auto to = typed.to.isEmpty() ? typed.nowMs : parseTime(typed.to, typed.nowMs, zone);
    if (from && to && *from < *to)
        return ReportPeriod{*from, *to};
    return Error{ErrorCode::InvalidArgument, Cli::tr("--from must be before --to."),
                 Cli::tr("A date is its first moment: all of November is --from 2026-11-01 --to 2026-12-01.")};
}

} // namespace cacheledger
