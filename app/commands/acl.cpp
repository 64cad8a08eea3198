// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/acl.h"

#include "app/exitcodes.h"
#include "redis/command.h"

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

/// ACL SETUSER takes one word; a space would begin a rule.
static bool isUserName(const QString& name)
{
    return std::none_of(name.begin(), name.end(), [](QChar c) { return c.isSpace() || !c.isPrint(); });
}

static Result<std::vector<CommandFeature>> featuresNamed(const QStringList& names)
{
    std::vector<CommandFeature> features;
    for (const QString& name : names) {
        const auto feature = commandFeatureFromName(name.trimmed());
        if (!feature) {
            QStringList known;
            for (const char* other : commandFeatureNames())
                known << QLatin1String(other);
            return Error{ErrorCode::InvalidArgument, Cli::tr("There is no feature \"%1\".").arg(name.trimmed()),
                         Cli::tr("Known are: %1.").arg(known.join(u", "_s))};
        }
        features.push_back(*feature);
    }
    return features;
}

int runAcl(const AclCommand& command, const CommandContext& context)
{
    const QString user = command.user.isEmpty() ? u"cacheledger"_s : command.user;
    if (!isUserName(user))
        return context.console.fail(Error{ErrorCode::InvalidArgument,
                                          Cli::tr("\"%1\" cannot be the name of a Redis user.").arg(user),
                                          Cli::tr("Give one word without spaces.")});
    const auto features = featuresNamed(command.features);
    if (!features)
        return context.console.fail(features.error());
    context.console.writeLine(leastPrivilegeAclLine(user, *features));
    const auto flushed = context.console.flush();
    return flushed ? static_cast<int>(ExitCode::Ok) : context.console.fail(flushed.error());
}

} // namespace cacheledger
