// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/sourcedialog.h"

#include "ui/alerts/alerttable.h"
#include "ui/choicedelegate.h"
#include "ui/dialogs/formfield.h"
#include "ui/layers/sourcewords.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QTableView>

#include <algorithm>
#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int mostProblems = 3;
static constexpr int testAgainMs = 5000; // so that the fields are seen to move
static constexpr std::array sourceKinds{SourceKind::OpenMetrics, SourceKind::HttpJson, SourceKind::RedisHash,
                                        SourceKind::RedisLists};
static constexpr std::array httpAuths{HttpAuth::None, HttpAuth::Bearer, HttpAuth::Basic, HttpAuth::Header};

SourceDialog::SourceDialog(Services services, Theme* theme, QWidget* parent)
    : QDialog(parent),
      m_services(std::move(services)),
      m_theme(theme),
      m_fieldsModel(new SourceFieldsModel(&m_mapping, this)),
      m_targetsModel(new StageTargetsModel(&m_mapping, this))
{
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space4, metric::space2);
    makeForm(column);
    makeAssistant(column);
    m_message = widgets::label({}, theme, FontRole::Small, false, this);
    m_message->setObjectName(u"SourceMessage"_s);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->hide();
    column->addWidget(m_message);
    makeButtons(column);
    resize(1000, 640);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &SourceDialog::updateFields);
    connect(m_auth, &QComboBox::currentIndexChanged, this, &SourceDialog::updateFields);
    connect(&m_mapping, &SourceMapping::changed, this, &SourceDialog::updateAssistant);
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

FormField* SourceDialog::addField(const QString& key, const QString& label, QWidget* editor)
{
    editor->setObjectName(u"Source."_s + key);
    auto* field = new FormField(label, editor, m_theme, this);
    m_fields[key] = field;
    return field;
}

void SourceDialog::makeForm(QVBoxLayout* column)
{
    const auto line = [this](const QString& example) {
        auto* made = new QLineEdit(this);
        made->setPlaceholderText(example);
        return made;
    };
    m_kind = new QComboBox(this);
    for (const SourceKind kind : sourceKinds)
        m_kind->addItem(sourcewords::kind(kind), static_cast<int>(kind));
    m_auth = new QComboBox(this);
    for (const HttpAuth auth : httpAuths)
        m_auth->addItem(sourcewords::auth(auth), static_cast<int>(auth));
    m_interval = new QSpinBox(this);
    m_interval->setRange(SourceConfig::minIntervalMs / 1000, SourceConfig::maxIntervalMs / 1000);
    m_interval->setSuffix(tr(" s"));
    m_name = line(tr("checkout service"));
    m_name->setMaxLength(100);
    m_url = line(u"https://app.example.org:9000/metrics"_s);
    m_endpoint = line(tr("empty: the cache itself"));
    m_key = line({});
    m_authName = line({});
    m_secret = line({});
    m_secret->setEchoMode(QLineEdit::Password);
    m_caFile = line(tr("empty: the system's"));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(metric::space3);
    grid->setVerticalSpacing(metric::space2);
    grid->addWidget(addField(u"name"_s, tr("&Name"), m_name), 0, 0, 1, 2);
    grid->addWidget(addField(u"kind"_s, tr("&Kind"), m_kind), 0, 2);
    grid->addWidget(addField(u"interval"_s, tr("Asked e&very"), m_interval), 0, 3);
    grid->addWidget(addField(u"url"_s, tr("A&ddress"), m_url), 1, 0, 1, 2);
    grid->addWidget(addField(u"caFile"_s, tr("Own certificate au&thority"), m_caFile), 1, 2, 1, 2);
    grid->addWidget(addField(u"endpoint"_s, tr("&Redis server"), m_endpoint), 1, 0, 1, 2);
    grid->addWidget(addField(u"key"_s, tr("K&ey"), m_key), 1, 2, 1, 2);
    grid->addWidget(addField(u"auth"_s, tr("A&uthentication"), m_auth), 2, 0);
    grid->addWidget(addField(u"authName"_s, tr("User or &header"), m_authName), 2, 1);
    grid->addWidget(addField(u"secret"_s, tr("Se&cret"), m_secret), 2, 2, 1, 2);
    for (int each = 0; each < 4; ++each)
        grid->setColumnStretch(each, 1);
    column->addLayout(grid);
}

QTableView* SourceDialog::makeTable(QAbstractItemModel* model, const QString& name, int stretched)
{
    auto* table = new QTableView(this);
    table->setModel(model);
    setUpAlertTable(table, name, stretched);
    table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                           QAbstractItemView::AnyKeyPressed);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setMinimumHeight(120);
    return table;
}

