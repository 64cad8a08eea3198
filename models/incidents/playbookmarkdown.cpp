// SPDX-License-Identifier: GPL-3.0-or-later
// A playbook as Markdown, for reading and printing.
#include "alerts/rulewords.h"
#include "incidents/check.h"
#include "incidents/playbookfile.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

namespace
{

QString markdownText(const char* text)
{
    return QCoreApplication::translate("PlaybookMarkdown", text);
}

QString heading(const QString& text)
{
    return QStringLiteral("\n## ") + text + QStringLiteral("\n\n");
}

/// A fence that is longer than any inside; two spaces in, as it belongs to a list entry.
QString codeBlock(const QString& command)
{
    QString fence = QStringLiteral("```");
    while (command.contains(fence))
        fence += u'`';
    QString block = QStringLiteral("\n   ") + fence + QStringLiteral("sh\n");
    for (const QString& line : command.split(u'\n'))
        block += QStringLiteral("   ") + line + u'\n';
    return block + QStringLiteral("   ") + fence + u'\n';
}

QString checkLines(const PlaybookCheck& check)
{
    return markdownText("   - Check: %1").arg(checkText(check)) + u'\n' +
           markdownText("     - met: %1").arg(check.met) + u'\n' +
           markdownText("     - not met: %1").arg(check.notMet) + u'\n';
}

QString stepLines(const std::vector<PlaybookStep>& steps)
{
    QString text;
    int number = 0;
    for (const PlaybookStep& step : steps) {
        text += QStringLiteral("%1. %2\n").arg(++number).arg(step.text);
        if (!step.command.isEmpty())
            text += codeBlock(step.command);
        if (!step.risk.isEmpty())
            text += markdownText("   - Risk: %1").arg(step.risk) + u'\n';
        if (!step.wayBack.isEmpty())
            text += markdownText("   - Way back: %1").arg(step.wayBack) + u'\n';
        if (step.check)
            text += checkLines(*step.check);
    }
    return text;
}

QString escalationLine(const PlaybookEscalation& escalation)
{
    QString when;
    if (escalation.afterMs)
        when = markdownText("After %1").arg(rulewords::duration(*escalation.afterMs));
    else if (escalation.forMs > 0)
        when =
            markdownText("When %1 for %2").arg(checkText(*escalation.condition), rulewords::duration(escalation.forMs));
    else
        when = markdownText("When %1").arg(checkText(*escalation.condition));
    return QStringLiteral("- **%1** → %2: %3\n").arg(when, escalation.to, escalation.text);
}

QString quoted(const QString& message)
{
    return QStringLiteral("> ") + QString(message).replace(u'\n', QLatin1String("\n> ")) + u'\n';
}

} // namespace

QString playbookfile::toMarkdown(const Playbook& book)
{
    QString text = QStringLiteral("# ") + book.title + QStringLiteral("\n\n");
    text += markdownText("`%1` · %2 · usually %3 to %4 minutes")
                .arg(book.id, rulewords::tier(book.tier))
                .arg(book.expectedFromMinutes)
                .arg(book.expectedToMinutes) +
            QStringLiteral("\n\n");
    text += book.meaning + QStringLiteral("\n\n") + markdownText("**Impact.** %1").arg(book.impact) + u'\n';
    text += heading(markdownText("Symptoms"));
    for (const PlaybookSymptom& symptom : book.symptoms)
        text += symptom.metric.empty()
                    ? QStringLiteral("- %1\n").arg(symptom.text)
                    : QStringLiteral("- %1 (`%2`)\n").arg(symptom.text, QString::fromStdString(symptom.metric));
    text += heading(markdownText("At once")) + stepLines(book.actions);
    text += heading(markdownText("Diagnosis")) + stepLines(book.diagnosis);
    text += heading(markdownText("Mitigation")) + stepLines(book.mitigation);
    text += heading(markdownText("Verification")) + stepLines(book.verification);
    if (!book.prevention.isEmpty())
        text += heading(markdownText("Prevention"));
    for (const QString& entry : book.prevention)
        text += QStringLiteral("- %1\n").arg(entry);
    if (!book.escalation.empty())
        text += heading(markdownText("Escalation"));
    for (const PlaybookEscalation& escalation : book.escalation)
        text += escalationLine(escalation);
    text += heading(markdownText("Messages"));
    for (const Audience audience : allAudiences)
        for (const MessageKind kind : allMessageKinds)
            text += QStringLiteral("**%1, %2**\n\n%3\n")
                        .arg(audienceName(audience), messageKindName(kind), quoted(book.message(audience, kind)));
    return text;
}

} // namespace cacheledger
