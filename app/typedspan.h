// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"
#include "report/reportperiod.h"

class QCommandLineParser;

namespace cacheledger
{

/// --from and --to as they were typed. A date or a time without a zone means the zone of the money that is asked about,
/// which only the cache's costs tell; so it is read when they are.
struct TypedSpan {
    QString from;
    QString to;       ///< empty: now
    TimeMs nowMs = 0; ///< when it was typed
};

/// Of a command line: both can be read, whatever the zone. InvalidArgument names the option.
Result<TypedSpan> typedSpanOf(const QCommandLineParser& parser, TimeMs nowMs);

/// What is meant in `zone`; a bare date is the first moment of that day. InvalidArgument where it does not begin before
/// it ends.
Result<ReportPeriod> periodOf(const TypedSpan& typed, const QTimeZone& zone);

} // namespace cacheledger
