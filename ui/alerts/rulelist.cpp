// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/rulelist.h"

#include "alerts/rulefile.h"
#include "metrics/health.h"
#include "ui/alerts/alertwords.h"
#include "ui/alerts/ruleeditor.h"
#include "ui/alerts/rulesmodel.h"
#include "ui/banner.h"
#include "ui/useractions.h"

#include <QtGui/QAction>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStyledItemDelegate>
#include <QtWidgets/QTreeView>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

/// Tiers in their colour, rules that are off dim.
class RuleDelegate : public QStyledItemDelegate
{
public:
    RuleDelegate(Theme* theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const QSize hint = QStyledItemDelegate::sizeHint(option, index);
        return {hint.width(), std::max(26, option.fontMetrics.height() + 10)};
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const QVariant tier = index.data(RulesModel::TierRole);
        if (tier.isValid()) {
            option->font.setBold(true);
            option->palette.setColor(QPalette::Text,
                                     alertwords::tierColor(*m_theme, static_cast<AlertTier>(tier.toInt())));
        } else if (index.data(RulesModel::OffRole).toBool()) {
            option->palette.setColor(QPalette::Text, m_theme->colors().dimText);
        }
    }

private:
    Theme* m_theme;
};

std::optional<Rule> shippedRule(const QString& id)
{
    for (const Rule& rule : rulefile::shipped()) {
        if (rule.id == id)
            return rule;
    }
    return {};
}

} // namespace

RuleList::RuleList(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_model(new RulesModel(this)),
      m_tree(new QTreeView(this)),
      m_problems(new Banner(context.theme, this)),
      m_edit(widgets::button(tr("&Edit…"), this)),
      m_duplicate(widgets::button(tr("D&uplicate…"), this)),
      m_remove(widgets::button(tr("&Delete"), this))
{
    setUpTree();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space3);
    column->addWidget(makeButtons());
    column->addWidget(m_problems);
    column->addWidget(m_tree, 1);
    m_problems->hide();
    connect(m_problems, &Banner::activated, context.services.alerts, &AlertClient::reloadRules);
    connect(context.services.alerts, &AlertClient::rulesChanged, this, &RuleList::takeRules);
    connect(m_model, &RulesModel::switched, this, &RuleList::switchRule);
    takeRules();
}

void RuleList::setUpTree()
{
    m_tree->setObjectName(u"Rules"_s);
    m_tree->setAccessibleName(tr("Rules"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new RuleDelegate(m_context.theme, m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setTabKeyNavigation(false);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setItemsExpandable(false);
    m_tree->setRootIsDecorated(false);
    m_tree->setIndentation(metric::space3);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(RulesModel::Condition, QHeaderView::Stretch);
    const int character = m_tree->fontMetrics().averageCharWidth();
    m_tree->setColumnWidth(RulesModel::Name, 36 * character);
    m_tree->setColumnWidth(RulesModel::Scope, 18 * character);
    m_tree->setColumnWidth(RulesModel::Origin, 14 * character);
    auto* remove = new QAction(tr("Delete"), m_tree);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetShortcut);
    m_tree->addAction(remove);
    connect(remove, &QAction::triggered, this, &RuleList::removeCurrent);
    connect(m_tree, &QAbstractItemView::activated, this, &RuleList::editCurrent);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &RuleList::updateButtons);
}

QWidget* RuleList::makeButtons()
{
    auto* all = new QWidget(this);
    auto* add = widgets::primaryButton(tr("&New rule…"), all);
    auto* reload = widgets::button(tr("Re&load"), all);
    reload->setToolTip(tr("Reads your rule file again, after you changed it by hand"));
    add->setObjectName(u"AddRule"_s);
    reload->setObjectName(u"ReloadRules"_s);
    m_edit->setObjectName(u"EditRule"_s);
    m_duplicate->setObjectName(u"DuplicateRule"_s);
    m_remove->setObjectName(u"RemoveRule"_s);
    auto* row = new QHBoxLayout(all);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::space2);
    for (QPushButton* button : {add, m_edit, m_duplicate, m_remove})
        row->addWidget(button);
    row->addStretch(1);
    row->addWidget(reload);
    connect(add, &QPushButton::clicked, this, &RuleList::addRule);
    connect(m_edit, &QPushButton::clicked, this, &RuleList::editCurrent);
    connect(m_duplicate, &QPushButton::clicked, this, &RuleList::duplicateCurrent);
    connect(m_remove, &QPushButton::clicked, this, &RuleList::removeCurrent);
    connect(reload, &QPushButton::clicked, m_context.services.alerts, &AlertClient::reloadRules);
    return all;
}

