// SPDX-License-Identifier: GPL-3.0-or-later
// A playbook that is understood is the same after it was written again, and its texts can be filled in; one that is
// not says what is wrong.
#include "incidents/check.h"
#include "incidents/playbookcontext.h"
#include "incidents/playbookfile.h"

#include <cstdint>
#include <cstdlib>

using namespace cacheledger;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QString name = QStringLiteral("playbook.json");
    const QByteArray document(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const PlaybookFile file = playbookfile::parse(document, name);
    if (file.playbook.has_value() != file.problems.empty())
        std::abort();
    for (const PlaybookProblem& problem : file.problems)
        if (problem.text().isEmpty() || !problem.text().contains(name) || problem.line < 0)
            std::abort();
    // Any text at all may be filled in.
    const PlaybookContext context;
    const QString text = QString::fromUtf8(document);
    const FilledText filled = context.fill(text);
    if (!text.contains(QLatin1String("{{")) && (filled.text != text || !filled.missing.isEmpty()))
        std::abort();
    if (!file.playbook)
        return 0;
    const PlaybookFile again = playbookfile::parse(playbookfile::toText(*file.playbook), name);
    if (!again.playbook || !(*again.playbook == *file.playbook))
        std::abort();
    if (playbookfile::toMarkdown(*file.playbook).isEmpty())
        std::abort();
    for (const PlaybookStep& step : file.playbook->diagnosis)
        if (step.check && !faultsOf(*step.check).empty())
            std::abort();
    return 0;
}
