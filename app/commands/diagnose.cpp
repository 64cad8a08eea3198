// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/diagnose.h"

#include "advisor/diagnosiswords.h"
#include "app/commands/serveranswer.h"
#include "app/healthreport.h"
#include "app/targets.h"

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

/// A doctor's text and what it comes to, or why there is none.
struct Doctored {
    QString title;
    const Result<QString>& text;
    QStringList meaning;
};

static OrderedJson doctorJson(const Doctored& doctor)
{
    if (!doctor.text)
        return OrderedJson{{"error", errorJson(doctor.text.error())}};
    return OrderedJson{{"text", doctor.text->toStdString()}, {"meaning", jsonList(doctor.meaning)}};
}

static OrderedJson memoryJson(const Result<std::vector<MemoryPart>>& memory)
{
    if (!memory)
        return OrderedJson{{"error", errorJson(memory.error())}};
    OrderedJson parts = OrderedJson::array();
    for (const MemoryPart& part : *memory)
        parts.push_back(OrderedJson{{"name", part.name.toStdString()},
                                    {"value", part.value},
                                    {"meaning", memoryPartMeaning(part.name).toStdString()}});
    return parts;
}

static void printDiagnosis(const EvidenceAnswer& answer, const std::vector<Doctored>& doctors, Console& console)
{
    if (answer.memory)
        for (const MemoryPart& part : *answer.memory)
            console.writeLine(u"  "_s + part.name.leftJustified(34) + memoryPartValue(part).rightJustified(14) +
                              u"  "_s + memoryPartMeaning(part.name));
    else
        console.note(answer.memory.error());
    for (const Doctored& doctor : doctors) {
        if (!doctor.text) {
            console.note(doctor.text.error());
            continue;
        }
        console.writeLine(u"  "_s + doctor.title);
        for (const QString& sentence : doctor.meaning)
            console.writeLine(u"    "_s + sentence);
        for (const QString& line : doctor.text->split(u'\n', Qt::SkipEmptyParts))
            console.writeLine(u"    > "_s + line);
    }
}

int runDiagnose(const DiagnoseCommand& command, const CommandContext& context)
{
    const auto target = resolveTarget(command.target, context);
    if (!target)
        return context.console.fail(target.error());
    OrderedJson nodes = OrderedJson::array();
    ExitCode code = ExitCode::Ok;
    for (const NodeConfig& node : target->cache.nodes) {
        const QString address = node.endpoint.address();
        const EvidenceAnswer answer = askServer(node.endpoint, target->password, {false, false, false, true});
        const std::vector<Doctored> doctors{
            {Cli::tr("What the server says of its memory:"), answer.memoryDoctor,
             answer.memoryDoctor ? memoryDoctorWords(*answer.memoryDoctor) : QStringList()},
            {Cli::tr("What the server says of its latency:"), answer.latencyDoctor,
             answer.latencyDoctor ? latencyDoctorWords(*answer.latencyDoctor) : QStringList()}};
        // What is refused or not offered is told part by part; only a server that says nothing at all is a failure.
        if (!answer.memory && !answer.memoryDoctor && !answer.latencyDoctor) {
            context.console.note(answer.memory.error());
            code = firstFailure(code, answer.memory.error().code);
        } else if (!command.json) {
            context.console.writeLine(address);
            printDiagnosis(answer, doctors, context.console);
        }
        nodes.push_back(OrderedJson{{"node", address.toStdString()},
                                    {"memory", memoryJson(answer.memory)},
                                    {"memoryDoctor", doctorJson(doctors[0])},
                                    {"latencyDoctor", doctorJson(doctors[1])}});
    }
    if (command.json)
        context.console.writeLine(QString::fromStdString(nodes.dump(2)));
    return context.console.finish(code);
}

} // namespace cacheledger
