// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/sourceconfig.h"
#include "sources/sourcereading.h"

#include <span>

namespace cacheledger
{

/// The numbers of a JSON document under their JSON pointers (RFC 6901); the pointer of a list also gives its length.
/// Those of `wanted` and, besides, the first 10,000. NaN and Infinity, which JSON lacks but Python writes, are left out
/// and told. ServerError says where the text stops being JSON; what nests deeper than 64 levels is passed over.
Result<SourceReading> readJsonFields(const QByteArray& document, std::span<const FieldMapping> wanted);

} // namespace cacheledger