void SourceDialog::makeAssistant(QVBoxLayout* column)
{
    m_hint = widgets::dimLabel({}, m_theme, FontRole::Small, this);
    m_hint->setObjectName(u"SourceHint"_s);
    m_hint->setWordWrap(true);
    column->addWidget(m_hint);
    auto* fields = makeTable(m_fieldsModel, tr("Fields of the source"), SourceFieldsModel::Field);
    fields->setObjectName(u"SourceFields"_s);
    fields->setDragEnabled(true);
    fields->setDragDropMode(QAbstractItemView::DragOnly);
    fields->setItemDelegateForColumn(SourceFieldsModel::Metric,
                                     new ChoiceDelegate([this] { return metricChoices(); }, true, this));
    auto* targets = makeTable(m_targetsModel, tr("What the stage is told"), StageTargetsModel::Field);
    targets->setObjectName(u"StageTargets"_s);
    targets->setAcceptDrops(true);
    targets->setDragDropMode(QAbstractItemView::DropOnly);
    targets->setItemDelegateForColumn(StageTargetsModel::Field,
                                      new ChoiceDelegate([this] { return m_mapping.fieldNames(); }, true, this));
    m_stage = new QComboBox(this);
    m_stage->setObjectName(u"SourceStage"_s);
    m_stage->setAccessibleName(tr("Stage"));
    connect(m_stage, &QComboBox::currentIndexChanged, this,
            [this] { m_targetsModel->setStage(m_stage->currentData().toString()); });
    m_suggestions = widgets::button(tr("Take the su&ggestions"), this);
    m_suggestions->setObjectName(u"TakeSuggestions"_s);
    connect(m_suggestions, &QPushButton::clicked, this, [this] { m_mapping.takeSuggestions(); });
    auto* left = new QVBoxLayout;
    auto* leftHead = new QHBoxLayout;
    leftHead->addWidget(widgets::label(tr("Fields"), m_theme, FontRole::Body, true, this));
    leftHead->addStretch(1);
    leftHead->addWidget(m_suggestions);
    left->addLayout(leftHead);
    left->addWidget(fields, 1);
    auto* right = new QVBoxLayout;
    auto* rightHead = new QHBoxLayout;
    rightHead->addWidget(widgets::label(tr("Stage"), m_theme, FontRole::Body, true, this));
    rightHead->addWidget(m_stage, 1);
    right->addLayout(rightHead);
    right->addWidget(targets, 1);
    auto* both = new QHBoxLayout;
    both->setSpacing(metric::space3);
    both->addLayout(left, 1);
    both->addLayout(right, 1);
    column->addLayout(both, 1);
    const int letter = fontMetrics().averageCharWidth();
    fields->setColumnWidth(SourceFieldsModel::Value, 14 * letter);
    fields->setColumnWidth(SourceFieldsModel::Metric, 24 * letter);
    targets->setColumnWidth(StageTargetsModel::Target, 28 * letter);
    targets->setColumnWidth(StageTargetsModel::Factor, 9 * letter);
    targets->setColumnWidth(StageTargetsModel::Value, 12 * letter);
}

void SourceDialog::makeButtons(QVBoxLayout* column)
{
    m_test = widgets::button(tr("Te&st"), this);
    m_test->setObjectName(u"SourceTest"_s);
    m_test->setVisible(m_services.sourceTester != nullptr);
    auto* cancel = widgets::button(tr("Cancel"), this);
    auto* save = widgets::primaryButton(tr("Save"), this);
    save->setObjectName(u"SourceSave"_s);
    save->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_test);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(save);
    column->addLayout(buttons);
    connect(m_test, &QPushButton::clicked, this, &SourceDialog::test);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save, &QPushButton::clicked, this, [this] {
        if (validateInput())
            Q_EMIT saveRequested(source());
    });
}

void SourceDialog::setSource(const SourceConfig& source, const std::vector<StageConfig>& stages, bool isNew)
{
    m_source = source;
    if (isNew)
        m_source.id = newNodeId();
    m_stages = stages;
    setWindowTitle(isNew ? tr("Add a source") : tr("Edit “%1”").arg(source.name));
    m_name->setText(source.name);
    m_kind->setCurrentIndex(std::max(0, m_kind->findData(static_cast<int>(source.kind))));
    m_interval->setValue(source.intervalMs / 1000);
    m_url->setText(source.url.toString());
    m_endpoint->setText(source.usesNodeOfCache() || isHttp(source.kind) ? QString() : source.endpoint.url());
    m_key->setText(source.key);
    m_auth->setCurrentIndex(std::max(0, m_auth->findData(static_cast<int>(source.auth))));
    m_authName->setText(source.authName);
    m_secret->setPlaceholderText(isNew ? QString() : tr("unchanged"));
    m_caFile->setText(source.caFile);
    m_stage->clear();
    for (const StageConfig& stage : stages)
        m_stage->addItem(stage.name.isEmpty() ? stage.id : stage.name, stage.id);
    m_stage->addItem(tr("The whole application"), QString());
    m_targetsModel->setStage(m_stage->currentData().toString());
    m_mapping.setMapped(source.fields);
    updateFields();
}

