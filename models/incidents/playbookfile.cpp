// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/playbookfile.h"

#include "config/jsondocument.h"
#include "incidents/playbookreader.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <algorithm>
#include <map>

static void initPlaybookResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace cacheledger
{

namespace
{

QString playbookFileText(const char* text)
{
    return QCoreApplication::translate("PlaybookFile", text);
}

JsonKind playbookFileKind()
{
    return {playbookfile::newestVersion, playbookfile::largestFile, QStringLiteral("docs/playbooks.md")};
}

PlaybookFile refused(const QString& file, const QString& reason)
{
    return {{}, {{file, 0, {}, reason}}, true};
}

/// In the order in which `playbooks list` shows them.
QStringList shippedFiles()
{
    const QDir folder(QStringLiteral(":/playbooks"));
    QStringList paths;
    for (const QString& name : folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name))
        paths << folder.filePath(name);
    return paths;
}

} // namespace

std::vector<Playbook> PlaybookLibrary::all() const
{
    std::vector<Playbook> books;
    for (const ListedPlaybook& listed : playbooks)
        books.push_back(listed.playbook);
    return books;
}

const Playbook* PlaybookLibrary::find(const QString& id) const
{
    const auto found = std::ranges::find_if(playbooks, [&](const auto& listed) { return listed.playbook.id == id; });
    return found == playbooks.end() ? nullptr : &found->playbook;
}

PlaybookFile playbookfile::parse(const QByteArray& document, const QString& file)
{
    const auto json = parseJsonFile(document, file, playbookFileKind());
    if (!json)
        return refused(file, json.error().text());
    const PlaybookReader reader(*json);
    PlaybookFile result;
    if (reader.faults().empty()) {
        result.playbook = reader.playbook();
        return result;
    }
    constexpr int deepest = 6; // "/diagnosis/2/check/texts/0"
    const JsonLines lines(document, deepest);
    for (const JsonFault& fault : reader.faults()) {
        const QString pointer = QLatin1Char('/') + fault.key;
        result.problems.push_back({file, lines.of(pointer), pointer, fault.reason});
    }
    std::ranges::stable_sort(result.problems, {}, &PlaybookProblem::line);
    return result;
}

PlaybookFile playbookfile::read(const QString& path)
{
    QFile file(path);
    if (QFileInfo(path).isDir() || !file.open(QIODevice::ReadOnly))
        return {{}, {{path, 0, {}, playbookFileText("%1 cannot be read.").arg(path)}}, false};
    return parse(file.read(largestFile + 1), path); // a device has no size and no end
}

QByteArray playbookfile::toText(const Playbook& playbook)
{
    nlohmann::ordered_json json{{"version", newestVersion}};
    json.update(playbookObject(playbook));
    return QByteArray::fromStdString(json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)) + '\n';
}

std::vector<Playbook> playbookfile::shipped()
{
    initPlaybookResources();
    std::vector<Playbook> books;
    for (const QString& path : shippedFiles())
        if (PlaybookFile file = read(path); file.playbook)
            books.push_back(std::move(*file.playbook));
    std::ranges::stable_sort(books, {}, &Playbook::tier);
    return books;
}

PlaybookLibrary playbookfile::library(const QString& folder)
{
    PlaybookLibrary library;
    for (Playbook& book : shipped())
        library.playbooks.push_back({std::move(book), {}, false});
    std::map<QString, QString> fileOfId;
    const QDir own(folder);
    for (const QString& name : own.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
        PlaybookFile file = read(own.filePath(name));
        if (!file.playbook) {
            library.problems.insert(library.problems.end(), file.problems.begin(), file.problems.end());
            continue;
        }
        const QString id = file.playbook->id;
        const auto [known, isNew] = fileOfId.try_emplace(id, name);
        if (!isNew) {
            library.problems.push_back({own.filePath(name), 1, QStringLiteral("/id"),
                                        playbookFileText("is \"%1\" again, as in %2.").arg(id, known->second)});
            continue;
        }
        const auto shippedOne =
            std::ranges::find_if(library.playbooks, [&](const auto& listed) { return listed.playbook.id == id; });
        if (shippedOne == library.playbooks.end())
            library.playbooks.push_back({std::move(*file.playbook), own.filePath(name), false});
        else
            *shippedOne = {std::move(*file.playbook), own.filePath(name), true};
    }
    return library;
}

} // namespace cacheledger
