// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sources/exposition.h"
#include "sources/sourcereader.h"

namespace cacheledger
{

/// JSON or OpenMetrics over HTTP.
class HttpSourceReader : public SourceReader
{
public:
    explicit HttpSourceReader(const SourceAccess& access);
    void read(Callback callback) override;

private:
    Result<SourceReading> understand(const QByteArray& body);

    SourceAccess m_access;
    std::vector<FieldMapping> m_fields;
    ExpositionReader m_exposition;
    HttpFetch m_fetch; // last: its callback uses the others
};

} // namespace cacheledger
