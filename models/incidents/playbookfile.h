// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/jsonproblem.h"
#include "incidents/playbook.h"
#include "metrics/result.h"

#include <QtCore/QByteArray>

namespace cacheledger
{

/// Something in a playbook file that is not right. The whole playbook is refused for it.
using PlaybookProblem = JsonProblem;

/// What a playbook file holds: a playbook, or what is wrong.
struct PlaybookFile {
    std::optional<Playbook> playbook;
    std::vector<PlaybookProblem> problems; ///< empty exactly when there is a playbook
    bool isReadable = true;                ///< false: the file itself could not be read
};

/// A playbook with where it comes from.
struct ListedPlaybook {
    Playbook playbook;
    QString file;          ///< of the user; empty: shipped
    bool replaces = false; ///< a user's, in place of a shipped one
};

struct PlaybookLibrary {
    std::vector<ListedPlaybook> playbooks; ///< shipped ones and their replacements in the shipped order, then others
    std::vector<PlaybookProblem> problems; ///< of the user's files that are refused

    std::vector<Playbook> all() const;
    const Playbook* find(const QString& id) const; ///< null: there is none
};

/// Playbook files: versioned JSON, one playbook each, docs/playbooks.md. Thread-safe.
namespace playbookfile
{
inline constexpr int newestVersion = 1;
inline constexpr qsizetype largestFile = 1024LL * 1024;
inline constexpr qsizetype longestText = 4000; ///< characters of one text
inline constexpr std::size_t longestList = 50; ///< entries of one list

PlaybookFile parse(const QByteArray& document, const QString& file);
/// A file with this playbook, which parse() reads back as the same one. What has its default is left out.
QByteArray toText(const Playbook& playbook);
/// For people: the playbook as Markdown, its placeholders unfilled.
QString toMarkdown(const Playbook& playbook);

/// The playbooks that CacheLedger brings along, by severity.
std::vector<Playbook> shipped();
/// Those and the user's *.json of a folder, which need not exist. A user's playbook replaces the shipped one of its
/// id; one that is refused leaves that in place.
PlaybookLibrary library(const QString& folder);
/// Reads one file; what cannot be read at all is a problem too.
PlaybookFile read(const QString& path);
} // namespace playbookfile

} // namespace cacheledger
