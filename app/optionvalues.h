// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "metrics/result.h"

#include <QtCore/QSize>
#include <QtCore/QStringList>

namespace cacheledger
{

/// Values of options, each validated; the error names the option, what it got and what is allowed.
Result<double> numberValue(const QString& option, const QString& text, double minimum, double maximum);
Result<int> integerValue(const QString& option, const QString& text, int minimum, int maximum);
/// "3", "1.5", "500ms", "10m": more than 0, at most a year.
Result<qint64> durationValue(const QString& option, const QString& text);
Result<TimeMs> timeValue(const QString& option, const QString& text, TimeMs nowMs);
/// "1366x768": each side from 320 to 7680.
Result<QSize> sizeValue(const QString& option, const QString& text);
Result<QString> choiceValue(const QString& option, const QString& text, const QStringList& choices);

} // namespace cacheledger
