// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandspec.h"
#include "config/endpoint.h"

class QCommandLineParser;

namespace cacheledger
{

/// --tls-ca and the options beside it: what they say goes before what is configured, for this run.
struct TlsArguments {
    QString caFile; ///< empty: as configured, likewise the others
    QString certificateFile;
    QString keyFile;
    QString serverName;
    bool insecure = false; ///< no verification
    std::optional<TlsVersion> minVersion;

    bool isEmpty() const;
};

/// The options as the help and the parser have them.
std::span<const OptionSpec> tlsOptionSpecs();

/// InvalidArgument: an empty value, or a key without its certificate.
Result<TlsArguments> tlsArguments(const QCommandLineParser& parser);

/// InvalidArgument where they are given and the address is not a TLS one: nothing is silently sent in plain text, nor
/// over TLS to a port that may not speak it.
Result<void> applyTls(const TlsArguments& arguments, Endpoint& endpoint);

} // namespace cacheledger
