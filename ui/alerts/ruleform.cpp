// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/ruleform.h"

#include "alerts/alertmessage.h"
#include "alerts/condition.h"
#include "alerts/inhibition.h"
#include "alerts/rulewords.h"
#include "metrics/format.h"
#include "ui/alerts/alertwords.h"
#include "ui/alerts/metricchooser.h"
#include "ui/dialogs/formfield.h"
#include "ui/widgets.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QScopedValueRollback>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>

#include <array>
#include <limits>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int formColumns = 6;

static QString idOf(const QString& name)
{
    static const QRegularExpression others(u"[^a-z0-9]+"_s);
    QString id = name.trimmed().toLower();
    id.replace(others, u"-"_s);
    while (id.startsWith(u'-'))
        id.remove(0, 1);
    while (id.endsWith(u'-'))
        id.chop(1);
    return id.left(60);
}

static QStringList listOf(const QString& text)
{
    QStringList parts;
    for (const QString& part : text.split(u',', Qt::SkipEmptyParts)) {
        if (!part.trimmed().isEmpty())
            parts << part.trimmed();
    }
    return parts;
}

/// -1, which no rule may have, where it is no duration.
static qint64 durationIn(const QLineEdit* line)
{
    const QString text = line->text().remove(u' ');
    return text.isEmpty() ? 0 : rulewords::durationOf(text).value_or(-1);
}

/// NaN, which no rule may have, where it is no number.
static double numberIn(const QLineEdit* line)
{
    bool ok = false;
    QString text = line->text().trimmed();
    double number = QLocale().toDouble(text, &ok);
    if (!ok)
        number = QLocale::c().toDouble(text, &ok);
    return ok ? number : std::numeric_limits<double>::quiet_NaN();
}

RuleForm::RuleForm(const PageContext& context, bool isNew, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_new(isNew),
      m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, metric::space2, 0);
    m_grid->setHorizontalSpacing(metric::space3);
    m_grid->setVerticalSpacing(metric::space2);
    for (int column = 0; column < formColumns; ++column)
        m_grid->setColumnStretch(column, 1);
    makeTexts();
    makeCondition();
    makeTiming();
    makeScope();
    makeNotification();
    m_grid->setRowStretch(m_row + 1, 1);
    connect(m_name, &QLineEdit::textEdited, this, &RuleForm::onNameTyped);
    connect(m_metric, &MetricChooser::metricChanged, this, &RuleForm::validate);
}

