// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/playbooks.h"

#include "alerts/rulewords.h"
#include "app/healthreport.h"
#include "app/suggest.h"
#include "incidents/playbookfile.h"

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static PlaybookLibrary playbooksInUse(const CommandContext& context)
{
    PlaybookLibrary library = playbookfile::library(context.profile.playbooksDir());
    for (const PlaybookProblem& problem : library.problems)
        context.console.note(problem.text());
    return library;
}

static const char* originOf(const ListedPlaybook& listed)
{
    if (listed.file.isEmpty())
        return "shipped";
    return listed.replaces ? "replaced" : "own";
}

static QByteArray listAsJson(const PlaybookLibrary& library)
{
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const ListedPlaybook& listed : library.playbooks) {
        const Playbook& book = listed.playbook;
        list.push_back({{"id", book.id.toStdString()},
                        {"title", book.title.toStdString()},
                        {"revision", book.revision},
                        {"tier", rulewords::tier(book.tier).toStdString()},
                        {"expectedMinutes", {{"from", book.expectedFromMinutes}, {"to", book.expectedToMinutes}}},
                        {"alerts", jsonList(book.alerts)},
                        {"origin", originOf(listed)},
                        {"file", nullptr}});
        if (!listed.file.isEmpty())
            list.back()["file"] = listed.file.toStdString();
    }
    return QByteArray::fromStdString(nlohmann::ordered_json{{"playbooks", list}}.dump(2)) + '\n';
}

int runPlaybooksList(const PlaybooksListCommand& command, const CommandContext& context)
{
    const PlaybookLibrary library = playbooksInUse(context);
    if (command.json) {
        context.console.write(listAsJson(library));
        return context.console.finish(ExitCode::Ok);
    }
    for (const ListedPlaybook& listed : library.playbooks) {
        const Playbook& book = listed.playbook;
        const QString origin = listed.file.isEmpty() ? QString() : u"  ("_s + listed.file + u')';
        context.console.writeLine(rulewords::tier(book.tier).leftJustified(12) + book.id.leftJustified(24) + u' ' +
                                  book.title + origin);
    }
    return context.console.finish(ExitCode::Ok);
}

int runPlaybooksCheck(const PlaybooksCheckCommand& command, const CommandContext& context)
{
    const PlaybookFile file = playbookfile::read(command.file);
    for (const PlaybookProblem& problem : file.problems)
        context.console.note(problem.text());
    if (!file.playbook)
        return context.console.finish(file.isReadable ? ExitCode::Configuration : ExitCode::Io);
    context.console.writeLine(Cli::tr("%1: a good playbook, \"%2\".").arg(command.file, file.playbook->title));
    return context.console.finish(ExitCode::Ok);
}

int runPlaybooksShow(const PlaybooksShowCommand& command, const CommandContext& context)
{
    const PlaybookLibrary library = playbooksInUse(context);
    if (const Playbook* book = library.find(command.playbook)) {
        context.console.write(playbookfile::toMarkdown(*book).toUtf8());
        return context.console.finish(ExitCode::Ok);
    }
    QStringList ids;
    for (const ListedPlaybook& listed : library.playbooks)
        ids << listed.playbook.id;
    const QString nearest = nearestWord(command.playbook, ids);
    return context.console.fail({ErrorCode::InvalidArgument,
                                 Cli::tr("There is no playbook \"%1\".").arg(command.playbook),
                                 nearest.isEmpty() ? Cli::tr("\"cacheledger playbooks list\" names them.")
                                                   : Cli::tr("Did you mean \"%1\"?").arg(nearest)});
}

} // namespace cacheledger