void RuleList::takeRules()
{
    const ListedRule* before = current();
    const QString chosen = before ? before->rule.id : QString();
    m_model->setRules(m_context.services.alerts->rules());
    m_tree->expandAll();
    for (int tier = 0; tier < m_model->rowCount(); ++tier)
        m_tree->setFirstColumnSpanned(tier, {}, true);
    if (const QModelIndex index = m_model->indexOf(chosen); index.isValid())
        m_tree->setCurrentIndex(index);
    const QStringList problems = m_context.services.alerts->ruleProblems();
    m_problems->setVisible(!problems.isEmpty());
    if (!problems.isEmpty())
        m_problems->setContent(Severity::Warning, tr("Your rule file has %1 faults").arg(problems.size()),
                               problems.mid(0, 5).join(u'\n'), tr("Reload"));
    updateButtons();
}

const ListedRule* RuleList::current() const
{
    return m_model->ruleAt(m_tree->currentIndex());
}

void RuleList::updateButtons()
{
    const ListedRule* listed = current();
    m_edit->setEnabled(listed);
    m_duplicate->setEnabled(listed);
    m_remove->setText(listed && listed->shipped ? tr("&Reset") : tr("&Delete"));
    m_remove->setEnabled(listed && (!listed->shipped || listed->changed));
}

void RuleList::keep(const Rule& rule)
{
    if (shippedRule(rule.id) == rule)
        m_context.services.alerts->removeRule(rule.id);
    else
        m_context.services.alerts->saveRule(rule);
}

void RuleList::edit(const Rule& rule, bool isNew)
{
    auto* editor = new RuleEditor(m_context, rule, isNew, window());
    editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(editor, &QDialog::accepted, this, [this, editor] {
        keep(editor->rule());
        m_context.actions->notify(tr("The rule “%1” is saved.").arg(editor->rule().name));
    });
    editor->open();
}

void RuleList::addRule()
{
    Rule rule;
    rule.metric = "hit_ratio";
    rule.comparison = Comparison::Below;
    rule.threshold = 0.8;
    rule.forMs = 300'000;
    edit(rule, true);
}

void RuleList::editCurrent()
{
    if (const ListedRule* listed = current())
        edit(listed->rule, false);
}

void RuleList::duplicateCurrent()
{
    const ListedRule* listed = current();
    if (!listed)
        return;
    Rule rule = listed->rule;
    rule.id.clear();
    rule.name = tr("%1 (copy)").arg(rule.name);
    edit(rule, true);
}

/// At once, and it can be undone.
void RuleList::removeCurrent()
{
    const ListedRule* listed = current();
    if (!listed || (listed->shipped && !listed->changed))
        return;
    const Rule rule = listed->rule;
    const QString text = listed->shipped ? tr("“%1” is as it was shipped.") : tr("The rule “%1” is deleted.");
    AlertClient* client = m_context.services.alerts;
    client->removeRule(rule.id);
    Q_EMIT m_context.actions->noticeRequested(
        {text.arg(rule.name), tr("Undo"), [client, rule] { client->saveRule(rule); }, {}});
}

void RuleList::switchRule(const QString& id, bool on)
{
    for (const ListedRule& listed : m_context.services.alerts->rules()) {
        if (listed.rule.id != id)
            continue;
        Rule rule = listed.rule;
        rule.enabled = on;
        return keep(rule);
    }
}

void RuleList::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_tree->currentIndex().isValid())
        m_tree->setCurrentIndex(m_model->index(0, 0, m_model->index(0, 0)));
}

} // namespace cacheledger
