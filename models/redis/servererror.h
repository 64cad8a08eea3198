// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace cacheledger
{

/// The named Error for an error reply (-NOAUTH, -WRONGPASS, -NOPERM with the ACL rule of `aclRule` in the hint,
/// -LOADING, -MOVED/-ASK, "-ERR max number of clients reached", ...). `address` names the server in the message.
Error errorFromReply(const QByteArray& errorText, const QString& address, const QString& aclRule = {});

} // namespace cacheledger
