// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <functional>
#include <span>

namespace cacheledger
{

/// What a placeholder becomes, or why it becomes nothing (a part of a sentence, translated).
struct PlaceholderValue {
    QString text;
    QString reason; ///< not empty: there is no value
};

/// A text with its placeholders filled in. What cannot be filled reads "[not available: why]".
struct FilledText {
    QString text;
    QStringList missing; ///< "cost: why", each once; copying asks first when there is one
};

/// `{{cache}}`, `{{metric:hit_ratio}}`: what stands in the texts of playbooks. Thread-safe.
namespace placeholder
{
struct Known {
    const char* name;
    const char* argument;    ///< "METRIC", "FIELD"; empty: it takes none
    const char* description; ///< untranslated, context "Placeholder"
};
std::span<const Known> all();

/// What is wrong with a text's placeholders, a sentence each: unknown ones with the nearest known one, unknown metrics
/// and fields, braces that do not close.
QStringList faultsOf(const QString& text);

using Lookup = std::function<PlaceholderValue(const QString& name, const QString& argument)>;
/// Values are put in as they are: a placeholder in a value stays a text. An unknown placeholder is missing.
FilledText fill(const QString& text, const Lookup& lookup);

/// How redis-cli reaches an address ("host:port", "[::1]:6379", "/path/to.sock"), quoted for a shell; empty when it is
/// none of these.
QString redisCli(const QString& address, bool tls);
} // namespace placeholder

} // namespace cacheledger
