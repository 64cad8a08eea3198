// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/httpsource.h"

#include "sources/jsonfields.h"
#include "sources/sourcemapper.h"

#include <utility>

namespace cacheledger
{

HttpSourceReader::HttpSourceReader(const SourceAccess& access)
    : m_access(access),
      m_fields(effectiveFields(access.source)),
      m_fetch(access.source, access.secret, access.http, access.endpoint.route)
{
}

void HttpSourceReader::read(Callback callback)
{
    m_fetch.get([this, callback = std::move(callback)](const Result<QByteArray>& body) {
        callback(body ? understand(*body) : Result<SourceReading>(body.error()));
    });
}

Result<SourceReading> HttpSourceReader::understand(const QByteArray& body)
{
    if (m_access.source.kind == SourceKind::HttpJson)
        return readJsonFields(body, m_fields);
    return m_exposition.read(body, m_fields, m_access.everything);
}

} // namespace cacheledger