SourceConfig SourceDialog::source() const
{
    SourceConfig source = m_source;
    source.name = m_name->text().trimmed();
    source.kind = static_cast<SourceKind>(m_kind->currentData().toInt());
    source.intervalMs = m_interval->value() * 1000;
    source.fields = m_mapping.mapped();
    source.url = QUrl();
    source.endpoint = {};
    source.key.clear();
    source.auth = HttpAuth::None;
    source.authName.clear();
    source.caFile.clear();
    if (isHttp(source.kind)) {
        source.url = QUrl(m_url->text().trimmed(), QUrl::StrictMode);
        source.auth = static_cast<HttpAuth>(m_auth->currentData().toInt());
        if (source.auth == HttpAuth::Basic || source.auth == HttpAuth::Header)
            source.authName = m_authName->text().trimmed();
        source.caFile = m_caFile->text().trimmed();
    } else {
        source.key = m_key->text().trimmed();
        if (const auto parsed = parseEndpointUrl(m_endpoint->text().trimmed());
            parsed && !m_endpoint->text().trimmed().isEmpty())
            source.endpoint = parsed->endpoint;
    }
    return source;
}

std::optional<QString> SourceDialog::secret() const
{
    const SourceConfig now = source();
    if (!isHttp(now.kind) || now.auth == HttpAuth::None || m_secret->text().isEmpty())
        return {};
    return m_secret->text();
}

void SourceDialog::updateFields()
{
    const SourceConfig now = source();
    const bool http = isHttp(now.kind);
    for (const char* key : {"url", "caFile", "auth"})
        m_fields[QString::fromLatin1(key)]->setVisible(http);
    m_fields[u"endpoint"_s]->setVisible(!http);
    m_fields[u"key"_s]->setVisible(!http);
    m_fields[u"authName"_s]->setVisible(http && (now.auth == HttpAuth::Basic || now.auth == HttpAuth::Header));
    m_fields[u"secret"_s]->setVisible(http && now.auth != HttpAuth::None);
    const bool lists = now.kind == SourceKind::RedisLists;
    m_key->setPlaceholderText(lists ? tr("operations, with commas between: embed, generate") : u"app:cache:stats"_s);
    m_fields[u"key"_s]->setHint(lists ? tr("Reads latencies:NAME, success_count:NAME and error_count:NAME.")
                                      : tr("The hash whose fields are counters."));
    const bool lasts = m_services.secrets && !m_services.secrets->sessionOnly();
    m_fields[u"secret"_s]->setHint(lasts ? tr("Kept in the system keychain.")
                                         : tr("Kept until CacheLedger ends: there is no system keychain."));
    updateAssistant();
}

void SourceDialog::updateAssistant()
{
    const bool any = !m_mapping.found().empty();
    m_hint->setText(
        any ? tr("Drag a field onto what it tells of the stage, or pick it there with F2. Fields that are not used are "
                 "not read.")
            : tr("Test shows the source's fields with their values; until then a field's name can be typed."));
    m_suggestions->setEnabled(m_mapping.openSuggestions() > 0);
}

/// The faults that stand beside a field; what else is wrong the source's own check says.
bool SourceDialog::validateInput()
{
    const SourceConfig now = source();
    const QString endpoint = m_endpoint->text().trimmed();
    QString endpointProblem;
    if (!isHttp(now.kind) && !endpoint.isEmpty()) {
        const auto parsed = parseEndpointUrl(endpoint);
        endpointProblem = !parsed               ? parsed.error().text()
                          : parsed->hasPassword ? tr("must not hold a password: secrets are never kept in a file.")
                                                : QString();
    }
    m_fields[u"endpoint"_s]->setProblem(endpointProblem);
    m_fields[u"name"_s]->setProblem(now.name.isEmpty() ? tr("is needed.") : QString());
    m_fields[u"url"_s]->setProblem(isHttp(now.kind) && (!now.url.isValid() || now.url.host().isEmpty())
                                       ? tr("must be an address with http:// or https://.")
                                       : QString());
    m_fields[u"key"_s]->setProblem(!isHttp(now.kind) && now.key.isEmpty() ? tr("is needed.") : QString());
    for (const auto& [key, field] : m_fields) {
        if (!field->problem().isEmpty() && field->isVisibleTo(this))
            return false;
    }
    const auto valid = validate(now);
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
    m_mapping.setFound(outcome.fields);
    m_again.start();
}

/// What a field can be: of every stage, and of the application.
QStringList SourceDialog::metricChoices() const
{
    QStringList choices;
    for (const StageConfig& stage : m_stages)
        choices << StageTargetsModel::targetsOf(stage.id);
    return choices + StageTargetsModel::targetsOf({});
}

void SourceDialog::showProblem(const QString& problem)
{
    widgets::setStyleProperty(m_message, "problem", true);
    m_message->setText(problem.isEmpty() ? QString() : u"▲ "_s + problem);
    m_message->setVisible(!problem.isEmpty());
}

} // namespace cacheledger
