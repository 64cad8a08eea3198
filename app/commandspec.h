// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <span>

namespace cacheledger
{

/// One option of the command line. Texts are untranslated, context "Cli".
struct OptionSpec {
    const char* name;  ///< without dashes
    const char* value; ///< name of its value; null: a flag
    const char* help;
};

/// One command: what parsing, help and "did you mean" are made from.
struct CommandSpec {
    const char* name;      ///< "check", "caches add"
    const char* arguments; ///< "URL", "FILE..."; empty: none
    int minArguments;
    int maxArguments;
    const char* summary;
    std::span<const OptionSpec> options;
    const char* details; ///< further sentences of the help; may be empty
    bool connects =
        false; ///< asks a server: takes those of followOptionSpecs(), tlsOptionSpecs(), routeOptionSpecs(), too
};

std::span<const OptionSpec> globalOptionSpecs();
std::span<const CommandSpec> commandSpecs();
/// By name; "caches" alone has no entry. Null when unknown.
const CommandSpec* findCommandSpec(const QString& name);

/// The text of `cacheledger --help`, `cacheledger COMMAND --help` and, for the group, `cacheledger caches --help`.
QString generalHelp();
QString commandHelp(const CommandSpec& spec);
QString groupHelp(const QString& group);

} // namespace cacheledger
