// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/tlsarguments.h"

#include "app/console.h"

#include <QtCore/QCommandLineParser>

#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr std::array tlsOptions{
    OptionSpec{"tls-ca", "FILE|DIR", QT_TRANSLATE_NOOP("Cli", "trust these authorities (PEM) instead of the system's")},
    OptionSpec{"tls-cert", "FILE", QT_TRANSLATE_NOOP("Cli", "client certificate (PEM)")},
    OptionSpec{"tls-key", "FILE",
               QT_TRANSLATE_NOOP("Cli", "its private key (PEM); else in the certificate's file; a "
                                        "passphrase is CACHELEDGER_TLS_KEY_PASSWORD")},
    OptionSpec{"tls-server-name", "NAME", QT_TRANSLATE_NOOP("Cli", "name to ask for and to verify; else the host")},
    OptionSpec{"tls-min-version", "1.2|1.3", QT_TRANSLATE_NOOP("Cli", "refuse older versions of TLS (1.2)")},
    OptionSpec{"tls-insecure", nullptr,
               QT_TRANSLATE_NOOP("Cli", "accept any certificate: whoever answers may be an impostor")},
};

bool TlsArguments::isEmpty() const
{
    return caFile.isEmpty() && certificateFile.isEmpty() && keyFile.isEmpty() && serverName.isEmpty() && !insecure &&
           !minVersion;
}

std::span<const OptionSpec> tlsOptionSpecs()
{
    return tlsOptions;
}

Result<TlsArguments> tlsArguments(const QCommandLineParser& parser)
{
    TlsArguments arguments;
    const std::array<std::pair<const char*, QString*>, 4> texts{{{"tls-ca", &arguments.caFile},
                                                                 {"tls-cert", &arguments.certificateFile},
                                                                 {"tls-key", &arguments.keyFile},
                                                                 {"tls-server-name", &arguments.serverName}}};
    for (const auto& [name, text] : texts) {
        *text = parser.value(QLatin1String(name));
        if (text->isEmpty() && parser.isSet(QLatin1String(name)))
            return Error{ErrorCode::InvalidArgument,
                         Cli::tr("--%1 needs a value that is not empty.").arg(QLatin1String(name)),
                         {}};
    }
    if (!arguments.keyFile.isEmpty() && arguments.certificateFile.isEmpty())
        return Error{ErrorCode::InvalidArgument, Cli::tr("--tls-key belongs to --tls-cert FILE, which is missing."),
                     Cli::tr("Add --tls-cert FILE.")};
    const QString version = parser.value(u"tls-min-version"_s);
    if (parser.isSet(u"tls-min-version"_s) && version != u"1.2"_s && version != u"1.3"_s)
        return Error{ErrorCode::InvalidArgument, Cli::tr("--tls-min-version is 1.2 or 1.3."), {}};
    if (!version.isEmpty())
        arguments.minVersion = version == u"1.3"_s ? TlsVersion::V1_3 : TlsVersion::V1_2;
    arguments.insecure = parser.isSet(u"tls-insecure"_s);
    if (arguments.insecure && !arguments.caFile.isEmpty())
        return Error{ErrorCode::InvalidArgument, Cli::tr("--tls-ca and --tls-insecure contradict each other."),
                     Cli::tr("Leave --tls-insecure out: then the server's certificate is verified.")};
    return arguments;
}

Result<void> applyTls(const TlsArguments& arguments, Endpoint& endpoint)
{
    if (arguments.isEmpty())
        return {};
    if (endpoint.transport != Transport::Tls)
        return Error{ErrorCode::InvalidArgument,
                     Cli::tr("%1 is not a TLS address, but --tls options are given.").arg(endpoint.url()),
                     Cli::tr("Write rediss://HOST:PORT, or leave them out.")};
    TlsOptions& tls = endpoint.tls;
    if (!arguments.caFile.isEmpty())
        tls.caFile = arguments.caFile;
    if (!arguments.certificateFile.isEmpty()) {
        tls.certificateFile = arguments.certificateFile;
        tls.keyFile = arguments.keyFile;
    }
    if (!arguments.serverName.isEmpty())
        tls.serverName = arguments.serverName;
    tls.minVersion = arguments.minVersion.value_or(tls.minVersion);
    tls.verify = tls.verify && !arguments.insecure;
    return {};
}

} // namespace cacheledger
