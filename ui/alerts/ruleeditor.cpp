// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/ruleeditor.h"

#include "ui/alerts/alertwords.h"
#include "ui/alerts/rulebacktest.h"
#include "ui/alerts/ruleform.h"
#include "ui/widgets.h"

#include <QtGui/QScreen>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr QSize usualSize(1180, 700);
static constexpr int narrowEditor = 900;

RuleEditor::RuleEditor(const PageContext& context, const Rule& rule, bool isNew, QWidget* parent)
    : QDialog(parent),
      m_context(context),
      m_form(new RuleForm(context, isNew, this)),
      m_backtest(new RuleBacktest(context, this)),
      m_sentence(widgets::label({}, context.theme, FontRole::Body, false, this)),
      m_save(widgets::primaryButton(tr("&Save"), this))
{
    setWindowTitle(isNew ? tr("New alert rule") : tr("Edit “%1”").arg(rule.name));
    const QSize room = parent ? parent->size() - QSize(40, 40) : screen()->availableSize();
    const QSize size = usualSize.boundedTo(room);
    auto* body = new QBoxLayout(size.width() < narrowEditor ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    body->setSpacing(metric::space4);
    body->addWidget(m_form, 5);
    body->addWidget(makePreview(), 6);
    auto* page = new QWidget;
    page->setObjectName(u"PageBody"_s);
    page->setLayout(body);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(page);
    auto* cancel = widgets::button(tr("Cancel"), this);
    m_save->setObjectName(u"SaveRule"_s);
    m_save->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space4, metric::space3);
    column->addWidget(scroll, 1);
    column->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_form, &RuleForm::changed, this, &RuleEditor::showRule);
    m_form->setRule(rule);
    m_form->startTyping();
    resize(size);
}

QWidget* RuleEditor::makePreview()
{
    auto* card = new QFrame(this);
    widgets::makeCard(card);
    m_sentence->setObjectName(u"RuleSentence"_s);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    auto* column = new QVBoxLayout(card);
    widgets::setMargins(column, 16, metric::space3);
    column->addWidget(widgets::label(tr("In words"), m_context.theme, FontRole::Body, true, card));
    column->addWidget(m_sentence);
    column->addSpacing(metric::space1);
    column->addWidget(m_backtest, 1);
    return card;
}

Rule RuleEditor::rule() const
{
    return m_form->rule();
}

void RuleEditor::showRule()
{
    const Rule typed = rule();
    m_sentence->setText(m_form->isValid() ? alertwords::sentence(typed)
                                          : tr("What is marked must be put right first."));
    m_save->setEnabled(m_form->isValid());
    m_backtest->setRule(m_form->isValid() ? std::optional(typed) : std::nullopt);
}

} // namespace cacheledger
