// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exitcodes.h"

#include <QtCore/QByteArray>
#include <QtCore/QCoreApplication>
#include <QtCore/QString>

#include <cstdio>

namespace cacheledger
{

/// Context for the translation of what the command line says.
struct Cli {
    Q_DECLARE_TR_FUNCTIONS(Cli)
};

/// What a line of the log is about. Each is a category of Qt's, "cacheledger.alerts" and so on, which QT_LOGGING_RULES
/// switches; Program is what a command itself has to say, and cannot be switched off.
enum class LogTopic { Program, Servers, History, Alerts, Channels, Incidents, Sources, Savings, Audit };

/// How grave it is, as syslog(3) and the journal number it.
enum class LogLevel { Error = 3, Warning = 4, Info = 6 };

/// Standard output and standard error: results go to the one, everything said about them to the other.
class Console
{
public:
    Console(std::FILE* out, std::FILE* err);

    /// A result. False when standard output cannot be written.
    bool write(const QByteArray& text);
    bool writeLine(const QString& text) { return write(text.toUtf8() + '\n'); }
    /// Writes what is buffered: a full disk or a closed pipe shows here. Io names standard output.
    Result<void> flush();

    /// Ends a command's output: `code`, or that of the error when it could not be written.
    int finish(ExitCode code);

    /// "cacheledger: TEXT" on standard error; "<6>alerts: TEXT" where that is the journal of a service manager
    /// (JOURNAL_STREAM says so), which takes the level from it. Nothing where the topic's category is switched off.
    void note(const QString& text, LogTopic topic = LogTopic::Program, LogLevel level = LogLevel::Info);
    /// An error on standard error, with the next step as a command line can take it.
    void note(const Error& error, LogTopic topic = LogTopic::Program, LogLevel level = LogLevel::Warning);
    /// The error's sentences on standard error, and the exit code to return.
    int fail(const Error& error);

private:
    std::FILE* m_out;
    std::FILE* m_err;
    bool m_isJournal = false;
    int m_outError = 0; ///< errno of the first write to standard output that failed; 0: none did
};

} // namespace cacheledger