template <typename Choices>
QComboBox* RuleForm::choice(const QString& name, const Choices& choices)
{
    auto* box = new QComboBox(this);
    box->setObjectName(u"Rule."_s + name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    for (const auto& [value, text] : choices)
        box->addItem(text, static_cast<int>(value));
    connect(box, &QComboBox::currentIndexChanged, this, &RuleForm::validate);
    return box;
}

QLineEdit* RuleForm::line(const QString& name, const QString& placeholder)
{
    auto* made = new QLineEdit(this);
    made->setObjectName(u"Rule."_s + name);
    made->setPlaceholderText(placeholder);
    connect(made, &QLineEdit::textChanged, this, &RuleForm::validate);
    return made;
}

/// `width` of the six columns; goes on to the next row where it does not fit.
void RuleForm::addField(const char* key, const QString& label, QWidget* editor, int width)
{
    if (m_column + width > formColumns) {
        ++m_row;
        m_column = 0;
    }
    auto* field = new FormField(label, editor, m_context.theme, this);
    m_fields[QLatin1String(key)] = field;
    m_grid->addWidget(field, m_row, m_column, 1, width, Qt::AlignTop);
    m_column += width;
}

void RuleForm::addHeading(const QString& text)
{
    QLabel* heading = widgets::label(text, m_context.theme, FontRole::Body, true, this);
    heading->setContentsMargins(0, m_row > 0 ? metric::space2 : 0, 0, 0);
    m_grid->addWidget(heading, ++m_row, 0, 1, formColumns);
    ++m_row;
    m_column = 0;
}

void RuleForm::makeTexts()
{
    m_name = line(u"name"_s, tr("What the alert is called"));
    m_id = line(u"id"_s);
    m_id->setReadOnly(!m_new);
    std::vector<std::pair<AlertTier, QString>> tiers;
    for (const AlertTier tier : {AlertTier::Critical, AlertTier::Warning, AlertTier::Information})
        tiers.emplace_back(tier, alertwords::shapedTier(tier));
    m_tier = choice(u"tier"_s, tiers);
    m_enabled = new QCheckBox(tr("Switched o&n"), this);
    m_enabled->setObjectName(u"Rule.enabled"_s);
    addField("name", tr("&Name"), m_name, 4);
    addField("tier", tr("&Tier"), m_tier, 2);
    addField("id", tr("Id in the rule file"), m_id, 4);
    addField("enabled", tr("State"), m_enabled, 2);
    connect(m_enabled, &QCheckBox::toggled, this, &RuleForm::validate);
}

void RuleForm::makeCondition()
{
    addHeading(tr("Condition"));
    m_metric = new MetricChooser(this);
    m_metric->setObjectName(u"Rule.metric"_s);
    std::vector<std::pair<RuleFunction, QString>> functions;
    for (int each = 0; each <= static_cast<int>(RuleFunction::Absence); ++each)
        functions.emplace_back(static_cast<RuleFunction>(each), alertwords::function(static_cast<RuleFunction>(each)));
    m_function = choice(u"function"_s, functions);
    std::vector<std::pair<Comparison, QString>> comparisons;
    for (int each = 0; each <= static_cast<int>(Comparison::NotEqual); ++each)
        comparisons.emplace_back(static_cast<Comparison>(each), alertwords::comparison(static_cast<Comparison>(each)));
    m_comparison = choice(u"comparison"_s, comparisons);
    m_window = line(u"window"_s, u"5m"_s);
    m_threshold = line(u"threshold"_s);
    m_recovery = line(u"recovery"_s, tr("at the threshold"));
    addField("metric", tr("&Metric"), m_metric, 6);
    addField("function", tr("F&unction"), m_function, 4);
    addField("window", tr("&Window"), m_window, 2);
    addField("comparison", tr("&Is"), m_comparison, 2);
    addField("threshold", tr("T&hreshold"), m_threshold, 2);
    addField("recovery", tr("&Recovers at"), m_recovery, 2);
}

void RuleForm::makeTiming()
{
    m_for = line(u"for"_s, tr("at once"));
    m_keepFiring = line(u"keepFiringFor"_s, u"0s"_s);
    m_minimum = line(u"minimumLookups"_s, tr("any"));
    m_noData = choice(u"noData"_s, std::array{std::pair(NoDataPolicy::Resolve, tr("it ends")),
                                              std::pair(NoDataPolicy::Keep, tr("it stays as it is")),
                                              std::pair(NoDataPolicy::Alert, tr("it fires"))});
    addField("for", tr("&For at least"), m_for, 2);
    addField("keepFiringFor", tr("&Keeps firing for"), m_keepFiring, 2);
    addField("noData", tr("Without &data"), m_noData, 2);
    addField("minimumLookups", tr("Silent below so many &lookups in the window"), m_minimum, 6);
}

void RuleForm::makeScope()
{
    addHeading(tr("Where"));
    m_caches = line(u"caches"_s, tr("all"));
    m_nodes = line(u"nodes"_s, tr("all"));
    m_tags = line(u"tags"_s, tr("any"));
    addField("caches", tr("&Caches, by name"), m_caches, 2);
    addField("nodes", tr("Nodes, by address"), m_nodes, 2);
    addField("tags", tr("Ta&gs"), m_tags, 2);
    m_stages = line(u"stages"_s, tr("all, of a metric with a star"));
    addField("scope/stages", tr("&Stages of the application, by id"), m_stages, 6);
    const std::array requirements{
        std::pair(RuleRequirement::Limit, tr("Only where a memory limit is set")),
        std::pair(RuleRequirement::Persistence, tr("Only with persistence")),
        std::pair(RuleRequirement::Replication, tr("Only with replication")),
        std::pair(RuleRequirement::NoCluster, tr("Not in a cluster")),
    };
    m_column = 0;
    for (const auto& [requirement, text] : requirements) {
        if (m_column % formColumns == 0)
            ++m_row;
        auto* box = new QCheckBox(text, this);
        m_grid->addWidget(box, m_row, m_column % formColumns, 1, formColumns / 2);
        m_column += formColumns / 2;
        m_requirements[requirement] = box;
        connect(box, &QCheckBox::toggled, this, &RuleForm::validate);
    }
}

void RuleForm::makeNotification()
{
    addHeading(tr("What is said, and to whom"));
    m_message = new QPlainTextEdit(this);
    m_message->setObjectName(u"Rule.message"_s);
    m_message->setTabChangesFocus(true);
    m_message->setFixedHeight(4 * fontMetrics().height());
    m_message->setToolTip(tr("%value, %threshold, %cache, %node, %stage and %for are put in"));
    m_playbook = new QComboBox(this);
    m_playbook->setObjectName(u"Rule.playbook"_s);
    m_playbook->setEditable(true);
    m_playbook->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_playbook->lineEdit()->setPlaceholderText(tr("none"));
    QStringList playbooks;
    for (const ListedRule& listed : m_context.services.alerts->rules())
        playbooks << listed.rule.playbook;
    playbooks.removeAll(QString());
    playbooks.sort();
    playbooks.removeDuplicates();
    for (const QString& playbook : playbooks)
        m_playbook->addItem(playbook);
    m_channels = line(u"channels"_s, tr("those of the tier"));
    addField("message", tr("M&essage, with %value, %threshold, %cache, %node, %stage, %for"), m_message, 6);
    addField("playbook", tr("&Playbook"), m_playbook, 3);
    addField("channels", tr("Channels, &by id"), m_channels, 3);
    m_inhibits = line(u"inhibits"_s, tr("none"));
    m_inhibits->setToolTip(tr("While this alert fires, nobody is notified of those of these rules at the same node; * "
                              "is every rule that does not say so itself"));
    addField("inhibits", tr("Silences at the same node the rules, by id (* is all)"), m_inhibits, 6);
    connect(m_message, &QPlainTextEdit::textChanged, this, &RuleForm::validate);
    connect(m_playbook, &QComboBox::editTextChanged, this, &RuleForm::validate);
}

double RuleForm::scale() const
{
    const auto function = static_cast<RuleFunction>(m_function->currentData().toInt());
    return m_metric->metric() != Condition::up && unitOf(m_metric->metric(), function) == Unit::Ratio ? 100 : 1;
}

void RuleForm::setRule(const Rule& rule)
{
    const QScopedValueRollback loading(m_loading, true);
    m_base = rule;
    const auto choose = [](QComboBox* box, int value) { box->setCurrentIndex(box->findData(value)); };
    const auto duration = [](QLineEdit* line, qint64 ms) {
        line->setText(ms == 0 ? QString() : rulewords::duration(ms));
    };
    m_name->setText(rule.name);
    m_id->setText(rule.id);
    choose(m_tier, static_cast<int>(rule.tier));
    m_enabled->setChecked(rule.enabled);
    m_metric->setMetric(rule.metric);
    choose(m_function, static_cast<int>(rule.function));
    duration(m_window, rule.windowMs);
    choose(m_comparison, static_cast<int>(rule.comparison));
    // Rounded to what a double says exactly: 0.57 * 100 is a little less than 57.
    const auto shown = [this](double value) { return QLocale().toString(value * scale(), 'g', 12); };
    m_threshold->setText(shown(rule.threshold));
    m_recovery->setText(rule.recovery ? shown(*rule.recovery) : QString());
    duration(m_for, rule.forMs);
    duration(m_keepFiring, rule.keepFiringForMs);
    m_minimum->setText(rule.minimumTraffic ? format::raw(rule.minimumTraffic->lookups) : QString());
    choose(m_noData, static_cast<int>(rule.noData));
    for (const auto& [requirement, box] : m_requirements)
        box->setChecked(std::find(rule.requirements.begin(), rule.requirements.end(), requirement) !=
                        rule.requirements.end());
    m_caches->setText(rule.scope.caches.join(u", "_s));
    m_nodes->setText(rule.scope.nodes.join(u", "_s));
    m_tags->setText(rule.scope.tags.join(u", "_s));
    m_stages->setText(rule.scope.stages.join(u", "_s));
    m_message->setPlainText(rule.message);
    m_playbook->setEditText(rule.playbook);
    m_channels->setText(rule.channels.join(u", "_s));
    m_inhibits->setText(inhibition::inhibitedBy(rule).join(u", "_s));
    m_loading = false;
    onNameTyped();
}

Rule RuleForm::rule() const
{
    Rule rule = m_base;
    // Back to the double that 57 % was typed for: a division is rounded once, a product with 0.01 twice.
    const auto limit = [this](const QLineEdit* line) { return numberIn(line) / scale(); };
    rule.name = m_name->text().trimmed();
    rule.id = m_id->text().trimmed();
    rule.tier = static_cast<AlertTier>(m_tier->currentData().toInt());
    rule.enabled = m_enabled->isChecked();
    rule.metric = m_metric->metric();
    rule.function = static_cast<RuleFunction>(m_function->currentData().toInt());
    rule.windowMs = durationIn(m_window);
    rule.comparison = static_cast<Comparison>(m_comparison->currentData().toInt());
    rule.threshold = limit(m_threshold);
    rule.recovery = m_recovery->text().trimmed().isEmpty() ? std::optional<double>() : limit(m_recovery);
    rule.forMs = durationIn(m_for);
    rule.keepFiringForMs = durationIn(m_keepFiring);
    rule.minimumTraffic.reset();
    if (!m_minimum->text().trimmed().isEmpty())
        rule.minimumTraffic = MinimumTraffic{numberIn(m_minimum)};
    rule.noData = static_cast<NoDataPolicy>(m_noData->currentData().toInt());
    rule.requirements.clear();
    for (const auto& [requirement, box] : m_requirements) {
        if (box->isChecked())
            rule.requirements.push_back(requirement);
    }
    rule.scope = {listOf(m_caches->text()), listOf(m_nodes->text()), listOf(m_tags->text()), listOf(m_stages->text())};
    rule.message = m_message->toPlainText().trimmed();
    rule.playbook = m_playbook->currentText().trimmed();
    rule.channels = listOf(m_channels->text());
    if (m_inhibits->isModified())
        rule.inhibits = listOf(m_inhibits->text());
    return rule;
}

void RuleForm::onNameTyped()
{
    if (m_new && !m_loading && !m_id->isModified()) {
        const QSignalBlocker quiet(m_id);
        m_id->setText(idOf(m_name->text()));
    }
    validate();
}

std::vector<RuleFault> RuleForm::faults(const Rule& rule) const
{
    std::vector<RuleFault> faults = faultsOf(rule);
    for (RuleFault& fault : faults) {
        const bool isLimit = fault.key == "threshold"_L1 || fault.key == "recovery"_L1;
        const double value = fault.key == "recovery"_L1 ? rule.recovery.value_or(0) : rule.threshold;
        if (isLimit && scale() > 1 && (value < 0 || value > 1))
            fault.reason = tr("must be from 0 to 100 %."); // per cent are typed here, not parts of one
    }
    std::vector<Rule> all{rule};
    for (const ListedRule& listed : m_context.services.alerts->rules()) {
        if (listed.rule.id != rule.id)
            all.push_back(listed.rule);
        if (m_new && listed.rule.id == rule.id)
            faults.push_back({u"id"_s, tr("is taken by “%1”.").arg(listed.rule.name)});
    }
    const auto inhibiting = inhibition::faultsOf(all);
    if (const auto fault = inhibiting.find(rule.id); fault != inhibiting.end())
        faults.push_back({u"inhibits"_s, fault->second});
    return faults;
}

void RuleForm::validate()
{
    if (m_loading)
        return;
    const Rule typed = rule();
    if (!m_inhibits->isModified()) { // the default goes with the metric
        const QSignalBlocker quiet(m_inhibits);
        m_inhibits->setText(inhibition::inhibitedBy(typed).join(u", "_s));
    }
    std::map<QString, QString> problems;
    const std::vector<RuleFault> found = faults(typed);
    for (const RuleFault& fault : found) {
        QString& text = problems[fault.key];
        if (text.isEmpty() && !fault.reason.isEmpty())
            text = fault.reason.at(0).toUpper() + fault.reason.mid(1);
    }
    for (const auto& [key, field] : m_fields) {
        const auto problem = problems.find(key);
        field->setProblem(problem == problems.end() ? QString() : problem->second);
    }
    m_valid = found.empty();
    showUnit();
    Q_EMIT changed();
}

/// What the typed number means, beside what it is compared as.
void RuleForm::showUnit()
{
    const Rule typed = rule();
    const bool absence = typed.function == RuleFunction::Absence;
    m_comparison->setEnabled(!absence);
    m_threshold->setEnabled(!absence);
    m_recovery->setEnabled(!absence);
    const QString unit = format::value(1.0, unitOf(typed.metric, typed.function)).unit;
    QString hint = scale() > 1 ? tr("in %1").arg(u"%"_s) : QString();
    if (scale() == 1 && !unit.isEmpty() && typed.metric != Condition::up)
        hint = tr("in %1: %2").arg(unit, alertwords::value(typed.threshold, typed.metric, typed.function));
    m_fields.at(u"threshold"_s)->setHint(absence ? QString() : hint);
}

void RuleForm::startTyping()
{
    m_name->setFocus();
    m_name->selectAll();
}

} // namespace cacheledger
