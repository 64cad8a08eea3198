// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/sourcedialog.h"

#include "ui/dialogs/sourceform.h"
#include "ui/dialogs/testbuttons.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int mostProblems = 3;
static constexpr int testAgainMs = 5000; // so that the fields are seen to move

SourceDialog::SourceDialog(Services services, Theme* theme, QWidget* parent)
    : QDialog(parent),
      m_services(std::move(services)),
      m_form(new SourceForm(m_services.secrets && !m_services.secrets->sessionOnly(), theme)),
      m_assistant(new SourceAssistant(theme))
{
    auto* body = new QWidget;
    auto* halves = new QVBoxLayout(body);
    widgets::setMargins(halves, metric::space4, metric::space2);
    halves->addWidget(m_form);
    halves->addWidget(m_assistant, 1);
    m_message = widgets::label({}, theme, FontRole::Small, false, this);
    m_message->setObjectName(u"SourceMessage"_s);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->hide();
    auto* foot = new QVBoxLayout;
    foot->setContentsMargins(metric::space4, 0, metric::space4, metric::space4);
    foot->setSpacing(metric::space2);
    foot->addWidget(m_message);
    makeButtons(foot);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 0, metric::space2);
    column->addWidget(widgets::scrolled(body, this), 1);
    column->addLayout(foot);
    widgets::resizeDialog(this, {1000, 640});
    connect(m_form, &SourceForm::presetChosen, m_assistant, &SourceAssistant::applyPreset);
    m_again.setSingleShot(true);
    m_again.setInterval(testAgainMs);
    connect(&m_again, &QTimer::timeout, this, &SourceDialog::testAgain);
    if (m_services.sourceTester)
        connect(m_services.sourceTester, &SourceTester::finished, this, &SourceDialog::onTested);
}

SourceDialog::~SourceDialog()
{
    if (m_testing)
        m_services.sourceTester->cancel();
}

void SourceDialog::makeButtons(QVBoxLayout* column)
{
    m_test = addTestButtons(
        this, column, u"Source"_s, tr("Te&st"), [this] { test(); },
        [this] {
            if (validateInput())
                Q_EMIT saveRequested(source());
        });
    m_test->setVisible(m_services.sourceTester != nullptr);
}

void SourceDialog::setSource(const SourceConfig& source, const std::vector<StageConfig>& stages, bool isNew)
{
    m_id = isNew ? newNodeId() : source.id;
    setWindowTitle(isNew ? tr("Add a source") : tr("Edit “%1”").arg(source.name));
    const CacheConfig* cache = m_services.caches ? m_services.caches->find(source.cache) : nullptr;
    m_form->setSource(source, cache && !cache->nodes.empty() ? cache->nodes.front().endpoint.route : Route(), isNew);
    m_assistant->setUp(stages, source.fields);
}

SourceConfig SourceDialog::source() const
{
    SourceConfig source = m_form->source();
    source.id = m_id;
    source.fields = m_assistant->mapping().mapped();
    return source;
}

std::optional<QString> SourceDialog::secret() const
{
    return m_form->secret();
}

/// The faults that stand beside a field; what else is wrong the source's own check says.
bool SourceDialog::validateInput()
{
    if (!m_form->validateInput())
        return false;
    const auto valid = validate(source());
    showProblem(valid ? QString() : valid.error().text());
    return valid.ok();
}

void SourceDialog::test()
{
    m_again.stop();
    if (!validateInput())
        return;
    m_test->setEnabled(false);
    widgets::setStyleProperty(m_message, "problem", false);
    m_message->setText(tr("Asking the source…"));
    m_message->show();
    testAgain();
}

void SourceDialog::testAgain()
{
    if (!isVisible() || m_testing || !validate(source()))
        return;
    m_testing = true;
    m_services.sourceTester->test(source(), secret());
}

void SourceDialog::onTested(const SourceOutcome& outcome)
{
    if (!m_testing)
        return;
    m_testing = false;
    m_test->setEnabled(true);
    widgets::setStyleProperty(m_message, "problem", !outcome.usable);
    QStringList words{outcome.headline, outcome.hint};
    words += outcome.problems.mid(0, mostProblems);
    words.removeAll(QString());
    const QString text = words.join(u' ');
    m_message->setText(outcome.usable ? text : u"▲ "_s + text);
    m_message->show();
    if (!outcome.usable)
        return;
    mapping().setFound(outcome.fields);
    m_again.start();
}

void SourceDialog::showProblem(const QString& problem)
{
    widgets::setStyleProperty(m_message, "problem", true);
    m_message->setText(problem.isEmpty() ? QString() : u"▲ "_s + problem);
    m_message->setVisible(!problem.isEmpty());
}

} // namespace cacheledger
