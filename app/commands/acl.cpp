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

static QStringList allFeatures()
{
    QStringList names;
    for (const char* name : commandFeatureNames())
        names << QLatin1String(name);
    return names;
}

/// A sentinel's commands are unknown to the servers it watches, which would refuse the whole line.
static bool areOfOneServer(const std::vector<CommandFeature>& features)
{
    const auto sentinels = std::count(features.begin(), features.end(), CommandFeature::Sentinel);
    return sentinels == 0 || sentinels == std::ptrdiff_t(features.size());
}

static Result<std::vector<CommandFeature>> featuresNamed(const QStringList& names)
{
    std::vector<CommandFeature> features;
    QStringList wanted = names;
    if (names == QStringList(u"all"_s)) {
        wanted = allFeatures();
        wanted.removeOne(u"sentinel"_s);
        wanted.removeOne(u"commandlog"_s); // servers that do not know it refuse the whole line
        wanted.removeOne(u"hotkeys"_s);    // likewise
    }
    for (const QString& name : wanted) {
        const auto feature = commandFeatureFromName(name.trimmed());
        if (!feature) {
            return Error{ErrorCode::InvalidArgument, Cli::tr("There is no feature \"%1\".").arg(name.trimmed()),
                         Cli::tr("Known are: %1, and all.").arg(allFeatures().join(u", "_s))};
        }
        features.push_back(*feature);
    }
    if (!areOfOneServer(features))
        return Error{ErrorCode::InvalidArgument, Cli::tr("Sentinels have users of their own."),
                     Cli::tr("Run acl --features sentinel for theirs, and once more with the others.")};
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
