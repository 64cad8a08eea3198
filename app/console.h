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

/// Standard output and standard error: results go to the one, everything said about them to the other.
class Console
{
public:
    Console(std::FILE* out, std::FILE* err) : m_out(out), m_err(err) {}

    /// A result. False when standard output cannot be written.
    bool write(const QByteArray& text);
    bool writeLine(const QString& text) { return write(text.toUtf8() + '\n'); }
    /// Writes what is buffered: a full disk or a closed pipe shows here. Io names standard output.
    Result<void> flush();

    /// Ends a command's output: `code`, or that of the error when it could not be written.
    int finish(ExitCode code);

    /// "cacheledger: TEXT" on standard error.
    void note(const QString& text);
    /// An error on standard error, with the next step as a command line can take it.
    void note(const Error& error);
    /// The error's sentences on standard error, and the exit code to return.
    int fail(const Error& error);

private:
    std::FILE* m_out;
    std::FILE* m_err;
    int m_outError = 0; ///< errno of the first write to standard output that failed; 0: none did
};

} // namespace cacheledger
