// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/diagnosispane.h"

#include "advisor/diagnosiswords.h"
#include "ui/figuretable.h"
#include "ui/pagescroll.h"
#include "ui/savings/ledgercharts.h"
#include "ui/server/askbar.h"
#include "ui/widgets.h"

#include <QtCore/QSignalBlocker>
#include <QtWidgets/QComboBox>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

/// Each reason once: a server that does not answer at all gives the same one three times.
static QString diagnosisProblem(const EvidenceAnswer& answer)
{
    QStringList problems;
    if (!answer.memory)
        problems << answer.memory.error().text();
    if (!answer.memoryDoctor)
        problems << answer.memoryDoctor.error().text();
    if (!answer.latencyDoctor)
        problems << answer.latencyDoctor.error().text();
    problems.removeDuplicates();
    return problems.join(u' ');
}

DiagnosisPane::DiagnosisPane(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_asker(new ServerAsker(context, {false, false, false, true}, this)),
      m_bar(new AskBar(context, *m_asker,
                       tr("What a server's memory is used for (MEMORY STATS), and what the server itself thinks of its "
                          "memory and latency (MEMORY DOCTOR, LATENCY DOCTOR), in its words and in ours."),
                       diagnosisProblem)),
      m_server(new QComboBox),
      m_scroll(new PageScroll(this)),
      m_parts(new FigureTable(tr("Parts of the memory"), nullptr, 40)),
      m_partsCard(titledCard(tr("What the memory is used for"), context.theme, {m_parts})),
      m_memory(makeDoctor(tr("The server on its memory"), u"Memory"_s)),
      m_latency(makeDoctor(tr("The server on its latency"), u"Latency"_s))
{
    m_server->setObjectName(u"DiagnosedServer"_s);
    m_server->setAccessibleName(tr("Server"));
    m_bar->addChoice(m_server);
    m_parts->setObjectName(u"MemoryParts"_s);
    m_parts->setOptionalColumns({0});
    for (QWidget* each : {static_cast<QWidget*>(m_bar), m_memory.card, m_latency.card, m_partsCard})
        m_scroll->add(each);
    connect(m_asker, &ServerAsker::changed, this, &DiagnosisPane::showAnswers);
    connect(m_bar, &AskBar::requested, this, &DiagnosisPane::refresh);
    connect(m_server, &QComboBox::activated, this, &DiagnosisPane::showServer);
    connect(context.selection, &CacheSelection::changed, this, [this] {
        if (isVisible())
            refresh();
    });
    showAnswers();
}

DiagnosisPane::DoctorCard DiagnosisPane::makeDoctor(const QString& title, const QString& name)
{
    auto* meaning = widgets::label({}, m_context.theme, FontRole::Body);
    auto* text = widgets::dimLabel({}, m_context.theme);
    meaning->setObjectName(name + u"Meaning"_s);
    text->setObjectName(name + u"DoctorText"_s);
    for (QLabel* each : {meaning, text}) {
        each->setWordWrap(true);
        each->setTextFormat(Qt::PlainText);
        each->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    return {titledCard(title, m_context.theme, {meaning, text}), meaning, text};
}

void DiagnosisPane::refresh()
{
    m_asker->ask();
}

void DiagnosisPane::showAnswers()
{
    const QSignalBlocker quiet(m_server);
    const QString chosen = m_server->currentText();
    m_server->clear();
    for (const ServerAsker::Told& told : m_asker->told())
        m_server->addItem(told.address);
    m_server->setCurrentIndex(std::max(0, m_server->findText(chosen)));
    m_server->setVisible(m_server->count() > 1);
    m_bar->showState();
    showServer();
}

void DiagnosisPane::showServer()
{
    const auto& told = m_asker->told();
    const auto shown = std::find_if(told.begin(), told.end(), [this](const ServerAsker::Told& each) {
        return each.address == m_server->currentText();
    });
    std::vector<std::vector<Figure>> rows;
    if (shown != told.end() && shown->answer.memory)
        for (const MemoryPart& part : *shown->answer.memory)
            rows.push_back({{part.name}, {memoryPartValue(part), true}, {memoryPartMeaning(part.name)}});
    m_partsCard->setVisible(!rows.empty());
    m_parts->setContent({tr("Part"), tr("Value"), tr("What it is")}, std::move(rows));
    const auto showDoctor = [](const DoctorCard& doctor, const Result<QString>* text, const QStringList& meaning) {
        doctor.card->setVisible(text && text->ok());
        if (!text || !text->ok())
            return;
        doctor.meaning->setText(meaning.isEmpty() ? tr("What it says is not known to CacheLedger; in its own words:")
                                                  : meaning.join(u'\n'));
        doctor.text->setText(u"“"_s + **text + u"”"_s);
    };
    const EvidenceAnswer* answer = shown == told.end() ? nullptr : &shown->answer;
    showDoctor(m_memory, answer ? &answer->memoryDoctor : nullptr,
               answer && answer->memoryDoctor ? memoryDoctorWords(*answer->memoryDoctor) : QStringList());
    showDoctor(m_latency, answer ? &answer->latencyDoctor : nullptr,
               answer && answer->latencyDoctor ? latencyDoctorWords(*answer->latencyDoctor) : QStringList());
}

void DiagnosisPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_asker->askedMs())
        refresh();
}

} // namespace cacheledger
